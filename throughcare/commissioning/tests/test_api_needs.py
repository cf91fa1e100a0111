"""Needs over the API: from a draft to a competition, for each who may, and for nobody else."""

from __future__ import annotations

import pytest

from throughcare.accounts.tests.api import Caller
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Competition, Need, NeedParty
from throughcare.commissioning.tests.factories import MarketCategoryFactory, MarketFactory
from throughcare.commissioning.tests.need_scene import agreed, stated
from throughcare.organisations.models import Region
from throughcare.organisations.tests.factories import RegionFactory, SupplierUserFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ONE = "/needs/homes-for-people-leaving-prison"


def codes(answer, status=422):
    assert answer.status_code == status, answer.content
    return [each["code"] for each in answer.json()["errors"]]


def done(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_need_is_stated_agreed_and_begun_as_a_competition_over_the_api_alone():
    with as_role("owner"):
        region = Region.objects.filter(code="N54").first() or RegionFactory(code="N54", name="North East")
    buys = Caller(UserFactory(role="commissioner"))
    made = buys.post("/needs", {"title": "Help with money", "description": "Debt.", "starts_on": "2026-10-01"})
    one = made.headers["Location"].removeprefix("/api/v1")
    assert (one, done(made, 201)["state"]) == ("/needs/help-with-money", "draft")
    assert codes(buys.post(f"{one}/state", {"step": "agree"})) == ["no-lines", "nobody"]
    buys.post(f"{one}/bodies", {"kind": "region", "region": "N54", "share": 6_500})
    told = done(buys.post(f"{one}/bodies", {"kind": "health", "name": "A health board", "share": 3_400}), 201)
    assert [each["code"] for each in told["blocks"]] == ["no-lines", "below-100"]
    assert told["shares"]["text"] == "The shares total 99%: 1% of the need is borne by nobody."
    first, second = (each["key"] for each in told["bodies"])
    agreement = {"name": "Sam Field", "post": "Head", "agreed_on": "2026-03-18"}
    assert codes(buys.post(f"{one}/bodies/{first}/agreement", agreement)) == ["shares-not-right"]
    done(buys.post(f"{one}/bodies/{second}", {"kind": "health", "name": "A health board", "share": 3_500}))
    line = {"need": "finance", "region": "N54", "police_area": "durham", "value_pence": 120_000_00}
    told = done(buys.post(f"{one}/lines", line), 201)
    key = told["lines"][0]["key"]
    assert (told["lines"][0]["volume"], told["lines"][0]["why"]["code"]) == (None, "caseload-empty")
    told = done(buys.post(f"{one}/lines/{key}/volume", {"volume": 90, "words": "As last year."}))
    assert (told["lines"][0]["volume"], told["lines"][0]["projected"]) == (90, None)
    for each in (first, second):
        done(buys.post(f"{one}/bodies/{each}/agreement", agreement))
    assert codes(buys.post(f"{one}/state", {"step": "publish"})) == ["not-agreed-yet"]
    assert done(buys.post(f"{one}/state", {"step": "agree"}))["state"] == "agreed"
    assert done(buys.post(f"{one}/state", {"step": "publish"}))["published_at"] is not None
    route = {"value_pence": 144_000_00, "chosen": "grant"}
    assert codes(buys.post(f"{one}/route", route)) == ["departs-without-reason"]
    told = done(buys.post(f"{one}/route", {**route, "chosen": "competition"}))
    assert (told["route"]["chosen"], told["route"]["why"]["code"]) == ("competition", "competition")
    with as_role("owner"):
        market = MarketFactory()
    begin = {"panel": market.reference, "lines": [key]}
    assert codes(buys.post(f"{one}/competitions", begin)) == ["no-category"]
    with as_role("owner"):
        MarketCategoryFactory(market=market, need="finance", region=region, police_area="durham")
    told = done(buys.post(f"{one}/competitions", begin), 201)
    assert (told["state"], told["competitions"]) == ("in-use", ["help-with-money"])
    with as_role("owner"):
        lot = Competition.objects.get().lots.get()
        assert (lot.annual_volume, lot.value_pence, lot.need_lot.line_id) == (90, 120_000_00, key)
    assert done(buys.post(f"{one}/state", {"step": "meet", "words": "One contract."}))["ended_why"] == "One contract."
    assert codes(buys.post(f"{one}/state", {"step": "withdraw", "words": "No."}), 409) == ["wrong-state"]


def test_bad_input_is_named_by_its_field_and_changes_nothing():
    made = stated()
    buys = Caller(made.commissioner)
    tries = [
        ("bodies", {"kind": "army", "name": "A board", "share": 100}, "kind"),
        ("bodies", {"kind": "health", "name": "", "share": 100}, "name"),
        ("bodies", {"kind": "health", "name": "A board", "share": 0}, "share"),
        ("bodies", {"kind": "region", "region": "X99", "share": 100}, "region"),
        ("lines", {"need": "finance", "region": "N54", "police_area": "gwent"}, "police_area"),
        ("lines", {"need": "dancing", "region": "N54"}, "need"),
        (f"lines/{made.lines[0].pk}/volume", {"volume": 0, "words": "None."}, "volume"),
    ]
    for path, body, field in tries:
        answer = buys.post(f"{ONE}/{path}", body)
        assert answer.status_code == 422, (path, body, answer.content)
        assert answer.json()["errors"][0]["field"].endswith(field), answer.content
    with as_role("owner"):
        assert NeedParty.objects.count() == 2
    other = buys.post(f"/needs/nothing/lines/{made.lines[0].pk}/remove", {})
    assert other.status_code == 404


def test_needs_are_listed_a_page_at_a_time_and_narrowed():
    made = agreed()
    buys = Caller(made.commissioner)
    done(buys.post("/needs", {"title": "Another", "starts_on": "2026-10-01"}), 201)
    first = done(buys.get("/needs?limit=1"))
    assert [each["reference"] for each in first["items"]] == ["homes-for-people-leaving-prison"]
    assert first["items"][0]["value_pence"] == 360_000_00
    second = done(buys.get(f"/needs?limit=1&cursor={first['next_cursor']}"))
    assert ([each["reference"] for each in second["items"]], second["next_cursor"]) == (["another"], None)
    assert [each["reference"] for each in done(buys.get("/needs?state=draft"))["items"]] == ["another"]
    assert buys.get("/needs?state=asleep").status_code == 422


def test_nobody_else_reads_or_writes():
    made = stated()
    with as_role("owner"):
        users = [UserFactory(role=role) for role in ("practitioner", "head", "administrator", "auditor")]
        supplier, director = SupplierUserFactory().user, UserFactory(role="director")
    for user in (*users, supplier):
        assert Caller(user).get(ONE).status_code == 403
        assert Caller(user).post(f"{ONE}/state", {"step": "agree"}).status_code == 403
    assert done(Caller(director).get(ONE))["title"] == "Homes for people leaving prison"
    assert Caller(director).post(f"{ONE}/state", {"step": "withdraw", "words": "No."}).status_code == 403
    with as_role("owner"):
        assert Need.objects.values_list("state", flat=True).get() == made.need.state
