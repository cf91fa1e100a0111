"""Load of officers against what they can carry, and the ledger of every point with the case or task it comes from.

A figure counts what the acting user may see: a limited-access record weighs only for those admitted to it. A day to come
may be asked about as well: releases, endings, hours and reductions that are known by now count from their day on. The
tier is the one that stands now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from throughcare.kernel.decision import Decision
from throughcare.supervision.queries.carried import Carried, carried, first_counted
from throughcare.workforce.queries.working_time import capacities
from throughcare.workforce.rules.capacity import Capacity
from throughcare.workforce.rules.load_levels import CaseLevel, Level, case_level_of, level_of, percent_of
from throughcare.workforce.rules.workload_cases import WorkloadCase
from throughcare.workforce.rules.workload_points import (
    CaseWeight,
    TaskWeight,
    WorkloadPoints,
    decide_workload_points,
    weigh_case,
    weigh_task,
)
from throughcare.workforce.rules.workload_policy import PointsPolicy, points_policy, thresholds

_LINES = """
    SELECT facts.staff_id, facts.person_id, person.crn, person.forenames || ' ' || person.surname, person.limited,
           facts.tier, facts.case_type, facts.t2a, facts.inactive, facts.since
    FROM supervision_case_facts(%(staff)s::bigint[], NULL, %(on)s) facts
    JOIN people_person person ON person.id = facts.person_id
"""
_TASK_LINES = """
    SELECT facts.staff_id, facts.task_id, facts.kind, facts.sign, facts.done_on, person.crn,
           person.forenames || ' ' || person.surname, by.forenames || ' ' || by.surname
    FROM supervision_task_facts(%(staff)s::bigint[], %(first)s, %(on)s) facts
    JOIN supervision_workloadtask task ON task.id = facts.task_id
    JOIN workforce_staff by ON by.id = task.staff_id
    LEFT JOIN people_person person ON person.id = facts.person_id
    ORDER BY facts.done_on DESC, facts.task_id DESC
"""
_OF_PEOPLE = """
    SELECT person_id, tier, case_type, t2a, inactive FROM supervision_case_facts(NULL, %(people)s::bigint[], %(on)s)
"""
_NOTHING = Carried()


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer carries on a day, by both measures.

    ``uncounted`` cases could not be weighed, so ``points`` and ``percent`` are at least that. ``level`` is ``unknown`` where
    there is no capacity to compare with.
    """

    staff: int
    points: int
    case_points: int
    task_points: int
    available: int
    percent: float
    level: Level
    cases: int
    case_level: CaseLevel
    uncounted: int
    capacity: Decision[Capacity]

    @property
    def problem(self) -> str | None:
        """Why the capacity is not known or not sure: a word of the rule ``capacity``."""
        return self.capacity.value.problem

    @property
    def is_certain(self) -> bool:
        """Whether every case is weighed and the capacity is known."""
        return not self.uncounted and self.level != "unknown"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a ledger: who, the facts it is weighed by, and what it weighs."""

    person_id: int
    crn: str
    name: str
    limited: bool
    tier: str | None
    case_type: str | None
    t2a: bool
    inactive: str | None
    since: date
    weight: CaseWeight

    @property
    def points(self) -> int:
        """Whole points."""
        return self.weight.points

    def decision(self, on: date) -> Decision[WorkloadPoints]:
        """The rule's answer in full: what the "Why?" of the line prints."""
        facts = {"tier": self.tier, "case_type": self.case_type, "t2a": self.t2a, "inactive": self.inactive}
        return decide_workload_points(WorkloadCase(on=on, crn=self.crn, **facts))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task of a ledger: added, or taken off where another officer (``done_by``) gave support on an own case."""

    task_id: int
    kind: str
    sign: int
    done_on: date
    crn: str | None
    name: str | None
    done_by: str
    weight: TaskWeight

    @property
    def points(self) -> int:
        """Whole points, below nothing where they are taken off."""
        return self.sign * self.weight.points


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every point of an officer: the lines add up to the load's points."""

    load: Load
    cases: tuple[CaseLine, ...]
    tasks: tuple[TaskLine, ...]


