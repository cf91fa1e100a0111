"""Scores and ranks of bids by a published price formula, and whether the ranking hangs on who else bids (rule E9)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import EVALUATION, evaluation
from throughcare.commissioning.rules.price_formulas import Formula, Offer, Scored, Terms, overturned, score
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, pounds, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "price-score", "evaluation"
Positive = Annotated[int, Meta(gt=0)]
HUNDRED = 100


class PricedBid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bid whose quality has been agreed, on a scale from 0 to 100 (social value counted in, by its weight)."""

    bid: str
    price_pence: Annotated[int, Meta(gt=0)]
    quality: Annotated[float, Meta(ge=0, le=100)]


class PriceCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bids of a lot. Price per quality point uses no weights."""

    on: date
    formula: Formula
    bids: tuple[PricedBid, ...]
    quality_weight: Annotated[float, Meta(ge=0, le=100)] = 100
    price_weight: Annotated[float, Meta(ge=0, le=100)] = 0
    benchmark_pence: Annotated[Positive | None, Meta(description="needed for a fixed benchmark")] = None


class BidScore(Struct, frozen=True, gc=False):
    """Scores rounded to two places; the rank comes from the exact ones, and bids with the same score share it."""

    bid: str
    price_score: float
    quality: float
    total: float
    rank: int


class Overturned(Struct, frozen=True, gc=False):
    """Without ``left_out``, ``overtaken`` would come behind ``overtakes``."""

    left_out: str
    overtaken: str
    overtakes: str


class PriceScores(Struct, frozen=True, gc=False):
    """The scores, the best first; ``winner`` is null in a tie and where there is no bid."""

    scores: tuple[BidScore, ...]
    winner: str | None
    tied: Annotated[tuple[str, ...], Meta(description="bids that share the first rank, where there are several")]
    rank_reversal: Annotated[bool, Meta(description="the order of two bids hangs on whether a third is there")]
    winner_changes: Annotated[bool, Meta(description="and so does who wins")]
    overturned: tuple[Overturned, ...]


_REASONS = {
    "won": mark("{bid} has the highest score, {total}."),
    "won-reversal": mark("{bid} has the highest score, {total}. Careful: the order of two bids hangs on a third."),
    "tie": mark("Bids that share the highest score: {count}. The published order decides between them."),
    "no-bids": mark("There is no bid to score."),
}  # fmt: skip
_FORMULAS: dict[Formula, str] = {
    "relative-to-lowest": mark("Price score: 100 times the lowest price, divided by the price."),
    "price-per-quality": mark("Price divided by quality: the lowest wins and scores 100."),
    "fixed-benchmark": mark("Price score: 50 at the benchmark, 100 at {spread}% below it or less, 0 at {spread}% above it."),
    "distance-from-mean": mark("Price score: 50 at the mean, 100 at {spread}% below it or less, 0 at {spread}% above it."),
    "fixed-price": mark("The price is fixed, so quality alone decides."),
}  # fmt: skip
_ONE = mark("{bid}: price {price} scores {points}; quality {quality}; together {total}.")
_TURNS = mark("Without {out}, {second} would come before {first}.")


def decide_price_score(case: PriceCase) -> Decision[PriceScores]:
    """Scores and ranks, with the bids left out one by one.

    Source: Public Contracts Regulations 2015 reg. 67 and Procurement Act 2023 s.23, the formula is published. Raises
    ``ImpossibleCase`` for weights that do not total 100, a benchmark that is missing, or a bid listed twice.
    """
    _check(case)
    trail = Trail(NAME, RULE_SET)
    terms = _terms(case, trail)
    if not case.bids:
        return trail.decide(PriceScores((), None, (), False, False, ()), "no-bids", _REASONS["no-bids"])
    offers = {each.bid: Offer(each.price_pence, Fraction(str(each.quality))) for each in case.bids}
    exact = score(offers, terms)
    scores = _ranked(offers, exact)
    turned = tuple(Overturned(*each) for each in overturned(offers, terms))
    _say(scores, offers, turned, trail)
    first = tuple(each.bid for each in scores if each.rank == 1)
    winner = first[0] if len(first) == 1 else None
    value = PriceScores(
        scores, winner, first if winner is None else (), bool(turned),
        winner is not None and any(each.overtaken == winner for each in turned), turned,
    )  # fmt: skip
    code = "tie" if winner is None else "won-reversal" if turned else "won"
    return trail.decide(
        value, code, _REASONS[code], result=winner, bid=winner or "", total=f"{scores[0].total:g}", count=len(first)
    )


def _terms(case: PriceCase, trail: Trail) -> Terms:
    spread = Fraction(0)
    if case.formula in ("fixed-benchmark", "distance-from-mean"):
        spread = Fraction(str(trail.use(evaluation("benchmark-range", case.on))))
    trail.note("formula", _FORMULAS[case.formula], case.formula, spread=f"{float(spread):g}")
    weights = (Fraction(str(case.quality_weight)), Fraction(str(case.price_weight)))
    return Terms(case.formula, *weights, case.benchmark_pence, spread)


def _say(scores: tuple[BidScore, ...], offers: dict[str, Offer], turned: tuple[Overturned, ...], trail: Trail) -> None:
    """A step for each bid, then one for each order that turns over."""
    for each in scores:
        trail.note(
            "bid", _ONE, each.total, bid=each.bid, price=pounds(offers[each.bid].price), points=f"{each.price_score:g}",
            quality=f"{each.quality:g}", total=f"{each.total:g}",
        )  # fmt: skip
    for turn in turned:
        said = {"out": turn.left_out, "first": turn.overtaken, "second": turn.overtakes}
        trail.note("rank-reversal", _TURNS, None, decisive=True, **said)


def _check(case: PriceCase) -> None:
    names = [each.bid for each in case.bids]
    if len(set(names)) < len(names):
        raise ImpossibleCase("a bid is listed twice")
    if case.formula == "fixed-benchmark" and case.benchmark_pence is None:
        raise ImpossibleCase("a fixed benchmark needs benchmark_pence")
    total = Fraction(str(case.quality_weight)) + Fraction(str(case.price_weight))
    if case.formula != "price-per-quality" and total != HUNDRED:
        raise ImpossibleCase(f"quality_weight and price_weight must total 100, and total {float(total):g}")


def _ranked(offers: dict[str, Offer], exact: dict[str, Scored]) -> tuple[BidScore, ...]:
    order = sorted(offers, key=lambda name: (-exact[name].total, name))
    return tuple(
        BidScore(
            name,
            rounded(exact[name].price),
            float(offers[name].quality),
            rounded(exact[name].total),
            1 + sum(exact[other].total > exact[name].total for other in offers),
        )
        for name in order
    )


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Scores and ranks of the bids for a lot"),
    case=PriceCase,
    value=PriceScores,
    decide=decide_price_score,
    parameters=(EVALUATION,),
    source="Public Contracts Regulations 2015 reg. 67; Procurement Act 2023 s.23",
    default=True,
)
