"""Places over the API: how one stands and why, what is held against it, leaving it, and appeals."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import StrictBool

from throughcare.accounts.api import CURSOR, LIMIT, Body, Day, PageOf, Problem, caller, cursor_at, operation, read_place
from throughcare.commissioning.api.panels import PlaceOut, place_out
from throughcare.commissioning.api.steps import (
    Key,
    Paragraphs,
    WhyOut,
    WordsIn,
    acts,
    own_numbers,
    refusals,
    told,
    why_out,
)
from throughcare.commissioning.commands import appeals, sanctions
from throughcare.commissioning.commands.sanctions import SanctionDetails
from throughcare.commissioning.models import Membership, MembershipSuspension, PlaceSanction
from throughcare.commissioning.queries.markets import standing_places
from throughcare.commissioning.queries.sanctions import (
    open_sanctions,
    place_in_full,
    sanction_decision,
)

router = Router(tags=["places"])
_FIELDS = {"no-ground": "ground", "no-evidence": "evidence", "no-end": "until", "end-before-start": "until",
           "not-a-ground-for-removal": "exclusion"}  # fmt: skip


class SanctionOut(Schema):
    """What is held against a place: ``suspend`` until a day, or ``remove``. ``outcome`` is empty until it is decided.

    ``reply_until`` is the last day for the member's reply, ``begins_from`` the first on which it may begin.
    """

    key: int
    place: int
    action: str
    exclusion: str
    ground: str
    evidence: str
    until: dt.date | None
    notice_on: dt.date
    reply: str
    replied_at: dt.datetime | None
    outcome: str
    decided_at: dt.datetime | None
    reasons: str
    appeal: int | None
    reply_until: dt.date | None
    begins_from: dt.date | None
    why: WhyOut | None


class SuspensionOut(Schema):
    """A suspension from ``start`` up to, not including, ``until``; ``running`` today."""

    key: int
    start: dt.date
    until: dt.date
    lifted_on: dt.date | None
    running: bool


class PlaceDetailOut(PlaceOut):
    """A place with what is held against it; ``why`` says why it stands as it does."""

    panel: str
    why: WhyOut
    sanctions: list[SanctionOut]
    suspensions: list[SuspensionOut]


class SanctionIn(Body):
    """What is proposed, on what ground, with which evidence.

    ``until`` is the first day after a suspension; ``exclusion`` whether a ground of exclusion applies.
    """

    action: Literal["suspend", "remove"]
    ground: Paragraphs
    evidence: Paragraphs
    until: Day | None = None
    exclusion: Literal["neither", "excludable", "excluded"] = "neither"


class SanctionDecisionIn(Body):
    """Whether it is imposed or dropped, and why."""

    impose: StrictBool
    reasons: Paragraphs


@router.get("/places", response=PageOf[PlaceOut], summary="List one's places")
@operation(permission="commissioning.apply", scope="places:read")
def list_own_places(request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[PlaceOut]:
    """Those that have not ended of the suppliers that the user acts for, in the order in which they were given."""
    (after,) = read_place(cursor, int) or [0]
    found = Membership.objects.filter(
        supplier__in=own_numbers(request), left_on__isnull=True, removed_on__isnull=True, pk__gt=after
    )
    listed = list(found.select_related("supplier", "category__region").order_by("pk")[: limit + 1])
    return PageOf(
        items=[place_out(each) for each in standing_places(listed[:limit], on=timezone.localdate())],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/places/{key}", response=PlaceDetailOut, summary="Read a place")
@operation(permission="commissioning.read_applications", scope="places:read")
def read_one_place(request: HttpRequest, key: Key) -> PlaceDetailOut:
    """One place, for its member and for those who buy."""
    return _in_full(_place(request, key))


@router.post(
    "/places/{key}/sanctions", response={201: PlaceDetailOut}, summary="Give notice of a suspension or removal"
)
@operation(permission="commissioning.market", scope="places:write")
def propose_sanction(request: HttpRequest, key: Key, body: SanctionIn) -> Status[PlaceDetailOut]:
    """Give notice: the member may reply from today, and somebody else decides."""
    found = _place(request, key)
    with refusals(_FIELDS):
        sanctions.propose_sanction(membership=found, details=SanctionDetails(**body.dict()), **acts(request))
    return Status(201, _after(request, key))


@router.post("/places/{key}/sanctions/{number}/reply", response=PlaceDetailOut, summary="Reply to a notice")
@operation(permission="commissioning.apply", scope="places:write")
def reply_to_sanction(request: HttpRequest, key: Key, number: Key, body: WordsIn) -> PlaceDetailOut:
    """Reply as the member, once, while it is not decided."""
    sanction = _sanction(request, key, number)
    with refusals():
        sanctions.reply_to_sanction(sanction=sanction, text=body.words, **acts(request))
    return _after(request, key)


@router.post("/places/{key}/sanctions/{number}/decision", response=PlaceDetailOut, summary="Decide on a sanction")
@operation(permission="commissioning.oversee", scope="places:write")
def decide_on_sanction(request: HttpRequest, key: Key, number: Key, body: SanctionDecisionIn) -> PlaceDetailOut:
    """Impose it from today or drop it, as somebody who did not propose it."""
    sanction = _sanction(request, key, number)
    with refusals():
        sanctions.decide_on_sanction(sanction=sanction, impose=body.impose, reasons=body.reasons, **acts(request))
    return _after(request, key)


@router.post("/places/{key}/sanctions/{number}/appeal", response=PlaceDetailOut, summary="Appeal against a sanction")
@operation(permission="commissioning.apply", scope="places:write")
def appeal_against_sanction(request: HttpRequest, key: Key, number: Key, body: WordsIn) -> PlaceDetailOut:
    """Appeal against what was imposed, within its time."""
    sanction = _sanction(request, key, number)
    with refusals():
        appeals.appeal_sanction(sanction=sanction, words=body.words, **acts(request))
    return _after(request, key)


@router.post("/places/{key}/suspensions/{number}/lift", response=PlaceDetailOut, summary="Lift a suspension")
@operation(permission="commissioning.oversee", scope="places:write")
def lift_one_suspension(request: HttpRequest, key: Key, number: Key) -> PlaceDetailOut:
    """End it today, before its day."""
    found = _place(request, key)
    suspension = MembershipSuspension.objects.select_related("membership").filter(pk=number, membership=found).first()
    if suspension is None:
        raise Problem("not-found")
    with refusals():
        sanctions.lift_suspension(suspension=suspension, **acts(request))
    return _after(request, key)


@router.post("/places/{key}/leave", response=PlaceDetailOut, summary="Leave a category")
@operation(permission="commissioning.apply", scope="places:write")
def leave_one_place(request: HttpRequest, key: Key) -> PlaceDetailOut:
    """Leave from today, as the member; it is published."""
    found = _place(request, key)
    with refusals():
        sanctions.leave_place(membership=found, **acts(request))
    return _after(request, key)


@router.get("/place-sanctions", response=PageOf[SanctionOut], summary="List what is held against places")
@operation(permission="commissioning.oversee", scope="places:read")
def list_open_sanctions(request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[SanctionOut]:
    """What waits for a decision, in the order in which it was proposed."""
    (after,) = read_place(cursor, int) or [0]
    listed = list(open_sanctions().filter(pk__gt=after).order_by("pk")[: limit + 1])
    return PageOf(
        items=[_sanction_out(each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


def _place(request: HttpRequest, key: int) -> Membership:
    """The place, for its member and for those who buy; raises ``Problem``."""
    found = place_in_full(key)
    overseen = caller(request).user.may("commissioning.oversee")
    if found is None or not (overseen or found.supplier_id in own_numbers(request)):
        raise Problem("not-found")
    return found


def _sanction(request: HttpRequest, key: int, number: int) -> PlaceSanction:
    rows = PlaceSanction.objects.select_related("proposed_by", "membership__supplier")
    found = rows.filter(pk=number, membership=_place(request, key)).first()
    if found is None:
        raise Problem("not-found")
    return found


def _after(request: HttpRequest, key: int) -> PlaceDetailOut:
    return _in_full(_place(request, key))


def _in_full(found: Membership) -> PlaceDetailOut:
    on = timezone.localdate()
    (place,) = standing_places([found], on=on)
    return PlaceDetailOut(
        **place_out(place).dict(),
        panel=found.category.market.reference,
        why=why_out(place.decision),
        sanctions=[_sanction_out(each) for each in found.sanctions.select_related("proposed_by")],
        suspensions=[
            told(SuspensionOut, each, running=sanctions.is_running(each, on=on)) for each in found.suspensions.all()
        ],
    )


def _sanction_out(each: PlaceSanction) -> SanctionOut:
    decision = sanction_decision(each, on=timezone.localdate()) if not each.outcome else None
    appeal = each.appeals.first()
    return told(
        SanctionOut, each, place=each.membership_id, appeal=appeal.pk if appeal else None,
        reply_until=decision.value.reply_until if decision else None,
        begins_from=decision.value.begins_from if decision else None, why=why_out(decision) if decision else None,
    )  # fmt: skip
