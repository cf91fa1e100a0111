"""A supplier's bid: starting it, keeping a draft that only the supplier can read, submitting, replacing, withdrawing.

A submission is sealed in memory and written in one transaction: the whole of it is received, or nothing. Whether it came in
time is decided by the rule ``bid-receipt`` over the log; one that came late is refused, and the refusal is logged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.bid_signatures import name_partners
from throughcare.commissioning.models import (
    Bid,
    BidDraft,
    BidDraftFile,
    BidEvent,
    BidVersion,
    BidVersionFile,
    Competition,
    CompetitionInvitation,
)
from throughcare.commissioning.queries.bid_signatures import faults_of
from throughcare.commissioning.queries.bids import (
    JUDGED,
    asked_of,
    bid_keys,
    lots_without_a_place,
    receipt_of,
    suspended_members,
)
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.rules.bid_content import BidPrices, QualityEnvelope, encode_part
from throughcare.commissioning.rules.bid_draft import BidFault, TypedBid, decode_typed, encode_typed, finish
from throughcare.commissioning.rules.states import BID
from throughcare.commissioning.sealing.bid_codes import lock_copy, make_code, unlock_copy
from throughcare.commissioning.sealing.envelopes import About, filled, seal
from throughcare.commissioning.sealing.receipts import receipt_hash
from throughcare.organisations.models import Supplier

Change = Callable[[TypedBid], TypedBid]


class NotInvited(Exception):
    """The supplier is not invited to this competition."""


class NotOpen(Exception):
    """The competition takes no bids: it is not published, was withdrawn, or its deadline has passed."""


class AlreadyStarted(Exception):
    """The supplier has a bid in this competition: ``bid``."""

    def __init__(self, bid: Bid) -> None:
        super().__init__(str(bid.pk))
        self.bid = bid


class NotReady(ValueError):
    """The bid is not fit to be submitted; ``faults`` say where and why."""

    def __init__(self, faults: tuple[BidFault, ...]) -> None:
        super().__init__("; ".join(str(fault.says) for fault in faults))
        self.faults = faults


class NothingToWithdraw(Exception):
    """No submission of the bid stands."""


@transaction.atomic
def start_bid(*, competition: Competition, supplier: Supplier, by: User, at: datetime) -> tuple[Bid, str]:
    """Start a bid; returns it and its code, which is shown once and kept nowhere here.

    Raises ``NotInvited``, ``NotOpen`` and ``AlreadyStarted``.
    """
    if not CompetitionInvitation.objects.filter(competition=competition, supplier=supplier).exists():
        raise NotInvited
    if not takes_bids(competition, at=at):
        raise NotOpen
    try:
        with transaction.atomic():
            bid = Bid.objects.create(competition=competition, supplier=supplier, started_at=at, started_by=by)
    except IntegrityError as fault:
        raise AlreadyStarted(Bid.objects.get(competition=competition, supplier=supplier)) from fault
    code = make_code()
    _keep(bid, code, TypedBid(), by, at)
    record(action="commissioning.start_bid", subject=str(bid.pk), by=by, at=at)
    return bid, code


@transaction.atomic
def start_again(*, bid: Bid, by: User, at: datetime) -> str:
    """An empty draft under a new code, for a supplier that has lost the code. What was submitted stands."""
    BidDraftFile.objects.filter(bid=bid).delete()
    code = make_code()
    _keep(bid, code, TypedBid(), by, at)
    record(action="commissioning.start_bid_again", subject=str(bid.pk), by=by, at=at)
    return code


def read_draft(*, bid: Bid, code: str) -> TypedBid:
    """The draft. Raises ``sealing.bid_codes.WrongCode``."""
    return _draft(BidDraft.objects.get(bid_id=bid.pk), code)


@transaction.atomic
def change_draft(*, bid: Bid, code: str, change: Change, by: User, at: datetime) -> TypedBid:
    """Change the draft and keep it: what a colleague saves elsewhere meanwhile is not lost. Raises ``WrongCode``."""
    draft = BidDraft.objects.select_for_update().get(bid=bid)
    changed = change(_draft(draft, code))
    _keep(bid, code, changed, by, at)
    return changed


@transaction.atomic
def submit_bid(*, bid: Bid, code: str, by: User, at: datetime) -> BidEvent:
    """Submit the draft as the next version, or be refused; returns the line of the log, with its hash where accepted.

    Raises ``WrongCode``, ``NotReady`` and ``NotOpen``; nothing is logged then, since nothing was received.
    """
    bid, reached = _hold(bid, at)
    late = _seconds_late(bid, "submit", reached)
    if late:
        return _log(bid, "submit", by, at, reached, refusal="late", seconds_late=late, number=_next(bid))
    typed = read_draft(bid=bid, code=code)
    finished = finish(typed, asked_of(bid))
    if finished.quality is None or finished.prices is None:
        raise NotReady(finished.faults)
    if unsigned := faults_of(bid, typed, asked_of(bid), code):
        raise NotReady(unsigned)
    if not _may_bid(bid, finished.quality, reached):
        return _log(bid, "submit", by, at, reached, refusal="not-a-member")
    number = _next(bid)
    version = _seal(bid, number, finished.quality, finished.prices, code)
    event = _log(bid, "submit", by, at, reached, number=number, sha256=version.sha256)
    verb = "replace" if bid.state == "submitted" else "submit"
    Bid.objects.filter(pk=bid.pk).update(state=BID.next(bid.state, verb))
    return event


@transaction.atomic
def withdraw_bid(*, bid: Bid, by: User, at: datetime) -> BidEvent:
    """Withdraw what was submitted, or be refused after the deadline. Raises ``NothingToWithdraw`` and ``NotOpen``."""
    bid, reached = _hold(bid, at)
    late = _seconds_late(bid, "withdraw", reached)
    if bid.state != "submitted":
        raise NothingToWithdraw
    if late:
        return _log(bid, "withdraw", by, at, reached, refusal="late", seconds_late=late)
    event = _log(bid, "withdraw", by, at, reached)
    Bid.objects.filter(pk=bid.pk).update(state=BID.next(bid.state, "withdraw"))
    return event


def read_copy(*, version: BidVersion, code: str) -> TypedBid:
    """The supplier's own copy of what it submitted. Raises ``WrongCode``."""
    return decode_typed(unlock_copy(bytes(version.copy), code, about=_own(version.bid_id, "copy", version.number)))


