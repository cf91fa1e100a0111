"""Which prices are abnormally low, and what must happen before a bid may be rejected for it (rule E10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import EVALUATION, evaluation
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, percent_beside, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "abnormally-low", "evaluation"
Positive = Annotated[int, Meta(gt=0)]
Explanation = Literal["not-asked", "asked", "satisfactory", "unsatisfactory"]
Action = Literal["none", "ask", "wait", "keep", "may-reject"]


class Price(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The price of a bid, and how far its explanation has come."""

    bid: str
    price_pence: Annotated[int, Meta(gt=0)]
    explanation: Explanation = "not-asked"


class PricesCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The prices of all admissible bids for a lot."""

    on: date
    bids: tuple[Price, ...]
    should_cost_pence: Annotated[
        Annotated[int, Meta(gt=0)] | None, Meta(description="what it should cost by our own estimate")
    ] = None


class PriceFlag(Struct, frozen=True, gc=False):
    """How a price stands; percentages are how far it lies below, negative where it lies above."""

    bid: str
    level: Literal["none", "amber", "red"]
    action: Action
    below_mean_percent: Annotated[float | None, Meta(description="below the mean of the other bids")]
    below_next_percent: Annotated[float | None, Meta(description="below the next higher price")]
    below_should_cost_percent: float | None


class PriceFlags(Struct, frozen=True, gc=False):
    """One line for each bid, in the order given; ``to_ask`` are those whose supplier must be asked."""

    flags: tuple[PriceFlag, ...]
    to_ask: tuple[str, ...]
    may_reject: tuple[str, ...]


_REASONS = {
    "none": mark("No price is abnormally low."),
    "ask": mark("Prices that are abnormally low: {count}. The supplier is asked before anything follows."),
    "amber": mark("Prices that lie low enough to look at: {count}."),
    "may-reject": mark("Bids that may be rejected, because the explanation did not satisfy: {count}. A person decides."),
    "settled": mark("Every price that is abnormally low has been explained, or the answer is awaited."),
    "too-few": mark("There are too few bids to compare them with each other."),
}  # fmt: skip
_MEAN = mark("{bid}: {share} below the mean of the others.")
_NEXT = mark("{bid}: {share} below the next price.")
_SHOULD = mark("{bid}: {share} below what it should cost.")


def decide_low_prices(case: PricesCase) -> Decision[PriceFlags]:
    """Which prices are abnormally low and what follows.

    Sources: Public Contracts Regulations 2015 reg. 69; Procurement Act 2023 s.19, the supplier is asked first. The law
    gives no number. Raises ``ImpossibleCase`` for a bid listed twice.
    """
    names = [each.bid for each in case.bids]
    if len(set(names)) < len(names):
        raise ImpossibleCase("a bid is listed twice")
    trail = Trail(NAME, RULE_SET)
    limits = trail.use(evaluation("abnormally-low", case.on))
    flags = tuple(_flag(each, case, limits, trail) for each in case.bids)
    to_ask = tuple(each.bid for each in flags if each.action == "ask")
    may_reject = tuple(each.bid for each in flags if each.action == "may-reject")
    red, amber = ([each for each in flags if each.level == level] for level in ("red", "amber"))
    few = len(case.bids) < limits["least_bids"]
    if to_ask:
        code, count = "ask", len(to_ask)
    elif may_reject:
        code, count = "may-reject", len(may_reject)
    elif red:
        code, count = "settled", len(red)
    elif amber:
        code, count = "amber", len(amber)
    else:
        code, count = "too-few" if few and case.should_cost_pence is None else "none", 0
    value = PriceFlags(flags, to_ask, may_reject)
    return trail.decide(value, code, _REASONS[code], result=len(red), count=count)


def _flag(bid: Price, case: PricesCase, limits: Mapping[str, Any], trail: Trail) -> PriceFlag:
    others = [each.price_pence for each in case.bids if each.bid != bid.bid]
    enough = len(case.bids) >= limits["least_bids"]
    mean = _below(bid.price_pence, Fraction(sum(others), len(others))) if others and enough else None
    higher = [price for price in others if price > bid.price_pence]
    following = _below(bid.price_pence, Fraction(min(higher))) if higher and enough else None
    should = _below(bid.price_pence, Fraction(case.should_cost_pence)) if case.should_cost_pence else None
    is_red = (mean is not None and mean >= limits["below_mean"]) or (
        following is not None and following >= limits["below_next"]
    )
    is_amber = any(share is not None and share >= limits["amber"] for share in (mean, should))
    level: Literal["none", "amber", "red"] = "red" if is_red else "amber" if is_amber else "none"
    near = (limits["below_mean"], limits["below_next"], limits["amber"])
    for template, share in ((_MEAN, mean), (_NEXT, following), (_SHOULD, should)):
        if level != "none" and share is not None and share > 0:
            trail.note(
                "below", template, rounded(share), decisive=is_red, bid=bid.bid, share=percent_beside(share, *near)
            )
    shown = [None if share is None else rounded(share) for share in (mean, following, should)]
    return PriceFlag(bid.bid, level, _action(level, bid.explanation), *shown)


def _below(price: int, other: Fraction) -> Fraction:
    """How many per cent the price lies below the other."""
    return (other - price) * 100 / other


def _action(level: str, explanation: Explanation) -> Action:
    """What follows for a red price; amber is only looked at."""
    if level != "red":
        return "none"
    actions: dict[Explanation, Action] = {
        "not-asked": "ask", "asked": "wait", "satisfactory": "keep", "unsatisfactory": "may-reject",
    }  # fmt: skip
    return actions[explanation]


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Abnormally low prices"),
    case=PricesCase,
    value=PriceFlags,
    decide=decide_low_prices,
    parameters=(EVALUATION,),
    source="Public Contracts Regulations 2015 reg. 69; Procurement Act 2023 s.19",
    default=True,
)
