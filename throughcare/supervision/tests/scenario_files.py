"""The scenarios of supervision's rules: see ``throughcare.testing.scenarios``."""

from __future__ import annotations

from pathlib import Path

from throughcare.testing.scenarios import Scenario, differences, read_scenarios

__all__ = ["Scenario", "differences", "scenarios"]

FOLDER = Path(__file__).parent / "scenarios"


def scenarios(*names: str) -> list[Scenario]:
    """The scenarios of the files of those names."""
    return read_scenarios(FOLDER, *names)
