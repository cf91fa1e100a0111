"""Writing and sending a bid in a browser: what is typed comes back, is kept by nobody else, and gets a receipt."""

from datetime import timedelta
from html import unescape

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.models import Draft
from throughcare.accounts.tests.factories import UserFactory
from throughcare.accounts.web.typed import MARK as SITE_MARK
from throughcare.commissioning.models import Bid, BidEvent, Competition
from throughcare.commissioning.tests.bid_scene import sealed_scene
from throughcare.commissioning.tests.test_bids import whole_database
from throughcare.commissioning.web.bid_access import MARK
from throughcare.organisations.tests.factories import SupplierIdentifierFactory, SupplierUserFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed():
    made = sealed_scene(conditional_bids=True)
    close(made, timezone.now() + timedelta(days=3))
    return made


def close(sealed, at):
    with as_role("owner"):
        Competition.objects.filter(pk=sealed.scene.competition.pk).update(closes_at=at)


@pytest.fixture
def bidder(sealed, client):
    user = sealed.scene.bidders[0].user
    client.force_login(user)
    return user


def text(answer):
    return " ".join(unescape(answer.content.decode()).split())


def address(name, bid, **more):
    return reverse(f"commissioning:{name}", kwargs={"number": bid.pk, **more})


@pytest.fixture
def bid(client, bidder, sealed):
    started = client.post(reverse("commissioning:start-bid", args=[sealed.competition.reference]),
                          {"supplier": sealed.scene.suppliers[0].pk})  # fmt: skip
    with as_role("owner"):
        made = Bid.objects.get()
    assert started.url == address("bid-code", made)
    return made


def cookie_of(client, bid):
    return client.cookies[f"bid-{bid.pk.hex}"]


def fill(client, bid):
    client.post(address("bid-lots", bid), {"lots": ["lot-1", "lot-2"]})
    for code in ("finding", "keeping", "community"):
        client.post(address("bid-question", bid, code=code), {"answer": "We would walk along.\r\nEach day."})
    return client.post(address("bid-prices", bid), {"price_lot-1": "£100,000", "price_lot-2": "90000.50"})


def test_a_bid_is_written_submitted_and_receipted(client, bid, sealed):
    kept = cookie_of(client, bid)
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Strict", address("bid", bid))
    assert kept.value in text(client.get(address("bid-code", bid)))
    assert client.post(address("bid-lots", bid), {"lots": ["lot-1"]}).url == address("bid-who", bid)
    assert fill(client, bid).url == address("bid", bid)
    review = text(client.get(address("bid-review", bid)))
    assert "We would walk along." in review and "£100,000" in review and "Words: 6 of 500" in review
    sent = client.post(address("bid-review", bid))
    assert sent.url == address("bid-receipt", bid, place=1)
    with as_role("owner"):
        event = BidEvent.objects.get()
    receipt = text(client.get(sent.url))
    assert event.sha256 in receipt and "Version 1 counts" in receipt
    file = client.get(f"{sent.url}?format=txt")
    assert event.sha256 in file.content.decode() and sealed.scene.suppliers[0].legal_name in file.content.decode()
    assert file["Content-Disposition"].startswith("attachment")
    assert "Each day." in text(client.get(address("bid-sent", bid, version=1)))
    assert "Submitted" in text(client.get(reverse("commissioning:bids")))
    assert not [table for table, row in whole_database() if "walk along" in row or kept.value in row]
    assert client.post(address("bid-withdraw", bid)).url == address("bid-receipt", bid, place=2)
    assert "Withdrawn" in text(client.get(address("bid-receipt", bid, place=2)))


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, bid):
    client.post(address("bid-lots", bid), {"lots": ["lot-1"]})
    page = text(client.post(address("bid-prices", bid), {"price_lot-1": "=1+1"}))
    assert 'value="=1+1"' in page and "as a number above 0" in page and "Error:" in page
    answer = client.post(address("bid-question", bid, code="community"), {"answer": "word " * 301})
    assert "The answer has 301 words, and at most 300 are read" in text(answer)
    assert 'value="=1+1"' in text(client.get(address("bid-prices", bid)))
    assert text(client.get(address("bid-question", bid, code="community"))).count("word word") > 100
    review = text(client.get(address("bid-review", bid)))
    assert "Answer the question" in review and "Submit the bid" not in review
    assert client.post(address("bid-review", bid)).url == address("bid-review", bid)
    with as_role("owner"):
        assert BidEvent.objects.count() == 0


def test_a_consortium_is_put_together_of_organisations_on_the_register(client, bid, sealed):
    with as_role("owner"):
        SupplierIdentifierFactory(supplier=sealed.scene.suppliers[1], number="9999902")
    where, lead, other = address("bid-who", bid), sealed.scene.suppliers[0], sealed.scene.suppliers[1]
    nobody = text(client.post(where, {"identifier": "GB-CHC-1", "stay": "member"}))
    assert "No organisation on the register has this number: GB-CHC-1" in nobody and 'value="GB-CHC-1"' in nobody
    client.post(where, {"identifier": "GB-CHC-9999902", "stay": "member"})
    shares = {f"share_{lead.pk}": "70", f"share_{other.pk}": "20"}
    assert "they come to 90%" in text(client.post(where, shares))
    assert client.post(where, {**shares, f"share_{other.pk}": "30"}).status_code == 302
    client.post(where, {"remove": other.pk, "stay": "member"})
    assert other.legal_name not in text(client.get(where))


