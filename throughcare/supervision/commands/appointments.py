"""Appointments: several at once, moved with who asked and why, cancelled, struck out. Nothing is ever removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

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
    refuse_clashes,
    span_of_entry,
)
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.ending import Change, arrangement_of, check_can_end, end, outcome_of
from throughcare.supervision.commands.reminders import tell_of, withdraw_reminders
from throughcare.supervision.commands.writing import (
    ContactSaved,
    check_entry,
    day_of,
    due_of,
    put_contact,
    repeated,
    tell_booked,
    write_contact,
)
from throughcare.supervision.events import AppointmentMoved
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.appointment_entry import Span
from throughcare.supervision.rules.contact_entry import ContactEntry, is_still_to_come, refusal


@dataclass(frozen=True)
class Wanted:
    """One of several appointments; ``second`` says which of two equal times is meant."""

    type: str
    date: date
    time: time | None = None
    minutes: int | None = None
    second: bool | None = None

    @property
    def entry(self) -> ContactEntry:
        """As the rules read it."""
        return ContactEntry(self.type, self.date, "", self.time, self.minutes, self.second)


def book_appointments(
    *,
    person: Person,
    wanted: Sequence[Wanted],
    notes: str,
    reference: str,
    by: User,
    at: datetime,
    how: Arrangement,
    confirmed: bool = False,
) -> list[ContactSaved]:
    """Book several appointments or none of them, under ``reference`` and a number each.

    Raises ``ContactRefused``: with ``place`` where one of them is impossible, with every clash named where some are at the
    same time as something else and ``how`` does not say why.
    """
    with transaction.atomic():
        staff = how.staff or staff_of(by)
        how = replace(how, staff=staff, series=reference if len(wanted) > 1 else "")
        lock_diaries(person, staff)
        numbered = {f"{reference}-{number}": each for number, each in enumerate(wanted, start=1)}
        standing = Contact.objects.in_bulk(list(numbered), field_name="reference")
        if standing:
            return _repeated(reference, numbered, standing, person, notes)
        spans = [_span(each, place, person, how, at, confirmed) for place, each in enumerate(wanted)]
        given = [span for span in spans if span is not None]
        clashing = refuse_clashes(given, person=person, staff=staff, beside=how.beside, at=at)
        before, contacts = due_of(person), []
        for place, ((name, each), span) in enumerate(zip(numbered.items(), spans, strict=True)):
            own = replace(how, second=each.second)
            contact = write_contact(person, each.entry, own, notes=notes, reference=name, planned=True, at=at)
            appointment = arrange(contact, own, span=span, holds=True, clashes=span in clashing, by=by, at=at)
            tell_of(appointment, because="booked", by=by, at=at, quiet=place > 0)
            tell_booked(contact, by)
            contacts.append(contact)
        audit(
            action="supervision.book_appointments",
            by=by,
            at=at,
            subject=reference,
            person=person.pk,
            days=[each.date for each in wanted],
            beside=how.beside.reason if how.beside and clashing else "",
        )
        derive([person.pk], on=day_of(at), cause="contact-recorded")
        after = due_of(person)
        return [ContactSaved(contact, before, after) for contact in contacts]


def reschedule(
    *,
    contact: Contact,
    to: Wanted,
    change: Change,
    reference: str,
    by: User,
    at: datetime,
    how: Arrangement | None = None,
    confirmed: bool = False,
) -> ContactSaved:
    """Move an appointment: the old one is kept, the new one takes its place in the chain. Raises ``ContactRefused``.

    Member of staff, place, requirement and notes go over unless ``how`` says otherwise.
    """
    with transaction.atomic():
        person = contact.person
        old = Appointment.objects.filter(contact=contact).first()
        how = how or arrangement_of(contact, old)
        how = replace(how, second=to.second, series=old.series if old else "")
        lock_diaries(person, how.staff)
        contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        standing = Contact.objects.filter(reference=reference).first()
        if standing is not None:
            return repeated(standing, person, to.entry, contact.notes)
        check_can_end(contact, old, change)
        _check_move(contact, old, to, at)
        before = due_of(person)
        end(contact, "moved", change, outcome=outcome_of(change, "outcome"), by=by, at=at)
        withdraw_reminders(contact, reason="moved", at=at)
        new = put_contact(
            person, to.entry, how, notes=contact.notes, reference=reference, by=by, at=at, confirmed=confirmed,
            replaces=contact,
        )  # fmt: skip
        audit(
            action="supervision.reschedule",
            by=by,
            at=at,
            subject=new.reference,
            person=person.pk,
            before=contact.reference,
            date=new.date,
            asked_by=change.asked_by,
            why=change.why,
        )
        tell_booked(new, by)
        announcer.announce(AppointmentMoved(new.pk, contact.pk, person.pk, new.date, change.asked_by, by.pk))
        derive([person.pk], on=day_of(at), cause="contact-recorded")
        return ContactSaved(new, before, due_of(person))


def _span(each: Wanted, place: int, person: Person, how: Arrangement, at: datetime, confirmed: bool) -> Span | None:
    """Check one of several; what is wrong is raised with its place."""
    try:
        if not is_still_to_come(each.entry, timezone.localtime(at)):
            raise ContactRefused([refusal("not-to-come")])
        check_entry(each.entry, person, at, confirmed)
        check_requirement(person, how.requirement, on=each.date)
        return span_of_entry(each.entry, policy=policy_on(at))
    except ContactRefused as refused:
        raise ContactRefused(refused.faults, place=place) from refused


def _repeated(
    reference: str, numbered: dict[str, Wanted], standing: dict[str, Contact], person: Person, notes: str
) -> list[ContactSaved]:
    further = f"{reference}-{len(numbered) + 1}"
    if standing.keys() != numbered.keys() or Contact.objects.filter(reference=further).exists():
        raise ContactRefused([refusal("already-saved")])
    return [repeated(standing[name], person, each.entry, notes) for name, each in numbered.items()]


def _check_move(contact: Contact, old: Appointment | None, to: Wanted, at: datetime) -> None:
    if not is_still_to_come(to.entry, timezone.localtime(at)):
        raise ContactRefused([refusal("not-to-come")])
    now = (contact.type, contact.date, contact.time, bool(old and old.second))
    if now == (to.type, to.date, to.time, bool(to.second)) and to.minutes in (None, contact.minutes):
        raise ContactRefused([refusal("same-time")])
