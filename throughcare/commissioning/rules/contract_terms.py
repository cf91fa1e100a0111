"""Whether the terms of a contract are complete before it is signed (rule C1)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import CONTROL, control
from throughcare.commissioning.rules.packs import PACKS, PackName, pack
from throughcare.commissioning.rules.trail import Trail, pounds
from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "contract-terms", "contract-control"
Block = Literal[
    "no-lots", "ends-before-start", "too-short", "too-long", "no-volumes", "too-few-indicators", "indicator-incomplete",
    "payment-too-slow",
]  # fmt: skip


class Indicator(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One indicator of performance, with all that makes it checkable; texts are empty where they are missing."""

    name: str
    definition: str = ""
    owner: str = ""
    numerator: str = ""
    denominator: str = ""
    gaming: Annotated[str, Meta(description="how it could be gamed, and what would show that")] = ""
    measures: Literal["outcome", "quality", "volume"] = "outcome"


class TermsCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contract that is to be signed; ``ends_on`` is its last day."""

    on: date
    pack: PackName
    opened_on: Annotated[
        date, Meta(description="the day on which the competition was opened, which selects the figures")
    ]
    value_pence: Annotated[int, Meta(gt=0)]
    lots: tuple[str, ...]
    starts_on: date
    ends_on: date
    extension_months: Annotated[int, Meta(ge=0, le=1200, description="most months by which it may be extended")] = 0
    volume: Annotated[int | None, Meta(description="projected cases; null where none is stated")] = None
    indicators: tuple[Indicator, ...] = ()
    payment_days: Annotated[int, Meta(ge=0, description="days from a valid invoice to payment")] = 30


class Terms(Struct, frozen=True, gc=False):
    """Whether it can be signed, and what is missing."""

    complete: bool
    indicators_least: int
    blocks: tuple[Block, ...]
    incomplete_indicators: tuple[str, ...]
    warnings: tuple[Literal["only-volume", "extension-too-long"], ...]
    last_possible_day: Annotated[date, Meta(description="last day with every extension")]


_REASONS = {
    "complete": mark("The terms are complete."),
    "no-lots": mark("The contract names no lot."),
    "ends-before-start": mark("It ends before it starts."),
    "too-short": mark("It is shorter than {least} months."),
    "too-long": mark("It is longer than {most} months."),
    "no-volumes": mark("State the projected volume."),
    "too-few-indicators": mark("Indicators: {count}. Above {limit} at least {indicators} are needed."),
    "indicator-incomplete": mark("An indicator is incomplete (definition, owner, numerator, denominator, gaming): {names}."),
    "payment-too-slow": mark("Payment takes longer than {days} days."),
}  # fmt: skip
_WARNINGS = {
    "only-volume": mark("Every indicator counts volume. At least one should measure an outcome or quality."),
    "extension-too-long": mark("With every extension it is longer than {most} months."),
}


def decide_terms(case: TermsCase) -> Decision[Terms]:
    """Whether the terms are complete.

    Sources: Procurement Act 2023 ss.52 and 68; the Dynamic Framework foresaw contracts of one to four years.
    """
    trail = Trail(NAME, RULE_SET)
    span, days = trail.use(control("term-months", case.on)), trail.use(control("payment-days", case.on))
    use = pack(case.pack, case.opened_on).term("indicators")
    needed = trail.use(use) if use is not None and case.value_pence > use.value["over_pence"] else None
    least = needed["least"] if needed else 0
    incomplete = tuple(each.name for each in case.indicators if not _is_complete(each))
    after = case.ends_on.toordinal() + 1
    tests: list[tuple[Block, bool]] = [
        ("no-lots", not case.lots),
        ("ends-before-start", case.ends_on < case.starts_on),
        ("too-short", case.starts_on <= case.ends_on and after < add_months(case.starts_on, span["least"]).toordinal()),
        ("too-long", after > add_months(case.starts_on, span["most"]).toordinal()),
        ("no-volumes", not case.volume),
        ("too-few-indicators", len(case.indicators) < least),
        ("indicator-incomplete", bool(incomplete)),
        ("payment-too-slow", case.payment_days > days),
    ]
    blocks = tuple(code for code, applies in tests if applies)
    last = add_months(case.ends_on, case.extension_months)
    warnings: list[Literal["only-volume", "extension-too-long"]] = []
    if case.indicators and all(each.measures == "volume" for each in case.indicators):
        warnings.append("only-volume")
    if case.extension_months and last >= add_months(case.starts_on, span["most"]) and "too-long" not in blocks:
        warnings.append("extension-too-long")
    said: dict[str, object] = {
        **span, "days": days, "count": len(case.indicators), "indicators": least, "names": ", ".join(incomplete),
        "limit": pounds(needed["over_pence"] if needed else 0),
    }  # fmt: skip
    for warning in warnings:
        trail.note(warning, _WARNINGS[warning], None, decisive=False, **said)
    for code in blocks[1:]:
        trail.note(code, _REASONS[code], None, decisive=True, **said)
    reason = blocks[0] if blocks else "complete"
    value = Terms(not blocks, least, blocks, incomplete, tuple(warnings), last)
    return trail.decide(value, reason, _REASONS[reason], result=not blocks, holds_until=None, **said)


def _is_complete(indicator: Indicator) -> bool:
    texts = (indicator.definition, indicator.owner, indicator.numerator, indicator.denominator, indicator.gaming)
    return all(text.strip() for text in texts)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Terms of a contract before it is signed"),
    case=TermsCase,
    value=Terms,
    decide=decide_terms,
    parameters=(CONTROL, *PACKS),
    source="Procurement Act 2023 ss.52 and 68; House of Commons Library, The unified probation service, 2021",
    default=True,
)
