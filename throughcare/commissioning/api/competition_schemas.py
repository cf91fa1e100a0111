"""What a competition is made of, as the API tells it: lots with their funding, criteria, questions."""

from __future__ import annotations

from decimal import Decimal

from ninja import Schema

from throughcare.commissioning.api.steps import told
from throughcare.commissioning.models import Competition, LotFunding
from throughcare.commissioning.rules.need_policy import told_volume


class FundingOut(Schema):
    """What the service of a lot costs: pence, hours a case and a year, shares in per cent."""

    hours_per_case: Decimal
    productive_hours: Decimal
    cost_per_worker_pence: int
    fixed_cost_pence: int
    overhead_percent: Decimal
    inflation_percent: Decimal
    uplift_percent: Decimal
    paid_per_case: bool
    last_value_per_case_pence: int | None
    actual_volume: int | None


class LotOut(Schema):
    """A lot, in a category of the panel: pence over the whole term, cases a year (null where too few to be told)."""

    number: int
    title: str
    category: int
    value_pence: int
    mobilisation_pence: int
    annual_volume: int | None
    ceiling_pence: int | None
    funding: FundingOut | None


class CriterionOut(Schema):
    """What is weighed (``quality``, ``price`` or ``social-value``), with its weight in per cent of the whole."""

    code: str
    title: str
    kind: str
    weight: Decimal


class CriterionQuestionOut(Schema):
    """A question under a criterion, by the code of that; ``words`` is the most that an answer may hold."""

    code: str
    criterion: str
    text: str
    good_answer: str
    words: int
    serves: str
    repeats: str
    asks_for: str
    amount_pence: int | None
    years: int | None
    minimum_score: Decimal | None


def lots_of(one: Competition) -> list[LotOut]:
    """The lots in their order."""
    figures = {each.lot_id: each for each in LotFunding.objects.filter(lot__competition=one)}
    return [
        told(
            LotOut, lot, category=lot.category_id,
            funding=told(FundingOut, figures[lot.pk]) if lot.pk in figures else None,
        )
        for lot in one.lots.all()
    ]  # fmt: skip


def lots_told(one: Competition) -> list[LotOut]:
    """The same as everybody reads them: with null for a volume that is too small to be told."""
    found = lots_of(one)
    for lot in found:
        lot.annual_volume = told_volume(lot.annual_volume, on=one.opened_on)
        if lot.funding is not None:
            lot.funding.actual_volume = told_volume(lot.funding.actual_volume, on=one.opened_on)
    return found


def criteria_of(one: Competition) -> list[CriterionOut]:
    """What is weighed, in its order."""
    return [told(CriterionOut, each) for each in one.criteria.all()]


def questions_of(one: Competition) -> list[CriterionQuestionOut]:
    """What is asked, in its order."""
    return [
        told(CriterionQuestionOut, each, criterion=each.criterion.code)
        for each in one.questions.select_related("criterion")
    ]
