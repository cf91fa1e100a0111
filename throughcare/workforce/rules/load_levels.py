"""Shares of capacity and what they mean: one set of thresholds for every page."""

from __future__ import annotations

from typing import Literal

from throughcare.workforce.rules.workload_policy import Thresholds

Level = Literal["room", "full", "over", "unknown"]
CaseLevel = Literal["manageable", "warning", "stop"]


def percent_of(points: int, available: int) -> float:
    """Points as percent of the available: the share rounded half up to three places, times 100; 0 where either is 0.

    The published service's arithmetic (CapacityCalculator). Points below nothing are rounded away from it.
    """
    if points == 0 or available <= 0:
        return 0.0
    thousandths = (abs(points) * 2000 + available) // (2 * available)
    return (thousandths if points > 0 else -thousandths) / 10


def level_of(percent: float, available: int, *, limits: Thresholds) -> Level:
    """``room`` below the amber line, ``over`` above the red one, ``full`` between; ``unknown`` without capacity."""
    if available <= 0:
        return "unknown"
    if percent > limits.red:
        return "over"
    return "full" if percent >= limits.amber else "room"


def case_level_of(cases: int, *, limits: Thresholds) -> CaseLevel:
    """Above how many cases a person is: ``warning`` above the first line, ``stop`` above the second."""
    if cases > limits.cases_stop:
        return "stop"
    return "warning" if cases > limits.cases_warning else "manageable"
