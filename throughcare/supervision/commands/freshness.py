"""Answers that time has overtaken are asked again before a list shows them: no nightly batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughcare.supervision.commands.derive import refresh_stale
from throughcare.supervision.queries.freshness import count_stale

AT_MOST = 400


@dataclass(frozen=True, slots=True)
class Freshness:
    """How many answers a list asked again, and how many are left for the hourly job."""

    asked: int
    waiting: int


def refresh(*, on: date, at_most: int = AT_MOST) -> Freshness:
    """Ask again about at most so many people visible to the reader whose answer no longer holds; cheap where none is."""
    asked = refresh_stale(on=on, at_most=at_most)
    return Freshness(asked, count_stale(on=on) if asked == at_most else 0)
