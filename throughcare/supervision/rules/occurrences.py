"""The days of a repeating appointment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from throughcare.kernel.calendar import CalendarNotPublished, WorkingCalendar
from throughcare.supervision.rules.diary_codes import REPEAT


class TooMany(ValueError):
    """The repetition gives more appointments than can be booked at once; carries how many can."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day of a repetition; ``works`` is None where the bank holidays of its year are not known yet."""

    day: date
    works: bool | None


def occurrences(
    first: date,
    *,
    repeat: str,
    count: int | None = None,
    until: date | None = None,
    calendar: WorkingCalendar,
    most: int,
) -> tuple[Occurrence, ...]:
    """The days from ``first`` on: ``count`` of them, or all up to and including ``until``.

    ``repeat`` is a code of ``REPEAT``, empty for a single day. Every working day leaves out weekends and bank holidays;
    other intervals keep their day and say where it is not a working day. Raises ``TooMany``.
    """
    if not repeat:
        return (Occurrence(first, works(first, calendar)),)
    step = timedelta(days=REPEAT[repeat].facts["days"])
    days = _days(first, step, calendar, skip=repeat == "daily")
    if count is not None:
        if count > most:
            raise TooMany(most)
        return tuple(islice(days, count))
    found: list[Occurrence] = []
    for each in days:
        if until is not None and each.day > until:
            return tuple(found)
        if len(found) == most:
            raise TooMany(most)
        found.append(each)
    return tuple(found)


def works(day: date, calendar: WorkingCalendar) -> bool | None:
    """Whether it is a working day; None beyond the years whose bank holidays are known, unless it is a weekend."""
    if day.weekday() >= 5:
        return False
    try:
        return calendar.is_working(day)
    except CalendarNotPublished:
        return None


def _days(first: date, step: timedelta, calendar: WorkingCalendar, *, skip: bool) -> Iterator[Occurrence]:
    day = first
    while True:
        working = works(day, calendar)
        if not (skip and working is False):
            yield Occurrence(day, working)
        if date.max - day < step:
            return
        day += step
