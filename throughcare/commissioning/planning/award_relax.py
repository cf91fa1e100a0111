"""The linear relaxation of a level: parts of bids allowed, so no award can be better than it.

Most bids never matter, so the programme starts with the few that look best and takes in others while their price against
the limits (their reduced cost) says that they would better it. The bound is worked out again from the prices in whole
numbers, so that no rounding of the solver's can make it too good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from throughcare.commissioning.planning.award_ground import FAR, Ground, Whole

Real = NDArray[np.float64]
_SMALL = 1e-9
_SHIFT = 40
_FIRST, _MORE = 4, 3
"""Bids for each lot that the programme starts with, and takes in at once."""


class Held(NamedTuple):
    """A level before this one: it stays at least at ``least``."""

    level: str
    least: int


@dataclass(frozen=True)
class Relaxed:
    """``bound`` holds for every award. ``parts`` of columns; ``cost`` is what taking a column whole adds to the bound at
    most, never above 0; both in the level's own units."""

    bound: int
    parts: Real
    cost: Real


class Relaxation:
    """The most that ``objective`` can be, with levels held. ``upper`` is the most of each column.

    ``award`` are the columns of an award that keeps to all that, so that the first programme has an answer; none are
    needed where lots may stay open.
    """

    def __init__(
        self, ground: Ground, objective: Whole, upper: Whole, award: Sequence[int] = (), held: Sequence[Held] = ()
    ) -> None:
        self.ground, self.objective, self.upper, self.award = ground, objective, upper, award
        self.unit = float(max(1, np.abs(self.objective).max(initial=0)))
        self.column = np.repeat(np.arange(len(ground.names)), np.diff(ground.starts))
        self.rows, self.cells = ground.rows, ground.values
        self.low, self.high = list(ground.low), list(ground.high)
        for one in held:
            self._hold(ground.levels[one.level], one.least)
        largest = np.ones(len(self.low))
        np.maximum.at(largest, self.rows, np.abs(self.cells).astype(float))
        self.scale = np.where(largest > 1e4, largest, 1.0)
        self.small = self.cells / self.scale[self.rows]

    def _hold(self, level: Whole, least: int) -> None:
        used = np.nonzero(level)[0]
        self.column = np.concatenate([self.column, used])
        self.rows = np.concatenate([self.rows, np.full(len(used), len(self.low))])
        self.cells = np.concatenate([self.cells, level[used]])
        order = np.lexsort((self.rows, self.column))
        self.column, self.rows, self.cells = self.column[order], self.rows[order], self.cells[order]
        self.low.append(least)
        self.high.append(FAR)

    def solve(self) -> Relaxed:
        """Solve it; the order of the work depends on the round alone."""
        starts = np.searchsorted(self.column, np.arange(len(self.upper) + 1))
        solver = pywraplp.Solver.CreateSolver("GLOP")
        solver.SetSolverSpecificParametersAsString("use_preprocessing: false")
        rows = self._rows(solver)
        objective = solver.Objective()
        objective.SetMaximization()
        inside: dict[int, pywraplp.Variable] = {}
        solved = True
        bids, gain = len(self.ground.bids), self.objective / self.unit
        prices = self._first_prices(gain)
        fresh = np.arange(bids, len(self.upper))
        first = np.argsort(-self._reduced(prices, gain)[:bids], kind="stable")[: _FIRST * len(self.ground.lots)]
        wanted = np.concatenate([first, np.array([one for one in self.award if one < bids], np.int64)])
        fresh = np.concatenate([fresh, np.unique(wanted)])
        while len(fresh):
            for place in fresh.tolist():
                one = solver.NumVar(0.0, float(self.upper[place]), "")
                objective.SetCoefficient(one, float(gain[place]))
                for cell in range(starts[place], starts[place + 1]):
                    rows[self.rows[cell]].SetCoefficient(one, float(self.small[cell]))
                inside[place] = one
            if solver.Solve() != pywraplp.Solver.OPTIMAL:
                solved = False
                break  # Any prices prove a bound; these only a weaker one.
            prices = np.array([row.dual_value() for row in rows])
            reduced = self._reduced(prices, gain)
            reduced[list(inside)] = -1
            reduced[self.upper == 0] = -1
            better = np.nonzero(reduced > _SMALL)[0]
            best = np.argsort(-reduced[better], kind="stable")[: _MORE * len(self.ground.lots)]
            fresh = np.sort(better[best])
        parts = np.zeros(len(self.upper))
        for place, one in inside.items():
            parts[place] = one.solution_value() if solved else 0.0
        cost = np.minimum(0, self._reduced(prices, gain) * self.unit)
        return Relaxed(self._bound(prices), parts, cost)

    def _rows(self, solver: pywraplp.Solver) -> list[pywraplp.Constraint]:
        far = solver.infinity()
        return [
            solver.Constraint(-far if low <= -FAR else low / scale, far if high >= FAR else high / scale)
            for low, high, scale in zip(self.low, self.high, self.scale.tolist(), strict=True)
        ]

    def _first_prices(self, gain: Real) -> Real:
        """A guess: every lot at its value, times what a pound brings in the bids just good enough to start with."""
        prices, ground = np.zeros(len(self.low)), self.ground
        worth = gain[: len(ground.bids)] / np.array(ground.value, float)
        start = min(len(worth), _FIRST * len(ground.lots))
        rate = float(np.sort(worth)[-start]) if start else 0.0
        prices[: len(ground.lots)] = [rate * lot.value_pence for lot in ground.lots]
        return prices

    def _reduced(self, prices: Real, gain: Real) -> Real:
        used = np.bincount(self.column, weights=prices[self.rows] * self.small, minlength=len(self.upper))
        reduced: Real = gain - used
        return reduced

    def _bound(self, prices: Real) -> int:
        """The bound that these prices prove, in whole numbers: prices are rounded to fractions of two, nothing else is."""
        exact = [
            round(float(one) * self.unit / scale * 2**_SHIFT) for one, scale in zip(prices, self.scale, strict=True)
        ]
        total = 0
        for place, price in enumerate(exact):
            edge = self.high[place] if price > 0 else self.low[place]
            if price and abs(edge) >= FAR:
                exact[place] = 0
            else:
                total += price * edge
        paid = np.array(exact, object)[self.rows] * self.cells.astype(object)
        left = self.objective.astype(object) * 2**_SHIFT
        np.subtract.at(left, self.column, paid)
        total += sum(int(one) * int(most) for one, most in zip(left, self.upper, strict=True) if one > 0 and most)
        return total >> _SHIFT
