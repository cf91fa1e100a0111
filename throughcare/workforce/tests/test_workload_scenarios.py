"""Every scenario of the rules of workload gives what it says, and bounds hold for any facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from throughcare.policy.book import NoPolicyInForce
from throughcare.testing.scenarios import Scenario, differences, read_scenarios
from throughcare.workforce.rules import RULES
from throughcare.workforce.rules.capacity import decide_capacity
from throughcare.workforce.rules.codes import REDUCTION_REASON
from throughcare.workforce.rules.load_levels import percent_of
from throughcare.workforce.rules.workload_cases import CapacityCase, Reduction
from throughcare.workforce.rules.workload_policy import points_policy, reduction_policy

ALL = read_scenarios(Path(__file__).parent / "scenarios", "workload-points", "capacity", "impact")


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: f"{scenario.rule}: {scenario.name}")
def test_it_gives_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    case = msgspec.json.decode(scenario.json, type=rule.case)
    if "fault" in scenario.expect:
        with pytest.raises(NoPolicyInForce, match=scenario.expect["fault"]):
            rule.decide(case)
        return
    decision = rule.decide(case)
    assert differences(scenario.expect.get("value", {}), decision.value) == []
    if "reason" in scenario.expect:
        assert decision.reason.code == scenario.expect["reason"]
    if "holds_until" in scenario.expect:
        assert decision.holds_until == scenario.expect["holds_until"]


def test_scenario_names_are_told_apart() -> None:
    names = [(scenario.rule, scenario.name) for scenario in ALL]
    assert len(set(names)) == len(names)


def test_every_tier_has_points_in_every_row() -> None:
    tiers = {f"{level}{change}" for level in "ABCD" for change in "0123"}
    for row in points_policy().on(date(2026, 1, 1)).weights.values():
        assert set(row) == tiers


def test_every_reason_for_a_reduction_has_its_terms() -> None:
    policy = reduction_policy().on(date(2026, 1, 1))
    assert set(policy.reasons) == {entry.code for entry in REDUCTION_REASON}
    for grade, band in policy.pipeline.items():
        for months in band.bounds:
            assert not band[months] or REDUCTION_REASON[band[months]].facts["pipeline"] == grade


@example(hours=25.1, off=15.8, share=37.0, points=0)
@example(hours=0.01, off=0.0, share=0.0, points=0)
@given(
    hours=st.decimals(0, 60, places=1).map(float),
    off=st.decimals(0, 60, places=1).map(float),
    share=st.integers(0, 100).map(float),
    points=st.integers(0, 5000),
)
def test_capacity_lies_between_nothing_and_the_nominal_points_of_the_hours(
    hours: float, off: float, share: float, points: int
) -> None:
    value = decide_capacity(
        CapacityCase(
            on=date(2026, 1, 5),
            grade="PO",
            contracted_hours=hours,
            reduction_hours=off,
            reductions=(Reduction(share=share),),
            points=points,
        )
    ).value
    assert 0 <= value.available_points <= 2176 * hours / 37 + 1e-9
    assert (value.available_points > 0) or value.problem is not None
    assert value.percent == percent_of(points, value.available_points)


@given(points=st.integers(-5000, 20_000), available=st.integers(1, 5000))
def test_the_percentage_is_within_half_a_step(points: int, available: int) -> None:
    assert abs(percent_of(points, available) - 100 * points / available) <= 0.05 + 1e-9
