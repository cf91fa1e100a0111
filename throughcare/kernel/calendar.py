"""Working days: Monday to Friday, less the bank holidays that a policy lists."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


class CalendarNotPublished(LookupError):
    """A working-day count ran outside the years for which bank holidays are known."""


@dataclass(frozen=True)
class WorkingCalendar:
    """Working days between ``start`` and ``until`` (half-open). The day of the event is day 0.

    ``holidays`` are the bank holidays in that span. Counting outside it raises ``CalendarNotPublished`` rather than
    treating an unknown year as one without holidays.
    """

    start: date
    until: date
    holidays: frozenset[date]
    _days: list[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        span = (self.until - self.start).days
        every = (self.start + timedelta(days=n) for n in range(span))
        working = [day for day in every if day.weekday() < 5 and day not in self.holidays]
        object.__setattr__(self, "_days", working)

    def __hash__(self) -> int:
        return hash((self.start, self.until, self.holidays))

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        self._check(day)
        return day.weekday() < 5 and day not in self.holidays

    def add(self, day: date, count: int) -> date:
        """The working day that lies ``count`` working days after ``day`` (``count`` of 0 or less is ``day`` itself)."""
        self._check(day)
        if count <= 0:
            return day
        place = bisect_right(self._days, day) + count - 1
        if place >= len(self._days):
            raise CalendarNotPublished(f"bank holidays are known only up to {self.until}")
        return self._days[place]

    def between(self, first: date, last: date) -> int:
        """How many working days lie in ``(first, last]``; negative where ``last`` is the earlier."""
        self._check(first)
        self._check(last)
        return bisect_right(self._days, last) - bisect_right(self._days, first)

    def skipped(self, first: date, last: date) -> list[date]:
        """The bank holidays in ``(first, last]``, earliest first: days of Monday to Friday that were not counted."""
        return sorted(day for day in self.holidays if first < day <= last)

    def _check(self, day: date) -> None:
        if not self.start <= day < self.until:
            raise CalendarNotPublished(f"{day} lies outside the bank holidays known ({self.start} to {self.until})")


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, days_in_month(year, month)))


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return (first_of_next - ONE_DAY).day
