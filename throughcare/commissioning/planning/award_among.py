"""Among which bids to look, as the prices of the relaxation tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from throughcare.commissioning.planning.award_ground import Ground, Whole
from throughcare.commissioning.planning.award_relax import Relaxed


def within(ground: Ground, relaxed: Relaxed, upper: Whole, award: Sequence[int], gap: int) -> list[int]:
    """Bids that an award could hold which is less than ``gap`` below the bound, and those of ``award``."""
    bids = len(ground.bids)
    close = (relaxed.cost[:bids] >= -gap - 1) & (upper[:bids] > 0)
    return sorted({*np.nonzero(close)[0].tolist(), *award})


def likely(ground: Ground, relaxed: Relaxed, award: Sequence[int], most: int) -> list[int]:
    """So many bids that cost the bound least, and those of ``award``."""
    order = np.argsort(-relaxed.cost[: len(ground.bids)], kind="stable")
    return sorted({*order[:most].tolist(), *award})


def nearest(ground: Ground, relaxed: Relaxed, upper: Whole, award: Sequence[int], most: int) -> list[int]:
    """For each lot so many bids of least cost, every bid of which the relaxation takes a part, and those of ``award``."""
    bids = len(ground.bids)
    taken: dict[str, int] = defaultdict(int)
    kept = {*np.nonzero(relaxed.parts[:bids] > 1e-6)[0].tolist(), *award}
    for place in np.argsort(-relaxed.cost[:bids], kind="stable").tolist():
        lots = ground.bids[place].lots
        if upper[place] and min(taken[key] for key in lots) < most:
            kept.add(place)
            for key in lots:
                taken[key] += 1
    return sorted(kept)
