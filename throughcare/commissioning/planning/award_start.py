"""An award to start from: down the bids that the relaxation takes most of, then those that cost its bound least."""

from __future__ import annotations

import numpy as np

from throughcare.commissioning.planning.award_ground import FAR, Ground, Whole
from throughcare.commissioning.planning.award_relax import Relaxed


def start_award(ground: Ground, relaxed: Relaxed, upper: Whole) -> tuple[int, ...]:
    """Bids (places of columns) that keep every limit together. Bids that win only with others are left out."""
    bids = len(ground.bids)
    high, used = np.array(ground.high, np.int64), np.zeros(len(ground.high), np.int64)
    conditional = _conditional_rows(ground)
    chosen = []
    for place in np.lexsort((np.arange(bids), -relaxed.cost[:bids], -relaxed.parts[:bids])).tolist():
        cells = slice(ground.starts[place], ground.starts[place + 1])
        rows, values = ground.rows[cells], ground.values[cells]
        if upper[place] and not conditional[rows].any() and not (used[rows] + values > high[rows]).any():
            used[rows] += values
            chosen.append(place)
    return tuple(sorted(chosen))


def _conditional_rows(ground: Ground) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Rows of conditions that more than forbid: a bid there needs another."""
    own = np.array([name.startswith("set ") for name in ground.row_names], bool)
    needs = np.array(ground.low) > -FAR
    needs[ground.rows[ground.values < 0]] = True
    return own & needs
