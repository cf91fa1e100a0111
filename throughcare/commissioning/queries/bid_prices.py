"""Bids with their prices, once these are open: what each is worth in each lot, and which prices are abnormally low."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from throughcare.commissioning.models import (
    BidRejection,
    Competition,
    CompetitionLot,
    Consensus,
    OpenedBid,
    OpenedPrice,
    PriceInquiry,
)
from throughcare.commissioning.queries.scoring import questions_of, scale_of
from throughcare.commissioning.rules.abnormally_low import Explanation, Price, PriceFlags, PricesCase, decide_low_prices
from throughcare.commissioning.rules.award_problem import draw_places
from throughcare.commissioning.rules.bid_content import BidPrices, PriceOffer, prices_of
from throughcare.commissioning.rules.price_formulas import Formula
from throughcare.commissioning.rules.price_score import PriceCase, PricedBid, PriceScores, decide_price_score
from throughcare.commissioning.rules.quality_score import Quality, Weighed, quality_of, share_of_package
from throughcare.commissioning.rules.tie_break import Tie, TieCase, TiedBid, decide_tie
from throughcare.commissioning.rules.trail import rounded
from throughcare.kernel.decision import Decision

PRICED = ("moderated", "award-recommended", "award-approved", "standstill", "concluded")
"""States in which prices count."""


@dataclass(frozen=True)
class PricedOffer:
    """An offer of a bid that is in the evaluation; ``key`` is unique in the competition."""

    opened: OpenedBid
    offer: PriceOffer
    quality: Quality

    @property
    def key(self) -> str:
        """How the round of the award names it."""
        return offer_key(self.opened, self.offer.key)

    def price_in(self, lot: CompetitionLot, values: Mapping[str, int]) -> int:
        """What it asks for one of its lots, in pence."""
        return share_of_package(
            self.offer.pence, value=values[lot.key], values=[values[key] for key in self.offer.lots]
        )


def offer_key(opened: OpenedBid, offer: str) -> str:
    """An offer's name within the whole competition."""
    return f"{opened.key}.{offer}"[:60]


@dataclass(frozen=True)
class LotPrices:
    """A lot with the offers for it: their scores, and how low they are."""

    lot: CompetitionLot
    offers: Sequence[PricedOffer]
    scores: Decision[PriceScores]
    low: Decision[PriceFlags]
    tie: Decision[Tie] | None
    inquiries: Mapping[str, PriceInquiry]

    def label(self, key: str) -> str:
        """The bidder's label of an offer."""
        return next(each.opened.label for each in self.offers if each.key == key)


