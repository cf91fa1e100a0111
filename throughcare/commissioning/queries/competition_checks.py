"""Every check before a competition is published, gathered from the rules, and what stands in its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from throughcare.commissioning.models import (
    Competition,
    CompetitionCriterion,
    CompetitionLot,
    CompetitionQuestion,
    LotFunding,
)
from throughcare.commissioning.queries.engagements import without_notes
from throughcare.commissioning.queries.invited import LotInvitation, incomes_of, invitations_of
from throughcare.commissioning.queries.openings import few_officers
from throughcare.commissioning.rules.bidding_cost import BiddingCase, BiddingCost, decide_bidding_cost
from throughcare.commissioning.rules.competition_blocks import block
from throughcare.commissioning.rules.criteria_weights import Criterion, Weights, WeightsCase, decide_weights
from throughcare.commissioning.rules.formula_words import example_case
from throughcare.commissioning.rules.lot_size import LotCase, LotSize, PanelMember, decide_lot_size
from throughcare.commissioning.rules.plain_language import Passage, PlainCase, PlainLanguage, decide_plain_language
from throughcare.commissioning.rules.price_score import PriceScores, decide_price_score
from throughcare.commissioning.rules.question_budget import Question, QuestionBudget, QuestionsCase, decide_questions
from throughcare.commissioning.rules.timetable import Timetable, TimetableCase, decide_timetable
from throughcare.commissioning.rules.underfunding import Funding, FundingCase, decide_funding
from throughcare.kernel.decision import Decision, Reason


@dataclass(frozen=True)
class Block:
    """Something that stands in the way: ``part`` is the step of drafting that it belongs to."""

    part: str
    reason: Reason


class CompetitionChecks:
    """What the rules say of a competition that would be published at ``at`` and close at ``closes_at``.

    ``closes_at`` None asks for the usual closing. Each check is asked once, when it is looked at.
    """

    def __init__(
        self,
        competition: Competition,
        *,
        at: dt.datetime,
        closes_at: dt.datetime | None = None,
        asked_to_leave_out: Iterable[int] = (),
    ) -> None:
        self.competition, self.at = competition, at
        self._unwanted = tuple(asked_to_leave_out)
        self.on = timezone.localdate(at)
        self.closes_wanted = closes_at or competition.closes_wanted
        parts = ("category__region", "funding", "need_lot__line")
        self.lots: Sequence[CompetitionLot] = list(competition.lots.select_related(*parts))
        self.criteria: Sequence[CompetitionCriterion] = list(competition.criteria.all())
        self.questions: Sequence[CompetitionQuestion] = list(competition.questions.select_related("criterion"))

    @property
    def value_pence(self) -> int:
        """All lots together."""
        return sum(lot.value_pence for lot in self.lots)

    @cached_property
    def weights(self) -> Decision[Weights]:
        """Whether the weights can be published."""
        told = tuple(Criterion(code=each.code, kind=each.kind, weight=float(each.weight)) for each in self.criteria)  # type: ignore[arg-type]
        market = self.competition.market
        case = WeightsCase(on=self.on, pack=self.competition.pack, authority=market.authority, criteria=told)  # type: ignore[arg-type]
        return decide_weights(case)

    @cached_property
    def budget(self) -> Decision[QuestionBudget] | None:
        """The questions against the budget of the smallest lot, whose bidders answer all of them; None without a lot."""
        if not self.lots:
            return None
        least = min(lot.value_pence for lot in self.lots)
        conditions = list(self.competition.market.conditions.all())
        return decide_questions(
            QuestionsCase(
                on=self.on,
                value_pence=least,
                annual_value_pence=self._a_year(least),
                questions=tuple(_question(each) for each in self.questions),
                admission_conditions=tuple(each.code for each in conditions),
                condition_titles=tuple(dict.fromkeys(each.title for each in conditions)),
                override_reason=self.competition.questions_override or None,
            )
        )

    @cached_property
    def plain_specification(self) -> Decision[PlainLanguage] | None:
        """How what is bought reads; None before it is written."""
        text = self.competition.specification
        passage = Passage(code=self.competition.title, text=text, kind="specification")
        return decide_plain_language(PlainCase(on=self.on, passages=(passage,))) if text.strip() else None

    @cached_property
    def plain_questions(self) -> Decision[PlainLanguage] | None:
        """How the questions read with what a good answer holds; None without a question."""
        passages = tuple(
            Passage(
                code=each.code, text=each.text, good_answer=each.good_answer,
                answered_in_words=each.asks_for == "answer" and each.words > 0,
            )
            for each in self.questions
        )  # fmt: skip
        return decide_plain_language(PlainCase(on=self.on, passages=passages)) if passages else None

    @cached_property
    def invitations(self) -> Mapping[int, LotInvitation]:
        """Who would be invited to each lot, by its number."""
        closing = self.timetable_without_members.value.closing_at
        return invitations_of(
            self.lots, on=self.on, published_on=self.on, closing_on=max(self.on, timezone.localdate(closing)),
            asked_to_leave_out=self._unwanted,
        )  # fmt: skip

    @cached_property
    def timetable_without_members(self) -> Decision[Timetable]:
        """The timetable before anybody asks who is invited."""
        return self._timetable(True)

    @cached_property
    def timetable(self) -> Decision[Timetable]:
        """When it may close, and until when questions are taken and answered."""
        return self._timetable(any(each.voluntary for one in self.invitations.values() for each in one.invited))

    @cached_property
    def bidding(self) -> Mapping[int, Decision[BiddingCost]]:
        """What bidding for each lot costs those who are invited to it."""
        words = sum(each.words for each in self.questions)
        return {
            lot.pk: decide_bidding_cost(
                BiddingCase(
                    on=self.on, value_pence=lot.value_pence, words=words, bidders=len(self.invitations[lot.pk].invited),
                    partners_per_bid=self.competition.partners_per_bid, margin_pence=_margin(self.funding[lot.pk]),
                )
            )
            for lot in self.lots
        }  # fmt: skip

    @cached_property
    def sizes(self) -> Mapping[int, Decision[LotSize]]:
        """Which small members could hold each lot."""
        incomes = incomes_of({each.pk for one in self.invitations.values() for each in one.invited})
        return {
            lot.pk: decide_lot_size(
                LotCase(
                    on=self.on, annual_value_pence=self._a_year(lot.value_pence), annual_volume=lot.annual_volume,
                    members=tuple(
                        PanelMember(organisation=name, income_pence=incomes[supplier.pk], vcse=bool(supplier.voluntary))
                        for name, supplier in self.invitations[lot.pk].suppliers.items()
                        if supplier.pk in incomes and name in self.invitations[lot.pk].decision.value.invited
                    ),
                )
            )
            for lot in self.lots
        }  # fmt: skip

    @cached_property
    def funding(self) -> Mapping[int, Decision[Funding] | None]:
        """Whether each lot pays what the service costs; None where its figures are missing."""
        return {lot.pk: self._funding_of(lot) for lot in self.lots}

    @cached_property
    def example(self) -> Decision[PriceScores] | None:
        """Three made-up bids for the first lot, scored as published; None before lots and weights are right."""
        if not self.lots or not self.weights.value.allowed:
            return None
        case = example_case(
            on=self.on,
            formula=self.competition.formula,  # type: ignore[arg-type]
            value_pence=self.lots[0].value_pence,
            price_weight=self.weights.value.price,
            benchmark_pence=self.competition.benchmark_pence,
        )
        return decide_price_score(case)

    @property
    def is_red(self) -> bool:
        """Whether a lot is below its full cost."""
        return any(each is not None and each.value.rating == "red" for each in self.funding.values())

    @cached_property
    def few_officers(self) -> Reason | None:
        """That too few officers have enrolled to open the bids. It stops publishing alone, not what comes before it."""
        return few_officers(self.competition)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What stands in the way of publishing, step by step; red funding without a reason is among it."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        one = self.competition
        if one.market.state != "open":
            yield Block("terms", block("market-not-open"))
        if not one.specification.strip():
            yield Block("terms", block("no-specification"))
        elif self.plain_specification is not None and not self.plain_specification.value.allowed:
            yield Block("terms", self.plain_specification.reason)
        if one.starts_on is None:
            yield Block("terms", block("no-start"))
        elif one.starts_on <= timezone.localdate(self.timetable.value.closing_at):
            yield Block("terms", block("starts-before-closing"))
        for event in without_notes(one, at=self.at):
            yield Block(
                "terms", block("event-without-notes", title=event.title, day=timezone.localdate(event.starts_at))
            )
        yield from self._about_lots()
        yield from (Block("criteria", each) for each in _told(self.weights, self.weights.value.blocks))
        yield from self._about_price()
        yield from self._about_questions()
        yield from (Block("dates", each) for each in _told(self.timetable, self.timetable.value.blocks))

    def _about_lots(self) -> Iterator[Block]:
        if not self.lots:
            yield Block("lots", block("no-lots"))
        for lot in self.lots:
            if lot.category.closed_at is not None:
                yield Block("lots", block("category-not-open"))
            if not self.invitations[lot.pk].invited:
                yield Block("lots", self.invitations[lot.pk].decision.reason)
            found = self.funding[lot.pk]
            if found is None:
                yield Block("funding", block("funding-missing", lot=lot.number))
            elif not found.value.may_publish:
                yield Block("funding", found.reason)

    def _about_price(self) -> Iterator[Block]:
        formula, weighed = self.competition.formula, self.weights.value.price > 0
        if formula == "fixed-benchmark" and self.competition.benchmark_pence is None:
            yield Block("price", block("benchmark-missing"))
        if formula != "fixed-price" and self.criteria and not weighed:
            yield Block("price", block("price-not-weighed"))

    def _about_questions(self) -> Iterator[Block]:
        asked = {each.criterion_id for each in self.questions}
        if not self.questions:
            yield Block("questions", block("no-questions"))
            return
        for each in self.criteria:
            if each.kind != "price" and each.pk not in asked:
                yield Block("questions", block("criterion-without-question", title=each.title))
        if self.budget is not None and not self.budget.value.allowed:
            yield Block("questions", self.budget.reason)
        if self.plain_questions is not None and not self.plain_questions.value.allowed:
            yield Block("questions", self.plain_questions.reason)

    def _timetable(self, vcse: bool) -> Decision[Timetable]:
        one = self.competition
        return decide_timetable(
            TimetableCase(
                on=self.on, pack=one.pack, value_pence=self.value_pence, vcse_members=vcse,  # type: ignore[arg-type]
                authority=one.market.authority, agreed_by_all=one.agreed_by_all, closing_at=self.closes_wanted,  # type: ignore[arg-type]
                closing_reason=one.closing_reason or None,
            )
        )  # fmt: skip

    def _a_year(self, pence: int) -> int:
        return pence * 12 // self.competition.term_months

    def _funding_of(self, lot: CompetitionLot) -> Decision[Funding] | None:
        figures = getattr(lot, "funding", None)
        if figures is None:
            return None
        met = getattr(lot, "need_lot", None)
        needed = met.line.volume if met else None
        return decide_funding(funding_case(lot, figures, self.competition, on=self.on, needed_volume=needed))


def _margin(funding: Decision[Funding] | None) -> int | None:
    """What a lot leaves above its full cost; None where its cost is not stated."""
    if funding is None or funding.value.full_cost_pence == 0:
        return None
    return funding.value.delivery_value_pence - funding.value.full_cost_pence


def funding_case(
    lot: CompetitionLot, figures: LotFunding, one: Competition, *, on: dt.date, needed_volume: int | None = None
) -> FundingCase:
    """What the rule ``underfunding`` is asked of a lot: volumes are taken from a year to the whole term.

    ``needed_volume`` is the volume of a year of the need that the lot meets, which those who buy compare.
    """
    last = figures.last_value_per_case_pence
    return FundingCase(
        on=on,
        value_pence=lot.value_pence,
        volume=max(1, round(lot.annual_volume * one.term_months / 12)),
        hours_per_case=float(figures.hours_per_case),
        productive_hours=float(figures.productive_hours),
        cost_per_worker_pence=figures.cost_per_worker_pence,
        fixed_cost_pence=figures.fixed_cost_pence,
        overhead_percent=float(figures.overhead_percent),
        mobilisation_pence=lot.mobilisation_pence,
        term_years=one.term_months / 12,
        inflation_percent=float(figures.inflation_percent),
        uplift_percent=float(figures.uplift_percent),
        paid_per_case=figures.paid_per_case,
        last_value_per_case_pence=last,
        actual_volume=None if figures.actual_volume is None else round(figures.actual_volume * one.term_months / 12),
        needed_volume=None if needed_volume is None else round(needed_volume * one.term_months / 12),
        director=str(one.underfunding_director or ""),
        public_reason=one.underfunding_reason,
    )


def _question(each: CompetitionQuestion) -> Question:
    return Question(
        code=each.code, text=each.text, words=each.words, need=each.serves, condition=each.repeats,
        asks_for=each.asks_for, amount_pence=each.amount_pence, years=each.years,  # type: ignore[arg-type]
    )  # fmt: skip


def _told(decision: Decision[Any], codes: Sequence[str]) -> Iterator[Reason]:
    """The reason of each block, in the words of the decision."""
    sentences = {step.code: step.words for step in decision.steps}
    yield from (Reason(code, sentences[code]) for code in codes)
