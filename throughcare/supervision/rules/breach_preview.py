"""What one more failure would bring, said before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import Decision, Words, mark
from throughcare.supervision.rules.breach_facts import BreachCase, BreachStanding, FailureFact
from throughcare.supervision.rules.breach_threshold import decide_breach_threshold, with_failure
from throughcare.supervision.rules.breach_words import FAILURES, SUSPENDED

_ORDER = {
    1: mark("This would be the first failure that counts."),
    2: mark("This would be the second failure that counts."),
    3: mark("This would be the third failure that counts."),
}
_LATER = mark("This would be failure number {count} that counts.")
_ORDER_WITHIN = {
    1: mark("This would be the first failure in {months} months."),
    2: mark("This would be the second failure in {months} months."),
    3: mark("This would be the third failure in {months} months."),
}
_LATER_WITHIN = mark("This would be failure number {count} in {months} months.")
_FOLLOWS = {
    "decide-breach": mark("A manager would decide on breach by {by}."),
    "warn": mark("A warning would be due by {by}."),
    "manager-decides": mark("A manager would decide on a warning or recall."),
    "await-outcome": mark("A breach is in progress already: this failure would be put beside it."),
    "hear-reason": mark("A reason may still be given for another failure until {by}."),
    "none": mark("Nothing further would follow from it."),
}
_NOT_COUNTED = mark("It would not count.")


@dataclass(frozen=True, slots=True)
class Consequence:
    """What would follow: a sentence on the count, one on what comes next (with ``by``), and the decision behind them."""

    count: Words
    follows: str
    by: date | None
    urgent: bool
    decision: Decision[BreachStanding]


def consequence_of(case: BreachCase, failure: FailureFact) -> Consequence:
    """What confirming ``failure`` as without reasonable excuse would bring."""
    decision = decide_breach_threshold(with_failure(case, failure))
    value = decision.value
    left_out = next(
        (one for one in value.fell_out if (one.reference, one.date) == (failure.reference, failure.date)), None
    )
    if left_out is not None:
        words = FAILURES[left_out.why]
        why = {"cause": SUSPENDED[failure.suspended_by]} if failure.suspended_by else {"months": value.window_months}
        return Consequence(Words(words, why), _NOT_COUNTED, None, False, decision)
    return Consequence(
        _count(value), _FOLLOWS[value.next_step], value.next_by, value.next_step in ("decide-breach", "manager-decides"),
        decision,
    )  # fmt: skip


def _count(value: BreachStanding) -> Words:
    count, months = value.counted_at_last, value.window_months
    if months is None:
        return Words(_ORDER.get(count, _LATER), {"count": count})
    return Words(_ORDER_WITHIN.get(count, _LATER_WITHIN), {"count": count, "months": months})
