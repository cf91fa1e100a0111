"""Cases whose tier has outgrown the grade of the practitioner who holds them: a prompt to allocate them anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from throughcare.supervision.queries.cases import Area, of_area, values_of
from throughcare.supervision.rules.grade_tier import outgrown_pairs


@dataclass(frozen=True, slots=True)
class OutgrownCase:
    """One case; ``tier`` was found on ``since``, and ``held_since`` is the holder's first day with the case."""

    person_id: int
    crn: str
    forenames: str
    surname: str
    limited: bool
    scheme: str
    tier: str
    since: date
    staff_code: str
    staff: str
    grade: str
    team: str
    held_since: date

    @property
    def name(self) -> str:
        """Forenames and surname."""
        return f"{self.forenames} {self.surname}"


_GRADED = """
LEFT JOIN supervision_tier axes
       ON axes.person_id = person.id AND axes.scheme = 'two-axis-2021' AND axes.superseded_at IS NULL
CROSS JOIN LATERAL (
    SELECT judged.* FROM (VALUES ('a-to-g-2026', tier.label, tier.label, tier.decided_on),
                                 ('two-axis-2021', axes.label, left(axes.label, 1), axes.decided_on))
        judged (scheme, label, letter, since)
    WHERE judged.scheme = CASE WHEN tier.label ~ '^[A-G]$' THEN 'a-to-g-2026' ELSE 'two-axis-2021' END
) graded
"""
_OUTGROWN = """
    AND spell.status = 'allocated'
    AND (staff.grade, graded.scheme, graded.letter) IN (
        SELECT * FROM unnest(%(grades)s::text[], %(schemes)s::text[], %(letters)s::text[]))
    AND NOT EXISTS (SELECT 1 FROM supervision_gradewaiver waiver
        WHERE waiver.person_id = person.id AND waiver.staff_id = spell.staff_id AND waiver.scheme = graded.scheme
          AND waiver.tier = graded.label AND waiver.review_on > %(on)s)
"""
_COLUMNS = """person.id, person.crn, person.forenames, person.surname, person.limited, graded.scheme, graded.label,
    graded.since, staff.code, staff.forenames || ' ' || staff.surname, staff.grade, coalesce(team.name, ''), spell.start"""


def outgrown_cases(area: Area, *, on: date) -> list[OutgrownCase]:
    """The cases of an area that are to be held at another grade and were not left where they are, the oldest first."""
    where, values = _where(area, on)
    return [OutgrownCase(*row) for row in _rows(f"SELECT {_COLUMNS} {where} ORDER BY graded.since, person.id", values)]


def count_outgrown(area: Area, *, on: date) -> int:
    """How many they are."""
    where, values = _where(area, on)
    ((count,),) = _rows(f"SELECT count(*) {where}", values)
    return int(count)


def _where(area: Area, on: date) -> tuple[str, dict[str, Any]]:
    pairs = outgrown_pairs(on)
    values = values_of(area, on=on)
    values |= {name: [pair[place] for pair in pairs] for place, name in enumerate(("grades", "schemes", "letters"))}
    return of_area(area, _GRADED) + _OUTGROWN, values


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
