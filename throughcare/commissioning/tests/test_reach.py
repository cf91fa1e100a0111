"""A commissioner or director sees and changes what is of their regions; of others they read what everybody reads."""

from __future__ import annotations

import re
from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import (
    assessing,
    bid_officers,
    challenges,
    competition_changes,
    competition_publishing,
    markets,
    sanctions,
)
from throughcare.commissioning.commands import competition_drafts as drafts
from throughcare.commissioning.commands.award_contracts import draft_contracts
from throughcare.commissioning.commands.contract_endings import plan_ending
from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.commands.sanctions import SanctionDetails
from throughcare.commissioning.commands.stages import commissioned
from throughcare.commissioning.models import Competition, CompetitionReach, Contract, Market
from throughcare.commissioning.queries.reach import reaches
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.rules.evaluation_refusals import EvaluationRefused
from throughcare.commissioning.tests.drafts import APPROVED, DRAFTED, drafted
from throughcare.commissioning.tests.evaluation_scene import DECIDED, moderated_scene, open_prices, published
from throughcare.commissioning.tests.factories import MarketCategoryFactory, MarketFactory
from throughcare.commissioning.tests.panel_scene import panel_scene, submitted
from throughcare.organisations.tests.factories import PostingFactory, RegionFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
SECURITY = import_module("throughcare.commissioning.migrations.0082_reach_security")


def buyer(region=None, role: str = "commissioner", **posting):
    """Somebody who buys, posted to a region; of the nation where none is given."""
    with as_role("owner"):
        user = UserFactory(role=role)
        if region is not None:
            PostingFactory(user=user, region=region, **posting)
    return user


def elsewhere(role: str = "commissioner"):
    """Somebody who buys in another region."""
    with as_role("owner"):
        region = RegionFactory()
    return buyer(region, role)


