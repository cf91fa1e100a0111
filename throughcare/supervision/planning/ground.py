"""The problem as the methods read it: who may be given what, and what each choice costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from throughcare.supervision.rules.allocation_problem import PlanCase, PlanOfficer, PlanProblem, Score


@dataclass(frozen=True)
class Ground:
    """Pairs of case and officer (places in the problem's lists) that are allowed, and their costs.

    ``most[j]`` is how many cases officer ``j`` may be given.
    """

    problem: PlanProblem

    @cached_property
    def most(self) -> list[int]:
        """New cases for each officer, at most."""
        limits = self.problem.limits
        return [
            min(
                max(0, limits.cases_stop - officer.cases),
                limits.trainee_new_cases if officer.grade in limits.trainee_grades else len(self.problem.cases),
            )
            for officer in self.problem.officers
        ]

    @cached_property
    def allowed(self) -> list[list[int]]:
        """For each case the officers who may be given it, in their order."""
        usable = [
            (place, officer)
            for place, officer in enumerate(self.problem.officers)
            if officer.available > 0 and not officer.away and self.most[place] > 0
        ]
        return [[place for place, officer in usable if _may(case, officer)] for case in self.problem.cases]

    @cached_property
    def broken(self) -> list[set[int]]:
        """For each case the allowed officers that break continuity: none where nobody allowed knew the person."""
        found = []
        for case, allowed in zip(self.problem.cases, self.allowed, strict=True):
            strangers = {place for place in allowed if self.problem.officers[place].key not in case.known_to}
            found.append(strangers if len(strangers) < len(allowed) else set())
        return found

    @cached_property
    def mean(self) -> int:
        """Mean points of the cases, rounded half up."""
        points = [case.points for case in self.problem.cases]
        return int(sum(points) / len(points) + 0.5) if points else 0

    def travel(self, case: int, officer: int) -> int:
        """Minutes."""
        return self.problem.minutes.get((self.problem.officers[officer].sector, self.problem.cases[case].sector), 0)

    def highest(self, officer: int, points: int) -> int:
        """The officer's load with ``points`` more, in steps rounded up."""
        one = self.problem.officers[officer]
        step = self.problem.limits.load_step * one.available
        return (100 * (one.points + points) + step - 1) // step

    def room(self, officer: int, highest: int) -> int:
        """Points that the officer may be given so that the load stays within ``highest`` steps."""
        one = self.problem.officers[officer]
        return highest * self.problem.limits.load_step * one.available // 100 - one.points

    def slot(self, officer: int, place: int) -> int:
        """What the officer's new case number ``place`` (from 1) counts as spread."""
        one = self.problem.officers[officer]
        step = self.problem.limits.load_step * one.available
        return (100 * (one.points + place * self.mean) + step - 1) // step

    def score(self, chosen: Mapping[int, int]) -> Score:
        """The score of a choice, officer by case, both as places."""
        points: dict[int, int] = {}
        counts: dict[int, int] = {}
        for case, officer in chosen.items():
            points[officer] = points.get(officer, 0) + self.problem.cases[case].points
            counts[officer] = counts.get(officer, 0) + 1
        return (
            len(self.problem.cases) - len(chosen),
            max((self.highest(officer, more) for officer, more in points.items()), default=0),
            sum(self.slot(officer, place) for officer, count in counts.items() for place in range(1, count + 1)),
            sum(officer in self.broken[case] for case, officer in chosen.items()),
            sum(self.travel(case, officer) for case, officer in chosen.items()),
        )


def _may(case: PlanCase, officer: PlanOfficer) -> bool:
    return (
        officer.grade in case.grades
        and (officer.speaks_welsh or not case.welsh)
        and case.officer_sex in ("", officer.sex)
        and officer.key not in case.conflicts
        and officer.key not in case.closed_to
    )
