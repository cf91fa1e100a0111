"""The parameters of the two-axis tier, as the rule reads them: built once for each stretch of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from throughcare.kernel.bands import Bands
from throughcare.kernel.decision import PolicyUse
from throughcare.policy import DatedPolicy, Family, load_family

FAMILY = "tier-two-axis-2021"

_PROTECT = (
    "registers",
    "rsr-points",
    "rosh-points",
    "mappa-points",
    "complexity-registers",
    "complexity-points",
    "protect-levels",
)
_WOMEN = ("women-points", "enforcement-outcomes", "enforcement-outcomes-recorded-here", "enforcement-conviction-limit")
_MANDATE = ("custodial-sentence-types", "unpaid-work-categories")
_WITHOUT = ("change-levels-without-points",)
_POINTS = (
    "ogrs-percent-per-point",
    "iom-points",
    "need-weights",
    "need-severity-points",
    "need-thresholds",
    "answer-scores",
    "change-levels",
)


@dataclass(frozen=True, eq=False)
class TwoAxisPolicy:
    """Registers, points, thresholds and levels in force. Compared and hashed by identity."""

    rosh_registers: Mapping[str, str]
    mappa_register: str
    iom_register: str
    two_thirds_register: str
    historic: frozenset[str]
    rsr_points: Bands[int]
    rosh_points: Mapping[str, int]
    mappa_points: Mapping[str, int]
    complexity_registers: frozenset[str]
    complexity_points: int
    women_points: Mapping[str, int]
    enforcement_outcomes: frozenset[str]
    enforcement_limit_months: float
    protect_levels: Bands[str]
    custodial_types: frozenset[str]
    unpaid_work_categories: frozenset[str]
    no_mandate_level: int
    no_assessment_level: int
    ogrs_percent_per_point: int
    iom_points: int
    need_weights: Mapping[str, int]
    severity_points: Mapping[str, int]
    need_thresholds: Mapping[str, Mapping[str, tuple[int, int]]]
    answer_scores: Mapping[str, int]
    change_levels: Bands[int]
    uses: Mapping[tuple[bool, bool], tuple[PolicyUse, ...]]


def bands(value: list[dict[str, Any]]) -> Bands[Any]:
    """Bands from their form in a parameter file."""
    return Bands((band["from"], band["value"]) for band in value)


def build(family: Family, day: date) -> TwoAxisPolicy:
    """The policy in force on ``day``; raises ``NoPolicyInForce``."""
    value = {name: parameter.on(day).value for name, parameter in family.parameters.items()}
    registers, without = value["registers"], value["change-levels-without-points"]
    return TwoAxisPolicy(
        rosh_registers=registers["rosh"],
        mappa_register=registers["mappa"],
        iom_register=registers["iom"],
        two_thirds_register=registers["two_thirds"],
        historic=frozenset(registers["historic"]),
        rsr_points=bands(value["rsr-points"]),
        rosh_points=value["rosh-points"],
        mappa_points=value["mappa-points"],
        complexity_registers=frozenset(value["complexity-registers"]),
        complexity_points=value["complexity-points"],
        women_points=value["women-points"],
        enforcement_outcomes=frozenset(value["enforcement-outcomes"])
        | frozenset(value["enforcement-outcomes-recorded-here"]),
        enforcement_limit_months=value["enforcement-conviction-limit"],
        protect_levels=bands(value["protect-levels"]),
        custodial_types=frozenset(value["custodial-sentence-types"]),
        unpaid_work_categories=frozenset(value["unpaid-work-categories"]),
        no_mandate_level=without["no_mandate"],
        no_assessment_level=without["no_assessment"],
        ogrs_percent_per_point=value["ogrs-percent-per-point"],
        iom_points=value["iom-points"],
        need_weights=value["need-weights"],
        severity_points=value["need-severity-points"],
        need_thresholds=value["need-thresholds"],
        answer_scores=value["answer-scores"],
        change_levels=bands(value["change-levels"]),
        uses={
            (woman, scored): _uses(family, day, woman, scored) for woman in (True, False) for scored in (True, False)
        },
    )


def _uses(family: Family, day: date, woman: bool, scored: bool) -> tuple[PolicyUse, ...]:
    names = (*_PROTECT, *(_WOMEN if woman else ()), *_MANDATE, *(_POINTS if scored else _WITHOUT))
    return tuple(family[name].use(day) for name in names)


@cache
def two_axis_policy() -> DatedPolicy[TwoAxisPolicy]:
    """The dated policy of the two-axis tier, read once."""
    return DatedPolicy(load_family("throughcare.supervision", FAMILY), build)
