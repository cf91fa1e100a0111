"""Formulas that turn prices into scores from 0 to 100 (rule E9), in exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

Formula = Literal["relative-to-lowest", "price-per-quality", "fixed-benchmark", "distance-from-mean", "fixed-price"]
FORMULAS: tuple[Formula, ...] = get_args(Formula)
FULL = Fraction(100)


class Scored(NamedTuple):
    """A bid's scores, exact."""

    price: Fraction
    total: Fraction


class Terms(NamedTuple):
    """How the bids are scored; weights in per cent, ``spread`` the range of a benchmark in per cent."""

    formula: Formula
    quality_weight: Fraction
    price_weight: Fraction
    benchmark: int | None
    spread: Fraction


class Offer(NamedTuple):
    """A bid: price in pence, quality from 0 to 100."""

    price: int
    quality: Fraction


def score(offers: Mapping[str, Offer], terms: Terms) -> dict[str, Scored]:
    """The score of each offer among these."""
    if terms.formula == "price-per-quality":
        return _per_quality(offers)
    prices = {name: offer.price for name, offer in offers.items()}
    scores = _price_scores(prices, terms)
    return {
        name: Scored(scores[name], (terms.quality_weight * offer.quality + terms.price_weight * scores[name]) / FULL)
        for name, offer in offers.items()
    }


def _price_scores(prices: Mapping[str, int], terms: Terms) -> dict[str, Fraction]:
    if terms.formula == "fixed-price":
        return dict.fromkeys(prices, FULL)
    if terms.formula == "relative-to-lowest":
        least = min(prices.values())
        return {name: FULL if price == least else FULL * least / price for name, price in prices.items()}
    middle = (
        Fraction(sum(prices.values()), len(prices))
        if terms.formula == "distance-from-mean"
        else Fraction(terms.benchmark or 0)
    )
    return {name: _around(price, middle, terms.spread) for name, price in prices.items()}


def _around(price: int, middle: Fraction, spread: Fraction) -> Fraction:
    """100 at ``spread`` per cent below the middle, 50 at the middle, 0 at as much above it; no more and no less."""
    if middle == 0:
        return FULL
    below = (middle - price) * 100 / middle
    return min(FULL, max(Fraction(0), 50 + 50 * below / spread))


def _per_quality(offers: Mapping[str, Offer]) -> dict[str, Scored]:
    """The lowest price for a point of quality gets 100; an offer without quality gets nothing."""
    ratios = {name: offer.price / offer.quality for name, offer in offers.items() if offer.quality > 0}
    best = min(ratios.values(), default=Fraction(0))
    found = {}
    for name in offers:
        ratio = ratios.get(name)
        points = Fraction(0) if ratio is None else FULL if ratio == best else FULL * best / ratio
        found[name] = Scored(points, points)
    return found


def overturned(offers: Mapping[str, Offer], terms: Terms) -> list[tuple[str, str, str]]:
    """Pairs whose order turns over when another bid is left out: who is left out, who was ahead, who then is."""
    everybody, found = score(offers, terms), []
    names = sorted(offers)
    for left_out in names:
        rest = {name: offer for name, offer in offers.items() if name != left_out}
        if len(rest) < 2:
            continue
        without = score(rest, terms)
        found += [
            (left_out, one, other)
            for one in rest
            for other in rest
            if everybody[one].total > everybody[other].total and without[one].total < without[other].total
        ]
    return sorted(found)
