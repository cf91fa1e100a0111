"""Random choices that are the same for the same seed on every machine, and days as ordinals."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """A table of choices with weights, prepared once so that a draw is one random number and one bisection."""

    __slots__ = ("_bounds", "_choices", "_total")

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._choices = list(weights)
        self._bounds = list(accumulate(weights.values()))
        self._total = self._bounds[-1]

    def draw(self, dice: Dice) -> T:
        """One of the choices, as often as its weight says."""
        return self._choices[bisect_right(self._bounds, dice.random() * self._total)]


class Dice(random.Random):
    """A random source seeded by a text: string seeds are hashed with SHA-512, whatever PYTHONHASHSEED is."""

    def chance(self, share: float) -> bool:
        """True in ``share`` of the draws."""
        return self.random() < share

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, each as likely."""
        return choices[int(self.random() * len(choices))]

    def whole(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both included; ``least`` where the span is empty."""
        return least + int(self.random() * (most - least + 1)) if most > least else least


_WRITTEN: dict[int, str] = {}


def written(day: int | None) -> str:
    """An ordinal day as ISO 8601; empty for none. Kept, because a caseload has few different days."""
    if day is None:
        return ""
    text = _WRITTEN.get(day)
    if text is None:
        text = _WRITTEN[day] = date.fromordinal(day).isoformat()
    return text
