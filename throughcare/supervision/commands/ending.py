"""Appointments that do not take place: cancelled, or entered in error. Nothing is removed, and who asked and why is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.kernel.events import announcer
from throughcare.supervision.commands.arranging import Arrangement, ContactRefused, arrange, lock_diaries
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.reminders import tell_cancelled, withdraw_reminders
from throughcare.supervision.commands.writing import ContactSaved, day_of, due_of, tell_outcome
from throughcare.supervision.events import AppointmentEnded
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.rules.appointment_entry import faults_of_ending
from throughcare.supervision.rules.codes import OUTCOME
from throughcare.supervision.rules.contact_entry import ContactEntry, is_still_to_come, needs_outcome, refusal
from throughcare.supervision.rules.diary_codes import ASKED_BY

ASKED_BY_OUTCOME = ("person", "service")
"""Of those who may ask, the ones that an outcome tells apart."""


@dataclass(frozen=True)
class Change:
    """Why an appointment moves or does not take place: who asked (a code of ``ASKED_BY``), and in words."""

    asked_by: str
    why: str


def cancel(
    *, contact: Contact, change: Change, by: User, at: datetime, rest_of_series: bool = False
) -> list[ContactSaved]:
    """Cancel an appointment that is still to come, and with ``rest_of_series`` those after it. Raises ``ContactRefused``."""
    with transaction.atomic():
        lock_diaries(contact.person, None)
        chosen = [contact, *(_later_of_series(contact) if rest_of_series else ())]
        before = due_of(contact.person)
        for each in chosen:
            appointment = Appointment.objects.filter(contact=each).first()
            check_can_end(each, appointment, change)
            if not is_still_to_come(entry_of(each, appointment), timezone.localtime(at)):
                raise ContactRefused([refusal("has-passed")])
            withdraw_reminders(each, reason="cancelled", at=at)
            ended = end(each, "cancelled", change, outcome=outcome_of(change, "cancelled"), by=by, at=at)
            tell_cancelled(ended, by=by, at=at)
            _tell_ended(each, "cancelled", change, by, at)
        derive([contact.person_id], on=day_of(at), cause="contact-recorded")
        after = due_of(contact.person)
        return [ContactSaved(each, before, after) for each in chosen]


def strike_out(*, contact: Contact, why: str, by: User, at: datetime) -> ContactSaved:
    """Mark a contact of any kind as entered in error: it counts for nothing and stays. Raises ``ContactRefused``."""
    with transaction.atomic():
        lock_diaries(contact.person, None)
        contact = Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
        appointment = Appointment.objects.filter(contact=contact).first()
        change = Change("practitioner", why)
        check_can_end(contact, appointment, change, outcome_stands=False)
        before, earlier = due_of(contact.person), contact.outcome
        withdraw_reminders(contact, reason="withdrawn", at=at)
        ended = end(contact, "error", change, outcome="EROR", by=by, at=at)
        if not earlier:
            tell_cancelled(ended, by=by, at=at)
        _tell_ended(contact, "error", change, by, at, earlier)
        derive([contact.person_id], on=day_of(at), cause="outcome-recorded")
        return ContactSaved(contact, before, due_of(contact.person))


def check_can_end(
    contact: Contact, appointment: Appointment | None, change: Change, *, outcome_stands: bool = True
) -> None:
    """Refuse to end what has ended, what took place, and what nobody says why of. Raises ``ContactRefused``."""
    gone = bool(contact.outcome and OUTCOME[contact.outcome].facts.get("cancelled"))
    faults = faults_of_ending(
        asked_by=change.asked_by,
        why=change.why,
        ended=(appointment.ended if appointment else "") or ("moved" if gone else ""),
        has_outcome=outcome_stands and bool(contact.outcome),
    )
    if not faults and outcome_stands and not needs_outcome(contact.type):
        faults = (refusal("no-outcome-for-type"),)
    if faults:
        raise ContactRefused(faults)


def outcome_of(change: Change, fact: str) -> str:
    """The outcome that goes with whoever asked: ``outcome`` where it moves, ``cancelled`` where it does not take place."""
    return str(ASKED_BY[change.asked_by].facts[fact])


def end(contact: Contact, how: str, change: Change, *, outcome: str, by: User, at: datetime) -> Appointment:
    """Say on the arrangement why it ended, and on the contact what came of it."""
    appointment = Appointment.objects.filter(contact=contact).select_related("person", "staff").first()
    if appointment is None:
        how_arranged = replace(arrangement_of(contact, None), remind=False)
        appointment = arrange(contact, how_arranged, span=None, holds=False, clashes=False, by=by, at=at)
    appointment.holds, appointment.ended, appointment.asked_by = False, how, change.asked_by
    appointment.ended_why, appointment.ended_by, appointment.ended_at = change.why, by, at
    appointment.save(update_fields=["holds", "ended", "asked_by", "ended_why", "ended_by", "ended_at"])
    contact.outcome = outcome
    contact.save(update_fields=["outcome"])
    return appointment


def called_off(contact: Contact, why: str, *, by: User, at: datetime) -> Appointment:
    """Say of an appointment that has passed that it was called off: who asked goes by the outcome that ``contact`` has."""
    asked = next(code for code in ASKED_BY_OUTCOME if ASKED_BY[code].facts["cancelled"] == contact.outcome)
    return end(contact, "cancelled", Change(asked, why), outcome=contact.outcome, by=by, at=at)


def _tell_ended(contact: Contact, how: str, change: Change, by: User, at: datetime, earlier: str = "") -> None:
    audit(
        action="supervision.cancel_appointment" if how == "cancelled" else "supervision.strike_out_contact",
        by=by,
        at=at,
        subject=contact.reference,
        person=contact.person_id,
        date=contact.date,
        asked_by=change.asked_by,
        why=change.why,
    )
    tell_outcome(contact, earlier, by, at)
    announcer.announce(AppointmentEnded(contact.pk, contact.person_id, how, change.asked_by, by.pk))


def _later_of_series(contact: Contact) -> list[Contact]:
    """The open appointments of the same series after this one."""
    own = Appointment.objects.filter(contact=contact).first()
    if own is None or not own.series:
        return []
    later = Contact.objects.filter(
        appointment__series=own.series, person=contact.person_id, outcome="", date__gte=contact.date
    )
    return list(later.exclude(pk=contact.pk).select_related("person").order_by("date", "time", "id"))


def entry_of(contact: Contact, appointment: Appointment | None) -> ContactEntry:
    """The contact as the rules read it."""
    second = appointment.second if appointment else False
    return ContactEntry(contact.type, contact.date, contact.outcome, contact.time, contact.minutes, second)


def arrangement_of(contact: Contact, appointment: Appointment | None) -> Arrangement:
    """How a contact is arranged, to be taken over."""
    return Arrangement(
        staff=contact.staff,
        place=appointment.place if appointment else "",
        requirement=appointment.requirement_id if appointment else None,
        remind=appointment.remind if appointment else True,
    )
