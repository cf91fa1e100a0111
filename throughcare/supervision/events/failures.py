"""Failures to comply and warnings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class FailureRecorded(Event):
    """A failure to comply came to be known; ``state`` says whether a reason may still be given."""

    failure: int
    person: int
    sentence: int
    date: date
    state: str
    by: int


@dataclass(frozen=True)
class FailureConfirmed(Event):
    """A failure was found to be without reasonable excuse."""

    failure: int
    person: int
    sentence: int
    date: date
    by: int


@dataclass(frozen=True)
class ReasonAccepted(Event):
    """An acceptable reason was accepted for a failure, which does not count any more."""

    failure: int
    person: int
    sentence: int
    by: int


@dataclass(frozen=True)
class FailureStruck(Event):
    """A failure was recorded in error, or its record was brought back (``restored``)."""

    failure: int
    person: int
    sentence: int
    restored: bool
    by: int


@dataclass(frozen=True)
class WarningIssued(Event):
    """A warning was given; its letter is ready."""

    warning: int
    person: int
    sentence: int
    respond_by: date
    by: int


@dataclass(frozen=True)
class WarningAppealed(Event):
    """The person appealed against a warning."""

    warning: int
    person: int
    by: int


@dataclass(frozen=True)
class AppealDecided(Event):
    """Somebody other than its issuer decided whether a warning stands."""

    warning: int
    person: int
    outcome: str
    by: int


@dataclass(frozen=True)
class WarningWithdrawn(Event):
    """A warning was withdrawn; ``breach`` is the one open for the sentence then, if any, which a manager looks at again."""

    warning: int
    person: int
    sentence: int
    breach: int | None
    by: int
