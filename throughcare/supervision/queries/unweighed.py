"""Cases that an area's officers hold and that cannot be weighed, with what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from throughcare.supervision.queries.cases import Area
from throughcare.workforce.rules.workload_points import weigh_case
from throughcare.workforce.rules.workload_policy import points_policy

_CASES = """
    SELECT person.crn, person.forenames || ' ' || person.surname, person.limited, staff.code,
           staff.forenames || ' ' || staff.surname, facts.since, facts.tier, facts.case_type, facts.t2a, facts.inactive
    FROM supervision_case_facts(%(staff)s::bigint[], NULL, %(on)s) facts
    JOIN people_person person ON person.id = facts.person_id
    JOIN workforce_staff staff ON staff.id = facts.staff_id
    ORDER BY facts.since, person.surname, person.forenames, person.crn
"""
_STAFF = {
    "team": "staff.team_id = %s",
    "unit": "coalesce(team.delivery_unit_id, staff.delivery_unit_id) = %s",
    "region": "coalesce(unit.region_id, staff.region_id) = %s",
    "staff": "staff.id = %s",
}
_OFFICERS = """
    SELECT staff.id FROM workforce_staff staff
    LEFT JOIN workforce_team team ON team.id = staff.team_id
    LEFT JOIN organisations_deliveryunit unit ON unit.id = coalesce(team.delivery_unit_id, staff.delivery_unit_id)
    WHERE {place}
"""


@dataclass(frozen=True, slots=True)
class UnweighedCase:
    """One case that carries no points because something is not known; ``days`` is how long it has been held so."""

    crn: str
    name: str
    limited: bool
    staff_code: str
    staff: str
    since: date
    problem: str


def unweighed_cases(area: Area, *, on: date) -> list[UnweighedCase]:
    """The cases of the area's officers that cannot be weighed, those held for longest first."""
    policy = points_policy().on(on)
    with connection.cursor() as cursor:
        cursor.execute(_OFFICERS.format(place=_STAFF[area.kind]), [area.key])
        officers = [key for (key,) in cursor.fetchall()]
        cursor.execute(_CASES, {"staff": officers, "on": on})
        rows = cursor.fetchall()
    found = []
    for crn, name, limited, code, staff, since, *facts in rows:
        problem = weigh_case(*facts, policy=policy).problem
        if problem:
            found.append(UnweighedCase(crn, name, limited, code, staff, since, problem))
    return found
