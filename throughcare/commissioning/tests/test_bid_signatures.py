"""Every partner of a consortium signs what is submitted: as it stands, for itself, with the bid's code."""

from __future__ import annotations

from html import unescape

import msgspec
import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning.commands import bid_signatures, bids
from throughcare.commissioning.models import Bid, BidDraft, BidEvent, BidPartner, BidSignature, BidVersion
from throughcare.commissioning.queries.bid_signatures import signings, to_sign
from throughcare.commissioning.rules.bid_draft import TypedMember
from throughcare.commissioning.sealing.bid_codes import WrongCode
from throughcare.commissioning.tests.bid_scene import (
    AFTER,
    CLOSES,
    EARLY,
    SECRET,
    sealed_scene,
    send,
    sign_as,
    write_bid,
)
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
OTHER_CODE = "0000-0000-0000-0000-0000-0000-0000"


@pytest.fixture
def sealed():
    return sealed_scene()


@pytest.fixture
def written(sealed):
    """A bid of the first supplier with the second as its partner, not signed; and its code."""
    lead, partner = sealed.scene.suppliers[:2]
    members = (TypedMember(lead.pk, "Lead", "60"), TypedMember(partner.pk, "Partner", "40"))
    return write_bid(sealed, members=members, signed=False)


def change(sealed, bid, code, **typed):
    user = sealed.scene.bidders[0].user
    with acting(user):
        bids.change_draft(
            bid=bid, code=code, change=lambda before: msgspec.structs.replace(before, **typed), by=user, at=EARLY
        )


def received():
    with as_role("owner"):
        return BidVersion.objects.count(), BidEvent.objects.count()


def unsigned(sealed, bid, code):
    with pytest.raises(bids.NotReady) as refusal:
        send(sealed, bid, code)
    return [(fault.step, fault.place) for fault in refusal.value.faults]


def test_a_bid_is_not_received_before_every_partner_has_signed_it(sealed, written):
    bid, code = written
    partner = str(sealed.scene.suppliers[1].pk)
    assert unsigned(sealed, bid, code) == [("members", partner)] and received() == (0, 0)
    sign_as(sealed, bid, code, 1)
    assert send(sealed, bid, code).refusal == "" and received() == (1, 1)


def test_what_is_changed_is_signed_anew_and_what_is_put_back_is_signed_still(sealed, written):
    bid, code = written
    sign_as(sealed, bid, code, 1)
    change(sealed, bid, code, prices={"lot-1": "1"})
    assert unsigned(sealed, bid, code) == [("members", str(sealed.scene.suppliers[1].pk))]
    with acting(sealed.scene.bidders[0].user):
        (one,) = signings(bid, bids.read_draft(bid=bid, code=code), code)
        assert (one.signature, one.earlier) == (None, True)
    sign_as(sealed, bid, code, 1)
    assert send(sealed, bid, code).number == 1
    change(sealed, bid, code, prices={"lot-1": "98711.43"})
    assert send(sealed, bid, code).number == 2
    with as_role("owner"):
        assert BidSignature.objects.count() == 2


def test_signing_twice_is_signing_once_and_the_entry_names_nobody(sealed, written):
    bid, code = written
    for _time in range(2):
        sign_as(sealed, bid, code, 1)
    with as_role("owner"):
        assert BidSignature.objects.count() == 1
        (entry,) = Entry.objects.filter(action="commissioning.sign_bid")
        assert (entry.subject, entry.detail) == (str(bid.pk), {})


def test_what_changed_while_it_was_read_is_not_signed(sealed, written):
    bid, code = written
    mark = sign_as(sealed, bid, code, 1, only_read=True)
    change(sealed, bid, code, prices={"lot-1": "2"})
    with acting(sealed.scene.bidders[1].user):
        partner = BidPartner.objects.get()
        with pytest.raises(bid_signatures.DraftChanged):
            bid_signatures.sign_bid(partner=partner, code=code, mark=mark, by=sealed.scene.bidders[1].user, at=EARLY)
        with pytest.raises(WrongCode):
            bid_signatures.sign_bid(
                partner=partner, code=OTHER_CODE, mark=mark, by=sealed.scene.bidders[1].user, at=EARLY
            )
        assert not BidSignature.objects.exists()


def test_nobody_signs_after_the_deadline(sealed, written):
    bid, code = written
    with pytest.raises(bid_signatures.SigningIsOver):
        sign_as(sealed, bid, code, 1, at=AFTER)
    sign_as(sealed, bid, code, 1, at=CLOSES)


