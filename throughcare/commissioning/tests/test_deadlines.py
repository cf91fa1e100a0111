"""What holds for every deadline, and what the packs may say."""

from __future__ import annotations

import datetime as dt
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.commissioning.rules.closing import closing_policy, last_day, working_days_counting_first
from throughcare.commissioning.rules.notices_due import EventKind, When
from throughcare.commissioning.rules.packs import PACKS, TermNotFixed, pack, regimes
from throughcare.commissioning.rules.standstill import StandstillCase, decide_standstill
from throughcare.commissioning.rules.timetable import TimetableCase, decide_timetable
from throughcare.commissioning.rules.trail import Trail, percent, pounds
from throughcare.kernel.local_time import HERE
from throughcare.policy import working_calendar
from throughcare.policy.book import NoPolicyInForce

DAYS = st.dates(date(2025, 3, 1), date(2029, 9, 1))
NOW = date(2026, 3, 2)


@given(
    day=DAYS, pack_name=st.sampled_from(PACKS), value=st.integers(0, 10**9), vcse=st.booleans(), hour=st.integers(0, 23)
)
def test_no_closing_falls_on_a_day_or_hour_that_is_kept_free(day, pack_name, value, vcse, hour) -> None:
    case = TimetableCase(on=day, pack=pack_name, value_pence=value, vcse_members=vcse, closing_time=dt.time(hour))
    found = decide_timetable(case).value
    for at in (found.earliest_closing_at, found.usual_closing_at, found.closing_at):
        last = last_day(at)
        assert working_calendar().is_working(last)
        assert not (last.month == 1 and last.day <= 7)
        assert not (last.weekday() == 0 and 0 < at.hour < 12)
    assert found.allowed
    assert day < found.earliest_closing_at.date() <= found.closing_at.date()
    assert day <= found.questions_until <= found.answers_by < found.closing_at.date() or found.working_days_open <= 1


@given(day=DAYS, before=st.integers(-3, 3))
def test_a_contract_may_be_signed_from_the_day_after_the_standstill_and_not_before(day, before) -> None:
    asked = StandstillCase(on=day, pack="direct-award", award_notice_on=day)
    last = decide_standstill(asked).value.last_day
    assert last is not None
    case = StandstillCase(on=last + timedelta(days=before), pack="direct-award", award_notice_on=day)
    assert decide_standstill(case).value.may_sign == (before > 0)


@given(day=DAYS, count=st.integers(1, 30))
def test_days_counted_with_the_first_hold_so_many_working_days(day, count) -> None:
    last = working_days_counting_first(day, count, Trail("r", "s"), everywhere=False)
    calendar = working_calendar()
    assert sum(calendar.is_working(day + timedelta(days=n)) for n in range((last - day).days + 1)) == count
    assert calendar.is_working(last)
    assert working_days_counting_first(day, count, Trail("r", "s"), everywhere=True) >= last


def test_every_notice_of_a_pack_names_an_event_and_a_time_that_are_known() -> None:
    for name in PACKS:
        for _notice, use in pack(name, NOW).notices():
            assert use.value["event"] in get_args(EventKind)
            assert use.value["when"] in get_args(When)


def test_no_bank_holiday_elsewhere_is_one_of_england_and_wales() -> None:
    elsewhere = [day for value in regimes()["bank-holidays-elsewhere"].values for day in value.value]
    assert all(working_calendar().is_working(day) for day in elsewhere)


def test_a_pack_says_which_term_it_does_not_fix() -> None:
    assert pack("grant", NOW).term("standstill-period") is None
    with pytest.raises(TermNotFixed, match="grant fixes no standstill-period on 2026-03-02"):
        pack("grant", NOW).needed("standstill-period")
    with pytest.raises(NoPolicyInForce, match="the first is dated 2025-02-24"):
        pack("pa2023-dynamic-market-light-touch", date(2025, 2, 23))


def test_the_first_allowed_moment_is_the_same_one_where_it_is_allowed() -> None:
    policy = closing_policy().on(NOW)
    assert policy.first_allowed(date(2026, 3, 3), dt.time(12)).date() == date(2026, 3, 3)


def test_a_closing_at_midnight_belongs_to_the_day_before() -> None:
    policy = closing_policy().on(NOW)
    assert policy.first_allowed(date(2026, 3, 3), dt.time(0)).date() == date(2026, 3, 4)
    assert policy.faults(dt.datetime(2027, 1, 8, tzinfo=HERE)) == ("first-week-of-january",)
    assert policy.faults(dt.datetime(2026, 3, 7, tzinfo=HERE)) == ()
    assert policy.faults(dt.datetime(2026, 3, 9, tzinfo=HERE)) == ("not-a-working-day", "monday-morning")


@pytest.mark.parametrize(
    ("pence", "text"),
    [(0, "£0"), (5, "£0.05"), (66354000, "£663,540"), (123450, "£1,234.50"), (-100, "-£1"), (-99, "-£0.99")],
)
def test_an_amount_is_written_as_people_write_it(pence: int, text: str) -> None:
    assert pounds(pence) == text


@pytest.mark.parametrize(("share", "text"), [(10, "10%"), (12.5, "12.5%"), (0, "0%"), (99.96, "100%")])
def test_a_percentage_has_no_trailing_zero(share: float, text: str) -> None:
    assert percent(share) == text
