"""What supervision announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class ContactBooked(Event):
    """An appointment was arranged for a day to come."""

    contact: int
    person: int
    type: str
    date: date
    by: int


@dataclass(frozen=True)
class ContactRecorded(Event):
    """A contact was recorded, with its outcome where its type has one."""

    contact: int
    person: int
    type: str
    date: date
    outcome: str
    by: int


@dataclass(frozen=True)
class OutcomeRecorded(Event):
    """What became of a contact was recorded, or put right; ``before`` is the outcome until then, empty for none."""

    contact: int
    person: int
    outcome: str
    before: str
    by: int
