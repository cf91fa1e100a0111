"""Cases that wait for a practitioner. Nothing falls off: a case without tier, assessment, team or spell is here, flagged.

A case waits where its open spell says so; where it has no open spell, or an ended one, although a sentence runs or the
rules say that contact is owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.kept import graded_tier
from throughcare.supervision.queries.workload import weigh_people
from throughcare.supervision.rules.standing import LETTERS

_AREAS = {
    "region": "unit.region_id = %(area)s",
    "unit": "unit.id = %(area)s",
    "team": "spell.team_id = %(area)s",
}
_WAITING = """
    SELECT person.id, person.crn, person.forenames || ' ' || person.surname, person.limited, person.language,
           coalesce(spell.id, 0), coalesce(spell.start, sentence.starts_on, %(on)s), spell.reason,
           coalesce(team.code, ''), coalesce(team.name, ''), letters.label, axes.label,
           sentence.kind, sentence.sentenced_on, sentence.ends_on,
           due.due_date, due.form, booked.date, booked.staff,
           EXISTS (SELECT 1 FROM supervision_assessment assessed
                   WHERE assessed.person_id = person.id AND assessed.withdrawn_on IS NULL),
           earlier.staff, earlier.until
    FROM people_person person
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    LEFT JOIN supervision_officerspell spell ON spell.person_id = person.id AND spell.until IS NULL
    LEFT JOIN workforce_team team ON team.id = spell.team_id
    LEFT JOIN supervision_contactdue due ON due.person_id = person.id
    LEFT JOIN supervision_tier letters
           ON letters.person_id = person.id AND letters.scheme = 'a-to-g-2026' AND letters.superseded_at IS NULL
    LEFT JOIN supervision_tier axes
           ON axes.person_id = person.id AND axes.scheme = 'two-axis-2021' AND axes.superseded_at IS NULL
    LEFT JOIN LATERAL (
        SELECT running.kind, running.sentenced_on, running.starts_on, running.ends_on FROM people_sentence running
        WHERE running.person_id = person.id AND running.terminated_on IS NULL
          AND (running.ends_on IS NULL OR running.ends_on > %(on)s)
        ORDER BY running.ends_on DESC NULLS FIRST, running.id LIMIT 1
    ) sentence ON true
    LEFT JOIN LATERAL (
        SELECT contact.date, staff.forenames || ' ' || staff.surname AS staff FROM supervision_contact contact
        LEFT JOIN workforce_staff staff ON staff.id = contact.staff_id
        WHERE contact.person_id = person.id AND contact.outcome = '' AND contact.date >= %(on)s
        ORDER BY contact.date, contact.time, contact.id LIMIT 1
    ) booked ON true
    LEFT JOIN LATERAL (
        SELECT staff.forenames || ' ' || staff.surname AS staff, held.until FROM supervision_officerspell held
        JOIN workforce_staff staff ON staff.id = held.staff_id
        WHERE held.person_id = person.id AND held.until IS NOT NULL ORDER BY held.until DESC LIMIT 1
    ) earlier ON true
    WHERE person.merged_into_id IS NULL AND {place} AND (
        spell.status = 'unallocated'
        OR (spell.id IS NULL OR spell.status = 'ended')
           AND (due.state <> 'ended' OR due.person_id IS NULL AND sentence.kind IS NOT NULL))
    ORDER BY due.due_date NULLS FIRST, coalesce(spell.start, sentence.starts_on, %(on)s), person.surname, person.id
"""


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """One case without a practitioner. ``spell`` is the key of its open spell, 0 where there is none.

    ``earlier`` held it last, until ``earlier_until``; both are empty for somebody new to probation here.
    """

    person_id: int
    crn: str
    name: str
    limited: bool
    language: str
    spell: int
    since: date
    reason: str | None
    team_code: str
    team: str
    letter: str | None
    axes: str | None
    sentence_kind: str | None
    sentenced_on: date | None
    ends_on: date | None
    due_date: date | None
    form: str | None
    booked_on: date | None
    booked_with: str | None
    assessed: bool
    earlier: str | None
    earlier_until: date | None
    points: int | None
    problem: str

    @property
    def tier(self) -> str:
        """The tier that a grade is judged by, empty where none is known."""
        return graded_tier(self.letter, self.axes)[0]

    @property
    def flags(self) -> tuple[str, ...]:
        """What is missing: ``tier``, ``assessment``, ``team``, ``sentence``, ``weight``."""
        missing = {
            "tier": self.letter not in LETTERS and not self.axes,
            "assessment": not self.assessed,
            "team": not self.team_code,
            "sentence": self.sentence_kind is None,
            "weight": self.points is None,
        }
        return tuple(name for name, holds in missing.items() if holds)


def waiting_cases(area: Area, *, on: date) -> list[WaitingCase]:
    """The cases of a region, unit or team that wait, what is due first on top; without a due date before all."""
    rows = _rows(_WAITING.format(place=_AREAS[area.kind]), {"area": area.key, "on": on})
    weights = weigh_people([row[0] for row in rows], on=on) if rows else {}
    found = []
    for row in rows:
        weight = weights.get(row[0])
        known = weight is not None and not weight.problem
        problem = (weight.problem or "") if weight else "tier-missing"
        found.append(WaitingCase(*(*row, weight.points if weight and known else None, problem)))
    return found


def count_without_team(unit: int, *, on: date) -> int:
    """How many of a unit's cases wait in no team."""
    return sum(not case.team_code for case in waiting_cases(Area("unit", unit), on=on))


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
