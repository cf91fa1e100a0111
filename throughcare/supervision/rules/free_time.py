"""Finding a day and a time at which nobody concerned has something else."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from throughcare.kernel.calendar import WorkingCalendar
from throughcare.kernel.local_time import local
from throughcare.kernel.period import Period
from throughcare.supervision.rules.diary_policy import DiaryPolicy
from throughcare.supervision.rules.occurrences import works

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Busy:
    """Time that is taken; a moment without a time zone is local."""

    start: datetime
    end: datetime


class Times:
    """Which times are taken, by day, in minutes of the local day."""

    def __init__(
        self, busy: Iterable[Busy], away: Iterable[Period], policy: DiaryPolicy, calendar: WorkingCalendar
    ) -> None:
        self._away, self._calendar = tuple(away), calendar
        self._opens, self._closes = _minutes(policy.opens), _minutes(policy.closes)
        self._step = int(policy.step.total_seconds() // 60)
        self.reach, self.late = policy.working_days_before, policy.working_days_after
        self._taken: dict[date, list[tuple[int, int]]] = {}
        for each in busy:
            for day, start, end in _pieces(each):
                insort(self._taken.setdefault(day, []), (start, end))

    def take(self, day: date, at: time, minutes: int) -> None:
        """Note a further appointment."""
        insort(self._taken.setdefault(day, []), (_minutes(at), _minutes(at) + minutes))

    def is_open(self, day: date) -> bool:
        """Whether the practitioner works on that day; a day whose bank holidays are not known counts as a working day."""
        return works(day, self._calendar) is not False and not any(day in spell for spell in self._away)

    def free(self, day: date, minutes: int, near: time | None) -> time | None:
        """The free start nearest to ``near``, the earliest where that is None; None where the day is full."""
        starts = range(self._opens, self._closes - minutes + 1, self._step)
        wanted = self._opens if near is None else _minutes(near)
        ordered = sorted(
            {*starts, *({wanted} if near is not None else ())}, key=lambda start: (abs(start - wanted), start)
        )
        for start in ordered:
            if not self._is_taken(day, start, start + minutes) and start + minutes <= 24 * 60:
                return time(*divmod(start, 60))
        return None

    def _is_taken(self, day: date, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self._taken.get(day, ()))


def find_time(
    times: Times, *, first: date, due: date, minutes: int, weekday: int | None, at: time | None
) -> tuple[date, time] | None:
    """A day from ``first`` on and a time, as near before ``due`` as may be, on the usual ``weekday`` where possible.

    Where nothing is free by then, the first that is free after it; None where that is too long after.
    """
    for day in (*_before(times, first, due, weekday), *_after(times, max(first, due + ONE_DAY))):
        found = times.free(day, minutes, at)
        if found is not None:
            return day, found
    return None


def _before(times: Times, first: date, due: date, weekday: int | None) -> Iterator[date]:
    """Open days from the due date back: those within reach with the usual weekday in front, then the earlier ones."""
    days = []
    day = due
    while day >= first:
        if times.is_open(day):
            days.append(day)
        day -= ONE_DAY
    near = days[: times.reach + 1]
    yield from sorted(near, key=lambda each: each.weekday() != weekday)
    yield from days[times.reach + 1 :]


def _after(times: Times, day: date) -> Iterator[date]:
    left = times.late
    while left:
        if times.is_open(day):
            left -= 1
            yield day
        day += ONE_DAY


def _pieces(busy: Busy) -> Iterator[tuple[date, int, int]]:
    """The time taken, cut at midnight, as minutes of each local day."""
    start, end = _local(busy.start), _local(busy.end)
    day = start.date()
    while day <= end.date():
        begin = start.hour * 60 + start.minute if day == start.date() else 0
        stop = end.hour * 60 + end.minute if day == end.date() else 24 * 60
        if stop > begin:
            yield day, begin, stop
        day += ONE_DAY


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        return at
    shown = local(at)
    return datetime.combine(shown.day, shown.time)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
