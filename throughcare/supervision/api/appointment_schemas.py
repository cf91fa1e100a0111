"""What operations about appointments take and give."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from ninja import Schema
from pydantic import Field, StrictBool

from throughcare.accounts.api import Among, Body, Day, LocalTime, Problem, Text, TimeOfDay
from throughcare.supervision.api.contacts import MOST_NOTES, Minutes
from throughcare.supervision.api.standing import DueOut
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.diary_codes import ASKED_BY, CLASH_REASON

MOST_TIMES = 60
MeetingCode = Annotated[str, Among(entry.code for entry in CONTACT_TYPE if entry.facts["mode"] != "none")]
AskedBy = Annotated[str, Among(entry.code for entry in ASKED_BY)]
ClashReason = Annotated[str, Among(CLASH_REASON.having("chosen"))]
Words = Annotated[str, Field(min_length=1, max_length=300)]
Place = Annotated[str, Field(max_length=120)]


class AppointmentOut(Schema):
    """An appointment; ``starts_at`` and ``ends_at`` are instants, null where no time of day was agreed or none is kept.

    ``ended`` says how it ended (code of how-appointment-ended), ``replaces`` and ``replaced_by`` are its neighbours in the
    chain, ``requirement`` what it counts towards: references all three. ``beside`` is why it stands beside another.
    """

    reference: str
    type: str
    date: dt.date
    time: LocalTime | None
    minutes: int | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    outcome: str
    staff: str | None
    place: str
    requirement: str | None
    series: str
    beside: str
    ended: str
    asked_by: str
    why: str
    replaces: str | None
    replaced_by: str | None


class AppointmentsOut(Schema):
    """Those still to come, those that have passed without an outcome, and the latest that have one."""

    coming: list[AppointmentOut]
    waiting: list[AppointmentOut]
    past: list[AppointmentOut]


class TimeIn(Body):
    """A day and a time of day; ``second`` says which of two equal times is meant when the clocks go back."""

    date: Day
    time: TimeOfDay | None = None
    second: StrictBool | None = None


class BesideIn(Body):
    """Why an appointment may be at the same time as another."""

    reason: ClashReason
    note: Words


class BookIn(Body):
    """One appointment, or several of a kind at once: all of them are booked, or none.

    ``staff`` (a code) is with whom, else whoever acts; ``requirement`` (a reference) what it counts towards; ``remind``
    whether the person is told. ``confirmed`` says that what is unlikely has been checked.
    """

    type: MeetingCode
    times: Annotated[list[TimeIn], Field(min_length=1, max_length=MOST_TIMES)]
    minutes: Minutes | None = None
    place: Place = ""
    staff: Text | None = None
    requirement: Text | None = None
    notes: Annotated[str, Field(max_length=MOST_NOTES)] = ""
    remind: StrictBool = True
    beside: BesideIn | None = None
    confirmed: StrictBool = False


class MoveIn(Body):
    """Where an appointment moves to, who asked and why; a place that is left out stays."""

    to: TimeIn
    minutes: Minutes | None = None
    place: Place | None = None
    asked_by: AskedBy
    why: Words
    beside: BesideIn | None = None
    confirmed: StrictBool = False


class CancelIn(Body):
    """Who asked that it does not take place, and why; with ``rest_of_series`` those after it too."""

    asked_by: AskedBy
    why: Words
    rest_of_series: StrictBool = False


class BookedOut(Schema):
    """The appointments as they stand, and what contact was due before and is due now."""

    appointments: list[AppointmentOut]
    due_before: DueOut | None
    due_after: DueOut | None


def invalid(where: str, field: str, detail: str) -> Problem:
    """What was sent cannot be: at which field, and why."""
    return Problem("invalid", errors=[{"in": where, "field": field, "code": field, "detail": detail}])
