"""Reading people's records for the rules: a fixed number of statements for each few thousand people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.db import connection

from throughcare.supervision.models.risk import NEEDS
from throughcare.supervision.rules.record import (
    AssessmentRow,
    CustodyRow,
    EnforcementRow,
    Record,
    RegistrationRow,
    RequirementRow,
    SentenceRow,
)

BATCH = 4_000

_PEOPLE = """
    SELECT person.id, person.crn, person.sex, region.code FROM people_person person
    JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
    JOIN organisations_region region ON region.id = unit.region_id
    WHERE {which} AND person.merged_into_id IS NULL ORDER BY person.id
"""
_SENTENCES = """
    SELECT person_id, id, kind, offence_group, sentenced_on, starts_on, ends_on, licence_ends_on, terminated_on
    FROM people_sentence WHERE {which} ORDER BY id
"""
_CUSTODY = (
    "SELECT person_id, sentence_id, kind, start, until FROM people_custodyspell WHERE {which} AND start <= %(on)s"
)
_REQUIREMENTS = """
    SELECT person_id, sentence_id, category, start, least(until, terminated_on)
    FROM people_requirement WHERE {which} AND start <= %(on)s
"""
_REGISTRATIONS = """
    SELECT person_id, type, level, category, registered_on FROM supervision_registration
    WHERE {which} AND registered_on <= %(on)s AND (ended_on IS NULL OR %(on)s < ended_on) AND type <> 'HREG' ORDER BY id
"""
_ENFORCEMENTS = """
    SELECT person_id, sentence_id, outcome FROM supervision_enforcement
    WHERE {which} AND outcome_on <= %(on)s
"""
_ASSESSMENTS = f"""
    SELECT person_id, kind, completed_on, rsr::float8, ogrs::float8, arp::float8, arp_kind, csrp::float8, csrp_kind,
           dc_srp::float8, dc_srp_band, {", ".join(f"need_{need}" for need in NEEDS)}, parenting, impulsivity, temper
    FROM supervision_assessment WHERE {{which}} AND completed_on <= %(on)s AND withdrawn_on IS NULL ORDER BY id
"""
_CONTACTS = """
    SELECT person_id, type, date, outcome FROM supervision_contact WHERE {which} ORDER BY person_id
"""
_NEEDS_FROM = 10
_PARTS: tuple[tuple[str, str, Callable[[Iterable[Any]], object]], ...] = (
    ("sentences", _SENTENCES, SentenceRow._make),
    ("custody", _CUSTODY, CustodyRow._make),
    ("requirements", _REQUIREMENTS, RequirementRow._make),
    ("registrations", _REGISTRATIONS, RegistrationRow._make),
    ("enforcements", _ENFORCEMENTS, EnforcementRow._make),
)


def records(people: Sequence[int], *, on: date) -> list[Record]:
    """The records of these people as known on ``on``, in the order of their numbers; those not visible are left out."""
    return _read("{column} = ANY(%(people)s)", {"people": list(people), "on": on})


def all_records(*, on: date, first: int = 0, last: int | None = None) -> Iterator[list[Record]]:
    """Every visible record with a number in ``(first, last]``, a batch at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT max(id) FROM (SELECT id FROM people_person WHERE id > %s AND (%s::bigint IS NULL OR id <= %s)"
                " ORDER BY id LIMIT %s) batch",
                [first, last, last, BATCH],
            )
            (until,) = cursor.fetchone()
        if until is None:
            return
        yield _read("{column} BETWEEN %(first)s AND %(last)s", {"first": first + 1, "last": until, "on": on})
        first = until


def _read(which: str, values: dict[str, Any]) -> list[Record]:
    found = {row[0]: Record(*row) for row in _rows(_PEOPLE, which.format(column="person.id"), values)}
    children = which.format(column="person_id")
    for kind, statement, make in _PARTS:
        of_kind = attrgetter(kind)
        for row in _rows(statement, children, values):
            record = found.get(row[0])
            if record is not None:
                of_kind(record).append(make(row[1:]))
    for row in _rows(_ASSESSMENTS, children, values):
        record = found.get(row[0])
        if record is not None:
            scores, needs, answers = row[1 : _NEEDS_FROM + 1], row[_NEEDS_FROM + 1 : -3], row[-3:]
            record.assessments.append(AssessmentRow._make((*scores, needs, *answers)))
    for person, rows in groupby(_rows(_CONTACTS, children, values), key=itemgetter(0)):
        if person in found:
            found[person].contacts = [row[1:] for row in rows]
    return list(found.values())


def _rows(statement: str, which: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(which=which), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
