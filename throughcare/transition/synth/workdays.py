"""Working days by ordinal, fast: appointments fall on them alone."""

from __future__ import annotations

from datetime import date

from throughcare.kernel.calendar import CalendarNotPublished, WorkingCalendar
from throughcare.policy.calendar import working_calendar

_KNOWN: dict[int, bool] = {}


def is_working(day: int, calendar: WorkingCalendar | None = None) -> bool:
    """Whether an ordinal day is a working day; Monday to Friday where no bank holidays are published for its year."""
    known = _KNOWN.get(day)
    if known is None:
        when = date.fromordinal(day)
        try:
            known = (calendar or working_calendar()).is_working(when)
        except CalendarNotPublished:
            known = when.weekday() < 5
        _KNOWN[day] = known
    return known


def on_or_after(day: int) -> int:
    """The first working day from ``day`` on."""
    while not is_working(day):
        day += 1
    return day


def on_or_before(day: int) -> int:
    """The last working day up to ``day``."""
    while not is_working(day):
        day -= 1
    return day


def after(day: int, count: int) -> int:
    """The working day ``count`` working days after ``day``; day itself counts as 0."""
    while count > 0:
        day += 1
        if is_working(day):
            count -= 1
    return day
