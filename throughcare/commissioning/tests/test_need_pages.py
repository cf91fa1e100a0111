"""A need on its pages, from the first word to the competition that is begun from it; and who sees it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import competition_drafts as drafts
from throughcare.commissioning.commands.competition_changes import next_round, withdraw_competition
from throughcare.commissioning.models import (
    Competition,
    CompetitionLot,
    Market,
    MarketCategory,
    Need,
    NeedLine,
    NeedParty,
    NeedRoute,
    NeedUse,
)
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.tests.drafts import FIGURES
from throughcare.commissioning.tests.factories import MarketCategoryFactory, MarketFactory
from throughcare.commissioning.tests.need_scene import AGREED, Stated, agreed, stated
from throughcare.commissioning.tests.test_competition_pages import Desk
from throughcare.organisations.models import Region
from throughcare.organisations.tests.factories import RegionFactory, SupplierUserFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ONE = "/needs/homes-for-people-leaving-prison/"
ROUTE = {
    "value_pence": "360,000", "outcome_certain": "yes", "service_bought": "yes", "chosen": "competition", "departs_why": "",
}  # fmt: skip


def desk_of(made: Stated) -> Desk:
    """Its commissioner at the pages."""
    return Desk(made.commissioner, AGREED)


def test_a_need_is_stated_agreed_and_begun_as_a_competition_on_the_pages():
    with as_role("owner"):
        commissioner = UserFactory(role="commissioner")
        Region.objects.filter(code="N54").exists() or RegionFactory(code="N54", name="North East")
    desk = Desk(commissioner, AGREED)
    desk.send("/needs/new/", title="Help with money", description="Debt keeps people from settling.",
              starts_on="2026-10-01", term_months="24")  # fmt: skip
    one = "/needs/help-with-money/"
    page = desk.get(one)
    assert "Nobody states the need." in page and "It does not say what is needed where." in page
    desk.send(f"{one}bodies/new/", kind="region", region="N54", name="", share="60")
    desk.send(f"{one}bodies/new/", kind="pcc", region="", name="Police and Crime Commissioner for Durham", share="40")
    desk.send(
        f"{one}lines/new/", category="finance", cohort="", region="N54", police_area="durham", value_pence="120,000"
    )
    with as_role("owner"):
        line = NeedLine.objects.get()
        first, second = NeedParty.objects.order_by("pk")
    assert "The caseload cannot say" in desk.get(one)
    desk.send(f"{one}lines/{line.pk}/volume/", volume="90", why="The last grant reached 88 people.")
    for party, name in ((first, "Sam Field"), (second, "Jo Hill")):
        desk.send(f"{one}bodies/{party.pk}/agree/", name=name, post="Head", agreed_on="2026-03-18")
    assert "Everything is in order." in desk.get(one)
    desk.send(f"{one}agree/")
    assert "Agreed" in desk.get(one)
    desk.send(f"{one}route/", **{**ROUTE, "value_pence": "144000"})
    with as_role("owner"):
        market = MarketFactory(made_by=commissioner, title="Rehabilitation")
        MarketCategoryFactory(
            market=market, need="finance", region=Region.objects.get(code="N54"), police_area="durham"
        )
    desk.send(f"{one}competition/", market=market.reference, lines=[line.pk], title="Help with money")
    with as_role("owner"):
        made, lot = Competition.objects.get(), CompetitionLot.objects.get()
        assert (made.specification, made.term_months) == ("Debt keeps people from settling.", 24)
        assert (lot.value_pence, lot.annual_volume, lot.category.police_area) == (120_000_00, 90, "durham")
        assert lot.need_lot.line == line
        assert Need.objects.get().state == "in-use"
    assert "It meets the need:" in desk.get("/competitions/help-with-money/")
    assert "/competitions/help-with-money/" in desk.get(one)
    desk.send(f"{one}meet/", why="One contract covers it.")
    with as_role("owner"):
        assert Need.objects.values_list("state", "ended_why").get() == ("met", "One contract covers it.")


def test_the_list_is_narrowed_counted_and_downloaded():
    made = agreed()
    with as_role("owner"):
        Region.objects.filter(code="N03").exists() or RegionFactory(code="N03", name="Wales")
    desk = desk_of(made)
    page = desk.get("/needs/")
    assert "Homes for people leaving prison" in page and "£360,000" in page
    assert "Homes for people leaving prison" in desk.get(
        "/needs/?state=agreed&region=N54&category=accommodation&q=prison"
    )
    for query in ("state=draft", "region=N03", "category=finance", "q=debt"):
        assert "No need here" in desk.get(f"/needs/?{query}")
    lines = desk.get("/needs/?format=csv").splitlines()
    assert len(lines) == 3
    assert "Accommodation,Everybody,Cleveland,,120,240000.00" in lines[1]
    assert "Needs by stage" in desk.get("/competitions/")


def test_what_is_refused_is_shown_with_what_was_typed():
    made = stated(shares=("69", "30"))
    desk = desk_of(made)
    assert "The shares total 99%: 1% of the need is borne by nobody." in desk.get(ONE)
    page = desk.send(f"{ONE}bodies/new/", 200, kind="health", region="", name="  ", share="1")
    assert "Say which body it is." in page
    page = desk.send(f"{ONE}bodies/{made.parties[0].pk}/agree/", 200, name="Sam", post="Head", agreed_on="2026-03-18")
    assert "The shares must be right before anybody agrees to them." in page and 'value="Sam"' in page
    page = desk.send(f"{ONE}lines/new/", 200, category="finance", region="N54", police_area="gwent")
    assert "Select a valid choice" in page or "gwent" in page
    desk.send(f"{ONE}agree/")
    assert "1% of the need is borne by nobody" in desk.get(ONE)
    assert made.again().state == "draft"


def test_a_route_is_asked_for_then_kept_and_departed_from_with_a_reason_alone():
    made = agreed()
    desk = desk_of(made)
    page = desk.send(f"{ONE}route/", 200, **{**ROUTE, "chosen": ""})
    assert "everybody on the panel may compete" in page
    page = desk.send(f"{ONE}route/", 200, **{**ROUTE, "chosen": "grant"})
    assert "Say why you take another route than the one proposed." in page
    with as_role("owner"):
        assert NeedRoute.objects.count() == 0
    desk.send(f"{ONE}route/", **{**ROUTE, "chosen": "grant", "departs_why": "Two small charities do it well."})
    with as_role("owner"):
        route = NeedRoute.objects.get()
    assert (route.proposed, route.chosen, route.departs_why) == (
        "competition",
        "grant",
        "Two small charities do it well.",
    )
    assert route.facts["value_pence"] == 360_000_00
    page = desk.get(ONE)
    assert "Why another one: Two small charities do it well." in page and "Take it into use" in page
    with as_role("owner"):
        market = MarketFactory(made_by=made.commissioner)
        MarketCategoryFactory(market=market, region=made.region, police_area="cleveland")
    page = desk.send(f"{ONE}competition/", 200, market=market.reference, lines=[made.lines[0].pk], title="Homes")
    assert "The route chosen for it is another one." in page
    with as_role("owner"):
        assert Competition.objects.count() == 0


def test_a_line_without_a_category_stops_the_competition_whole():
    made = agreed()
    desk = desk_of(made)
    desk.send(f"{ONE}route/", **ROUTE)
    with as_role("owner"):
        market = MarketFactory(made_by=made.commissioner)
        MarketCategoryFactory(market=market, region=made.region, police_area="cleveland")
    lines = [line.pk for line in made.lines]
    page = desk.send(f"{ONE}competition/", 200, market=market.reference, lines=lines, title="Homes")
    assert "The panel has no open category for Accommodation for Young adults in Durham." in page
    with as_role("owner"):
        assert (Competition.objects.count(), NeedUse.objects.count(), made.again().state) == (0, 0, "agreed")


def test_a_panel_is_begun_with_a_category_for_each_line():
    made = agreed()
    desk = desk_of(made)
    desk.send(f"{ONE}route/", **ROUTE)
    desk.send(f"{ONE}panel/", title="Homes in the North East")
    with as_role("owner"):
        market = Market.objects.get()
        found = MarketCategory.objects.order_by("police_area").values_list("need", "cohort", "police_area")
        assert (market.state, market.region, list(found)) == (
            "draft", made.region, [("accommodation", "", "cleveland"), ("accommodation", "young-adults", "durham")],
        )  # fmt: skip
        assert made.again().state == "in-use"


def test_a_lot_below_the_need_is_warned_of():
    made = agreed()
    desk = desk_of(made)
    desk.send(f"{ONE}route/", **ROUTE)
    with as_role("owner"):
        market = MarketFactory(made_by=made.commissioner)
        MarketCategoryFactory(market=market, region=made.region, police_area="cleveland")
    desk.send(f"{ONE}competition/", market=market.reference, lines=[made.lines[0].pk], title="Homes")
    with acting(made.commissioner):
        lot = CompetitionLot.objects.select_related("category", "competition").get()
        drafts.keep_funding(lot=lot, figures=FIGURES, by=made.commissioner, at=AGREED)
        (found,) = CompetitionChecks(lot.competition, at=AGREED).funding.values()
        assert "volume-below-need" not in found.value.warnings
        facts = {"title": lot.title, "category": lot.category, "value_pence": lot.value_pence, "annual_volume": 119}
        drafts.keep_lot(competition=lot.competition, lot=lot, facts=facts, by=made.commissioner, at=AGREED)
        (found,) = CompetitionChecks(lot.competition, at=AGREED).funding.values()
        assert "volume-below-need" in found.value.warnings


@pytest.mark.parametrize("role", ["practitioner", "senior", "head", "administrator", "auditor", "person"])
def test_others_are_refused_every_page(role):
    stated()
    with as_role("owner"):
        user = UserFactory(role=role)
    for path in ("/needs/", ONE, "/needs/new/", f"{ONE}change/", f"{ONE}route/"):
        Desk(user).get(path, 403)


def test_a_supplier_and_a_visitor_see_no_need_and_a_director_reads_it():
    made = stated()
    with as_role("owner"):
        supplier, director, colleague = (
            SupplierUserFactory().user, UserFactory(role="director"), UserFactory(role="commissioner"),
        )  # fmt: skip
    Desk(supplier).get("/needs/", 403)
    assert Client().get(ONE).status_code == 302
    page = Desk(director).get(ONE)
    assert "Homes for people leaving prison" in page and "Agree the need" not in page
    Desk(director).get(f"{ONE}change/", 403)
    Desk(director).send(f"{ONE}agree/", 403)
    assert "Agree the need" in Desk(colleague).get(ONE)
    assert made.again().state == "draft"


def test_nothing_of_an_agreed_need_can_be_edited():
    made = agreed()
    desk = desk_of(made)
    for path in (f"{ONE}change/", f"{ONE}bodies/new/", f"{ONE}lines/new/", f"{ONE}lines/{made.lines[0].pk}/volume/"):
        desk.get(path, 404)
    desk.send(f"{ONE}lines/{made.lines[0].pk}/remove/")
    assert "The need is agreed, so it stays as it is." in desk.get(ONE)
    with as_role("owner"):
        assert NeedLine.objects.count() == 2


def test_a_next_round_meets_the_same_need():
    made = agreed()
    desk = desk_of(made)
    desk.send(f"{ONE}route/", **ROUTE)
    with as_role("owner"):
        market = MarketFactory(made_by=made.commissioner)
        MarketCategoryFactory(market=market, region=made.region, police_area="cleveland")
    desk.send(f"{ONE}competition/", market=market.reference, lines=[made.lines[0].pk], title="Homes")
    with acting(made.commissioner):
        first = Competition.objects.get()
        withdraw_competition(competition=first, why="Too early.", by=made.commissioner, at=AGREED)
        lots = list(first.lots.all())
        second = next_round(competition=first, lots=lots, by=made.commissioner, at=AGREED)
        assert second.need_use.need == made.need
        assert second.lots.get().need_lot.line == made.lines[0]
        assert first.lots.get().need_lot.line == made.lines[0]


def test_the_route_is_asked_without_an_answer_given_before():
    desk = desk_of(agreed())
    page = desk.get(f"{ONE}route/")
    (value,) = re.findall(r'<input[^>]*name="value_pence"[^>]*>', page)
    assert " checked" not in page and 'value=""' in value
    assert "Set aside over the whole term, without VAT: £360,000.00" in page
    page = desk.send(f"{ONE}route/", 200, **{**ROUTE, "value_pence": "", "outcome_certain": "", "service_bought": ""})
    assert "everybody on the panel may compete" not in page
    with as_role("owner"):
        assert NeedRoute.objects.count() == 0


def test_where_no_panel_is_open_a_panel_is_offered_instead_of_an_empty_list():
    made = agreed()
    desk = desk_of(made)
    desk.send(f"{ONE}route/", **ROUTE)
    with as_role("owner"):
        MarketCategoryFactory(market=MarketFactory(made_by=made.commissioner), need="finance", region=made.region)
    page = desk.get(f"{ONE}competition/")
    assert "No panel is open for it" in page and 'name="market"' not in page
    assert f'href="{ONE}panel/"' in page
    assert "Begin a panel from this need" in page
    with as_role("owner"):
        market = MarketFactory(made_by=made.commissioner)
        MarketCategoryFactory(market=market, region=made.region, police_area="cleveland")
    page = desk.get(f"{ONE}competition/")
    assert "No panel is open for it" not in page and 'name="market"' in page
