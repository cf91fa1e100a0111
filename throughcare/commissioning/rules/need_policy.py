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


def least_told(on: date) -> int:
    """The least count of people that is published."""
    least: int = needs("small-count", on).value["below"]
    return least


def told_volume(volume: int | None, *, on: date) -> int | None:
    """A volume as the public sees it; None below the least that is published."""
    return volume if volume is not None and volume >= least_told(on) else None


def said_volume(volume: int | None, *, on: date) -> str:
    """The cases of a year in the words of a notice; a small number is not said."""
    shown = told_volume(volume, on=on)
    return f"Fewer than {least_told(on)} cases a year" if shown is None else f"About {shown} cases a year"
