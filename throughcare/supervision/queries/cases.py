"""The cases of an area: a region, a delivery unit, a team or a member of staff. What every figure opens into.

A *case* is a person with an open spell of a responsible officer, allocated or waiting to be, and whoever the rule says
is under supervision although no spell is open: nothing falls off. ``STATES`` says once what each count and filter means,
so a figure and the list behind it cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db import connection

from throughcare.supervision.queries import caseload
from throughcare.supervision.queries.caseload import ANSWERS, COLUMNS, DETAILS, OPEN, CaseFilter, CaseRow

Kind = Literal["region", "unit", "team", "staff"]
MONTH = timedelta(days=28)
BATCH = 500

STATES: Mapping[str, str] = {
    **caseload.STATES,
    "with-date": f"{OPEN} AND due.due_date IS NOT NULL",
    "inside": f"{OPEN} AND due.due_date >= %(on)s",
    "overdue-week": f"{OPEN} AND due.due_date < %(on)s AND due.due_date >= %(week_ago)s",
    "overdue-month": f"{OPEN} AND due.due_date < %(week_ago)s AND due.due_date >= %(month_ago)s",
    "overdue-more": f"{OPEN} AND due.due_date < %(month_ago)s",
    "no-standard": "due.state = 'no-standard'",
    "not-started": "due.state = 'not-started'",
    "ended": "due.state = 'ended'",
    "unknown": f"due.state IS NULL OR due.state = 'unknown' OR ({OPEN} AND due.due_date IS NULL)",
    "unallocated": "spell.status IS DISTINCT FROM 'allocated'",
    "no-team": "spell.status IS DISTINCT FROM 'allocated' AND team.id IS NULL",
    "leaver": "staff.until <= %(on)s",
}

PEOPLE = f"""
FROM people_person person
JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
LEFT JOIN supervision_officerspell spell ON spell.person_id = person.id AND spell.until IS NULL
LEFT JOIN workforce_staff staff ON staff.id = spell.staff_id
LEFT JOIN workforce_team team ON team.id = coalesce(spell.team_id, staff.team_id)
{ANSWERS}
"""
# An array is found once, each part by its index; a list to compare with would be looked at for every case.
_HELD = "person.id = ANY(ARRAY({}))"
_BY_STAFF = """SELECT held.person_id FROM supervision_officerspell held
    WHERE held.until IS NULL AND held.status = 'allocated' AND held.staff_id = %(area)s"""
_BY_TEAM = """SELECT held.person_id FROM supervision_officerspell held
    WHERE held.until IS NULL AND held.team_id = %(area)s
    UNION ALL SELECT held.person_id FROM supervision_officerspell held
    JOIN workforce_staff member ON member.id = held.staff_id
    WHERE held.until IS NULL AND held.team_id IS NULL AND member.team_id = %(area)s"""
_AREAS: Mapping[Kind, str] = {
    "region": "unit.region_id = %(area)s",
    "unit": "unit.id = %(area)s",
    "team": _HELD.format(_BY_TEAM),
    "staff": _HELD.format(_BY_STAFF),
}
_CASES = """
WHERE person.merged_into_id IS NULL AND (spell.status IN ('allocated', 'unallocated') OR due.state <> 'ended')
"""
_SINCE = "coalesce(spell.start, sentence.starts_on, %(on)s)"
_SELECT = f"""
SELECT {COLUMNS.replace("spell.start", _SINCE)}, unit.name, unit.name_cy, coalesce(team.name, ''),
    staff.code, coalesce(staff.forenames || ' ' || staff.surname, ''), staff.until,
    EXISTS (SELECT 1 FROM supervision_assessment assessed WHERE assessed.person_id = person.id
        AND assessed.withdrawn_on IS NULL)
{PEOPLE}{DETAILS} WHERE person.id = ANY(%(picked)s)
"""
_OWN_COLUMNS = 7
_NEED_DETAILS = ("booked", "not-booked", "ending")


@dataclass(frozen=True, slots=True)
class Area:
    """Whose cases: ``key`` is the primary key of a region, unit, team or member of staff.

    ``without_team`` narrows to cases that no team has.
    """

    kind: Kind
    key: int
    without_team: bool = False


@dataclass(frozen=True, slots=True)
class AreaCase:
    """One case of an area, with where it lies and who holds it; ``staff_code`` is None while nobody does.

    ``case.allocated_on`` is the first day with whoever holds it, or of waiting. ``left_on`` is the first day on which
    the holder no longer works there. ``assessed`` says whether there is any assessment.
    """

    case: CaseRow
    unit: str
    unit_cy: str
    team: str
    staff_code: str | None
    staff: str
    left_on: date | None
    assessed: bool


def of_area(area: Area, joined: str = "") -> str:
    """FROM and WHERE of the cases of an area; ``joined`` are further joins. Needs the values of ``values_of``."""
    placed = " AND team.id IS NULL" if area.without_team else ""
    return f"{PEOPLE}{joined}{_CASES} AND {_AREAS[area.kind]}{placed}"


def values_of(area: Area, *, on: date) -> dict[str, Any]:
    """The values that ``of_area`` and ``STATES`` name."""
    return {"area": area.key, **caseload.days(on), "week_ago": on - caseload.WEEK, "month_ago": on - MONTH}


def count_cases(area: Area, *, on: date, only: CaseFilter) -> int:
    """How many cases the list has."""
    where, values = _where(area, on, only)
    ((count,),) = _rows(f"SELECT count(*) {where}", values)
    return int(count)


def cases_of(
    area: Area, *, on: date, only: CaseFilter, sort: str = "due", first: int = 0, most: int = 50
) -> list[AreaCase]:
    """``most`` cases from the ``first`` on, by two statements: which, and what is shown of them."""
    return _details(_picked(area, on, only, sort, first, most), on, sort)


def all_cases(area: Area, *, on: date, only: CaseFilter, sort: str = "due") -> Iterator[AreaCase]:
    """Every case of the list, some hundreds at a time."""
    picked = _picked(area, on, only, sort, 0, None)
    for first in range(0, len(picked), BATCH):
        yield from _details(picked[first : first + BATCH], on, sort)


def _picked(area: Area, on: date, only: CaseFilter, sort: str, first: int, most: int | None) -> list[int]:
    where, values = _where(area, on, only, details=sort.removeprefix("-") == "booked")
    page = f"SELECT person.id {where}{caseload.ordered(sort)} LIMIT %(most)s OFFSET %(first)s"
    return [person for (person,) in _rows(page, {**values, "most": most, "first": first})]


def _details(people: Sequence[int], on: date, sort: str) -> list[AreaCase]:
    rows = _rows(_SELECT + caseload.ordered(sort), {"picked": list(people), "on": on}) if people else []
    return [AreaCase(CaseRow(*row[:-_OWN_COLUMNS]), *row[-_OWN_COLUMNS:]) for row in rows]


def _where(area: Area, on: date, only: CaseFilter, *, details: bool = False) -> tuple[str, dict[str, Any]]:
    conditions, values = caseload.narrowed(only, STATES)
    details = details or only.state in _NEED_DETAILS or bool(only.sentence)
    return of_area(area, DETAILS if details else "") + conditions, values | values_of(area, on=on)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
