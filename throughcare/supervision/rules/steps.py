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


def points_in_words(points: int) -> Words:
    """So many points, in the number that the reader's language gives to one and to many."""
    return Words(mark("{number} point") if points == 1 else mark("{number} points"), {"number": points})


def named(templates: tuple[str, ...]) -> Words:
    """A list of names, each said in the reader's language."""
    places = {f"name{place}": Words(template) for place, template in enumerate(templates)}
    return Words(", ".join(f"{{{place}}}" for place in places), places)
