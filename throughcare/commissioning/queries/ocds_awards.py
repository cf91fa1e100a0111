"""An award as the Open Contracting Data Standard tells it: the projection of a competition that has been decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils import timezone
from msgspec.structs import replace

from throughcare.commissioning.models import Award as Won
from throughcare.commissioning.models import (
    AwardDecision,
    BidRejection,
    Competition,
    FeedbackLetter,
    NoAward,
    OpenedBid,
    PublishedRelease,
)
from throughcare.commissioning.queries.awards import standstill_of
from throughcare.commissioning.queries.ocds_competition import competition_release
from throughcare.commissioning.queries.ocds_parties import party_of
from throughcare.commissioning.rules.ocds import (
    Award,
    Bid,
    Bids,
    BidsStatistic,
    Organization,
    Period,
    Release,
    Tag,
    Value,
)
from throughcare.kernel.calendar import ONE_DAY, add_months


def award_release(competition: Competition, *, at: dt.datetime, tag: Tag) -> Release:
    """The next release of the process, which says all of the current state of a competition with its awards."""
    number = PublishedRelease.objects.filter(ocid=competition.ocid).count() + 1
    base = competition_release(competition, number=number, at=at, tag=tag)
    won = _won(competition)
    lost = list(NoAward.objects.filter(lot__competition=competition, published_at__isnull=False).select_related("lot"))
    return replace(
        base,
        parties=(*base.parties, *_parties(won)),
        bids=_bids(competition, won),
        awards=(*(_award(competition, each) for each in won), *(_unsuccessful(each) for each in lost)),
    )


def _won(competition: Competition) -> list[Won]:
    found = Won.objects.filter(competition=competition, decision__published_at__isnull=False).order_by("pk")
    return list(
        found.select_related("supplier", "decision", "opened").prefetch_related(
            "lots", "shares__supplier__identifiers", "supplier__identifiers"
        )
    )


def _tenderers(award: Won) -> Iterator[Organization]:
    """The winner, the lead of a consortium first."""
    yield party_of(award.supplier, "tenderer", "supplier")
    for share in award.shares.all():
        if share.supplier_id != award.supplier_id:
            yield party_of(share.supplier, "tenderer", "supplier")


def _parties(won: Sequence[Won]) -> tuple[Organization, ...]:
    return tuple({party.id: party for award in won for party in _tenderers(award)}.values())


def _bids(competition: Competition, won: Sequence[Won]) -> Bids:
    """How many bids came for each lot and how many counted; of bids themselves the winning ones alone."""
    opened = list(OpenedBid.objects.filter(competition=competition))
    out = {(each.opened_id, each.lot_id) for each in BidRejection.objects.filter(opened__competition=competition)}
    counts = []
    for lot in competition.lots.all():
        here = [each for each in opened if each.content is not None and lot.key in each.content["lots"]]
        valid = [each for each in here if not {(each.pk, None), (each.pk, lot.pk)} & out]
        counts += [
            BidsStatistic(id=f"bids-{lot.key}", measure="bids", value=len(here), related_lot=lot.key),
            BidsStatistic(id=f"valid-{lot.key}", measure="validBids", value=len(valid), related_lot=lot.key),
        ]
    return Bids(statistics=tuple(counts), details=tuple(_winning(won)))


def _winning(won: Sequence[Won]) -> Iterator[Bid]:
    first = {award.opened_id: award for award in reversed(won)}
    for opened, award in sorted(first.items(), key=lambda item: item[1].opened.number):
        worth = sum(
            each.value_pence for each in won if each.opened_id == opened and each.decision_id == award.decision_id
        )
        tenderers = tuple(party.reference for party in _tenderers(award))
        yield Bid(id=award.opened.key, status="valid", tenderers=tenderers, value=Value.of_pence(worth))


def _award(competition: Competition, award: Won) -> Award:
    decision: AwardDecision = award.decision
    assert decision.published_at is not None
    stands = standstill_of(competition, decision, on=timezone.localdate(decision.published_at)).value
    starts = competition.starts_on
    letter = FeedbackLetter.objects.filter(decision=decision, sent_at__isnull=False).order_by("sent_at").first()
    return Award(
        id=award.key,
        status="cancelled" if decision.undone_at else "active",
        title=", ".join(lot.title for lot in award.lots.all()),
        description=decision.words,
        date=decision.published_at,
        value=Value.of_pence(award.value_pence),
        suppliers=tuple(party.reference for party in _tenderers(award)),
        related_lots=tuple(lot.key for lot in award.lots.all()),
        related_bid=award.opened.key,
        contract_period=Period.of_days(starts, add_months(starts, competition.term_months)) if starts else None,
        standstill_period=None
        if stands.first_day is None or stands.last_day is None
        else Period.of_days(stands.first_day, stands.last_day + ONE_DAY),
        assessment_summaries_date_sent=letter.sent_at if letter else None,
    )


def _unsuccessful(lost: NoAward) -> Award:
    return Award(
        id=lost.key,
        status="unsuccessful",
        title=lost.lot.title,
        description=lost.words,
        date=lost.published_at,
        related_lots=(lost.lot.key,),
    )
