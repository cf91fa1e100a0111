"""What the database refuses of markets and competitions, and who sees them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Competition, CompetitionInvitation, Market, MembershipSuspension
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.tests.factories import (
    OPENED,
    CompetitionFactory,
    CompetitionLotFactory,
    MarketCategoryFactory,
    MarketConditionFactory,
    MarketFactory,
    MembershipFactory,
    competition_scene,
)
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with as_role("owner"):
        return competition_scene()


def refused(constraint, work):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), as_role("owner"):
        work()
    assert refusal.value.__cause__.diag.constraint_name == constraint


def test_the_conditions_of_an_open_market_are_frozen():
    with as_role("owner"):
        condition = MarketConditionFactory()
        Market.objects.filter(pk=condition.market_id).update(state="open", opened_at=OPENED)
    refused("market_conditions_frozen", lambda: MarketConditionFactory(market=condition.market))
    refused("market_conditions_frozen", condition.delete)
    condition.title = "Something else"
    refused("market_conditions_frozen", condition.save)


def test_market_and_competition_keep_the_pack_they_were_opened_under(scene):
    refused("market_keeps_its_pack", lambda: Market.objects.update(pack="below-threshold"))
    refused("competition_keeps_its_pack", lambda: Competition.objects.update(pack="below-threshold"))
    refused("competition_keeps_its_pack", lambda: Competition.objects.update(draw="another"))


def test_what_is_asked_is_frozen_when_the_competition_closes(scene):
    with as_role("owner"):
        Competition.objects.update(state="closed")
    refused("competition_asked_frozen", scene.lots[0].delete)
    refused("competition_asked_frozen", scene.questions[0].save)
    refused("competition_asked_frozen", scene.criteria[0].save)


def test_a_lot_lies_in_the_market_of_its_competition(scene):
    with as_role("owner"):
        elsewhere = MarketCategoryFactory()
    refused(
        "lot_lies_in_its_market",
        lambda: CompetitionLotFactory(competition=scene.competition, category=elsewhere),
    )


def test_nobody_approves_a_competition_of_their_own():
    with as_role("owner"):
        made = UserFactory(role="commissioner")
    refused("competition_approved_by_somebody_else", lambda: CompetitionFactory(made_by=made, approved_by=made))


@pytest.mark.parametrize("months", [11, 49])
def test_a_term_is_of_one_to_four_years(months):
    refused("term_of_one_to_four_years", lambda: CompetitionFactory(term_months=months))


def test_a_suspension_counts_for_everybody_and_its_ground_is_not_shown(scene):
    with as_role("owner"):
        place = MembershipFactory(category=scene.lots[0].category)
        start = date(2026, 5, 1)
        MembershipSuspension.objects.create(
            membership=place, start=start, until=start + timedelta(days=30), ground="Insurance withdrawn", evidence="Letter",
            notice_on=start, proposed_by=scene.commissioner, decided_by=scene.director, decided_at=OPENED,
        )  # fmt: skip
    with acting(scene.bidders[0].user):
        stands = standings([place], on=start)[place.pk]
        assert (stands.value.standing, stands.value.until) == ("suspended", start + timedelta(days=30))
        assert standings([place], on=start + timedelta(days=30))[place.pk].value.standing == "active"
        assert not MembershipSuspension.objects.exists()
    with acting(scene.commissioner):
        assert MembershipSuspension.objects.get().ground == "Insurance withdrawn"


def test_a_draft_is_seen_by_those_who_buy_alone(scene):
    with as_role("owner"):
        CompetitionFactory(market=scene.market, state="draft", approved_at=None, approved_by=None, published_at=None,
                           closes_at=None, draw="")  # fmt: skip
    with acting(scene.bidders[0].user):
        assert [each.pk for each in Competition.objects.all()] == [scene.competition.pk]
        assert [each.supplier for each in CompetitionInvitation.objects.all()] == scene.suppliers[:1]
        with pytest.raises(ProgrammingError), transaction.atomic():
            MarketFactory(made_by=scene.bidders[0].user)
    with acting(scene.director):
        assert Competition.objects.count() == 2
        assert CompetitionInvitation.objects.count() == 3
