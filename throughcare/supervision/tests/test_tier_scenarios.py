"""Every scenario of the tier rules gives what it says."""

from __future__ import annotations

import msgspec
import pytest

from throughcare.supervision.rules import RULES
from throughcare.supervision.tests.scenario_files import Scenario, differences, scenarios

ALL = scenarios("tier-two-axis", "tier-a-to-g")


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


def test_scenario_names_are_told_apart() -> None:
    names = [(scenario.rule_set, scenario.name) for scenario in ALL]
    assert len(set(names)) == len(names)
    assert len(names) >= 150
