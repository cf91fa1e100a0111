"""A competition that is drafted by its commands: two lots, weights of 100, three questions, everything in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import competition_drafts as drafts
from throughcare.commissioning.commands.bid_officers import enrol_officer, name_officer
from throughcare.commissioning.commands.competition_publishing import approve, publish_competition
from throughcare.commissioning.models import Competition, CompetitionCriterion, CompetitionLot, Market
from throughcare.commissioning.tests.factories import MarketCategoryFactory, MarketFactory, MembershipFactory
from throughcare.organisations.models import Supplier, SupplierIncome, SupplierUser
from throughcare.organisations.tests.factories import RegionFactory, SupplierFactory, SupplierUserFactory
from throughcare.testing.acting import as_role

DRAFTED = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
APPROVED = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
PUBLISHED = datetime(2026, 5, 5, 8, 0, tzinfo=UTC)
FIGURES = {
    "hours_per_case": Decimal(20), "productive_hours": Decimal(1400), "cost_per_worker_pence": 35_000_00,
    "fixed_cost_pence": 40_000_00, "overhead_percent": Decimal(10),
}  # fmt: skip
WEIGHTS = (("quality", "quality", 60), ("social-value", "social-value", 15), ("price", "price", 25))


@dataclass
class Drafted:
    """The draft, who made it, who may approve it, and the members of its categories with somebody who acts for each."""

    market: Market
    competition: Competition
    commissioner: User
    director: User
    lots: list[CompetitionLot]
    suppliers: list[Supplier]
    bidders: list[SupplierUser]

    def again(self) -> Competition:
        """The competition as it stands."""
        with as_role("owner"):
            return Competition.objects.get(pk=self.competition.pk)


def criteria(*weights: tuple[str, str, float]) -> list[drafts.CriterionFacts]:
    """Criteria as the command takes them."""
    return [
        drafts.CriterionFacts(code, code.capitalize(), kind, Decimal(str(weight))) for code, kind, weight in weights
    ]


def drafted(*, members: int = 3, **terms: Any) -> Drafted:
    """Draft it as a commissioner; ``terms`` are changes to the draft."""
    with as_role("owner"):
        commissioner, director = UserFactory(role="commissioner"), UserFactory(role="director")
        region = RegionFactory()
        market = MarketFactory(made_by=commissioner, region=region)
        categories = [
            MarketCategoryFactory(market=market, region=region, police_area=area) for area in ("north", "south")
        ]
        suppliers = [SupplierFactory(voluntary=True) for _ in range(members)]
        bidders = [SupplierUserFactory(supplier=supplier, user__email="b@example.org") for supplier in suppliers]
        for supplier in suppliers:
            SupplierIncome.objects.create(
                supplier=supplier, year_end=date(2025, 3, 31), income=40_000_000, recorded_at=DRAFTED
            )
            for category in categories:
                MembershipFactory(category=category, supplier=supplier, admitted_by=commissioner)
    with acting(commissioner):
        one = drafts.draft_competition(market=market, title="Finding and keeping a home", by=commissioner, at=DRAFTED)
        given = {"specification": "Help people to find a home.", "starts_on": date(2026, 10, 1), **terms}
        drafts.change_draft(competition=one, by=commissioner, at=DRAFTED, **given)
        lots = [
            drafts.keep_lot(competition=one, by=commissioner, at=DRAFTED, facts={
                "title": f"Home {category.police_area}", "category": category, "value_pence": 240_000_00,
                "mobilisation_pence": 10_000_00, "annual_volume": 100})
            for category in categories
        ]  # fmt: skip
        for lot in lots:
            drafts.keep_funding(lot=lot, figures=FIGURES, by=commissioner, at=DRAFTED)
        drafts.set_criteria(competition=one, criteria=criteria(*WEIGHTS), by=commissioner, at=DRAFTED)
        under = {each.code: each for each in CompetitionCriterion.objects.filter(competition=one)}
        for code, text in (("quality", "How will you find homes?"), ("social-value", "What else will the area gain?")):
            drafts.keep_question(competition=one, by=commissioner, at=DRAFTED, facts={
                "criterion": under[code], "text": text, "words": 500, "serves": "A settled home"})  # fmt: skip
    return Drafted(market, one, commissioner, director, lots, suppliers, bidders)


def enrol(made: Drafted, officers: int = 2) -> None:
    """So many officers enrol to open the bids."""
    for user in (made.commissioner, made.director)[:officers]:
        with acting(made.commissioner):
            officer = name_officer(competition=made.competition, user=user, by=made.commissioner, at=DRAFTED)
        with acting(user):
            enrol_officer(officer=officer, passphrase="seven herons over the weir", by=user, at=DRAFTED)


def approved(*, officers: int = 2, **terms: Any) -> Drafted:
    """The same, approved by a director; so many officers have enrolled to open the bids."""
    made = drafted(**terms)
    enrol(made, officers)
    with acting(made.director):
        approve(competition=made.competition, by=made.director, at=APPROVED)
    return made


def published(**terms: Any) -> Drafted:
    """The same, published; it closes at noon on 3 June 2026."""
    made = approved(**terms)
    with acting(made.commissioner):
        made.competition = publish_competition(competition=made.competition, by=made.commissioner, at=PUBLISHED)
    return made
