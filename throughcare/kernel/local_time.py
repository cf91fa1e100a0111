"""Times of day in London and the instants they stand for: one, two where the clocks go back, none where they go forward."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")


class NoSuchTime(ValueError):
    """The clocks go forward over that time, so that it does not exist on that day."""


class TimeComesTwice(ValueError):
    """The clocks go back over that time, so that it comes twice on that day; which of the two was not said."""


class LocalTime(NamedTuple):
    """What a clock in London shows at an instant; ``second`` is true where it shows that for the second time that day."""

    day: date
    time: time
    second: bool


def instants(day: date, at: time) -> tuple[datetime, ...]:
    """The instants, in UTC and in order, at which a clock in London shows that: none, one or two."""
    wanted = datetime.combine(day, at)
    found = {datetime.combine(day, at, HERE).replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(each for each in found if each.astimezone(HERE).replace(tzinfo=None) == wanted))


def instant(day: date, at: time, *, second: bool | None = None) -> datetime:
    """The instant, in UTC; ``second`` says which of two, and does not matter where there is one.

    Raises ``NoSuchTime``, and ``TimeComesTwice`` where there are two and ``second`` is None.
    """
    found = instants(day, at)
    if not found:
        raise NoSuchTime(f"{day} {at}")
    if len(found) == 2 and second is None:
        raise TimeComesTwice(f"{day} {at}")
    return found[-1 if second else 0]


def local(at: datetime) -> LocalTime:
    """What a clock in London shows at the instant ``at``."""
    shown = at.astimezone(HERE)
    return LocalTime(shown.date(), shown.time().replace(tzinfo=None), bool(shown.fold))


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The instants at which a day begins and ends in London: 23, 24 or 25 hours apart."""
    begins = instant(day, time.min, second=False)
    return begins, instant(day + timedelta(days=1), time.min, second=False)
