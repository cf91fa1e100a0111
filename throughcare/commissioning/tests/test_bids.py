"""Bids: received whole or not at all, decided by the server's clock, and read by nobody before they are opened."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands import bids
from throughcare.commissioning.models import (
    Bid,
    BidDraft,
    BidEvent,
    BidVersion,
    CompetitionInvitation,
    Membership,
    MembershipSuspension,
)
from throughcare.commissioning.rules.bid_draft import TypedBid, TypedMember
from throughcare.commissioning.sealing.bid_codes import WrongCode
from throughcare.commissioning.tests.bid_scene import EARLY, PRICE, SECRET, bid_of, sealed_scene, send, write_bid
from throughcare.commissioning.tests.factories import CLOSES
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def sealed():
    return sealed_scene()


def log_of(bid):
    with as_role("owner"):
        return [(each.kind, each.refusal, each.number, each.seconds_late) for each in BidEvent.objects.filter(bid=bid)]


def submitted(bid):
    with as_role("owner"):
        return list(BidVersion.objects.filter(bid=bid).values_list("number", flat=True))


def test_what_is_submitted_gets_a_receipt_and_what_replaces_it_another(sealed):
    bid, code, first = bid_of(sealed)
    second = send(sealed, bid, code, at=EARLY + timedelta(hours=1))
    assert (first.number, first.refusal, first.at, second.number) == (1, "", EARLY, 2)
    assert len(first.sha256) == 64 and first.sha256 != second.sha256
    assert log_of(bid) == [("submit", "", 1, 0), ("submit", "", 2, 0)] and submitted(bid) == [1, 2]
    bidder = sealed.scene.bidders[0]
    with acting(bidder.user):
        withdrawn = bids.withdraw_bid(bid=bid, by=bidder.user, at=CLOSES)
        assert withdrawn.refusal == "" and Bid.objects.get().state == "withdrawn"
        with pytest.raises(bids.NothingToWithdraw):
            bids.withdraw_bid(bid=bid, by=bidder.user, at=CLOSES)


def test_the_deadlines_own_second_counts_and_the_next_one_is_refused_and_logged(sealed):
    bid, code = write_bid(sealed)
    assert send(sealed, bid, code, at=CLOSES + timedelta(milliseconds=999)).refusal == ""
    late = send(sealed, bid, code, at=CLOSES + SECOND)
    assert (late.refusal, late.seconds_late, late.sha256) == ("late", 1, "")
    assert log_of(bid) == [("submit", "", 1, 0), ("submit", "late", 2, 1)] and submitted(bid) == [1]
    with acting(sealed.scene.bidders[0].user):
        back = bids.withdraw_bid(bid=bid, by=sealed.scene.bidders[0].user, at=CLOSES + SECOND)
        assert back.refusal == "late" and Bid.objects.get().state == "submitted"


def test_a_clock_that_went_back_makes_nothing_earlier_for_anybody(sealed):
    late_one, late_code = write_bid(sealed, 0)
    other, other_code = write_bid(sealed, 1)
    send(sealed, late_one, late_code, 0, at=CLOSES + timedelta(seconds=10))
    again = send(sealed, other, other_code, 1, at=CLOSES - timedelta(hours=1))
    assert (again.refusal, again.seconds_late) == ("late", 10)
    assert again.shown_at == CLOSES - timedelta(hours=1) and again.at == CLOSES + timedelta(seconds=10)


def test_a_submission_that_is_interrupted_leaves_nothing_at_all(sealed, monkeypatch):
    bid, code = write_bid(sealed)

    def killed(**_said):
        raise SystemExit

    monkeypatch.setattr(bids, "record", killed)
    with pytest.raises(SystemExit):
        send(sealed, bid, code)
    assert log_of(bid) == [] and submitted(bid) == []
    with as_role("owner"):
        assert Bid.objects.get().state == "draft"


def test_the_database_itself_refuses_what_comes_late_and_changes_to_what_came(sealed):
    bid, _code, event = bid_of(sealed)
    user = sealed.scene.bidders[0].user
    with pytest.raises(IntegrityError, match="the deadline has passed"), transaction.atomic(), acting(user):
        BidEvent.objects.create(
            bid=bid, place=9, kind="submit", at=CLOSES + SECOND, shown_at=CLOSES, by=user, number=9, sha256="0" * 64
        )
    for change in (lambda: BidEvent.objects.update(at=EARLY), BidVersion.objects.all().delete):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), as_role("owner"):
            change()
    with as_role("owner"):
        assert BidEvent.objects.get().sha256 == event.sha256


def test_whoever_is_not_invited_or_comes_too_late_cannot_start(sealed):
    bidder = sealed.scene.bidders[0]
    with as_role("owner"):
        CompetitionInvitation.objects.filter(supplier=bidder.supplier).delete()
    asked = {"competition": sealed.competition, "supplier": bidder.supplier, "by": bidder.user}
    with acting(bidder.user), pytest.raises(bids.NotInvited):
        bids.start_bid(**asked, at=EARLY)
    other = sealed.scene.bidders[1]
    with acting(other.user):
        with pytest.raises(bids.NotOpen):
            bids.start_bid(competition=sealed.competition, supplier=other.supplier, by=other.user, at=CLOSES + SECOND)
        with pytest.raises(bids.NotInvited):
            # Somebody else's invitation is not seen, so it is none.
            bids.start_bid(competition=sealed.competition, supplier=sealed.scene.suppliers[2], by=other.user, at=EARLY)
        first, _code = bids.start_bid(competition=sealed.competition, supplier=other.supplier, by=other.user, at=EARLY)
        with pytest.raises(bids.AlreadyStarted) as there:
            bids.start_bid(competition=sealed.competition, supplier=other.supplier, by=other.user, at=EARLY)
    assert there.value.bid == first


def suspend(sealed, supplier):
    day = EARLY.date()
    with as_role("owner"):
        for place in Membership.objects.filter(supplier=supplier):
            MembershipSuspension.objects.create(
                membership=place, start=day, until=day + timedelta(days=30), ground="Insurance", evidence="Letter",
                notice_on=day, proposed_by=sealed.scene.commissioner, decided_by=sealed.scene.director, decided_at=EARLY,
            )  # fmt: skip


def test_a_member_suspended_since_the_invitation_cannot_bid(sealed):
    bid, code = write_bid(sealed)
    suspend(sealed, sealed.scene.suppliers[0])
    assert send(sealed, bid, code).refusal == "not-a-member"
    assert log_of(bid) == [("submit", "not-a-member", None, 0)] and submitted(bid) == []
    assert send(sealed, bid, code, at=CLOSES).refusal == "not-a-member"


def test_a_consortium_with_a_suspended_member_cannot_bid(sealed):
    lead, partner = sealed.scene.suppliers[:2]
    members = (TypedMember(lead.pk, "Lead", "60"), TypedMember(partner.pk, "Partner", "40"))
    bid, code = write_bid(sealed, members=members)
    suspend(sealed, partner)
    assert send(sealed, bid, code).refusal == "not-a-member"


def test_a_bid_that_is_not_ready_is_not_received(sealed):
    bid, code = write_bid(sealed, prices={"lot-1": "=1+1"}, answers={"finding": "word " * 501})
    with pytest.raises(bids.NotReady) as refusal:
        send(sealed, bid, code)
    assert [(fault.step, fault.place) for fault in refusal.value.faults] == [
        ("answers", "finding"), ("answers", "keeping"), ("answers", "community"), ("prices", "lot-1"),
    ]  # fmt: skip
    assert log_of(bid) == []


def test_the_draft_opens_with_its_code_alone(sealed):
    bid, code = write_bid(sealed)
    colleague = sealed.scene.bidders[0].user
    with acting(colleague):
        assert bids.read_draft(bid=bid, code=code).prices == {"lot-1": PRICE}
        with pytest.raises(WrongCode):
            bids.read_draft(bid=bid, code="0000-0000-0000-0000-0000-0000-0000")
        another = bids.start_again(bid=bid, by=colleague, at=EARLY)
        assert another != code and bids.read_draft(bid=bid, code=another) == TypedBid()
        with pytest.raises(WrongCode):
            bids.read_draft(bid=bid, code=code)


def test_the_copy_of_what_was_submitted_opens_with_the_code_it_was_made_under(sealed):
    bid, code, _event = bid_of(sealed)
    with acting(sealed.scene.bidders[0].user):
        bids.start_again(bid=bid, by=sealed.scene.bidders[0].user, at=EARLY)
        assert bids.read_copy(version=BidVersion.objects.get(), code=code).prices == {"lot-1": PRICE}
        assert Bid.objects.get().state == "submitted"


def whole_database():
    """Every table's rows as text, as whoever owns them reads them."""
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind IN ('r', 'p', 'm')"
            " AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            yield table, ""
            cursor.execute(f"SELECT one::text FROM {table} one")
            for (row,) in cursor.fetchall():
                yield table, row


