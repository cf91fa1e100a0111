"""The bank holidays of England and Wales, worked out again from the statute and compared with the list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.policy import load_family, skipped_step, working_calendar
from throughcare.policy.calendar import holiday_names

HOLIDAYS = load_family("throughcare.policy", "bank-holidays")["england-and-wales"]
YEARS = range(2005, 2030)
# What proclamations took away and added.
MOVED = {
    2012: ({date(2012, 5, 28)}, {date(2012, 6, 4)}),
    2020: ({date(2020, 5, 4)}, {date(2020, 5, 8)}),
    2022: ({date(2022, 5, 30)}, {date(2022, 6, 2)}),
}
ADDED = {
    2011: {date(2011, 4, 29)},
    2012: {date(2012, 6, 5)},
    2022: {date(2022, 6, 3), date(2022, 9, 19)},
    2023: {date(2023, 5, 8)},
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the method of Gauss as corrected."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    shift = moon - weekday
    month = 3 + (shift + 40) // 44
    return date(year, month, shift + 28 - 31 * (month // 4))


def monday(year: int, month: int, *, last: bool) -> date:
    """The first or last Monday of a month that has 31 days."""
    days = [date(year, month, day) for day in range(1, 32)]
    return [day for day in days if day.weekday() == 0][-1 if last else 0]


def in_lieu(days: list[date]) -> set[date]:
    """Each day, or the next free weekday in its place where it falls on a weekend."""
    kept = {day for day in days if day.weekday() < 5}
    for day in days:
        if day.weekday() >= 5:
            place = day
            while place.weekday() >= 5 or place in kept:
                place += timedelta(days=1)
            kept.add(place)
    return kept


def regular(year: int) -> set[date]:
    """The eight of the Banking and Financial Dealings Act 1971 and common law."""
    sunday = easter(year)
    return {
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        monday(year, 5, last=False),
        monday(year, 5, last=True),
        monday(year, 8, last=True),
        *in_lieu([date(year, 1, 1)]),
        *in_lieu([date(year, 12, 25), date(year, 12, 26)]),
    }


@pytest.mark.parametrize("year", YEARS)
def test_it_lists_what_the_statute_and_the_proclamations_give(year: int) -> None:
    gone, come = MOVED.get(year, (set(), set()))
    assert set(HOLIDAYS.on(date(year, 7, 1)).value) == (regular(year) - gone) | come | ADDED.get(year, set())


def test_it_names_every_holiday_once_and_nothing_else() -> None:
    names = load_family("throughcare.policy", "bank-holidays")["names"].values[0].value
    named = sorted(day for days in names.values() for day in days)
    assert named == [day for value in HOLIDAYS.values for day in value.value]
    assert holiday_names()[date(2022, 9, 19)] == "State Funeral of Queen Elizabeth II"


@pytest.mark.parametrize("year", YEARS)
def test_it_names_them_as_the_statute_does(year: int) -> None:
    names, sunday = holiday_names(), easter(year)
    assert names[sunday - timedelta(days=2)] == "Good Friday"
    assert names[sunday + timedelta(days=1)] == "Easter Monday"
    assert names[monday(year, 8, last=True)] == "Summer bank holiday"
    for month, day, name in ((1, 1, "New Year’s Day"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day")):
        itself = date(year, month, day)
        told = [each for each, one in names.items() if each.year == year and one.endswith(name)]
        assert len(told) == 1
        assert (told[0] == itself, names[told[0]] == name) == (itself.weekday() < 5,) * 2


def test_a_count_says_which_it_left_out_with_date_and_name() -> None:
    step = skipped_step(date(2026, 12, 23), date(2026, 12, 30))
    assert step is not None
    assert step.words.say() == (
        "Bank holidays left out of the count: 2026-12-25 (Christmas Day), 2026-12-28 (Substitute for Boxing Day)."
    )
    welsh = {"December": "Rhagfyr", "Christmas Day": "Dydd Nadolig"}
    assert "25 Rhagfyr 2026 (Dydd Nadolig)" in step.words.say(lambda text: welsh.get(text, text))
    assert skipped_step(date(2026, 12, 25), date(2026, 12, 26)) is None
    assert skipped_step(date(2026, 12, 24), date(2026, 12, 25)) is not None


def test_it_lists_each_year_once_in_order_with_weekdays_only() -> None:
    assert [value.start for value in HOLIDAYS.values] == [date(year, 1, 1) for year in YEARS]
    for value in HOLIDAYS.values:
        assert value.value == sorted(set(value.value))
        assert {day.year for day in value.value} == {value.start.year}
        assert all(day.weekday() < 5 for day in value.value)


def test_it_knows_easter() -> None:
    known = [(2008, 3, 23), (2011, 4, 24), (2019, 4, 21), (2024, 3, 31), (2025, 4, 20), (2027, 3, 28)]
    assert [easter(year) for year, _, _ in known] == [date(*parts) for parts in known]


def test_it_marks_years_not_announced_as_inferred() -> None:
    confidence = {value.start.year: value.confidence for value in HOLIDAYS.values}
    assert [year for year in YEARS if confidence[year] != "confirmed"] == [2028, 2029]


def test_it_gives_a_working_calendar_of_those_years_and_no_others() -> None:
    calendar = working_calendar()
    assert (calendar.start, calendar.until) == (date(2005, 1, 1), date(2030, 1, 1))
    assert calendar.add(date(2022, 6, 1), 1) == date(2022, 6, 6)
    assert calendar.between(date(2021, 12, 31), date(2022, 12, 31)) == 250
    for day in (date(2004, 12, 31), date(2030, 1, 1)):
        with pytest.raises(CalendarNotPublished):
            calendar.is_working(day)
