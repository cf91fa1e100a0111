"""Checking a plan by the problem alone: every rule it breaks, and its score worked out anew.

Shares nothing with whoever made the plan but the statement of the problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from throughcare.supervision.rules.allocation_problem import (
    LEVELS,
    Plan,
    PlanCase,
    PlanOfficer,
    PlanProblem,
    Score,
)


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that a plan breaks, with the case and the officer that it is about where there is one."""

    code: str
    case: int | None = None
    officer: int | None = None


def breaches_of(problem: PlanProblem, plan: Plan) -> list[Breach]:
    """Everything wrong with ``plan``; an empty list where it may be followed."""
    return [
        *_of_the_list(problem, plan),
        *_of_pairs(problem, plan),
        *_of_officers(problem, plan),
        *_of_figures(problem, plan),
    ]


def why_not(problem: PlanProblem, case: PlanCase, officer: PlanOfficer) -> list[str]:
    """Every rule that keeps ``case`` from ``officer``, whatever else either is given."""
    found = {
        "grade": officer.grade not in case.grades,
        "away": officer.away,
        "no-capacity": officer.available <= 0,
        "welsh": case.welsh and not officer.speaks_welsh,
        "sex": case.officer_sex != "" and officer.sex != case.officer_sex,
        "conflict": officer.key in case.conflicts,
        "closed-record": officer.key in case.closed_to,
        "cases-stop": officer.cases + 1 > problem.limits.cases_stop,
        "trainee": officer.grade in problem.limits.trainee_grades and problem.limits.trainee_new_cases < 1,
    }
    return [code for code, broken in found.items() if broken]


def score_of(problem: PlanProblem, plan: Plan) -> Score:
    """The plan's value at every level."""
    cases = {case.key: case for case in problem.cases}
    given = _given(problem, plan)
    officers = {officer.key: officer for officer in problem.officers}
    mean = _mean_points(problem)
    highest = spread = travel = 0
    for key, own in given.items():
        officer, step = officers[key], problem.limits.load_step
        load = officer.points + sum(case.points for case in own)
        highest = max(highest, _steps(load, officer.available, step))
        for place in range(1, len(own) + 1):
            spread += _steps(officer.points + place * mean, officer.available, problem.limits.load_step)
        travel += sum(problem.minutes.get((officer.sector, case.sector), 0) for case in own)
    broken = sum(_is_broken(problem, cases[case], officer) for case, officer in plan.chosen.items())
    return (len(cases) - len(plan.chosen), highest, spread, broken, travel)


def _of_the_list(problem: PlanProblem, plan: Plan) -> Iterator[Breach]:
    cases = {case.key for case in problem.cases}
    both = set(plan.chosen) & set(plan.unplaced)
    yield from (Breach("case-twice", case) for case in sorted(both))
    yield from (Breach("case-lost", case) for case in sorted(cases - set(plan.chosen) - set(plan.unplaced)))
    yield from (Breach("case-unknown", case) for case in sorted((set(plan.chosen) | set(plan.unplaced)) - cases))


def _of_pairs(problem: PlanProblem, plan: Plan) -> Iterator[Breach]:
    cases = {case.key: case for case in problem.cases}
    officers = {officer.key: officer for officer in problem.officers}
    for key, chosen in sorted(plan.chosen.items()):
        if chosen not in officers:
            yield Breach("officer-unknown", key, chosen)
        elif key in cases:
            for code in why_not(problem, cases[key], officers[chosen]):
                yield Breach(code, key, chosen)


def _of_officers(problem: PlanProblem, plan: Plan) -> Iterator[Breach]:
    limits = problem.limits
    given = _given(problem, plan)
    for officer in problem.officers:
        new = len(given.get(officer.key, ()))
        if new > 1 and officer.cases + new > limits.cases_stop:
            yield Breach("cases-stop", None, officer.key)
        if officer.grade in limits.trainee_grades and new > max(limits.trainee_new_cases, 1):
            yield Breach("trainee", None, officer.key)


def _of_figures(problem: PlanProblem, plan: Plan) -> Iterator[Breach]:
    known = {case.key for case in problem.cases}, {officer.key for officer in problem.officers}
    if set(plan.chosen) <= known[0] and set(plan.chosen.values()) <= known[1]:
        found = dict(zip(LEVELS, score_of(problem, plan), strict=True))
        for level in plan.levels:
            if found.get(level.name) != level.value:
                yield Breach(f"figure-{level.name}")
    yield from (Breach(f"bound-{level.name}") for level in plan.levels if level.bound > level.value)


def _given(problem: PlanProblem, plan: Plan) -> dict[int, list[PlanCase]]:
    cases = {case.key: case for case in problem.cases}
    officers = {officer.key for officer in problem.officers}
    given: dict[int, list[PlanCase]] = defaultdict(list)
    for case, officer in sorted(plan.chosen.items()):
        if case in cases and officer in officers:
            given[officer].append(cases[case])
    return given


def _is_broken(problem: PlanProblem, case: PlanCase, officer: int) -> bool:
    """Whether somebody who knew the person could have been given the case, and was not."""
    if officer in case.known_to:
        return False
    return any(one.key in case.known_to and not why_not(problem, case, one) for one in problem.officers)


def _mean_points(problem: PlanProblem) -> int:
    """The mean points of the cases, rounded half up."""
    count = len(problem.cases)
    return (2 * sum(case.points for case in problem.cases) + count) // (2 * count) if count else 0


def _steps(points: int, available: int, step: int) -> int:
    """Points as percent of the available, in steps of so many percent, rounded up."""
    return -(-100 * points // (available * step)) if available > 0 else 0
