"""The house standards of market engagement in force on a day."""

from __future__ import annotations

from datetime import date
from functools import cache

from throughcare.commissioning.rules.packs import PACKAGE
from throughcare.kernel.decision import PolicyUse
from throughcare.policy.book import Family, load_family

FAMILY = "engagement"


@cache
def _family() -> Family:
    return load_family(PACKAGE, FAMILY)


def engagement(name: str, day: date) -> PolicyUse:
    """A parameter of engagement as a decision cites it; raises ``NoPolicyInForce`` before the first value."""
    return _family()[name].use(day)
