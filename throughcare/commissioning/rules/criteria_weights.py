"""Whether the weights of the award criteria can be published (rule M4)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.packs import PACKS, Authority, PackName, pack
from throughcare.commissioning.rules.trail import Trail, percent, percent_beside
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "criteria-weights", "competition-checks"
Block = Literal["no-criteria", "code-twice", "weight-not-positive", "total-not-100", "social-value-too-low"]
HUNDRED = 100


class Criterion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One criterion with its weight in per cent of the whole."""

    code: str
    kind: Literal["quality", "price", "social-value"]
    weight: float


class WeightsCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The criteria of a lot of a competition opened on ``on``."""

    on: date
    pack: PackName
    criteria: tuple[Criterion, ...]
    authority: Authority = "central"


class Weights(Struct, frozen=True, gc=False):
    """Whether the weights can be published, and their sums."""

    allowed: bool
    total: float
    quality: float
    price: float
    social_value: float
    social_value_least: Annotated[float | None, Meta(description="null where the pack sets no floor")]
    blocks: tuple[Block, ...]


_REASONS = {
    "fine": mark("The weights total 100, and social value has enough of them."),
    "fine-no-floor": mark("The weights total 100. These rules set no least weight for social value."),
    "no-criteria": mark("There are no criteria."),
    "code-twice": mark("A criterion is listed twice."),
    "weight-not-positive": mark("A weight must be more than nothing."),
    "total-not-100": mark("The weights total {total}, and must total 100."),
    "social-value-too-low": mark("Social value weighs {share}, and central government must give it at least {least}."),
}


def decide_weights(case: WeightsCase) -> Decision[Weights]:
    """Whether the weights total 100 with the floor of social value.

    Source: Procurement Policy Notes 06/20 and 002, taking account of social value in central government.
    """
    trail = Trail(NAME, RULE_SET)
    sums = {
        kind: round(sum(each.weight for each in case.criteria if each.kind == kind), 6)
        for kind in ("quality", "price", "social-value")
    }
    total = round(sum(sums.values()), 6)
    use = pack(case.pack, case.on).term("social-value") if case.authority == "central" else None
    least = None if use is None else trail.use(use)
    codes = [each.code for each in case.criteria]
    tests: list[tuple[Block, bool]] = [
        ("no-criteria", not case.criteria),
        ("code-twice", len(set(codes)) < len(codes)),
        ("weight-not-positive", any(each.weight <= 0 for each in case.criteria)),
        ("total-not-100", bool(case.criteria) and total != HUNDRED),
        ("social-value-too-low", least is not None and bool(case.criteria) and sums["social-value"] < least),
    ]
    blocks = tuple(code for code, applies in tests if applies)
    said = {
        "total": f"{total:g}",
        "share": percent_beside(Fraction(str(sums["social-value"])), least or 0),
        "least": percent(least or 0),
    }
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True, **said)
    reason = blocks[0] if blocks else "fine" if least is not None else "fine-no-floor"
    value = Weights(not blocks, total, sums["quality"], sums["price"], sums["social-value"], least, blocks)
    return trail.decide(value, reason, _REASONS[reason], result=total, holds_until=None, **said)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Weights of the award criteria"),
    case=WeightsCase,
    value=Weights,
    decide=decide_weights,
    parameters=PACKS,
    source="Procurement Policy Notes 06/20 and 002; Procurement Act 2023 s.23; Public Contracts Regulations 2015 reg. 67",
    default=True,
)