def loads(staff: Sequence[int] | None, *, on: date, of_all: bool = False) -> dict[int, Load]:
    """The load of these members of staff (None: of all) on ``on``, by primary key; those without cases carry nothing.

    ``of_all`` counts what the acting user may not see as well: for the figures that are kept, never for a page.
    """
    return _against_capacity(carried(staff, on=on, of_all=of_all), staff, on)


def _against_capacity(sums: Mapping[int, Carried], staff: Sequence[int] | None, on: date) -> dict[int, Load]:
    limits = thresholds().on(on)
    found = {}
    for key, capacity in capacities(staff, on=on).items():
        own, available = sums.get(key, _NOTHING), capacity.value.available_points
        percent = percent_of(own.points, available)
        found[key] = Load(
            key,
            own.points,
            own.case_points,
            own.task_points,
            available,
            percent,
            level_of(percent, available, limits=limits),
            own.cases,
            case_level_of(own.cases, limits=limits),
            own.uncounted,
            capacity,
        )
    return found


def load_of(staff: int, *, on: date) -> Load:
    """The load of one member of staff."""
    return loads([staff], on=on)[staff]


def ledger(staff: int, *, on: date) -> Ledger:
    """Every case and task of an officer on ``on``: cases that could not be weighed first, then the heaviest."""
    return ledgers([staff], on=on)[staff]


def ledgers(staff: Sequence[int] | None, *, on: date) -> dict[int, Ledger]:
    """The ledgers of these members of staff (None: of all), by primary key; a fixed number of queries."""
    policy = points_policy().on(on)
    values = {"staff": None if staff is None else list(staff), "on": on, "first": first_counted(on, policy)}
    weights: dict[tuple[Any, ...], CaseWeight] = {}
    cases: dict[int, list[CaseLine]] = {}
    for key, *row in _rows(_LINES, values):
        cases.setdefault(key, []).append(_case_line(row, policy, weights))
    tasks: dict[int, list[TaskLine]] = {}
    for key, *row in _rows(_TASK_LINES, values):
        tasks.setdefault(key, []).append(_task_line(row, policy))
    for lines in cases.values():
        lines.sort(key=lambda line: (not line.weight.problem, -line.points, line.name, line.crn))
    sums = {key: _summed(cases.get(key, ()), tasks.get(key, ())) for key in cases.keys() | tasks.keys()}
    return {
        key: Ledger(load, tuple(cases.get(key, ())), tuple(tasks.get(key, ())))
        for key, load in _against_capacity(sums, staff, on).items()
    }


def _summed(cases: Sequence[CaseLine], tasks: Sequence[TaskLine]) -> Carried:
    return Carried(
        case_points=sum(line.weight.points for line in cases),
        task_points=sum(line.points for line in tasks),
        cases=len(cases),
        uncounted=sum(1 for line in cases if line.weight.problem),
    )


def weigh_people(people: Sequence[int], *, on: date) -> dict[int, CaseWeight]:
    """What these people's cases weigh on ``on``, whoever holds them; those not visible are left out."""
    policy = points_policy().on(on)
    return {
        person: weigh_case(*facts, policy=policy)
        for person, *facts in _rows(_OF_PEOPLE, {"people": list(people), "on": on})
    }


def _case_line(row: Sequence[Any], policy: PointsPolicy, weights: dict[tuple[Any, ...], CaseWeight]) -> CaseLine:
    """The line of a row; ``weights`` keeps what cases that are alike weigh."""
    person, crn, name, limited, tier, case_type, t2a, inactive, since = row
    facts = (tier, case_type, t2a, inactive)
    weight = weights.get(facts)
    if weight is None:
        weight = weights[facts] = weigh_case(*facts, policy=policy)
    return CaseLine(person, crn, name, limited, tier, case_type, t2a, inactive, since, weight)


def _task_line(row: Sequence[Any], policy: PointsPolicy) -> TaskLine:
    task, kind, sign, done_on, crn, name, done_by = row
    return TaskLine(task, kind, sign, done_on, crn, name, done_by, weigh_task(kind, policy=policy))


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
