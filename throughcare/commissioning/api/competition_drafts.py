"""Drafting a competition over the API, part by part, as on its pages; any part may be sent again until it is approved."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Status
from pydantic import Field, StrictBool, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from throughcare.accounts.api import Among, Body, Day, Problem, operation
from throughcare.commissioning.api.competitions import CompetitionDetailOut, competition_of, in_full, router
from throughcare.commissioning.api.panels import market_of
from throughcare.commissioning.api.steps import Line, Moment, Number, acts, refusals, unknown
from throughcare.commissioning.commands import competition_drafts as commands
from throughcare.commissioning.commands.competition_drafts import CriterionFacts
from throughcare.commissioning.models import Competition, CompetitionLot, CompetitionQuestion, MarketCategory
from throughcare.commissioning.rules.price_formulas import FORMULAS

Money = Annotated[int, Field(ge=1, le=999_999_999_999)]
NoMoney = Annotated[int, Field(ge=0, le=999_999_999_999)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Formula = Annotated[str, Among(FORMULAS)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Asked = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class CompetitionIn(Body):
    """A competition among the members of a panel, by its reference."""

    panel: str
    title: Line


class TermsIn(Body):
    """Terms of the draft; those left out stay as they are. ``closes_wanted`` null asks for the usual closing."""

    title: Line | None = None
    specification: LongText | None = None
    starts_on: Day | None = None
    term_months: Annotated[int, Field(ge=12, le=48)] | None = None
    extension_months: Annotated[int, Field(ge=0, le=48)] | None = None
    formula: Formula | None = None
    benchmark_pence: Money | None = None
    lot_limit: Annotated[int, Field(ge=1, le=500)] | None = None
    market_share_cap: Annotated[int, Field(ge=1, le=10_000)] | None = None
    conditional_bids: StrictBool | None = None
    suppliers_per_need: Annotated[int, Field(ge=1, le=100)] | None = None
    partners_per_bid: Annotated[int, Field(ge=0, le=50)] | None = None
    questions_override: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)] | None = None
    closes_wanted: Moment | None = None
    closing_reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None
    agreed_by_all: StrictBool | None = None

    @model_validator(mode="after")
    def _only_what_may_be_empty(self) -> TermsIn:
        for name in self.model_fields_set - MAY_BE_EMPTY:
            if getattr(self, name) is None:
                raise PydanticCustomError("null", "{name} cannot be null: leave it out", {"name": name})
        return self


MAY_BE_EMPTY = frozenset(
    {"starts_on", "benchmark_pence", "lot_limit", "market_share_cap", "suppliers_per_need", "closes_wanted"}
)


class LotIn(Body):
    """A lot in a category of the panel, by its key; ``mobilisation_pence`` is the part of the value for starting up."""

    title: Line
    category: Number
    value_pence: Money
    mobilisation_pence: NoMoney = 0
    annual_volume: Annotated[int, Field(ge=1, le=1_000_000)]
    ceiling_pence: Money | None = None

    @model_validator(mode="after")
    def _starting_up_costs_less(self) -> LotIn:
        if self.mobilisation_pence >= self.value_pence:
            raise PydanticCustomError("mobilisation", "starting up costs less than the whole value")
        return self


class FundingIn(Body):
    """What the service of a lot costs; ``productive_hours`` of one worker a year, ``actual_volume`` of the last year."""

    hours_per_case: Annotated[Decimal, Field(ge=0, le=9_999, max_digits=6, decimal_places=2)]
    productive_hours: Annotated[Decimal, Field(ge=1, le=3_000, max_digits=6, decimal_places=2)]
    cost_per_worker_pence: NoMoney
    fixed_cost_pence: NoMoney = 0
    overhead_percent: Percent = Decimal(0)
    inflation_percent: Percent = Decimal(0)
    uplift_percent: Percent = Decimal(0)
    paid_per_case: StrictBool = False
    last_value_per_case_pence: NoMoney | None = None
    actual_volume: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class CriterionIn(Body):
    """What is weighed, in per cent of the whole; it keeps its questions by its code."""

    code: Code
    title: Line
    kind: Literal["quality", "price", "social-value"]
    weight: Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]


class CriteriaIn(Body):
    """All that is weighed; any weights are kept, whether they can be published is for the checks."""

    criteria: Annotated[list[CriterionIn], Field(max_length=8)]


class CriterionQuestionIn(Body):
    """A question under a criterion of quality or social value, by its code.

    ``repeats`` is the code of a condition of the panel that it asks again; ``words`` 0 for a tick or a number.
    """

    criterion: Code
    text: Asked
    good_answer: ShortText = ""
    words: Annotated[int, Field(ge=0, le=5_000)]
    serves: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    repeats: Annotated[str, StringConstraints(max_length=40)] = ""
    asks_for: Literal["answer", "insurance", "turnover", "accounts"] = "answer"
    amount_pence: NoMoney | None = None
    years: Annotated[int, Field(ge=0, le=20)] | None = None
    minimum_score: Annotated[Decimal, Field(ge=0, le=5, max_digits=2, decimal_places=1)] | None = None


@router.post("/competitions", response={201: CompetitionDetailOut}, summary="Begin a competition")
@operation(permission="commissioning.compete", scope="competitions:write")
def draft_competition(
    request: HttpRequest, response: HttpResponse, body: CompetitionIn
) -> Status[CompetitionDetailOut]:
    """Begin a draft among the members of an open panel; its reference is made of the title."""
    try:
        market = market_of(body.panel)
    except Problem:
        raise unknown("panel") from None
    with refusals({"market-not-open": "panel"}):
        made = commands.draft_competition(market=market, title=body.title, **acts(request))
    response["Location"] = f"{request.path}/{made.reference}"
    return Status(201, _after(made))


@router.post("/competitions/{reference}", response=CompetitionDetailOut, summary="Change the terms of a draft")
@operation(permission="commissioning.compete", scope="competitions:write")
def change_terms(request: HttpRequest, reference: str, body: TermsIn) -> CompetitionDetailOut:
    """Change what is sent; what was put to a director has to be put to them again."""
    one = competition_of(reference)
    with refusals({"day-unknown": "closes_wanted"}):
        commands.change_draft(competition=one, **body.dict(exclude_unset=True), **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/lots", response={201: CompetitionDetailOut}, summary="Add a lot")
@operation(permission="commissioning.compete", scope="competitions:write")
def add_lot(request: HttpRequest, reference: str, body: LotIn) -> Status[CompetitionDetailOut]:
    """Add a lot to a draft."""
    one = competition_of(reference)
    with refusals({"category-not-open": "category"}):
        commands.keep_lot(competition=one, facts=_lot_facts(one, body), **acts(request))
    return Status(201, _after(one))


@router.post("/competitions/{reference}/lots/{lot}", response=CompetitionDetailOut, summary="Change a lot")
@operation(permission="commissioning.compete", scope="competitions:write")
def change_lot(request: HttpRequest, reference: str, lot: int, body: LotIn) -> CompetitionDetailOut:
    """Replace what a lot of a draft says, by its number."""
    one = competition_of(reference)
    row = lot_of(one, lot)
    with refusals({"category-not-open": "category"}):
        commands.keep_lot(competition=one, lot=row, facts=_lot_facts(one, body), **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/lots/{lot}/remove", response=CompetitionDetailOut, summary="Take a lot out")
@operation(permission="commissioning.compete", scope="competitions:write")
def remove_lot(request: HttpRequest, reference: str, lot: int) -> CompetitionDetailOut:
    """Take it out of a draft; the numbers of the others stay."""
    one = competition_of(reference)
    row = lot_of(one, lot)
    with refusals():
        commands.remove_lot(lot=row, **acts(request))
    return _after(one)


@router.post(
    "/competitions/{reference}/lots/{lot}/funding", response=CompetitionDetailOut, summary="Say what a lot costs"
)
@operation(permission="commissioning.compete", scope="competitions:write")
def keep_funding(request: HttpRequest, reference: str, lot: int, body: FundingIn) -> CompetitionDetailOut:
    """Say what the service costs, in place of what was said before; the checks compare it with the value."""
    one = competition_of(reference)
    row = lot_of(one, lot)
    with refusals():
        commands.keep_funding(lot=row, figures=body.dict(), **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/criteria", response=CompetitionDetailOut, summary="Say what is weighed")
@operation(permission="commissioning.compete", scope="competitions:write")
def set_criteria(request: HttpRequest, reference: str, body: CriteriaIn) -> CompetitionDetailOut:
    """Replace all criteria of a draft; one that has questions does not go."""
    one = competition_of(reference)
    facts = [CriterionFacts(each.code, each.title, each.kind, each.weight) for each in body.criteria]
    with refusals({"criterion-twice": "criteria", "criterion-has-questions": "criteria"}):
        commands.set_criteria(competition=one, criteria=facts, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/questions", response={201: CompetitionDetailOut}, summary="Add a question")
@operation(permission="commissioning.compete", scope="competitions:write")
def add_question(request: HttpRequest, reference: str, body: CriterionQuestionIn) -> Status[CompetitionDetailOut]:
    """Add a question to a draft."""
    one = competition_of(reference)
    with refusals({"criterion-takes-no-questions": "criterion"}):
        commands.keep_question(competition=one, facts=_question_facts(one, body), **acts(request))
    return Status(201, _after(one))


@router.post("/competitions/{reference}/questions/{code}", response=CompetitionDetailOut, summary="Change a question")
@operation(permission="commissioning.compete", scope="competitions:write")
def change_question(request: HttpRequest, reference: str, code: str, body: CriterionQuestionIn) -> CompetitionDetailOut:
    """Replace a question of a draft, by its code."""
    one = competition_of(reference)
    row = question_of(one, code)
    with refusals({"criterion-takes-no-questions": "criterion"}):
        commands.keep_question(competition=one, question=row, facts=_question_facts(one, body), **acts(request))
    return _after(one)


@router.post(
    "/competitions/{reference}/questions/{code}/remove", response=CompetitionDetailOut, summary="Take a question out"
)
@operation(permission="commissioning.compete", scope="competitions:write")
def remove_question(request: HttpRequest, reference: str, code: str) -> CompetitionDetailOut:
    """Take it out of a draft."""
    one = competition_of(reference)
    row = question_of(one, code)
    with refusals():
        commands.remove_question(question=row, **acts(request))
    return _after(one)


def lot_of(one: Competition, number: int) -> CompetitionLot:
    """A lot by its number; raises ``Problem``."""
    found = CompetitionLot.objects.filter(competition=one, number=number).first() if 0 < number < 2**15 else None
    if found is None:
        raise Problem("not-found")
    return found


def question_of(one: Competition, code: str) -> CompetitionQuestion:
    """A question by its code; raises ``Problem``."""
    found = CompetitionQuestion.objects.filter(competition=one, code=code).first()
    if found is None:
        raise Problem("not-found")
    return found


def _lot_facts(one: Competition, body: LotIn) -> dict[str, Any]:
    category = MarketCategory.objects.filter(pk=body.category, market=one.market_id).first()
    if category is None:
        raise unknown("category", "not a category of the panel")
    return {**body.dict(), "category": category}


def _question_facts(one: Competition, body: CriterionQuestionIn) -> dict[str, Any]:
    criterion = one.criteria.filter(code=body.criterion).first()
    if criterion is None:
        raise unknown("criterion", "not a criterion of this competition")
    if body.repeats and not one.market.conditions.filter(code=body.repeats).exists():
        raise unknown("repeats", "not a condition of the panel")
    return {**body.dict(), "criterion": criterion}


def _after(one: Competition) -> CompetitionDetailOut:
    return in_full(competition_of(one.reference))
