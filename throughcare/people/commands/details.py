"""Recording what is known about a person: names, identifiers, characteristics, ways to reach them, circumstances."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.people.commands.changes import changed
from throughcare.people.models import Characteristic, Circumstance, ContactDetail, Identifier, OtherName, Person
from throughcare.people.rules import codes
from throughcare.people.rules.identifiers import written

OWN_FIELDS = ("forenames", "surname", "preferred_name", "date_of_birth", "sex", "language")
ONE_AT_A_TIME = ("address",)


class NothingChanged(ValueError):
    """The change asked for is already what the record says."""


class NotOfThisList(ValueError):
    """A code that is not in the reference table it belongs to."""


@transaction.atomic
def change_person(*, person: Person, changes: Mapping[str, Any], by: User, at: datetime) -> Person:
    """Change the person's own fields (``OWN_FIELDS``); raises ``NothingChanged`` where none differs."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    differing = {
        name: changes[name] for name in OWN_FIELDS if name in changes and changes[name] != getattr(person, name)
    }
    if not differing:
        raise NothingChanged
    before = {name: getattr(person, name) for name in differing}
    for name, value in differing.items():
        setattr(person, name, value)
    person.save(update_fields=list(differing))
    changed(person, action="change_person", part="person", by=by, at=at, before=before, after=differing)
    return person


@transaction.atomic
def add_other_name(*, person: Person, kind: str, forenames: str, surname: str, by: User, at: datetime) -> OtherName:
    """Record an alias or a former name; raises ``NothingChanged`` where the record has it."""
    name, made = OtherName.objects.get_or_create(person=person, kind=kind, forenames=forenames, surname=surname)
    if not made:
        raise NothingChanged
    changed(person, action="add_other_name", part="other-name", row=name.pk, by=by, at=at, kind=kind)
    return name


@transaction.atomic
def remove_other_name(*, name: OtherName, by: User, at: datetime) -> None:
    """Take away a name recorded in error; its history is kept."""
    key, person = name.pk, name.person
    name.delete()
    changed(person, action="remove_other_name", part="other-name", row=key, by=by, at=at, kind=name.kind)


@transaction.atomic
def add_identifier(*, person: Person, kind: str, value: str, by: User, at: datetime) -> Identifier:
    """Record an identifier as it is written; raises ``InvalidIdentifier``, or ``NothingChanged`` where it is there."""
    found, made = Identifier.objects.get_or_create(person=person, kind=kind, value=written(kind, value))
    if not made:
        raise NothingChanged
    changed(person, action="add_identifier", part="identifier", row=found.pk, by=by, at=at, kind=kind)
    return found


@transaction.atomic
def remove_identifier(*, identifier: Identifier, by: User, at: datetime) -> None:
    """Take away an identifier recorded in error; its history is kept."""
    key, person = identifier.pk, identifier.person
    identifier.delete()
    changed(person, action="remove_identifier", part="identifier", row=key, by=by, at=at, kind=identifier.kind)


@transaction.atomic
def record_characteristic(
    *, person: Person, kind: str, value: str, by: User, on: date, at: datetime, recorded_by: str = ""
) -> Characteristic:
    """Record an answer given on ``on``; what was answered earlier is kept, an answer of the same day is corrected.

    ``recorded_by`` is a staff code. Raises ``NotOfThisList`` for an answer that is not in the characteristic's table.
    """
    if kind not in codes.CHARACTERISTICS or value not in codes.CHARACTERISTICS[kind]:
        raise NotOfThisList(kind, value)
    Characteristic.objects.filter(person=person, kind=kind, recorded_on=on).exclude(value=value).delete()
    answer, _ = Characteristic.objects.update_or_create(
        person=person, kind=kind, recorded_on=on, value=value, defaults={"recorded_by": recorded_by}
    )
    changed(person, action="record_characteristic", part="characteristic", row=answer.pk, by=by, at=at, kind=kind)
    return answer


@transaction.atomic
def add_contact_detail(
    *, person: Person, kind: str, value: str, postcode: str = "", by: User, on: date, at: datetime
) -> ContactDetail:
    """Record a way to reach the person from ``on``. A new address ends the one before on that day, which is kept.

    Raises ``NothingChanged`` where the same detail is current.
    """
    current = ContactDetail.objects.select_for_update().filter(person=person, kind=kind, until__isnull=True)
    if current.filter(value=value, postcode=postcode).exists():
        raise NothingChanged
    if kind in ONE_AT_A_TIME:
        current.filter(start__lte=on).update(until=on)
    detail, _ = ContactDetail.objects.update_or_create(
        person=person, kind=kind, value=value, start=on, defaults={"postcode": postcode, "until": None}
    )
    changed(person, action="add_contact_detail", part="contact-detail", row=detail.pk, by=by, at=at, kind=kind)
    return detail


@transaction.atomic
def end_contact_detail(*, detail: ContactDetail, by: User, on: date, at: datetime) -> ContactDetail:
    """End a way to reach the person on ``on``; raises ``NothingChanged`` where it has ended."""
    _end(detail, on=on)
    changed(detail.person, action="end_contact_detail", part="contact-detail", row=detail.pk, by=by, at=at)
    return detail


@transaction.atomic
def add_circumstance(*, person: Person, kind: str, description: str, by: User, on: date, at: datetime) -> Circumstance:
    """Record a circumstance from ``on``; raises ``NothingChanged`` where the record has it from that day."""
    found, made = Circumstance.objects.get_or_create(person=person, kind=kind, start=on, description=description)
    if not made:
        raise NothingChanged
    changed(person, action="add_circumstance", part="circumstance", row=found.pk, by=by, at=at, kind=kind)
    return found


@transaction.atomic
def end_circumstance(*, circumstance: Circumstance, by: User, on: date, at: datetime) -> Circumstance:
    """End a circumstance on ``on``; raises ``NothingChanged`` where it has ended."""
    _end(circumstance, on=on)
    changed(circumstance.person, action="end_circumstance", part="circumstance", row=circumstance.pk, by=by, at=at)
    return circumstance


def _end(row: ContactDetail | Circumstance, *, on: date) -> None:
    if row.until is not None:
        raise NothingChanged
    row.until = max(on, row.start)
    row.save(update_fields=["until"])
