"""Planning ahead over the API: the appointments to the next review are proposed, and those wanted are booked together."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field, StrictBool

from throughcare.accounts.api import Body, LocalTime, Problem, caller, operation
from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.people.api import open_record
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.api.appointment_schemas import (
    MOST_TIMES,
    BesideIn,
    BookedOut,
    MeetingCode,
    Place,
    TimeIn,
)
from throughcare.supervision.api.appointments import booked_out, booking_refused
from throughcare.supervision.api.contacts import Minutes
from throughcare.supervision.commands.appointments import Wanted, book_appointments
from throughcare.supervision.commands.arranging import Arrangement, Beside, ContactRefused
from throughcare.supervision.queries.planning import in_whose_diary, propose
from throughcare.supervision.queries.team import staff_of

router = Router(tags=["appointments"])


class ProposedOut(Schema):
    """One appointment that is proposed: ``due_date`` is by when, ``in_time`` whether it lies by then.

    ``reason`` is the code of why one is due, ``unconfirmed`` that a figure it rests on is.
    """

    type: str
    date: dt.date
    time: LocalTime
    minutes: int
    due_date: dt.date
    in_time: bool
    reason: str
    unconfirmed: bool


class ProposalOut(Schema):
    """Appointments up to ``until`` in the diary of ``staff``; ``stop`` is the code of why they end where they do.

    ``stop_text`` says it in words; ``next_due`` is the first date that has none.
    """

    staff: str | None
    until: dt.date
    appointments: list[ProposedOut]
    stop: str
    stop_text: str
    next_due: dt.date | None


class PlannedIn(TimeIn):
    """One appointment that is wanted: as proposed, or changed."""

    type: MeetingCode
    minutes: Minutes | None = None


class PlanAheadIn(Body):
    """Those that are wanted: all of them are booked, or none; in the diary that the proposal names.

    ``beside`` says why they may be at a time that is taken, ``confirmed`` that what is unlikely has been checked.
    """

    appointments: Annotated[list[PlannedIn], Field(min_length=1, max_length=MOST_TIMES)]
    place: Place = ""
    remind: StrictBool = True
    beside: BesideIn | None = None
    confirmed: StrictBool = False


@router.get("/people/{crn}/plan-ahead", response=ProposalOut, summary="Propose appointments to the next review")
@operation(permission="supervision.record_contact", scope="contacts:read", opens_record=True)
def propose_ahead(request: HttpRequest, crn: str) -> ProposalOut:
    """Work out when the next contacts fall due, and a free time for each in both diaries. Nothing is booked."""
    person = open_record(request, crn, page="plan-ahead")
    staff = in_whose_diary(person.pk) or staff_of(caller(request).user)
    try:
        decision = propose(person.pk, staff.pk if staff else None, at=timezone.now())
    except (NoPolicyInForce, CalendarNotPublished) as fault:
        raise Problem("undecided", str(fault.args[0])) from None
    if decision is None:
        raise Problem("undecided", gettext("No sentence is running, so there is nothing to plan for."))
    plan = decision.value
    return ProposalOut(
        staff=staff.code if staff else None,
        until=plan.until,
        appointments=[
            ProposedOut(**{name: getattr(one, name) for name in ProposedOut.model_fields}) for one in plan.appointments
        ],
        stop=plan.stop,
        stop_text=decision.reason.words.say(gettext),
        next_due=plan.next_due,
    )


@router.post("/people/{crn}/plan-ahead", response={201: BookedOut}, summary="Book what was planned ahead")
@operation(permission="supervision.record_contact", scope="contacts:write", opens_record=True)
def book_ahead(request: HttpRequest, crn: str, body: PlanAheadIn) -> Status[BookedOut]:
    """Book the appointments that are wanted, of any kinds; the answer says how the date of the next contact moved."""
    person, user = open_record(request, crn, page="plan-ahead"), caller(request).user
    staff = in_whose_diary(person.pk) or staff_of(user)
    how = Arrangement(
        staff=staff,
        place=body.place.strip(),
        remind=body.remind,
        beside=Beside(body.beside.reason, body.beside.note) if body.beside else None,
    )
    try:
        saved = book_appointments(
            person=person,
            wanted=[Wanted(one.type, one.date, one.time, one.minutes, one.second) for one in body.appointments],
            notes="",
            reference=f"A-{secrets.token_hex(16)}",
            by=user,
            at=timezone.now(),
            how=how,
            confirmed=body.confirmed,
        )
    except ContactRefused as refused:
        raise booking_refused(refused) from None
    return Status(201, booked_out(person, saved))
