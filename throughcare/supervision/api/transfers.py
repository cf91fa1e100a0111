"""Transfers: those of a place and of a person, offering a case, answering an offer."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from ninja.params.functions import Path, Query
from pydantic import Field

from throughcare.accounts.api import (
    CURSOR,
    LIMIT,
    Among,
    Body,
    Day,
    PageOf,
    Problem,
    caller,
    cursor_at,
    operation,
    read_place,
)
from throughcare.organisations.models import DeliveryUnit
from throughcare.people.api import open_record
from throughcare.supervision.api.places import Kind, place_of
from throughcare.supervision.commands.transfers import (
    TransferRefused,
    accept_transfer,
    offer_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from throughcare.supervision.models import Transfer
from throughcare.supervision.queries import transfers
from throughcare.supervision.rules.transfer_states import REFUSALS, TRANSFER_REASONS
from throughcare.workforce.models import Staff, Team

router = Router(tags=["transfers"])

Which = Literal["coming", "going", "ended"]
TransferReason = Annotated[str, Among(TRANSFER_REASONS)]
Words = Annotated[str, Field(max_length=4_000)]
Code = Annotated[str, Field(max_length=20)]
Key = Annotated[int, Path(ge=1, lt=2**31)]
KIND: Kind = Query(description="What the place is.")
CODE: str = Query(max_length=20, description="The code of the place.")
WHICH: Which = Query("coming", description="Into the place, out of it, or over.")
_FIELDS = {
    "same-unit": "to_unit", "no-words": "words", "in-the-past": "day", "other-unit": "team", "other-team": "staff",
    "not-working": "staff",
}  # fmt: skip


class TransferOut(Schema):
    """A transfer; units, team and staff are codes, ``state`` of transfer-state. ``moves_on`` is the day agreed."""

    key: int
    crn: str
    state: str
    reason: str
    words: str
    from_unit: str
    to_unit: str
    to_team: str | None
    to_staff: str | None
    offered_on: dt.date
    wanted_on: dt.date
    answered_on: dt.date | None
    answer: str
    moves_on: dt.date | None


class OfferIn(Body):
    """The delivery unit to take the case, why, what they need to know, and the day wanted."""

    to_unit: Code
    reason: TransferReason
    words: Words
    day: Day


class AnswerIn(Body):
    """``accept`` with a team, a day and perhaps a practitioner; ``refuse``, or ``withdraw`` one's own offer, with words."""

    answer: Literal["accept", "refuse", "withdraw"]
    words: Words = ""
    team: Code | None = None
    staff: Code | None = None
    day: Day | None = None


@router.get("/transfers", response=PageOf[TransferOut], summary="Read the transfers of a place")
@operation(permission="supervision.offer_transfer", scope="transfers:read")
def list_transfers(
    request: HttpRequest,
    kind: Kind = KIND,
    code: str = CODE,
    which: Which = WHICH,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> PageOf[TransferOut]:
    """Open transfers into or out of a place, or those that are over."""
    (first,) = read_place(cursor, int) or [0]
    place = place_of(request, kind, code, on=timezone.localdate())
    rows = {"coming": transfers.coming, "going": transfers.going, "ended": transfers.ended}[which](place)
    found = list(rows[first : first + limit + 1])
    more = len(found) > limit
    return PageOf(
        items=[_transfer(row) for row in found[:limit]], next_cursor=cursor_at([first + limit]) if more else None
    )


@router.get("/people/{crn}/transfers", response=list[TransferOut], summary="Read a person's transfers")
@operation(permission="people.view", scope="transfers:read", opens_record=True)
def list_of_person(request: HttpRequest, crn: str) -> list[TransferOut]:
    """Every transfer of a person, the latest first."""
    return [_transfer(row) for row in transfers.of_person(open_record(request, crn, page="transfers"))]


@router.post("/people/{crn}/transfers", response={201: TransferOut}, summary="Offer a case to another delivery unit")
@operation(permission="supervision.offer_transfer", scope="transfers:write", opens_record=True)
def offer(request: HttpRequest, crn: str, body: OfferIn) -> Status[TransferOut]:
    """Offer the case; the receiving region sees the record from now on, the sending side stays responsible."""
    person, on = open_record(request, crn, page="transfer"), timezone.localdate()
    unit = DeliveryUnit.objects.filter(code=body.to_unit).first()
    if unit is None:
        raise _unknown("to_unit")
    try:
        row = offer_transfer(
            person=person, to_unit=unit, reason=body.reason, words=body.words, wanted_on=body.day,
            by=caller(request).user, on=on, at=timezone.now(),
        )  # fmt: skip
    except TransferRefused as refused:
        raise _refused(refused) from None
    return Status(201, _transfer(transfers.of_person(person).get(pk=row.pk)))


@router.post("/people/{crn}/transfers/{key}/answer", response=TransferOut, summary="Answer an offer")
@operation(permission="supervision.offer_transfer", scope="transfers:write", opens_record=True)
def answer(request: HttpRequest, crn: str, key: Key, body: AnswerIn) -> TransferOut:
    """Accept or refuse an offer for the receiving region, or take one's own back. The case moves on the day agreed."""
    person, user = open_record(request, crn, page="transfer"), caller(request).user
    found = transfers.of_person(person).filter(pk=key).first()
    if found is None:
        raise Http404
    if body.answer != "withdraw" and not user.may("supervision.answer_transfer"):
        raise Problem("not-permitted")
    who: dict[str, Any] = {"by": user, "on": timezone.localdate(), "at": timezone.now()}
    try:
        if body.answer == "accept":
            team, staff = _into(body)
            accept_transfer(
                transfer=found, team=team, staff=staff, moves_on=body.day or found.wanted_on, answer=body.words, **who
            )
        else:
            step = refuse_transfer if body.answer == "refuse" else withdraw_transfer
            step(transfer=found, answer=body.words, **who)
    except TransferRefused as refused:
        raise _refused(refused) from None
    return _transfer(transfers.of_person(person).get(pk=key))


def _into(body: AnswerIn) -> tuple[Team, Staff | None]:
    team = Team.objects.filter(code=body.team).first() if body.team else None
    if team is None:
        raise _unknown("team")
    staff = Staff.objects.filter(code=body.staff).first() if body.staff else None
    if body.staff and staff is None:
        raise _unknown("staff")
    return team, staff


def _unknown(field: str) -> Problem:
    return Problem("invalid", errors=[{"in": "body", "field": field, "code": "unknown", "detail": "no such code"}])


def _refused(refused: TransferRefused) -> Problem:
    field = _FIELDS.get(refused.code, "")
    return Problem(
        "refused",
        errors=[{"in": "body", "field": field, "code": refused.code, "detail": gettext(REFUSALS[refused.code])}],
    )


def _transfer(row: Transfer) -> TransferOut:
    return TransferOut(
        key=row.pk,
        crn=row.person.crn,
        state=row.state,
        reason=row.reason,
        words=row.words,
        from_unit=row.from_unit.code,
        to_unit=row.to_unit.code,
        to_team=row.to_team.code if row.to_team else None,
        to_staff=row.to_staff.code if row.to_staff else None,
        offered_on=row.offered_on,
        wanted_on=row.wanted_on,
        answered_on=row.answered_on,
        answer=row.answer,
        moves_on=row.moves_on,
    )