def test_nobody_reads_a_bid_before_it_is_opened_not_even_the_owner_of_the_tables(sealed, caplog):
    bid, code, _event = bid_of(sealed)
    looked, wanted = set(), [SECRET, PRICE, "9871143", "lot-1", code, code.replace("-", "")]
    forms = [text for each in wanted for text in (each, each.encode().hex())]
    for table, row in whole_database():
        looked.add(table)
        found = [form for form in forms if form in row]
        assert not found, (table, found)
    assert {"commissioning_bidversion", "commissioning_biddraft", "audit_entry", "django_session"} <= looked
    assert len(looked) > 80 and SECRET not in caplog.text
    with as_role("owner"):
        assert bytes(BidDraft.objects.get(bid=bid).sealed)


def test_the_length_of_a_price_envelope_says_nothing_of_the_price(sealed):
    bid_of(sealed, 0, prices={"lot-1": "9"})
    bid_of(sealed, 1, prices={"lot-1": "9,999,999.99"})
    with as_role("owner"):
        assert len({len(each.price) for each in BidVersion.objects.all()}) == 1


def test_nobody_learns_how_many_bid_before_the_deadline(sealed):
    first, _code, _event = bid_of(sealed, 0)
    bid_of(sealed, 1)
    tables = ("bid", "biddraft", "biddraftfile", "bidversion", "bidversionfile", "bidevent", "bidclock")
    for user in (sealed.scene.commissioner, sealed.scene.director, sealed.officers[2]):
        with acting(user), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM commissioning_{table}")
                assert cursor.fetchone()[0] == 0, table
    with acting(sealed.scene.bidders[0].user):
        assert [each.pk for each in Bid.objects.all()] == [first.pk]
        assert BidVersion.objects.count() == BidEvent.objects.count() == 1
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'S'")
        counted = {name for (name,) in cursor.fetchall()}
    assert counted.isdisjoint(f"commissioning_{table}_id_seq" for table in tables)
    assert "commissioning_competition_id_seq" in counted


def test_a_colleague_of_another_supplier_submits_nothing_for_this_one(sealed):
    bid, code = write_bid(sealed)
    with acting(sealed.scene.bidders[1].user), pytest.raises(Bid.DoesNotExist):
        bids.submit_bid(bid=bid, code=code, by=sealed.scene.bidders[1].user, at=EARLY)
    assert submitted(bid) == []
