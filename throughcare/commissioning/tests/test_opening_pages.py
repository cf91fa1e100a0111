"""Officers in a browser: named, enrolled, declaring and opening; every attempt on the page and in a file."""

import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.models import Competition, OfficerSecret, OpenedBid, OpeningOfficer
from throughcare.commissioning.tests.bid_scene import bid_of, sealed_scene, words_of
from throughcare.commissioning.tests.factories import competition_scene
from throughcare.commissioning.tests.test_bids import whole_database
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
WORDS = "seven herons at dawn"


def text(answer):
    return " ".join(unescape(answer.content.decode()).split())


def browser(user):
    made = Client()
    made.force_login(user)
    return made


def address(name, competition, **more):
    return reverse(f"commissioning:{name}", kwargs={"reference": competition.reference, **more})


@pytest.fixture
def draft():
    with as_role("owner"):
        return competition_scene(state="approved", published_at=None, closes_at=None, draw="")


@pytest.fixture
def over():
    """A competition that closed an hour ago with one bid."""
    sealed = sealed_scene()
    bid_of(sealed)
    with as_role("owner"):
        Competition.objects.filter(pk=sealed.scene.competition.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    return sealed


def test_officers_are_named_and_enrol_with_words_of_their_own(draft):
    buyer, page = browser(draft.commissioner), address("opening", draft.competition)
    named = address("name-officer", draft.competition)
    wrong = buyer.post(named, {"username": draft.bidders[0].user.username})
    assert "There is no commissioner or director with this user name" in text(wrong)
    assert draft.bidders[0].user.username not in text(wrong) and "Error:" in text(wrong)
    assert f"{draft.director.get_full_name()}, Regional Probation Director" in text(wrong)
    assert buyer.post(named, {"username": draft.director.username}).url == page
    assert "This person is named already" in text(buyer.post(named, {"username": draft.director.username}))
    assert browser(draft.director).post(named, {"username": draft.commissioner.username}).status_code == 403
    director, enrol = browser(draft.director), address("enrol-officer", draft.competition)
    assert buyer.get(enrol).status_code == 404
    assert "The two differ" in text(director.post(enrol, {"passphrase": WORDS, "again": WORDS + "n"}))
    weak = text(director.post(enrol, {"passphrase": "too short", "again": "too short"}))
    assert "Use at least 14 characters" in weak and "too short" not in weak
    assert director.post(enrol, {"passphrase": WORDS, "again": WORDS}).url == page
    with as_role("owner"):
        assert OfficerSecret.objects.count() == 1
        officer = OpeningOfficer.objects.get()
    assert not [table for table, row in whole_database() if WORDS in row]
    assert buyer.post(address("remove-officer", draft.competition, key=officer.pk)).url == page
    assert director.get(enrol).status_code == 404


def test_two_officers_declare_and_open_and_a_third_is_too_late(over):
    first, second, third = (browser(user) for user in over.officers)
    page, opens = address("opening", over.competition), address("open-bids", over.competition, envelope="quality")
    declares = address("declare-opening", over.competition)
    assert over.scene.suppliers[0].legal_name in text(first.get(page))
    undeclared = text(first.post(opens, {"passphrase": words_of(over.officers[0])}))
    assert (
        "Refused: a declaration of conflicts is missing" in undeclared
        and "A declaration of conflicts is missing:" in undeclared
    )
    assert "Say with whom, and what" in text(first.post(declares, {"conflict": "yes"}))
    for each in (first, second):
        assert each.post(declares, {"conflict": "no"}).url == page
    assert "wrong passphrase" in text(first.post(opens, {"passphrase": "seven storks at dawn"}))
    assert first.post(opens, {"passphrase": words_of(over.officers[0])}).url == page
    assert "a second officer is needed" in text(first.post(opens, {"passphrase": words_of(over.officers[0])}))
    assert second.post(opens, {"passphrase": words_of(over.officers[1])}).url == page
    with as_role("owner"):
        assert OpenedBid.objects.count() == 1 and Competition.objects.get().state == "opened"
    assert "open already" in text(third.post(opens, {"passphrase": words_of(over.officers[2])}))
    shown = text(third.get(page))
    assert "Key turned" in shown and "Open: Prices" in shown
    rows = list(csv.reader(io.StringIO(third.get(f"{page}?format=csv").content.decode())))
    assert [row[3] for row in rows[1:]][-2:] == ["Opened", "Refused: open already"] and len(rows) == 7


def test_a_name_that_a_spreadsheet_would_run_is_text_in_the_file(over):
    with as_role("owner"):
        User.objects.filter(pk=over.officers[0].pk).update(first_name="=cmd|calc", last_name="!A1")
    user = User.objects.get(pk=over.officers[0].pk)
    officer = browser(user)
    officer.post(address("open-bids", over.competition, envelope="quality"), {"passphrase": "whatever it may be"})
    rows = list(
        csv.reader(io.StringIO(officer.get(f"{address('opening', over.competition)}?format=csv").content.decode()))
    )
    assert rows[1][1].startswith("'=cmd|calc")


def test_before_the_deadline_the_page_offers_nothing_and_counts_nothing():
    sealed = sealed_scene()
    bid_of(sealed, 0)
    bid_of(sealed, 1)
    with as_role("owner"):
        Competition.objects.update(closes_at=timezone.now() + timedelta(days=1))
    officer, page = browser(sealed.officers[0]), address("opening", sealed.competition)
    before = text(officer.get(page))
    assert "Use my key" not in before and sealed.scene.suppliers[0].legal_name not in before
    other = sealed_scene()
    with as_role("owner"):
        Competition.objects.update(closes_at=timezone.now() + timedelta(days=1))
    empty = text(browser(other.officers[0]).get(address("opening", other.competition)))
    assert len(empty) == pytest.approx(len(before), abs=60)
    sent = officer.post(
        address("open-bids", sealed.competition, envelope="quality"), {"passphrase": "it does not matter"}
    )
    assert "the deadline has not passed" in text(sent)


def test_only_those_who_buy_come_to_these_pages(over):
    with as_role("owner"):
        others = [UserFactory(role=role) for role in ("supplier", "administrator", "auditor", "head")]
    for user in others:
        assert browser(user).get(address("opening", over.competition)).status_code == 403
    assert str(over.scene.competition.title) in text(browser(over.officers[0]).get(reverse("commissioning:openings")))
