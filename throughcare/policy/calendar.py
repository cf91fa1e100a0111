"""The working calendar of England and Wales, from the bank holidays in ``parameters/bank-holidays.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from throughcare.kernel.calendar import WorkingCalendar
from throughcare.kernel.decision import Step, Words, mark
from throughcare.policy.book import load_family

SKIPPED = mark("Bank holidays left out of the count: {days}.")


@cache
def working_calendar() -> WorkingCalendar:
    """Working days for every whole year whose bank holidays are listed."""
    parameter = load_family("throughcare.policy", "bank-holidays")["england-and-wales"]
    holidays = frozenset(day for value in parameter.values for day in value.value)
    last = parameter.values[-1].start.year
    return WorkingCalendar(date(parameter.values[0].start.year, 1, 1), date(last + 1, 1, 1), holidays)


@cache
def holiday_names() -> Mapping[date, str]:
    """What each bank holiday is called, in English; the catalogue has the Welsh."""
    names = load_family("throughcare.policy", "bank-holidays")["names"]
    return {day: name for value in names.values for name, days in value.value.items() for day in days}


@lru_cache(maxsize=65536)
def skipped_step(first: date, last: date) -> Step | None:
    """The step that names the bank holidays in ``(first, last]``, which a count of working days left out; None for none."""
    days = working_calendar().skipped(first, last)
    if not days:
        return None
    values: dict[str, object] = {}
    for place, day in enumerate(days):
        values |= {f"day{place}": day, f"name{place}": Words(holiday_names()[day])}
    listed = ", ".join(f"{{day{place}}} ({{name{place}}})" for place in range(len(days)))
    return Step("bank-holidays", Words(SKIPPED, {"days": Words(listed, values)}))
