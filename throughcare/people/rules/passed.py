"""A sentence as a court passes it, before it is on the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SentencePassed:
    """A sentence as the court passed it (Sentencing Act 2020); ends are the first day after.

    ``requirements`` are categories with their length in the category's unit (None: none was set); ``released_on`` is the
    day of release, for custody, where it is known.
    """

    kind: str
    offence_group: str
    sentenced_on: date
    starts_on: date
    ends_on: date | None = None
    licence_ends_on: date | None = None
    released_on: date | None = None
    court: str = ""
    offence: str = ""
    requirements: tuple[tuple[str, int | None], ...] = ()
    conditions: tuple[str, ...] = ()
