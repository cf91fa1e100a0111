"""Putting contacts on a record: each in one transaction, with its audit entry, its event and the answers made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.people.models import Person
from throughcare.supervision.commands.arranging import (
    Arrangement,
    ContactRefused,
    arrange,
    check_requirement,
    lock_diaries,
    policy_on,
)
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.ending import called_off
from throughcare.supervision.commands.reminders import withdraw_reminders
from throughcare.supervision.commands.writing import (
    ContactSaved,
    check_entry,
    day_of,
    due_of,
    put_contact,
    repeated,
    tell_booked,
    tell_outcome,
)
from throughcare.supervision.events import ContactRecorded
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.appointment_entry import Span, faults_of_outcome, span_of
from throughcare.supervision.rules.codes import OUTCOME
from throughcare.supervision.rules.contact_entry import ContactEntry, needs_outcome, refusal

__all__ = [
    "Arrangement",
    "ContactRefused",
    "ContactSaved",
    "book_contact",
    "record_contact",
    "record_outcome",
]

DEFAULT = Arrangement()


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
    how: Arrangement = DEFAULT,
) -> ContactSaved:
    """Record a contact that took place, or was to take place, on ``date``; without an outcome it is an appointment.

    ``reference`` names the entry: the same entry under the same name is written once. Raises ``ContactRefused`` where
    the entry is impossible, where it is unlikely and not ``confirmed``, and where an appointment would be at the same time
    as another and ``how`` does not say why.
    """
    entry = ContactEntry(type, date, outcome, time, minutes, how.second)
    with transaction.atomic():
        staff = how.staff or staff_of(by)
        lock_diaries(person, staff)
        standing = Contact.objects.filter(reference=reference).first()
        if standing is not None:
            return repeated(standing, person, entry, notes)
        before = due_of(person)
        contact = put_contact(
            person,
            entry,
            replace(how, staff=staff),
            notes=notes,
            reference=reference,
            by=by,
            at=at,
            confirmed=confirmed,
        )
        _tell(contact, by, at)
        derive([person.pk], on=day_of(at), cause="contact-recorded")
        return ContactSaved(contact, before, due_of(person))


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
    how: Arrangement = DEFAULT,
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
        how=how,
    )


def record_outcome(
    *,
    contact: Contact,
    outcome: str,
    notes: str,
    by: User,
    at: datetime,
    minutes: int | None = None,
    requirement: int | None = None,
    why: str = "",
) -> ContactSaved:
    """Record what became of ``contact``, or put right what was recorded: the history keeps it.

    ``requirement`` (a primary key) is what it counts towards; ``why`` says why an appointment that has passed was called
    off. Raises ``ContactRefused``.
    """
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
        person, earlier = contact.person, contact.outcome
        if not outcome:
            raise ContactRefused([refusal("outcome-missing")])
        arrangement = Appointment.objects.filter(contact=contact).first()
        second = arrangement.second if arrangement else False
        entry = ContactEntry(contact.type, contact.date, outcome, contact.time, minutes, second)
        check_entry(entry, person, at, confirmed=True)
        check_requirement(person, requirement, on=contact.date)
        if outcome != earlier and (faults := faults_of_outcome(outcome, why=why)):
            raise ContactRefused(faults)
        before = due_of(person)
        counted = arrangement.requirement_id if arrangement else None
        if (contact.outcome, contact.notes, contact.minutes, counted) == (outcome, notes, minutes, requirement):
            return ContactSaved(contact, before, before, repeated=True)
        contact.outcome, contact.notes, contact.minutes = outcome, notes, minutes
        if outcome != earlier and OUTCOME[outcome].facts.get("cancelled"):
            called_off(contact, why, by=by, at=at)
            arrangement = Appointment.objects.get(contact=contact)
        contact.save(update_fields=["outcome", "notes", "minutes"])
        if arrangement is None or counted != requirement:
            count_towards(contact, requirement, by=by, at=at)
        audit(
            action="supervision.record_outcome",
            by=by,
            at=at,
            subject=contact.reference,
            person=person.pk,
            outcome=outcome,
            before=earlier,
            **({"why": why} if why else {}),
        )
        tell_outcome(contact, earlier, by, at)
        if OUTCOME[outcome].facts.get("cancelled"):
            withdraw_reminders(contact, reason="cancelled", at=at)
        derive([person.pk], on=day_of(at), cause="outcome-recorded")
        return ContactSaved(contact, before, due_of(person))


def count_towards(contact: Contact, requirement: int | None, *, by: User, at: datetime) -> None:
    """Say which requirement a contact counts towards.

    One that had no arrangement (imported) gets one with its instants, which keeps it in the diary and excludes nothing.
    """
    appointment = Appointment.objects.filter(contact=contact).first()
    if appointment is None:
        how = Arrangement(requirement=requirement, remind=False)
        arrange(contact, how, span=_past_span(contact, at), holds=False, clashes=False, by=by, at=at)
        return
    appointment.requirement_id = requirement
    appointment.save(update_fields=["requirement"])


def _past_span(contact: Contact, at: datetime) -> Span | None:
    """When it was, None where no time of day is known or no clock showed it."""
    if contact.time is None:
        return None
    minutes = contact.minutes or policy_on(at).minutes(contact.type)
    span = span_of(contact.date, contact.time, minutes, second=False)
    return span if isinstance(span, Span) else None


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
        **_beside(contact),
    )
    if booked:
        tell_booked(contact, by)
    else:
        announcer.announce(
            ContactRecorded(contact.pk, contact.person_id, contact.type, contact.date, contact.outcome, by.pk, at)
        )


def _beside(contact: Contact) -> dict[str, str]:
    found = Appointment.objects.filter(contact=contact).exclude(beside="").values("beside", "beside_note").first()
    return {key: str(value) for key, value in found.items()} if found else {}
