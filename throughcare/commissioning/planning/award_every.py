"""Every award that the relaxation does not rule out, one after another: for small rounds quicker than any search.

Prices of the relaxation say what each bid loses against the bound, and what is lost where a limit with a price is not used
up. Lot after lot is given to one of its bids, or left open, as long as what is lost together stays within the best award
known. So all awards of the best are found, ties as well.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from throughcare.commissioning.planning.award_ground import FAR, Ground, Whole
from throughcare.commissioning.planning.award_relax import Relaxed

Cells = list[tuple[int, int]]
_ROUNDING = 1e-9
"""Of the bound; losses are reckoned in floating point, and so much more is looked at."""


def every_best(
    ground: Ground, objective: Whole, relaxed: Relaxed, *, upper: Whole, known: int, steps: int
) -> list[tuple[int, ...]] | None:
    """All awards (places of bids) of the most ``objective``, where ``known`` is what one is worth; None beyond ``steps``.

    Only for rounds whose helpers are open lots, see ``is_plain``.
    """
    trial = _Trial(ground, objective, relaxed, upper=upper, known=known, steps=steps)
    trial.go(0, 0, 0.0, 0, ())
    if trial.steps < 0:
        return None
    bids = len(ground.bids)
    return [tuple(sorted(one for one in award if one < bids)) for award in trial.best]


def is_plain(ground: Ground) -> bool:
    """Whether there is nothing but lots and limits: no minimum, no bid that needs another."""
    lots = len(ground.lots)
    if len(ground.names) > len(ground.bids) + lots or bool((ground.values < 0).any()):
        return False
    return all(low <= -FAR for low in ground.low[lots:])


class _Choice(NamedTuple):
    """A bid or an open lot: what it loses, its column, its lots as bits, its worth, and what it takes of each limit."""

    loss: float
    column: int
    lots: int
    worth: int
    cells: Cells


class _Trial:
    def __init__(
        self, ground: Ground, objective: Whole, relaxed: Relaxed, *, upper: Whole, known: int, steps: int
    ) -> None:
        self.worth, self.steps, self.best = known, steps, list[tuple[int, ...]]()
        self.room = [*ground.high, *(cut.most for cut in relaxed.cuts)]
        self.most = relaxed.bound + 1 + _ROUNDING * abs(relaxed.bound)
        choices = _choices(ground, objective.tolist(), relaxed, upper)
        choices.sort(key=lambda pair: (len(pair[1]), pair[0]))
        self.choices, before = list[tuple[int, list[_Choice]]](), 0
        for bit, own in choices:  # A bid is a choice only for the first of its lots.
            self.choices.append((bit, sorted((one for one in own if not one.lots & before), key=lambda one: one[:2])))
            before |= bit
        self.priced = self._priced(relaxed.prices.tolist(), len(ground.lots))

    def _priced(self, prices: list[float], lots: int) -> list[list[tuple[int, float, int]]]:
        """For each place in the order of lots: rows with a price, the price, and the most that can still be used of them."""
        rows = [row for row in range(lots, len(prices)) if prices[row] > 0]
        rest, found = dict.fromkeys(rows, 0), [[(row, prices[row], 0) for row in rows]]
        for _, own in reversed(self.choices):
            most = dict.fromkeys(rows, 0)
            for one in own:
                for row, value in one.cells:
                    if row in most and value > most[row]:
                        most[row] = value
            rest = {row: rest[row] + most[row] for row in rows}
            found.append([(row, prices[row], rest[row]) for row in rows])
        return found[::-1]

    def go(self, at: int, taken: int, lost: float, worth: int, chosen: tuple[int, ...]) -> None:
        """Every choice for the next lot that nobody has."""
        while at < len(self.choices) and taken & self.choices[at][0]:
            at += 1
        if at == len(self.choices):
            if worth > self.worth:
                self.worth, self.best = worth, []
            if worth == self.worth:
                self.best.append(chosen)
            return
        room = self.room
        unused = 0.0
        for row, price, rest in self.priced[at]:
            if room[row] > rest:
                unused += price * (room[row] - rest)
        for loss, column, lots, own, cells in self.choices[at][1]:
            if self.most - lost - loss - unused < self.worth or self.steps < 0:
                return
            if lots & taken:
                continue
            for row, value in cells:
                if room[row] < value:
                    break
            else:
                self.steps -= 1
                for row, value in cells:
                    room[row] -= value
                self.go(at + 1, taken | lots, lost + loss, worth + own, (*chosen, column))
                for row, value in cells:
                    room[row] += value


def _choices(ground: Ground, objective: list[int], relaxed: Relaxed, upper: Whole) -> list[tuple[int, list[_Choice]]]:
    """For each lot, as a bit, its bids and that it stays open."""
    lots, bids = len(ground.lots), len(ground.bids)
    starts, rows, values = ground.starts.tolist(), ground.rows.tolist(), ground.values.tolist()
    losses = (-relaxed.cost).tolist()
    cut: dict[int, Cells] = defaultdict(list)
    for row, each in enumerate(relaxed.cuts, start=len(ground.high)):
        for column, value in zip(each.columns.tolist(), each.values.tolist(), strict=True):
            cut[column].append((row, value))
    found: list[tuple[int, list[_Choice]]] = [(1 << place, []) for place in range(lots)]
    for column in upper[: bids + lots].nonzero()[0].tolist():
        start, end = starts[column], starts[column + 1]
        cells = list(zip(rows[start:end], values[start:end], strict=True))
        own = [row for row, _ in cells if row < lots]
        limits = [*(cell for cell in cells if cell[0] >= lots), *cut[column]]
        one = _Choice(losses[column], column, sum(1 << row for row in own), objective[column], limits)
        for row in own:
            found[row][1].append(one)
    return found
