"""Who opens the bids of a competition, what they declared, and the bids once they are open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.models import (
    BidKeyShare,
    Competition,
    OpenedBid,
    OpeningAttempt,
    OpeningDeclaration,
    OpeningOfficer,
    TurnedKey,
)
from throughcare.commissioning.rules.bid_content import (
    BidContent,
    BidderDetails,
    BidPrices,
    bidder_of,
    content_of,
    prices_of,
)
from throughcare.commissioning.rules.bid_opening import Opening, OpeningCase, decide_opening
from throughcare.commissioning.rules.check_policy import evaluation
from throughcare.commissioning.rules.competition_blocks import block
from throughcare.kernel.decision import Decision, Reason

QUALITY_AGREED = ("moderated",)
"""States in which the consensus on quality is locked, so that prices may be opened."""


@dataclass(frozen=True)
class ReadBid:
    """An opened bid; ``who`` and ``prices`` are None where they are sealed, hidden from the reader, or did not open."""

    opened: OpenedBid
    content: BidContent | None
    supplier: int | None
    who: BidderDetails | None
    prices: BidPrices | None


def officers_of(competition: Competition) -> list[OpeningOfficer]:
    """The officers named, in the order of naming."""
    return list(competition.officers.filter(removed_at=None).select_related("user"))


def least_officers(competition: Competition) -> int:
    """How many officers have to enrol before it is published."""
    least: int = evaluation("opening-officers", competition.opened_on).value["least"]
    return least


def few_officers(competition: Competition) -> Reason | None:
    """That too few officers have enrolled for the competition to be published; None where they are enough."""
    least = least_officers(competition)
    count = competition.officers.filter(removed_at=None, enrolled_at__isnull=False).count()
    return block("too-few-officers", least=least, count=count) if count < least else None


def offices_of(user: User) -> QuerySet[OpeningOfficer]:
    """The competitions whose bids a user is named to open, the latest deadline first."""
    found = OpeningOfficer.objects.filter(user=user, removed_at=None).select_related("competition")
    return found.order_by("-competition__closes_at", "-pk")


def declarations_of(officers: Iterable[OpeningOfficer]) -> dict[int, OpeningDeclaration]:
    """What each officer declared last, by the officer's number."""
    return {each.officer_id: each for each in OpeningDeclaration.objects.filter(officer__in=officers)}


def opening_case(
    competition: Competition, envelope: str, officers: Sequence[OpeningOfficer], authors: Iterable[int], *, at: datetime
) -> OpeningCase:
    """What the rule ``bid-opening`` is asked when these officers open together."""
    declared, standing = declarations_of(officers), set(authors)
    assert competition.closes_at is not None
    return OpeningCase(
        on=timezone.localdate(at),
        at=at,
        closing_at=competition.closes_at,
        officers=tuple(each.user.username for each in officers),
        envelope=envelope,  # type: ignore[arg-type]
        bid_authors=tuple(each.user.username for each in officers if each.user_id in standing),
        declared=tuple(each.user.username for each in officers if each.pk in declared),
        conflicted=tuple(each.user.username for each in officers if each.pk in declared and declared[each.pk].conflict),
        quality_agreed=competition.state in QUALITY_AGREED,
    )


def opening_decision(case: OpeningCase) -> Decision[Opening]:
    """The rule's answer."""
    return decide_opening(case)


def turned_for(competition: Competition, envelope: str, second: OpeningOfficer) -> list[TurnedKey]:
    """Keys that others have turned and ``second`` can finish with."""
    found = TurnedKey.objects.filter(
        share__second=second, share__key__competition=competition, share__key__envelope=envelope
    )
    return list(found.select_related("share__first__user").order_by("turned_at"))


def has_turned(competition: Competition, envelope: str, first: OpeningOfficer) -> bool:
    """Whether the officer has turned their key."""
    return TurnedKey.objects.filter(
        share__first=first, share__key__competition=competition, share__key__envelope=envelope
    ).exists()


def shares_of(competition: Competition, envelope: str, first: OpeningOfficer) -> list[BidKeyShare]:
    """What the officer turns: one share for each of the others."""
    return list(BidKeyShare.objects.filter(first=first, key__competition=competition, key__envelope=envelope))


def attempts_at(competition: Competition) -> QuerySet[OpeningAttempt]:
    """Every attempt to open, in order."""
    return OpeningAttempt.objects.filter(competition=competition).select_related("by")


def opened_bids(competition: Competition) -> list[ReadBid]:
    """The bids that were opened, in the order of their labels."""
    found = OpenedBid.objects.filter(competition=competition).select_related("bidder", "price")
    return [_read(each) for each in found]


def _read(each: OpenedBid) -> ReadBid:
    bidder, price = getattr(each, "bidder", None), getattr(each, "price", None)
    return ReadBid(
        opened=each,
        content=content_of(each.content) if each.content is not None else None,
        supplier=bidder.supplier_id if bidder else None,
        who=bidder_of(bidder.who) if bidder and bidder.who is not None else None,
        prices=prices_of(price.content) if price and price.content is not None else None,
    )
