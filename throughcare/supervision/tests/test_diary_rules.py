"""The rules of the diary: scenarios, repetitions, clashes, reminders."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.kernel.local_time import HERE
from throughcare.kernel.period import Period
from throughcare.policy.book import NoPolicyInForce
from throughcare.policy.calendar import working_calendar
from throughcare.supervision.rules import RULES
from throughcare.supervision.rules.appointment_entry import Span, faults_of_ending, span_of
from throughcare.supervision.rules.clashes import Taken, faults_of_clashes, find_clashes
from throughcare.supervision.rules.contact_entry import ContactEntry, Fault, is_still_to_come
from throughcare.supervision.rules.contact_facts import Contact, ContactCase
from throughcare.supervision.rules.diary_codes import ASKED_BY, CLASH_REASON
from throughcare.supervision.rules.diary_policy import diary_policies
from throughcare.supervision.rules.free_time import Busy, Times
from throughcare.supervision.rules.occurrences import Occurrence, TooMany, occurrences
from throughcare.supervision.rules.plan_ahead import PLAN_AHEAD, PlanCase
from throughcare.supervision.rules.reminders import ReminderCase, decide_reminders
from throughcare.supervision.tests.scenario_files import Scenario, differences, scenarios

ON = date(2026, 3, 16)
POLICY = diary_policies().on(ON)
CALENDAR = working_calendar()
NOW = datetime(2026, 3, 16, 11, 0, tzinfo=UTC)


def found(decision):
    """The value of a plan, its appointments as columns."""
    value = decision.value
    if not hasattr(value, "appointments"):
        return value
    rows = value.appointments
    columns = {
        "days": [row.date for row in rows],
        "times": [f"{row.time:%H:%M}" for row in rows],
        "types": [row.type for row in rows],
        "in_time": [row.in_time for row in rows],
    }
    return type("Columns", (), {**columns, **{name: getattr(value, name) for name in ("until", "stop", "next_due")}})


@pytest.mark.parametrize("scenario", scenarios("plan-ahead", "rar-days"), ids=lambda each: f"{each.rule}: {each.name}")
def test_it_gives_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    case = msgspec.json.decode(scenario.json, type=rule.case)
    if "fault" in scenario.expect:
        with pytest.raises(NoPolicyInForce, match=scenario.expect["fault"]):
            rule.decide(case)
        return
    decision = rule.decide(case)
    assert differences(scenario.expect["value"], found(decision)) == []
    if "reason" in scenario.expect:
        assert decision.reason.code == scenario.expect["reason"]
    if "holds_until" in scenario.expect:
        assert decision.holds_until == scenario.expect["holds_until"]
    assert decision.steps[-1].decisive


@given(
    seen=st.integers(0, 60),
    tier=st.sampled_from("ABCDEFG"),
    away=st.integers(0, 40),
    length=st.integers(1, 60),
    weekday=st.integers(0, 6) | st.none(),
    hours=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 22)), max_size=20),
)
def test_a_plan_never_proposes_a_time_that_is_not_free(seen, tier, away, length, weekday, hours):
    start = ON - timedelta(days=seen)
    contacts = (Contact(start - timedelta(days=40), kind="initial"), Contact(start))
    case = ContactCase(
        on=ON, sentence="community-order", sentence_date=start - timedelta(days=50), end_date=date(2028, 1, 1), tier=tier,
        tier_scheme="a-to-g-2026", rosh="high", contacts=contacts, plan_completed_date=start,
    )  # fmt: skip
    starts = [datetime.combine(ON + timedelta(days=day), time(hour)) for day, hour in hours]
    busy = tuple(Busy(start, start + timedelta(hours=1)) for start in starts)
    off = Period(ON + timedelta(days=away), ON + timedelta(days=away + length))
    plan = PLAN_AHEAD.decide(PlanCase(on=ON, cases=(case,), officer_busy=busy, away=(off,), weekday=weekday)).value
    taken = [(each.start, each.end) for each in busy]
    for each in plan.appointments:
        begins = datetime.combine(each.date, each.time)
        ends = begins + timedelta(minutes=each.minutes)
        assert each.date not in off and CALENDAR.is_working(each.date)
        assert not any(begins < last and first < ends for first, last in taken)
        assert POLICY.opens <= each.time and ends.time() <= POLICY.closes
        assert each.in_time == (each.date <= each.due_date)
        taken.append((begins, ends))
    days = [each.date for each in plan.appointments]
    assert days == sorted(set(days))


def days(first, **how):
    return [each.day for each in occurrences(first, calendar=CALENDAR, most=60, **how)]


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        ("", [1]),
        ("daily", [1, 2, 7]),
        ("weekly", [1, 8, 15]),
        ("fortnightly", [1, 15, 29]),
    ],
)
def test_an_appointment_repeats(repeat, expected):
    assert days(date(2026, 4, 1), repeat=repeat, count=3) == [date(2026, 4, day) for day in expected]


def test_every_four_weeks_keeps_its_weekday_over_months():
    assert days(date(2026, 1, 5), repeat="four-weekly", count=3) == [
        date(2026, 1, 5),
        date(2026, 2, 2),
        date(2026, 3, 2),
    ]


@pytest.mark.parametrize(("until", "count"), [(14, 1), (15, 2), (16, 2)])
def test_it_ends_on_or_before_the_last_day(until, count):
    assert len(days(date(2026, 6, 8), repeat="weekly", until=date(2026, 6, until))) == count


def test_it_gives_nothing_where_the_last_day_comes_first():
    assert days(date(2026, 6, 8), repeat="weekly", until=date(2026, 6, 7)) == []


@pytest.mark.parametrize("how", [{"count": 61}, {"until": date(2030, 1, 1)}])
def test_more_than_can_be_booked_at_once_is_refused(how):
    with pytest.raises(TooMany) as raised:
        days(date(2026, 1, 5), repeat="weekly", **how)
    assert raised.value.most == 60
    assert len(days(date(2026, 1, 5), repeat="weekly", count=60)) == 60


def test_a_day_that_is_no_working_day_is_kept_and_marked():
    found = occurrences(date(2026, 3, 27), repeat="weekly", count=2, calendar=CALENDAR, most=60)
    assert found == (Occurrence(date(2026, 3, 27), True), Occurrence(date(2026, 4, 3), False))
    assert occurrences(date(2040, 3, 27), repeat="", calendar=CALENDAR, most=1)[0].works is None
    assert occurrences(date(2040, 3, 24), repeat="", calendar=CALENDAR, most=1)[0].works is False


def span(hour, minute, minutes):
    start = datetime(2026, 6, 10, hour, minute, tzinfo=UTC)
    return Span(start, start + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        ((9, 30, 30), False),
        ((9, 30, 31), True),
        ((10, 0, 30), True),
        ((10, 10, 5), True),
        ((10, 29, 30), True),
        ((10, 30, 30), False),
    ],
)
def test_what_ends_when_the_other_begins_does_not_clash(other, clashes):
    wanted = span(10, 0, 30)
    assert bool(find_clashes([wanted], [Taken("officer", span(*other))])) == clashes


def test_each_clash_is_named_and_so_is_a_day_wanted_twice():
    wanted = [span(9, 0, 30), span(10, 0, 30), span(10, 15, 30)]
    taken = [Taken("person", span(10, 0, 10), "C-2"), Taken("officer", span(9, 0, 60), "C-1")]
    assert [(clash.wanted, clash.taken.reference) for clash in find_clashes(wanted, taken)] == [
        (wanted[0], "C-1"),
        (wanted[1], "C-2"),
        (wanted[2], ""),
    ]


@pytest.mark.parametrize(
    ("whose", "reason", "codes"),
    [
        ([], "", []),
        (["officer", "officer"], "", ["officer-busy"]),
        (["person", "officer"], "", ["officer-busy", "person-busy"]),
        (["officer"], "covered", []),
        (["person"], "covered", ["person-not-for-that"]),
        (["officer", "person"], "joint", []),
        (["officer"], "taken-over", ["officer-not-for-that"]),
    ],
)
def test_two_at_once_needs_a_reason_that_fits(whose, reason, codes):
    assert [fault.code for fault in faults_of_clashes(whose, reason=reason, policy=POLICY)] == codes


def test_every_reason_of_the_policy_can_be_chosen():
    chosen = set(CLASH_REASON.having("chosen"))
    assert set().union(*POLICY.two_at_once.values()) <= chosen


@pytest.mark.parametrize(
    ("at", "second", "code"),
    [
        (time(1, 30), None, "which-of-two"),
        (time(1, 30), False, None),
        (time(1, 30), True, None),
        (time(2, 30), None, None),
    ],
)
def test_a_time_that_comes_twice_is_asked_about(at, second, code):
    found = span_of(date(2026, 10, 25), at, 30, second=second)
    assert (found.code if isinstance(found, Fault) else None) == code


def test_a_time_that_does_not_exist_is_refused():
    assert span_of(date(2026, 3, 29), time(1, 30), 30, second=None).code == "no-such-time"


def test_an_appointment_over_the_change_of_clocks_has_its_length():
    found = span_of(date(2026, 10, 25), time(0, 30), 90, second=None)
    assert found.ends_at - found.starts_at == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, []),
        ({"asked_by": ""}, ["who-asked"]),
        ({"why": "  "}, ["say-why"]),
        ({"has_outcome": True}, ["has-outcome"]),
        ({"ended": "moved", "why": ""}, ["already-ended"]),
    ],
)
def test_moving_and_cancelling_need_who_and_why(given, codes):
    facts = {"asked_by": "person", "why": "Works that day", "ended": "", "has_outcome": False} | given
    assert [fault.code for fault in faults_of_ending(**facts)] == codes


def test_whoever_asks_has_an_outcome_for_it():
    assert all({"outcome", "cancelled"} == set(entry.facts) for entry in ASKED_BY)


@pytest.mark.parametrize(
    ("hours", "because", "quiet", "templates", "reason"),
    [
        (72, "booked", False, ["appointment-booked", "appointment-reminder"], "told"),
        (48, "booked", False, ["appointment-booked"], "told-once"),
        (49, "booked", True, ["appointment-reminder"], "reminded"),
        (24, "booked", True, [], "not-told"),
        (72, "moved", False, ["appointment-moved", "appointment-reminder"], "told"),
        (24, "moved", True, ["appointment-moved"], "told-once"),
        (0, "booked", False, [], "past"),
        (-1, "moved", False, [], "past"),
    ],
)
def test_a_person_is_told_and_reminded(hours, because, quiet, templates, reason):
    case = ReminderCase(ON, NOW, NOW + timedelta(hours=hours), because, quiet)
    decision = decide_reminders(case, policy=POLICY)
    assert [notice.template for notice in decision.value.notices] == templates
    assert decision.reason.code == reason
    for notice in decision.value.notices:
        assert NOW <= notice.send_from < case.starts_at


def test_a_time_in_the_hour_that_comes_twice_lies_ahead_until_its_second_pass():
    between = datetime(2026, 10, 25, 1, 15, tzinfo=UTC).astimezone(HERE)  # A quarter past one, for the second time.
    entry = {"type": "COAP", "date": date(2026, 10, 25), "time": time(1, 30)}
    assert is_still_to_come(ContactEntry(**entry, second=True), between)
    assert not is_still_to_come(ContactEntry(**entry, second=False), between)


def test_the_nearest_free_time_is_taken_and_none_where_the_day_is_full():
    day = date(2026, 6, 10)
    busy = Busy(datetime.combine(day, time(9)), datetime.combine(day, time(16, 30)))
    times = Times([busy], [], POLICY, CALENDAR)
    assert times.free(day, 30, time(10, 0)) == time(16, 30)
    assert times.free(day, 31, time(10, 0)) is None
    assert times.free(day, 30, time(7, 10)) == time(7, 10)
