"""What waits in a place: enforcement, outcomes owed, reviews, tiers that have outgrown a grade, alarms about workload."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Path, Query
from pydantic import Field

from throughcare.accounts.api import (
    CURSOR,
    LIMIT,
    Among,
    Body,
    LocalTime,
    PageOf,
    Problem,
    caller,
    cursor_at,
    operation,
    read_place,
)
from throughcare.supervision.api.places import Kind, WithStaff, place_of
from throughcare.supervision.commands.alarms import AlarmOver, answer_alarm
from throughcare.supervision.commands.loads import keep_loads
from throughcare.supervision.models import WorkloadAlarm
from throughcare.supervision.queries import enforcement_lists, places
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.load_tables import OfficerLoad, officer_loads
from throughcare.supervision.queries.outcomes import without_outcome
from throughcare.supervision.queries.outgrown import outgrown_cases
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.reviews import KINDS, SOON, Review, reviews_due
from throughcare.supervision.queries.team import staff_of

router = Router(tags=["waiting"])

T = TypeVar("T")
WithoutStaff: Kind = Query(description="What the place is.")
KIND: WithStaff = Query(description="What the place is.")
CODE: str = Query(max_length=20, description="The code of the place or the member of staff.")
ListName = Annotated[str, Among(enforcement_lists.LISTS)]
WHICH: ListName = Query(description="Which list.")
About = Annotated[str, Among(["", *KINDS])]
ABOUT: About = Query("", description="Only reviews of that kind.")
Within = Literal["overdue", "soon", "all"]
WITHIN: Within = Query("soon", description="Overdue alone, those of the next four weeks as well, or all with a date.")
Key = Annotated[int, Path(ge=1, lt=2**31)]
_SPANS = {"overdue": dt.timedelta(days=-1), "soon": SOON, "all": None}


class EnforcementRowOut(Schema):
    """One thing that waits; ``code`` is of the list's own table, ``count`` the failures of an alert, ``due_on`` by when."""

    crn: str
    staff: str
    reference: str
    code: str
    supervision: str
    day: dt.date | None
    due_on: dt.date | None
    count: int


class OwedOutcomeOut(Schema):
    """An appointment whose day has passed and of which nobody has said what became; ``staff`` whose diary it stands in."""

    crn: str
    reference: str
    type: str
    date: dt.date
    time: LocalTime | None
    staff: str


class ReviewOut(Schema):
    """Something to look at again by ``due_on`` (null: it is missing); ``code`` and ``level`` say which register."""

    crn: str
    staff: str
    kind: str
    due_on: dt.date | None
    overdue: bool
    code: str
    level: str
    reference: str
    reason_code: str


class OutgrownOut(Schema):
    """A case whose tier has outgrown the grade of whoever holds it."""

    crn: str
    scheme: str
    tier: str
    since: dt.date
    staff: str
    grade: str
    held_since: dt.date


class AlarmOut(Schema):
    """A load above the line since ``over_since``; ``key`` and ``raised_on`` once it has lasted too long, then ``answer``."""

    staff: str
    unit: str
    percent: float | None
    over_since: dt.date
    key: int | None
    raised_on: dt.date | None
    answer: str


class AlarmAnswerIn(Body):
    """What is being done about the load."""

    answer: Annotated[str, Field(min_length=1, max_length=2_000)]


@router.get("/enforcement", response=PageOf[EnforcementRowOut], summary="Read what waits in enforcement")
@operation(permission="supervision.enforce", scope="enforcement:read")
def list_enforcement(
    request: HttpRequest, kind: WithStaff = KIND, code: str = CODE, which: ListName = WHICH, limit: int = LIMIT,
    cursor: str = CURSOR,
) -> PageOf[EnforcementRowOut]:  # fmt: skip
    """One list of a place, those due first at the top; practitioners read their own."""
    on, first = timezone.localdate(), _first(cursor)
    area = _own_or_led(request, kind, code, on).area
    rows = enforcement_lists.waiting(area, which, on=on, first=first, most=limit + 1)
    return _page(
        [
            EnforcementRowOut(
                crn=row.crn, staff=row.staff_code, reference=row.reference, code=row.code, supervision=row.supervision,
                day=row.day, due_on=row.due, count=row.count,
            )
            for row in rows
        ],
        first, limit,
    )  # fmt: skip


