"""Factories of markets and competitions, and one of each with everything in it; made as the owner of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import (
    Competition,
    CompetitionCriterion,
    CompetitionInvitation,
    CompetitionLot,
    CompetitionQuestion,
    Market,
    MarketCategory,
    MarketCondition,
    Membership,
)
from throughcare.organisations.models import Region, Supplier, SupplierUser
from throughcare.organisations.tests.factories import RegionFactory, SupplierFactory, SupplierUserFactory

OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PUBLISHED = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 6, 4, 11, 0, tzinfo=UTC)


class MarketFactory(DjangoModelFactory):
    """An open panel."""

    class Meta:
        model = Market

    reference = factory.Sequence(lambda n: f"panel-{n}")
    ocid = factory.Sequence(lambda n: f"ocds-test00-panel-{n}")
    title = factory.Sequence(lambda n: f"Panel {n}")
    description = "Rehabilitation services."
    pack = "pa2023-dynamic-market-light-touch"
    state = "open"
    made_by = factory.SubFactory(UserFactory, role="commissioner")
    made_at = OPENED - timedelta(days=30)
    opened_at = OPENED


class MarketCategoryFactory(DjangoModelFactory):
    class Meta:
        model = MarketCategory

    market = factory.SubFactory(MarketFactory)
    need = "accommodation"
    region = factory.SubFactory(RegionFactory)


class MarketConditionFactory(DjangoModelFactory):
    """A condition of a market that is not open yet."""

    class Meta:
        model = MarketCondition

    market = factory.SubFactory(MarketFactory, state="draft", opened_at=None)
    place = factory.Sequence(lambda n: n)
    code = factory.Sequence(lambda n: f"condition-{n}")
    title = "Safeguarding policy"
    text = "The organisation has a safeguarding policy that its board reviewed in the last two years."
    cure = "Adopt a policy and have the board review it."


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    category = factory.SubFactory(MarketCategoryFactory)
    supplier = factory.SubFactory(SupplierFactory)
    admitted_at = OPENED + timedelta(days=10)
    admitted_by = factory.SubFactory(UserFactory, role="commissioner")


class CompetitionFactory(DjangoModelFactory):
    """A published competition, open for bids from ``PUBLISHED`` to ``CLOSES``."""

    class Meta:
        model = Competition

    market = factory.SubFactory(MarketFactory)
    reference = factory.Sequence(lambda n: f"competition-{n}")
    ocid = factory.Sequence(lambda n: f"ocds-test00-competition-{n}")
    title = "Finding and keeping a home"
    specification = "Help people to find a home and to keep it."
    pack = "pa2023-dynamic-market-light-touch"
    opened_on = PUBLISHED.date()
    state = "published"
    starts_on = date(2026, 10, 1)
    made_by = factory.SubFactory(UserFactory, role="commissioner")
    made_at = PUBLISHED - timedelta(days=14)
    approved_by = factory.SubFactory(UserFactory, role="director")
    approved_at = PUBLISHED - timedelta(days=1)
    published_at = PUBLISHED
    closes_at = CLOSES
    questions_until = date(2026, 5, 20)
    answers_by = date(2026, 5, 29)
    draw = "0123456789abcdef"


class CompetitionLotFactory(DjangoModelFactory):
    class Meta:
        model = CompetitionLot

    competition = factory.SubFactory(CompetitionFactory)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    title = factory.LazyAttribute(lambda lot: f"Lot {lot.number}")
    category = factory.LazyAttribute(lambda lot: MarketCategoryFactory(market=lot.competition.market))
    value_pence = 240_000_00
    mobilisation_pence = 10_000_00
    annual_volume = 100


@dataclass
class Scene:
    """A published competition for accommodation in two areas, and three members of the panel, each with somebody to act."""

    market: Market
    competition: Competition
    commissioner: User
    director: User
    region: Region
    lots: list[CompetitionLot]
    criteria: list[CompetitionCriterion]
    questions: list[CompetitionQuestion]
    suppliers: list[Supplier]
    bidders: list[SupplierUser]


def competition_scene(*, members: int = 3, **competition: object) -> Scene:
    """Make the scene, as the owner of the tables: weights 60 quality, 15 social value, 25 price; three questions."""
    commissioner = UserFactory(role="commissioner")
    director = UserFactory(role="director")
    region = RegionFactory()
    market = MarketFactory(made_by=commissioner, region=region)
    given = {"market": market, "made_by": commissioner, "approved_by": director, **competition}
    made = CompetitionFactory(**given)
    categories = [MarketCategoryFactory(market=market, region=region, police_area=area) for area in ("north", "south")]
    lots = [
        CompetitionLotFactory(competition=made, number=number, title=f"Home {category.police_area}", category=category)
        for number, category in enumerate(categories, start=1)
    ]
    weights = (("quality", "quality", 60), ("social-value", "social-value", 15), ("price", "price", 25))
    criteria = [
        CompetitionCriterion.objects.create(
            competition=made, place=place, code=code, title=code.capitalize(), kind=kind, weight=Decimal(weight)
        )
        for place, (code, kind, weight) in enumerate(weights, start=1)
    ]
    asked = ((0, "finding", 500), (0, "keeping", 500), (1, "community", 300))
    questions = [
        CompetitionQuestion.objects.create(
            competition=made, criterion=criteria[criterion], place=place, code=code, text=f"How? ({code})", words=words,
            serves="A settled home",
        )
        for place, (criterion, code, words) in enumerate(asked, start=1)
    ]  # fmt: skip
    suppliers = [SupplierFactory(voluntary=True) for _ in range(members)]
    bidders = [SupplierUserFactory(supplier=supplier) for supplier in suppliers]
    for supplier in suppliers:
        invitation = CompetitionInvitation.objects.create(competition=made, supplier=supplier, invited_at=PUBLISHED)
        invitation.lots.set(lots)
        for category in categories:
            MembershipFactory(category=category, supplier=supplier, admitted_by=commissioner)
    return Scene(market, made, commissioner, director, region, lots, criteria, questions, suppliers, bidders)
