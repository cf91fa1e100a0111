"""What happens to records of people, for the contexts above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class PersonDetailsChanged(Event):
    """A detail of a person was recorded, changed or ended. ``part`` names the kind of detail, ``row`` its key if any."""

    person: int
    part: str
    row: int | None
    by: int
    at: datetime


@dataclass(frozen=True)
class AccessLimited(Event):
    """A line of a record's exclusion or restriction list was added or ended."""

    person: int
    by: int
    at: datetime


@dataclass(frozen=True)
class PeopleMerged(Event):
    """Two records were joined; contexts above move what they hold about ``duplicate`` to ``survivor``."""

    merge: int
    survivor: int
    duplicate: int
    by: int
    at: datetime
    on: date


@dataclass(frozen=True)
class PeopleUnmerged(Event):
    """A merge was undone; contexts above return what they moved."""

    merge: int
    survivor: int
    duplicate: int
    by: int
    at: datetime
    on: date


@dataclass(frozen=True)
class SentenceChanged(Event):
    """A sentence was passed or ended, or something it requires was added."""

    person: int
    sentence: int
    by: int
    at: datetime
