"""What bidding for a lot costs the sector, against what the lot is worth."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import CHECKS, check
from throughcare.commissioning.rules.trail import Trail, percent, percent_beside, pounds, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "bidding-cost", "competition-checks"
Count = Annotated[int, Meta(ge=0)]


class BiddingCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lot with its questions, and who is expected to bid."""

    on: date
    value_pence: Annotated[int, Meta(ge=0, description="value of the lot over its whole term")]
    words: Annotated[Count, Meta(description="words that all answers together may hold")]
    bidders: Annotated[Count, Meta(description="how many are expected to bid")]
    partners_per_bid: Count = 0
    margin_pence: Annotated[
        int | None,
        Meta(description="value for delivery less the full cost, as ``underfunding`` gives it; null where not known"),
    ] = None


class BiddingCost(Struct, frozen=True, gc=False):
    """Hours and money of one bid and of all; ``share_percent`` is what all cost in per cent of the lot's value.

    ``margin_percent`` is what one bid costs in per cent of what the winner has left over the whole term.
    """

    hours_per_bid: float
    cost_per_bid_pence: int
    sector_hours: float
    sector_cost_pence: int
    share_percent: Annotated[float | None, Meta(description="null for a lot without value")]
    margin_percent: Annotated[float | None, Meta(description="null where the margin is not known, or there is none")]
    warns: bool


_REASONS = {
    "fine": mark("Bidding costs the sector {cost}, {share} of what the lot is worth."),
    "too-dear": mark("Bidding costs the sector {cost}, {share} of what the lot is worth: more than {most}. Ask for less."),
    "no-value": mark("Bidding costs the sector {cost}, and the lot has no value."),
}  # fmt: skip
_MARGIN = mark("One bid costs {share} of what the lot leaves above its cost.")
_NO_MARGIN = mark("The lot leaves nothing above its cost, so whoever wins has bid at a loss.")
_ONE = mark("One bid takes hours: {writing} for writing, {pricing} for pricing, {partners} for partners.")


def decide_bidding_cost(case: BiddingCase) -> Decision[BiddingCost]:
    """What bidding costs: words by the hour, pricing, partners, times the bidders; a house standard."""
    trail = Trail(NAME, RULE_SET)
    figures = trail.use(check("bidding-cost", case.on))
    most = trail.use(check("bidding-cost-warning", case.on))
    writing = Fraction(case.words, figures["words_per_hour"])
    partners = case.partners_per_bid * figures["hours_per_partner"]
    hours = writing + figures["pricing_hours"] + partners
    one = int(rounded(hours * figures["hour_pence"], 0))
    everybody = int(rounded(hours * figures["hour_pence"] * case.bidders, 0))
    trail.note(
        "one-bid",
        _ONE,
        rounded(hours, 1),
        writing=f"{float(writing):.1f}",
        pricing=figures["pricing_hours"],
        partners=partners,
    )
    share = Fraction(100 * everybody, case.value_pence) if case.value_pence else None
    margin = _margin(case, one, trail)
    warns = everybody > 0 if share is None else share > most
    code = "no-value" if share is None else "too-dear" if warns else "fine"
    value = BiddingCost(
        rounded(hours), one, rounded(hours * case.bidders), everybody,
        None if share is None else rounded(share), None if margin is None else rounded(margin), warns,
    )  # fmt: skip
    shown = percent_beside(share, most) if share is not None else ""
    return trail.decide(value, code, _REASONS[code], cost=pounds(everybody), share=shown, most=percent(most))


def _margin(case: BiddingCase, one: int, trail: Trail) -> Fraction | None:
    """What one bid costs in per cent of the margin, where that is known and is one."""
    if case.margin_pence is None:
        return None
    if case.margin_pence <= 0:
        trail.note("no-margin", _NO_MARGIN, None)
        return None
    found = Fraction(100 * one, case.margin_pence)
    trail.note("margin", _MARGIN, rounded(found), share=percent(rounded(found)))
    return found


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("What bidding costs the sector"),
    case=BiddingCase,
    value=BiddingCost,
    decide=decide_bidding_cost,
    parameters=(CHECKS,),
    source="House standard",
    default=True,
)
