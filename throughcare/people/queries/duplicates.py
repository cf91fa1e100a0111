"""Pairs of records that are likely one person, among those the acting user sees."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from throughcare.people.models import Person
from throughcare.people.rules.likeness import REASON

# Row security gives both sides of every join only what the acting user sees.
_PAIRS = """
WITH live AS MATERIALIZED (
    SELECT id, folded, sounds, date_of_birth AS born FROM people_person WHERE merged_into_id IS NULL
), pairs AS (
    SELECT a.id AS one, b.id AS other, 'same-birth' AS reason, similarity(a.folded, b.folded) AS alike
    FROM live a JOIN live b ON b.born = a.born AND a.id < b.id
    WHERE similarity(a.folded, b.folded) >= %(alike)s OR (a.sounds = b.sounds AND a.sounds <> '{}')
    UNION ALL
    SELECT a.id, b.id, 'birth-exchanged', similarity(a.folded, b.folded) - 0.2
    FROM live a JOIN live b
      ON a.id < b.id AND extract(day FROM a.born) <= 12 AND extract(day FROM a.born) <> extract(month FROM a.born)
     AND b.born = make_date(extract(year FROM a.born)::int,
                            CASE WHEN extract(day FROM a.born) <= 12 THEN extract(day FROM a.born)::int ELSE 1 END,
                            extract(month FROM a.born)::int)
    WHERE similarity(a.folded, b.folded) >= %(alike)s
    UNION ALL
    SELECT i.person_id, j.person_id, 'same-identifier', 1.5
    FROM people_identifier i
    JOIN people_identifier j
      ON j.kind = i.kind AND people_plain(j.value) = people_plain(i.value) AND i.person_id < j.person_id
    JOIN live a ON a.id = i.person_id JOIN live b ON b.id = j.person_id
), ranked AS (
    SELECT one, other, array_agg(DISTINCT reason) AS reasons, sum(alike) AS points FROM pairs
    WHERE NOT EXISTS (SELECT 1 FROM people_notsame n WHERE n.first_id = pairs.one AND n.second_id = pairs.other)
    GROUP BY one, other
)
SELECT one, other, reasons, count(*) OVER () FROM ranked ORDER BY points DESC, one, other LIMIT %(most)s OFFSET %(skip)s
"""
ALIKE = 0.5


@dataclass(frozen=True)
class Pair:
    """Two records and why they may be one person: sentences in English, marked for translation."""

    one: Person
    other: Person
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    """One page of pairs, likeliest first, and how many there are in all."""

    rows: tuple[Pair, ...]
    total: int


def likely_duplicates(*, most: int, skip: int = 0) -> Pairs:
    """Pairs with the same or exchanged date of birth and a like name, or with an identifier in common; two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"alike": ALIKE, "most": most, "skip": skip})
        found = cursor.fetchall()
    people = Person.objects.select_related("delivery_unit").in_bulk(
        {key for one, other, *_ in found for key in (one, other)}
    )
    rows = tuple(
        Pair(people[one], people[other], tuple(REASON.label(code) for code in REASON.by_code if code in reasons))
        for one, other, reasons, _ in found
    )
    return Pairs(rows, found[0][3] if found else 0)
