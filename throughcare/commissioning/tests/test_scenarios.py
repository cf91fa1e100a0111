"""Every scenario of the rules of commissioning gives what it says."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from throughcare.commissioning.rules import RULES
from throughcare.commissioning.tests.scenario_check import FOLDER, differences, scenarios
from throughcare.testing.scenarios import Scenario

ALL = scenarios(*sorted(path.stem for path in Path(FOLDER).glob("*.yaml")))


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: f"{scenario.rule}: {scenario.name}")
def test_it_gives_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    if "fault" in scenario.expect:
        with pytest.raises((ValueError, LookupError, msgspec.ValidationError), match=scenario.expect["fault"]):
            rule.decide(msgspec.json.decode(scenario.json, type=rule.case))
        return
    decision = rule.decide(msgspec.json.decode(scenario.json, type=rule.case))
    assert differences(scenario.expect.get("value", {}), decision.value) == []
    assert decision.reason.code == scenario.expect["reason"]
    if "holds_until" in scenario.expect:
        assert decision.holds_until == scenario.expect["holds_until"]
    said = [step.words.say() for step in decision.steps]
    assert all(any(part in text for text in said) for part in scenario.expect.get("says", []))
    assert any(step.decisive for step in decision.steps)


def test_scenario_names_are_told_apart() -> None:
    names = [(scenario.rule, scenario.name) for scenario in ALL]
    assert len(set(names)) == len(names)


def test_every_rule_has_a_scenario() -> None:
    assert {(rule.name, rule.rule_set) for rule in RULES} <= {(each.rule, each.rule_set) for each in ALL}
