"""Bids as their supplier sees them, and what a competition asks of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from throughcare.commissioning.models import (
    Bid,
    BidEvent,
    BidKey,
    Competition,
    CompetitionInvitation,
    CompetitionLot,
    Membership,
)
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.rules.bid_draft import Asked, AskedLot, AskedQuestion
from throughcare.commissioning.rules.bid_receipt import BidEvent as Logged
from throughcare.commissioning.rules.bid_receipt import Receipt, ReceiptCase, decide_receipt
from throughcare.kernel.decision import Decision

JUDGED = ("", "late")
"""Refusals of events that the rule judges by their time; others never came that far."""


def own_bids(suppliers: Sequence[int]) -> QuerySet[Bid]:
    """The bids of these suppliers, the latest competition first."""
    found = Bid.objects.filter(supplier__in=suppliers).select_related("competition", "supplier")
    return found.order_by("-competition__closes_at", "supplier_id")


def own_bid(number: UUID, suppliers: Sequence[int]) -> Bid | None:
    """One of them."""
    return own_bids(suppliers).filter(pk=number).first()


def open_invitations_to_bid(suppliers: Sequence[int]) -> QuerySet[CompetitionInvitation]:
    """Where these suppliers may bid, the next deadline first."""
    found = CompetitionInvitation.objects.filter(supplier__in=suppliers, competition__state="published")
    return found.select_related("competition", "supplier").order_by("competition__closes_at", "pk")


def asked_of(bid: Bid) -> Asked:
    """What the competition asks: the lots that the supplier is invited for, and every question."""
    competition = bid.competition
    invited = CompetitionInvitation.objects.filter(competition=competition, supplier=bid.supplier_id)
    lots = CompetitionLot.objects.filter(competition=competition, pk__in=invited.values("lots")).order_by("number")
    return Asked(
        lots={
            each.key: AskedLot(each.title, each.value_pence, each.annual_volume, each.ceiling_pence) for each in lots
        },
        questions={each.code: AskedQuestion(each.text, each.words) for each in competition.questions.all()},
        conditional_bids=competition.conditional_bids,
        fixed_price=competition.formula == "fixed-price",
    )


def lots_without_a_place(competition: Competition, supplier: int, lots: Sequence[str], *, at: datetime) -> list[str]:
    """The lots of these in whose category the supplier is no active member at that moment (rule S2), by key."""
    chosen = [lot for lot in competition.lots.all() if lot.key in lots]
    places = Membership.objects.filter(supplier=supplier, category__in=[lot.category_id for lot in chosen])
    stands = standings(places, on=timezone.localdate(at))
    active = {each.category_id for each in places if stands[each.pk].value.standing == "active"}
    return [lot.key for lot in chosen if lot.category_id not in active]


def suspended_members(
    competition: Competition, members: Sequence[int], lots: Sequence[str], *, at: datetime
) -> list[int]:
    """The organisations of a consortium whose own place in a category of these lots is suspended."""
    chosen = [lot.category_id for lot in competition.lots.all() if lot.key in lots]
    places = Membership.objects.filter(supplier__in=members, category__in=chosen)
    stands = standings(places, on=timezone.localdate(at))
    return sorted({each.supplier_id for each in places if stands[each.pk].value.standing == "suspended"})


def receipt_of(events: Sequence[BidEvent], *, closes_at: datetime, on: datetime) -> Decision[Receipt]:
    """Which version of a bid counts, by its log."""
    logged = tuple(
        Logged(kind=event.kind, at=event.at)  # type: ignore[arg-type]
        for event in events
        if event.refusal in JUDGED
    )
    return decide_receipt(ReceiptCase(on=timezone.localdate(on), closing_at=closes_at, events=logged))


def bid_keys(competition: Competition) -> dict[str, BidKey]:
    """The public keys to which bids are sealed, by envelope."""
    return {key.envelope: key for key in competition.bid_keys.all()}
