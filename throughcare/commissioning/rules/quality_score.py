"""What a bid's answers are worth, from the scores that were agreed: exact, on a scale from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

HUNDRED = 100


class Weighed(NamedTuple):
    """A criterion with the agreed scores of its questions; its weight is in per cent of the whole."""

    kind: str
    weight: Fraction
    scores: tuple[Fraction, ...]


class Quality(NamedTuple):
    """``together`` is what counts beside the price; ``quality`` and ``social_value`` alone settle ties."""

    together: Fraction
    quality: Fraction
    social_value: Fraction


def quality_of(criteria: Sequence[Weighed], *, top: float) -> Quality:
    """Each criterion is worth the mean of its questions; criteria count by their weights, the price left aside."""
    asked = [each for each in criteria if each.kind != "price" and each.scores]
    scale = HUNDRED / Fraction(str(top))

    def worth(kinds: tuple[str, ...]) -> Fraction:
        chosen = [each for each in asked if each.kind in kinds]
        weight = sum((each.weight for each in chosen), Fraction(0))
        if not weight:
            return Fraction(0)
        return sum((each.weight * scale * sum(each.scores) / len(each.scores) for each in chosen), Fraction(0)) / weight

    return Quality(worth(("quality", "social-value")), worth(("quality",)), worth(("social-value",)))


def share_of_package(pence: int, *, value: int, values: Sequence[int]) -> int:
    """The part of a package's price that falls on one of its lots, by the values of the lots; at least a penny."""
    return max(1, pence * value // sum(values))
