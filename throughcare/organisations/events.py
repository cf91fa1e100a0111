"""What the organisations context announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class SupplierRegistered(Event):
    """An organisation was registered as a supplier."""

    supplier: int
    by: int | None
    at: datetime


@dataclass(frozen=True)
class SupplierChanged(Event):
    """What is public about a supplier changed; ``part`` says which: details, identifiers, areas, offers or size."""

    supplier: int
    part: str
    by: int
    at: datetime


@dataclass(frozen=True)
class IdentifierVerified(Event):
    """An identifier of a supplier was looked up in its register and found to be theirs."""

    supplier: int
    identifier: str
    by: int
    at: datetime


@dataclass(frozen=True)
class ColleagueInvited(Event):
    """Somebody was invited to act for a supplier, or an invitation was withdrawn (``part``: invited or withdrawn)."""

    supplier: int
    part: str
    by: int
    at: datetime


@dataclass(frozen=True)
class ColleagueJoined(Event):
    """A user accepted an invitation and acts for a supplier."""

    supplier: int
    user: int
    by: int
    at: datetime


@dataclass(frozen=True)
class ColleagueLeft(Event):
    """A user no longer acts for a supplier."""

    supplier: int
    user: int
    by: int
    at: datetime
