"""The award of a competition as it stands: proposal, decision, what was won, and until when nothing is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

import msgspec
from django.utils import timezone

from throughcare.commissioning.models import Award as Won
from throughcare.commissioning.models import (
    AwardChallenge,
    AwardDecision,
    AwardProposal,
    Competition,
    CompetitionLot,
    NoAward,
    OpenedBid,
    OpenedBidder,
)
from throughcare.commissioning.queries.award_round import supplier_number
from throughcare.commissioning.queries.bid_prices import lot_prices, prices_opened
from throughcare.commissioning.rules.award_explanation import AwardExplanation, LotReason
from throughcare.commissioning.rules.award_problem import Award, AwardRound
from throughcare.commissioning.rules.evaluation_refusals import reason
from throughcare.commissioning.rules.packs import PackName
from throughcare.commissioning.rules.standstill import Standstill, StandstillCase, decide_standstill
from throughcare.kernel.decision import Decision, Reason
from throughcare.organisations.models import Supplier


@dataclass(frozen=True)
class Proposal:
    """A kept proposal, read."""

    row: AwardProposal
    round: AwardRound
    award: Award
    explanation: AwardExplanation

    @property
    def reasons(self) -> Mapping[str, LotReason]:
        """Why each lot goes where it does, by its key."""
        return {each.lot: each for each in self.explanation.lots}


def read_proposal(row: AwardProposal) -> Proposal:
    """The proposal of a row."""
    return Proposal(
        row,
        msgspec.convert(row.round, AwardRound),
        msgspec.convert(row.award, Award),
        msgspec.convert(row.reasons, AwardExplanation),
    )


def latest_proposal(competition: Competition) -> Proposal | None:
    """What was proposed last."""
    row = AwardProposal.objects.filter(competition=competition).select_related("made_by").first()
    return read_proposal(row) if row is not None else None


def standing_decision(competition: Competition) -> AwardDecision | None:
    """The decision that is on its way, or stands."""
    found = AwardDecision.objects.filter(competition=competition, sent_back_at=None, undone_at=None)
    return found.select_related("proposal", "recommended_by", "approved_by").first()


def awards_of(competition: Competition) -> list[Won]:
    """What was won, as it was published."""
    found = Won.objects.filter(competition=competition, decision__published_at__isnull=False, decision__undone_at=None)
    return list(found.select_related("supplier", "decision", "opened").prefetch_related("lots", "shares__supplier"))


def awards_by_ocid(ocid: str) -> list[Won]:
    """What was won in a published process, for anybody."""
    found = Won.objects.filter(competition__ocid=ocid, decision__published_at__isnull=False, decision__undone_at=None)
    return list(found.select_related("supplier", "decision").prefetch_related("lots"))


def no_awards_of(competition: Competition) -> Mapping[int, NoAward]:
    """Lots that ended without an award, by their number in the database."""
    return {each.lot_id: each for each in NoAward.objects.filter(lot__competition=competition).select_related("lot")}


def challenges_of(decision: AwardDecision) -> list[AwardChallenge]:
    """Challenges to it, the open ones first."""
    found = AwardChallenge.objects.filter(decision=decision).select_related("supplier")
    return sorted(found, key=lambda each: (each.settled_at is not None, each.pk))


def standstill_of(competition: Competition, decision: AwardDecision | None, *, on: date) -> Decision[Standstill]:
    """The standstill, and whether the contracts may be signed on ``on``, by the rule ``standstill``."""
    published = decision.published_at if decision is not None else None
    is_open = decision is not None and AwardChallenge.objects.filter(decision=decision, settled_at=None).exists()
    return decide_standstill(
        StandstillCase(
            on=on,
            pack=cast("PackName", competition.pack),
            award_notice_on=timezone.localdate(published) if published else None,
            opened_on=competition.opened_on,
            challenge_open=is_open,
        )
    )


def first_signing(decision: AwardDecision) -> date | None:
    """The first day on which a contract of this award could be signed, as bidders were told when it was published."""
    assert decision.published_at is not None
    on, competition = timezone.localdate(decision.published_at), decision.competition
    case = StandstillCase(
        on=on, pack=cast("PackName", competition.pack), award_notice_on=on, opened_on=competition.opened_on
    )
    return decide_standstill(case).value.may_sign_from


def not_before(competition: Competition) -> date | None:
    """The first day on which a contract of the competition may be signed; None while no award is published."""
    decision = standing_decision(competition)
    on = timezone.localdate(decision.published_at) if decision and decision.published_at else competition.opened_on
    return standstill_of(competition, decision, on=on).value.may_sign_from


def price_blocks(competition: Competition) -> list[Reason]:
    """What about prices stands in the way of a proposal: not opened, or abnormally low and not settled."""
    if not prices_opened(competition):
        return [reason("no-prices")]
    codes = {"ask": "price-unasked", "wait": "price-unanswered"}
    return [
        reason(codes[flag.action], label=flag.bid, lot=each.lot.title)
        for each in lot_prices(competition)
        for flag in each.low.value.flags
        if flag.action in codes
    ]


def bidder_names(competition: Competition) -> Mapping[str, Supplier]:
    """Who is behind each bid, by its key; empty for whoever may not know."""
    found = OpenedBidder.objects.filter(opened__competition=competition).select_related("opened", "supplier")
    return {each.opened.key: each.supplier for each in found}


def supplier_names(given: AwardRound) -> Mapping[str, str]:
    """The names behind the keys of suppliers in a round."""
    numbers = {each.key: supplier_number(each.key) for each in given.suppliers}
    numbers |= {each.group: supplier_number(each.group) for each in given.suppliers if each.group}
    found = Supplier.objects.in_bulk(list(numbers.values()))
    return {key: found[number].legal_name for key, number in numbers.items()}


def lots_by_key(competition: Competition) -> Mapping[str, CompetitionLot]:
    """The lots, by their keys."""
    return {lot.key: lot for lot in competition.lots.select_related("category__region")}


def opened_by_key(competition: Competition) -> Mapping[str, OpenedBid]:
    """The opened bids, by their keys."""
    return {each.key: each for each in OpenedBid.objects.filter(competition=competition)}