def test_a_partner_reads_the_draft_with_the_code_and_sees_and_changes_nothing_else(sealed, written):
    bid, _code = written
    partner, third = sealed.scene.bidders[1].user, sealed.scene.bidders[2].user
    with acting(partner):
        assert [each.partner.bid_id for each in to_sign([sealed.scene.suppliers[1].pk], at=EARLY)] == [bid.pk]
        assert BidDraft.objects.count() == 1 and not Bid.objects.exists() and not BidEvent.objects.exists()
        draft = BidDraft.objects.get()
        assert SECRET.encode() not in bytes(draft.sealed)
        assert BidDraft.objects.update(sealed=b"x") == 0 and BidDraft.objects.all().delete()[0] == 0
        assert BidPartner.objects.all().delete()[0] == 0
    for nobody in (third, sealed.scene.commissioner, sealed.scene.director, UserFactory(role="person")):
        with acting(nobody):
            assert not BidDraft.objects.exists() and not BidPartner.objects.exists()
            assert not BidSignature.objects.exists()


def test_the_database_lets_nobody_sign_for_another_and_keeps_what_was_signed(sealed, written):
    bid, code = written
    mark = sign_as(sealed, bid, code, 1)
    partner, lead = sealed.scene.bidders[1], sealed.scene.bidders[0]
    for who, supplier in ((lead.user, partner.supplier), (partner.user, sealed.scene.suppliers[2])):
        with acting(who), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            BidSignature.objects.create(bid_id=bid.pk, supplier=supplier, mark="0" * 64, signed_by=who, signed_at=EARLY)
    with acting(sealed.scene.bidders[2].user), pytest.raises(ProgrammingError), transaction.atomic():
        BidSignature.objects.create(
            bid_id=bid.pk, supplier=sealed.scene.suppliers[2], mark=mark, signed_by=sealed.scene.bidders[2].user,
            signed_at=EARLY,
        )  # fmt: skip
    with as_role("owner"):
        assert BidSignature.objects.count() == 1
        with pytest.raises(Exception, match="append"), transaction.atomic():
            BidSignature.objects.all().delete()


def test_the_database_receives_nothing_that_a_partner_has_not_signed(sealed, written):
    bid, _code = written
    user = sealed.scene.bidders[0].user
    with acting(user), pytest.raises(IntegrityError, match="has not signed"), transaction.atomic():
        BidEvent.objects.create(
            bid=bid, place=1, kind="submit", at=EARLY, shown_at=EARLY, by=user, number=1, sha256="0" * 64
        )
    assert received() == (0, 0)


def test_a_partner_that_is_taken_out_signs_no_more_and_a_lost_code_begins_anew(sealed, written):
    bid, code = written
    sign_as(sealed, bid, code, 1)
    change(sealed, bid, code, members=())
    with acting(sealed.scene.bidders[1].user):
        assert not BidPartner.objects.exists() and not BidDraft.objects.exists()
    assert send(sealed, bid, code).refusal == ""
    lead, third = sealed.scene.suppliers[0], sealed.scene.suppliers[2]
    change(sealed, bid, code, members=(TypedMember(lead.pk, "L", "50"), TypedMember(third.pk, "T", "50")))
    with acting(sealed.scene.bidders[0].user):
        bids.start_again(bid=bid, by=sealed.scene.bidders[0].user, at=EARLY)
        assert not BidPartner.objects.exists()


def text_of(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: EARLY)


@pytest.mark.usefixtures("noon")
def test_a_partner_signs_in_the_browser_and_the_lead_sees_it(client, sealed, written):
    bid, code = written
    address = f"/bids/{bid.pk}/sign/{sealed.scene.suppliers[1].pk}/"
    client.force_login(sealed.scene.bidders[1].user)
    assert address in text_of(client.get("/bids/"))
    assert "Ask for the bid code" in text_of(client.get(address))
    refused = text_of(client.post(address, {"code": OTHER_CODE}))
    assert "This is not the code of this bid" in refused and OTHER_CODE in refused
    assert client.post(address, {"code": code.lower()}).status_code == 302
    page = text_of(client.get(address))
    assert SECRET in page and "98711.43" in page and "with a share of 40%" in page
    mark = page.partition('name="mark" value="')[2][:64]
    change(sealed, bid, code, prices={"lot-1": "2.00"})
    assert "was changed while you read it" in text_of(client.post(address, {"mark": mark}, follow=True))
    page = text_of(client.get(address))
    mark = page.partition('name="mark" value="')[2][:64]
    assert "You have signed the bid" in text_of(client.post(address, {"mark": mark}, follow=True))
    client.post(address, {"mark": mark})
    assert client.get(f"/bids/{bid.pk}/").status_code == 404
    with as_role("owner"):
        assert BidSignature.objects.count() == 1
    client.force_login(sealed.scene.bidders[0].user)
    client.cookies[f"bid-{bid.pk.hex}"] = code
    assert "Signed" in text_of(client.get(f"/bids/{bid.pk}/")) and client.get(address).status_code == 404
    review = text_of(client.get(f"/bids/{bid.pk}/review/"))
    assert "Submit the bid" in review
    change(sealed, bid, code, prices={"lot-1": "3.00"})
    review = text_of(client.get(f"/bids/{bid.pk}/review/"))
    assert "Partner has not signed" in review and "Submit the bid" not in review
    for role in ("commissioner", "practitioner", "person"):
        client.force_login(UserFactory(role=role))
        assert client.get(address).status_code == 403
    client.force_login(sealed.scene.bidders[2].user)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
