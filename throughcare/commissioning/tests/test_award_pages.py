"""The award in the browser's terms, from the prices to the letter of a bidder and the public notice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands import awards, no_awards
from throughcare.commissioning.models import Competition, FeedbackLetter, NoAward
from throughcare.commissioning.queries.awards import first_signing, not_before
from throughcare.commissioning.tests.evaluation_scene import DECIDED, moderated_scene, open_prices, published
from throughcare.commissioning.tests.test_evaluation_pages import page
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
SCORES = {1: 5, 2: 4, 3: 3}


def test_from_the_prices_to_the_published_award(client):
    made = open_prices(moderated_scene(SCORES, lots=("lot-1",)), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    buyer, reference = made.commissioner, made.competition.reference
    address = f"/competitions/{reference}/award/"
    told = page(client, buyer, address)
    assert "95.83" in told and made.scene.suppliers[0].legal_name in told
    page(client, buyer, address + "propose/", status=302, data={})
    told = page(client, buyer, address)
    assert "Certified best" in told and "Recommend it to a director" in told
    assert "First say below why these lots are given to nobody" in told and '<th scope="row">lot-' not in told
    for lot in made.competition.lots.all():
        assert f'<th scope="row">Lot {lot.number}: {lot.title}</th>' in told
    with as_role("owner"):
        key = Competition.objects.get(reference=reference).proposals.get().pk
    told = page(client, buyer, address + f"{key}/recommend/", data={"words": "The best bid."})
    assert "Lots that nobody wins" in told and "The best bid." in told
    wrong = page(
        client, buyer, address + "lots/2/end/", data={"ground": "unaffordable", "words": "x", "follow_up": "new-price"}
    )
    assert "The ground does not agree with the bids that came" in wrong
    page(client, buyer, address + "lots/2/end/", status=302,
         data={"ground": "no-bids", "words": "Nobody bid.", "follow_up": "run-again"})  # fmt: skip
    with as_role("owner"):
        assert NoAward.objects.get().follow_up == "run-again"
    assert "First say below why these lots" not in page(client, buyer, address)
    page(client, buyer, address + f"{key}/recommend/", status=302, data={"words": "The best bid."})
    assert "Approve the award" not in page(client, buyer, address)
    page(client, buyer, address + "approve/", status=302, data={})
    assert made.competition.state == "award-recommended"
    assert "Approve the award" in page(client, made.director, address)
    page(client, made.director, address + "approve/", status=302, data={})
    page(client, buyer, address + "publish/", status=302, data={})
    told = page(client, buyer, address)
    assert "When contracts may be signed, and why" in told and "Conclude the competition" not in told
    page(client, buyer, address + "conclude/", status=302, data={})
    assert made.competition.state == "standstill"
    page(client, buyer, address + "contracts/", status=302, data={})
    told = page(client, buyer, address)
    assert f'href="/agreements/{reference}-' in told and "Draft the contracts" not in told


def test_a_low_price_is_asked_about_step_by_step(client):
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: {"lot-1": 100_000_00}, 3: 230_000_00})
    buyer, base = made.commissioner, f"/competitions/{made.competition.reference}/award/"
    told = page(client, buyer, base)
    assert "the price is abnormally low. Ask the bidder first." in told
    address = base + "lots/1/prices/2/"
    assert "Ask the bidder" in page(client, buyer, address)
    page(client, buyer, address, status=302, data={"words": "How?"})
    page(client, buyer, address, status=302, data={"words": "Volunteers."})
    assert "Does the answer explain the price?" in page(client, buyer, address, data={"words": "No"})
    page(client, buyer, address, status=302, data={"satisfies": "no", "words": "They hold no cases."})
    page(client, buyer, address, status=302, data={"words": "Not carried."})
    assert "Nothing is left to do about this price." in page(client, buyer, address)
    assert "Out of the evaluation" in page(client, buyer, base)
    assert "This price is not abnormally low." in page(client, buyer, base + "lots/1/prices/1/", data={"words": "How?"})


def test_a_bidder_reads_its_own_letter_and_anybody_the_notice(client):
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    published(made)
    with as_role("owner"):
        mine, other = (FeedbackLetter.objects.get(supplier=made.scene.suppliers[place]).pk for place in (1, 2))
    user = made.scene.bidders[1].user
    assert made.competition.title in page(client, user, "/results/")
    told = page(client, user, f"/results/{mine}/")
    assert "Your rank: 2 of 3" in told and "Agreed for bidder 2." in told and "95.83" in told
    assert made.scene.suppliers[2].legal_name not in told
    assert "No contract is signed before" not in told, "the standstill of that award is long over"
    page(client, user, f"/results/{other}/", status=404)
    page(client, user, f"/results/{other}/pdf/", status=404)
    assert client.get(f"/results/{mine}/pdf/").content.startswith(b"%PDF")
    client.logout()
    answer = client.get(f"/notices/{made.competition.ocid}/")
    told = answer.content.decode()
    assert "Evaluators: 3." in told and "whose scores do not count: 0." in told
    assert "The best bids." in told and "95.83" in told and "The best bid for this lot" in told
    assert answer.status_code == 200


def test_it_is_concluded_once_the_standstill_is_over(client):
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    published(made, at=timezone.now() - timedelta(days=40))
    address = f"/competitions/{made.competition.reference}/award/"
    assert "Conclude the competition" in page(client, made.commissioner, address)
    page(client, made.commissioner, address + "conclude/", status=302, data={})
    assert made.competition.state == "concluded"
    assert awards.standing_decision(made.competition).published_at is not None


def test_the_way_leads_from_the_competition_to_its_evaluation_and_to_the_prices(client):
    made = moderated_scene(SCORES)
    reference, buyer = made.competition.reference, made.commissioner
    told = page(client, buyer, f"/competitions/{reference}/")
    assert (
        f'href="/competitions/{reference}/evaluation/"' in told and f'href="/competitions/{reference}/award/"' in told
    )
    told = page(client, buyer, f"/competitions/{reference}/award/")
    assert "Two officers open the prices next." in told and "Officers who open the bids" in told


def test_in_the_standstill_a_bidder_reads_until_when_it_may_say_that_something_went_wrong(client):
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    decision = published(made, at=timezone.now())
    with as_role("owner"):
        mine = FeedbackLetter.objects.get(supplier=made.scene.suppliers[1]).pk
    first = first_signing(decision)
    assert first == not_before(made.competition) and first > timezone.localdate()
    told = page(client, made.scene.bidders[1].user, f"/results/{mine}/")
    assert f"No contract is signed before {first.day} {first:%B %Y}." in told
    assert client.get(f"/results/{mine}/pdf/").content.startswith(b"%PDF")


def test_the_next_round_is_told_apart_by_its_title_and_its_draft_comes_up(client):
    made = open_prices(moderated_scene(SCORES, lots=("lot-1",)), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    buyer = made.commissioner
    with acting(buyer):
        lot = made.competition.lots.get(number=2)
        no_awards.end_lot(lot=lot, ground="no-bids", words="Nobody bid.", follow_up="run-again", by=buyer, at=DECIDED)
    published(made, at=timezone.now() - timedelta(days=40))
    address = f"/competitions/{made.competition.reference}/award/"
    page(client, buyer, address + "conclude/", status=302, data={})
    answer = client.post(address + "again/", headers={"accept-language": "en-gb"})
    with as_role("owner"):
        again = Competition.objects.get(round_of=made.competition)
    assert (again.title, answer.url) == (f"{made.competition.title}, round 2", f"/competitions/{again.reference}/")
    assert f'href="/competitions/{again.reference}/">Next round: {again.title}</a>' in page(client, buyer, address)
