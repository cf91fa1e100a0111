"""What a subscriber is told of an event, and how they know that it is from us."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from throughcare.webhooks.rules.catalogue import catalogue
from throughcare.webhooks.rules.codes import SHOWS

SIGNATURE, EVENT_ID, EVENT_TYPE = "Throughcare-Signature", "Throughcare-Event-Id", "Throughcare-Event-Type"


@dataclass(frozen=True)
class Told:
    """An event as it is kept: ``data`` holds its fields; ``limited`` says that access to the record is limited."""

    reference: str
    sequence: int
    type: str
    at: datetime
    region: str | None
    crn: str | None
    limited: bool
    data: Mapping[str, Any]


def payload(told: Told, *, shows: str) -> dict[str, Any]:
    """What a subscriber with that scope (a code of ``SHOWS``) is told; of a limited record, numbers alone."""
    level = 0 if told.limited else int(SHOWS[shows].facts["level"])
    ids = {field.name for field in catalogue()[told.type].fields if field.is_id}
    data = {name: value for name, value in told.data.items() if name in ids or level >= 2}
    if level >= 1 and told.crn:
        data["crn"] = told.crn
    return {
        "id": told.reference,
        "sequence": told.sequence,
        "type": told.type,
        "at": told.at.isoformat(),
        "region": told.region,
        "data": data,
    }


def body_of(content: Mapping[str, Any]) -> bytes:
    """The payload as it is sent and signed: the same bytes for the same content."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def signature(body: bytes, *, secrets: Iterable[str], at: int) -> str:
    """``t=SECONDS,v1=HEX[,v1=HEX]``: HMAC-SHA256 over ``SECONDS.BODY``, one for each secret that holds."""
    signed = str(at).encode() + b"." + body
    made = [f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}" for secret in secrets]
    return ",".join([f"t={at}", *made])


def is_signed(header: str, body: bytes, *, secret: str, now: int, within: int = 300) -> bool:
    """What a subscriber does: whether one of the signatures is by ``secret`` and not older than ``within`` seconds."""
    parts = [part.partition("=")[::2] for part in header.split(",")]
    stamps = [value for name, value in parts if name == "t" and value.isdecimal()]
    if len(stamps) != 1 or abs(now - int(stamps[0])) > within:
        return False
    expected = signature(body, secrets=[secret], at=int(stamps[0])).partition("v1=")[2]
    return any(hmac.compare_digest(value, expected) for name, value in parts if name == "v1")
