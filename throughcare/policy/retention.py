"""How long what is only passing through is kept: exports, lists of faults, jobs that have ended."""

from __future__ import annotations

from datetime import date, timedelta

from throughcare.policy.book import load_family

_FAMILY = load_family("throughcare.policy", "retention")


def kept_for(what: str, *, on: date) -> timedelta:
    """How long ``what`` (a parameter of the family) is kept, as decided on ``on``; raises ``NoPolicyInForce``."""
    return timedelta(days=_FAMILY[what].on(on).value)
