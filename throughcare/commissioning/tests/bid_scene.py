"""A published competition whose bids are sealed: three officers have enrolled, three suppliers may bid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import bid_officers, bid_openings, bid_signatures, bids
from throughcare.commissioning.models import Bid, BidEvent, BidPartner, Competition
from throughcare.commissioning.queries.bid_signatures import mark_of_draft
from throughcare.commissioning.rules.bid_draft import TypedBid
from throughcare.commissioning.tests.factories import CLOSES, PUBLISHED, Scene, competition_scene
from throughcare.testing.acting import as_role

ENROLLED = PUBLISHED - timedelta(hours=2)
EARLY = CLOSES - timedelta(days=3)
AFTER = CLOSES + timedelta(minutes=30)
SECRET = "Zwetschgenkuchen"
"""A word that stands in every bid of the scene and nowhere else."""
PRICE = "98711.43"
TYPED = TypedBid(
    lots=("lot-1",),
    answers=dict.fromkeys(("finding", "keeping", "community"), f"We would {SECRET} each day."),
    prices={"lot-1": PRICE},
)


@dataclass
class Sealed:
    """The scene with its officers."""

    scene: Scene
    officers: list[User]

    @property
    def competition(self) -> Competition:
        """As it stands now."""
        with as_role("owner"):
            return Competition.objects.get(pk=self.scene.competition.pk)


def words_of(user: User) -> str:
    """The passphrase of an officer of the scene."""
    return f"seven herons over {user.username}"


def sealed_scene(*, officers: int = 3, enrol: int = 3, **competition: object) -> Sealed:
    """Make it; the keys are made where at least two officers enrol."""
    unpublished = {"state": "approved", "published_at": None, "closes_at": None, "draw": "", **competition}
    with as_role("owner"):
        scene = competition_scene(**unpublished)
        people = [scene.commissioner, scene.director, UserFactory(role="commissioner")][:officers]
    for user in people:
        with acting(scene.commissioner):
            bid_officers.name_officer(competition=scene.competition, user=user, by=scene.commissioner, at=ENROLLED)
    for user in people[:enrol]:
        with acting(user):
            officer = scene.competition.officers.get(user=user)
            bid_officers.enrol_officer(officer=officer, passphrase=words_of(user), by=user, at=ENROLLED)
    made = Sealed(scene, people)
    if enrol >= 2:
        with acting(scene.director):
            bid_officers.make_bid_key(competition=scene.competition, by=scene.director, at=PUBLISHED)
        with as_role("owner"):
            published = {
                "state": "published",
                "published_at": PUBLISHED,
                "closes_at": CLOSES,
                "draw": "0123456789abcdef",
            }
            Competition.objects.filter(pk=scene.competition.pk).update(**published)
            scene.competition.refresh_from_db()
    return made


def write_bid(
    sealed: Sealed, place: int = 0, *, at: datetime = EARLY, signed: bool = True, **typed: object
) -> tuple[Bid, str]:
    """A bid that is written, signed by its partners and not submitted; its code."""
    bidder = sealed.scene.bidders[place]
    with acting(bidder.user):
        bid, code = bids.start_bid(competition=sealed.competition, supplier=bidder.supplier, by=bidder.user, at=at)
        written = msgspec.structs.replace(TYPED, **typed)
        bids.change_draft(bid=bid, code=code, change=lambda _before: written, by=bidder.user, at=at)
    members = [each.supplier for each in written.members] if signed else []
    for other, who in enumerate(sealed.scene.bidders):
        if other != place and who.supplier_id in members:
            sign_as(sealed, bid, code, other, at=at)
    return bid, code


def sign_as(sealed: Sealed, bid: Bid, code: str, place: int, *, at: datetime = EARLY, only_read: bool = False) -> str:
    """Read and sign as a partner; the mark of what was read."""
    user = sealed.scene.bidders[place].user
    with acting(user):
        partner = BidPartner.objects.select_related("competition").get(
            bid=bid.pk, supplier=sealed.scene.suppliers[place]
        )
        mark = mark_of_draft(bid, bid_signatures.read_as_partner(partner=partner, code=code), code)
        if not only_read:
            bid_signatures.sign_bid(partner=partner, code=code, mark=mark, by=user, at=at)
    return mark


def send(sealed: Sealed, bid: Bid, code: str, place: int = 0, *, at: datetime = EARLY) -> BidEvent:
    """Submit it."""
    user = sealed.scene.bidders[place].user
    with acting(user):
        return bids.submit_bid(bid=bid, code=code, by=user, at=at)


def bid_of(sealed: Sealed, place: int = 0, *, at: datetime = EARLY, **typed: object) -> tuple[Bid, str, BidEvent]:
    """A bid that was submitted."""
    bid, code = write_bid(sealed, place, at=at, **typed)
    return bid, code, send(sealed, bid, code, place, at=at)


def attempt(
    sealed: Sealed, user: User, *, at: datetime = AFTER, envelope: str = "quality", passphrase: str = ""
) -> bid_openings.Attempt:
    """Turn a key, or open."""
    with acting(user):
        return bid_openings.attempt_opening(
            competition=sealed.competition, envelope=envelope, passphrase=passphrase or words_of(user), by=user, at=at
        )


def declared(sealed: Sealed, user: User, *, conflict: bool = False, at: datetime = AFTER) -> None:
    """An officer declares."""
    with acting(user):
        officer = sealed.scene.competition.officers.get(user=user)
        bid_openings.declare(officer=officer, conflict=conflict, about="A cousin" if conflict else "", by=user, at=at)


def opened(sealed: Sealed, *, at: datetime = AFTER, envelope: str = "quality") -> bid_openings.Attempt:
    """The first two officers open."""
    for user in sealed.officers[:2]:
        if envelope == "quality":
            declared(sealed, user, at=at)
        last = attempt(sealed, user, at=at, envelope=envelope)
    return last
