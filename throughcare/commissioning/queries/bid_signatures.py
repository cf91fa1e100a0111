"""Who of a consortium has signed what the draft of a bid says, and what a partner is asked to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from throughcare.commissioning.models import Bid, BidPartner, BidSignature, Competition
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.rules.bid_draft import (
    Asked,
    AskedLot,
    AskedQuestion,
    BidFault,
    TypedBid,
    TypedMember,
    encode_to_sign,
    finish,
    unsigned_faults,
)
from throughcare.commissioning.sealing.bid_signing import mark_of


@dataclass(frozen=True, slots=True)
class Signing:
    """A partner of a bid: ``signature`` is of what the draft says now, ``earlier`` whether it signed something else."""

    member: TypedMember
    signature: BidSignature | None
    earlier: bool


@dataclass(frozen=True, slots=True)
class ToSign:
    """A bid that a partner is named in, and its last signature, of whatever the draft said then."""

    partner: BidPartner
    last: BidSignature | None


def mark_of_draft(bid: Bid, typed: TypedBid, code: str) -> str:
    """The mark of what the draft says."""
    return mark_of(encode_to_sign(typed), code, bid=str(bid.pk))


def signings(bid: Bid, typed: TypedBid, code: str) -> list[Signing]:
    """Each partner of the draft, in its order; nobody where the supplier bids alone."""
    mark, found = (
        mark_of_draft(bid, typed, code),
        list(BidSignature.objects.filter(bid=bid).select_related("signed_by")),
    )
    return [
        Signing(
            each,
            next((one for one in found if one.supplier_id == each.supplier and one.mark == mark), None),
            any(one.supplier_id == each.supplier for one in found),
        )
        for each in typed.members
        if each.supplier != bid.supplier_id
    ]


def faults_of(bid: Bid, typed: TypedBid, asked: Asked, code: str) -> tuple[BidFault, ...]:
    """Everything that keeps the bid from being submitted: once nothing else does, the signatures that are missing."""
    faults = finish(typed, asked).faults
    return faults or unsigned_faults(tuple(each.member for each in signings(bid, typed, code) if not each.signature))


def to_sign(suppliers: Sequence[int], *, at: datetime) -> list[ToSign]:
    """Where these suppliers are named as partners while bids are taken, the next deadline first."""
    found = BidPartner.objects.filter(supplier__in=suppliers, competition__state="published")
    found = found.select_related("competition", "supplier", "lead").order_by("competition__closes_at", "pk")
    return [ToSign(each, last_signature(each)) for each in found if takes_bids(each.competition, at=at)]


def last_signature(partner: BidPartner) -> BidSignature | None:
    """The partner's latest."""
    found = BidSignature.objects.filter(bid=partner.bid_id, supplier=partner.supplier_id).select_related("signed_by")
    return found.order_by("-signed_at", "pk").first()


def asked_of_anybody(competition: Competition) -> Asked:
    """What a competition asks, every lot of it: the lead alone sees for which lots it is invited."""
    return Asked(
        lots={
            each.key: AskedLot(each.title, each.value_pence, each.annual_volume, each.ceiling_pence)
            for each in competition.lots.order_by("number")
        },
        questions={each.code: AskedQuestion(each.text, each.words) for each in competition.questions.all()},
        conditional_bids=competition.conditional_bids,
        fixed_price=competition.formula == "fixed-price",
    )
