"""Which pack of procurement law a market, a competition, a direct award or a grant is opened under, and its terms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.packs import LABELS, PACKS, Authority, Pack, PackName, pack, regimes, threshold
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, pounds
from throughcare.kernel.decision import Decision, Words, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "procurement-pack", "procurement-regimes"
Route = Literal["market", "call-off", "competition", "direct-award", "grant"]
Pence = Annotated[int, Meta(ge=0)]


class ProcurementCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be opened, and when."""

    on: Annotated[date, Meta(description="the day on which it is opened")]
    route: Annotated[
        Route,
        Meta(
            description="market: the panel itself; call-off: a competition under a market; competition: one outside a market"
        ),
    ]
    value_pence: Annotated[
        Pence | None, Meta(description="estimated value over the whole term with VAT; needed for a competition")
    ] = None
    market_opened_on: Annotated[
        date | None, Meta(description="the day on which the market was set up; needed for a call-off")
    ] = None
    light_touch: Annotated[bool, Meta(description="the services are on the light-touch list")] = True
    authority: Authority = "central"


class PackTerms(Struct, frozen=True, gc=False):
    """What the pack fixes; null where it fixes nothing."""

    decision_working_days: int | None
    decision_working_days_extended: int | None
    tender_days: int | None
    tender_days_count: Literal["calendar", "working"] | None
    standstill: Literal["required", "voluntary", "not-required"] | None
    standstill_days: int | None
    standstill_days_count: Literal["calendar", "working"] | None
    standstill_counts_publication_day: bool | None
    contract_details_days: Annotated[
        int | None, Meta(description="days after signing; null where only promptness is asked")
    ]
    termination_notice_days: int | None
    payments_over_pence: int | None
    indicators_least: int | None
    indicators_over_pence: int | None
    performance_review_months: int | None
    modification: Literal["free", "tests"] | None
    social_value_percent: int | None
    notices: Annotated[tuple[str, ...], Meta(description="names of the notices due")]
    unconfirmed: Annotated[tuple[str, ...], Meta(description="terms that rest on an unconfirmed figure")]


class PackAnswer(Struct, frozen=True, gc=False):
    """The pack, null where none fits; ``law`` is the one it belongs to."""

    pack: PackName | None
    law: Literal["pcr-2015", "pa-2023", "none"]
    above_threshold: Annotated[bool | None, Meta(description="null where the threshold decides nothing")]
    threshold_pence: int | None
    terms: PackTerms | None


_REASONS = {
    "grant": mark("A grant is no contract, so procurement law does not apply to it."),
    "direct-award": mark("It is awarded without competition: the rules of direct award apply, with a ground and a notice."),
    "market-now": mark("The market is opened on {day}, when this law is in force: {law}."),
    "keeps-market": mark("A competition keeps the rules of its market, which was set up on {day}: {law}."),
    "system-ended": mark("A system under the older rules runs until {day} at the latest: nothing is opened under it later."),
    "below-threshold": mark("Its value of {value} lies below the threshold of {threshold}."),
    "full-procedure": mark(
        "Its value of {value} reaches the threshold of {threshold}: it needs a market or a full procedure."
    ),
}  # fmt: skip
_LAWS = {"pcr-2015": mark("Public Contracts Regulations 2015"), "pa-2023": mark("Procurement Act 2023")}
_OLDER = mark("The market was set up before {day}, and the older rules go on for it.")
_BELOW = mark(
    "Its value of {value} lies below the threshold of {threshold}; the ground and a notice are recorded all the same."
)
_ABOVE = mark("Its value of {value} reaches the threshold of {threshold}.")


def decide_pack(case: ProcurementCase) -> Decision[PackAnswer]:
    """The pack that applies, and its terms.

    Sources: Public Contracts Regulations 2015 regs. 34 and 74 to 76; Procurement Act 2023 ss.3, 9, 34, Schedule 1. Raises
    ``ImpossibleCase`` where a fact is missing, ``NoPolicyInForce`` before 26 February 2015.
    """
    trail = Trail(NAME, RULE_SET)
    if case.route in ("market", "call-off"):
        return _under_market(case, trail)
    law = trail.use(regimes()["law"].use(case.on))
    if case.route == "grant":
        return _answer(trail, "none", pack("grant", case.on), "grant")
    if case.route == "direct-award":
        _compare(case, trail)
        return _answer(trail, law, pack("direct-award", case.on), "direct-award", case)
    return _competition(case, trail, law)


