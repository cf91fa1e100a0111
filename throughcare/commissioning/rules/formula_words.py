"""Formulas for prices in words, and a worked example of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from throughcare.commissioning.rules.price_formulas import Formula
from throughcare.commissioning.rules.price_score import PriceCase, PricedBid
from throughcare.kernel.decision import mark

NAMES: Mapping[str, str] = {
    "relative-to-lowest": mark("Relative to the lowest price"),
    "price-per-quality": mark("Price for a point of quality"),
    "fixed-benchmark": mark("Against a published benchmark"),
    "distance-from-mean": mark("Distance from the mean price"),
    "fixed-price": mark("Fixed price: quality alone decides"),
}
"""What a formula is called."""

SAID: Mapping[str, str] = {
    "relative-to-lowest": mark("The lowest price gets 100; another gets 100 times the lowest price, divided by its own."),
    "price-per-quality": mark("Price divided by quality; the lowest result gets 100, the others in proportion."),
    "fixed-benchmark": mark("A price at the benchmark gets 50; lower prices more, up to 100, and higher ones less."),
    "distance-from-mean": mark("A price at the mean of all gets 50; lower prices more, up to 100, and higher ones less."),
    "fixed-price": mark("The price is fixed, so bids differ in quality alone."),
}  # fmt: skip
"""How a formula turns prices into points from 0 to 100."""

_BIDS = (("A", 90, 70), ("B", 100, 80), ("C", 110, 90))
"""The bids of the example: prices in per cent of the value, and quality from 0 to 100."""


def example_case(
    *, on: date, formula: Formula, value_pence: int, price_weight: float, benchmark_pence: int | None
) -> PriceCase:
    """Three made-up bids around the value of a lot, for the rule ``price-score`` with the published weights."""
    return PriceCase(
        on=on,
        formula=formula,
        bids=tuple(
            PricedBid(bid=name, price_pence=max(1, value_pence * share // 100), quality=quality)
            for name, share, quality in _BIDS
        ),
        quality_weight=round(100 - price_weight, 6),
        price_weight=price_weight,
        benchmark_pence=benchmark_pence or value_pence,
    )
