"""Whether a lot pays what the service costs, before it is published."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import CHECKS, check
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, percent, percent_beside, pounds, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "underfunding", "competition-checks"
Amount = Annotated[int, Meta(ge=0)]
Rating = Literal["red", "amber", "green"]
Warning = Literal[
    "below-last-contract", "volume-below-actual", "volume-above-actual", "volume-below-need", "stress-red",
    "mobilisation-not-shown",
]  # fmt: skip
Pence = Annotated[int, Meta(ge=0)]
Number = Annotated[float, Meta(ge=0)]


class FundingCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lot over its whole term. Costs are those of the first day; inflation takes them to the middle of the term."""

    on: date
    value_pence: Annotated[Pence, Meta(description="what is paid over the whole term, mobilisation included")]
    volume: Annotated[int, Meta(ge=1, description="projected cases over the whole term")]
    hours_per_case: Number
    productive_hours: Annotated[float, Meta(gt=0, description="hours a year in which one worker works on cases")]
    cost_per_worker_pence: Annotated[Pence, Meta(description="what one worker costs a year, on-costs included")]
    fixed_cost_pence: Annotated[Pence, Meta(description="premises, management and the like over the whole term")] = 0
    overhead_percent: Number = 0
    mobilisation_pence: Annotated[
        Pence | None, Meta(description="part of the value for starting up; null where not shown apart")
    ] = None
    term_years: Annotated[float, Meta(ge=0, le=100)] = 1
    inflation_percent: Annotated[float, Meta(ge=0, le=1000, description="a year")] = 0
    uplift_percent: Annotated[float, Meta(ge=0, description="for rural delivery and protected characteristics")] = 0
    paid_per_case: Annotated[bool, Meta(description="more cases bring more money; else the payment is fixed")] = False
    last_value_per_case_pence: Annotated[Pence | None, Meta(description="of the contract before")] = None
    actual_volume: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="cases of the last 12 months, taken to the length of the term"),
    ] = None
    needed_volume: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="cases that the statement of need projects, taken to the length of the term"),
    ] = None
    director: Annotated[str, Meta(description="the named director who lets it be published on red; empty for none")] = (
        ""
    )
    public_reason: Annotated[str, Meta(description="the reason that is published on red; empty for none")] = ""


class Funding(Struct, frozen=True, gc=False):
    """Coverage is the value for delivery in per cent of the full cost."""

    rating: Rating
    may_publish: bool
    coverage_percent: float
    delivery_value_pence: int
    full_cost_pence: int
    shortfall_pence: Annotated[int, Meta(description="0 where the value covers the cost")]
    income_per_case_pence: int
    cost_per_case_pence: int
    break_even_volume: Annotated[
        int | None,
        Meta(description="most cases that the value pays for; null where more cases never cost more than they bring"),
    ]
    stress_coverage_percent: float
    stress_rating: Rating
    warnings: tuple[Warning, ...]


_REASONS = {
    "green": mark("The value covers {coverage} of the full cost of {cost}."),
    "amber": mark("The value covers {coverage} of the full cost of {cost}: it leaves little for what goes wrong."),
    "red": mark("The value covers {coverage} of the full cost of {cost}: {short} short, so it is not published like this."),
    "red-published": mark("The value covers {coverage} of the full cost of {cost}. A director publishes it with a reason."),
    "no-cost": mark(
        "No cost is stated, so nothing can be said of what the value covers, and it is not published like this."
    ),
}  # fmt: skip
_COST = mark(
    "Workers needed over the term: {workers}. With fixed cost, overhead, inflation and uplift the full cost is {cost}."
)
_STRESS = mark("With {more}% more cases it covers {coverage}.")
_BREAK_EVEN = mark("The value pays for {count} cases at most.")
_WARNINGS: dict[Warning, str] = {
    "below-last-contract": mark("A case brings {now}; under the contract before it brought {before}."),
    "volume-below-actual": mark("The projection of {projected} cases lies below the {actual} of late."),
    "volume-below-need": mark("The lot holds {projected} cases; the need that it meets was stated with {needed}."),
    "volume-above-actual": mark(
        "The projection of {projected} cases lies above the {actual} of late: paid by the case, {actual} would cover {then}."
    ),
    "stress-red": mark("A few more cases would leave it underfunded."),
    "mobilisation-not-shown": mark("What is paid for starting up is not shown apart."),
}


