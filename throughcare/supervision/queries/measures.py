"""Figures of a team, a delivery unit or a region, each counted in one statement over the kept answers.

*Inside the standard* is the share of people with something due by a date whose date has not passed. People under
suspended supervision, exempt or without a minimum standard are not in the base, and are counted beside it. Every
figure is of what the acting user may see, so a limited-access record counts only for those admitted to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

WEEK = timedelta(days=7)
MONTH = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of people in one group; ``code`` and ``name`` say which, ``name_cy`` where there is a Welsh name."""

    code: str
    name: str
    name_cy: str
    people: int
    with_date: int
    overdue: int
    overdue_week: int
    overdue_month: int
    this_week: int
    suspended: int
    no_standard: int
    tier_missing: int
    tier_provisional: int
    unallocated: int
    officers: int

    @property
    def inside(self) -> int:
        """People whose due date has not passed."""
        return self.with_date - self.overdue

    @property
    def share_inside(self) -> float | None:
        """Share of those with a due date, 0 to 1; None where nobody has one."""
        return self.inside / self.with_date if self.with_date else None


_COUNTS = """
    count(*),
    count(due.due_date),
    count(*) FILTER (WHERE due.due_date < %(on)s),
    count(*) FILTER (WHERE due.due_date < %(on)s AND due.due_date >= %(week_ago)s),
    count(*) FILTER (WHERE due.due_date < %(week_ago)s AND due.due_date >= %(month_ago)s),
    count(*) FILTER (WHERE due.due_date >= %(on)s AND due.due_date < %(week)s),
    count(*) FILTER (WHERE due.state IN ('suspended', 'exempt')),
    count(*) FILTER (WHERE due.state = 'no-standard'),
    count(*) FILTER (WHERE tier.label IS NULL OR tier.label = 'MISSING'),
    count(*) FILTER (WHERE tier.provisional),
    count(*) FILTER (WHERE spell.status = 'unallocated'),
    count(DISTINCT spell.staff_id)
"""

# People under a sentence: whoever the rule answers for and has not said that it ended.
_FROM = """
    FROM people_person person
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    JOIN supervision_contactdue due ON due.person_id = person.id AND due.state <> 'ended'
    LEFT JOIN supervision_tier tier
        ON tier.person_id = person.id AND tier.scheme = 'a-to-g-2026' AND tier.superseded_at IS NULL
    LEFT JOIN supervision_officerspell spell ON spell.person_id = person.id AND spell.until IS NULL
    LEFT JOIN workforce_team team ON team.id = spell.team_id
    LEFT JOIN workforce_staff staff ON staff.id = spell.staff_id
    WHERE person.merged_into_id IS NULL AND {scope}
"""

_GROUPS = {
    "unit": ("unit.code, unit.name, unit.name_cy", "unit.name"),
    "team": ("coalesce(team.code, ''), coalesce(team.name, ''), ''", "2"),
    "staff": ("coalesce(staff.code, ''), coalesce(staff.forenames || ' ' || staff.surname, ''), ''", "2"),
    "all": ("'', '', ''", "1"),
}
_SCOPES = {"region": "unit.region_id = %(scope)s", "unit": "unit.id = %(scope)s", "team": "team.id = %(scope)s"}


def figures(*, of: str, scope: int, by: str, on: date) -> list[Figures]:
    """Figures of a ``region``, ``unit`` or ``team`` (``of``; ``scope`` is its primary key), one row per ``by``.

    ``by`` is ``unit``, ``team``, ``staff`` or ``all``.
    """
    columns, order = _GROUPS[by]
    grouping = "" if by == "all" else f" GROUP BY {columns}"
    statement = f"SELECT {columns}, {_COUNTS} {_FROM.format(scope=_SCOPES[of])}{grouping} ORDER BY {order}"
    return [Figures(*row) for row in _rows(statement, scope, on)]


def tier_mix(*, of: str, scope: int, on: date) -> list[tuple[str, int]]:
    """How many people have each tier A to G, then MISSING (which also stands for not decided)."""
    statement = (
        f"SELECT CASE WHEN tier.label IS NULL THEN 'MISSING' ELSE tier.label END AS label, count(*)"
        f" {_FROM.format(scope=_SCOPES[of])} GROUP BY 1 ORDER BY 1"
    )
    counted = dict(_rows(statement, scope, on))
    return [(label, counted.get(label, 0)) for label in (*"ABCDEFG", "MISSING")]


def _rows(statement: str, scope: int, on: date) -> list[tuple[Any, ...]]:
    values = {"scope": scope, "on": on, "week": on + WEEK, "week_ago": on - WEEK, "month_ago": on - MONTH}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
