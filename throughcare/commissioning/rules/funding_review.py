"""Whether a contract still pays what the service costs with the cases that really came, quarter by quarter."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import CHECKS, check
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, percent_beside, rounded
from throughcare.commissioning.rules.underfunding import FundingCase, Rating, decide_funding
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "funding-review", "competition-checks"
Why = Literal["red", "worse"]


class ReviewCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A contract in force, looked at on ``on`` after so many months; ``published`` is what was asked before it was let."""

    on: date
    published: Annotated[FundingCase, Meta(description="the case of the rule underfunding, as it was published")]
    months: Annotated[int, Meta(ge=1, le=1200, description="months since the contract began")]
    cases: Annotated[int, Meta(ge=0, description="cases that came in these months")]


class FundingReview(Struct, frozen=True, gc=False):
    """The coverage with the cases that came, taken to the whole term; ``talk`` asks for a conversation about the price."""

    talk: bool
    why: tuple[Why, ...]
    expected_cases: Annotated[int, Meta(description="cases over the whole term, if it goes on like this")]
    cases_percent: Annotated[float, Meta(description="of the cases that were projected")]
    published_rating: Rating
    published_coverage_percent: float
    rating: Rating
    coverage_percent: float


_REASONS = {
    "as-published": mark("With the cases that came the value covers {coverage} of the full cost: no worse than published."),
    "red": mark("With the cases that came the value covers {coverage} of the full cost. Talk about the price."),
    "worse": mark("With the cases that came it covers {coverage}, after {before} as published. Talk about the price."),
    "nobody-came": mark("No case came, so nothing can be said of the cost of a case. Talk about why."),
    "no-cost": mark("No cost was stated when it was published, so nothing can be compared."),
}  # fmt: skip
_CASES = mark(
    "Cases in {months} months: {cases}. Over the whole term that comes to {expected}; {projected} were projected."
)


def decide_funding_review(case: ReviewCase) -> Decision[FundingReview]:
    """Whether the value still covers the cost; a house standard.

    The cases that came are taken to the length of the term; where each case is paid, the value moves with them. Raises
    ``ImpossibleCase`` where more months have gone than the term has.
    """
    trail = Trail(NAME, RULE_SET)
    terms = trail.use(check("funding", case.on))
    term = Fraction(str(case.published.term_years)) * 12
    if case.months > term:
        raise ImpossibleCase(f"months is {case.months}, and the term has {float(term):g}")
    before = decide_funding(case.published).value
    exact = Fraction(case.cases) * term / case.months
    expected = int(rounded(exact, 0))
    share = rounded(100 * exact / case.published.volume)
    trail.note(
        "cases", _CASES, None, months=case.months, cases=case.cases, expected=expected, projected=case.published.volume
    )
    if expected == 0 or before.full_cost_pence == 0:
        code = "nobody-came" if expected == 0 else "no-cost"
        same = FundingReview(
            expected == 0, (), expected, share, before.rating, before.coverage_percent, before.rating,
            before.coverage_percent,
        )  # fmt: skip
        return trail.decide(same, code, _REASONS[code], result=share)
    now = decide_funding(_with(case.published, expected)).value
    order: tuple[Rating, ...] = ("green", "amber", "red")
    worse = order.index(now.rating) > order.index(before.rating)
    tests: tuple[tuple[Why, bool], ...] = (("red", now.rating == "red"), ("worse", worse))
    why = tuple(code for code, applies in tests if applies)
    value = FundingReview(
        bool(why), why, expected, share, before.rating, before.coverage_percent, now.rating, now.coverage_percent
    )
    reason = why[0] if why else "as-published"
    limits = (terms["red_below"], terms["amber_below"])
    return trail.decide(
        value, reason, _REASONS[reason], result=now.coverage_percent,
        coverage=percent_beside(Fraction(str(now.coverage_percent)), *limits),
        before=percent_beside(Fraction(str(before.coverage_percent)), *limits),
    )  # fmt: skip


def _with(published: FundingCase, cases: int) -> FundingCase:
    """The same with other cases over the term; paid by the case, the value for delivery moves with them."""
    begin = published.mobilisation_pence or 0
    value = published.value_pence
    if published.paid_per_case:
        value = begin + int(rounded(Fraction((value - begin) * cases, published.volume), 0))
    return msgspec.structs.replace(published, volume=cases, value_pence=value)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Whether a contract still pays what the service costs"),
    case=ReviewCase,
    value=FundingReview,
    decide=decide_funding_review,
    parameters=(CHECKS,),
    source="House standard",
    default=True,
)
