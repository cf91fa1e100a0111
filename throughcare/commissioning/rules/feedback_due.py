"""By when bidders are told how they were scored, and whether that was in time (rule W5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import EVALUATION, evaluation
from throughcare.commissioning.rules.closing import working_days_on
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.calendar import ONE_DAY
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy import working_calendar

NAME, RULE_SET = "feedback-due", "evaluation"


class FeedbackCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A competition whose outcome was decided on ``decided_on``; ``on`` is the day on which it is asked."""

    on: date
    decided_on: Annotated[date, Meta(description="the day on which the award was approved, or ended without one")]
    told_on: Annotated[date | None, Meta(description="the day on which every bidder was told; null where none was")] = (
        None
    )


class FeedbackDue(Struct, frozen=True, gc=False):
    """The last day for telling the bidders, and how it stands on the day of asking."""

    due_date: date
    state: Literal["due", "overdue", "in-time", "late"]
    working_days_late: int


_REASONS = {
    "due": mark("Every bidder is told how it was scored within {days} working days of the decision, by {due}."),
    "overdue": mark("Bidders should have been told by {due}. It is late by working days: {late}."),
    "in-time": mark("Every bidder was told within {days} working days of the decision."),
    "late": mark("Bidders were told after {due}, late by working days: {late}."),
}


def decide_feedback_due(case: FeedbackCase) -> Decision[FeedbackDue]:
    """By when, and whether in time; a house standard. Raises ``ImpossibleCase`` where they were told before the decision."""
    if case.told_on is not None and case.told_on < case.decided_on:
        raise ImpossibleCase(f"told_on {case.told_on} lies before decided_on {case.decided_on}")
    trail = Trail(NAME, RULE_SET)
    days: int = trail.use(evaluation("feedback-days", case.decided_on))
    due = working_days_on(case.decided_on, days, trail)
    judged = case.told_on or case.on
    late = max(0, working_calendar().between(due, judged)) if judged > due else 0
    state: Literal["due", "overdue", "in-time", "late"]
    told = case.told_on is not None
    state = ("in-time" if told else "due") if judged <= due else "late" if told else "overdue"
    until = due + ONE_DAY if state == "due" else working_calendar().add(case.on, 1) if state == "overdue" else None
    value = FeedbackDue(due, state, late)
    return trail.decide(value, state, _REASONS[state], result=due, holds_until=until, days=days, due=due, late=late)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("By when bidders are told how they were scored"),
    case=FeedbackCase,
    value=FeedbackDue,
    decide=decide_feedback_due,
    parameters=(EVALUATION,),
    source="House standard; Procurement Act 2023 s.50, assessment summaries before the award notice",
    default=True,
)
