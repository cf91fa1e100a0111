"""Opening bids: after the deadline, by two officers with their own passphrases, prices after quality; all of it logged."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.commissioning.commands import bid_officers
from throughcare.commissioning.commands.bids import withdraw_bid
from throughcare.commissioning.models import (
    Bid,
    BidEvent,
    BidKey,
    BidKeyShare,
    BidVersion,
    Competition,
    OfficerSecret,
    OpenedBid,
    OpenedBidder,
    OpenedPrice,
    OpeningAttempt,
    OpeningOfficer,
    TurnedKey,
)
from throughcare.commissioning.queries.openings import opened_bids
from throughcare.commissioning.rules.award_problem import OnlyIf
from throughcare.commissioning.rules.bid_draft import TypedMember, TypedPackage
from throughcare.commissioning.sealing.envelopes import CannotOpen, pair_of
from throughcare.commissioning.sealing.officer_keys import bring_back
from throughcare.commissioning.sealing.passphrases import Locked, unlock
from throughcare.commissioning.tests.bid_scene import (
    AFTER,
    ENROLLED,
    SECRET,
    attempt,
    bid_of,
    declared,
    opened,
    sealed_scene,
    send,
    words_of,
)
from throughcare.commissioning.tests.factories import CLOSES, PUBLISHED, competition_scene
from throughcare.commissioning.tests.test_bids import whole_database
from throughcare.organisations.models import SupplierUser
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed():
    return sealed_scene()


def attempts():
    with as_role("owner"):
        return [(each.envelope, each.outcome) for each in OpeningAttempt.objects.order_by("pk")]


def test_two_officers_open_quality_and_later_prices(sealed):
    lead, partner = sealed.scene.suppliers[:2]
    bid_of(
        sealed, 0, lots=("lot-1", "lot-2"), prices={"lot-1": "100,000", "lot-2": "90,000.50"}, capacity="150",
        members=(TypedMember(lead.pk, "Lead", "60"), TypedMember(partner.pk, "Partner", "40")),
    )  # fmt: skip
    other, code, _event = bid_of(sealed, 1, prices={"lot-1": "111"})
    send(sealed, other, code, 1, at=CLOSES)
    first, second = sealed.officers[:2]
    declared(sealed, first)
    assert attempt(sealed, first).outcome == "turned"
    with as_role("owner"):
        assert OpenedBid.objects.count() == 0
        assert set(TurnedKey.objects.values_list("share__second__user", flat=True)) == {
            each.pk for each in sealed.officers[1:]
        }
    declared(sealed, second)
    done = attempt(sealed, second)
    assert (done.outcome, done.bids, sealed.competition.state) == ("opened", 2, "opened")
    with acting(sealed.scene.commissioner):
        read = {each.supplier: each for each in opened_bids(sealed.competition)}
        assert set(read) == {lead.pk, partner.pk}
        assert sorted(each.opened.label for each in read.values()) == ["Bidder 1", "Bidder 2"]
        content, who = read[lead.pk].content, read[lead.pk].who
        assert content.lots == ("lot-1", "lot-2") and content.answers["finding"] == f"We would {SECRET} each day."
        assert [(each.supplier, each.share) for each in who.members] == [(lead.pk, 6000), (partner.pk, 4000)]
        assert (who.capacity, who.demand["lot-2"]) == ({"cases": 150}, {"cases": 100})
        assert read[partner.pk].opened.version == 2 and read[partner.pk].who.members == ()
        assert all(each.prices is None for each in read.values())
    assert any(SECRET in row for table, row in whole_database() if table == "commissioning_openedbid")
    assert attempt(sealed, first, envelope="price").outcome == "quality-not-agreed"
    with as_role("owner"):
        Competition.objects.update(state="moderated")
    assert opened(sealed, envelope="price", at=AFTER + timedelta(days=9)).outcome == "opened"
    with acting(sealed.scene.director):
        read = {each.supplier: each for each in opened_bids(sealed.competition)}
        assert [(each.key, each.lots, each.pence) for each in read[lead.pk].prices.offers] == [
            ("lot-1", ("lot-1",), 100_000_00), ("lot-2", ("lot-2",), 90_000_50),
        ]  # fmt: skip
        assert [each.pence for each in read[partner.pk].prices.offers] == [111_00]
    assert attempts() == [
        ("quality", "turned"), ("quality", "opened"), ("price", "quality-not-agreed"), ("price", "turned"),
        ("price", "opened"),
    ]  # fmt: skip
    with as_role("owner"):
        logged = Entry.objects.filter(action="commissioning.attempt_to_open_bids").order_by("pk")
        assert [each.detail["outcome"] for each in logged] == [outcome for _envelope, outcome in attempts()]


def test_packages_and_conditions_are_opened_with_the_prices():
    sealed = sealed_scene(conditional_bids=True)
    condition = OnlyIf(bid="lot-1", also=("package-1",))
    packages = (TypedPackage(("lot-1", "lot-2"), "£180000"),)
    bid_of(sealed, lots=("lot-1", "lot-2"), prices={"lot-1": "100,000"}, packages=packages, conditions=(condition,))
    opened(sealed)
    with as_role("owner"):
        Competition.objects.update(state="moderated")
    opened(sealed, envelope="price")
    with acting(sealed.scene.director):
        (read,) = opened_bids(sealed.competition)
    assert [(each.key, each.pence) for each in read.prices.offers] == [("lot-1", 100_000_00), ("package-1", 180_000_00)]
    assert read.prices.conditions == (condition,)


def test_nothing_opens_in_the_deadlines_own_second(sealed):
    bid_of(sealed)
    for user in sealed.officers[:2]:
        declared(sealed, user, at=CLOSES)
        done = attempt(sealed, user, at=CLOSES + timedelta(milliseconds=900))
        assert done.outcome == "before-deadline" and "no administrator" in str(done.decision.reason.words)
    with as_role("owner"):
        assert TurnedKey.objects.count() == OpenedBid.objects.count() == 0
        assert Competition.objects.get().state == "published"
    assert attempts() == [("quality", "before-deadline")] * 2
    with pytest.raises(IntegrityError, match="deadline has not passed"), transaction.atomic(), as_role("owner"):
        OpenedBid.objects.create(competition=sealed.competition, number=1, version=1, content={}, opened_at=CLOSES)


def test_one_officer_twice_is_one(sealed):
    bid_of(sealed)
    first = sealed.officers[0]
    declared(sealed, first)
    assert attempt(sealed, first).outcome == "turned"
    again = attempt(sealed, first)
    assert again.outcome == "too-few-officers" and again.decision.value.blocks == ("too-few-officers",)
    with as_role("owner"):
        assert OpenedBid.objects.count() == 0


def test_an_officer_who_has_come_to_act_for_a_bidder_opens_nothing_and_another_one_can(sealed):
    bid_of(sealed)
    first, second, third = sealed.officers
    for user in sealed.officers:
        declared(sealed, user)
    assert attempt(sealed, first).outcome == "turned"
    with as_role("owner"):
        SupplierUser.objects.create(user=first, supplier=sealed.scene.suppliers[2], since=ENROLLED)
    assert attempt(sealed, second).outcome == "turned"
    assert attempt(sealed, first).outcome == "author-of-a-bid"
    assert attempt(sealed, third).outcome == "opened"


def test_who_declared_nothing_or_a_conflict_does_not_open(sealed):
    first, second = sealed.officers[:2]
    assert attempt(sealed, first).outcome == "not-declared"
    declared(sealed, first, conflict=True)
    assert attempt(sealed, first).outcome == "conflict"
    declared(sealed, second)
    assert attempt(sealed, second).outcome == "turned"
    assert attempts() == [("quality", "not-declared"), ("quality", "conflict"), ("quality", "turned")]


def test_a_wrong_passphrase_opens_nothing_and_too_many_of_them_make_one_wait(sealed):
    first = sealed.officers[0]
    declared(sealed, first)
    for _ in range(5):
        assert attempt(sealed, first, passphrase="not the words at all").outcome == "wrong-passphrase"
    assert attempt(sealed, first).outcome == "wait"
    assert attempt(sealed, first, at=AFTER + timedelta(minutes=16)).outcome == "turned"


def test_somebody_who_is_no_officer_opens_nothing(sealed):
    with as_role("owner"):
        other = UserFactory(role="director")
    assert attempt(sealed, other).outcome == "no-officer"
    assert attempts() == [("quality", "no-officer")]


def test_a_bid_that_was_tampered_with_is_named_and_the_others_open(sealed):
    bid, _code, _event = bid_of(sealed, 0)
    other, _code, _event = bid_of(sealed, 1)
    with as_role("owner"):
        whole = BidVersion.objects.get(bid=other)
        # Whoever owns the tables can lift what protects them: then the hash of the receipt tells.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE commissioning_bidversion DISABLE TRIGGER bidversion_is_kept")
            BidVersion.objects.filter(bid=bid).update(quality=bytes(whole.quality))
            cursor.execute("ALTER TABLE commissioning_bidversion ENABLE TRIGGER bidversion_is_kept")
    assert opened(sealed).bids == 2
    with as_role("owner"):
        faults = dict(OpenedBidder.objects.values_list("bid", "opened__fault"))
    assert faults == {bid.pk: "is-not-what-was-received", other.pk: ""}


def test_a_withdrawn_bid_is_not_opened(sealed):
    bid, _code, _event = bid_of(sealed)
    user = sealed.scene.bidders[0].user
    with acting(user):
        withdraw_bid(bid=bid, by=user, at=CLOSES)
    bid_of(sealed, 1)
    assert opened(sealed).bids == 1


def test_a_bid_is_not_withdrawn_once_it_was_opened(sealed):
    bid, _code, _event = bid_of(sealed, 1)
    assert opened(sealed).bids == 1
    user = sealed.scene.bidders[1].user
    with acting(user):
        refused = withdraw_bid(bid=bid, by=user, at=AFTER + timedelta(hours=1))
        assert (refused.kind, refused.refusal) == ("withdraw", "late") and OpenedBid.objects.count() == 0
    with as_role("owner"):
        assert (OpenedBid.objects.count(), Bid.objects.get(pk=bid.pk).state) == (1, "submitted")


def test_nobody_opens_with_what_the_database_holds_when_one_officer_turned_their_key(sealed):
    """The layer kept for the second officer is of no use to the first."""
    first = sealed.officers[0]
    declared(sealed, first)
    attempt(sealed, first)
    with as_role("owner"):
        officer = OpeningOfficer.objects.get(user=first)
        secret = OfficerSecret.objects.get(officer=officer)
        turned = TurnedKey.objects.select_related("share").first()
    about = bid_officers.about_officer(officer)
    locked = Locked(bytes(secret.salt), secret.cost, bytes(secret.sealed))
    pair = pair_of(unlock(locked, words_of(first), about=about))
    with pytest.raises(CannotOpen):
        bring_back(
            bytes(turned.sealed), pair, first=turned.share.first_id, second=turned.share.second_id,
            about=bid_officers.about_key(sealed.competition, "quality"),
        )  # fmt: skip


def test_fewer_than_two_enrolled_officers_make_no_key():
    sealed = sealed_scene(officers=2, enrol=1)
    with acting(sealed.scene.director), pytest.raises(bid_officers.TooFewOfficers) as refusal:
        bid_officers.make_bid_key(competition=sealed.scene.competition, by=sealed.scene.director, at=PUBLISHED)
    assert (refusal.value.least, refusal.value.count) == (2, 1)
    with as_role("owner"):
        assert BidKey.objects.count() == BidKeyShare.objects.count() == 0


def test_who_acts_for_somebody_invited_is_named_no_officer_and_nobody_after_the_keys_are_made(sealed):
    with as_role("owner"):
        scene = competition_scene(state="approved", published_at=None, closes_at=None, draw="")
        turned_coat = UserFactory(role="commissioner")
        SupplierUser.objects.create(user=turned_coat, supplier=scene.suppliers[0], since=ENROLLED)
    asked = {"by": scene.commissioner, "at": ENROLLED}
    with acting(scene.commissioner):
        for user, code in ((turned_coat, "stands-with-a-bidder"), (scene.bidders[0].user, "role")):
            with pytest.raises(bid_officers.OfficerRefused) as refusal:
                bid_officers.name_officer(competition=scene.competition, user=user, **asked)
            assert refusal.value.code == code
        with pytest.raises(bid_officers.OfficerRefused, match="fixed"):
            bid_officers.name_officer(competition=sealed.competition, user=scene.director, **asked)
    with pytest.raises(IntegrityError, match="officers are fixed"), transaction.atomic(), as_role("owner"):
        OpeningOfficer.objects.filter(competition=sealed.competition).update(enrolled_at=AFTER)


def test_a_passphrase_is_long_and_of_the_officers_own(sealed):
    with as_role("owner"):
        scene = competition_scene(state="approved", published_at=None, closes_at=None, draw="")
    with acting(scene.commissioner):
        officer = bid_officers.name_officer(
            competition=scene.competition, user=scene.director, by=scene.commissioner, at=ENROLLED
        )
        with pytest.raises(bid_officers.OfficerRefused, match="role"):
            bid_officers.enrol_officer(
                officer=officer, passphrase="words that are long", by=scene.commissioner, at=AFTER
            )
    with acting(scene.director):
        for weak in ("short words", "a" * 40):
            with pytest.raises(bid_officers.WeakPassphrase):
                bid_officers.enrol_officer(officer=officer, passphrase=weak, by=scene.director, at=ENROLLED)
        bid_officers.enrol_officer(officer=officer, passphrase="  words that  are long", by=scene.director, at=ENROLLED)
        assert OfficerSecret.objects.count() == 1
    with acting(scene.commissioner):
        assert OfficerSecret.objects.count() == 0
    assert not [table for table, row in whole_database() if "words that" in row]


def test_a_competition_without_bids_opens_empty(sealed):
    assert (opened(sealed).bids, sealed.competition.state) == (0, "opened")
    assert attempt(sealed, sealed.officers[2]).outcome == "already-open"


def test_evaluators_and_the_public_see_nothing_of_opened_bids(sealed):
    bid_of(sealed)
    opened(sealed)
    with as_role("owner"):
        others = [UserFactory(role=role) for role in ("senior", "administrator", "auditor", "supplier")]
    for user in (*others, sealed.scene.bidders[1].user):
        with acting(User.objects.get(pk=user.pk)):
            seen = [model.objects.count() for model in (OpenedBid, OpenedBidder, OpenedPrice, BidEvent, BidVersion)]
            assert seen == [0] * 5
