"""The house standards and grounds of the panel in force on a day."""

from __future__ import annotations

from datetime import date
from functools import cache

from throughcare.commissioning.rules.packs import PACKAGE
from throughcare.kernel.decision import PolicyUse
from throughcare.policy.book import Family, load_family

FAMILY = "panel"


@cache
def _family() -> Family:
    return load_family(PACKAGE, FAMILY)


def panel(name: str, day: date) -> PolicyUse:
    """A parameter of the panel as a decision cites it; raises ``NoPolicyInForce`` before the first value."""
    return _family()[name].use(day)