def rows(table: str) -> int:
    """How many rows of a table whoever acts sees."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM commissioning_{table}")
        return cursor.fetchone()[0]


def awarded() -> SimpleNamespace:
    """An award that is published, with its contracts drafted and a challenge; everything of one region."""
    made = open_prices(moderated_scene({1: 5, 2: 4, 3: 3}), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    decision = published(made)
    given = {"by": made.commissioner, "at": DECIDED}
    with acting(made.commissioner):
        draft_contracts(competition=made.competition, **given)
        challenge = challenges.record_challenge(
            decision=decision, supplier=made.scene.suppliers[2], received_on=DECIDED.date(), about="The score.", **given
        )
    return SimpleNamespace(scene=made.scene, competition=made.competition, decision=decision, challenge=challenge)


@pytest.mark.parametrize("role", ["commissioner", "director"])
def test_of_another_region_nobody_who_buys_sees_bids_scores_prices_awards_in_the_making_or_contracts_unsigned(role):
    made = awarded()
    hidden = ("openingofficer", "openingattempt", "openedbid", "openedbidder", "openedprice", "evaluator",
              "evaluatorinterest", "score", "consensus", "moderation", "awardproposal", "awardchallenge", "feedbackletter",
              "bid", "bidversion", "bidevent", "contract", "contractevent", "competitioninvitation", 
              "competitionevent")  # fmt: skip
    with as_role("owner"):
        there = {table: rows(table) for table in hidden}
        public = [CompetitionReach.objects.count(), Contract.objects.count()]
    for user in (buyer(made.scene.region, role), buyer(None, role)):
        with acting(user):
            near = {table: rows(table) for table in hidden}
        short = {table for table in hidden if near[table] < there[table]}
        assert short == set()
    with acting(elsewhere(role)):
        assert {table: rows(table) for table in hidden if rows(table)} == {}
        assert (rows("competition"), rows("competitionlot"), rows("awarddecision"), rows("award")) == (1, 2, 1, 2)
        assert CompetitionReach.objects.count() == 0
    assert public == [1, 2]


def test_applications_and_sanctions_of_another_regions_panel_are_not_seen():
    panel = panel_scene()
    with as_role("owner"):
        Market.objects.update(region=panel.categories[0].region)
    made = submitted(panel)
    far, near = elsewhere(), buyer(panel.categories[0].region)
    for user, seen in ((near, 1), (far, 0)):
        with acting(user):
            assert (rows("marketapplication"), min(rows("applicationanswer"), 1)) == (seen, seen)
    with acting(far), pytest.raises(PanelRefused) as refused:
        assessing.review_application(application=made, by=far, at=DECIDED)
    assert refused.value.code == "out-of-reach"


def test_drafts_of_another_region_are_not_seen_and_no_command_touches_them():
    made, far, head = drafted(), elsewhere(), elsewhere("director")
    with acting(far):
        assert (rows("competition"), rows("competitionlot"), rows("competitionquestion"), rows("lotfunding")) == (
            0,
            0,
            0,
            0,
        )
    given = {"competition": made.competition, "by": far, "at": DRAFTED}
    category = made.lots[0].category
    asked = [
        (far, lambda: drafts.change_draft(title="Mine", **given)),
        (far, lambda: drafts.keep_lot(facts={"title": "x", "category": category}, **given)),
        (far, lambda: drafts.draft_competition(market=made.market, title="Mine", by=far, at=DRAFTED)),
        (far, lambda: competition_publishing.offer_for_approval(**given)),
        (far, lambda: competition_changes.withdraw_competition(why="x", **given)),
        (head, lambda: competition_publishing.approve(competition=made.competition, by=head, at=APPROVED)),
    ]  # fmt: skip
    for user, command in asked:
        with acting(user), pytest.raises(CompetitionRefused) as refused, transaction.atomic():
            command()
        assert refused.value.codes == ("out-of-reach",)
    with acting(far), pytest.raises(bid_officers.OfficerRefused) as named:
        bid_officers.name_officer(user=far, **given)
    with acting(made.commissioner), pytest.raises(bid_officers.OfficerRefused) as stranger:
        bid_officers.name_officer(competition=made.competition, user=far, by=made.commissioner, at=DRAFTED)
    assert (named.value.code, stranger.value.code) == ("out-of-reach", "other-region")
    assert (made.again().state, made.again().title) == ("draft", made.competition.title)


def test_of_what_is_public_they_read_what_everybody_reads_and_change_nothing():
    made, far = awarded(), elsewhere()
    with acting(far):
        assert Competition.objects.get().title == made.competition.title
        assert Competition.objects.update(title="Mine") == 0
        assert Market.objects.update(title="Mine") == 0
        for command in (
            lambda: commissioned(made.competition, far, "standstill"),
            lambda: challenges.settle_challenge(challenge=made.challenge, outcome="x", by=far, at=DECIDED),
            lambda: challenges.take_award_back(decision=made.decision, why="x", by=far, at=DECIDED),
        ):
            with pytest.raises(EvaluationRefused) as refused:
                command()
            assert refused.value.codes == ("out-of-reach",)
    with as_role("owner"):
        contract = Contract.objects.select_related("competition").first()
        place = made.scene.market.categories.first().memberships.select_related("category__market").first()
    with acting(far), pytest.raises(ContractRefused) as refusal:
        plan_ending(contract=contract, how="term", ends_on=date(2027, 1, 1), exit_plan="x", by=far, at=DECIDED)
    assert refusal.value.code == "out-of-reach"
    details = SanctionDetails("suspend", "neither", "Ground.", "Evidence.", date(2099, 1, 1))
    with acting(far), pytest.raises(PanelRefused) as panel:
        sanctions.propose_sanction(membership=place, details=details, by=far, at=DECIDED)
    assert panel.value.code == "out-of-reach"


def test_a_market_of_all_regions_is_everybodys_and_a_competition_of_several_is_of_each():
    made = of_all_regions()
    north, south, other = (buyer(region) for region in made.regions)
    with acting(north):
        one = drafts.draft_competition(market=made.market, title="Homes", by=north, at=DRAFTED)
        with pytest.raises(CompetitionRefused) as refused, transaction.atomic():
            drafts.keep_lot(competition=one, facts=lot(made.categories[1]), by=north, at=DRAFTED)
        assert refused.value.codes == ("leaves-reach",)
        first = drafts.keep_lot(competition=one, facts=lot(made.categories[0]), by=north, at=DRAFTED)
    seen = {}
    for name, user in (("north", north), ("south", south), ("other", other), ("nation", buyer())):
        with acting(user):
            assert Market.objects.filter(pk=made.market.pk).exists()
            seen[name] = Competition.objects.count()
    assert seen == {"north": 1, "south": 0, "other": 0, "nation": 1}
    with acting(north):
        drafts.keep_lot(competition=one, facts=lot(made.categories[1]), by=north, at=DRAFTED)
    with acting(south):
        drafts.change_draft(competition=one, title="Homes together", by=south, at=DRAFTED)
    with acting(other):
        assert Competition.objects.count() == 0
    with acting(north), pytest.raises(CompetitionRefused) as refused, transaction.atomic():
        drafts.remove_lot(lot=first, by=north, at=DRAFTED)
    assert refused.value.codes == ("leaves-reach",)


def of_all_regions() -> SimpleNamespace:
    """A market of all regions with a category in each of two, and a third region."""
    with as_role("owner"):
        regions = [RegionFactory() for _ in range(3)]
        market = MarketFactory(region=None)
        categories = [MarketCategoryFactory(market=market, region=region, police_area="") for region in regions[:2]]
    return SimpleNamespace(regions=regions, market=market, categories=categories)


def lot(category) -> dict:
    """A lot of a category."""
    return {
        "title": "Homes",
        "category": category,
        "value_pence": 240_000_00,
        "mobilisation_pence": 0,
        "annual_volume": 9,
    }


def test_reach_follows_the_postings_and_ends_with_the_last_of_them():
    made = drafted()
    region = made.market.region
    gone = buyer(region, until=date(2021, 1, 1))
    to_come = buyer(region, start=date(2999, 1, 1))
    for user, expected in ((buyer(region), True), (buyer(), True), (gone, False), (to_come, False)):
        with acting(user):
            assert (Competition.objects.count() == 1, reaches(user, made.competition)) == (expected, expected)


def test_nobody_begins_a_panel_of_another_region_or_hands_one_over():
    made, far = of_all_regions(), elsewhere()
    details = markets.MarketDetails("Fictional panel", "For homes.", made.regions[0])
    with acting(far), pytest.raises(PanelRefused) as refused:
        markets.draft_market(details=details, by=far, at=DRAFTED)
    assert refused.value.code == "out-of-reach"
    with acting(far), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Market.objects.create(
            reference="mine", ocid="ocds-mine", title="Mine", description="x", pack="grant", region=made.regions[0],
            made_by=far, made_at=DRAFTED,
        )  # fmt: skip


def test_whoever_evaluates_a_competition_of_another_region_sees_its_bids_and_no_administration_of_it():
    made = moderated_scene({1: 5, 2: 4, 3: 3})
    with as_role("owner"):
        evaluator = made.people[0]
        evaluator.role = "director"
        evaluator.save(update_fields=["role"])
        PostingFactory(user=evaluator, region=RegionFactory())
    with acting(evaluator):
        assert (rows("openedbid"), rows("moderation"), rows("openingofficer"), rows("bid")) == (3, 1, 0, 0)
        assert Competition.objects.filter(state="moderated").update(title="Mine") == 0


def test_pages_of_another_region_are_not_found_and_lists_leave_it_out(client: Client):
    made = awarded()
    reference = made.competition.reference
    for role in ("commissioner", "director"):
        far, near = elsewhere(role), buyer(made.scene.region, role)
        for path in (f"/competitions/{reference}/", f"/competitions/{reference}/award/", f"/openings/{reference}/",
                     f"/competitions/{reference}/evaluation/"):  # fmt: skip
            client.force_login(far)
            assert (path, client.get(path).status_code) == (path, 404)
            client.force_login(near)
            assert (path, client.get(path).status_code) == (path, 200)
        client.force_login(far)
        assert made.competition.title not in client.get("/competitions/?stage=assessing").content.decode()
        assert client.get(f"/opportunities/{reference}/").status_code == 200
        with as_role("owner"):
            contract = Contract.objects.first()
        assert client.get(f"/agreements/{contract.reference}/").status_code == 404
        assert contract.title not in client.get("/agreements/").content.decode()


def test_every_table_of_commissioning_is_narrowed_or_said_to_follow_another():
    follows = {
        # seen through a row that is narrowed
        "applicationanswer", "applicationcategory", "applicationground", "applicationpartner", "applicationquestion",
        "award_lots", "awardshare", "bidversion", "bidversionfile", "bidevent", "bidkeyshare", "competitioninvitation_lots",
        "consensus", "contractrating", "openedbidder", "openedfile", "openedprice", "score",
        # the supplier's or one person's own
        "biddraft", "biddraftfile", "bidpartner", "bidsignature", "bidclock", "partneroffer", "partnerrequest",
        "officersecret", "supplieranswer", "supplieranswerevent",
        "supplierevidence", "supplierevidenceevent", "evidencefile",
        # public
        "publishedprocess", "publishedrelease", "registeredcontract", "registeredsubcontractor", "competitionreach",
    }  # fmt: skip
    tables = {
        each._meta.db_table for each in apps.get_app_config("commissioning").get_models(include_auto_created=True)
    }
    named = {re.sub("^commissioning_", "", table) for table in tables}
    narrowed = set(SECURITY.WHOLE) | set(SECURITY.PUBLIC)
    assert narrowed & follows == set()
    assert {
        each for each in named - narrowed - follows if not each.startswith(("need", "engagement", "pipeline"))
    } == set()
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tablename FROM pg_policies WHERE permissive = 'RESTRICTIVE'")
        assert {f"commissioning_{each}" for each in narrowed} <= {row[0] for row in cursor.fetchall()}
