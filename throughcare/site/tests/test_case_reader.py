"""Cases are read strictly, and decided alike however they were read."""

from __future__ import annotations

import msgspec
import pytest

from throughcare.site.case_reader import CaseReader
from throughcare.site.decision_writer import DecisionWriter
from throughcare.supervision.rules import RULES
from throughcare.supervision.tests.scenario_files import Scenario, scenarios

ALL = scenarios("tier-two-axis", "tier-a-to-g")
READERS = {rule_set: CaseReader(RULES.find("tier", rule_set).case) for rule_set in ("two-axis-2021", "a-to-g-2026")}


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
