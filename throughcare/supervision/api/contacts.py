"""Contacts: reading them, recording one, saying what became of one."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field, StrictBool, StrictInt

from throughcare.accounts.api import (
    CURSOR,
    LIMIT,
    Among,
    Body,
    Day,
    LocalTime,
    PageOf,
    Problem,
    Text,
    TimeOfDay,
    caller,
    cursor_at,
    operation,
    read_place,
)
from throughcare.people.api import open_record
from throughcare.people.models import Person, Requirement
from throughcare.supervision.api.standing import DueOut, due_out
from throughcare.supervision.commands.contacts import ContactRefused, ContactSaved, record_contact, record_outcome
from throughcare.supervision.commands.ending import strike_out
from throughcare.supervision.models import Contact
from throughcare.supervision.queries.appointments import requirement_of
from throughcare.supervision.queries.contact_pages import After, contacts_after, place_of
from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME

router = Router(tags=["contacts"])

MOST_NOTES = 20_000
Notes = Annotated[str, Field(max_length=MOST_NOTES)]
Why = Annotated[str, Field(max_length=300)]
Minutes = Annotated[StrictInt, Field(ge=1, le=1440)]
TypeCode = Annotated[str, Among(entry.code for entry in CONTACT_TYPE)]
OutcomeCode = Annotated[str, Among(entry.code for entry in OUTCOME)]


class ContactOut(Schema):
    """A contact, past or planned; ``outcome`` is empty until it is known. ``staff`` is a code."""

    reference: str
    type: str
    date: dt.date
    time: LocalTime | None
    minutes: int | None
    outcome: str
    notes: str
    staff: str | None
    sentence: str | None
    arranged_on: dt.date | None


class ContactIn(Body):
    """A contact that took place, or without ``outcome`` an appointment still to come.

    ``confirmed`` says that what is unlikely (a visit while in custody) has been checked.
    """

    type: TypeCode
    date: Day
    time: TimeOfDay | None = None
    minutes: Minutes | None = None
    outcome: OutcomeCode | None = None
    notes: Notes = ""
    confirmed: StrictBool = False


class OutcomeIn(Body):
    """What became of a contact; what is left out stays as it is.

    ``requirement`` (a reference) is what it counts towards; ``why`` is asked for where it was called off (CANS, CANP). To
    reschedule or to strike out is an operation of its own.
    """

    outcome: OutcomeCode
    why: Why = ""
    notes: Notes | None = None
    minutes: Minutes | None = None
    requirement: Text | None = None


class MistakeIn(Body):
    """Why the contact was a mistake."""

    why: Why


class SavedOut(Schema):
    """The contact as it stands, and what contact was due before and is due now."""

    contact: ContactOut
    due_before: DueOut | None
    due_after: DueOut | None


@router.get("/people/{crn}/contacts", response=PageOf[ContactOut], summary="Read a person's contacts")
@operation(permission="people.view", scope="contacts:read", opens_record=True)
def list_contacts(request: HttpRequest, crn: str, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[ContactOut]:
    """Every contact, the latest first, planned ones among them."""
    last = _last(cursor)
    person = open_record(request, crn, page="contacts")
    found = contacts_after(person.pk, last, most=limit + 1)
    shown = found[:limit]
    return PageOf(
        items=[_contact(row) for row in shown], next_cursor=_cursor(shown[-1]) if len(found) > limit else None
    )


@router.post("/people/{crn}/contacts", response={201: SavedOut}, summary="Record a contact")
@operation(permission="supervision.record_contact", scope="contacts:write", opens_record=True)
def add_contact(request: HttpRequest, crn: str, body: ContactIn, response: HttpResponse) -> Status[SavedOut]:
    """Record a contact that took place, or arrange an appointment, and learn how the date of the next one moved."""
    person = open_record(request, crn, page="record-contact")
    try:
        saved = record_contact(
            person=person,
            type=body.type,
            date=body.date,
            time=body.time,
            minutes=body.minutes,
            outcome=body.outcome or "",
            notes=body.notes,
            confirmed=body.confirmed,
            reference=f"A-{secrets.token_hex(16)}",
            by=caller(request).user,
            at=timezone.now(),
        )
    except ContactRefused as refused:
        raise _refused(refused) from None
    response["Location"] = f"{request.path}/{saved.contact.reference}"
    return Status(201, _saved(saved))


# The outcome's address first: a reference may hold a stroke, so that the address of a contact fits this one as well.
@router.post("/people/{crn}/contacts/{path:reference}/outcome", response=SavedOut, summary="Record an outcome")
@operation(permission="supervision.record_contact", scope="contacts:write", opens_record=True)
def add_outcome(request: HttpRequest, crn: str, reference: str, body: OutcomeIn) -> SavedOut:
    """Say what became of a contact, or put right what was said: the history keeps what stood there before."""
    contact = _find(open_record(request, crn, page="contact-outcome"), reference)
    try:
        saved = record_outcome(
            contact=contact,
            outcome=body.outcome,
            notes=contact.notes if body.notes is None else body.notes,
            minutes=contact.minutes if body.minutes is None else body.minutes,
            requirement=_counted(contact, body.requirement),
            why=body.why,
            by=caller(request).user,
            at=timezone.now(),
        )
    except ContactRefused as refused:
        raise _refused(refused) from None
    return _saved(saved)


@router.post("/people/{crn}/contacts/{path:reference}/in-error", response=SavedOut, summary="Strike out a contact")
@operation(permission="supervision.record_contact", scope="contacts:write", opens_record=True)
def strike_contact(request: HttpRequest, crn: str, reference: str, body: MistakeIn) -> SavedOut:
    """Mark a contact as recorded by mistake: it counts for nothing and stays on the record."""
    contact = _find(open_record(request, crn, page="strike-contact"), reference)
    try:
        return _saved(strike_out(contact=contact, why=body.why, by=caller(request).user, at=timezone.now()))
    except ContactRefused as refused:
        raise _refused(refused) from None


@router.get("/people/{crn}/contacts/{path:reference}", response=ContactOut, summary="Read a contact")
@operation(permission="people.view", scope="contacts:read", opens_record=True)
def read_contact(request: HttpRequest, crn: str, reference: str) -> ContactOut:
    """One contact."""
    return _contact(_find(open_record(request, crn, page="contact"), reference))


def _counted(contact: Contact, reference: str | None) -> int | None:
    """The primary key of what it counts towards: what was sent, else what it does now."""
    if reference is None:
        return requirement_of(contact)
    found = Requirement.objects.filter(person=contact.person_id, reference=reference).first()
    if found is None:
        detail = gettext("No such requirement of this person.")
        raise Problem(
            "invalid", errors=[{"in": "body", "field": "requirement", "code": "requirement", "detail": detail}]
        )
    return found.pk


def _find(person: Person, reference: str) -> Contact:
    found = Contact.objects.select_related("staff", "sentence").filter(person=person, reference=reference).first()
    if found is None:
        raise Http404
    return found


def _refused(refused: ContactRefused) -> Problem:
    """The faults; one that is only a doubt goes away with ``confirmed``."""
    errors = [
        {"in": "body", "field": fault.field, "code": fault.code, "detail": fault.words.say(gettext)}
        for fault in refused.faults
    ]
    doubtful = all(fault.warning for fault in refused.faults)
    return Problem(
        "refused", gettext("Send it again with “confirmed” where it is so") if doubtful else "", errors=errors
    )


def _saved(saved: ContactSaved) -> SavedOut:
    on = timezone.localdate()
    before, after = due_out(saved.before, on), due_out(saved.after, on)
    return SavedOut(contact=_contact(saved.contact), due_before=before, due_after=after)


def _contact(row: Contact) -> ContactOut:
    return ContactOut(
        reference=row.reference,
        type=row.type,
        date=row.date,
        time=row.time,
        minutes=row.minutes,
        outcome=row.outcome,
        notes=row.notes,
        staff=row.staff.code if row.staff else None,
        sentence=row.sentence.reference if row.sentence else None,
        arranged_on=row.arranged_on,
    )


def _cursor(last: Contact) -> str:
    place = place_of(last)
    return cursor_at([place.day.isoformat(), place.time.isoformat(), place.key])


def _last(cursor: str) -> After | None:
    place = read_place(cursor, str, str, int)
    if place is None:
        return None
    try:
        return After(dt.date.fromisoformat(place[0]), dt.time.fromisoformat(place[1]), place[2])
    except ValueError:
        raise Problem(
            "invalid", errors=[{"in": "query", "field": "cursor", "code": "cursor", "detail": "not a cursor"}]
        ) from None
