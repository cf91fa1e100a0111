"""Writing steps shortly."""

from __future__ import annotations

from typing import Any

from throughcare.kernel.decision import Step, Words


def step(code: str, template: str, result: Any = None, *, decisive: bool = False, **values: object) -> Step:
    """A step whose sentence is ``template`` with ``values``."""
    return Step(code, Words(template, values), result, decisive)


def number(value: float) -> str:
    """A score as people write it: no rounding that would move it over a threshold, no trailing zero."""
    return f"{value:.12g}"
