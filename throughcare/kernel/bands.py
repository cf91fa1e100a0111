"""Numeric bands without holes: each runs from its lower bound up to, not including, the next one's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Bands(Generic[T]):
    """Half-open bands given by their lower bounds, so that no gap and no overlap can be written down."""

    __slots__ = ("_bounds", "_values")

    def __init__(self, bands: Iterable[tuple[float, T]]) -> None:
        pairs = list(bands)
        self._bounds = [bound for bound, _ in pairs]
        self._values = [value for _, value in pairs]
        if not pairs or any(a >= b for a, b in zip(self._bounds, self._bounds[1:], strict=False)):
            raise ValueError(f"lower bounds must rise: {self._bounds}")

    def __getitem__(self, number: float) -> T:
        place = bisect_right(self._bounds, number) - 1
        if place < 0:
            raise LookupError(f"{number} lies below the lowest band ({self._bounds[0]})")
        return self._values[place]

    @property
    def bounds(self) -> tuple[float, ...]:
        """The lower bounds, rising."""
        return tuple(self._bounds)
