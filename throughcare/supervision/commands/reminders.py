"""Telling people of their appointments: written into the outbox when one is arranged, withdrawn when it moves."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.outbox.adapters import is_in_use
from throughcare.outbox.commands import queue, withdraw
from throughcare.outbox.models import Message
from throughcare.people.events import PeopleMerged, PersonDetailsChanged
from throughcare.people.models import Person
from throughcare.people.queries.reach import reach_of
from throughcare.people.rules.reach import Reach
from throughcare.supervision.commands.reminder_words import Meeting, compose
from throughcare.supervision.models import Appointment, Contact
from throughcare.supervision.rules.diary_policy import diary_policies
from throughcare.supervision.rules.reminders import ReminderCase, decide_reminders

WAITING_KINDS = ["appointment-booked", "appointment-moved", "appointment-reminder"]
_REACHED = ("sending", "sent")
_PARTS = ("messages", "contact-detail", "person")


def about(contact: Contact) -> str:
    """How the outbox names a contact."""
    return f"contact:{contact.reference}"


def tell_of(
    appointment: Appointment,
    *,
    because: Literal["booked", "moved"],
    by: User,
    at: datetime,
    quiet: bool = False,
    before: Contact | None = None,
) -> int:
    """Write what the person is told of an appointment, and when; returns how many messages.

    Nothing is written where the person has not agreed, cannot be reached, or the practitioner said not to. One that takes
    the place of another, ``before``, of which the person never heard is told as a new one.
    """
    if appointment.starts_at is None or not appointment.remind:
        return 0
    reach = _open_reach(appointment.person, at)
    if reach is None:
        return 0
    if because == "moved" and not (before and has_been_told(before)):
        because = "booked"
    on = timezone.localtime(at).date()
    case = ReminderCase(on, at, appointment.starts_at, because, quiet)
    notices = decide_reminders(case, policy=diary_policies().on(on)).value.notices
    return sum(_write(appointment, reach, notice.template, notice.send_from, by, at) for notice in notices)


def tell_cancelled(appointment: Appointment, *, by: User, at: datetime) -> int:
    """Tell the person that an appointment does not take place, where they had been told of it."""
    if appointment.starts_at is None or appointment.starts_at <= at or not has_been_told(appointment.contact):
        return 0
    reach = _open_reach(appointment.person, at)
    return _write(appointment, reach, "appointment-cancelled", at, by, at) if reach else 0


def withdraw_reminders(contact: Contact, *, reason: str, at: datetime) -> int:
    """Take back what waits about a contact; returns how many messages."""
    return withdraw(about=about(contact), reason=reason, at=at, templates=WAITING_KINDS)


def has_been_told(contact: Contact) -> bool:
    """Whether a message about the contact has gone out."""
    return Message.objects.filter(about=about(contact), state__in=_REACHED).exists()


def review_reminders(event: PersonDetailsChanged) -> None:
    """After a number, an address, a choice or the language changed: what waits is written anew, or not at all."""
    if event.part not in _PARTS:
        return
    person = Person.objects.select_for_update(no_key=True).get(pk=event.person)
    reach = _open_reach(person, event.at)
    by = User.objects.get(pk=event.by)
    ahead = Appointment.objects.filter(person=person, holds=True, remind=True, starts_at__gt=event.at)
    for appointment in ahead.select_related("contact", "staff", "person"):
        waited = Message.objects.filter(about=about(appointment.contact), state__in=("waiting", "failed"))
        waiting = list(waited.values_list("template", "next_at"))
        withdraw_reminders(appointment.contact, reason="withdrawn" if reach else "no-contact", at=event.at)
        if reach is None:
            continue
        if not waiting and not has_been_told(appointment.contact):
            tell_of(appointment, because="booked", by=by, at=event.at, quiet=True)
        for template, next_at in waiting:
            _write(appointment, reach, template, max(next_at, event.at), by, event.at)


def follow_merge(event: PeopleMerged) -> None:
    """What waits for the duplicate concerns the survivor."""
    waiting = Message.objects.filter(person=event.duplicate, state__in=("waiting", "failed", "sending"))
    waiting.update(person=event.survivor)


def _open_reach(person: Person, at: datetime) -> Reach | None:
    reach = reach_of(person, on=timezone.localtime(at).date())
    return reach if reach.is_open and is_in_use(reach.channel) else None


def _write(appointment: Appointment, reach: Reach, template: str, send_from: datetime, by: User, at: datetime) -> int:
    contact, person = appointment.contact, appointment.person
    assert appointment.starts_at is not None
    earlier = Message.objects.filter(about=about(contact), template=template).count()
    meeting = Meeting(
        called=person.called,
        officer=str(appointment.staff) if appointment.staff else "",
        starts_at=appointment.starts_at,
        type=contact.type,
        place=appointment.place,
    )
    subject, body = compose(template, meeting, language=reach.language)
    return int(
        queue(
            key=f"{template}/{contact.reference}/{earlier + 1}",
            channel=reach.channel,
            template=template,
            language=reach.language,
            to=reach.to,
            subject=subject if reach.channel == "email" else "",
            body=body,
            person=person.pk,
            about=about(contact),
            send_from=send_from,
            useful_until=appointment.starts_at,
            by=by,
            at=at,
        )
    )
