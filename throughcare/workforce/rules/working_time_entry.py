"""Which contracted hours, reductions and grades can be entered. Pure: the caller gives the facts of the staff record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import Words, mark
from throughcare.kernel.period import Period
from throughcare.workforce.rules.codes import GRADE, REDUCTION_REASON
from throughcare.workforce.rules.workload_policy import ReductionPolicy

MOST_HOURS = Decimal(60)


@dataclass(frozen=True, slots=True)
class ReductionEntry:
    """A reduction as it was typed: a share of contracted hours (percent), or hours a week, on ``[start, until)``."""

    reason: str
    start: date
    until: date | None = None
    share: Decimal | None = None
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """The time that a member of staff is in post, and their contracted hours where they are known."""

    in_post: Period
    contracted_hours: Decimal | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about an entry that cannot be; ``field`` is the one to mend."""

    code: str
    field: str
    words: Words


_FAULTS: Mapping[str, tuple[str, str]] = {
    "own": ("", mark("Nobody changes their own hours, reductions or grade: ask whoever leads the team.")),
    "out-of-post": ("start", mark("The first day must lie in the time in post, from {first} on.")),
    "no-terms": ("start", mark("No terms of reductions are known here for that day.")),
    "ends-before-start": ("until", mark("It must end after its first day.")),
    "already-over": ("until", mark("It must end today or later: what is past stays as it was.")),
    "hours-too-many": ("hours", mark("Hours a week must lie between 0 and {most}.")),
    "hours-start-taken": ("start", mark("These hours hold on that day already.")),
    "not-scheduled": ("", mark("Only hours that are still to come can be taken back.")),
    "comes-with-grade": ("reason", mark("This reduction comes with the grade by itself.")),
    "share-or-hours": ("share", mark("Give a share of the hours or hours a week, and not both.")),
    "share-fixed": ("share", mark("For this reason the share is {share}%.")),
    "share-too-large": ("share", mark("For this reason at most {most}% can be taken off.")),
    "hours-too-large": ("hours", mark("For this reason at most {most} hours a week can be taken off.")),
    "runs-too-long": ("until", mark("For this reason it lasts {months} months at most, until {last}.")),
    "overlaps": ("start", mark("There is a reduction for this reason already, from {first}.")),
    "not-allowed": ("", mark("That cannot be done with a reduction that is over or deleted.")),
    "grade-unknown": ("grade", mark("Choose a grade that holds cases.")),
    "grade-same": ("grade", mark("That is the grade already.")),
    "grade-to-come": ("since", mark("Record a new grade on or after its first day.")),
}


def fault(code: str, **values: object) -> Fault:
    """The fault of that code."""
    field, template = _FAULTS[code]
    return Fault(code, field, Words(template, values))


def complete(entry: ReductionEntry, *, policy: ReductionPolicy) -> ReductionEntry:
    """The entry with what its reason fixes: the share where none was typed, the end where the reason runs out."""
    terms = policy.reasons.get(entry.reason)
    if terms is None:
        return entry
    share = entry.share
    if share is None and entry.hours is None and terms.share is not None:
        share = Decimal(terms.share)
    until = entry.until
    if until is None and terms.months is not None:
        until = add_months(entry.start, terms.months)
    return ReductionEntry(entry.reason, entry.start, until, share, entry.hours)


def check_reduction(
    entry: ReductionEntry, *, post: Post, others: Iterable[Period], policy: ReductionPolicy
) -> tuple[Fault, ...]:
    """What is wrong with a completed entry; ``others`` are the standing reductions of the person for the same reason."""
    faults = [*_faults_of_days(entry, post, others), *_faults_of_size(entry, post, policy)]
    reason = REDUCTION_REASON.by_code.get(entry.reason)
    if reason is None or "pipeline" in reason.facts:
        faults.insert(0, fault("comes-with-grade"))
    return tuple(faults)


def check_hours(hours: Decimal, start: date, *, post: Post) -> tuple[Fault, ...]:
    """What is wrong with contracted hours of ``hours`` a week from ``start`` on."""
    faults = [] if start in post.in_post else [fault("out-of-post", first=post.in_post.start)]
    if not 0 <= hours <= MOST_HOURS:
        faults.append(fault("hours-too-many", most=MOST_HOURS))
    return tuple(faults)


def check_grade(grade: str, since: date, *, now: str, post: Post, on: date) -> tuple[Fault, ...]:
    """What is wrong with a new ``grade`` from ``since`` on, when the grade is ``now``."""
    faults = []
    if grade not in GRADE.having("holds_cases"):
        faults.append(fault("grade-unknown"))
    elif grade == now:
        faults.append(fault("grade-same"))
    if since > on:
        faults.append(fault("grade-to-come"))
    elif since not in post.in_post:
        faults.append(fault("out-of-post", first=post.in_post.start))
    return tuple(faults)


def _faults_of_days(entry: ReductionEntry, post: Post, others: Iterable[Period]) -> list[Fault]:
    if entry.start not in post.in_post:
        return [fault("out-of-post", first=post.in_post.start)]
    if entry.until is not None and entry.until <= entry.start:
        return [fault("ends-before-start")]
    own = Period(entry.start, entry.until)
    return [fault("overlaps", first=other.start) for other in others if own.overlaps(other)][:1]


def _faults_of_size(entry: ReductionEntry, post: Post, policy: ReductionPolicy) -> list[Fault]:
    terms = policy.reasons.get(entry.reason)
    if (entry.share is None) == (entry.hours is None):
        return [fault("share-or-hours")]
    if terms is None:
        return []
    faults = []
    if terms.share is not None and entry.share != terms.share:
        faults.append(fault("share-fixed", share=terms.share))
    if terms.most is not None and entry.share is not None and entry.share > terms.most:
        faults.append(fault("share-too-large", most=terms.most))
    if terms.most is not None and entry.hours is not None and post.contracted_hours is not None:
        most = post.contracted_hours * terms.most / 100
        if entry.hours > most:
            faults.append(fault("hours-too-large", most=f"{most.normalize():f}"))
    if terms.months is not None and entry.until is not None:
        last = add_months(entry.start, terms.months)
        if entry.until > last:
            faults.append(fault("runs-too-long", months=terms.months, last=last))
    return faults
