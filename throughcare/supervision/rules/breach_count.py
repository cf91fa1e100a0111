"""Which failures and warnings count, with the step that says so of each: the first half of `breach-threshold`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import PolicyUse, Step
from throughcare.supervision.rules import breach_policy as policy
from throughcare.supervision.rules import breach_words as words
from throughcare.supervision.rules.breach_facts import BreachCase, FailureFact, FellOut, LeftOut, WarningFact
from throughcare.supervision.rules.breach_policy import Due, Referral, Threshold
from throughcare.supervision.rules.steps import step

ONE_DAY = timedelta(days=1)


@dataclass
class Draft:
    """What the answer is put together from."""

    case: BreachCase
    threshold: Threshold
    referral: Referral | None
    counting: list[FailureFact] = field(default_factory=list)
    today: list[FailureFact] = field(default_factory=list)
    awaiting: list[FailureFact] = field(default_factory=list)
    fell_out: list[FellOut] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    uses: list[PolicyUse] = field(default_factory=list)
    changes: list[date] = field(default_factory=list)
    before_last: int = 0
    warned_until: date | None = None
    warned_since_last: bool = False

    @property
    def last(self) -> FailureFact | None:
        return self.counting[-1] if self.counting else None

    def leave_out(self, failure: FailureFact, why: LeftOut, **values: Any) -> None:
        self.fell_out.append(FellOut(failure.reference, failure.date, why))
        self.steps.append(step(why, words.FAILURES[why], failure.date, **values))

    def rest_on(self, due: Due) -> None:
        """Note the policy of a last day, and the bank holidays that its count left out."""
        self.uses.append(due.use)
        if due.skipped is not None:
            self.steps.append(due.skipped)


def say_threshold(draft: Draft) -> None:
    threshold, referral = draft.threshold, draft.referral
    if threshold.failures is None:
        code = "no-number"
    elif threshold.months is None:
        code = "in-total"
    else:
        code = "after-warning" if threshold.warnings == 1 else "after-warnings"
    values = {"failures": threshold.failures, "months": threshold.months, "warnings": threshold.warnings}
    draft.steps.append(step("threshold", words.THRESHOLD[code], threshold.failures, decisive=True, **values))
    draft.uses.append(threshold.use)
    if referral is not None and referral.applies:
        draft.steps.append(step("referral", words.REFERRAL, months=referral.months))
        draft.uses.append(referral.use)


def candidates(draft: Draft) -> list[FailureFact]:
    """The failures without reasonable excuse that lie in time that counts, once each, the earliest first."""
    case = draft.case
    use = policy.rule_use("counts-from", case.on)
    draft.uses.append(use)
    start, why = case.start_date or case.sentence_date, "order-start"
    ended = case.last_breach_ended_on
    if ended is not None and ended > start and "last-breach-end" in use.value:
        start, why = ended, "last-breach-end"
    draft.steps.append(step("counts-from", words.STARTS[why], start))
    seen: set[str] = set()
    days: set[date] = set()
    kept = []
    for failure in sorted(case.failures, key=_in_order):
        if failure.date > case.on:
            draft.changes.append(failure.date)
        elif failure.reference is not None and failure.reference in seen:
            draft.leave_out(failure, "recorded-twice")
        elif failure.date < start:
            draft.leave_out(failure, "before-start" if why == "order-start" else "before-last-breach")
        elif _is_open(draft, failure, days):
            days.add(failure.date)
            kept.append(failure)
        seen.add(failure.reference or "")
    return kept


def _in_order(failure: FailureFact) -> tuple[Any, ...]:
    """The earliest first. Of one failure recorded twice on a day, what was accepted stands before what was not, and what
    was decided before what awaits a reason, whatever came in first."""
    decided = ("acceptable", "unacceptable", "awaiting-reason").index(failure.state)
    suspended = (failure.suspended_by or "", failure.counts_nevertheless)
    return failure.date, failure.reference or "", decided, failure.accepted_on or date.min, *suspended


def _is_open(draft: Draft, failure: FailureFact, days: set[date]) -> bool:
    """Whether nothing about the failure itself keeps it from counting."""
    case = draft.case
    if failure.state == "awaiting-reason":
        draft.awaiting.append(failure)
        draft.leave_out(failure, "awaiting-reason")
        return False
    if failure.state == "acceptable" and (failure.accepted_on is None or failure.accepted_on <= case.on):
        draft.leave_out(failure, "acceptable")
        return False
    if failure.accepted_on is not None and failure.accepted_on > case.on:
        draft.changes.append(failure.accepted_on)
    if failure.suspended_by is not None:
        draft.uses.append(policy.rule_use("while-suspended", case.on))
        if not failure.counts_nevertheless:
            draft.leave_out(failure, "suspended", cause=words.SUSPENDED[failure.suspended_by])
            return False
    if failure.date in days:
        draft.uses.append(policy.rule_use("same-day", case.on))
        draft.leave_out(failure, "same-day")
        return False
    return True


def count_failures(draft: Draft, kept: list[FailureFact]) -> None:
    """Which failures count today, and which count for the threshold: back from the last one."""
    months, on = draft.threshold.months, draft.case.on
    last = kept[-1] if kept else None
    gone = last is not None and months is not None and add_months(last.date, months) <= on
    for failure in kept:
        runs_out = None if months is None else add_months(failure.date, months)
        if runs_out is None or runs_out > on:
            draft.today.append(failure)
            draft.counting.append(failure)
            _say_counted(draft, failure, "counts")
            draft.changes += [runs_out] if runs_out else []
        elif last is not None and not gone and runs_out > last.date:
            draft.counting.append(failure)
            _say_counted(draft, failure, "counts-at-last", months=months)
        else:
            draft.leave_out(failure, "older", months=months)


def _say_counted(draft: Draft, failure: FailureFact, code: str, **values: Any) -> None:
    if failure.suspended_by is not None:
        code, values = "counts-nevertheless", {}
    draft.steps.append(step(code, words.FAILURES[code], failure.date, decisive=True, **values))


def weigh_warnings(draft: Draft) -> None:
    """How many standing warnings came before the last failure, and until when the latest one counts."""
    on, last = draft.case.on, draft.last
    months = draft.referral.months if draft.referral is not None else draft.threshold.months or 12
    for warning in sorted(draft.case.warnings, key=lambda warning: warning.given_on):
        if warning.given_on > on:
            draft.changes.append(warning.given_on)
            continue
        if _is_withdrawn(warning, on):
            draft.steps.append(step("warning-withdrawn", words.WARNINGS["withdrawn"], warning.given_on))
            continue
        if warning.withdrawn_on is not None:
            draft.changes.append(warning.withdrawn_on)
        _weigh(draft, warning, last, months)


def _weigh(draft: Draft, warning: WarningFact, last: FailureFact | None, months: int) -> None:
    on, runs_out = draft.case.on, add_months(warning.given_on, months)
    if runs_out > on:
        draft.warned_until = max(draft.warned_until or date.min, runs_out - ONE_DAY)
        draft.changes.append(runs_out)
    if last is not None and warning.given_on >= last.date:
        draft.warned_since_last = True
    if last is not None and warning.given_on < last.date < runs_out:
        draft.before_last += 1
        draft.steps.append(step("warning-stands", words.WARNINGS["stands"], warning.given_on, decisive=True))
    elif runs_out > on:
        draft.steps.append(step("warning-in-force", words.WARNINGS["stands-now"], warning.given_on))
    else:
        draft.steps.append(step("warning-ran-out", words.WARNINGS["ran-out"], warning.given_on, months=months))


def _is_withdrawn(warning: WarningFact, on: date) -> bool:
    return warning.withdrawn_on is not None and warning.withdrawn_on <= on
