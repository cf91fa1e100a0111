"""The parameters of statements of need in force on a day."""

from __future__ import annotations

from datetime import date
from functools import cache

from throughcare.commissioning.rules.packs import PACKAGE
from throughcare.kernel.decision import PolicyUse
from throughcare.policy.book import Family, load_family

NEEDS = "needs"


@cache
def _family() -> Family:
    return load_family(PACKAGE, NEEDS)


def needs(name: str, day: date) -> PolicyUse:
    """A parameter of stating a need."""
    return _family()[name].use(day)
