"""Prices that are abnormally low, and bids that are left out: asked first, judged, and only then rejected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.stages import commissioned
from throughcare.commissioning.models import BidRejection, Competition, CompetitionLot, OpenedBid, PriceInquiry
from throughcare.commissioning.queries.bid_prices import LotPrices, lot_prices, prices_opened
from throughcare.commissioning.rules.evaluation_refusals import refusal

_JUDGING = ("moderated",)


@transaction.atomic
def ask_about_price(*, opened: OpenedBid, lot: CompetitionLot, words: str, by: User, at: datetime) -> PriceInquiry:
    """Ask a bidder about a price that the rule ``abnormally-low`` marks red. Raises ``EvaluationRefused``."""
    stored = _buying(opened.competition, by)
    if not words.strip():
        raise refusal("no-words")
    if PriceInquiry.objects.filter(opened=opened, lot=lot).exists():
        raise refusal("asked-already")
    if opened.label not in _of_lot(stored, lot).low.value.to_ask:
        raise refusal("not-low")
    made = PriceInquiry.objects.create(opened=opened, lot=lot, asked=words.strip(), asked_by=by, asked_at=at)
    _say("ask_about_price", stored, by, at, bid=opened.key, lot=lot.key)
    return made


@transaction.atomic
def record_answer(*, inquiry: PriceInquiry, words: str, by: User, at: datetime) -> PriceInquiry:
    """Record what the bidder answered, before anybody judges it."""
    kept, stored = _held(inquiry, by)
    if not words.strip():
        raise refusal("no-words")
    if kept.verdict:
        raise refusal("wrong-stage")
    kept.answer, kept.answered_at = words.strip(), at
    kept.save(update_fields=["answer", "answered_at"])
    _say("record_answer", stored, by, at, bid=kept.opened.key, lot=kept.lot.key)
    return kept


@transaction.atomic
def judge_answer(*, inquiry: PriceInquiry, satisfies: bool, why: str, by: User, at: datetime) -> PriceInquiry:
    """Say whether the answer explains the price."""
    kept, stored = _held(inquiry, by)
    if not why.strip():
        raise refusal("no-words")
    if not kept.answer:
        raise refusal("price-unanswered", label=kept.opened.label, lot=kept.lot.title)
    kept.verdict = "satisfactory" if satisfies else "unsatisfactory"
    kept.verdict_why, kept.judged_by, kept.judged_at = why.strip(), by, at
    kept.save(update_fields=["verdict", "verdict_why", "judged_by", "judged_at"])
    _say("judge_answer", stored, by, at, bid=kept.opened.key, lot=kept.lot.key, verdict=kept.verdict)
    return kept


@transaction.atomic
def reject_price(*, opened: OpenedBid, lot: CompetitionLot, why: str, by: User, at: datetime) -> BidRejection:
    """Leave a bid out of one lot because its price is abnormally low and its answer did not explain it."""
    stored = _buying(opened.competition, by)
    if not why.strip():
        raise refusal("no-words")
    if opened.label not in _of_lot(stored, lot).low.value.may_reject:
        raise refusal("not-to-reject")
    made = BidRejection.objects.create(
        opened=opened, lot=lot, ground="abnormally-low", reason=why.strip(), by=by, at=at
    )
    _say("reject_price", stored, by, at, bid=opened.key, lot=lot.key)
    return made


@transaction.atomic
def reject_bid(*, opened: OpenedBid, why: str, by: User, at: datetime) -> BidRejection:
    """Leave a whole bid out as inadmissible, with the reason that its bidder is told."""
    stored = _buying(opened.competition, by)
    if not why.strip():
        raise refusal("no-words")
    if BidRejection.objects.filter(opened=opened, lot=None).exists():
        raise refusal("rejected-already")
    made = BidRejection.objects.create(opened=opened, ground="inadmissible", reason=why.strip(), by=by, at=at)
    _say("reject_bid", stored, by, at, bid=opened.key)
    return made


def _of_lot(stored: Competition, lot: CompetitionLot) -> LotPrices:
    return next(each for each in lot_prices(stored) if each.lot.pk == lot.pk)


def _held(inquiry: PriceInquiry, by: User) -> tuple[PriceInquiry, Competition]:
    kept = PriceInquiry.objects.select_for_update(of=("self",)).select_related("opened__competition", "lot").get(
        pk=inquiry.pk
    )  # fmt: skip
    return kept, _buying(kept.opened.competition, by)


def _buying(competition: Competition, by: User) -> Competition:
    stored = commissioned(competition, by, *_JUDGING)
    if not prices_opened(stored):
        raise refusal("no-prices")
    return stored


def _say(verb: str, stored: Competition, by: User, at: datetime, **detail: Any) -> None:
    record(action=f"commissioning.{verb}", subject=stored.reference, by=by, at=at, **detail)
