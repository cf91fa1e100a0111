"""What officers carry, in points: cases and tasks read by SQL functions, weighed by the rule.

A statement returns how many cases are alike in the facts that weigh, so the rule is asked once for each such kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from throughcare.workforce.rules.workload_points import weigh_case, weigh_task
from throughcare.workforce.rules.workload_policy import PointsPolicy, points_policy

# Row security picks the spells that the reader may see; what is counted of those people needs no asking again.
_CASES = """
    SELECT * FROM supervision_case_counts_of(ARRAY(
        SELECT spell.person_id FROM supervision_officerspell spell
        WHERE spell.status = 'allocated' AND (%(staff)s::bigint[] IS NULL OR spell.staff_id = ANY (%(staff)s::bigint[]))
          AND spell.start <= %(on)s AND (spell.until IS NULL OR %(on)s < spell.until)
    ), %(on)s)
"""
_TASKS = """
    SELECT staff_id, kind, sum(sign) FROM supervision_task_facts(%(staff)s::bigint[], %(first)s, %(on)s) GROUP BY 1, 2
"""
_ALL_CASES = "SELECT * FROM supervision_case_counts(%(staff)s::bigint[], %(on)s)"
_ALL_TASKS = "SELECT * FROM supervision_task_counts(%(staff)s::bigint[], %(first)s, %(on)s)"


@dataclass(slots=True)
class Carried:
    """Points of an officer's cases and tasks, how many cases, and how many of them could not be weighed."""

    case_points: int = 0
    task_points: int = 0
    cases: int = 0
    uncounted: int = 0

    @property
    def points(self) -> int:
        """Together."""
        return self.case_points + self.task_points


def carried(staff: Sequence[int] | None, *, on: date, of_all: bool = False) -> dict[int, Carried]:
    """What these members of staff (None: all) carry on ``on``; who carries nothing has no entry.

    ``of_all`` counts what the acting user may not see as well: for the figures that are kept, never for a page.
    """
    policy = points_policy().on(on)
    values = {"staff": None if staff is None else list(staff), "on": on, "first": first_counted(on, policy)}
    found: dict[int, Carried] = {}
    for key, tier, case_type, t2a, inactive, count in _rows(_ALL_CASES if of_all else _CASES, values):
        weight = weigh_case(tier, case_type, t2a, inactive, policy=policy)
        sums = found.get(key)
        if sums is None:
            sums = found[key] = Carried()
        sums.case_points += count * weight.points
        sums.cases += count
        if weight.problem:
            sums.uncounted += count
    for key, kind, count in _rows(_ALL_TASKS if of_all else _TASKS, values):
        found.setdefault(key, Carried()).task_points += int(count) * weigh_task(kind, policy=policy).points
    return found


def first_counted(on: date, policy: PointsPolicy) -> date:
    """The first day on which a task that was done still counts on ``on``."""
    return on - timedelta(days=policy.window_days - 1)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
