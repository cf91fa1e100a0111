"""Writing steps shortly."""

from __future__ import annotations

from typing import Any

from throughcare.kernel.decision import Step, Words, mark

HARM_NAMES = {
    "VERY_HIGH": Words(mark("very high")),
    "HIGH": Words(mark("high")),
    "MEDIUM": Words(mark("medium")),
    "LOW": Words(mark("low")),
}
"""Levels of risk of serious harm, and bands of predictors, in words."""


def step(code: str, template: str, result: Any = None, *, decisive: bool = False, **values: object) -> Step:
    """A step whose sentence is ``template`` with ``values``."""
    return Step(code, Words(template, values), result, decisive)


def number(value: float) -> str:
    """A score as people write it: no rounding that would move it over a threshold, no trailing zero."""
    return f"{value:.12g}"
