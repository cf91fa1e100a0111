"""Putting contacts on a record: each in one transaction, with its audit entry, its event and the answers made again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.events import ContactBooked, ContactRecorded, OutcomeRecorded
from throughcare.supervision.models import Contact, ContactDue
from throughcare.supervision.queries.entry import record_facts
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.contact_entry import (
    ContactEntry,
    Fault,
    check_contact,
    needs_outcome,
    refusal,
)


class ContactRefused(ValueError):
    """The entry cannot be recorded; ``faults`` say why, in words."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(fault.code for fault in self.faults))


@dataclass(frozen=True)
class ContactSaved:
    """What saving did: the contact, and what was due next before and after (None: nothing known).

    ``repeated`` says that the same form came twice and nothing was written the second time.
    """

    contact: Contact
    before: ContactDue | None
    after: ContactDue | None
    repeated: bool = False


def record_contact(
    *,
    person: Person,
    type: str,
    date: date,
    outcome: str,
    notes: str,
    reference: str,
    by: User,
    at: datetime,
    time: time | None = None,
    minutes: int | None = None,
    confirmed: bool = False,
) -> ContactSaved:
    """Record a contact that took place, or was to take place, on ``date``; without an outcome it is an appointment.

    ``reference`` names the entry: the same entry under the same name is written once. Raises ``ContactRefused`` where
    the entry is impossible, or unlikely and not ``confirmed``.
    """
    entry = ContactEntry(type=type, date=date, outcome=outcome, time=time, minutes=minutes)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        standing = Contact.objects.filter(reference=reference).first()
        if standing is not None:
            return _repeated(standing, person, entry, notes)
        _check(entry, person, at, confirmed)
        before = _due(person)
        contact = Contact.objects.create(
            reference=reference,
            person=person,
            type=type,
            date=date,
            time=time,
            minutes=minutes,
            staff=staff_of(by),
            arranged_on=_day(at) if date >= _day(at) else None,
            outcome=outcome,
            notes=notes,
        )
        _tell(contact, by, at)
        derive([person.pk], on=_day(at), cause="contact-recorded")
        return ContactSaved(contact, before, _due(person))


def book_contact(
    *,
    person: Person,
    type: str,
    date: date,
    notes: str,
    reference: str,
    by: User,
    at: datetime,
    time: time | None = None,
    minutes: int | None = None,
    confirmed: bool = False,
) -> ContactSaved:
    """Arrange an appointment on ``date``, today or later. Raises ``ContactRefused``."""
    return record_contact(
        person=person,
        type=type,
        date=date,
        outcome="",
        notes=notes,
        reference=reference,
        by=by,
        at=at,
        time=time,
        minutes=minutes,
        confirmed=confirmed,
    )


def record_outcome(
    *, contact: Contact, outcome: str, notes: str, by: User, at: datetime, minutes: int | None = None
) -> ContactSaved:
    """Record what became of ``contact``, or put right what was recorded: the history keeps it.

    Raises ``ContactRefused``.
    """
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
        person, earlier = contact.person, contact.outcome
        if not outcome:
            raise ContactRefused([refusal("outcome-missing")])
        entry = ContactEntry(contact.type, contact.date, outcome, contact.time, minutes)
        _check(entry, person, at, confirmed=True)
        before = _due(person)
        if (contact.outcome, contact.notes, contact.minutes) == (outcome, notes, minutes):
            return ContactSaved(contact, before, before, repeated=True)
        contact.outcome, contact.notes, contact.minutes = outcome, notes, minutes
        contact.save(update_fields=["outcome", "notes", "minutes"])
        audit(
            action="supervision.record_outcome",
            by=by,
            at=at,
            subject=contact.reference,
            person=person.pk,
            outcome=outcome,
            before=earlier,
        )
        announcer.announce(OutcomeRecorded(contact.pk, person.pk, outcome, earlier, by.pk))
        derive([person.pk], on=_day(at), cause="outcome-recorded")
        return ContactSaved(contact, before, _due(person))


def _repeated(standing: Contact, person: Person, entry: ContactEntry, notes: str) -> ContactSaved:
    saved = ContactEntry(standing.type, standing.date, standing.outcome, standing.time, standing.minutes)
    if standing.person_id != person.pk or saved != entry or standing.notes != notes:
        raise ContactRefused([refusal("already-saved")])
    due = _due(person)
    return ContactSaved(standing, due, due, repeated=True)


def _check(entry: ContactEntry, person: Person, at: datetime, confirmed: bool) -> None:
    faults = check_contact(entry, record=record_facts(person.pk), now=timezone.localtime(at))
    refused = [fault for fault in faults if not (fault.warning and confirmed)]
    if refused:
        raise ContactRefused(refused)


def _tell(contact: Contact, by: User, at: datetime) -> None:
    booked = not contact.outcome and needs_outcome(contact.type)
    audit(
        action="supervision.book_contact" if booked else "supervision.record_contact",
        by=by,
        at=at,
        subject=contact.reference,
        person=contact.person_id,
        type=contact.type,
        date=contact.date,
        outcome=contact.outcome,
    )
    if booked:
        announcer.announce(ContactBooked(contact.pk, contact.person_id, contact.type, contact.date, by.pk))
    else:
        announcer.announce(
            ContactRecorded(contact.pk, contact.person_id, contact.type, contact.date, contact.outcome, by.pk)
        )


def _due(person: Person) -> ContactDue | None:
    return ContactDue.objects.filter(person=person).first()


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