def test_packages_and_conditions_where_they_are_invited(client, bid):
    client.post(address("bid-lots", bid), {"lots": ["lot-1", "lot-2"]})
    where = address("bid-prices", bid)
    assert "Tick at least two lots" in text(client.post(where, {"stay": "package", "package": ["lot-1"]}))
    client.post(where, {"stay": "package", "package": ["lot-1", "lot-2"], "price_lot-1": "5"})
    condition = {"stay": "condition", "kind": "only-if", "offers": ["lot-1", "package-1"], "price_package-1": "9"}
    assert client.post(where, condition).url == where
    page = text(client.get(where))
    assert "only if one of these is awarded too: Home north + Home south" in page and 'value="9"' in page
    client.post(where, {"remove": "package-1", "stay": "1"})
    assert "only if one of these" not in text(client.get(where))


def test_a_colleague_on_another_device_types_the_code(client, bid, sealed):
    client.post(address("bid-lots", bid), {"lots": ["lot-2"]})
    with as_role("owner"):
        colleague = SupplierUserFactory(supplier=sealed.scene.suppliers[0])
    other = Client()
    other.force_login(colleague.user)
    moved = other.get(address("bid-lots", bid))
    assert moved.url.startswith(address("bid-code", bid))
    wrong = other.post(moved.url, {"code": "0000-0000-0000-0000-0000-0000-0000"})
    assert "This is not the code of this bid" in text(wrong)
    typed = cookie_of(client, bid).value.lower().replace("-", " ")
    assert other.post(moved.url, {"code": typed}).url == address("bid-lots", bid)
    assert "checked" in text(other.get(address("bid-lots", bid)))
    assert other.post(f"{address('bid-code', bid)}?next=//elsewhere.example/", {"code": typed}).url == address(
        "bid", bid
    )
    assert other.post(address("bid-again", bid)).url == address("bid-code", bid)
    assert client.get(address("bid-lots", bid)).status_code == 302
    assert "This device does not have the code" in text(client.get(address("bid", bid)))


def test_what_was_typed_when_the_session_had_ended_is_saved_in_the_draft_and_nowhere_else(client, bid, bidder):
    where = address("bid-question", bid, code="finding")
    page = client.get(where).content.decode()
    mark = page.split(f'name="{MARK}" value="')[1].split('"')[0]
    code = cookie_of(client, bid).value
    assert f'name="{SITE_MARK}"' not in page
    client.logout()
    client.cookies[f"bid-{bid.pk.hex}"] = code
    sent = client.post(where, {"answer": "Unforgettable words", MARK: unescape(mark)})
    assert sent.status_code == 302 and "sign-in" in sent.url
    forged = signing.dumps([bidder.pk, address("bid-lots", bid)], salt="throughcare.bid")
    client.post(where, {"answer": "Forged words", MARK: forged})
    client.force_login(bidder)
    client.cookies[f"bid-{bid.pk.hex}"] = code
    assert "Unforgettable words" in text(client.get(where))
    with as_role("owner"):
        assert Draft.objects.count() == 0
    assert not [table for table, row in whole_database() if "Unforgettable" in row]
    assert client.post(f"{where}?keep", {"answer": "As it is typed"}).status_code == 204
    assert "As it is typed" in text(client.get(where))


def test_a_late_submission_is_refused_with_a_receipt_that_says_so(client, bid, sealed):
    fill(client, bid)
    close(sealed, timezone.now() - timedelta(seconds=5))
    sent = client.post(address("bid-review", bid))
    page = text(client.get(sent.url))
    assert "It came after the deadline, so it was not received." in page and "Seconds late" in page
    assert "Submit the bid" not in text(client.get(address("bid-review", bid)))


@pytest.mark.parametrize("name", ["bid", "bid-code", "bid-lots", "bid-review", "bid-withdraw", "bid-again"])
def test_others_find_no_bid(client, bid, sealed, name):
    client.force_login(sealed.scene.bidders[1].user)
    assert client.get(address(name, bid)).status_code == 404
    client.force_login(sealed.scene.commissioner)
    assert client.get(address(name, bid)).status_code == 403
    client.logout()
    assert client.get(address(name, bid)).status_code == 302


def test_who_is_not_invited_starts_nothing_and_who_started_goes_on(client, bid, sealed):
    where = reverse("commissioning:start-bid", args=[sealed.competition.reference])
    assert client.post(where, {"supplier": sealed.scene.suppliers[0].pk}).url == address("bid", bid)
    client.force_login(UserFactory(role="supplier"))
    assert client.get(where).status_code == 404


def test_the_pages_are_there_in_welsh(client, bid):
    client.cookies["language"] = "cy"
    for name in ("bid", "bid-code", "bid-lots", "bid-review"):
        page = client.get(address(name, bid))
        assert page.status_code == 200 and 'lang="cy"' in page.content.decode()


def test_who_acts_for_two_that_are_invited_starts_for_the_one_whose_link_they_follow(client, bidder, sealed):
    first, second = sealed.scene.suppliers[:2]
    with as_role("owner"):
        SupplierUserFactory(user=bidder, supplier=second)
    listed, start = text(client.get("/bids/")), reverse("commissioning:start-bid", args=[sealed.competition.reference])
    assert f'href="{start}?for={first.pk}"' in listed and f'href="{start}?for={second.pk}"' in listed
    for chosen in (first, second):
        page = text(client.get(f"{start}?for={chosen.pk}"))
        assert [part.split('"')[0] for part in page.split('value="')[1:] if "checked" in part.split(">")[0]] == [
            str(chosen.pk)
        ]
    assert " checked" not in text(client.get(f"{start}?for=0")) and " checked" not in text(client.get(start))
