"""Opening bids: two officers, each with their own passphrase, after the deadline; prices after quality has been agreed.

The first officer turns their key, which leaves the layer that only the second can open; the second opens. Every attempt is
logged, allowed or not, so nothing here is refused by raising: the outcome says what happened.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.bid_officers import about_key, about_officer, stand_with_bidders
from throughcare.commissioning.commands.bids import about_bid, bid_clock
from throughcare.commissioning.commands.competition_closing import close_if_due
from throughcare.commissioning.events import BidsOpened
from throughcare.commissioning.models import (
    Bid,
    BidVersion,
    Competition,
    OpenedBid,
    OpenedBidder,
    OpenedFile,
    OpenedPrice,
    OpeningAttempt,
    OpeningDeclaration,
    OpeningOfficer,
    TurnedKey,
)
from throughcare.commissioning.queries.bids import receipt_of
from throughcare.commissioning.queries.openings import (
    has_turned,
    opening_case,
    opening_decision,
    shares_of,
    turned_for,
)
from throughcare.commissioning.rules.bid_content import QualityEnvelope, plain, read_prices, read_quality
from throughcare.commissioning.rules.bid_opening import Opening
from throughcare.commissioning.rules.states import COMPETITION
from throughcare.commissioning.sealing.envelopes import CannotOpen, KeyPair, pair_of, unseal
from throughcare.commissioning.sealing.officer_keys import bring_back, turn
from throughcare.commissioning.sealing.passphrases import Locked, WrongPassphrase, unlock
from throughcare.commissioning.sealing.receipts import receipt_hash
from throughcare.kernel.decision import Decision
from throughcare.kernel.events import announcer

TRIES, WAIT = 5, timedelta(minutes=15)
"""So many wrong passphrases, and then a wait."""
OVER = ("withdrawn", "cancelled", "no-award")


@dataclass(frozen=True)
class Attempt:
    """What became of an attempt: ``outcome`` is ``turned``, ``opened`` or why not; ``decision`` is the rule's answer."""

    outcome: str
    decision: Decision[Opening] | None = None
    bids: int = 0


@transaction.atomic
def declare(*, officer: OpeningOfficer, conflict: bool, about: str, by: User, at: datetime) -> OpeningDeclaration:
    """Declare whether there is a conflict with anybody invited; the latest declaration counts."""
    if by.pk != officer.user_id or officer.removed_at is not None:
        raise PermissionError("an officer declares for themselves")
    about = about.strip() if conflict else ""
    made = OpeningDeclaration.objects.create(officer=officer, conflict=conflict, about=about, declared_at=at)
    record(
        action="commissioning.declare_before_opening", subject=officer.competition.reference, by=by, at=at,
        conflict=conflict,
    )  # fmt: skip
    return made


@transaction.atomic
def attempt_opening(*, competition: Competition, envelope: str, passphrase: str, by: User, at: datetime) -> Attempt:
    """Turn the key of ``by``, or open where another officer has turned theirs; ``envelope`` is ``quality`` or ``price``.

    Nothing is raised for a refusal, since every attempt is logged: the outcome says it.
    """
    at = bid_clock(competition.pk, at)
    competition = Competition.objects.select_for_update().get(pk=competition.pk)
    officer = competition.officers.filter(user=by, removed_at=None).select_related("user").first()
    done = _attempt(competition, envelope, officer, passphrase, at)
    blocks = list(done.decision.value.blocks) if done.decision else []
    OpeningAttempt.objects.create(
        competition=competition, envelope=envelope, by=by, at=at, outcome=done.outcome, blocks=blocks
    )
    record(
        action="commissioning.attempt_to_open_bids", subject=competition.reference, by=by, at=at, envelope=envelope,
        outcome=done.outcome, blocks=blocks,
    )  # fmt: skip
    return done


def _attempt(
    competition: Competition, envelope: str, officer: OpeningOfficer | None, passphrase: str, at: datetime
) -> Attempt:
    if officer is None or competition.closes_at is None:
        return Attempt("no-officer")
    if competition.state in OVER:
        return Attempt("over")
    if _is_open(competition, envelope):
        return Attempt("already-open")
    second, decision = _together(competition, envelope, officer, at)
    if not decision.value.allowed and (second is not None or decision.value.blocks != ("too-few-officers",)):
        others = [block for block in decision.value.blocks if block != "too-few-officers"]
        return Attempt((others or decision.value.blocks)[0], decision)
    if second is None and has_turned(competition, envelope, officer):
        return Attempt("too-few-officers", decision)
    if _waits(officer, at):
        return Attempt("wait", decision)
    try:
        pair = _pair(officer, passphrase)
    except WrongPassphrase:
        return Attempt("wrong-passphrase", decision)
    close_if_due(competition, at=at)
    try:
        if second is None:
            _turn(competition, envelope, officer, pair, at)
            return Attempt("turned", decision)
        about = about_key(competition, envelope)
        share = second.share
        key = bring_back(bytes(second.sealed), pair, first=share.first_id, second=share.second_id, about=about)
    except CannotOpen:
        return Attempt("key-was-changed", decision)
    count = _open(competition, envelope, key, at)
    officers = (share.first.user_id, officer.user_id)
    announcer.announce(BidsOpened(competition.pk, envelope, count, officers, at))
    return Attempt("opened", decision, count)


