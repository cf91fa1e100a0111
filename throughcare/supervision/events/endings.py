"""The end of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class SentenceEnded(Event):
    """A sentence ended with ``last_day``; with ``supervision_ended`` it was the last, kept until ``keep_until``."""

    sentence: int
    person: int
    how: str
    last_day: date
    supervision_ended: bool
    keep_until: date | None
    by: int
