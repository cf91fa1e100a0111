"""Opening the record of a person who has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from throughcare.accounts.models import User
from throughcare.organisations.models import DeliveryUnit
from throughcare.people.commands.changes import changed
from throughcare.people.models import Identifier, Person
from throughcare.people.rules.identifiers import written


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Who the person is; ``pnc`` is empty where the number is not known."""

    forenames: str
    surname: str
    date_of_birth: date
    sex: str
    language: str = "en"
    preferred_name: str = ""
    pnc: str = ""


@transaction.atomic
def add_person(*, entry: PersonEntry, unit: DeliveryUnit, by: User, at: datetime) -> Person:
    """Open a record in ``unit`` under a new case reference number. Raises ``InvalidIdentifier`` for a wrong PNC number."""
    number = written("PNC", entry.pnc) if entry.pnc else ""
    person = Person.objects.create(
        crn=_next_case_number(),
        forenames=entry.forenames,
        surname=entry.surname,
        preferred_name=entry.preferred_name,
        date_of_birth=entry.date_of_birth,
        sex=entry.sex,
        language=entry.language,
        delivery_unit=unit,
    )
    if number:
        Identifier.objects.create(person=person, kind="PNC", value=number)
    changed(person, action="add_person", part="record", by=by, at=at, unit=unit.code)
    return person


def _next_case_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_next_case_number()")
        return str(cursor.fetchone()[0])
