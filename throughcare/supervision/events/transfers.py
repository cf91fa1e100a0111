"""Transfers between delivery units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class TransferOffered(Event):
    """A case was offered to another delivery unit, to move on ``wanted_on``."""

    transfer: int
    person: int
    from_unit: int
    to_unit: int
    wanted_on: date
    by: int


@dataclass(frozen=True)
class TransferAnswered(Event):
    """An offer was accepted, refused, withdrawn or called off; ``moves_on`` is the day agreed."""

    transfer: int
    person: int
    state: str
    moves_on: date | None
    by: int


@dataclass(frozen=True)
class CaseTransferred(Event):
    """Responsibility moved to the receiving unit on ``on``."""

    transfer: int
    person: int
    from_unit: int
    to_unit: int
    on: date
