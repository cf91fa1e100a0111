"""Every scenario of the service levels gives what it says, and what holds for all of them."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.rules import RULES
from throughcare.supervision.rules.service_level_cases import Appointment, AppointmentCase
from throughcare.supervision.rules.service_level_rules import SERVICE_LEVEL_RULES
from throughcare.supervision.rules.service_level_words import REASONS
from throughcare.supervision.tests.scenario_files import Scenario, differences, scenarios

ALL = scenarios(
    "initial-appointment",
    "initial-appointment-crc",
    "release-appointment",
    "initial-plan",
    "monthly-contact",
    "monthly-contact-crc",
    "breach-timeliness",
    "completion",
)


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_it_gives_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    case = msgspec.json.decode(scenario.json, type=rule.case)
    if "fault" in scenario.expect:
        with pytest.raises((ValueError, NoPolicyInForce), match=scenario.expect["fault"]):
            rule.decide(case)
        return
    decision = rule.decide(case)
    assert differences(scenario.expect["value"], decision.value) == []
    if "reason" in scenario.expect:
        assert decision.reason.code == scenario.expect["reason"]
    assert decision.holds_until == scenario.expect.get("holds_until", decision.holds_until)


def test_every_measure_has_a_default_version_and_cites_its_policy() -> None:
    names = {rule.name for rule in SERVICE_LEVEL_RULES}
    defaults = [rule.name for rule in SERVICE_LEVEL_RULES if rule.default]
    assert sorted(defaults) == sorted(names)


def test_every_reason_is_reached_by_a_scenario() -> None:
    reached = set()
    for scenario in ALL:
        if "fault" not in scenario.expect:
            rule = RULES.find(scenario.rule, scenario.rule_set)
            reached.add(rule.decide(msgspec.json.decode(scenario.json, type=rule.case)).reason.code)
    assert set(REASONS) - reached == set()


days = st.dates(date(2021, 6, 26), date(2027, 6, 1))


@given(days, st.lists(st.integers(-5, 30), max_size=4), st.integers(0, 40))
def test_it_is_missed_only_when_the_time_is_over(day: date, offsets: list[int], later: int) -> None:
    appointments = tuple(Appointment(day + timedelta(days=offset)) for offset in offsets)
    case = AppointmentCase(
        on=day + timedelta(days=later), sentence="community-order", sentence_date=day, appointments=appointments
    )
    value = RULES.find("initial-appointment").decide(case).value
    in_time = [a for a in appointments if day <= a.date <= value.due_date]
    assert (value.state == "met") == bool(in_time)
    assert (value.state == "missed") == (not in_time and case.on > value.due_date)