def decide_funding(case: FundingCase) -> Decision[Funding]:
    """Coverage of the full cost, under stress as well, and the break-even volume; a house standard.

    Full cost = (volume x hours per case / productive hours x cost per worker + fixed cost) x (1 + overhead) x (1 + uplift)
    at the prices of the middle of the term. A case that states no cost is red, so that nobody publishes past the question by
    leaving it out. Raises ``ImpossibleCase`` where starting up costs more than the whole value.
    """
    trail = Trail(NAME, RULE_SET)
    terms = trail.use(check("funding", case.on))
    money = case.value_pence - (case.mobilisation_pence or 0)
    if money < 0:
        raise ImpossibleCase("mobilisation_pence is more than value_pence")
    cost = _cost(case, Fraction(case.volume))
    workers = _exact(case.hours_per_case) * case.volume / _exact(case.productive_hours)
    trail.note("full-cost", _COST, None, workers=f"{float(workers):.1f}", cost=pounds(_whole(cost)))
    if cost == 0:
        signed = bool(case.director.strip() and case.public_reason.strip())
        empty = Funding("red", signed, 0, money, 0, 0, _whole(Fraction(money, case.volume)), 0, None, 0, "red", ())
        return trail.decide(empty, "no-cost", _REASONS["no-cost"])
    coverage, rating = 100 * money / cost, _rating(100 * money / cost, terms)
    more = Fraction(case.volume) * (100 + terms["stress_percent"]) / 100
    income = money * more / case.volume if case.paid_per_case else Fraction(money)
    stress = 100 * income / _cost(case, more)
    shown = rounded(stress, 1)
    trail.note("stress", _STRESS, shown, more=terms["stress_percent"], coverage=percent(shown))
    most = _break_even(case, money)
    if most is not None:
        trail.note("break-even", _BREAK_EVEN, most, count=most)
    warnings = tuple(code for code, applies in _warnings(case, money, rating, _rating(stress, terms)) if applies)
    _warn(warnings, case, money, trail)
    signed = bool(case.director.strip() and case.public_reason.strip())
    value = Funding(
        rating, rating != "red" or signed, rounded(coverage), money, _whole(cost), max(0, ceil(cost) - money),
        _whole(Fraction(money, case.volume)), _whole(cost / case.volume), most, rounded(stress),
        _rating(stress, terms), warnings,
    )  # fmt: skip
    code = "red-published" if rating == "red" and signed else rating
    return trail.decide(
        value, code, _REASONS[code], result=rating, cost=pounds(_whole(cost)), short=pounds(value.shortfall_pence),
        coverage=percent_beside(coverage, terms["red_below"], terms["amber_below"]),
    )  # fmt: skip


def _warn(warnings: tuple[Warning, ...], case: FundingCase, money: int, trail: Trail) -> None:
    for warning in warnings:
        trail.note(
            warning, _WARNINGS[warning], None, now=pounds(money // case.volume),
            before=pounds(case.last_value_per_case_pence or 0), projected=case.volume, actual=case.actual_volume,
            needed=case.needed_volume,
            then=percent(rounded(_actual_coverage(case, money), 1)),
        )  # fmt: skip


def _actual_coverage(case: FundingCase, money: int) -> Fraction:
    """The coverage at the cases of late, paid by the case; nothing where there were none."""
    cost = _cost(case, Fraction(case.actual_volume or 0))
    return 100 * Fraction(money, case.volume) * (case.actual_volume or 0) / cost if cost else Fraction(0)


def _exact(number: float) -> Fraction:
    """The number as it was written, so that a coverage of exactly 100 is 100."""
    return Fraction(str(number))


def _whole(pence: Fraction) -> int:
    return int(rounded(pence, 0))


def _factor(case: FundingCase) -> Fraction:
    """Overhead, uplift and inflation to the middle of the term."""
    growth = Fraction(1)
    if case.inflation_percent:
        growth = Fraction(str(round((1 + case.inflation_percent / 100) ** (case.term_years / 2), 12)))
    return (1 + _exact(case.overhead_percent) / 100) * (1 + _exact(case.uplift_percent) / 100) * growth


def _per_case(case: FundingCase) -> Fraction:
    return _exact(case.hours_per_case) / _exact(case.productive_hours) * case.cost_per_worker_pence


def _cost(case: FundingCase, volume: Fraction) -> Fraction:
    return (volume * _per_case(case) + case.fixed_cost_pence) * _factor(case)


def _break_even(case: FundingCase, money: int) -> int | None:
    """The most cases whose full cost the value covers; None where more cases do no harm."""
    each = _per_case(case) * _factor(case) - (Fraction(money, case.volume) if case.paid_per_case else 0)
    left = (0 if case.paid_per_case else money) - case.fixed_cost_pence * _factor(case)
    return None if each <= 0 else max(0, floor(left / each))


def _rating(coverage: Fraction, terms: dict[str, Any]) -> Rating:
    if coverage < terms["red_below"]:
        return "red"
    return "amber" if coverage < terms["amber_below"] else "green"


def _warnings(case: FundingCase, money: int, rating: Rating, stressed: Rating) -> list[tuple[Warning, bool]]:
    last = case.last_value_per_case_pence
    return [
        ("below-last-contract", last is not None and Fraction(money, case.volume) < last),
        ("volume-below-actual", case.actual_volume is not None and case.volume < case.actual_volume),
        ("volume-below-need", case.needed_volume is not None and case.volume < case.needed_volume),
        (
            "volume-above-actual",
            case.paid_per_case and case.actual_volume is not None and case.volume > case.actual_volume,
        ),
        ("stress-red", stressed == "red" and rating != "red"),
        ("mobilisation-not-shown", case.mobilisation_pence is None),
    ]


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Whether a lot pays what the service costs"),
    case=FundingCase,
    value=Funding,
    decide=decide_funding,
    parameters=(CHECKS,),
    source="House standard; trackTR 2018 on services subsidised from reserves",
    default=True,
)
