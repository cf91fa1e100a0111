"""A practitioner's diary."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import LocalTime, caller, operation
from throughcare.supervision.api.appointment_schemas import invalid
from throughcare.supervision.queries.diary import Day, diary_of
from throughcare.supervision.queries.team import colleague, staff_of

router = Router(tags=["appointments"])

MOST_DAYS = 42
FARTHEST = dt.timedelta(days=3660)
STAFF: str = Query("", max_length=20, description="A member of staff of the user's region; else the user's own diary.")
FROM: str = Query("", max_length=10, description="First day, like 2026-11-25; else today.")
DAYS: int = Query(7, ge=1, le=MOST_DAYS, description="How many days.")


class DiaryMeetingOut(Schema):
    """An appointment in a diary."""

    reference: str
    crn: str
    name: str
    type: str
    time: LocalTime | None
    second: bool
    minutes: int | None
    outcome: str
    place: str


class DiaryTakenOut(Schema):
    """Other time taken on the day (code of engagement-kind); ``start`` is null for the whole day, ``end`` for its rest."""

    reference: str
    kind: str
    title: str
    start: LocalTime | None
    end: LocalTime | None


class DiaryDayOut(Schema):
    """One day of a diary."""

    date: dt.date
    meetings: list[DiaryMeetingOut]
    taken: list[DiaryTakenOut]


class DiaryOut(Schema):
    """The diary of a member of staff, day by day."""

    staff: str
    days: list[DiaryDayOut]


@router.get("/diary", response=DiaryOut, summary="Read a diary")
@operation(permission="supervision.caseload", scope="contacts:read")
def read_diary(request: HttpRequest, staff: str = STAFF, first: str = FROM, days: int = DAYS) -> DiaryOut:
    """Appointments that were not cancelled, and what else takes time."""
    user, on = caller(request).user, timezone.localdate()
    found = colleague(user, staff, on=on) if staff else staff_of(user)
    if found is None and staff:
        raise Http404
    if found is None:
        raise invalid("query", "staff", gettext("Say whose: you have no diary of your own."))
    diary = diary_of([found.pk], first=first_day(first, on), days=days)[found.pk]
    return DiaryOut(staff=found.code, days=[_day(each) for each in diary])


def first_day(text: str, on: dt.date) -> dt.date:
    """The day that was asked for, today where none was."""
    if not text:
        return on
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.min
    if abs(day - on) > FARTHEST:
        raise invalid("query", "first", gettext("Not a day within ten years of today, like 2026-11-25."))
    return day


def _day(day: Day) -> DiaryDayOut:
    return DiaryDayOut(
        date=day.date,
        meetings=[DiaryMeetingOut.from_orm(each) for each in day.meetings],
        taken=[DiaryTakenOut.from_orm(each) for each in day.taken],
    )
