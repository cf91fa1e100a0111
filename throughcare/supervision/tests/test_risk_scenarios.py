"""Every scenario of the rules about grades and reviews gives what it says."""

from __future__ import annotations

import msgspec
import pytest

from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.rules import RULES
from throughcare.supervision.tests.scenario_files import Scenario, differences, scenarios

ALL = scenarios("allocation-fit", "grade-for-tier", "registration-review", "assessment-review", "plan-review")


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: f"{scenario.rule}: {scenario.name}")
def test_it_gives_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    case = msgspec.json.decode(scenario.json, type=rule.case)
    if "fault" in scenario.expect:
        with pytest.raises(NoPolicyInForce, match=scenario.expect["fault"]):
            rule.decide(case)
        return
    decision = rule.decide(case)
    assert differences(scenario.expect["value"], decision.value) == []
    if "reason" in scenario.expect:
        assert decision.reason.code == scenario.expect["reason"]
    if "holds_until" in scenario.expect:
        assert decision.holds_until == scenario.expect["holds_until"]
    assert any(step.decisive for step in decision.steps)


def test_scenario_names_are_told_apart() -> None:
    names = [(scenario.rule, scenario.name) for scenario in ALL]
    assert len(set(names)) == len(names)
