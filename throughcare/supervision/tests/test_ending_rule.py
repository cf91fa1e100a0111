"""Every scenario of ending a sentence gives what it says."""

from __future__ import annotations

import msgspec
import pytest

from throughcare.supervision.rules import RULES
from throughcare.supervision.rules.ending import BLOCKS, OPEN
from throughcare.supervision.tests.scenario_files import Scenario, differences, scenarios

ALL = scenarios("ending")


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_it_gives_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    decision = rule.decide(msgspec.json.decode(scenario.json, type=rule.case))
    assert differences(scenario.expect["value"], decision.value) == []
    assert decision.reason.code == scenario.expect.get("reason", decision.reason.code)


def test_every_block_and_everything_open_is_reached() -> None:
    rule = RULES.find("ending")
    values = [rule.decide(msgspec.json.decode(each.json, type=rule.case)).value for each in ALL]
    assert {code for value in values for code in value.blocks} == set(BLOCKS)
    reached = {code for value in values for code in value.open}
    assert set(OPEN) - reached == {"requirements-open"}
