"""By when an application to the panel is decided (rule A2 of the panel)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.closing import working_days_on
from throughcare.commissioning.rules.packs import PACKS, PackName, pack
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.calendar import ONE_DAY
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy import working_calendar

NAME, RULE_SET = "application-due", "procurement-packs"


class ApplicationCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An application to join a market; ``on`` is the day on which it is asked."""

    on: date
    pack: Annotated[PackName, Meta(description="the rules under which the market was opened")]
    received_on: Annotated[date, Meta(description="the day on which the application, complete, came in")]
    market_opened_on: Annotated[date | None, Meta(description="selects the figures; the day of receipt where null")] = (
        None
    )
    extension_reason: Annotated[
        str | None, Meta(description="the written reason for a longer time, for this application")
    ] = None
    decided_on: date | None = None
    initial_period_until: Annotated[
        date | None, Meta(description="last day of a longer first evaluation that was announced when the market opened")
    ] = None
    first_invitation_on: Annotated[
        date | None, Meta(description="the day of the first invitation under the market, null where none was sent")
    ] = None


class ApplicationDue(Struct, frozen=True, gc=False):
    """The last day for the decision, and how the application stands on the day of asking."""

    due_date: date
    working_days: Annotated[int | None, Meta(description="null where the announced first evaluation decides")]
    extended: bool
    state: Literal["open", "overdue", "decided", "decided-late"]
    working_days_late: int


_REASONS = {
    "usual": mark("An application is decided within {days} working days of receipt, by {due}."),
    "extended": mark("With a written reason it is decided within {days} working days of receipt, by {due}."),
    "first-evaluation": mark("The longer first evaluation that was announced runs until {due}; no invitation has gone out."),
}  # fmt: skip
_STATES = {
    "overdue": mark("It is late by working days: {late}. Late decisions are counted and published."),
    "decided-late": mark("It was decided late by working days: {late}."),
}
_NO_LONGER = mark("The longer first evaluation ended with the first invitation, on {day}.")
_EMPTY = mark("The reason for a longer time is empty, so the usual time stands.")


def decide_application_due(case: ApplicationCase) -> Decision[ApplicationDue]:
    """By when the application is decided.

    Source: Public Contracts Regulations 2015 reg. 34; Procurement Act 2023 s.36. Raises ``TermNotFixed`` for a pack without
    a panel, ``ImpossibleCase`` where the decision lies before receipt.
    """
    if case.decided_on is not None and case.decided_on < case.received_on:
        raise ImpossibleCase(f"decided_on {case.decided_on} lies before received_on {case.received_on}")
    trail = Trail(NAME, RULE_SET)
    found = pack(case.pack, case.market_opened_on or case.received_on)
    extended = bool(case.extension_reason and case.extension_reason.strip())
    if case.extension_reason is not None and not extended:
        trail.note("empty-reason", _EMPTY)
    days: int | None = trail.use(found.needed("decision-days-extended" if extended else "decision-days"))
    assert days is not None
    due, code = working_days_on(case.received_on, days, trail), "extended" if extended else "usual"
    first = _first_evaluation(case, trail)
    if first is not None and first > due:
        due, days, code = first, None, "first-evaluation"
    judged = case.decided_on or case.on
    late = max(0, working_calendar().between(due, judged)) if judged > due else 0
    state = _state(case, due)
    if state in _STATES:
        trail.note(state, _STATES[state], late, late=late)
    value = ApplicationDue(due, days, extended, state, late)
    until = due + ONE_DAY if state == "open" else working_calendar().add(case.on, 1) if state == "overdue" else None
    return trail.decide(value, code, _REASONS[code], result=due, holds_until=until, days=days, due=due)


def _first_evaluation(case: ApplicationCase, trail: Trail) -> date | None:
    """The last day of the announced first evaluation, where no invitation has ended it."""
    if case.initial_period_until is None:
        return None
    if case.first_invitation_on is not None and case.first_invitation_on <= case.initial_period_until:
        trail.note("first-evaluation-over", _NO_LONGER, case.first_invitation_on, day=case.first_invitation_on)
        return None
    return case.initial_period_until


def _state(case: ApplicationCase, due: date) -> Literal["open", "overdue", "decided", "decided-late"]:
    if case.decided_on is not None:
        return "decided" if case.decided_on <= due else "decided-late"
    return "open" if case.on <= due else "overdue"


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("By when an application to the panel is decided"),
    case=ApplicationCase,
    value=ApplicationDue,
    decide=decide_application_due,
    parameters=PACKS[:2],
    source="Public Contracts Regulations 2015 reg. 34; Procurement Act 2023 s.36",
    default=True,
)