def qualities(competition: Competition) -> Mapping[Any, Quality]:
    """What the agreed answers of every bid are worth, by the key of the opened bid."""
    questions = {each.pk: each for each in questions_of(competition)}
    top = scale_of(competition).top
    given: dict[Any, dict[int, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for one in Consensus.objects.filter(opened__competition=competition, agreed_at__isnull=False):
        given[one.opened_id][questions[one.question_id].criterion_id].append(Fraction(str(one.score)))
    criteria = list(competition.criteria.all())
    return {
        opened: quality_of(
            [Weighed(each.kind, Fraction(str(each.weight)), tuple(scores[each.pk])) for each in criteria], top=top
        )
        for opened, scores in given.items()
    }


def prices(competition: Competition) -> Mapping[Any, BidPrices]:
    """The opened prices, by the key of the opened bid; empty before the consensus is moderated."""
    if competition.state not in PRICED:
        return {}
    found = OpenedPrice.objects.filter(opened__competition=competition, content__isnull=False)
    return {each.opened_id: prices_of(each.content) for each in found if each.content is not None}


def prices_opened(competition: Competition) -> bool:
    """Whether the price envelopes are open."""
    return OpenedPrice.objects.filter(opened__competition=competition).exists()


def offers_of(competition: Competition) -> list[PricedOffer]:
    """Every offer that is in the evaluation: of a bid that is not rejected, for lots in which it is not rejected."""
    worth, asked = qualities(competition), prices(competition)
    out = {(each.opened_id, each.lot.key if each.lot else "") for each in _rejections(competition)}
    bids = OpenedBid.objects.filter(competition=competition, pk__in=list(asked))
    return [
        PricedOffer(opened, offer, worth[opened.pk])
        for opened in bids
        if opened.pk in worth and (opened.pk, "") not in out
        for offer in asked[opened.pk].offers
        if not any((opened.pk, key) in out for key in offer.lots)
    ]


def lot_prices(competition: Competition) -> list[LotPrices]:
    """Every lot with its offers scored by the published formula."""
    lots, offers = list(competition.lots.select_related("category__region")), offers_of(competition)
    values = {lot.key: lot.value_pence for lot in lots}
    inquiries = PriceInquiry.objects.filter(opened__competition=competition).select_related("opened", "lot")
    asked = {(each.opened_id, each.lot_id): each for each in inquiries}
    return [_lot(competition, lot, offers, values, asked) for lot in lots]


def _lot(
    competition: Competition, lot: CompetitionLot, offers: Sequence[PricedOffer], values: Mapping[str, int],
    asked: Mapping[tuple[Any, int], PriceInquiry],
) -> LotPrices:  # fmt: skip
    here = [each for each in offers if lot.key in each.offer.lots]
    cheapest: dict[str, int] = {}
    for each in here:
        price = each.price_in(lot, values)
        cheapest[each.opened.label] = min(price, cheapest.get(each.opened.label, price))
    found = {each.opened.label: asked[each.opened.pk, lot.pk] for each in here if (each.opened.pk, lot.pk) in asked}
    low = decide_low_prices(
        PricesCase(
            on=competition.opened_on,
            bids=tuple(
                Price(bid=label, price_pence=price, explanation=_explanation(found.get(label)))
                for label, price in cheapest.items()
            ),
        )
    )
    scored = _scored(competition, lot, here, values)
    return LotPrices(lot, here, scored, low, _tie(competition, here, scored.value), found)


def _tie(competition: Competition, here: Sequence[PricedOffer], scores: PriceScores) -> Decision[Tie] | None:
    """How a tie for the first place is settled, by the published order and the draw; None where there is none."""
    if not scores.tied:
        return None
    places = draw_places(competition.draw, tuple(each.key for each in offers_of(competition)))
    tied = [each for each in here if each.key in scores.tied]
    totals = {each.bid: each.total for each in scores.scores}
    return decide_tie(
        TieCase(
            on=competition.opened_on,
            bids=tuple(
                TiedBid(
                    bid=each.key, total=totals[each.key], quality=rounded(each.quality.quality, 4),
                    social_value=rounded(each.quality.social_value, 4),
                )
                for each in tied
            ),
            draw=tuple(sorted(scores.tied, key=places.__getitem__)),
        )
    )  # fmt: skip


def _scored(
    competition: Competition, lot: CompetitionLot, here: Sequence[PricedOffer], values: Mapping[str, int]
) -> Decision[PriceScores]:
    """The published formula over the offers; a benchmark falls on the lots by their values."""
    weight = sum((each.weight for each in competition.criteria.all() if each.kind == "price"), start=0)
    benchmark = competition.benchmark_pence
    if benchmark is not None:
        benchmark = share_of_package(benchmark, value=values[lot.key], values=list(values.values()))
    return decide_price_score(
        PriceCase(
            on=competition.opened_on,
            formula=cast("Formula", competition.formula),
            bids=tuple(
                PricedBid(
                    bid=each.key, price_pence=each.price_in(lot, values), quality=rounded(each.quality.together, 4)
                )
                for each in here
            ),
            quality_weight=100 - float(weight),
            price_weight=float(weight),
            benchmark_pence=benchmark,
        )
    )


def _explanation(inquiry: PriceInquiry | None) -> Explanation:
    if inquiry is None:
        return "not-asked"
    return cast("Explanation", inquiry.verdict) if inquiry.verdict else "asked"


def _rejections(competition: Competition) -> list[BidRejection]:
    return list(BidRejection.objects.filter(opened__competition=competition).select_related("lot", "opened"))


def rejections_of(competition: Competition) -> list[BidRejection]:
    """What is out of the evaluation, and why."""
    return _rejections(competition)


def admissible_in(competition: Competition, lot: CompetitionLot) -> tuple[int, int, int | None]:
    """Of a lot: how many bids came and are admissible, and the lowest admissible price in pence once prices are open."""
    came = [each for each in OpenedBid.objects.filter(competition=competition) if _is_for(each, lot)]
    out = {each.opened_id for each in _rejections(competition) if each.lot_id in (None, lot.pk)}
    values = {each.key: each.value_pence for each in competition.lots.all()}
    asked = [each.price_in(lot, values) for each in offers_of(competition) if lot.key in each.offer.lots]
    admissible = [each for each in came if each.pk not in out and each.content is not None]
    return len(came), len(admissible), min(asked, default=None)


def _is_for(opened: OpenedBid, lot: CompetitionLot) -> bool:
    return opened.content is not None and lot.key in opened.content.get("lots", ())
