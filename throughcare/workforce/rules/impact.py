"""Impact: an officer's load now, and after taking a case.

after = (points - points of the case that are theirs already + points of the case) / available points. Beside it stands the
number of cases, because the inspectorate found that quality falls above so many, whatever they weigh.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.workforce.rules.capacity import CapacityProblem, decide_capacity
from throughcare.workforce.rules.load_levels import CaseLevel, Level, case_level_of, level_of, percent_of
from throughcare.workforce.rules.workload_cases import CapacityCase, ImpactCase
from throughcare.workforce.rules.workload_points import Problem, weigh_case
from throughcare.workforce.rules.workload_policy import (
    CAPACITY,
    POINTS,
    REDUCTIONS,
    THRESHOLDS,
    Thresholds,
    points_policy,
    thresholds,
)

RULE_SET = "seed-2021"
NO_CAPACITY = "no-available-points"


@dataclass(frozen=True, slots=True)
class Impact:
    """Load now and after. ``needs_reason`` says that the number of cases asks for a recorded reason to go on."""

    points_now: int
    points_after: int
    case_points: int
    available_points: int
    percent_now: float
    percent_after: float
    level_now: Level
    level_after: Level
    cases_now: int | None
    cases_after: int | None
    case_level_after: CaseLevel | None
    needs_reason: bool
    unchanged: Annotated[bool, Meta(description="The officer has the case already, so nothing changes.")]
    problem: Problem | CapacityProblem | Literal["no-available-points"] | None


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the sum stands on."""

    case_points: int
    available: int
    problem: str | None
    steps: tuple[Step, ...]
    holds_until: tuple[date | None, ...]
    uses: tuple[PolicyUse, ...]


def decide_impact(case: ImpactCase) -> Decision[Impact]:
    """The officer's load with the case; raises ``NoPolicyInForce`` before the figures began."""
    limits = thresholds().on(case.on)
    parts = _parts(case)
    after = case.points - _carried(case, parts.case_points) + parts.case_points
    held = case.cases_held
    with_it = None if held is None else held + (not case.already_managing)
    now, then = percent_of(case.points, parts.available), percent_of(after, parts.available)
    case_level = None if with_it is None else case_level_of(with_it, limits=limits)
    value = Impact(
        case.points,
        after,
        parts.case_points,
        parts.available,
        now,
        then,
        level_of(now, parts.available, limits=limits),
        level_of(then, parts.available, limits=limits),
        held,
        with_it,
        case_level,
        case_level == "stop" and not case.already_managing,
        case.already_managing and after == case.points,
        parts.problem,  # type: ignore[arg-type]
    )
    days = [day for day in (*parts.holds_until, thresholds().changes_after(case.on)) if day is not None]
    return Decision(
        "impact",
        RULE_SET,
        value,
        _reason(value),
        (*parts.steps, *_steps(value, limits)),
        parts.uses + tuple(limits.uses[name] for name in ("amber", "red", "cases-warning", "cases-stop")),
        min(days, default=None),
    )


def _parts(case: ImpactCase) -> _Parts:
    dated = points_policy()
    points, problem, steps = case.case_points, None, []
    uses: tuple[PolicyUse, ...] = ()
    if points is None:
        policy = dated.on(case.on)
        weight = weigh_case(case.tier, case.case_type, case.t2a, case.inactive, policy=policy)
        points, problem, steps = weight.points, weight.problem or None, list(weight.steps)
        uses = tuple(policy.uses[name] for name in weight.used)
    available, holds = case.available_points, None
    if available is None and (case.grade is not None or case.default_contracted_hours is not None):
        capacity = decide_capacity(_officer(case))
        available, holds = capacity.value.available_points, capacity.holds_until
        problem = capacity.value.problem or problem
        steps += capacity.steps
        uses += capacity.policies
    if not available:
        problem = problem or NO_CAPACITY
    return _Parts(points, available or 0, problem, tuple(steps), (holds, dated.changes_after(case.on)), uses)


def _officer(case: ImpactCase) -> CapacityCase:
    return CapacityCase(
        on=case.on,
        staff=case.staff,
        grade=case.grade,
        contracted_hours=case.contracted_hours,
        reduction_hours=case.reduction_hours,
        reductions=case.reductions,
        grade_start_date=case.grade_start_date,
        nominal_points=case.nominal_points,
        default_contracted_hours=case.default_contracted_hours,
    )


def _carried(case: ImpactCase, points: int) -> int:
    """Points of the case that are in the officer's sum already."""
    if case.current_case_points is not None:
        return case.current_case_points
    return points if case.already_managing else 0


_NOW = mark("{points} of {available} points now: {percent}%.")
_AFTER = mark("{points} of {available} points with the case: {percent}%.")
_CASES = mark("{count} cases with this one; above {warning} a warning, above {stop} only with a recorded reason.")


def _steps(value: Impact, limits: Thresholds) -> list[Step]:
    now = {"points": value.points_now, "available": value.available_points, "percent": value.percent_now}
    then = {"points": value.points_after, "available": value.available_points, "percent": value.percent_after}
    steps = [
        Step("now", Words(_NOW, now), value.percent_now),
        Step("after", Words(_AFTER, then), value.percent_after, True),
    ]
    if value.cases_after is not None:
        words = {"count": value.cases_after, "warning": limits.cases_warning, "stop": limits.cases_stop}
        steps.append(
            Step("cases", Words(_CASES, words), value.case_level_after, value.case_level_after != "manageable")
        )
    return steps


_REASONS = {
    "stop": mark("With this case there are {cases} cases: that needs a recorded reason."),
    "warning": mark(
        "From {now}% to {after}%. With this case there are {cases} cases: more than can be managed well for sure."
    ),
    "unchanged": mark("The officer has the case already: the load stays at {now}%."),
    "from-to": mark("From {now}% to {after}%."),
    "problem": mark("The load cannot be worked out for sure: {points} points with the case, {available} available."),
}


def _reason(value: Impact) -> Reason:
    words = {
        "now": value.percent_now,
        "after": value.percent_after,
        "cases": value.cases_after,
        "points": value.points_after,
        "available": value.available_points,
    }
    if value.problem:
        return Reason(value.problem, Words(_REASONS["problem"], words))
    if value.unchanged:
        return Reason("unchanged", Words(_REASONS["unchanged"], words))
    code = value.case_level_after if value.case_level_after in ("stop", "warning") else "from-to"
    return Reason(code or "from-to", Words(_REASONS[code or "from-to"], words))


RULE = Rule(
    "impact",
    RULE_SET,
    mark("Load of an officer now and after taking a case"),
    ImpactCase,
    Impact,
    decide_impact,
    (POINTS, CAPACITY, REDUCTIONS, THRESHOLDS),
    "Published workload service (hmpps-workload), GetOffenderManagerService; HM Inspectorate of Probation",
    default=True,
)
