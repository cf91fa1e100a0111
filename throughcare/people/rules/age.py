"""How old somebody is."""

from __future__ import annotations

from datetime import date


def age(born: date, *, on: date) -> int:
    """Whole years of age on a day; somebody born on 29 February turns a year older on 1 March of other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
