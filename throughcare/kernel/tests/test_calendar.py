"""Working days and months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.kernel.calendar import CalendarNotPublished, WorkingCalendar, add_months, days_in_month

# December 2024: Christmas Day is a Wednesday, Boxing Day a Thursday.
CALENDAR = WorkingCalendar(
    date(2024, 12, 1), date(2025, 2, 1), frozenset({date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)})
)
inside = st.dates(date(2024, 12, 1), date(2025, 1, 10))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 12, 2), 5, date(2024, 12, 9)),
        (date(2024, 12, 24), 1, date(2024, 12, 27)),
        (date(2024, 12, 25), 1, date(2024, 12, 27)),
        (date(2024, 12, 28), 1, date(2024, 12, 30)),
        (date(2024, 12, 30), 2, date(2025, 1, 2)),
        (date(2024, 12, 28), 0, date(2024, 12, 28)),
        (date(2024, 12, 28), -3, date(2024, 12, 28)),
    ],
)
def test_it_counts_working_days_from_day_nought(day: date, count: int, expected: date) -> None:
    assert CALENDAR.add(day, count) == expected


def test_it_knows_weekends_and_holidays() -> None:
    days = [date(2024, 12, 24), date(2024, 12, 25), date(2024, 12, 27), date(2024, 12, 28), date(2024, 12, 29)]
    assert [CALENDAR.is_working(day) for day in days] == [True, False, True, False, False]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 12, 24), date(2024, 12, 27), 1),
        (date(2024, 12, 27), date(2024, 12, 24), -1),
        (date(2024, 12, 27), date(2024, 12, 27), 0),
        (date(2024, 12, 25), date(2024, 12, 26), 0),
        (date(2024, 12, 1), date(2025, 1, 31), 42),
    ],
)
def test_it_counts_the_working_days_between(first: date, last: date, expected: int) -> None:
    assert CALENDAR.between(first, last) == expected


@pytest.mark.parametrize("day", [date(2024, 11, 30), date(2025, 2, 1)])
def test_it_refuses_a_day_whose_holidays_are_not_known(day: date) -> None:
    for ask in (CALENDAR.is_working, lambda d: CALENDAR.add(d, 1), lambda d: CALENDAR.between(d, date(2024, 12, 2))):
        with pytest.raises(CalendarNotPublished, match=str(day)):
            ask(day)


def test_it_refuses_to_count_past_its_end() -> None:
    assert CALENDAR.add(date(2025, 1, 30), 1) == date(2025, 1, 31)
    with pytest.raises(CalendarNotPublished, match="2025-02-01"):
        CALENDAR.add(date(2025, 1, 30), 2)


def test_it_is_a_value() -> None:
    same = WorkingCalendar(CALENDAR.start, CALENDAR.until, CALENDAR.holidays)
    other = WorkingCalendar(CALENDAR.start, CALENDAR.until, frozenset())
    assert (same == CALENDAR, hash(same) == hash(CALENDAR), other == CALENDAR) == (True, True, False)


@given(inside, st.integers(1, 10))
def test_it_lands_on_a_working_day_that_many_on(day: date, count: int) -> None:
    landed = CALENDAR.add(day, count)
    assert CALENDAR.is_working(landed)
    assert CALENDAR.between(day, landed) == count


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 3, 31), 1, date(2023, 4, 30)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 3, 31), 0, date(2024, 3, 31)),
    ],
)
def test_it_adds_months_and_stays_in_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("year", "month", "days"), [(2024, 2, 29), (2023, 2, 28), (2100, 2, 28), (2023, 4, 30), (2023, 12, 31)]
)
def test_it_knows_how_long_a_month_is(year: int, month: int, days: int) -> None:
    assert days_in_month(year, month) == days


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 60))
def test_it_keeps_the_order_of_days_when_adding_months(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)
    assert add_months(first, months) - first <= timedelta(days=31 * months)
