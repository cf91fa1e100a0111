"""Writing the row of a contact and its arrangement: what the commands about contacts and appointments share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.arranging import (
    Arrangement,
    ContactRefused,
    arrange,
    check_requirement,
    policy_on,
    refuse_clashes,
    span_of_entry,
)
from throughcare.supervision.commands.reminders import tell_of
from throughcare.supervision.events import ContactBooked, OutcomeRecorded
from throughcare.supervision.models import Contact, ContactDue
from throughcare.supervision.queries.entry import record_facts
from throughcare.supervision.rules.appointment_entry import Span
from throughcare.supervision.rules.contact_entry import ContactEntry, check_contact, needs_outcome, refusal


@dataclass(frozen=True)
class ContactSaved:
    """What saving did: the contact, and what was due next before and after (None: nothing known).

    ``repeated`` says that the same form came twice and nothing was written the second time.
    """

    contact: Contact
    before: ContactDue | None
    after: ContactDue | None
    repeated: bool = False


def put_contact(
    person: Person,
    entry: ContactEntry,
    how: Arrangement,
    *,
    notes: str,
    reference: str,
    by: User,
    at: datetime,
    confirmed: bool,
    replaces: Contact | None = None,
) -> Contact:
    """Check an entry and write contact and arrangement; the diaries are locked. Raises ``ContactRefused``."""
    check_entry(entry, person, at, confirmed)
    check_requirement(person, how.requirement, on=entry.date)
    meeting, planned = needs_outcome(entry.type), needs_outcome(entry.type) and not entry.outcome
    span = span_of_entry(entry, policy=policy_on(at)) if meeting else None
    clashing: set[Span] = set()
    if planned and span is not None:
        without = [replaces.pk] if replaces else []
        clashing = refuse_clashes([span], person=person, staff=how.staff, beside=how.beside, at=at, without=without)
    contact = write_contact(person, entry, how, notes=notes, reference=reference, planned=planned, at=at)
    if meeting:
        appointment = arrange(
            contact, how, span=span, holds=planned, clashes=span in clashing, by=by, at=at, replaces=replaces
        )
        if planned:
            tell_of(appointment, because="moved" if replaces else "booked", by=by, at=at, before=replaces)
    return contact


def write_contact(
    person: Person, entry: ContactEntry, how: Arrangement, *, notes: str, reference: str, planned: bool, at: datetime
) -> Contact:
    """Write the row of a contact. An appointment with a time of day gets the usual length where none is given."""
    minutes = entry.minutes
    if planned and entry.time is not None and minutes is None:
        minutes = policy_on(at).minutes(entry.type)
    return Contact.objects.create(
        reference=reference,
        person=person,
        type=entry.type,
        date=entry.date,
        time=entry.time,
        minutes=minutes,
        staff=how.staff,
        arranged_on=day_of(at) if entry.date >= day_of(at) else None,
        outcome=entry.outcome,
        notes=notes,
    )


def repeated(standing: Contact, person: Person, entry: ContactEntry, notes: str) -> ContactSaved:
    """The same entry once more: nothing is written. Raises ``ContactRefused`` where it says something else."""
    same = (standing.type, standing.date, standing.outcome, standing.time) == (
        entry.type,
        entry.date,
        entry.outcome,
        entry.time,
    ) and entry.minutes in (None, standing.minutes)
    if standing.person_id != person.pk or not same or standing.notes != notes:
        raise ContactRefused([refusal("already-saved")])
    due = due_of(person)
    return ContactSaved(standing, due, due, repeated=True)


def check_entry(entry: ContactEntry, person: Person, at: datetime, confirmed: bool) -> None:
    """Refuse what is impossible, and what is unlikely and not ``confirmed``. Raises ``ContactRefused``."""
    faults = check_contact(entry, record=record_facts(person.pk), now=timezone.localtime(at))
    refused = [fault for fault in faults if not (fault.warning and confirmed)]
    if refused:
        raise ContactRefused(refused)


def tell_booked(contact: Contact, by: User) -> None:
    """Announce that an appointment was arranged."""
    announcer.announce(ContactBooked(contact.pk, contact.person_id, contact.type, contact.date, by.pk))


def tell_outcome(contact: Contact, earlier: str, by: User, at: datetime) -> None:
    """Announce what became of a contact."""
    announcer.announce(OutcomeRecorded(contact.pk, contact.person_id, contact.outcome, earlier, by.pk, at))


def due_of(person: Person) -> ContactDue | None:
    """What is due next, as kept."""
    return ContactDue.objects.filter(person=person).first()


def day_of(at: datetime) -> date:
    """The day in London."""
    return timezone.localtime(at).date()
