"""What each bidder is told, written from the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from throughcare.commissioning.models import Award as Won
from throughcare.commissioning.models import (
    AwardDecision,
    BidRejection,
    Competition,
    Consensus,
    FeedbackLetter,
    NoAward,
    OpenedBid,
)
from throughcare.commissioning.queries.awards import bidder_names, read_proposal
from throughcare.commissioning.queries.bid_prices import LotPrices, lot_prices
from throughcare.commissioning.queries.scoring import content, questions_of, readable_bids, scale_of
from throughcare.commissioning.rules.award_explanation import LotReason
from throughcare.commissioning.rules.feedback import AnswerFeedback, Feedback, LotFeedback

Agreed = Mapping[tuple[Any, int], Consensus]


def letters_for(competition: Competition, decision: AwardDecision, won: Sequence[Won]) -> Mapping[Any, Feedback]:
    """The letter of every bid that could be read, by the key of the opened bid."""
    agreed: Agreed = {
        (each.opened_id, each.question_id): each for each in Consensus.objects.filter(opened__competition=competition)
    }
    reasons = read_proposal(decision.proposal).reasons
    names = {key: supplier.legal_name for key, supplier in bidder_names(competition).items()}
    priced = {each.lot.key: each for each in lot_prices(competition)}
    lost = {
        each.lot.key: each.words for each in NoAward.objects.filter(lot__competition=competition).select_related("lot")
    }
    return {
        bid.pk: Feedback(
            bidder=names.get(bid.key, bid.label),
            competition=competition.title,
            top=scale_of(competition).top,
            answers=_answers(competition, bid, agreed, won),
            lots=tuple(
                _lot(bid, priced[key], won, reasons.get(key), lost.get(key, ""))
                for key in content(bid).lots
                if key in priced
            ),
            left_out=" ".join(each.reason for each in BidRejection.objects.filter(opened=bid)),
        )
        for bid in readable_bids(competition)
    }


def _answers(
    competition: Competition, bid: OpenedBid, agreed: Agreed, won: Sequence[Won]
) -> tuple[AnswerFeedback, ...]:
    mine = set(content(bid).lots)
    winners = {
        award.opened_id: award.supplier.legal_name
        for award in won
        if award.opened_id != bid.pk and mine & {lot.key for lot in award.lots.all()}
    }
    found = []
    for question in questions_of(competition):
        own = agreed.get((bid.pk, question.pk))
        theirs = {name: agreed.get((number, question.pk)) for number, name in winners.items()}
        found.append(
            AnswerFeedback(
                question=question.text,
                criterion=question.criterion.title,
                score=None if own is None or own.score is None else float(own.score),
                reasons="" if own is None else own.reasons,
                winners={name: float(each.score) for name, each in theirs.items() if each and each.score is not None},
            )
        )
    return tuple(found)


def _lot(bid: OpenedBid, priced: LotPrices, won: Sequence[Won], why: LotReason | None, lost: str) -> LotFeedback:
    """The bid's place in a lot: its best offer there, among the best offers of all."""
    by_key = {each.key: each.opened for each in priced.offers}
    best: dict[Any, Any] = {}
    for one in priced.scores.value.scores:
        best.setdefault(by_key[one.bid].pk, one)
    own = best.get(bid.pk)
    winner = next((each for each in won if priced.lot.key in {lot.key for lot in each.lots.all()}), None)
    theirs = best.get(winner.opened_id) if winner is not None else None
    return LotFeedback(
        lot=priced.lot.key,
        title=priced.lot.title,
        price_score=own.price_score if own else None,
        total=own.total if own else None,
        rank=1 + sum(each.total > own.total for each in best.values()) if own else None,
        bids=len(best),
        won=winner is not None and winner.opened_id == bid.pk,
        winner=winner.supplier.legal_name if winner is not None else "",
        winner_total=theirs.total if theirs else None,
        winner_price_score=theirs.price_score if theirs else None,
        why=why.reason if why is not None else "",
        limits=why.limits if why is not None else (),
        no_award=lost,
    )


def letters_sent() -> QuerySet[FeedbackLetter]:
    """Every letter that was sent and that the reader may read, the latest first."""
    found = FeedbackLetter.objects.filter(sent_at__isnull=False).select_related("supplier", "decision__competition")
    return found.order_by("-sent_at", "pk")
