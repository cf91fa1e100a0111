"""The parameters of workload points, capacity, reductions and thresholds, as the rules read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from throughcare.kernel.bands import Bands
from throughcare.kernel.decision import PolicyUse
from throughcare.policy import DatedPolicy, Family, load_family

CONTEXT = "throughcare.workforce"
POINTS = "workload-points"
CAPACITY = "workload-capacity"
REDUCTIONS = "workload-reductions"
THRESHOLDS = "workload-thresholds"
COMMUNITY, LICENCE, CUSTODY, T2A = "community", "licence", "custody", "t2a"
CASE_TYPES = (COMMUNITY, LICENCE, CUSTODY)


@dataclass(frozen=True, eq=False)
class PointsPolicy:
    """Weights in force. ``parole`` and ``arms`` are None and empty while they are not in the formula."""

    weights: Mapping[str, Mapping[str, int]]
    letters: Mapping[str, str]
    suspended_share: int
    reports: Mapping[str, int]
    parole: int | None
    arms: Mapping[str, int]
    contacts: Mapping[str, int]
    inactive_share: Mapping[str, int]
    window_days: int
    uses: Mapping[str, PolicyUse]


@dataclass(frozen=True, eq=False)
class CapacityPolicy:
    """``default_hours`` by grade; ``grade_of`` gives the grade for a grade's name or one of its codes, in small letters."""

    nominal_points: int
    default_hours: Mapping[str, float]
    grade_of: Mapping[str, str]
    uses: Mapping[str, PolicyUse]


@dataclass(frozen=True, slots=True)
class ReasonTerms:
    """What a reason for a reduction fixes: the share, the largest share (percent), the months until it runs out."""

    share: int | None = None
    most: int | None = None
    months: int | None = None


@dataclass(frozen=True, eq=False)
class ReductionPolicy:
    """Terms by reason, and the pipeline: by grade, the reason whose share holds from so many months served on."""

    reasons: Mapping[str, ReasonTerms]
    pipeline: Mapping[str, Bands[str]]
    uses: Mapping[str, PolicyUse]


@dataclass(frozen=True, eq=False)
class Thresholds:
    """Percent of capacity, days and numbers of cases."""

    amber: int
    red: int
    excessive_percent: int
    excessive_days: int
    cases_warning: int
    cases_stop: int
    uses: Mapping[str, PolicyUse]


@cache
def points_policy() -> DatedPolicy[PointsPolicy]:
    """The dated weights, read once."""
    return DatedPolicy(load_family(CONTEXT, POINTS), _points)


@cache
def capacity_policy() -> DatedPolicy[CapacityPolicy]:
    """The dated terms of capacity, read once."""
    return DatedPolicy(load_family(CONTEXT, CAPACITY), _capacity)


@cache
def reduction_policy() -> DatedPolicy[ReductionPolicy]:
    """The dated terms of reductions, read once."""
    return DatedPolicy(load_family(CONTEXT, REDUCTIONS), _reductions)


@cache
def thresholds() -> DatedPolicy[Thresholds]:
    """The dated thresholds, read once."""
    return DatedPolicy(load_family(CONTEXT, THRESHOLDS), _thresholds)


def plain(text: str) -> str:
    """A grade's name or code without spaces and case, every dash a hyphen."""
    return "".join(text.split()).replace("–", "-").replace("—", "-").lower()


def _values(family: Family, day: date) -> dict[str, Any]:
    found = {}
    for name, parameter in family.parameters.items():
        started = parameter.values[0].start <= day
        found[name] = parameter.on(day).value if started else None
    return found


def _uses(family: Family, day: date) -> dict[str, PolicyUse]:
    return {
        name: parameter.use(day) for name, parameter in family.parameters.items() if parameter.values[0].start <= day
    }


def _points(family: Family, day: date) -> PointsPolicy:
    family["community"].on(day)
    value = _values(family, day)
    return PointsPolicy(
        weights={kind: value[kind] for kind in (COMMUNITY, LICENCE, CUSTODY, T2A)},
        letters=value["a-to-g"] or {},
        suspended_share=value["suspended-share"],
        reports=value["court-reports"],
        parole=value["parole-report"],
        arms=value["arms-assessment"] or {},
        contacts=value["contact-activity"],
        inactive_share=value["inactive-share"],
        window_days=value["task-window"],
        uses=_uses(family, day),
    )


def _capacity(family: Family, day: date) -> CapacityPolicy:
    value = {name: parameter.on(day).value for name, parameter in family.parameters.items()}
    grade_of = {plain(code): grade for grade, codes in value["grade-codes"].items() for code in codes}
    grade_of |= {plain(grade): grade for grade in value["default-hours"]}
    return CapacityPolicy(value["nominal-points"], value["default-hours"], grade_of, _uses(family, day))


def _reductions(family: Family, day: date) -> ReductionPolicy:
    value = {name: parameter.on(day).value for name, parameter in family.parameters.items()}
    return ReductionPolicy(
        {reason: ReasonTerms(**terms) for reason, terms in value["reasons"].items()},
        {grade: Bands((band["from"], band["value"]) for band in bands) for grade, bands in value["pipeline"].items()},
        _uses(family, day),
    )


def _thresholds(family: Family, day: date) -> Thresholds:
    value = {name: parameter.on(day).value for name, parameter in family.parameters.items()}
    return Thresholds(
        value["amber"],
        value["red"],
        value["excessive-percent"],
        value["excessive-days"],
        value["cases-warning"],
        value["cases-stop"],
        _uses(family, day),
    )
