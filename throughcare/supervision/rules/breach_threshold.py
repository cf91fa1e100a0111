"""Whether failures to comply bring the question of breach, which of them count, and what follows by when.

Instruments: Sentencing Act 2020 Sch. 7 para. 4, Sch. 10 para. 6 and Sch. 16 para. 6; before it Criminal Justice Act
2003 Sch. 8 and 12; for a licence s.254 of that Act. The rule never decides a breach: it says that a manager must.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from throughcare.kernel.decision import Decision, Reason, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.supervision.rules import breach_policy as policy
from throughcare.supervision.rules import breach_words as words
from throughcare.supervision.rules.breach_count import Draft, candidates, count_failures, say_threshold, weigh_warnings
from throughcare.supervision.rules.breach_facts import BreachCase, BreachStanding, FailureFact, NextStep, Status
from throughcare.supervision.rules.steps import step

RULE_SET = "enforcement"
NAME = "breach-threshold"


class _Next(NamedTuple):
    step: NextStep
    reason: Reason
    by: date | None = None


def decide_breach_threshold(case: BreachCase) -> Decision[BreachStanding]:
    """What failures count on ``case.on`` and what follows from them.

    Raises ``NoPolicyInForce`` for a sentence older than the Acts whose thresholds are known, ``CalendarNotPublished``
    for a limit that runs beyond the years whose bank holidays are listed.
    """
    threshold = policy.threshold_of(case.sentence, sentenced=case.sentence_date, on=case.on)
    draft = Draft(case, threshold, policy.referral_of(case.sentence, sentenced=case.sentence_date))
    say_threshold(draft)
    count_failures(draft, candidates(draft))
    weigh_warnings(draft)
    reached = _is_reached(draft)
    duty = draft.referral is not None and draft.referral.applies and draft.before_last > 0
    following = _next(draft, reached, duty)
    return _answer(draft, reached, duty, following)


def _is_reached(draft: Draft) -> bool:
    needed = draft.threshold.failures
    return (
        needed is not None
        and len(draft.counting) >= needed
        and draft.before_last >= draft.threshold.warnings
    )  # fmt: skip


def _next(draft: Draft, reached: bool, duty: bool) -> _Next:
    """What follows, and by when."""
    case, last, threshold = draft.case, draft.last, draft.threshold
    if case.breach_since is not None:
        draft.steps.append(
            step("breach-in-progress", words.REASONS["breach-in-progress"], case.breach_since, decisive=True)
        )
        return _Next("await-outcome", _reason("breach-in-progress"))
    if last is None:
        return _hear(draft) or _Next("none", _reason("no-failures"))
    if last.decided is not None:
        code = "decided-against-breach" if last.decided == "no-breach" else "breach-withdrawn"
        return _hear(draft) or _Next("none", _reason(code))
    if reached or duty:
        due = policy.present_by(failed_on=last.date, aware_on=last.aware_on or last.date)
        draft.rest_on(due)
        return _Next("decide-breach", _why_breach(draft, reached), due.day)
    if draft.warned_since_last:
        return _hear(draft) or _Next("none", _reason("warned"))
    if threshold.failures is None:
        return _Next("manager-decides", _reason("manager-decides"))
    due = policy.letter_due(last.date)
    draft.rest_on(due)
    count = len(draft.counting)
    code = "warning-missing" if count >= threshold.failures and threshold.warnings else "warning-due"
    return _Next("warn", _reason(code, count=count), due.day)


def _why_breach(draft: Draft, reached: bool) -> Reason:
    count, months = len(draft.counting), draft.threshold.months
    if reached:
        return _reason(
            "threshold-reached-in-total" if months is None else "threshold-reached", count=count, months=months
        )
    return _reason("referral-is-duty", months=draft.referral.months if draft.referral else None)


def _hear(draft: Draft) -> _Next | None:
    """A reason that may still be given is what follows, where nothing weighs more."""
    if not draft.awaiting:
        return None
    days = []
    for failure in draft.awaiting:
        if failure.respond_by is None:
            due = policy.respond_by(failure.date)
            draft.rest_on(due)
            days.append(due.day)
        else:
            days.append(failure.respond_by)
    return _Next("hear-reason", _reason("reason-awaited"), min(days))


def _reason(code: str, **values: object) -> Reason:
    return Reason(code, Words(words.REASONS[code], values))


def _answer(draft: Draft, reached: bool, duty: bool, following: _Next) -> Decision[BreachStanding]:
    on = draft.case.on
    uses = tuple({use.parameter: use for use in draft.uses}.values())
    value = BreachStanding(
        status=_status(draft),
        counted=len(draft.today),
        counted_at_last=len(draft.counting),
        awaiting=len(draft.awaiting),
        threshold=draft.threshold.failures,
        window_months=draft.threshold.months,
        warned_until=draft.warned_until,
        threshold_reached=reached,
        referral_is_duty=duty,
        next_step=following.step,
        next_by=following.by,
        counting=tuple(failure.reference for failure in draft.counting),
        fell_out=tuple(draft.fell_out),
        flagged=any(failure.suspended_by is not None for failure in draft.case.failures),
        unconfirmed=any(use.confidence == "unconfirmed" for use in uses),
    )
    holds = min((day for day in draft.changes if day > on), default=None)
    return Decision(NAME, RULE_SET, value, following.reason, tuple(draft.steps), uses, holds)


def _status(draft: Draft) -> Status:
    if draft.case.breach_since is not None:
        return "in-progress"
    return ("none", "one")[len(draft.today)] if len(draft.today) < 2 else "several"


def with_failure(case: BreachCase, failure: FailureFact) -> BreachCase:
    """The same case with one more failure, or with this one in the place of the one of that name."""
    others: Iterable[FailureFact] = (
        known for known in case.failures if failure.reference is None or known.reference != failure.reference
    )
    return replace(case, failures=(*others, failure))


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Failures, warnings and the threshold of breach"),
    case=BreachCase,
    value=BreachStanding,
    decide=decide_breach_threshold,
    parameters=(policy.FAMILY,),
    source="Sentencing Act 2020 Sch. 7, 10 and 16; Criminal Justice Act 2003 Sch. 8, 12 and 19A, ss.254 and 256AC;"
    " thresholds configured in public systems",
    default=True,
)
