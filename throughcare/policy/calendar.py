"""The working calendar of England and Wales, from the bank holidays in ``parameters/bank-holidays.yaml``."""

from __future__ import annotations

from datetime import date
from functools import cache

from throughcare.kernel.calendar import WorkingCalendar
from throughcare.policy.book import load_family


@cache
def working_calendar() -> WorkingCalendar:
    """Working days for every whole year whose bank holidays are listed."""
    parameter = load_family("throughcare.policy", "bank-holidays")["england-and-wales"]
    holidays = frozenset(day for value in parameter.values for day in value.value)
    last = parameter.values[-1].start.year
    return WorkingCalendar(date(parameter.values[0].start.year, 1, 1), date(last + 1, 1, 1), holidays)
