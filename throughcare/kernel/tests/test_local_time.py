"""Times of day in London."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.kernel.local_time import LocalTime, NoSuchTime, TimeComesTwice, day_bounds, instant, instants, local

BACK, FORWARD = date(2026, 10, 25), date(2026, 3, 29)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 1, 5), time(9), (utc(2026, 1, 5, 9),)),
        (date(2026, 7, 6), time(9), (utc(2026, 7, 6, 8),)),
        (FORWARD, time(0, 59), (utc(2026, 3, 29, 0, 59),)),
        (FORWARD, time(1, 0), ()),
        (FORWARD, time(1, 59), ()),
        (FORWARD, time(2, 0), (utc(2026, 3, 29, 1),)),
        (BACK, time(0, 59), (utc(2026, 10, 24, 23, 59),)),
        (BACK, time(1, 0), (utc(2026, 10, 25, 0), utc(2026, 10, 25, 1))),
        (BACK, time(1, 59), (utc(2026, 10, 25, 0, 59), utc(2026, 10, 25, 1, 59))),
        (BACK, time(2, 0), (utc(2026, 10, 25, 2),)),
    ],
)
def test_a_time_of_day_is_one_instant_two_or_none(day, at, expected):
    assert instants(day, at) == expected


def test_which_of_two_must_be_said():
    with pytest.raises(TimeComesTwice):
        instant(BACK, time(1, 30))
    assert instant(BACK, time(1, 30), second=False) + timedelta(hours=1) == instant(BACK, time(1, 30), second=True)


@pytest.mark.parametrize("second", [None, False, True])
def test_a_time_that_does_not_exist_is_refused_and_any_other_needs_no_saying(second):
    with pytest.raises(NoSuchTime):
        instant(FORWARD, time(1, 30), second=second)
    assert instant(date(2026, 7, 6), time(9), second=second) == utc(2026, 7, 6, 8)


@given(st.integers(0, 38 * 366 * 24 * 4))
def test_what_a_clock_shows_leads_back_to_the_instant(quarters):
    at = utc(2000, 1, 1) + timedelta(minutes=15 * quarters)
    shown = local(at)
    assert instant(shown.day, shown.time, second=shown.second) == at


def test_the_second_of_two_is_marked():
    assert local(utc(2026, 10, 25, 0, 30)) == LocalTime(BACK, time(1, 30), False)
    assert local(utc(2026, 10, 25, 1, 30)) == LocalTime(BACK, time(1, 30), True)


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (date(2026, 7, 6), 24), (BACK, 25)])
def test_a_day_has_23_24_or_25_hours(day, hours):
    first, last = day_bounds(day)
    assert last - first == timedelta(hours=hours)
