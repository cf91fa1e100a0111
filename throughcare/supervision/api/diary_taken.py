"""Time of members of staff over the API: when they are free, without reasons; leave, court and training entered."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field

from throughcare.accounts.api import Among, Body, Day, Problem, TimeOfDay, caller, operation
from throughcare.accounts.models import User
from throughcare.kernel.local_time import day_bounds
from throughcare.supervision.api.appointment_schemas import invalid
from throughcare.supervision.api.diary import DAYS, FROM, STAFF, first_day
from throughcare.supervision.commands.engagements import REFUSALS, EngagementRefused, Spell
from throughcare.supervision.commands.engagements import add_engagement as enter
from throughcare.supervision.commands.engagements import remove_engagement as take_back
from throughcare.supervision.models import Engagement
from throughcare.supervision.queries.taken import busy_times
from throughcare.supervision.queries.team import colleague, staff_of
from throughcare.supervision.rules.diary_codes import ENGAGEMENT_KIND
from throughcare.supervision.rules.diary_policy import diary_policies
from throughcare.workforce.models import Staff
from throughcare.workforce.queries.staff import managed

router = Router(tags=["appointments"])

Kind = Annotated[str, Among(entry.code for entry in ENGAGEMENT_KIND)]


class BusyOut(Schema):
    """Time that is taken, by instants; by what is not said."""

    starts_at: dt.datetime
    ends_at: dt.datetime


class FreeBusyOut(Schema):
    """When a member of staff is not free on [first, until), in order and without overlap."""

    staff: str
    first: dt.date
    until: dt.date
    busy: list[BusyOut]


class EngagementIn(Body):
    """What takes time (code of engagement-kind), from a day to a day, both included; with times or for whole days.

    ``staff`` is somebody whom the user leads, else the user. Colleagues see ``title``: it names nobody on probation.
    """

    kind: Kind
    first: Day
    last: Day
    start: TimeOfDay | None = None
    end: TimeOfDay | None = None
    title: Annotated[str, Field(max_length=120)] = ""
    staff: Annotated[str, Field(max_length=20)] | None = None


class EngagementOut(Schema):
    """An entry of a diary; ``removed`` once it was taken back."""

    reference: str
    staff: str
    kind: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    whole_days: bool
    removed: bool


@router.get("/diary/taken", response=FreeBusyOut, summary="Read when somebody is free")
@operation(permission="supervision.caseload", scope="diaries:read")
def read_taken(request: HttpRequest, staff: str = STAFF, first: str = FROM, days: int = DAYS) -> FreeBusyOut:
    """Which time is taken, by appointments with whomever and by anything else; no names, no reasons."""
    user, on = caller(request).user, timezone.localdate()
    found = colleague(user, staff, on=on) if staff else staff_of(user)
    if found is None:
        raise _nobody(staff)
    begins = first_day(first, on)
    until = begins + dt.timedelta(days=days)
    spans = busy_times(
        found.pk, first=day_bounds(begins)[0], last=day_bounds(until)[0], policy=diary_policies().on(on)
    )  # fmt: skip
    busy = [BusyOut(starts_at=span.starts_at, ends_at=span.ends_at) for span in spans]
    return FreeBusyOut(staff=found.code, first=begins, until=until, busy=busy)


@router.post("/diary/taken", response={201: EngagementOut}, summary="Record time that is taken")
@operation(permission="supervision.caseload", scope="diaries:write")
def add_taken(request: HttpRequest, response: HttpResponse, body: EngagementIn) -> Status[EngagementOut]:
    """Record leave, court, training or the like. What is booked in it stays, and the diary shows it."""
    user, now = caller(request).user, timezone.now()
    staff = _whose(user, body.staff or "", timezone.localdate(now))
    try:
        row = enter(
            staff=staff, kind=body.kind, spell=Spell(body.first, body.last, body.start, body.end),
            title=body.title.strip(), reference=f"A-{secrets.token_hex(16)}", by=user, at=now,
        )  # fmt: skip
    except EngagementRefused as refused:
        field, text = REFUSALS[refused.code]
        errors = [{"in": "body", "field": field, "code": refused.code, "detail": gettext(text)}]
        raise Problem("refused", errors=errors) from None
    response["Location"] = f"{request.path}/{row.reference}"
    return Status(201, _out(row))


@router.post("/diary/taken/{path:reference}/remove", response=EngagementOut, summary="Take back recorded time")
@operation(permission="supervision.caseload", scope="diaries:write")
def remove_taken(request: HttpRequest, reference: str) -> EngagementOut:
    """Take an entry back; its row stays, and the time is free. Doing it twice changes nothing."""
    user, now = caller(request).user, timezone.now()
    row = Engagement.objects.select_related("staff").filter(reference=reference).first()
    if row is None:
        raise Http404
    _whose(user, row.staff.code, timezone.localdate(now))
    take_back(engagement=row, by=user, at=now)
    row.refresh_from_db()
    return _out(row)


def _whose(user: User, code: str, on: dt.date) -> Staff:
    """The user's own diary, or that of somebody whom they lead; any other is as absent as one that is not there."""
    own = staff_of(user)
    found = own if not code or (own is not None and own.code == code) else None
    if found is None and code and user.may("supervision.team"):
        found = managed(user, code, on=on)
    if found is None:
        raise _nobody(code)
    return found


def _nobody(code: str) -> Exception:
    if code:
        return Http404()
    return invalid("body", "staff", gettext("Say whose: you have no diary of your own."))


def _out(row: Engagement) -> EngagementOut:
    return EngagementOut(
        reference=row.reference, staff=row.staff.code, kind=row.kind, title=row.title, starts_at=row.starts_at,
        ends_at=row.ends_at, whole_days=row.whole_days, removed=row.removed_at is not None,
    )  # fmt: skip
