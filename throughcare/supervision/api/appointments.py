"""Appointments: reading them, booking one or several, moving, cancelling."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Status

from throughcare.accounts.api import Problem, caller, operation
from throughcare.people.api import open_record
from throughcare.people.models import Person, Requirement
from throughcare.supervision.api import diary, diary_taken
from throughcare.supervision.api.appointment_schemas import (
    AppointmentOut,
    AppointmentsOut,
    BookedOut,
    BookIn,
    CancelIn,
    MoveIn,
    TimeIn,
    invalid,
)
from throughcare.supervision.api.standing import due_out
from throughcare.supervision.commands.appointments import Wanted, book_appointments, reschedule
from throughcare.supervision.commands.arranging import Arrangement, Beside, ContactRefused
from throughcare.supervision.commands.contacts import ContactSaved
from throughcare.supervision.commands.ending import Change, arrangement_of, cancel
from throughcare.supervision.models import Contact
from throughcare.supervision.queries.appointments import Booked, appointments_of, find_appointment
from throughcare.supervision.queries.team import colleague
from throughcare.workforce.models import Staff

router = Router(tags=["appointments"])
router.add_router("", diary.router)
router.add_router("", diary_taken.router)


@router.get("/people/{crn}/appointments", response=AppointmentsOut, summary="Read a person's appointments")
@operation(permission="people.view", scope="contacts:read", opens_record=True)
def list_appointments(request: HttpRequest, crn: str) -> AppointmentsOut:
    """Those to come and those that wait for an outcome, all of them; of the past the latest, the others are contacts."""
    person = open_record(request, crn, page="appointments")
    found = appointments_of(person.pk, at=timezone.now())
    return AppointmentsOut(
        coming=[_out(each) for each in found.coming],
        waiting=[_out(each) for each in found.waiting],
        past=[_out(each) for each in found.past],
    )


@router.post("/people/{crn}/appointments", response={201: BookedOut}, summary="Book appointments")
@operation(permission="supervision.record_contact", scope="contacts:write", opens_record=True)
def add_appointments(request: HttpRequest, crn: str, body: BookIn) -> Status[BookedOut]:
    """Book one or several; a time that is taken is refused, unless ``beside`` says why both can stand."""
    person = open_record(request, crn, page="book")
    user, now = caller(request).user, timezone.now()
    how = Arrangement(
        staff=_staff(request, body.staff),
        place=body.place,
        requirement=_requirement(person, body.requirement),
        beside=Beside(body.beside.reason, body.beside.note) if body.beside else None,
        remind=body.remind,
    )
    try:
        saved = book_appointments(
            person=person,
            wanted=[_wanted(body.type, each, body.minutes) for each in body.times],
            notes=body.notes,
            reference=f"A-{secrets.token_hex(16)}",
            by=user,
            at=now,
            how=how,
            confirmed=body.confirmed,
        )
    except ContactRefused as refused:
        raise booking_refused(refused) from None
    return Status(201, booked_out(person, saved))


@router.post(
    "/people/{crn}/appointments/{path:reference}/move", response={201: BookedOut}, summary="Move an appointment"
)
@operation(permission="supervision.record_contact", scope="contacts:write", opens_record=True)
def move_appointment(request: HttpRequest, crn: str, reference: str, body: MoveIn) -> Status[BookedOut]:
    """Reschedule: the old one is kept, the new one takes its place in the chain and is what the answer holds."""
    person = open_record(request, crn, page="move-appointment")
    booked = _find(person, reference)
    how = arrangement_of(booked.contact, booked.arrangement)
    beside = Beside(body.beside.reason, body.beside.note) if body.beside else None
    how = Arrangement(
        staff=how.staff,
        place=how.place if body.place is None else body.place,
        requirement=how.requirement,
        remind=how.remind,
        beside=beside,
    )
    try:
        saved = reschedule(
            contact=booked.contact,
            to=_wanted(booked.contact.type, body.to, body.minutes),
            change=Change(body.asked_by, body.why),
            reference=f"A-{secrets.token_hex(16)}",
            by=caller(request).user,
            at=timezone.now(),
            how=how,
            confirmed=body.confirmed,
        )
    except ContactRefused as refused:
        raise booking_refused(refused) from None
    return Status(201, booked_out(person, [saved]))


@router.post("/people/{crn}/appointments/{path:reference}/cancel", response=BookedOut, summary="Cancel an appointment")
@operation(permission="supervision.record_contact", scope="contacts:write", opens_record=True)
def cancel_appointment(request: HttpRequest, crn: str, reference: str, body: CancelIn) -> BookedOut:
    """Cancel one that is still to come; nothing is removed."""
    person = open_record(request, crn, page="cancel-appointment")
    try:
        saved = cancel(
            contact=_find(person, reference).contact,
            change=Change(body.asked_by, body.why),
            by=caller(request).user,
            at=timezone.now(),
            rest_of_series=body.rest_of_series,
        )
    except ContactRefused as refused:
        raise booking_refused(refused) from None
    return booked_out(person, saved)


def _wanted(type_: str, when: TimeIn, minutes: int | None) -> Wanted:
    return Wanted(type_, when.date, when.time, minutes, when.second)


def _find(person: Person, reference: str) -> Booked:
    found = find_appointment(person.pk, reference)
    if found is None:
        raise Http404
    return found


def _staff(request: HttpRequest, code: str | None) -> Staff | None:
    if code is None:
        return None
    found = colleague(caller(request).user, code, on=timezone.localdate())
    if found is None:
        raise invalid("body", "staff", gettext("No such member of staff in your region."))
    return found


def _requirement(person: Person, reference: str | None) -> int | None:
    if reference is None:
        return None
    found = Requirement.objects.filter(person=person, reference=reference).values_list("pk", flat=True).first()
    if found is None:
        raise invalid("body", "requirement", gettext("No such requirement of this person."))
    return found


def booking_refused(refused: ContactRefused) -> Problem:
    """The faults, with the number of the time that they are about; a time that is taken names what takes it."""
    which = {} if refused.place is None else {"number": refused.place}
    errors = [
        {"in": "body", "field": fault.field, "code": fault.code, "detail": fault.words.say(gettext), **which}
        for fault in refused.faults
    ]
    errors += [
        {
            "in": "body",
            "field": "times",
            "code": "taken",
            "detail": f"{clash.taken.span.starts_at.isoformat()} {clash.taken.reference or clash.taken.kind}".strip(),
        }
        for clash in refused.clashes
    ]
    doubtful = all(fault.warning for fault in refused.faults)
    return Problem(
        "refused", gettext("Send it again with “confirmed” where it is so") if doubtful else "", errors=errors
    )


def booked_out(person: Person, saved: list[ContactSaved]) -> BookedOut:
    """The appointments as they stand, and how the date of the next contact moved."""
    on = timezone.localdate()
    found = [find_appointment(person.pk, each.contact.reference) for each in saved]
    return BookedOut(
        appointments=[_out(each) for each in found if each is not None],
        due_before=due_out(saved[0].before, on),
        due_after=due_out(saved[0].after, on),
    )


def _out(booked: Booked) -> AppointmentOut:
    contact, kept = booked.contact, booked.arrangement
    before: Contact | None = kept.replaces if kept else None
    return AppointmentOut(
        reference=contact.reference,
        type=contact.type,
        date=contact.date,
        time=contact.time,
        minutes=contact.minutes,
        starts_at=kept.starts_at if kept else None,
        ends_at=kept.ends_at if kept else None,
        outcome=contact.outcome,
        staff=contact.staff.code if contact.staff else None,
        place=kept.place if kept else "",
        requirement=kept.requirement.reference if kept and kept.requirement else None,
        series=kept.series if kept else "",
        beside=kept.beside if kept else "",
        ended=kept.ended if kept else "",
        asked_by=kept.asked_by if kept else "",
        why=kept.ended_why if kept else "",
        replaces=before.reference if before else None,
        replaced_by=booked.next.reference if booked.next else None,
    )
