"""Contacts and appointments: what was arranged, recorded, moved and struck out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

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
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class OutcomeRecorded(Event):
    """What became of a contact was recorded, or put right; ``before`` is the outcome until then, empty for none."""

    contact: int
    person: int
    outcome: str
    before: str
    by: int
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class AppointmentMoved(Event):
    """An appointment was rescheduled: ``contact`` takes the place of ``before``."""

    contact: int
    before: int
    person: int
    date: date
    asked_by: str
    by: int


@dataclass(frozen=True)
class AppointmentEnded(Event):
    """An appointment was cancelled or struck out as entered in error (``how``)."""

    contact: int
    person: int
    how: str
    asked_by: str
    by: int
