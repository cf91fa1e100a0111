"""What a person asked for about who supervises them, and practitioners who must not hold their case."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.params.functions import Path

from throughcare.accounts.api import (
    CURSOR,
    LIMIT,
    Among,
    Body,
    PageOf,
    Problem,
    caller,
    cursor_at,
    operation,
    read_place,
)
from throughcare.accounts.models import User
from throughcare.people.models import Person
from throughcare.supervision.api.allocation import AllocationWords, StaffCode, invalid, open_own
from throughcare.supervision.commands.allocation_needs import NeedRefused, end_conflict, note_conflict, set_need
from throughcare.supervision.commands.allocation_refusals import need_refusal
from throughcare.supervision.models import AllocationNeed, ConflictOfInterest
from throughcare.supervision.queries.allocation_history import conflicts_of, need_of
from throughcare.supervision.queries.team import colleague
from throughcare.supervision.rules.allocation_codes import OFFICER_SEX

router = Router(tags=["allocation"])

OfficerSex = Annotated[str, Among(["", *(one.code for one in OFFICER_SEX)])]
ConflictKey = Annotated[int, Path(ge=1, lt=2**31)]
_FIELDS = {"no-words": "words", "already": "staff", "officer-sex": "officer_sex", "ended": ""}


class AllocationNeedOut(Schema):
    """What a person asked for; ``officer_sex`` is a code of officer-sex, empty for no preference.

    ``welsh`` says that they are supervised in Welsh, which is the language of their record. The words, the day and who
    recorded it are null where nothing was ever said.
    """

    crn: str
    welsh: bool
    officer_sex: str
    words: str | None
    recorded_on: dt.date | None
    recorded_by: str | None


class AllocationNeedIn(Body):
    """The sex of practitioner that the person asks for, empty for no preference, and what they said."""

    officer_sex: OfficerSex
    words: AllocationWords = ""


class ConflictOut(Schema):
    """A practitioner, ``staff``, who must not hold the case, and why, from ``recorded_on`` until ``ended_on``."""

    key: int
    staff: str
    name: str
    words: str
    recorded_on: dt.date
    recorded_by: str
    ended_on: dt.date | None


class ConflictIn(Body):
    """Who must not hold the case, and why."""

    staff: StaffCode
    words: AllocationWords


@router.get("/people/{crn}/allocation/needs", response=AllocationNeedOut, summary="Read what a person asked for")
@operation(permission="supervision.allocate", scope="allocation:read", opens_record=True)
def read_needs(request: HttpRequest, crn: str) -> AllocationNeedOut:
    """What the person asked for about who supervises them: the latest that was recorded counts."""
    person = open_own(request, crn)
    return _need(person, need_of(person))


@router.post(
    "/people/{crn}/allocation/needs", response={201: AllocationNeedOut}, summary="Record what a person asked for"
)
@operation(permission="supervision.allocate", scope="allocation:write", opens_record=True)
def record_needs(request: HttpRequest, crn: str, body: AllocationNeedIn) -> Status[AllocationNeedOut]:
    """Record it as of today; what was recorded before stays on record and counts no more."""
    person = open_own(request, crn)
    try:
        made = set_need(person=person, officer_sex=body.officer_sex, words=body.words, **_now(request))
    except NeedRefused as refused:
        raise _refused(refused) from None
    return Status(201, _need(person, made))


@router.get(
    "/people/{crn}/allocation/conflicts", response=PageOf[ConflictOut], summary="Read a person's conflicts of interest"
)
@operation(permission="supervision.allocate", scope="allocation:read", opens_record=True)
def list_conflicts(request: HttpRequest, crn: str, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[ConflictOut]:
    """The conflicts of interest that stand, in the order in which they were recorded."""
    person, (last,) = open_own(request, crn), read_place(cursor, int) or [0]
    rows = [one for one in conflicts_of(person) if one.pk > last]
    return PageOf(
        items=[_conflict(one) for one in rows[:limit]],
        next_cursor=cursor_at([rows[limit - 1].pk]) if len(rows) > limit else None,
    )


@router.post("/people/{crn}/allocation/conflicts", response={201: ConflictOut}, summary="Record a conflict of interest")
@operation(permission="supervision.allocate", scope="allocation:write", opens_record=True)
def record_conflict(request: HttpRequest, crn: str, body: ConflictIn) -> Status[ConflictOut]:
    """A practitioner of the region must not hold this case: nobody can give it to them, and no plan proposes it."""
    person, who = open_own(request, crn), _now(request)
    staff = colleague(who["by"], body.staff, on=who["on"])
    if staff is None:
        raise invalid("staff", "unknown", "no such code")
    try:
        made = note_conflict(person=person, staff=staff, words=body.words, **who)
    except NeedRefused as refused:
        raise _refused(refused) from None
    return Status(201, _conflict(made))


@router.post("/people/{crn}/allocation/conflicts/{key}/end", response=ConflictOut, summary="End a conflict of interest")
@operation(permission="supervision.allocate", scope="allocation:write", opens_record=True)
def end_a_conflict(request: HttpRequest, crn: str, key: ConflictKey) -> ConflictOut:
    """The conflict stands no more from today."""
    person = open_own(request, crn)
    found = ConflictOfInterest.objects.filter(person=person, pk=key).first()
    if found is None:
        raise Http404
    try:
        return _conflict(end_conflict(conflict=found, **_now(request)))
    except NeedRefused as refused:
        raise _refused(refused) from None


def _now(request: HttpRequest) -> dict[str, Any]:
    """Who decides, and when."""
    return {"by": caller(request).user, "on": timezone.localdate(), "at": timezone.now()}


def _refused(refused: NeedRefused) -> Problem:
    said = need_refusal(refused.code)
    if refused.code == "out-of-reach":
        return Problem("not-permitted", said)
    field = {"in": "body", "field": _FIELDS[refused.code], "code": refused.code, "detail": said}
    return Problem("refused", errors=[field])


def _need(person: Person, need: AllocationNeed | None) -> AllocationNeedOut:
    return AllocationNeedOut(
        crn=person.crn,
        welsh=person.language == "cy",
        officer_sex=need.officer_sex if need else "",
        words=need.words if need else None,
        recorded_on=need.recorded_on if need else None,
        recorded_by=_name(need.recorded_by) if need else None,
    )


def _conflict(one: ConflictOfInterest) -> ConflictOut:
    return ConflictOut(
        key=one.pk,
        staff=one.staff.code,
        name=str(one.staff),
        words=one.words,
        recorded_on=one.recorded_on,
        recorded_by=_name(one.recorded_by),
        ended_on=one.ended_on,
    )


def _name(user: User) -> str:
    return user.get_full_name() or user.username
