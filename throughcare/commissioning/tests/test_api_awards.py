"""Bids, awards and results over the API: what each side reads and does, and that a sealed bid stays sealed."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from throughcare.accounts.models import ApiAnswer
from throughcare.accounts.tests.api import Caller
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Award, AwardDecision, AwardProposal, Bid, BidEvent, Competition
from throughcare.commissioning.tests.bid_scene import EARLY, SECRET, bid_of, sealed_scene, write_bid
from throughcare.commissioning.tests.evaluation_scene import evaluation_scene, moderated_scene, open_prices, published
from throughcare.commissioning.tests.factories import CLOSES
from throughcare.commissioning.tests.test_api_panels import codes, done
from throughcare.organisations.tests.factories import SupplierUserFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
PRICES = {1: 240_000_00, 2: 200_000_00, 3: 230_000_00}


def at(moment):
    """The API as it would answer then."""
    return patch("throughcare.commissioning.api.steps.timezone.now", return_value=moment)


def test_a_supplier_reads_its_own_receipts_and_nobody_anybody_elses():
    sealed = sealed_scene()
    bid, _code, event = bid_of(sealed)
    mine, other = (Caller(sealed.scene.bidders[place].user) for place in (0, 1))
    (told,) = done(mine.get("/bids"))["items"]
    assert (told["key"], told["state"], told["competition"]) == (str(bid.pk), "submitted", sealed.competition.reference)
    read = mine.get(f"/bids/{bid.pk}")
    told = done(read)
    assert [(each["kind"], each["version"], each["sha256"]) for each in told["receipts"]] == [
        ("submit", 1, event.sha256)
    ]
    assert (told["counts"]["rule"], sorted(told["fingerprints"])) == ("bid-receipt", ["price", "quality"])
    assert SECRET not in read.content.decode()
    assert done(other.get("/bids"))["items"] == []
    assert other.get(f"/bids/{bid.pk}").status_code == 404
    assert other.post(f"/bids/{bid.pk}/withdraw").status_code == 404
    for user in (sealed.scene.commissioner, sealed.scene.director, UserFactory(role="administrator")):
        for answer in (Caller(user).get("/bids"), Caller(user).get(f"/bids/{bid.pk}")):
            assert answer.status_code == 403
        assert Caller(user).post(f"/bids/{bid.pk}/withdraw").status_code == 403
    assert mine.get("/bids/nothing").status_code == 422
    assert mine.get("/bids", {"cursor": "WyJ4Il0"}).status_code == 422
    # No other competition page tells those who buy how many bid before it closes.
    told = done(Caller(sealed.scene.commissioner).get(f"/competitions/{sealed.competition.reference}"))
    assert not [name for name in told if "bid" in name and name not in ("conditional_bids", "partners_per_bid")]


def test_a_bid_is_withdrawn_until_the_deadline_and_a_late_attempt_is_logged():
    sealed = sealed_scene()
    bid, _code, _event = bid_of(sealed)
    draft, _again = write_bid(sealed, 1)
    mine = Caller(sealed.scene.bidders[0].user)
    where = f"/bids/{bid.pk}/withdraw"
    assert Caller(sealed.scene.bidders[0].user, "bids:read").post(where).status_code == 403
    with at(EARLY):
        assert codes(Caller(sealed.scene.bidders[1].user).post(f"/bids/{draft.pk}/withdraw")) == ["nothing"]
        told = done(mine.post(where))
        assert (told["kind"], told["version"], told["refusal"]) == ("withdraw", None, "")
        assert codes(mine.post(where)) == ["nothing"]
    with as_role("owner"):
        assert Bid.objects.get(pk=bid.pk).state == "withdrawn"
        # What is kept for the key names neither the competition nor the supplier.
        (kept,) = ApiAnswer.objects.filter(status=200)
        assert sealed.competition.reference not in bytes(kept.body).decode()
    late, _code, _event = bid_of(sealed, 2)
    with at(CLOSES + timedelta(seconds=2)):
        assert codes(Caller(sealed.scene.bidders[2].user).post(f"/bids/{late.pk}/withdraw")) == ["late"]
    with as_role("owner"):
        assert Bid.objects.get(pk=late.pk).state == "submitted"
        assert BidEvent.objects.filter(bid=late).latest("place").refusal == "late"


def test_an_award_is_proposed_recommended_approved_and_published_over_the_api():
    made = moderated_scene({1: 5, 2: 4, 3: 3})
    address = f"/competitions/{made.competition.reference}/award"
    buys, director = Caller(made.commissioner), Caller(made.director)
    assert codes(buys.post(f"{address}/proposals")) == ["no-prices"]
    assert len(done(buys.get(address))["blocks"]) == 1
    open_prices(made, PRICES)
    told = done(buys.post(f"{address}/proposals"), 201)
    proposal = told["proposal"]
    assert (proposal["chosen"], proposal["open"], proposal["is_proven"]) == (
        ["bidder-1.lot-1", "bidder-1.lot-2"], {}, True,
    )  # fmt: skip
    assert [(each["lot"], each["awarded"], each["limits"]) for each in proposal["lots"]] == [
        ("lot-1", "bidder-1.lot-1", []), ("lot-2", "bidder-1.lot-2", []),
    ]  # fmt: skip
    assert director.post(f"{address}/approve").status_code == 404
    where = f"{address}/proposals/{proposal['key']}/recommend"
    assert director.post(where, {"words": "x"}).status_code == 403
    assert buys.post(f"{address}/proposals/{proposal['key'] + 1}/recommend", {"words": "x"}).status_code == 404
    done(buys.post(where, {"words": "The best bids."}))
    assert codes(buys.post(where, {"words": "Again."}), 409) == ["wrong-stage"]
    assert codes(buys.post(f"{address}/approve")) == ["own-recommendation"]
    assert codes(Caller(UserFactory(role="commissioner")).post(f"{address}/approve")) == ["not-a-director"]
    assert done(director.post(f"{address}/send-back", {"words": "Say why."}))["decision"] is None
    done(buys.post(where.replace(str(proposal["key"]), str(_newest(buys, address))), {"words": "They are best."}))
    assert codes(buys.post(f"{address}/publish"), 409) == ["wrong-stage"]
    assert done(director.post(f"{address}/approve"))["state"] == "award-approved"
    bidder = Caller(made.scene.bidders[1].user)
    assert done(bidder.get("/awards"))["items"] == done(bidder.get("/results"))["items"] == []
    told = done(buys.post(f"{address}/publish"))
    assert (told["state"], told["standstill"]["why"]["rule"]) == ("standstill", "standstill")
    assert codes(buys.post(f"{address}/conclude")) == ["standstill-runs"]
    items = done(bidder.get("/awards"))["items"]
    assert [(each["supplier"], each["lots"]) for each in items] == [
        (made.scene.suppliers[0].pk, [1]),
        (made.scene.suppliers[0].pk, [2]),
    ]
    (letter,) = done(bidder.get("/results"))["items"]
    assert (letter["supplier"], letter["letter"]["lots"][0]["rank"]) == (made.scene.suppliers[1].pk, 2)
    assert done(bidder.get(f"/results/{letter['key']}")) == letter
    with as_role("owner"):
        stranger = Caller(SupplierUserFactory().user)
    assert done(stranger.get("/results"))["items"] == []
    assert stranger.get(f"/results/{letter['key']}").status_code == 404
    challenge = {
        "supplier": made.scene.suppliers[1].pk,
        "received_on": timezone.localdate().isoformat(),
        "words": "Unfair.",
    }
    ahead = challenge | {"received_on": (timezone.localdate() + timedelta(days=1)).isoformat()}
    assert buys.post(f"{address}/challenges", ahead).status_code == 422
    assert buys.post(f"{address}/challenges", challenge | {"supplier": 10**9}).status_code == 422
    (raised,) = done(buys.post(f"{address}/challenges", challenge), 201)["challenges"]
    assert "challenge-open" in codes(buys.post(f"{address}/conclude"))
    done(buys.post(f"{address}/challenges/{raised['key']}/settle", {"words": "It was fair."}))
    assert done(buys.post(f"{address}/take-back", {"words": "A mistake."}))["decision"] is None
    assert done(bidder.get("/awards"))["items"] == []


def _newest(caller, address):
    return done(caller.post(f"{address}/proposals"), 201)["proposal"]["key"]


def test_only_those_who_buy_read_and_move_an_award():
    made = open_prices(moderated_scene({1: 5, 2: 4, 3: 3}), PRICES)
    address = f"/competitions/{made.competition.reference}/award"
    steps = (
        "proposals",
        "proposals/1/recommend",
        "approve",
        "send-back",
        "publish",
        "take-back",
        "conclude",
        "contracts",
    )
    for user in (made.scene.bidders[0].user, made.people[0], UserFactory(role="person")):
        assert Caller(user).get(address).status_code == 403
        for step in steps:
            assert Caller(user).post(f"{address}/{step}", {"words": "x"}).status_code == 403, step
    assert Caller(made.commissioner, "awards:read").post(f"{address}/proposals").status_code == 403
    assert Caller(made.commissioner, "awards:write").get(address).status_code == 403
    assert Caller(None).get("/awards").status_code == 401
    for where in ("/results", "/evaluations"):
        assert Caller(UserFactory(role="person")).get(where).status_code == 403
    with as_role("owner"):
        assert not AwardProposal.objects.exists() and not AwardDecision.objects.exists() and not Award.objects.exists()


def test_a_lot_ends_without_an_award_on_a_ground_that_is_true():
    made = evaluation_scene(bids=0, evaluators=0)
    address, buys = f"/competitions/{made.competition.reference}", Caller(made.commissioner)
    body = {"ground": "no-bids", "words": "Nobody bid.", "follow_up": "run-again"}
    refused = buys.post(f"{address}/lots/1/end", body | {"ground": "unaffordable"})
    assert (codes(refused)[0], refused.json()["errors"][0]["field"]) == ("ground-not-true", "ground")
    assert buys.post(f"{address}/lots/9/end", body).status_code == 404
    told = done(buys.post(f"{address}/lots/1/end", body))
    assert [(each["lot"], each["ground"], each["published_at"]) for each in told["ended"]] == [(1, "no-bids", None)]
    assert codes(buys.post(f"{address}/award/nothing")) == ["lots-left"]
    lots = [each["number"] for each in done(buys.get(address))["lot_list"]]
    for lot in lots[1:]:
        done(buys.post(f"{address}/lots/{lot}/end", body))
    assert done(buys.post(f"{address}/award/nothing"))["state"] == "no-award"
    again = done(buys.post(f"{address}/next-round", {"lots": lots, "title": "Once more"}), 201)
    assert (again["state"], len(again["lot_list"])) == ("draft", len(lots))


def test_somebody_reads_what_they_evaluate_and_no_more():
    made = evaluation_scene()
    (told,) = done(Caller(made.people[0]).get("/evaluations"))
    assert (told["competition"], told["is_chair"], told["left"]) == (made.competition.reference, True, None)
    assert done(Caller(made.director).get("/evaluations")) == []


def test_a_published_award_is_concluded_and_its_contracts_drafted_after_the_standstill():
    made = open_prices(moderated_scene({1: 5, 2: 4, 3: 3}), PRICES)
    published(made)
    address, buys = f"/competitions/{made.competition.reference}/award", Caller(made.commissioner)
    assert done(buys.post(f"{address}/conclude"))["state"] == "concluded"
    done(buys.post(f"{address}/contracts"))
    assert len(done(buys.get("/agreements"))["items"]) == 2
    with as_role("owner"):
        assert Competition.objects.get().state == "concluded"
