"""Loads of a team, a delivery unit or a region: officer by officer, and added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.workload import Load, loads
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.load_levels import percent_of
from throughcare.workforce.rules.workload_policy import thresholds

_PLACES = {
    "team": "team.id = %(area)s",
    "unit": "coalesce(team.delivery_unit_id, staff.delivery_unit_id) = %(area)s",
    "region": "coalesce(own.region_id, unit.region_id, staff.region_id) = %(area)s",
    "staff": "staff.id = %(area)s",
}
# Who works there and holds cases by grade; and whoever holds a case, whatever their grade, gone or not: none is left out.
_STAFF = """
    SELECT staff.id, staff.code, staff.forenames || ' ' || staff.surname, staff.surname, staff.grade, staff.until,
           coalesce(team.code, ''), coalesce(team.name, ''), coalesce(own.code, unit.code, ''),
           coalesce(own.name, unit.name, ''), coalesce(own.name_cy, unit.name_cy, ''),
           spell.over_since, alarm.id, alarm.raised_on, coalesce(alarm.answer, '')
    FROM workforce_staff staff
    LEFT JOIN workforce_team team ON team.id = staff.team_id
    LEFT JOIN organisations_deliveryunit own ON own.id = team.delivery_unit_id
    LEFT JOIN organisations_deliveryunit unit ON unit.id = staff.delivery_unit_id
    LEFT JOIN supervision_loadspell spell ON spell.staff_id = staff.id AND spell.until IS NULL
    LEFT JOIN supervision_workloadalarm alarm
           ON alarm.staff_id = staff.id AND alarm.ended_on IS NULL AND alarm.over_since = spell.over_since
    WHERE {place} AND (
        (staff.start <= %(on)s AND (staff.until IS NULL OR %(on)s < staff.until) AND staff.grade = ANY(%(grades)s))
        OR EXISTS (SELECT 1 FROM supervision_officerspell held WHERE held.staff_id = staff.id AND held.until IS NULL))
    ORDER BY staff.surname, staff.forenames, staff.code
"""


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """One officer with their load. ``over_since`` is the first day above the line that becomes excessive, while it lasts.

    ``alarm`` is the key of the alarm that it has raised, ``answer`` what the head of unit said about it.
    """

    staff: int
    code: str
    name: str
    surname: str
    grade: str
    left_on: date | None
    team: str
    team_name: str
    unit: str
    unit_name: str
    unit_name_cy: str
    over_since: date | None
    alarm: int | None
    alarm_raised_on: date | None
    answer: str
    load: Load

    @property
    def is_alarming(self) -> bool:
        """Whether an alarm stands and the load that the reader may see lies above the line too."""
        return self.alarm is not None and self.load.level == "over"


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """Loads of a group added up; ``percent`` None where the group has no capacity. Officers without capacity that carry
    points are counted in ``problems``, their points stay in the sum."""

    code: str
    name: str
    name_cy: str
    officers: int
    points: int
    available: int
    cases: int
    full: int
    over: int
    above_warning: int
    above_stop: int
    uncounted: int
    problems: int
    alarms: int

    @property
    def percent(self) -> float | None:
        """Points as percent of the available points of the group."""
        return percent_of(self.points, self.available) if self.available else None

    @property
    def cases_each(self) -> float | None:
        """Cases for each officer."""
        return self.cases / self.officers if self.officers else None


def officer_loads(area: Area, *, on: date) -> list[OfficerLoad]:
    """Every officer of the area on ``on``, in the order of names, with the load that the acting user may see."""
    holding = list(GRADE.having("holds_cases"))
    values: dict[str, Any] = {"area": area.key, "on": on, "grades": holding}
    rows = _rows(_STAFF.format(place=_PLACES[area.kind]), values)
    found = loads([row[0] for row in rows], on=on) if rows else {}
    officers = [OfficerLoad(*(*row, found[row[0]])) for row in rows]
    return [one for one in officers if one.load.cases or (one.grade in holding and not _has_left(one, on))]


def figures_of(
    officers: Iterable[OfficerLoad], *, on: date, code: str = "", name: str = "", name_cy: str = ""
) -> LoadFigures:
    """The loads of these officers added up."""
    group, limits = list(officers), thresholds().on(on)
    return LoadFigures(
        code,
        name,
        name_cy,
        len(group),
        sum(one.load.points for one in group),
        sum(one.load.available for one in group),
        sum(one.load.cases for one in group),
        sum(one.load.level == "full" for one in group),
        sum(one.load.level == "over" for one in group),
        sum(one.load.cases > limits.cases_warning for one in group),
        sum(one.load.cases > limits.cases_stop for one in group),
        sum(one.load.uncounted for one in group),
        sum(has_problem(one) for one in group),
        sum(one.is_alarming for one in group),
    )


def grouped(officers: Iterable[OfficerLoad], *, by: Literal["unit", "team"], on: date) -> list[LoadFigures]:
    """The loads added up by unit or by team; the officers of none are the group without a code."""
    groups: dict[str, list[OfficerLoad]] = {}
    for one in officers:
        groups.setdefault(one.unit if by == "unit" else one.team, []).append(one)
    return [
        figures_of(group, on=on, code=code, name=group[0].unit_name, name_cy=group[0].unit_name_cy)
        if by == "unit"
        else figures_of(group, on=on, code=code, name=group[0].team_name)
        for code, group in groups.items()
    ]


def has_problem(officer: OfficerLoad) -> bool:
    """Whether something about the officer keeps the load from being known: capacity, or a case that cannot be weighed."""
    capacity = officer.load.capacity.value
    return bool(capacity.problem or officer.load.uncounted or capacity.hours_assumed)


def _has_left(officer: OfficerLoad, on: date) -> bool:
    return officer.left_on is not None and officer.left_on <= on


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
