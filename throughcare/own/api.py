"""What people on probation asked on their own pages, over the API: what waits, what one person asked, the answer."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from ninja.params.functions import Path, Query
from pydantic import Field, StringConstraints

from throughcare.accounts.api import (
    CURSOR,
    LIMIT,
    Body,
    LocalTime,
    PageOf,
    Problem,
    caller,
    cursor_at,
    operation,
    read_place,
)
from throughcare.own.commands import asking
from throughcare.own.models import Asked
from throughcare.own.queries.asked import asked_of_person, find_asked, waiting_since
from throughcare.people.api import open_record
from throughcare.supervision.queries.team import colleague, staff_of

router = Router(tags=["asked"])

MOST = 500
NEWEST = 2**63 - 1
AskedKey = Annotated[int, Path(ge=1, lt=2**63)]
STAFF: str = Query(
    "", max_length=20, description="A member of staff of the user's region; else the user's own caseload."
)
Said = Annotated[str, StringConstraints(strip_whitespace=True), Field(min_length=1, max_length=MOST)]


class AskedOut(Schema):
    """That a person asked for another time for an appointment. Codes of rearrange-reason and rearrange-state.

    ``appointment`` is its reference, ``words`` when they could come instead; ``answer`` is what they were told.
    """

    key: int
    crn: str
    name: str
    appointment: str
    date: dt.date
    time: LocalTime | None
    reason: str
    words: str
    state: str
    asked_at: dt.datetime
    answer: str
    answered_at: dt.datetime | None
    answered_by: str | None


class AskedAnswerIn(Body):
    """Yes or no, in words that the person reads. Moving the appointment is a call of its own."""

    answer: Literal["agree", "refuse"]
    words: Said


@router.get("/asked", response=PageOf[AskedOut], summary="List what waits for an answer")
@operation(permission="own.answer", scope="asked:read")
def list_asked(
    request: HttpRequest, staff: str = STAFF, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[AskedOut]:  # fmt: skip
    """What people on a caseload asked and nobody has answered, the first asked first."""
    user, (after,) = caller(request).user, read_place(cursor, int) or [0]
    found = colleague(user, staff, on=timezone.localdate()) if staff else staff_of(user)
    if found is None and staff:
        raise Http404
    if found is None:
        detail = gettext("Say whose: you have no caseload of your own.")
        raise Problem("invalid", errors=[{"in": "query", "field": "staff", "code": "staff", "detail": detail}])
    return _page(list(waiting_since(found.pk, after)[: limit + 1]), limit)


@router.get("/people/{crn}/asked", response=PageOf[AskedOut], summary="List what a person asked")
@operation(permission="own.answer", scope="asked:read", opens_record=True)
def list_asked_by_person(
    request: HttpRequest, crn: str, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[AskedOut]:  # fmt: skip
    """Everything that a person asked, the latest first, with what became of it."""
    person, (before,) = open_record(request, crn, page="asked"), read_place(cursor, int) or [NEWEST]
    rows = asked_of_person(person.pk).filter(pk__lt=before).order_by("-pk")
    return _page(list(rows[: limit + 1]), limit)


@router.post("/people/{crn}/asked/{key}/answer", response=AskedOut, summary="Answer a person")
@operation(permission="own.answer", scope="asked:write", opens_record=True)
def answer_asked(request: HttpRequest, crn: str, key: AskedKey, body: AskedAnswerIn) -> AskedOut:
    """Say yes or no; the person reads it on their own page at once."""
    person = open_record(request, crn, page="answer-asked")
    row = find_asked(person.pk, key)
    if row is None:
        raise Http404
    try:
        asking.answer(
            asked=row, verb=body.answer, words=body.words, by=caller(request).user, at=timezone.now()
        )  # fmt: skip
    except asking.AskRefused:
        raise Problem("conflict", gettext("It was answered or taken back already.")) from None
    answered = find_asked(person.pk, key)
    assert answered is not None
    return _out(answered)


def _page(found: list[Asked], limit: int) -> PageOf[AskedOut]:
    more = len(found) > limit
    return PageOf(
        items=[_out(row) for row in found[:limit]], next_cursor=cursor_at([found[limit - 1].pk]) if more else None
    )


def _out(row: Asked) -> AskedOut:
    by = row.answered_by
    return AskedOut(
        key=row.pk,
        crn=row.person.crn,
        name=row.person.name,
        appointment=row.contact.reference,
        date=row.contact.date,
        time=row.contact.time,
        reason=row.reason,
        words=row.words,
        state=row.state,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_at=row.answered_at,
        answered_by=(by.get_full_name() or by.username) if by else None,
    )
