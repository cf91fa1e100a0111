"""Dates and numbers in both languages, with the plural forms of Welsh."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from throughcare.site.web import words

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-gb", ["22 November 2026", "22 Nov 2026", "Sunday 22 November 2026", "Sun 22 Nov"]),
        ("cy", ["22 Tachwedd 2026", "22 Tach 2026", "Dydd Sul 22 Tachwedd 2026", "Sul 22 Tach"]),
    ],
)
def test_it_writes_dates_in_words(language: str, expected: list[str]) -> None:
    with translation.override(language):
        forms = (words.day_month_year, words.short_date, words.weekday_date, words.short_weekday_date)
        assert [form(TODAY) for form in forms] == expected


@pytest.mark.parametrize(
    ("away", "english", "welsh"),
    [
        (-3, "3 days overdue", "3 diwrnod yn hwyr"),
        (-2, "2 days overdue", "2 ddiwrnod yn hwyr"),
        (-1, "1 day overdue", "1 diwrnod yn hwyr"),
        (0, "due today", "i’w wneud heddiw"),
        (1, "due tomorrow", "i’w wneud yfory"),
        (2, "due in 2 days", "i’w wneud ymhen 2 ddiwrnod"),
        (7, "due in 7 days", "i’w wneud ymhen 7 diwrnod"),
    ],
)
def test_it_says_how_a_due_date_stands(away: int, english: str, welsh: str) -> None:
    due = TODAY + timedelta(days=away)
    with translation.override("en-gb"):
        assert words.due_in(due, TODAY) == english
    with translation.override("cy"):
        assert words.due_in(due, TODAY) == welsh


def test_it_takes_the_local_day_of_an_instant() -> None:
    with translation.override("en-gb"):
        assert words.at(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026 at 00:30"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (5, "business-days", "5 working days"),
        (1, "weeks", "1 week"),
        (0.7, "share", "70%"),
        (0.125, "share", "12.5%"),
        (123456, "pence", "£1,234.56"),
        (150, "minutes", "2 h 30 min"),
        ("B2", "choice", "B2"),
        (True, "choice", "yes"),
    ],
)
def test_it_says_a_policy_value_with_its_unit(value: object, unit: str, expected: str) -> None:
    with translation.override("en-gb"):
        assert words.amount(value, unit) == expected
