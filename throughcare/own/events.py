"""What the own view announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class PersonInvited(Event):
    """A person was sent a link with which they set up their own sign-in."""

    account: int
    person: int
    by: int
    at: datetime


@dataclass(frozen=True)
class OwnAccountClosed(Event):
    """A person's own sign-in was closed."""

    account: int
    person: int
    by: int
    at: datetime


@dataclass(frozen=True)
class RearrangementAsked(Event):
    """A person asked for another time; the appointment stays as it is until somebody moves it."""

    request: int
    contact: int
    person: int
    by: int
    at: datetime


@dataclass(frozen=True)
class RearrangementAnswered(Event):
    """A request for another time was answered or taken back; ``state`` says how."""

    request: int
    contact: int
    person: int
    state: str
    by: int
    at: datetime


@dataclass(frozen=True)
class OwnDetailChanged(Event):
    """A person changed their phone number or preferred language (``part``) themselves."""

    change: int
    person: int
    part: str
    by: int
    at: datetime
