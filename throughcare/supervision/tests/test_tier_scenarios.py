"""Every scenario of the tier rules gives what it says."""

from __future__ import annotations

import msgspec
import pytest

from throughcare.site.case_reader import CaseReader
from throughcare.site.decision_writer import DecisionWriter
from throughcare.supervision.rules import RULES
from throughcare.supervision.tests.scenario_files import Scenario, differences, scenarios

ALL = scenarios("tier-two-axis", "tier-a-to-g")
READERS = {rule_set: CaseReader(RULES.find("tier", rule_set).case) for rule_set in ("two-axis-2021", "a-to-g-2026")}


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_it_gives_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    case = msgspec.json.decode(scenario.json, type=rule.case)
    if "fault" in scenario.expect:
        with pytest.raises(ValueError, match=scenario.expect["fault"]):
            rule.decide(case)
        return
    decision = rule.decide(case)
    assert differences(scenario.expect["value"], decision.value) == []
    if "reason" in scenario.expect:
        assert decision.reason.code == scenario.expect["reason"]
    if "holds_until" in scenario.expect:
        assert decision.holds_until == scenario.expect["holds_until"]


@pytest.mark.parametrize(
    "scenario", [each for each in ALL if "fault" not in each.expect], ids=lambda scenario: scenario.name
)
def test_it_decides_the_same_from_the_strict_twin_as_from_the_dataclass(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    plain = rule.decide(msgspec.json.decode(scenario.json, type=rule.case))
    twin = rule.decide(READERS[scenario.rule_set].read(scenario.json))
    assert DecisionWriter().line(twin) == DecisionWriter().line(plain)
    assert msgspec.json.decode(DecisionWriter().line(plain)) == msgspec.json.decode(
        msgspec.json.encode(plain.as_dict())
    )


def test_scenario_names_are_told_apart() -> None:
    names = [(scenario.rule_set, scenario.name) for scenario in ALL]
    assert len(set(names)) == len(names)
    assert len(names) >= 150
