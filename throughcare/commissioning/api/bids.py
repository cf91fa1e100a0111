"""A supplier's own bids over the API: how each stands, its receipts, and withdrawing one.

What a bid says goes over pages alone: its code, under which the draft is encrypted, is on paper and in a cookie for that
bid, and a program that sent it along would be one more place that keeps it.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, Problem, cursor_at, not_a_cursor, operation, read_place
from throughcare.commissioning.api.steps import WhyOut, acts, own_numbers, told, why_out
from throughcare.commissioning.commands.bids import NothingToWithdraw, NotOpen, withdraw_bid
from throughcare.commissioning.models import Bid, BidEvent
from throughcare.commissioning.queries.bids import bid_keys, own_bid, own_bids, receipt_of
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.kernel.decision import mark

router = Router(tags=["bids"])

REFUSED = {
    "late": mark("It came after the deadline, so it was not received."),
    "nothing": mark("Nothing that you submitted stands"),
    "not-open": mark("This competition takes no bids any more"),
}


class BidReceiptOut(Schema):
    """A line of the log of a bid: what came (``submit`` or ``withdraw``), when by the server, and whether it was accepted.

    ``refusal`` is empty where it was. ``sha256`` is of what was sealed; ``version`` is null for a withdrawal.
    """

    place: int
    kind: str
    at: dt.datetime
    version: int | None
    sha256: str
    refusal: str
    seconds_late: int


class BidOut(Schema):
    """A bid of a supplier that one acts for; ``state`` is ``draft``, ``submitted``, ``withdrawn`` or what became of it."""

    key: UUID
    competition: str
    supplier: int
    state: str
    started_at: dt.datetime
    closes_at: dt.datetime
    takes_bids: bool


class BidDetailOut(BidOut):
    """A bid with its receipts; ``counts`` says which version counts and why, by the rule ``bid-receipt``.

    ``fingerprints`` are of the keys to which it is sealed, by envelope.
    """

    receipts: list[BidReceiptOut]
    counts: WhyOut
    fingerprints: dict[str, str]


@router.get("/bids", response=PageOf[BidOut], summary="List one's bids")
@operation(permission="commissioning.bid", scope="bids:read")
def list_bids(request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[BidOut]:
    """The bids of the suppliers that the user acts for, in an order that says nothing."""
    found = own_bids(sorted(own_numbers(request))).order_by("pk")
    place = read_place(cursor, str)
    if place is not None:
        try:
            found = found.filter(pk__gt=UUID(place[0]))
        except ValueError:
            raise not_a_cursor() from None
    listed = list(found[: limit + 1])
    return PageOf(
        items=[_out(each) for each in listed[:limit]],
        next_cursor=cursor_at([str(listed[limit - 1].pk)]) if len(listed) > limit else None,
    )


@router.get("/bids/{key}", response=BidDetailOut, summary="Read one's bid and its receipts")
@operation(permission="commissioning.bid", scope="bids:read")
def read_bid(request: HttpRequest, key: UUID) -> BidDetailOut:
    """What was received when; what the bid says is read on its page, with its code."""
    found = _own(request, key)
    events = list(found.events.all())
    assert found.competition.closes_at is not None
    counted = receipt_of(events, closes_at=found.competition.closes_at, on=timezone.now())
    return told(
        BidDetailOut, found, **_out(found).dict(), receipts=[_receipt(each) for each in events], counts=why_out(counted),
        fingerprints={name: each.fingerprint for name, each in bid_keys(found.competition).items()},
    )  # fmt: skip


@router.post("/bids/{key}/withdraw", response=BidReceiptOut, summary="Withdraw a bid")
@operation(permission="commissioning.bid", scope="bids:write")
def withdraw_one_bid(request: HttpRequest, key: UUID) -> BidReceiptOut:
    """Withdraw what was submitted, until the deadline; what comes late is refused, and the log keeps that it came."""
    found = _own(request, key)
    try:
        event = withdraw_bid(bid=found, **acts(request))
    except NothingToWithdraw:
        raise _refused("nothing") from None
    except NotOpen:
        raise _refused("not-open") from None
    if event.refusal:
        raise _refused(event.refusal)
    return _receipt(event)


def _own(request: HttpRequest, key: UUID) -> Bid:
    found = own_bid(key, sorted(own_numbers(request)))
    if found is None:
        raise Problem("not-found")
    return found


def _refused(code: str) -> Problem:
    return Problem("refused", errors=[{"in": "path", "field": "key", "code": code, "detail": gettext(REFUSED[code])}])


def _out(bid: Bid) -> BidOut:
    return told(
        BidOut, bid, competition=bid.competition.reference, supplier=bid.supplier_id,
        closes_at=bid.competition.closes_at, takes_bids=takes_bids(bid.competition, at=timezone.now()),
    )  # fmt: skip


def _receipt(event: BidEvent) -> BidReceiptOut:
    return told(BidReceiptOut, event, version=event.number)
