"""Officers who open bids: naming, enrolling, and the keys of a competition that only two of them together can use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.events import BidKeysMade
from throughcare.commissioning.models import BidKey, Competition, OfficerSecret, OpeningOfficer
from throughcare.commissioning.models.competition import UNPUBLISHED
from throughcare.commissioning.models.opening import ENVELOPES
from throughcare.commissioning.queries.openings import least_officers
from throughcare.commissioning.queries.reach import reaches
from throughcare.commissioning.sealing.envelopes import About, KeyPair, fingerprint, make_key_pair
from throughcare.commissioning.sealing.officer_keys import share_out
from throughcare.commissioning.sealing.passphrases import LEAST, lock
from throughcare.kernel.events import announcer


class OfficerRefused(Exception):
    """Cannot be an officer; ``code`` is ``role``, ``stands-with-a-bidder``, ``already``, ``fixed``,
    ``out-of-reach`` of whoever names them, or of an ``other-region``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WeakPassphrase(ValueError):
    """The passphrase is shorter than ``LEAST`` characters, or is one sign again and again."""


class TooFewOfficers(Exception):
    """Too few officers have enrolled for bids to be sealed: ``least`` are needed and there are ``count``."""

    def __init__(self, least: int, count: int) -> None:
        super().__init__(f"{count} of {least} opening officers have enrolled")
        self.least, self.count = least, count


@transaction.atomic
def name_officer(*, competition: Competition, user: User, by: User, at: datetime) -> OpeningOfficer:
    """Name somebody to open the bids, before the competition is published. Raises ``OfficerRefused``."""
    if not reaches(by, competition):
        raise OfficerRefused("out-of-reach")
    if competition.state not in UNPUBLISHED:
        raise OfficerRefused("fixed")
    if not reaches(user, competition):
        raise OfficerRefused("other-region")
    if not user.is_active or not user.may("commissioning.open_bids"):
        raise OfficerRefused("role")
    if OpeningOfficer.objects.filter(competition=competition, user=user, removed_at=None).exists():
        raise OfficerRefused("already")
    if stand_with_bidders(competition, [user.pk]):
        raise OfficerRefused("stands-with-a-bidder")
    made = OpeningOfficer.objects.create(competition=competition, user=user, named_by=by, named_at=at)
    _log("name_opening_officer", competition, by, at, officer=user.username)
    return made


@transaction.atomic
def remove_officer(*, officer: OpeningOfficer, by: User, at: datetime) -> None:
    """Name somebody no more, while no key is made. Raises ``OfficerRefused``."""
    if not reaches(by, officer.competition):
        raise OfficerRefused("out-of-reach")
    if officer.competition.state not in UNPUBLISHED:
        raise OfficerRefused("fixed")
    if OpeningOfficer.objects.filter(pk=officer.pk, removed_at=None).update(removed_at=at):
        _log("remove_opening_officer", officer.competition, by, at, officer=officer.user.username)


@transaction.atomic
def enrol_officer(*, officer: OpeningOfficer, passphrase: str, by: User, at: datetime) -> None:
    """Give an officer a key pair under a passphrase of their own; again, before publishing, gives another one.

    Raises ``WeakPassphrase``, and ``OfficerRefused`` for anybody but the officer, or once the keys are made.
    """
    if by.pk != officer.user_id or officer.removed_at is not None:
        raise OfficerRefused("role")
    if officer.competition.state not in UNPUBLISHED:
        raise OfficerRefused("fixed")
    if stand_with_bidders(officer.competition, [by.pk]):
        raise OfficerRefused("stands-with-a-bidder")
    words = " ".join(passphrase.split())
    if len(words) < LEAST or len(set(words)) < 5:
        raise WeakPassphrase
    pair = make_key_pair()
    locked = lock(pair.private, words, cost=settings.BID_SCRYPT_COST, about=about_officer(officer))
    OpeningOfficer.objects.filter(pk=officer.pk).update(public_key=pair.public, enrolled_at=at)
    kept = {"salt": locked.salt, "cost": locked.cost, "sealed": locked.sealed}
    OfficerSecret.objects.update_or_create(officer=officer, defaults=kept)
    _log("enrol_opening_officer", officer.competition, by, at, fingerprint=fingerprint(pair.public))


@transaction.atomic
def make_bid_key(*, competition: Competition, by: User, at: datetime) -> tuple[BidKey, BidKey]:
    """The keys of quality and price, in the transaction that publishes; their private halves are then forgotten.

    Two keys, so that opening quality gives nobody the means to open prices. Raises ``TooFewOfficers``.
    """
    officers = enrolled_officers(competition)
    least = least_officers(competition)
    standing = set(stand_with_bidders(competition, [each.user_id for each in officers]))
    able = {each.pk: bytes(each.public_key or b"") for each in officers if each.user_id not in standing}
    if len(able) < least:
        raise TooFewOfficers(least, len(able))
    quality, price = (_make(competition, envelope, able, at) for envelope in ENVELOPES)
    _log("make_bid_keys", competition, by, at, quality=quality.fingerprint, price=price.fingerprint, officers=len(able))
    announcer.announce(BidKeysMade(competition.pk, quality.fingerprint, price.fingerprint, by.pk, at))
    return quality, price


def enrolled_officers(competition: Competition) -> list[OpeningOfficer]:
    """The officers who have a key."""
    found = OpeningOfficer.objects.filter(competition=competition, removed_at=None, enrolled_at__isnull=False)
    return list(found.select_related("user"))


def stand_with_bidders(competition: Competition, users: list[int]) -> list[int]:
    """Which of the users act for somebody invited, or wrote a bid; it does not say for whom."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_stand_with_bidders(%s, %s)", [competition.pk, users])
        return [row[0] for row in cursor.fetchall()]


def about_officer(officer: OpeningOfficer) -> About:
    """What an officer's private key is bound to."""
    return {"competition": officer.competition_id, "officer": officer.pk}


def about_key(competition: Competition, envelope: str) -> About:
    """What the shares of a key are bound to."""
    return {"competition": competition.pk, "envelope": envelope}


def _make(competition: Competition, envelope: str, officers: dict[int, bytes], at: datetime) -> BidKey:
    pair: KeyPair = make_key_pair()
    key = BidKey.objects.create(
        competition=competition, envelope=envelope, public_key=pair.public, fingerprint=fingerprint(pair.public),
        made_at=at,
    )  # fmt: skip
    shares = share_out(pair.private, officers, about=about_key(competition, envelope))
    with connection.cursor() as cursor:
        # By hand, because Django would ask for the new rows back, and who makes a share cannot read it.
        for (first, second), sealed in shares.items():
            cursor.execute(
                "INSERT INTO commissioning_bidkeyshare (key_id, first_id, second_id, sealed) VALUES (%s, %s, %s, %s)",
                [key.pk, first, second, sealed],
            )
    return key


def _log(verb: str, competition: Competition, by: User, at: datetime, **detail: Any) -> None:
    record(action=f"commissioning.{verb}", subject=competition.reference, by=by, at=at, **detail)