def _together(
    competition: Competition, envelope: str, officer: OpeningOfficer, at: datetime
) -> tuple[TurnedKey | None, Decision[Opening]]:
    """With whom the officer opens, and the rule's answer; without anybody they are to turn their key first."""
    turned = turned_for(competition, envelope, officer)
    people: list[tuple[TurnedKey | None, list[OpeningOfficer]]] = [(one, [one.share.first, officer]) for one in turned]
    people.append((None, [officer]))
    refused: tuple[TurnedKey | None, Decision[Opening]] | None = None
    for one, both in people:
        authors = stand_with_bidders(competition, [each.user_id for each in both])
        decision = opening_decision(opening_case(competition, envelope, both, authors, at=at))
        alone = one is None and decision.value.blocks == ("too-few-officers",)
        if decision.value.allowed or (alone and not has_turned(competition, envelope, officer)):
            return one, decision
        refused = refused or (one, decision)
    assert refused is not None
    return refused


def _waits(officer: OpeningOfficer, at: datetime) -> bool:
    wrong = OpeningAttempt.objects.filter(
        competition=officer.competition_id, by=officer.user_id, outcome="wrong-passphrase", at__gt=at - WAIT
    )
    return wrong.count() >= TRIES


def _pair(officer: OpeningOfficer, passphrase: str) -> KeyPair:
    kept = officer.secret
    locked = Locked(bytes(kept.salt), kept.cost, bytes(kept.sealed))
    return pair_of(unlock(locked, passphrase, about=about_officer(officer)))


def _turn(competition: Competition, envelope: str, officer: OpeningOfficer, pair: KeyPair, at: datetime) -> None:
    about = about_key(competition, envelope)
    TurnedKey.objects.bulk_create(
        TurnedKey(
            share=share,
            sealed=turn(bytes(share.sealed), pair, first=share.first_id, second=share.second_id, about=about),
            turned_at=at,
        )
        for share in shares_of(competition, envelope, officer)
    )


def _is_open(competition: Competition, envelope: str) -> bool:
    if envelope == "quality":
        return competition.state not in ("published", "closed")
    return OpenedPrice.objects.filter(opened__competition=competition).exists()


def _open(competition: Competition, envelope: str, key: KeyPair, at: datetime) -> int:
    if envelope == "price":
        return _open_prices(competition, key, at)
    counting = [(bid, version) for bid in _bids(competition) if (version := _counting(bid, competition, at))]
    secrets.SystemRandom().shuffle(counting)
    for number, (bid, version) in enumerate(counting, start=1):
        _open_quality(bid, version, number, key, at)
    competition.state = COMPETITION.next(competition.state, "open")
    competition.save(update_fields=["state"])
    return len(counting)


def _bids(competition: Competition) -> Sequence[Bid]:
    return list(Bid.objects.filter(competition=competition).select_related("supplier"))


def _counting(bid: Bid, competition: Competition, at: datetime) -> BidVersion | None:
    assert competition.closes_at is not None
    receipt = receipt_of(list(bid.events.all()), closes_at=competition.closes_at, on=at).value
    return bid.versions.get(number=receipt.version) if receipt.version is not None else None


def _open_quality(bid: Bid, version: BidVersion, number: int, key: KeyPair, at: datetime) -> None:
    files = {str(each.key): bytes(each.sealed) for each in version.files.all()}
    fault, envelope, opened_files = "", None, {}
    if not _is_what_was_received(bid, version, files.values()):
        fault = "is-not-what-was-received"
    else:
        try:
            envelope = _quality(bid, version, key)
            opened_files = {
                name: unseal(body, pair=key, about=about_bid(bid, version.number, f"file {name}"))
                for name, body in files.items()
            }
        except (CannotOpen, msgspec.DecodeError):
            fault, envelope = "cannot-be-opened", None
    opened = OpenedBid.objects.create(
        competition_id=bid.competition_id, number=number, version=version.number, fault=fault, opened_at=at,
        content=plain(envelope.content) if envelope else None,
    )  # fmt: skip
    who = plain(envelope.bidder) if envelope else None
    OpenedBidder.objects.create(opened=opened, bid=bid, supplier=bid.supplier, who=who)
    OpenedFile.objects.bulk_create(
        OpenedFile(opened=opened, key=name, content=body) for name, body in opened_files.items() if envelope
    )


def _quality(bid: Bid, version: BidVersion, key: KeyPair) -> QualityEnvelope:
    about = about_bid(bid, version.number, "quality")
    return read_quality(unseal(bytes(version.quality), pair=key, about=about))


def _is_what_was_received(bid: Bid, version: BidVersion, files: object) -> bool:
    """Whether the hash of what is kept is the one that was logged when it came."""
    logged = bid.events.get(kind="submit", refusal="", number=version.number)
    return receipt_hash((bytes(version.quality), bytes(version.price)), files) == logged.sha256  # type: ignore[arg-type]


def _open_prices(competition: Competition, key: KeyPair, at: datetime) -> int:
    opened = list(OpenedBid.objects.filter(competition=competition, fault="").select_related("bidder__bid"))
    for each in opened:
        bid = each.bidder.bid
        version = bid.versions.get(number=each.version)
        fault, content = "", None
        try:
            body = unseal(bytes(version.price), pair=key, about=about_bid(bid, version.number, "price"))
            content = plain(read_prices(body))
        except (CannotOpen, msgspec.DecodeError):
            fault = "cannot-be-opened"
        OpenedPrice.objects.create(opened=each, content=content, fault=fault, opened_at=at)
    return len(opened)