def bid_clock(competition: int, at: datetime) -> datetime:
    """The moment that counts: ``at``, or the latest that the competition has seen where the clock went back.

    Whoever asks waits for the one before, until its transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT commissioning_bid_clock(%s, %s)", [competition, at])
        reached: datetime = cursor.fetchone()[0]
    return reached


def about_bid(bid: Bid, number: int, part: str) -> About:
    """What a sealed part of a bid is bound to."""
    return {"competition": bid.competition_id, "bid": str(bid.pk), "version": number, "part": part}


def _hold(bid: Bid, at: datetime) -> tuple[Bid, datetime]:
    reached = bid_clock(bid.competition_id, at)
    held = Bid.objects.select_for_update(of=("self",)).select_related("competition").get(pk=bid.pk)
    if held.competition.state == "withdrawn" or held.competition.published_at is None:
        raise NotOpen
    return held, reached


def _seconds_late(bid: Bid, kind: str, at: datetime) -> int:
    competition = bid.competition
    assert competition.closes_at is not None
    events = [*bid.events.all(), BidEvent(kind=kind, at=at, refusal="")]
    judged = receipt_of(events, closes_at=competition.closes_at, on=at).value.receipts[-1]
    closed = competition.state != "published"
    return max(1, judged.seconds_late) if closed else judged.seconds_late


def _next(bid: Bid) -> int:
    return 1 + bid.events.filter(kind="submit", refusal__in=JUDGED).count()


def _may_bid(bid: Bid, quality: QualityEnvelope, at: datetime) -> bool:
    lots = quality.content.lots
    if lots_without_a_place(bid.competition, bid.supplier_id, lots, at=at):
        return False
    members = [each.supplier for each in quality.bidder.members]
    return not suspended_members(bid.competition, members, lots, at=at)


def _seal(bid: Bid, number: int, quality: QualityEnvelope, prices: BidPrices, code: str) -> BidVersion:
    keys = {envelope: bytes(key.public_key) for envelope, key in bid_keys(bid.competition).items()}
    parts: Mapping[str, bytes] = {"quality": encode_part(quality), "price": encode_part(prices)}
    sealed = {
        name: seal(filled(part), public=keys[name], about=about_bid(bid, number, name)) for name, part in parts.items()
    }
    files = {
        key: seal(content, public=keys["quality"], about=about_bid(bid, number, f"file {key}"))
        for key, content in _files(bid, quality, code).items()
    }
    typed = encode_typed(read_draft(bid=bid, code=code))
    version = BidVersion.objects.create(
        bid=bid, number=number, quality=sealed["quality"], price=sealed["price"],
        copy=lock_copy(filled(typed), code, about=_own(bid.pk, "copy", number)),
        sha256=receipt_hash((sealed["quality"], sealed["price"]), files.values()),
    )  # fmt: skip
    BidVersionFile.objects.bulk_create(
        BidVersionFile(version=version, key=key, sealed=body) for key, body in files.items()
    )
    return version


def _files(bid: Bid, quality: QualityEnvelope, code: str) -> dict[str, bytes]:
    kept = {str(each.pk): each for each in BidDraftFile.objects.filter(bid=bid)}
    return {file.key: read_file(kept[file.key], code) for file in quality.content.files}


def read_file(file: BidDraftFile, code: str) -> bytes:
    """The bytes of a file beside a draft. Raises ``WrongCode``."""
    return unlock_copy(bytes(file.sealed), code, about=_own(file.bid_id, f"file {file.pk}"))


def lock_file(bid: Bid, key: object, content: bytes, code: str) -> bytes:
    """A file beside a draft as it is kept."""
    return lock_copy(content, code, about=_own(bid.pk, f"file {key}"))


def _keep(bid: Bid, code: str, typed: TypedBid, by: User, at: datetime) -> None:
    sealed = lock_copy(filled(encode_typed(typed)), code, about=_own(bid.pk, "draft"))
    BidDraft.objects.update_or_create(bid=bid, defaults={"sealed": sealed, "saved_at": at, "saved_by": by})
    name_partners(bid=bid, typed=typed, at=at)


def _draft(draft: BidDraft, code: str) -> TypedBid:
    return decode_typed(unlock_copy(bytes(draft.sealed), code, about=_own(draft.bid_id, "draft")))


def _own(bid: object, what: str, number: int = 0) -> About:
    return {"bid": str(bid), "what": what, "version": number}


def _log(bid: Bid, kind: str, by: User, shown_at: datetime, at: datetime, **said: object) -> BidEvent:
    event = BidEvent.objects.create(
        bid=bid, place=1 + bid.events.count(), kind=kind, at=at, shown_at=shown_at, by=by, **said
    )
    # The entry names neither the competition nor the supplier: nobody learns from it how many bid.
    verb = f"{kind}_bid" if not event.refusal else f"refuse_to_{kind}_bid"
    detail: dict[str, Any] = {
        "version": event.number,
        "sha256": event.sha256,
        "refusal": event.refusal,
        "late": event.seconds_late,
    }
    record(action=f"commissioning.{verb}", subject=str(bid.pk), by=by, at=at, **detail)
    return event
