"""Spans of time of events to other systems, from the parameters."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from throughcare.policy.book import Family, load_family


def events_kept(on: date) -> timedelta:
    """How long an event is kept."""
    return timedelta(days=_family()["events-kept"].on(on).value)


def secret_overlap(on: date) -> timedelta:
    """How long an old secret still signs."""
    return timedelta(hours=_family()["secret-overlap"].on(on).value)


@cache
def _family() -> Family:
    return load_family("throughcare.webhooks", "webhooks")
