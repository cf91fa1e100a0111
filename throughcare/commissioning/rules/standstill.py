"""When the standstill after an award ends, and from which day the contract may be signed (rule W6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import (
    say_not_working,
    working_day_from,
    working_days_counting_first,
)
from throughcare.commissioning.rules.packs import PACKS, PackName, pack
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.calendar import ONE_DAY
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "standstill", "procurement-packs"


class StandstillCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An award that has been decided; ``on`` is the day on which somebody wants to sign."""

    on: date
    pack: PackName
    award_notice_on: Annotated[
        date | None,
        Meta(description="the day on which the award notice was published, or the decision sent; null where neither"),
    ]
    opened_on: Annotated[
        date | None,
        Meta(
            description="the day on which the competition was opened, which selects the figures; the notice's day where null"
        ),
    ] = None
    by_post: Annotated[bool, Meta(description="the decision was not sent electronically")] = False
    keep_voluntary: Annotated[bool, Meta(description="a standstill that need not be kept is kept")] = True
    challenge_open: Annotated[bool, Meta(description="a challenge to the award is not settled")] = False


class Standstill(Struct, frozen=True, gc=False):
    """The period, both days within it, and whether the contract may be signed on the day of asking."""

    standstill: Literal["required", "voluntary", "none"]
    first_day: date | None
    last_day: date | None
    may_sign_from: Annotated[date | None, Meta(description="null while no notice has been published")]
    may_sign: bool
    blocks: tuple[str, ...]
    unconfirmed: bool


_REASONS = {
    "over": mark("The standstill ended on {last}, so the contract may be signed."),
    "running": mark("The standstill runs until the end of {last}. The contract may be signed from {next} on."),
    "challenged": mark("A challenge to the award is open, so the contract may not be signed."),
    "none": mark("No standstill is kept, so the contract may be signed once the award is published."),
    "no-notice": mark("The award has not been published, so the standstill has not begun."),
}
_COUNTED = mark("Working days, the day of publication being the first: {days}.")
_CALENDAR = mark("Days after the day on which the decision was sent: {days}.")
_NOT_REQUIRED = mark("The rules do not ask for a standstill here.")
_VOLUNTARY = mark("A standstill is kept of our own will; it may not be shorter than one that must be kept.")


def decide_standstill(case: StandstillCase) -> Decision[Standstill]:
    """The standstill period and whether the contract may be signed on ``on``.

    Sources: Procurement Act 2023 ss.50, 51 and 76; Public Contracts Regulations 2015 regs. 86 and 87. Raises
    ``ImpossibleCase`` where the notice lies before the competition was opened.
    """
    trail = Trail(NAME, RULE_SET)
    if case.award_notice_on is None:
        value = Standstill("none", None, None, None, False, ("no-notice",), False)
        return trail.decide(value, "no-notice", _REASONS["no-notice"])
    if case.opened_on is not None and case.award_notice_on < case.opened_on:
        raise ImpossibleCase(f"award_notice_on {case.award_notice_on} lies before opened_on {case.opened_on}")
    found = pack(case.pack, case.opened_on or case.award_notice_on)
    needed, period = found.term("standstill-required"), found.term("standstill-period")
    kind = "not-required" if needed is None else trail.use(needed)
    if period is None or (kind != "required" and not case.keep_voluntary) or kind == "not-required":
        trail.note("not-required", _NOT_REQUIRED, None)
        return _signing(case, trail, "none", None, case.award_notice_on)
    if kind != "required":
        trail.note("voluntary", _VOLUNTARY, None)
    first, last = _period(case.award_notice_on, trail.use(period), case, trail)
    return _signing(case, trail, "required" if kind == "required" else "voluntary", first, last)


def _period(notice: date, term: dict[str, Any], case: StandstillCase, trail: Trail) -> tuple[date, date]:
    """The first and the last day of the standstill."""
    if term["count"] == "working":
        trail.note("working-days", _COUNTED, term["days"], days=term["days"])
        everywhere = term.get("days_off") == "united-kingdom"
        return notice, working_days_counting_first(notice, term["days"], trail, everywhere=everywhere)
    days = term["days_by_post"] if case.by_post else term["days"]
    trail.note("calendar-days", _CALENDAR, days, days=days)
    last = notice + timedelta(days=days)
    say_not_working(last, trail)
    return notice + ONE_DAY, working_day_from(last)


def _signing(
    case: StandstillCase, trail: Trail, kind: Literal["required", "voluntary", "none"], first: date | None, last: date
) -> Decision[Standstill]:
    """The answer, from the last day of the period, or from the day of the notice where there is none."""
    following = last if first is None else last + ONE_DAY
    running = case.on < following
    blocks = (("running",) if running else ()) + (("challenged",) if case.challenge_open else ())
    code = "challenged" if case.challenge_open else "running" if running else "none" if first is None else "over"
    value = Standstill(kind, first, None if first is None else last, following, not blocks, blocks, trail.unconfirmed)
    until = following if running and not case.challenge_open else None
    return trail.decide(value, code, _REASONS[code], result=following, holds_until=until, last=last, next=following)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("The standstill before a contract is signed"),
    case=StandstillCase,
    value=Standstill,
    decide=decide_standstill,
    parameters=("procurement-regimes", *PACKS),
    source="Procurement Act 2023 ss.50, 51 and 76; Public Contracts Regulations 2015 regs. 86 and 87",
    default=True,
)
