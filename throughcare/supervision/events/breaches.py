"""Breach and recall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class BreachAsked(Event):
    """A manager's decision on breach or recall was asked for, by ``due_on`` where a limit is known."""

    breach: int
    person: int
    sentence: int
    because: str
    due_on: date | None
    by: int


@dataclass(frozen=True)
class BreachDecided(Event):
    """A manager decided to begin breach or recall, or not to."""

    breach: int
    person: int
    sentence: int
    begun: bool
    by: int


@dataclass(frozen=True)
class BreachPresented(Event):
    """A breach was presented to the court."""

    breach: int
    person: int
    sentence: int
    on: date
    by: int


@dataclass(frozen=True)
class BreachHeard(Event):
    """A court dealt with a breach, or adjourned it."""

    breach: int
    person: int
    sentence: int
    outcome: str
    on: date
    by: int


@dataclass(frozen=True)
class BreachEnded(Event):
    """A breach or recall came to its end; ``state`` is concluded or withdrawn."""

    breach: int
    person: int
    sentence: int
    state: str
    on: date
    by: int
