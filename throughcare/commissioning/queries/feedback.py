"""What each bidder is told, written from the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

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
from throughcare.commissioning.queries.bid_prices import LotPrices, lot_prices, prices_opened
from throughcare.commissioning.queries.scoring import content, questions_of, readable_bids, scale_of
from throughcare.commissioning.rules.award_explanation import LotReason
from throughcare.commissioning.rules.feedback import AnswerFeedback, Feedback, LotFeedback
from throughcare.commissioning.rules.feedback_due import FeedbackCase, FeedbackDue, decide_feedback_due
from throughcare.kernel.decision import Decision

Agreed = Mapping[tuple[Any, int], Consensus]


def letters_for(competition: Competition, decision: AwardDecision | None, won: Sequence[Won]) -> Mapping[Any, Feedback]:
    """The letter of every bid that could be read, by the key of the opened bid.

    Without a ``decision`` nothing was awarded: a letter says what was agreed by then, and prices where they were opened.
    """
    agreed: Agreed = {
        (each.opened_id, each.question_id): each
        for each in Consensus.objects.filter(opened__competition=competition, agreed_at__isnull=False)
    }
    reasons = read_proposal(decision.proposal).reasons if decision is not None else {}
    names = {key: supplier.legal_name for key, supplier in bidder_names(competition).items()}
    lots = {each.key: each for each in competition.lots.all()}
    priced = {each.lot.key: each for each in lot_prices(competition)} if prices_opened(competition) else {}
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
                if key in priced
                else LotFeedback(lot=key, title=lots[key].title, no_award=lost.get(key, ""))
                for key in content(bid).lots
                if key in lots
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
    found = FeedbackLetter.objects.filter(sent_at__isnull=False).select_related(
        "supplier", "decision__competition", "ended"
    )
    return found.order_by("-sent_at", "pk")


def feedback_due(decision: AwardDecision, *, on: date) -> Decision[FeedbackDue] | None:
    """By when the bidders are told of an approved award, and whether they were in time; None before it is approved."""
    if decision.approved_at is None:
        return None
    told = decision.published_at
    return decide_feedback_due(
        FeedbackCase(
            on=on,
            decided_on=timezone.localdate(decision.approved_at),
            told_on=timezone.localdate(told) if told else None,
        )
    )


class OnTime(NamedTuple):
    """How many awards bidders were told of, and how many of these in time."""

    told: int
    in_time: int


def feedback_on_time(*, on: date) -> OnTime:
    """Over every award that was published."""
    published = AwardDecision.objects.filter(published_at__isnull=False, approved_at__isnull=False)
    states = [found.value.state for each in published if (found := feedback_due(each, on=on)) is not None]
    return OnTime(len(states), states.count("in-time"))
