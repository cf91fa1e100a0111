"""Files beside a draft: taken by what is in them, scanned, encrypted under the bid's code."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

import msgspec
from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.bids import change_draft, lock_file, read_draft
from throughcare.commissioning.models import Bid, BidDraftFile
from throughcare.commissioning.rules.bid_content import MOST_FILES, BidFile
from throughcare.commissioning.rules.bid_draft import TypedBid
from throughcare.commissioning.rules.bid_files import MOST_BYTES, file_name, kind_of
from throughcare.commissioning.scanning import Scanner, ScannerAway


class FileRefused(ValueError):
    """It is not taken; ``code`` is ``empty``, ``too-large``, ``too-many``, ``kind``, ``harmful`` or ``not-scanned``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def add_file(*, bid: Bid, code: str, name: str, content: bytes, scanner: Scanner, by: User, at: datetime) -> BidFile:
    """Put a file beside the draft. Raises ``FileRefused`` and ``sealing.bid_codes.WrongCode``."""
    kind = kind_of(content)
    if not content:
        raise FileRefused("empty")
    if len(content) > MOST_BYTES:
        raise FileRefused("too-large")
    if kind is None:
        raise FileRefused("kind")
    try:
        found = scanner.scan(content)
    except ScannerAway as fault:
        raise FileRefused("not-scanned") from fault
    if found:
        raise FileRefused("harmful")
    key = uuid.uuid4()
    file = BidFile(
        key=str(key), name=file_name(name, kind), kind=kind, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    typed = change_draft(bid=bid, code=code, change=lambda draft: _with(draft, file), by=by, at=at)
    if len(typed.files) > MOST_FILES:
        raise FileRefused("too-many")
    BidDraftFile.objects.create(pk=key, bid=bid, sealed=lock_file(bid, key, content, code))
    record(action="commissioning.add_bid_file", subject=str(bid.pk), by=by, at=at)
    return file


@transaction.atomic
def remove_file(*, bid: Bid, code: str, key: str, by: User, at: datetime) -> None:
    """Take a file away from the draft; what was submitted with it stands. Once is enough."""
    if key not in [each.key for each in read_draft(bid=bid, code=code).files]:
        return
    change_draft(bid=bid, code=code, change=lambda draft: _without(draft, key), by=by, at=at)
    BidDraftFile.objects.filter(bid=bid, pk=key).delete()
    record(action="commissioning.remove_bid_file", subject=str(bid.pk), by=by, at=at)


def _with(draft: TypedBid, file: BidFile) -> TypedBid:
    return msgspec.structs.replace(draft, files=(*draft.files, file))


def _without(draft: TypedBid, key: str) -> TypedBid:
    return msgspec.structs.replace(draft, files=tuple(each for each in draft.files if each.key != key))
