"""Competitions and opportunities over the API: from a draft to a question that is answered, and who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Competition, CompetitionEnquiry, CompetitionInvitation, PublishedRelease
from throughcare.commissioning.tests.drafts import Drafted, approved, drafted, enrol, published
from throughcare.commissioning.tests.test_api_panels import codes, done
from throughcare.organisations.tests.factories import SupplierUserFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
FUNDING = {"hours_per_case": "20", "productive_hours": "1400", "cost_per_worker_pence": 35_000_00,
           "fixed_cost_pence": 40_000_00, "overhead_percent": "10"}  # fmt: skip


def soon() -> str:
    """A first day of contracts that lies well after any closing."""
    return (timezone.localdate() + timedelta(days=200)).isoformat()


def open_now(made: Drafted) -> Drafted:
    """The same, published now: everything of it lies ahead."""
    buys = Caller(made.commissioner)
    done(buys.post(f"/competitions/{made.competition.reference}", {"starts_on": soon()}))
    done(Caller(made.director).post(f"/competitions/{made.competition.reference}/approve", {}))
    done(buys.post(f"/competitions/{made.competition.reference}/publish", {}))
    return made


def test_a_competition_is_drafted_approved_published_asked_about_and_answered_over_the_api_alone():
    made = drafted()
    # Officers enrol on their page: a passphrase that opens bids is given to no program.
    buys, director, bids = Caller(made.commissioner), Caller(made.director), Caller(made.bidders[0].user)
    begun = buys.post("/competitions", {"panel": made.market.reference, "title": "A home again"})
    address = begun.headers["Location"].removeprefix("/api/v1")
    assert (done(begun, 201)["next"], address) == ("finish-draft", "/competitions/a-home-again")
    assert codes(buys.post(f"{address}/offer")) == [
        "no-specification", "no-start", "no-lots", "no-criteria", "no-questions",
    ]  # fmt: skip
    done(buys.post(address, {"specification": "Help people to find a home.", "starts_on": soon()}))
    lot = {"title": "North", "category": made.lots[0].category_id, "value_pence": 240_000_00,
           "mobilisation_pence": 10_000_00, "annual_volume": 100}  # fmt: skip
    assert buys.post(f"{address}/lots", lot | {"mobilisation_pence": 240_000_00}).status_code == 422
    done(buys.post(f"{address}/lots", lot), 201)
    done(buys.post(f"{address}/lots", lot | {"title": "Again"}), 201)
    done(buys.post(f"{address}/lots/1", lot | {"title": "Home in the north"}))
    told = done(buys.post(f"{address}/lots/2/remove"))
    assert [each["title"] for each in told["lot_list"]] == ["Home in the north"]
    done(buys.post(f"{address}/lots/1/funding", FUNDING))
    weights = [("quality", 60), ("social-value", 15), ("price", 20)]
    criteria = [{"code": kind, "title": kind.title(), "kind": kind, "weight": weight} for kind, weight in weights]
    done(buys.post(f"{address}/criteria", {"criteria": criteria}))
    checks = done(buys.get(f"{address}/checks"))
    assert [(each["part"], each["code"]) for each in checks["blocks"]] == [
        ("criteria", "total-not-100"), ("questions", "no-questions"),
    ]  # fmt: skip
    assert (checks["weights"]["value"]["total"], checks["weights"]["why"]["rule"]) == (95, "criteria-weights")
    criteria[2]["weight"] = 25
    done(buys.post(f"{address}/criteria", {"criteria": criteria}))
    question = {"criterion": "quality", "text": "How?", "words": 500, "serves": "A settled home"}
    done(buys.post(f"{address}/questions", question), 201)
    done(buys.post(f"{address}/questions/q1", question | {"text": "How will you find homes?"}))
    done(
        buys.post(f"{address}/questions", question | {"criterion": "social-value", "text": "What else is gained?"}), 201
    )
    done(buys.post(f"{address}/questions", question | {"text": "Anything?"}), 201)
    told = done(buys.post(f"{address}/questions/q3/remove"))
    assert [(each["code"], each["text"]) for each in told["questions"]] == [
        ("q1", "How will you find homes?"), ("q2", "What else is gained?"),
    ]  # fmt: skip
    assert codes(buys.post(f"{address}/questions", question | {"criterion": "price"})) == [
        "criterion-takes-no-questions"
    ]
    checks = done(buys.get(f"{address}/checks"))
    assert (checks["blocks"], checks["lots"][0]["invited"]) == ([], sorted(each.pk for each in made.suppliers))
    assert checks["lots"][0]["funding"]["value"]["rating"] == "green"
    assert done(buys.post(f"{address}/offer"))["next"] == "with-director"
    done(director.post(f"{address}/send-back", {"why": "Say more."}))
    assert done(buys.get(address))["sent_back_why"] == "Say more."
    done(buys.post(f"{address}/offer"))
    assert codes(buys.post(f"{address}/publish", {})) == ["not-approved"]
    assert done(director.post(f"{address}/approve", {}))["state"] == "approved"
    assert bids.get("/opportunities/a-home-again").status_code == 404
    assert codes(buys.post(f"{address}/publish", {})) == ["too-few-officers"]
    with as_role("owner"):
        made.competition = Competition.objects.get(reference="a-home-again")
    enrol(made)
    told = done(buys.post(f"{address}/publish", {}))
    assert (told["state"], told["invited"]) == ("published", 3)

    (found,) = done(bids.get("/opportunities"))["items"]
    assert (found["reference"], found["value_pence"], found["takes_bids"]) == ("a-home-again", 240_000_00, True)
    told = done(bids.get("/opportunities/a-home-again"))
    assert [(each["supplier"], each["lots"]) for each in told["mine"]] == [(made.suppliers[0].pk, [1])]
    assert (told["timetable"]["why"]["rule"], told["funding"]["1"]["value"]["rating"]) == (
        "competition-timetable",
        "green",
    )
    asked = {"supplier": made.suppliers[0].pk, "text": "May rooms be shared? We of Home Trust ask."}
    made_one = done(bids.post("/opportunities/a-home-again/questions", asked), 201)
    (waiting,) = done(buys.get(f"{address}/enquiries"))["items"]
    assert (waiting["key"], waiting["supplier"], waiting["number"]) == (made_one["key"], made.suppliers[0].pk, None)
    answer = {"told": "May rooms be shared?", "answer": "No."}
    assert done(buys.post(f"{address}/enquiries/{waiting['key']}/answer", answer))["number"] == 1
    told = done(Caller(made.bidders[1].user).get("/opportunities/a-home-again"))["answers"]
    assert [(each["number"], each["told"], each["answer"]) for each in told] == [(1, "May rooms be shared?", "No.")]
    assert [each["answer"] for each in done(bids.get("/opportunities/a-home-again/questions"))] == ["No."]
    assert done(Caller(made.bidders[1].user).get("/opportunities/a-home-again/questions")) == []


def test_an_open_competition_is_changed_withdrawn_and_begun_again():
    made = drafted()
    enrol(made)
    open_now(made)
    address, buys = f"/competitions/{made.competition.reference}", Caller(made.commissioner)
    closing = done(buys.get(address))["closes_at"]
    assert codes(buys.post(f"{address}/change", {"why": "x"})) == ["nothing-changed"]
    assert codes(buys.post(f"{address}/change", {"why": "x", "closes_at": "2026-01-01T12:00:00Z"})) == [
        "closing-earlier"
    ]
    assert codes(buys.post(f"{address}/change", {"why": "x", "closes_at": "2090-01-01T12:00:00Z"})) == ["day-unknown"]
    small = {"why": "x", "lots": [{"lot": 1, "value_pence": 5_000_00}]}
    assert codes(buys.post(f"{address}/change", small)) == ["value-below-starting"]
    for body, field in (
        ({"lots": [{"lot": 9, "title": "x"}]}, "lots.0.lot"), ({"terms": {"title": "x"}}, "terms.title"),
        ({"questions": [{"question": "q9", "text": "x"}]}, "questions.0.question"),
        ({"terms": {"term_months": None}}, "terms"),
    ):  # fmt: skip
        answer = buys.post(f"{address}/change", {"why": "x", **body})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    change = {"why": "More people.", "lots": [{"lot": 1, "annual_volume": 101}],
              "questions": [{"question": "q1", "text": "How will you find homes there?"}]}  # fmt: skip
    told = done(buys.post(f"{address}/change", change))
    assert told["lot_list"][0]["annual_volume"] == 101
    read = done(Caller(made.bidders[0].user).get(f"/opportunities/{made.competition.reference}"))
    (kept,) = read["changes"]
    assert (kept["why"], kept["after"]["lot-1"], kept["closes_before"]) == (
        "More people.",
        {"annual_volume": 101},
        closing,
    )
    assert codes(buys.post(f"{address}/next-round", {"lots": [1]})) == ["not-ended"]
    assert codes(buys.post(address, {"title": "Other"}), 409) == ["not-a-draft"]
    assert buys.get(f"{address}/checks").status_code == 409
    assert done(buys.post(f"{address}/withdraw", {"why": "Money is gone."}))["state"] == "withdrawn"
    assert codes(buys.post(f"{address}/withdraw", {"why": "Again."}), 409) == ["deadline-passed"]
    again = buys.post(f"{address}/next-round", {"lots": [2, 2], "title": "Second"})
    assert again.headers["Location"] == "/api/v1/competitions/second"
    assert [each["title"] for each in done(again, 201)["lot_list"]] == [made.lots[1].title]
    with as_role("owner"):
        tags = PublishedRelease.objects.filter(ocid=made.competition.ocid).order_by("number")
        assert [each.tags for each in tags] == [["tender"], ["tenderAmendment"], ["tenderCancellation"]]


def test_a_day_for_which_nothing_can_be_counted_is_refused_and_a_draft_stays_readable():
    made = drafted()
    address, buys = f"/competitions/{made.competition.reference}", Caller(made.commissioner)
    for body in ({"closes_wanted": "2090-01-05T12:00:00Z"}, {"starts_on": "9999-12-31"}):
        assert codes(buys.post(address, body)) == ["day-unknown"]
    for wrong in ("9999-12-31T23:59:59-23:59", "2027-01-05T12:00:00", "soon", 1):
        assert buys.post(address, {"closes_wanted": wrong}).status_code == 422
    told = done(buys.post(address, {"closes_wanted": "2028-03-01T12:00:00+23:59"}))
    assert told["closes_wanted"].startswith("2028-02-29T12:01:00")
    assert done(buys.get(f"{address}/checks"))["timetable"]["why"]["rule"] == "competition-timetable"


def test_only_those_who_buy_read_and_write_competitions():
    made = drafted()
    address = f"/competitions/{made.competition.reference}"
    for user in (made.bidders[0].user, UserFactory(role="practitioner"), UserFactory(role="person")):
        caller = Caller(user)
        for where in ("/competitions", address, f"{address}/checks", f"{address}/enquiries"):
            assert caller.get(where).status_code == 403, where
        assert caller.post(address, {"title": "Mine"}).status_code == 403
    director, other = Caller(made.director), Caller(UserFactory(role="commissioner"))
    for step in ("offer", "publish", "withdraw", "lots", "criteria", "change"):
        assert director.post(f"{address}/{step}", {}).status_code == 403, step
    assert other.post(f"{address}/approve", {}).status_code == 403
    assert Caller(made.commissioner, "competitions:read").post(address, {"title": "Mine"}).status_code == 403
    assert Caller(made.commissioner, "competitions:write").get(address).status_code == 403
    assert Caller(None).get(address).status_code == 401
    # A commissioner of any region reads and drafts: regions buy together.
    assert done(other.get(address))["title"] == made.competition.title
    assert made.again().title == "Finding and keeping a home"
    with as_role("owner"):
        Competition.objects.filter(pk=made.competition.pk).update(made_by=made.director)
    assert "own-competition" in codes(director.post(f"{address}/approve", {}))


def test_funding_below_cost_needs_the_directors_reason_at_its_field():
    made = drafted()
    address, director = f"/competitions/{made.competition.reference}", Caller(made.director)
    buys = Caller(made.commissioner)
    done(buys.post(address, {"starts_on": soon()}))
    done(buys.post(f"{address}/lots/1/funding", FUNDING | {"cost_per_worker_pence": 350_000_00}))
    done(buys.post(f"{address}/offer"))
    refused = director.post(f"{address}/approve", {})
    assert codes(refused) == ["red-without-reason"]
    assert refused.json()["errors"][0]["field"] == "public_reason"
    told = done(director.post(f"{address}/approve", {"public_reason": "Nobody else pays."}))
    assert (told["state"], told["underfunding_reason"]) == ("approved", "Nobody else pays.")


def test_a_question_is_asked_by_somebody_invited_for_a_supplier_they_act_for():
    made = drafted()
    enrol(made)
    open_now(made)
    address = f"/opportunities/{made.competition.reference}/questions"
    with as_role("owner"):
        outsider = SupplierUserFactory()
    mine, other = made.suppliers[0].pk, made.suppliers[1].pk
    asks = Caller(made.bidders[0].user)
    refused = asks.post(address, {"supplier": other, "text": "x"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "supplier")
    assert codes(Caller(outsider.user).post(address, {"supplier": outsider.supplier_id, "text": "x"})) == [
        "not-invited"
    ]
    assert Caller(made.commissioner).post(address, {"supplier": mine, "text": "x"}).status_code == 403
    reads = Caller(made.bidders[0].user, "opportunities:read")
    assert reads.post(address, {"supplier": mine, "text": "x"}).status_code == 403
    assert asks.post(address, {"supplier": mine, "text": " "}).status_code == 422
    assert asks.post("/opportunities/none/questions", {"supplier": mine, "text": "x"}).status_code == 404
    (found,) = done(reads.get("/invitations"))["items"]
    assert (found["supplier"], found["lots"], found["takes_bids"]) == (mine, [1, 2], True)
    assert done(Caller(outsider.user).get("/invitations"))["items"] == []
    assert Caller(made.commissioner).get("/invitations").status_code == 403
    with as_role("owner"):
        assert (CompetitionEnquiry.objects.count(), CompetitionInvitation.objects.count()) == (0, 3)


def test_what_is_over_is_in_the_list_of_what_is_over_and_takes_no_questions():
    made = published()
    bids, buys = Caller(made.bidders[0].user), Caller(made.commissioner)
    assert done(bids.get("/opportunities"))["items"] == []
    for state in ("over", "all"):
        (found,) = done(bids.get("/opportunities", {"state": state}))["items"]
        assert (found["reference"], found["takes_bids"]) == (made.competition.reference, False)
    assert bids.get("/opportunities", {"state": "soon"}).status_code == 422
    assert bids.get("/opportunities", {"near": "x"}).status_code == 422
    told = done(bids.get(f"/opportunities/{made.competition.reference}"))
    assert (told["state"], told["takes_questions"]) == ("closed", False)
    asked = {"supplier": made.suppliers[0].pk, "text": "x"}
    assert codes(bids.post(f"/opportunities/{made.competition.reference}/questions", asked), 409) == ["deadline-passed"]
    assert [each["state"] for each in done(buys.get("/competitions", {"stage": "assessing"}))["items"]] == ["closed"]
    assert done(buys.get("/competitions", {"stage": "open"}))["items"] == []
    assert done(buys.get("/competitions", {"panel": "other"}))["items"] == []
    assert buys.get("/competitions", {"stage": "gone"}).status_code == 422


def test_lists_come_in_pages():
    made = approved()
    buys = Caller(made.commissioner)
    for title in ("Second", "Third"):
        done(buys.post("/competitions", {"panel": made.market.reference, "title": title}), 201)
    first = done(buys.get("/competitions", {"limit": 2}))
    second = done(buys.get("/competitions", {"limit": 2, "cursor": first["next_cursor"]}))
    seen = [each["title"] for each in (*first["items"], *second["items"])]
    assert (seen, second["next_cursor"]) == (["Finding and keeping a home", "Second", "Third"], None)
    assert buys.get("/competitions", {"cursor": "x"}).status_code == 422
    assert buys.post("/competitions", {"panel": "none", "title": "x"}).json()["errors"][0]["field"] == "panel"