@router.get("/outcomes-owed", response=PageOf[OwedOutcomeOut], summary="Read the outcomes that are owed")
@operation(permission="supervision.caseload", scope="contacts:read")
def list_owed_outcomes(
    request: HttpRequest, kind: WithStaff = KIND, code: str = CODE, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[OwedOutcomeOut]:
    """Appointments in the past without an outcome, the oldest first."""
    on, first = timezone.localdate(), _first(cursor)
    rows = without_outcome(place_of(request, kind, code, on=on).area, on=on, first=first, most=limit + 1)
    return _page(
        [
            OwedOutcomeOut(
                crn=row.crn, reference=row.reference, type=row.type, date=row.date, time=row.time, staff=row.staff_code
            )
            for row in rows
        ],
        first, limit,
    )  # fmt: skip


@router.get("/reviews", response=PageOf[ReviewOut], summary="Read the reviews that are due")
@operation(permission="supervision.caseload", scope="risk:read")
def list_reviews(
    request: HttpRequest, kind: WithStaff = KIND, code: str = CODE, about: About = ABOUT, within: Within = WITHIN,
    limit: int = LIMIT, cursor: str = CURSOR,
) -> PageOf[ReviewOut]:  # fmt: skip
    """Registrations, assessments and plans to look at again, the earliest first."""
    on, first = timezone.localdate(), _first(cursor)
    found = reviews_due(place_of(request, kind, code, on=on).area, on=on, kind=about, within=_SPANS[within])
    return _page([_review(row, on) for row in found[first : first + limit + 1]], first, limit)


@router.get("/outgrown", response=PageOf[OutgrownOut], summary="Read tiers that have outgrown a grade")
@operation(permission="supervision.team", scope="risk:read")
def list_outgrown(
    request: HttpRequest, kind: WithStaff = KIND, code: str = CODE, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[OutgrownOut]:
    """Cases to be held at another grade, which nobody decided to leave where they are, the oldest first."""
    on, first = timezone.localdate(), _first(cursor)
    found = outgrown_cases(place_of(request, kind, code, on=on).area, on=on)[first : first + limit + 1]
    return _page(
        [
            OutgrownOut(
                crn=row.crn, scheme=row.scheme, tier=row.tier, since=row.since, staff=row.staff_code, grade=row.grade,
                held_since=row.held_since,
            )
            for row in found
        ],
        first, limit,
    )  # fmt: skip


@router.get("/workload/alarms", response=PageOf[AlarmOut], summary="Read the alarms about workload")
@operation(permission="supervision.loads", scope="workload:read")
def list_alarms(
    request: HttpRequest, kind: Kind = WithoutStaff, code: str = CODE, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[AlarmOut]:
    """Loads above the line, those that have lasted too long first."""
    on, first = timezone.localdate(), _first(cursor)
    above = [one for one in _kept(place_of(request, kind, code, on=on), on) if one.over_since is not None]
    above = [one for one in above if one.load.level == "over"]
    above.sort(key=lambda one: (not one.is_alarming, bool(one.answer), one.over_since, one.code))
    return _page([_alarm(one) for one in above[first : first + limit + 1]], first, limit)


@router.post("/workload/alarms/{key}/answer", response=AlarmOut, summary="Answer an alarm about workload")
@operation(permission="supervision.answer_alarm", scope="workload:write")
def answer_load_alarm(request: HttpRequest, key: Key, body: AlarmAnswerIn) -> AlarmOut:
    """Say what is done about a load that has been too much for too long, in the place that the token's user leads."""
    user, on = caller(request).user, timezone.localdate()
    place = places.own_place(user, on=on)
    found = [one for one in _kept(place, on) if one.alarm == key and one.is_alarming] if place is not None else []
    alarm = WorkloadAlarm.objects.filter(pk=key).first()
    if alarm is None or not found:
        raise Http404
    try:
        answer_alarm(alarm=alarm, answer=body.answer, by=user, at=timezone.now())
    except AlarmOver:
        detail = "the load has fallen since: there is nothing left to answer"
        raise Problem("refused", errors=[{"in": "path", "field": "key", "code": "over", "detail": detail}]) from None
    shown = _alarm(found[0])
    shown.answer = body.answer
    return shown


def _own_or_led(request: HttpRequest, kind: str, code: str, on: dt.date) -> Place:
    """A place that the user leads or may look at; of those who lead nothing, their own cases alone. Raises ``Http404``."""
    user = caller(request).user
    if user.may("supervision.team"):
        return place_of(request, kind, code, on=on)
    own = staff_of(user)
    if kind != "staff" or own is None or own.code != code:
        raise Http404
    return Place(Area("staff", own.pk), own)


def _kept(place: Place, on: dt.date) -> list[OfficerLoad]:
    keep_loads([one.staff for one in officer_loads(place.area, on=on)], on=on)
    return officer_loads(place.area, on=on)


def _review(row: Review, on: dt.date) -> ReviewOut:
    return ReviewOut(
        crn=row.case.crn, staff=row.case.staff_code, kind=row.kind, due_on=row.due, overdue=row.is_overdue(on),
        code=row.code, level=row.level, reference=row.reference, reason_code=row.decision.reason.code,
    )  # fmt: skip


def _alarm(one: OfficerLoad) -> AlarmOut:
    assert one.over_since is not None
    return AlarmOut(
        staff=one.code, unit=one.unit, percent=one.load.percent, over_since=one.over_since,
        key=one.alarm if one.is_alarming else None, raised_on=one.alarm_raised_on if one.is_alarming else None,
        answer=one.answer,
    )  # fmt: skip


def _first(cursor: str) -> int:
    (first,) = read_place(cursor, int) or [0]
    return int(first)


def _page(found: Sequence[T], first: int, limit: int) -> PageOf[T]:
    """One page of ``limit`` from the ``first`` on; ``found`` holds one more where there is one."""
    more = len(found) > limit
    return PageOf(items=[*found[:limit]], next_cursor=cursor_at([first + limit]) if more else None)
