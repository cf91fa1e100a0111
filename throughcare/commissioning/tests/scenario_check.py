"""Comparing what a rule of commissioning decided with what a scenario expects."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec

from throughcare.testing.scenarios import Scenario, read_scenarios

FOLDER = Path(__file__).parent / "scenarios"


def scenarios(*names: str) -> list[Scenario]:
    """The scenarios of the files of those names."""
    return read_scenarios(FOLDER, *names)


def differences(expected: Any, got: Any, where: str = "value") -> list[str]:
    """Where ``got`` differs from the part of it that is expected: records by field, lists in full, times as ISO text."""
    got = msgspec.to_builtins(got, builtin_types=(dt.date, dt.datetime, dt.time))
    if isinstance(expected, dict) and isinstance(got, dict):
        return [each for name, value in expected.items() for each in differences(value, got[name], f"{where}.{name}")]
    if isinstance(expected, list) and isinstance(got, list | tuple):
        if len(expected) != len(got):
            return [f"{where} has {len(got)}, expected {len(expected)}: {got!r}"]
        pairs = enumerate(zip(expected, got, strict=True))
        return [each for place, (one, other) in pairs for each in differences(one, other, f"{where}.{place}")]
    if isinstance(got, dt.datetime) and isinstance(expected, str):
        got = got.isoformat(timespec="minutes")
    return [] if expected == got else [f"{where} is {got!r}, expected {expected!r}"]
