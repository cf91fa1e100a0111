"""Whether the shares of those who state a need together make a whole, and who has not agreed yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.trail import Trail, percent, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "need-shares", "needs"
HUNDRED = 100
PartyKind = Literal["region", "pcc", "health", "local-authority", "other"]
ShareBlock = Literal["nobody", "body-twice", "share-not-positive", "no-region", "below-100", "above-100"]


class Party(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body, its share in per cent, and who agreed to it for the body."""

    name: str
    kind: PartyKind
    share: float
    agreed_by: Annotated[str, Meta(description="the named person who agreed; empty for nobody yet")] = ""


class SharesCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those who state a need together."""

    on: date
    parties: tuple[Party, ...]


class Shares(Struct, frozen=True, gc=False):
    """Whether the shares are right, and whether everybody agreed; ``missing`` is negative where there is too much."""

    right: bool
    agreed: bool
    total: float
    missing: float
    not_agreed: tuple[str, ...]
    blocks: tuple[ShareBlock, ...]


_REASONS = {
    "agreed": mark("The shares total {whole}, and everybody agreed to theirs."),
    "not-agreed": mark("The shares total {whole}. Not agreed yet: {names}."),
    "nobody": mark("Nobody states the need."),
    "body-twice": mark("A body is listed twice."),
    "share-not-positive": mark("A share must be more than nothing."),
    "no-region": mark("No probation region is among those who state it."),
    "below-100": mark("The shares total {total}: {missing} of the need is borne by nobody."),
    "above-100": mark("The shares total {total}, which is {missing} too much."),
}
_EACH = mark("{name} bears {share}.")


def decide_shares(case: SharesCase) -> Decision[Shares]:
    """Whether the shares total the whole, a region is among those who bear it, and each agreed."""
    trail = Trail(NAME, RULE_SET)
    for each in case.parties:
        trail.note("share", _EACH, None, name=each.name, share=_percent(each.share))
    total = sum((Fraction(str(each.share)) for each in case.parties), Fraction(0))
    missing = HUNDRED - total
    blocks = tuple(code for code, applies in _tests(case.parties, missing) if applies)
    silent = tuple(each.name for each in case.parties if not each.agreed_by.strip())
    said = {
        "total": _percent(float(total)), "missing": _percent(abs(float(missing))), "whole": percent(HUNDRED),
        "names": ", ".join(silent),
    }  # fmt: skip
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True, **said)
    reason = blocks[0] if blocks else "not-agreed" if silent else "agreed"
    value = Shares(not blocks, not blocks and not silent, rounded(total), rounded(missing), silent, blocks)
    return trail.decide(value, reason, _REASONS[reason], result=value.total, holds_until=None, **said)


def _tests(parties: Iterable[Party], missing: Fraction) -> list[tuple[ShareBlock, bool]]:
    told = [(each.kind, each.name.strip().casefold()) for each in parties]
    return [
        ("nobody", not told),
        ("body-twice", len(set(told)) < len(told)),
        ("share-not-positive", any(each.share <= 0 for each in parties)),
        ("no-region", bool(told) and all(kind != "region" for kind, _name in told)),
        ("below-100", bool(told) and missing > 0),
        ("above-100", missing < 0),
    ]


def _percent(share: float) -> str:
    """A share to two places, without zeros that say nothing: 33.33%."""
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Shares of those who state a need"),
    case=SharesCase,
    value=Shares,
    decide=decide_shares,
    parameters=(),
    source="House standard; joint commissioning under the Offender Management Act 2007 s.3 and by other bodies",
    default=True,
)
