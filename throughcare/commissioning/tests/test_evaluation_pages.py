"""Evaluation in the browser's terms: the declaration, the scoring room, the consensus, and a commissioner's page of it."""

from __future__ import annotations

from html import unescape

import pytest

from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Consensus, Evaluator, Score
from throughcare.commissioning.tests.evaluation_scene import declare, evaluation_scene, score_all, start
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return evaluation_scene(bids=2)


def text_of(answer):
    return unescape(answer.content.decode())


def page(client, user, address, status=200, data=None):
    client.force_login(user)
    answer = client.get(address) if data is None else client.post(address, data)
    assert answer.status_code == status, text_of(answer)[-2000:]
    return text_of(answer)


def test_an_evaluator_declares_about_names_and_then_reads_numbers(client, made):
    user, room = made.people[0], f"/evaluations/{made.competition.reference}/"
    assert "To declare" in page(client, user, "/evaluations/")
    told = page(client, user, room)
    names = [each.legal_name for each in made.scene.suppliers[:2]]
    assert all(name in told for name in names) and "Bidder 1" not in told
    said = {f"kind_{each.pk}": "none" for each in made.scene.suppliers[:2]}
    wrong = page(client, user, room, data={**said, f"kind_{made.scene.suppliers[0].pk}": "manages"})
    assert "Say what it is" in wrong and 'value="manages" checked' in wrong.replace("  ", " ")
    page(client, user, room, status=302, data=said)
    told = page(client, user, room)
    assert "Bidder 1" in told and "Bidder 2" in told
    assert "Answer 1 to finding." in page(client, user, room + "1/")


def test_whoever_declares_a_conflict_is_led_away(client, made):
    user, room = made.people[1], f"/evaluations/{made.competition.reference}/"
    one, two = made.scene.suppliers[:2]
    data = {f"kind_{one.pk}": "conflict", f"about_{one.pk}": "My sister works there", f"kind_{two.pk}": "none"}
    page(client, user, room, status=302, data=data)
    page(client, user, room, status=404)
    page(client, user, room + "1/", status=404)
    assert "You evaluate nothing at present" in page(client, user, "/evaluations/")


def test_scores_are_kept_as_they_are_typed_and_locked_at_the_end(client, made):
    start(made)
    user, room = made.people[0], f"/evaluations/{made.competition.reference}/"
    one = made.questions[0]
    page(client, user, room + "1/", status=302, data={f"reasons_{one.pk}": "A first thought", "then": "stay"})
    assert "A first thought" in page(client, user, room + "1/")
    assert "Answers that still lack a score or its reasons: 6" in page(client, user, room)
    data = {name: value for each in made.questions
            for name, value in ((f"score_{each.pk}", "3.5"), (f"reasons_{each.pk}", "Enough."))}  # fmt: skip
    client.force_login(user)
    assert client.post(room + "1/", {**data, "then": "next"}).url == room + "2/"
    page(client, user, room + "2/", status=302, data=data)
    assert "Lock my scores" in page(client, user, room)
    page(client, user, room + "lock/", status=302, data={})
    with as_role("owner"):
        assert {each.score for each in Score.objects.all()} == {3.5}
        assert Score.objects.exclude(locked_at=None).count() == 6
    told = page(client, user, room + "1/")
    assert "Your score: 3.5" in told and "<textarea" not in told


def test_the_chair_discusses_and_agrees_and_the_others_read(client, made):
    start(made)
    score_all(made, 0, {1: 2})
    score_all(made, 1, {1: 4})
    score_all(made, 2)
    address = f"/evaluations/{made.competition.reference}/1/consensus/"
    told = page(client, made.people[0], address)
    assert "To discuss first" in told and "Agreed score" not in told
    base = f"/evaluations/{made.competition.reference}"
    assert f'href="{base}/2/consensus/"' in told and "Next: bidder 2" in told
    last = page(client, made.people[0], f"{base}/{len(made.bids)}/consensus/")
    assert "Next: bidder" not in last and "All bids" in last
    one = f"/evaluations/{made.competition.reference}/1/finding/"
    sooner = page(client, made.people[0], one + "agree/", data={"score": "3", "reasons": "Agreed quickly."})
    assert "The scores lie apart: write down the discussion first." in sooner
    page(client, made.people[0], one + "discussion/", status=302, data={"words": "Nobody found the landlords."})
    page(client, made.people[0], one + "agree/", status=302, data={"score": "2.5", "reasons": "No landlord is named."})
    told = page(client, made.people[1], address)
    assert "No landlord is named." in told and "Agree on it" not in told
    with as_role("owner"):
        assert Consensus.objects.get().score == 2.5


def test_a_commissioner_appoints_begins_and_reads_the_register(client, made):
    address = f"/competitions/{made.competition.reference}/evaluation/"
    with as_role("owner"):
        head = UserFactory(role="head", first_name="Bronwen", last_name="Hughes")
    told = page(client, made.commissioner, address + "?q=bronwen")
    assert "Bronwen Hughes" in told
    page(client, made.commissioner, address + "appoint/", status=302, data={"q": "bronwen", "user": head.pk})
    with as_role("owner"):
        assert Evaluator.objects.filter(user=head, is_chair=False).exists()
    declare(made, 1, b1=("manages", "Since 2024"))
    told = page(client, made.commissioner, address)
    assert "Manages its contract" in told and "Since 2024" in told
    page(client, made.commissioner, address + "start/", status=302, data={})
    assert made.competition.state == "individual-scoring"
    assert "Begin scoring" not in page(client, made.director, address)
    page(client, made.director, address + "start/", status=403, data={})


@pytest.mark.parametrize("role", ["practitioner", "supplier", "auditor", "person"])
def test_nobody_else_opens_these_pages(client, made, role):
    with as_role("owner"):
        user = made.scene.bidders[0].user if role == "supplier" else UserFactory(role=role)
    reference = made.competition.reference
    for address in ("/evaluations/", f"/evaluations/{reference}/", f"/competitions/{reference}/evaluation/",
                    f"/competitions/{reference}/award/"):  # fmt: skip
        page(client, user, address, status=403)


def test_an_evaluator_of_another_competition_finds_nothing(client, made):
    with as_role("owner"):
        other = UserFactory(role="senior")
    page(client, other, f"/evaluations/{made.competition.reference}/", status=404)
