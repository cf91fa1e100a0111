"""Panels and applications over the API: from a draft to an admission, for each who may, and for nobody else."""

from __future__ import annotations

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import (
    ApplicationPartner,
    Market,
    MarketApplication,
    Membership,
    PublishedRelease,
)
from throughcare.commissioning.rules.panel_grounds import grounds_on
from throughcare.commissioning.tests.panel_scene import filled, panel_scene, submitted, supplier_user
from throughcare.organisations.tests.factories import RegionFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


def codes(answer, status=422):
    assert answer.status_code == status, answer.content
    return [each["code"] for each in answer.json()["errors"]]


def done(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.fixture
def panel():
    return panel_scene()


def test_a_panel_is_drafted_opened_joined_and_decided_over_the_api_alone():
    with as_role("owner"):
        RegionFactory(code="N50", name="Greater Manchester")
        lead, partner = supplier_user(), supplier_user()
    buys, applies = Caller(UserFactory(role="commissioner")), Caller(lead.user)
    made = buys.post("/panels", {"title": "Homes", "description": "To live.", "region": "N50"})
    address = made.headers["Location"].removeprefix("/api/v1")
    assert (done(made, 201)["state"], address) == ("draft", "/panels/homes")
    assert codes(buys.post(f"{address}/state", {"step": "open"}), 409) == ["wrong-state"]
    assert codes(buys.post(f"{address}/state", {"step": "announce"})) == ["no-category", "no-condition"]
    for need in ("accommodation", "finance"):
        told = done(buys.post(f"{address}/categories", {"need": need, "region": "N50"}), 201)
    homes, money = (each["key"] for each in told["categories"])
    for topic, category in (("safeguarding", None), ("quality", money)):
        body = {
            "topic": topic,
            "title": topic,
            "text": "So it must be.",
            "cure": f"Mend {topic}.",
            "category": category,
        }
        told = done(buys.post(f"{address}/conditions", body), 201)
    safe, good = (each["key"] for each in told["conditions"])
    assert applies.get(address).status_code == 404
    for step, state in (("announce", "intended"), ("open", "open")):
        assert done(buys.post(f"{address}/state", {"step": step}))["state"] == state
    assert codes(buys.post(f"{address}/categories", {"need": "wellbeing", "region": "N50"})) == ["frozen"]
    told = done(applies.get(address))
    assert (told["law"]["rule"], [each["cure"] for each in told["conditions"]]) == (
        "procurement-pack", ["Mend safeguarding.", "Mend quality."],
    )  # fmt: skip

    begun = applies.post(f"{address}/applications", {"supplier": lead.supplier.pk})
    mine = begun.headers["Location"].removeprefix("/api/v1")
    told = done(begun, 201)
    assert codes(applies.post(f"{mine}/submit")) == ["nothing-asked", "unanswered"]
    fill = {
        "categories": [homes, money], "scheme": told["scheme"], "number": told["number"],
        "answers": [{"condition": safe, "answer": "met", "text": "Yes."}, {"condition": good, "answer": "met"}],
    }  # fmt: skip
    told = done(applies.post(mine, fill))
    assert [(each["category"], each["outcome"]) for each in told["categories"]] == [(homes, "admit"), (money, "admit")]
    identifier = str(partner.supplier.identifiers.get())
    told = done(applies.post(f"{mine}/partners", {"identifier": identifier, "part": "Half of it."}), 201)
    (asked,) = told["partners"]
    assert codes(applies.post(f"{mine}/submit")) == ["unsigned"]
    assert applies.post(f"{mine}/partners/{asked['key']}/sign").status_code == 404
    done(Caller(partner.user).post(f"{mine}/partners/{asked['key']}/sign"))
    assert buys.get(mine).status_code == 404
    told = done(applies.post(f"{mine}/submit"))
    assert (told["state"], told["clock"], told["due"]["rule"]) == ("submitted", "open", "application-due")

    assert [each["key"] for each in done(buys.get("/applications", {"waiting": True}))["items"]] == [told["key"]]
    done(buys.post(f"{mine}/review"))
    told = done(buys.post(f"{mine}/ask", {"words": "Since when?"}))
    done(buys.post(f"{mine}/extend", {"words": "A referee is away."}))
    assert codes(applies.post(f"{mine}/reply", {"answers": []})) == ["question-open"]
    reply = {"answers": [{"question": told["questions"][0]["key"], "text": "Since 2019."}]}
    told = done(applies.post(f"{mine}/reply", reply))
    assert (told["state"], told["extension_reason"]) == ("submitted", "A referee is away.")
    done(buys.post(f"{mine}/review"))
    assert codes(buys.post(f"{mine}/admit", {})) == ["not-assessed"]
    first, second = (each["key"] for each in told["answers"])
    judged = {
        "answers": [{"answer": first, "assessed": "met"}, {"answer": second, "assessed": "not-met", "note": "Thin."}]
    }
    told = done(buys.post(f"{mine}/assess", judged))
    assert [(each["outcome"], each["failed"]) for each in told["categories"]] == [
        ("admit", []), ("decline", [{"code": "quality", "why": "not-met", "cure": "Mend quality."}]),
    ]  # fmt: skip
    assert codes(buys.post(f"{mine}/decline", {})) == ["must-admit"]
    told = done(buys.post(f"{mine}/admit", {"words": "Welcome."}))
    assert (told["state"], [each["decided"] for each in told["categories"]]) == ("admitted", [True, True])
    (place,) = done(applies.get(f"{address}/places"))["items"]
    assert (place["supplier"], place["category"], place["standing"]) == (lead.supplier.pk, homes, "active")
    with as_role("owner"):
        tags = list(PublishedRelease.objects.order_by("number").values_list("tags", flat=True))
    assert tags == [["planning"], ["tender"], ["tenderAmendment"]]


def test_nobody_else_writes_a_panel(panel):
    body = {"title": "Mine", "description": "Mine."}
    for role in ("director", "supplier", "practitioner", "person", "administrator"):
        caller = Caller(UserFactory(role=role))
        assert caller.post("/panels", body).status_code == 403, role
        assert caller.post("/panels/homes/state", {"step": "close"}).status_code == 403, role
    assert Caller(panel.commissioner, "panels:read").post("/panels", body).status_code == 403
    assert Caller(None).post("/panels", body).status_code == 401
    with as_role("owner"):
        assert list(Market.objects.values_list("reference", "state")) == [("homes", "open")]


def test_names_in_a_body_that_lead_nowhere_are_refused_at_their_place(panel):
    buys = Caller(panel.commissioner)

    def fields(answer):
        assert answer.status_code == 422
        return [each["field"] for each in answer.json()["errors"]]

    body = {"title": "Mine", "description": "Mine."}
    assert fields(buys.post("/panels", {**body, "region": "XX"})) == ["region"]
    for day in ("2020-01-01", "9999-12-31"):
        assert fields(buys.post("/panels", {**body, "ends_on": day})) == ["ends_on"]
    assert buys.post("/panels", {**body, "first_evaluation_until": "9999-12-31"}).status_code == 422
    assert fields(buys.post("/panels", {**body, "state": "open"})) == ["state"]
    condition = {"topic": "quality", "title": "x", "text": "x", "cure": "x", "category": 99}
    assert fields(buys.post("/panels/homes/conditions", condition)) == ["category"]
    assert fields(buys.post("/panels/homes/state", {"step": "burn"})) == ["step"]
    applies = Caller(panel.user)
    assert fields(applies.post("/panels/homes/applications", {"supplier": 99})) == ["supplier"]
    made = filled(panel)
    fill = {"scheme": made.scheme, "number": made.number}
    address = f"/applications/{made.pk}"
    assert fields(applies.post(address, {**fill, "categories": [99]})) == ["categories"]
    assert fields(applies.post(address, {**fill, "answers": [{"condition": 99}]})) == ["answers.0.condition"]
    with as_role("owner"):
        condition = made.answers.first().condition_id
    lines = [{"condition": condition, "answer": "met", "evidence": 99}]
    assert fields(applies.post(address, {**fill, "answers": lines})) == ["answers.0.evidence"]
    assert fields(applies.post(address, {**fill, "scheme": "GB-CHC", "number": "x"})) == ["number"]
    with as_role("owner"):
        assert Market.objects.count() == 1
        assert list(made.categories.values_list("category", flat=True)) == [panel.categories[0].pk]


def test_an_application_is_its_applicants_and_after_it_was_sent_the_buyers(panel):
    draft = filled(panel)
    with as_role("owner"):
        other = supplier_user()
    address = f"/applications/{draft.pk}"
    stranger, director = Caller(other.user), Caller(UserFactory(role="director"))
    for caller in (stranger, director, Caller(panel.commissioner)):
        assert caller.get(address).status_code == 404
        assert done(caller.get("/applications"))["items"] == []
    for step in ("submit", "withdraw"):
        assert stranger.post(f"{address}/{step}").status_code == 404
        assert director.post(f"{address}/{step}").status_code == 403
    assert Caller(panel.user, "applications:read").post(f"{address}/submit").status_code == 403
    assert Caller(panel.user, "applications:write").get(address).status_code == 403
    assert Caller(UserFactory(role="practitioner")).get(address).status_code == 403
    assert Caller(None).get(address).status_code == 401
    with as_role("owner"):
        assert MarketApplication.objects.get().state == "draft"
    done(Caller(panel.user).post(f"{address}/submit"))
    # A commissioner of any region reads and decides: a panel is bought from together.
    for caller in (director, Caller(panel.commissioner), Caller(UserFactory(role="commissioner"))):
        assert done(caller.get(address))["state"] == "submitted"
    for step in ("review", "admit", "decline", "withdraw"):
        assert director.post(f"{address}/{step}", {}).status_code == 403
    for step in ("review", "assess", "admit", "decline", "extend", "ask"):
        assert Caller(panel.user).post(f"{address}/{step}", {}).status_code == 403
    with as_role("owner"):
        assert MarketApplication.objects.get().state == "submitted"
        assert not Membership.objects.exists()


def test_a_partner_reads_and_signs_and_does_no_more(panel):
    made = filled(panel)
    with as_role("owner"):
        partner = supplier_user()
        row = ApplicationPartner.objects.create(application=made, supplier=partner.supplier, part="Some.")
    address, signs = f"/applications/{made.pk}", Caller(partner.user)
    assert [each["key"] for each in done(signs.get("/applications"))["items"]] == [made.pk]
    for step in ("submit", "withdraw", f"partners/{row.pk}/remove"):
        assert signs.post(f"{address}/{step}").status_code == 404
    assert [each["signed"] for each in done(signs.post(f"{address}/partners/{row.pk}/sign"))["partners"]] == [True]
    told = done(Caller(panel.user).post(f"{address}/partners/{row.pk}/remove"))
    assert (told["partners"], told["state"]) == ([], "draft")


def test_a_ground_is_declared_by_the_applicant_and_found_by_the_commissioner(panel):
    made = submitted(panel)
    address, buys = f"/applications/{made.pk}", Caller(panel.commissioner)
    known = grounds_on(timezone.localdate())[-1]
    assert codes(buys.post(f"{address}/grounds", {"ground": known}), 409) == ["wrong-state"]
    assert Caller(UserFactory(role="director")).post(f"{address}/grounds", {"ground": known}).status_code == 403
    done(buys.post(f"{address}/review"))
    ahead = {"ground": known, "event_on": "9999-12-31"}
    assert codes(buys.post(f"{address}/grounds", ahead)) == ["event-ahead"]
    told = done(buys.post(f"{address}/grounds", {"ground": known, "words": "Changed."}), 201)
    (row,) = told["grounds"]
    assert (row["found"], row["self_cleaning"]) == (True, "offered")
    assert codes(buys.post(f"{address}/grounds", {"ground": known})) == ["ground-twice"]
    decision = f"{address}/grounds/{row['key']}/decision"
    told = done(buys.post(decision, {"accepted": True, "reasons": "It is enough."}))
    assert told["grounds"][0]["self_cleaning"] == "accepted"
    assert (
        buys.post(f"{address}/grounds/{row['key'] + 1}/decision", {"accepted": True, "reasons": "x"}).status_code == 404
    )


def test_a_write_is_done_once_for_its_key(panel):
    applies = Caller(panel.user)
    body = {"supplier": panel.supplier.pk}
    first = applies.post("/panels/homes/applications", body, Idempotency_Key="one")
    again = applies.post("/panels/homes/applications", body, Idempotency_Key="one")
    assert (first.json(), again["Idempotency-Replayed"]) == (again.json(), "true")
    assert codes(applies.post("/panels/homes/applications", body)) == ["already-applying"]
    assert applies.post("/panels/homes/applications", body, Idempotency_Key="").status_code == 400
    with as_role("owner"):
        assert MarketApplication.objects.count() == 1


def test_a_list_comes_in_pages(panel):
    with as_role("owner"):
        for _each in range(3):
            made = MarketApplication.objects.create(
                market=panel.market, supplier=supplier_user().supplier, state="withdrawn", made_by=panel.commissioner,
                made_at=timezone.now(), submitted_at=timezone.now(), submitted_by=panel.commissioner,
            )  # fmt: skip
    buys, seen, cursor = Caller(panel.commissioner), [], ""
    while True:
        told = done(buys.get("/applications", {"limit": 2, "cursor": cursor}))
        seen += [each["key"] for each in told["items"]]
        cursor = told["next_cursor"]
        if cursor is None:
            break
    assert (len(seen), seen[-1]) == (3, made.pk)
    assert buys.get("/applications", {"cursor": "x"}).status_code == 422
