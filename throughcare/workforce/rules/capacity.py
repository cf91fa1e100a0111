"""Capacity: the points that an officer can carry, from grade, contracted hours and reductions.

available = nominal points x (contracted hours - hours taken off) / hours that the nominal points stand for, cut to whole
points; nothing where no hours are left. Instrument: the published workload service (``parameters/workload-capacity.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from throughcare.kernel.bands import Bands
from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.workforce.rules.codes import REDUCTION_REASON
from throughcare.workforce.rules.load_levels import Level, level_of, percent_of
from throughcare.workforce.rules.workload_cases import CapacityCase, Reduction
from throughcare.workforce.rules.workload_policy import (
    CAPACITY,
    REDUCTIONS,
    THRESHOLDS,
    CapacityPolicy,
    ReductionPolicy,
    capacity_policy,
    plain,
    reduction_policy,
    thresholds,
)

RULE_SET = "seed-2021"
CapacityProblem = Literal["unknown-grade", "no-capacity-for-grade", "no-hours", "reductions-take-all", "past-pipeline"]


@dataclass(frozen=True, slots=True)
class Capacity:
    """What an officer can carry. ``percent`` and ``level`` are of the points given; without capacity, 0 and ``unknown``.

    ``hours`` are contracted, ``hours_off`` the reductions together, of which ``pipeline_hours_off`` come with the grade.
    """

    available_points: int
    percent: float
    level: Level
    grade: str | None
    nominal_points: int
    hours: float
    hours_off: float
    pipeline_hours_off: float
    hours_assumed: Annotated[bool, Meta(description="Hours were not given; those of the grade are taken.")]
    problem: CapacityProblem | None


class _Off(NamedTuple):
    """Hours taken off: the steps, and the days on which it changes."""

    hours: Fraction
    pipeline: Fraction
    steps: tuple[Step, ...]
    days: tuple[date, ...]
    past_pipeline: bool


def decide_capacity(case: CapacityCase) -> Decision[Capacity]:
    """The capacity of an officer on ``case.on``; raises ``NoPolicyInForce`` before the figures began."""
    terms, shares, limits = capacity_policy(), reduction_policy(), thresholds()
    policy, reductions = terms.on(case.on), shares.on(case.on)
    grade = policy.grade_of.get(plain(case.grade or ""))
    default = _default_hours(case, grade, policy)
    hours = default if case.contracted_hours is None else _exact(case.contracted_hours)
    off = _hours_off(case, grade, hours, reductions)
    nominal = policy.nominal_points if case.nominal_points is None else case.nominal_points
    left = hours - off.hours
    available = int(nominal * left / default) if left > 0 and default > 0 else 0
    problem = _problem(case, grade, default, hours, off, nothing_left=nominal > 0 and not available)
    percent = percent_of(case.points, available)
    value = Capacity(
        available,
        percent,
        level_of(percent, available, limits=limits.on(case.on)),
        grade,
        nominal,
        float(hours),
        float(off.hours),
        float(off.pipeline),
        case.contracted_hours is None,
        problem,  # type: ignore[arg-type]
    )
    days = [*off.days, *(each.changes_after(case.on) for each in (terms, shares, limits))]
    return Decision(
        "capacity",
        RULE_SET,
        value,
        _reason(value),
        (_grade_step(case, grade, default), _hours_step(case, hours), *off.steps, _sum_step(value, left, default)),
        _uses(policy, reductions, used_reductions=bool(off.steps)),
        min((day for day in days if day is not None and day > case.on), default=None),
    )


def _default_hours(case: CapacityCase, grade: str | None, policy: CapacityPolicy) -> Fraction:
    if case.default_contracted_hours is not None:
        return _exact(case.default_contracted_hours)
    return _exact(policy.default_hours[grade]) if grade else Fraction(0)


def _exact(number: float) -> Fraction:
    """The number as it was written: 35.2 is 352/10, not its nearest binary fraction."""
    return Fraction(str(number))


def _hours_off(case: CapacityCase, grade: str | None, hours: Fraction, policy: ReductionPolicy) -> _Off:
    total, pipeline, steps, days, past = Fraction(0), Fraction(0), [], [], False
    if case.reduction_hours:
        total += _exact(case.reduction_hours)
        steps.append(Step("hours-off", Words(_HOURS_OFF), case.reduction_hours))
    live = [each for each in case.reductions if _is_live(each, case.on)]
    days += [day for each in case.reductions for day in (each.start, each.until) if day is not None]
    for each in live:
        off, step = _one(each, hours, policy)
        total += off
        steps.append(step)
    band = policy.pipeline.get(grade or "")
    if band is not None and not any(each.reason in _reasons_of(band) for each in live):
        months = _months_served(case)
        if months is None:
            steps.append(Step("pipeline-start-unknown", Words(_NO_START), 0))
        else:
            reason = band[months]
            past = not reason
            pipeline = hours * (policy.reasons[reason].share or 0) / 100 if reason else Fraction(0)
            total += pipeline
            steps.append(_pipeline_step(reason, months, pipeline, policy))
            days += _band_days(case, band)
    return _Off(total, pipeline, tuple(steps), tuple(days), past)


def _is_live(reduction: Reduction, on: date) -> bool:
    return (reduction.start is None or reduction.start <= on) and (reduction.until is None or on < reduction.until)


def _one(reduction: Reduction, hours: Fraction, policy: ReductionPolicy) -> tuple[Fraction, Step]:
    terms = policy.reasons.get(reduction.reason)
    share = reduction.share
    if share is None and reduction.hours is None and terms is not None:
        share = terms.share
    off = _exact(reduction.hours or 0) + (hours * _exact(share) / 100 if share is not None else 0)
    label = Words(REDUCTION_REASON.label(reduction.reason) if reduction.reason else _OTHER)
    return off, Step("reduction", Words(_REDUCTION, {"reason": label}), float(off))


def _months_served(case: CapacityCase) -> int | None:
    if case.months_served is not None:
        return case.months_served
    start = case.grade_start_date
    if start is None or start > case.on:
        return None
    months = (case.on.year - start.year) * 12 + case.on.month - start.month
    return months if add_months(start, months) <= case.on else months - 1


def _band_days(case: CapacityCase, band: Bands[str]) -> Iterator[date]:
    if case.grade_start_date is not None and case.months_served is None:
        yield from (add_months(case.grade_start_date, int(months)) for months in band.bounds)


def _reasons_of(band: Bands[str]) -> set[str]:
    return {reason for bound in band.bounds if (reason := band[bound])}


def _problem(
    case: CapacityCase, grade: str | None, default: Fraction, hours: Fraction, off: _Off, *, nothing_left: bool
) -> str | None:
    if grade is None and case.default_contracted_hours is None:
        return "unknown-grade"
    if default <= 0:
        return "no-capacity-for-grade"
    if hours <= 0:
        return "no-hours"
    # Less than a point left over is nothing, and is said: never a silent zero.
    if off.hours >= hours or (nothing_left and off.hours > 0):
        return "reductions-take-all"
    if nothing_left:
        return "no-hours"
    return "past-pipeline" if off.past_pipeline else None


_OTHER = mark("Other reduction")
_HOURS_OFF = mark("Hours a week taken off.")
_REDUCTION = mark("{reason}: hours a week taken off.")
_NO_START = mark("The first day in the grade is not known, so no reduction comes with it.")
_PIPELINE = mark("{reason}: {share}% of contracted hours, {months} months served.")
_PAST = mark("{months} months served: no reduction comes with the grade any more.")
_GRADE = mark("Grade {grade}: the nominal points stand for so many hours a week.")
_UNKNOWN = mark("Grade {grade} is not known.")
_HOURS = mark("Contracted hours a week.")
_HOURS_ASSUMED = mark("Contracted hours are not known: those of the grade are taken.")
_SUM = mark("{nominal} points, for {left} of {default} hours.")
_NOTHING = mark("No hours are left, so no points are available.")


def _grade_step(case: CapacityCase, grade: str | None, default: Fraction) -> Step:
    if grade is None:
        return Step("unknown-grade", Words(_UNKNOWN, {"grade": case.grade or "–"}), float(default))
    return Step("grade", Words(_GRADE, {"grade": grade}), float(default))


def _hours_step(case: CapacityCase, hours: Fraction) -> Step:
    assumed = case.contracted_hours is None
    return Step("hours-assumed" if assumed else "hours", Words(_HOURS_ASSUMED if assumed else _HOURS), float(hours))


def _pipeline_step(reason: str, months: int, off: Fraction, policy: ReductionPolicy) -> Step:
    if not reason:
        return Step("past-pipeline", Words(_PAST, {"months": months}), 0)
    values = {"reason": Words(REDUCTION_REASON.label(reason)), "share": policy.reasons[reason].share, "months": months}
    return Step("pipeline", Words(_PIPELINE, values), float(off))


def _sum_step(value: Capacity, left: Fraction, default: Fraction) -> Step:
    if not value.available_points:
        return Step("available", Words(_NOTHING), 0, True)
    words = Words(_SUM, {"nominal": value.nominal_points, "left": float(left), "default": float(default)})
    return Step("available", words, value.available_points, True)


_REASONS = {
    "unknown-grade": mark("The grade is not known, so capacity cannot be worked out."),
    "no-capacity-for-grade": mark("The grade has no hours for cases, so it has no capacity."),
    "no-hours": mark("There are no contracted hours, so there is no capacity."),
    "reductions-take-all": mark("The reductions take all contracted hours."),
    "past-pipeline": mark(
        "{points} points available. The time on the programme of the grade is over: check the grade."
    ),
}
_AVAILABLE = mark("{points} points available.")


def _reason(value: Capacity) -> Reason:
    words = _REASONS[value.problem] if value.problem else _AVAILABLE
    return Reason(value.problem or "available", Words(words, {"points": value.available_points}))


def _uses(policy: CapacityPolicy, reductions: ReductionPolicy, *, used_reductions: bool) -> tuple[PolicyUse, ...]:
    named = [policy.uses["nominal-points"], policy.uses["default-hours"]]
    return (*named, *(reductions.uses.values() if used_reductions else ()))


RULE = Rule(
    "capacity",
    RULE_SET,
    mark("Capacity of an officer"),
    CapacityCase,
    Capacity,
    decide_capacity,
    (CAPACITY, REDUCTIONS, THRESHOLDS),
    "Published workload service (hmpps-workload) and tool (wmt-worker)",
    default=True,
)
