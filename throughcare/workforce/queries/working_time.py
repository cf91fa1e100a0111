"""Reading what the rule `capacity` asks of members of staff: grade, hours and reductions. Four statements for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

from throughcare.kernel.decision import Decision
from throughcare.workforce.models import ContractedHours, Staff
from throughcare.workforce.rules import capacity
from throughcare.workforce.rules.workload_cases import CapacityCase, Reduction

_STAFF = """
    SELECT staff.id, staff.code, staff.grade, coalesce(staff.grade_since, staff.start), staff.contracted_hours::float8
    FROM workforce_staff staff WHERE %(staff)s::bigint[] IS NULL OR staff.id = ANY(%(staff)s)
"""
_HOURS = """
    SELECT staff_id, hours::float8, until FROM workforce_contractedhours
    WHERE (%(staff)s::bigint[] IS NULL OR staff_id = ANY(%(staff)s))
      AND start <= %(on)s AND (until IS NULL OR %(on)s < until)
"""
_REDUCTIONS = """
    SELECT staff_id, reason, share::float8, hours::float8, start, until FROM workforce_reduction
    WHERE (%(staff)s::bigint[] IS NULL OR staff_id = ANY(%(staff)s)) AND deleted_at IS NULL
      AND (until IS NULL OR %(on)s < until) ORDER BY start, id
"""
_CHANGES = """
    SELECT staff_id, min(start) FROM workforce_contractedhours
    WHERE (%(staff)s::bigint[] IS NULL OR staff_id = ANY(%(staff)s)) AND start > %(on)s GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The facts of one member of staff on a day, and the day after it on which their contracted hours change next."""

    case: CapacityCase
    hours_change_on: date | None


def working_times(staff: Sequence[int] | None, *, on: date) -> dict[int, WorkingTime]:
    """The facts of these members of staff (None: of all) on ``on``, by primary key."""
    values = {"staff": None if staff is None else list(staff), "on": on}
    spells = {key: (hours, until) for key, hours, until in _rows(_HOURS, values)}
    starts = dict(_rows(_CHANGES, values))
    off: defaultdict[int, list[Reduction]] = defaultdict(list)
    for key, reason, share, hours, start, until in _rows(_REDUCTIONS, values):
        off[key].append(Reduction(reason=reason, share=share, hours=hours, start=start, until=until))
    found = {}
    for key, _code, grade, since, hours in _rows(_STAFF, values):
        spell = spells.get(key)
        case = CapacityCase(
            on=on,
            grade=grade,
            grade_start_date=since,
            contracted_hours=hours if spell is None else spell[0],
            reductions=tuple(off.get(key, ())),
        )
        changes = [day for day in (spell[1] if spell else None, starts.get(key)) if day is not None]
        found[key] = WorkingTime(case, min(changes, default=None))
    return found


def capacities(staff: Sequence[int] | None, *, on: date) -> Mapping[int, Decision[capacity.Capacity]]:
    """The capacity of these members of staff (None: of all) on ``on``, by primary key."""
    return {key: decide(time.case) for key, time in working_times(staff, on=on).items()}


def hours_on(staff: Staff, *, on: date) -> Decimal | None:
    """Contracted hours of one member of staff on ``on``, None where they are not known."""
    spell = ContractedHours.objects.filter(staff=staff, start__lte=on).exclude(until__lte=on).first()
    return spell.hours if spell else staff.contracted_hours


@lru_cache(maxsize=16_384)
def decide(case: CapacityCase) -> Decision[capacity.Capacity]:
    """The rule's answer: many officers have the same facts, so it is worked out once for them all."""
    return capacity.decide_capacity(case)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