def _under_market(case: ProcurementCase, trail: Trail) -> Decision[PackAnswer]:
    opened = case.on if case.route == "market" else case.market_opened_on
    if opened is None:
        raise ImpossibleCase("a call-off needs market_opened_on, the day on which its market was set up")
    if opened > case.on:
        raise ImpossibleCase(
            f"market_opened_on {opened} lies after the day on which the competition is opened, {case.on}"
        )
    use = regimes()["market-pack"].use(opened)
    name: PackName = trail.use(use)
    found = pack(name, case.on)
    law = trail.use(regimes()["law"].use(opened))
    ends = found.term("system-ends")
    if ends is not None:
        trail.use(ends)
        last = ends.value[0]
        if case.on > last:
            return trail.decide(
                PackAnswer(None, law, None, None, None), "system-ended", _REASONS["system-ended"], day=last
            )
    if law == "pcr-2015" and case.route == "call-off":
        trail.note("older-rules", _OLDER, opened, day=_first_day_of("pa-2023"))
    code = "market-now" if case.route == "market" else "keeps-market"
    until = ends.value[0] + timedelta(days=1) if ends is not None else None
    return _answer(trail, law, found, code, day=opened, holds_until=until)


def _competition(case: ProcurementCase, trail: Trail, law: str) -> Decision[PackAnswer]:
    if case.value_pence is None:
        raise ImpossibleCase("a competition outside a market needs value_pence, which the threshold is compared with")
    use = threshold(case.on, light_touch=case.light_touch, authority=case.authority)
    least = trail.use(use)
    value, limit = pounds(case.value_pence), pounds(least)
    if case.value_pence >= least:
        answer = PackAnswer(None, law, True, least, None)  # type: ignore[arg-type]
        return trail.decide(answer, "full-procedure", _REASONS["full-procedure"], value=value, threshold=limit)
    found = pack("below-threshold", case.on)
    return _answer(trail, law, found, "below-threshold", case, value=value, threshold=limit)


def _compare(case: ProcurementCase, trail: Trail) -> None:
    """Say how the value of a direct award stands to the threshold."""
    if case.value_pence is None:
        return
    least = trail.use(threshold(case.on, light_touch=case.light_touch, authority=case.authority))
    above = case.value_pence >= least
    trail.note("threshold", _ABOVE if above else _BELOW, above, value=pounds(case.value_pence), threshold=pounds(least))


def _answer(
    trail: Trail,
    law: str,
    found: Pack,
    code: str,
    case: ProcurementCase | None = None,
    *,
    holds_until: date | None = None,
    **values: object,
) -> Decision[PackAnswer]:
    above = least = None
    if case is not None and case.value_pence is not None:
        least = threshold(case.on, light_touch=case.light_touch, authority=case.authority).value
        above = case.value_pence >= least
    for _name, use in found.terms():
        trail.use(use)
    terms = terms_of(found, light_touch=case.light_touch if case is not None else True)
    if law in _LAWS:
        values["law"] = Words(_LAWS[law])
    trail.note("pack", mark("The rules of this kind apply: {kind}."), found.name, kind=Words(LABELS[found.name]))
    value = PackAnswer(found.name, law, above, least, terms)  # type: ignore[arg-type]
    return trail.decide(value, code, _REASONS[code], holds_until=holds_until, **values)


def terms_of(found: Pack, *, light_touch: bool = True) -> PackTerms:
    """What the pack fixes, in one record."""
    tender = found.value("tender-period") or {}
    still = found.value("standstill-period") or {}
    details = found.value("notice-contract-details") or {}
    days = details.get("days_light_touch", details.get("days")) if light_touch else details.get("days")
    indicators = found.value("indicators") or {}
    change = found.value("modification") or {}
    free = light_touch and change.get("free_if") == "light-touch"
    return PackTerms(
        decision_working_days=found.value("decision-days"),
        decision_working_days_extended=found.value("decision-days-extended"),
        tender_days=tender.get("days"),
        tender_days_count=tender.get("count"),
        standstill=found.value("standstill-required"),
        standstill_days=still.get("days"),
        standstill_days_count=still.get("count"),
        standstill_counts_publication_day=still["first"] == "event-day" if still else None,
        contract_details_days=days,
        termination_notice_days=(found.value("notice-termination") or {}).get("days"),
        payments_over_pence=(found.value("notice-payment") or {}).get("over_pence"),
        indicators_least=indicators.get("least"),
        indicators_over_pence=indicators.get("over_pence"),
        performance_review_months=found.value("performance-review"),
        modification="free" if free else change.get("rule"),
        social_value_percent=found.value("social-value"),
        notices=tuple(name for name, _use in found.notices()),
        unconfirmed=tuple(name for name, use in found.terms() if use.confidence == "unconfirmed"),
    )


def _first_day_of(law: str) -> date:
    return next(value.start for value in regimes()["law"].values if value.value == law)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Which procurement law applies, and what it fixes"),
    case=ProcurementCase,
    value=PackAnswer,
    decide=decide_pack,
    parameters=("procurement-regimes", *PACKS),
    source="Public Contracts Regulations 2015 regs. 34 and 74 to 76; Procurement Act 2023 ss.3, 9, 34 to 39 and Schedule 1",
    default=True,
)
