"""Appointments whose day has passed and of which nobody has said what became: by officer, and as a list of an area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import connection

from throughcare.supervision.queries.cases import Area, Kind
from throughcare.supervision.rules.codes import CONTACT_TYPE

# Notes and plans need no outcome.
_WITHOUT_MEETING = CONTACT_TYPE.having("mode", "none")
_OFFICERS: dict[Kind, str] = {
    "staff": "staff.id = %(area)s",
    "team": "team.id = %(area)s",
    "unit": "coalesce(team.delivery_unit_id, staff.delivery_unit_id) = %(area)s",
    "region": "coalesce(own.region_id, unit.region_id, staff.region_id) = %(area)s",
}
_WITHOUT = """
    FROM supervision_contact contact
    JOIN workforce_staff staff ON staff.id = contact.staff_id
    JOIN people_person person ON person.id = contact.person_id AND person.merged_into_id IS NULL
    LEFT JOIN workforce_team team ON team.id = staff.team_id
    LEFT JOIN organisations_deliveryunit own ON own.id = team.delivery_unit_id
    LEFT JOIN organisations_deliveryunit unit ON unit.id = staff.delivery_unit_id
    WHERE contact.outcome = '' AND contact.date < %(on)s AND contact.type <> ALL(%(without)s)
"""
_COLUMNS = """contact.reference, person.crn, person.forenames || ' ' || person.surname, person.limited, contact.type,
    contact.date, contact.time, staff.code, staff.forenames || ' ' || staff.surname"""


@dataclass(frozen=True, slots=True)
class WithoutOutcome:
    """One appointment in the past without an outcome, with the officer whose diary it stands in."""

    reference: str
    crn: str
    name: str
    limited: bool
    type: str
    date: date
    time: time | None
    staff_code: str
    staff: str


def overdue_outcomes(staff: Sequence[int], *, on: date) -> dict[int, int]:
    """How many each of these members of staff has, by primary key; who has none has no entry."""
    statement = f"SELECT staff.id, count(*) {_WITHOUT} AND contact.staff_id = ANY(%(staff)s) GROUP BY 1"
    return dict(_rows(statement, on, staff=list(staff)))


def count_without_outcome(area: Area, *, on: date) -> int:
    """How many the officers of an area have."""
    ((count,),) = _rows(f"SELECT count(*) {_WITHOUT} AND {_OFFICERS[area.kind]}", on, area=area.key)
    return int(count)


def without_outcome(area: Area, *, on: date, first: int = 0, most: int | None = 50) -> list[WithoutOutcome]:
    """``most`` of them from the ``first`` on, the oldest first."""
    order = "ORDER BY contact.date, contact.time NULLS LAST, contact.id LIMIT %(most)s OFFSET %(first)s"
    statement = f"SELECT {_COLUMNS} {_WITHOUT} AND {_OFFICERS[area.kind]} {order}"
    return [WithoutOutcome(*row) for row in _rows(statement, on, area=area.key, first=first, most=most)]


def _rows(statement: str, on: date, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"on": on, "without": list(_WITHOUT_MEETING), **values})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
