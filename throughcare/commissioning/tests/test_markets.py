"""Panels from their first draft to their end: what a commissioner writes, what is published, what everybody reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import token_for
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import markets
from throughcare.commissioning.commands.markets import ConditionDetails, MarketDetails
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import (
    Market,
    MarketCondition,
    MembershipSuspension,
    PublishedProcess,
    PublishedRelease,
)
from throughcare.commissioning.queries.ocds_markets import market_now
from throughcare.commissioning.rules.ocds import Release, encode
from throughcare.commissioning.tests.factories import MarketCategoryFactory, MarketFactory, MembershipFactory
from throughcare.organisations.models import SupplierArea, SupplierOffer
from throughcare.organisations.tests.factories import RegionFactory, SupplierFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAFE = ConditionDetails(
    topic="safeguarding", title="Safeguarding", text="The board reviewed the policy.", cure="Review the policy.",
    evidence_kind="safeguarding-policy",
)  # fmt: skip


@pytest.fixture
def commissioner():
    return UserFactory(role="commissioner")


@pytest.fixture
def region():
    with as_role("owner"):
        return RegionFactory(code="N50", name="Greater Manchester")


def drafted(by, region, **given):
    details = MarketDetails(title="Homes and work", description="For people on probation.", region=region, **given)
    return markets.draft_market(details=details, by=by, at=AT)


def whole(by, region):
    market = drafted(by, region)
    markets.add_category(market=market, need="accommodation", region=region, by=by, at=AT)
    markets.add_condition(market=market, details=SAFE, by=by, at=AT)
    return market


def compiled_is_what_stands(market):
    parties, tender = market_now(market)
    told = Release(ocid=market.ocid, id="x", date=AT, tag=("compiled",), initiation_type="tender", language="en",
                   parties=parties, tender=tender)  # fmt: skip
    compiled = PublishedProcess.objects.get(ocid=market.ocid).compiled
    assert (compiled["tender"], compiled["parties"]) == (encode(told)["tender"], encode(told)["parties"])


def test_a_panel_is_announced_opened_and_closed_and_each_is_published(commissioner, region):
    with acting(commissioner):
        market = whole(commissioner, region)
        assert not PublishedRelease.objects.exists()
        for day, verb in enumerate(("announce", "open", "suspend", "resume", "close"), start=1):
            markets.move_market(market=market, verb=verb, by=commissioner, at=AT + timedelta(days=day))
            market.refresh_from_db()
            compiled_is_what_stands(market)
        tags = [each.tags for each in PublishedRelease.objects.order_by("number")]
        assert tags == [["planning"], ["tender"], ["tenderUpdate"], ["tenderUpdate"], ["tenderUpdate"]]
        assert (market.reference, market.state, market.pack) == (
            "homes-and-work", "closed", "pa2023-dynamic-market-light-touch",
        )  # fmt: skip
        assert (market.opened_at, market.closed_at) == (AT + timedelta(days=2), AT + timedelta(days=5))


def test_a_panel_opened_before_the_act_keeps_the_older_law(commissioner, region):
    before = datetime(2021, 1, 4, 9, 0, tzinfo=UTC)
    with acting(commissioner):
        market = whole(commissioner, region)
        markets.move_market(market=market, verb="announce", by=commissioner, at=before)
        markets.move_market(market=market, verb="open", by=commissioner, at=before + timedelta(hours=1))
        market.refresh_from_db()
    assert market.pack == "pcr2015-light-touch-dps"


def test_what_was_announced_is_told_anew_when_it_changes(commissioner, region):
    with acting(commissioner):
        market = whole(commissioner, region)
        markets.move_market(market=market, verb="announce", by=commissioner, at=AT)
        later = AT + timedelta(days=1)
        markets.add_category(market=market, need="finance", region=region, by=commissioner, at=later)
        assert PublishedRelease.objects.order_by("-number").first().tags == ["planningUpdate"]
        market.refresh_from_db()
        compiled_is_what_stands(market)
        with pytest.raises(PanelRefused, match="announced"):
            markets.remove_category(category=market.categories.first(), by=commissioner, at=later)
        assert market.categories.count() == 2


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda market: market.categories.all().delete(), "no-category"),
        (lambda market: MarketCondition.objects.all().delete(), "no-condition"),
        (lambda market: Market.objects.update(ends_on=AT.date() - timedelta(days=1)), "ends-before"),
        (lambda market: Market.objects.update(state="open", opened_at=AT), "wrong-state"),
    ],
)
def test_a_panel_that_is_not_whole_is_not_announced(commissioner, region, spoil, code):
    with acting(commissioner):
        market = whole(commissioner, region)
    with as_role("owner"):
        spoil(market)
    with acting(commissioner):
        with pytest.raises(PanelRefused) as refused:
            markets.move_market(market=market, verb="announce", by=commissioner, at=AT)
        assert refused.value.code == code
        assert not PublishedRelease.objects.exists()


def test_an_open_panel_stays_as_it_is(commissioner, region):
    with acting(commissioner):
        market = whole(commissioner, region)
        for hour, verb in enumerate(("announce", "open")):
            markets.move_market(market=market, verb=verb, by=commissioner, at=AT + timedelta(hours=hour))
        for step in (
            lambda: markets.add_condition(market=market, details=SAFE, by=commissioner, at=AT),
            lambda: markets.add_category(market=market, need="finance", region=region, by=commissioner, at=AT),
            lambda: markets.remove_condition(condition=market.conditions.get(), by=commissioner, at=AT),
            lambda: markets.change_market(
                market=market, details=MarketDetails("Other", "x", None), by=commissioner, at=AT
            ),
        ):
            with pytest.raises(PanelRefused, match="stay as they are"):
                step()


def test_names_are_taken_once_and_conditions_on_one_topic_are_numbered(commissioner, region):
    with acting(commissioner):
        first, second = drafted(commissioner, region), drafted(commissioner, None)
        assert [first.reference, second.reference] == ["homes-and-work", "homes-and-work-2"]
        codes = [markets.add_condition(market=first, details=SAFE, by=commissioner, at=AT).code for _ in range(2)]
        assert codes == ["safeguarding", "safeguarding-2"]
        markets.add_category(market=first, need="finance", region=region, by=commissioner, at=AT)
        with pytest.raises(PanelRefused, match="already"):
            markets.add_category(market=first, need="finance", region=region, by=commissioner, at=AT)
        with pytest.raises(PanelRefused, match="another region"):
            markets.add_category(
                market=first, need="finance", region=region, police_area="metropolitan", by=commissioner, at=AT
            )


def text_of(answer):
    return unescape(answer.content.decode())


def test_a_commissioner_writes_and_opens_a_panel_on_its_pages(client, commissioner, region):
    client.force_login(commissioner)
    sent = {"title": "Homes", "description": "To find and keep a home."}
    answer = client.post("/panels/new/", sent)
    assert (answer.status_code, answer.url) == (302, "/panels/homes/change/")
    refused = client.post(
        "/panels/homes/categories/", {"need": "finance", "region": "N50", "police_area": "metropolitan"}
    )
    assert "This police-force area is in another region" in text_of(refused)
    assert '<option value="finance" selected>' in text_of(refused)
    client.post("/panels/homes/categories/", {"need": "finance", "region": "N50"})
    client.post("/panels/homes/conditions/", {
        "topic": "insurance", "title": "Cover", "text": "Of five million pounds.", "cure": "Take out cover.",
    })  # fmt: skip
    text = text_of(client.get("/panels/homes/change/"))
    assert "In plain words" in text and "Could be plainer" not in text
    client.post("/panels/homes/conditions/", {
        "topic": "safeguarding", "title": "Safety", "text": "You are proactive.", "cure": "Write to us.",
    })  # fmt: skip
    assert "2. Safety: say “early” instead of “proactive”." in text_of(client.get("/panels/homes/change/"))
    for verb in ("announce", "open"):
        assert client.post("/panels/homes/move/", {"verb": verb}).status_code == 302
    text = text_of(client.get("/panels/homes/change/"))
    assert "Close it for good" in text and "Add the condition" not in text
    assert client.post("/panels/homes/move/", {"verb": "return"}).status_code == 404
    assert Market.objects.get().state == "open"


def test_a_faulty_draft_keeps_what_was_typed_and_makes_nothing(client, commissioner):
    client.force_login(commissioner)
    text = text_of(client.post("/panels/new/", {"title": "Homes", "ends_on": "2020-01-01"}))
    assert 'value="Homes"' in text and "The last day lies before today." in text and "Enter what it is for" in text
    with as_role("owner"):
        assert not Market.objects.exists()


@pytest.mark.parametrize("role", ["supplier", "director", "practitioner"])
def test_nobody_else_writes_a_panel(client, role):
    with as_role("owner"):
        market = MarketFactory(state="draft", opened_at=None)
    client.force_login(UserFactory(role=role))
    assert client.post("/panels/new/", {"title": "x", "description": "y"}).status_code == 403
    assert client.post(f"/panels/{market.reference}/move/", {"verb": "announce"}).status_code == 403
    seen = role == "director"
    assert client.get(f"/panels/{market.reference}/").status_code == (200 if seen else 404)


def test_the_page_of_a_panel_says_how_its_members_stand_and_why(client):
    with as_role("owner"):
        market = MarketFactory(title="Homes")
        category = MarketCategoryFactory(market=market, need="accommodation", region__name="Wales")
        names = ("Fictional Ark", "Fictional Boat")
        ark, boat = (MembershipFactory(category=category, supplier=SupplierFactory(legal_name=name)) for name in names)
        MembershipFactory(category=category, left_on=date(2026, 4, 1), supplier__legal_name="Fictional Gone")
        MembershipSuspension.objects.create(
            membership=boat, start=date(2026, 4, 1), until=date(2126, 4, 1), ground="Secret ground", evidence="x",
            notice_on=date(2026, 3, 3), proposed_by=ark.admitted_by, decided_by=boat.admitted_by, decided_at=AT,
        )  # fmt: skip
    text = text_of(client.get(f"/panels/{market.reference}/"))
    for said in ("Fictional Ark", "The place is active.", "The place is suspended until 1 April 2126",
                 "Accommodation: Wales", "places held: 2", "within 10 working days"):  # fmt: skip
        assert said in text
    assert "Fictional Gone" not in text and "Secret ground" not in text
    lines = client.get(f"/panels/{market.reference}/?format=csv").content.decode().splitlines()
    assert lines[2].startswith("Fictional Boat,Accommodation: Wales,") and ",Suspended," in lines[2]
    client.cookies["language"] = "cy"
    assert "Aelodau" in text_of(client.get(f"/panels/{market.reference}/"))


def test_the_places_of_a_panel_are_told_over_the_api(client):
    with as_role("owner"):
        market, user = MarketFactory(), UserFactory(role="supplier")
        category = MarketCategoryFactory(market=market, cohort="women")
        places = [MembershipFactory(category=category) for _ in range(2)]
        MarketFactory(state="draft", opened_at=None)
    header = {"headers": token_for(user, "panels:read")}
    assert [each["reference"] for each in client.get("/api/v1/panels", **header).json()["items"]] == [market.reference]
    first = client.get(f"/api/v1/panels/{market.reference}/places?limit=1", **header).json()
    (told,) = first["items"]
    assert (told["number"], told["standing"], told["cohort"]) == (places[0].pk, "active", "women")
    second = client.get(
        f"/api/v1/panels/{market.reference}/places?limit=1&cursor={first['next_cursor']}", **header
    ).json()
    assert ([each["number"] for each in second["items"]], second["next_cursor"]) == ([places[1].pk], None)
    assert client.get("/api/v1/panels/nothing/places", **header).status_code == 404


def test_the_list_is_narrowed_by_need_and_region_and_a_draft_is_not_in_it(client, region):
    with as_role("owner"):
        for title, need, given in (
            ("Homes", "accommodation", {"region": region}), ("Money", "finance", {}),
            ("Draft", "finance", {"state": "draft", "opened_at": None}),
        ):  # fmt: skip
            MarketCategoryFactory(market=MarketFactory(title=title, **given), need=need, region=region)
        MarketFactory(title="Elsewhere", region=RegionFactory())

    def found(query):
        text = text_of(client.get(f"/panels/?{query}"))
        return [name for name in ("Homes", "Money", "Draft", "Elsewhere") if f">{name}</a>" in text]

    assert found("") == ["Homes", "Money", "Elsewhere"]
    assert found("need=finance") == ["Money"]
    assert found("region=N50") == ["Homes", "Money"]
    assert found("state=closed") == []


def test_the_route_chooser_counts_who_could_provide_it_and_says_why(client, commissioner, region):
    with as_role("owner"):
        supplier = SupplierFactory()
        SupplierOffer.objects.create(supplier=supplier, kind="need", code="finance")
        SupplierArea.objects.create(supplier=supplier, region=region)
    client.force_login(commissioner)
    asked = "need=finance&region=N50&outcome_certain=yes&service_bought=yes"
    text = text_of(client.get(f"/route/?{asked}&value=250000"))
    assert "Competition among the members of a panel" in text and "Few could provide it: 1." in text
    small = text_of(client.get(f"/route/?{asked}&value=20000"))
    assert "<strong>Grant</strong>" in small and "where a grant is the usual route" in small
    assert "Enter value over the whole term" in text_of(client.get(f"/route/?{asked}"))
    client.force_login(UserFactory(role="supplier"))
    assert client.get("/route/").status_code == 403
