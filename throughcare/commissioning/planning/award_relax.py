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

from throughcare.commissioning.planning.award_cuts import Cut, Cuts
from throughcare.commissioning.planning.award_ground import FAR, Ground, Whole

Real = NDArray[np.float64]
_SMALL = 1e-9
_SHIFT = 40
_FIRST, _MORE = 4, 3
"""Bids for each lot that the programme starts with, and takes in at once."""
_ALL = 300
"""Bids that it starts with altogether."""


class Held(NamedTuple):
    """A level before this one: it stays at least at ``least``."""

    level: str
    least: int


@dataclass(frozen=True)
class Relaxed:
    """``bound`` holds for every award. ``parts`` of columns; ``cost`` is what taking a column whole adds to the bound at
    most, never above 0; both in the level's own units. ``prices`` are what a unit of each row is worth, the rows of the
    round and then of ``cuts``, which made the bound so tight."""

    bound: int
    parts: Real
    cost: Real
    prices: Real
    cuts: tuple[Cut, ...] = ()


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

    def solve(self, rounds: int = 0) -> Relaxed:
        """Solve it, with at most so many rounds of cuts; the order of the work depends on the round alone."""
        gain, bids = self.objective / self.unit, len(self.ground.bids)
        prices = self._first_prices(gain)
        most = bids if bids <= _ALL else _FIRST * len(self.ground.lots)
        first = np.argsort(-self._reduced(prices, gain)[:bids], kind="stable")[:most]
        wanted = np.concatenate([first, np.array([one for one in self.award if one < bids], np.int64)])
        programme = _Programme(self, gain)
        programme.take_in(np.concatenate([np.arange(bids, len(self.upper)), np.unique(wanted)]))
        prices, solved = self._solve(programme, prices, gain)
        cuts = Cuts(self.column, self.rows, self.cells, high=self.high, bids=bids) if rounds else None
        found: list[Cut] = []
        while cuts and solved and rounds:
            fresh, rounds = cuts.find(programme.parts), rounds - 1
            if not fresh:
                break
            found += fresh
            self._cut(fresh)
            programme.cut(fresh)
            prices, solved = self._solve(programme, prices, gain)
        cost = np.minimum(0, self._reduced(prices, gain) * self.unit)
        parts = programme.parts if solved else np.zeros(len(self.upper))
        return Relaxed(self._bound(prices), parts, cost, prices * self.unit / self.scale, tuple(found))

    def _solve(self, programme: _Programme, prices: Real, gain: Real) -> tuple[Real, bool]:
        """Its prices with every column that betters it, and whether it was solved to the end.

        Any prices prove a bound; those of before only a weaker one.
        """
        while True:
            found = programme.solve()
            if found is None:
                return np.concatenate([prices, np.zeros(len(self.low) - len(prices))]), False
            prices, reduced = found, self._reduced(found, gain)
            reduced[list(programme.inside)] = -1
            reduced[self.upper == 0] = -1
            better = np.nonzero(reduced > _SMALL)[0]
            if not len(better):
                return prices, True
            best = np.argsort(-reduced[better], kind="stable")[: _MORE * len(self.ground.lots)]
            programme.take_in(np.sort(better[best]))

    def _cut(self, cuts: Sequence[Cut]) -> None:
        """Rows of cuts, which hold for every award."""
        first = len(self.low)
        sizes = [len(one.columns) for one in cuts]
        self.column = np.concatenate([self.column, *(one.columns for one in cuts)])
        self.rows = np.concatenate([self.rows, np.repeat(np.arange(first, first + len(cuts)), sizes)])
        self.cells = np.concatenate([self.cells, *(one.values for one in cuts)])
        order = np.lexsort((self.rows, self.column))
        self.column, self.rows, self.cells = self.column[order], self.rows[order], self.cells[order]
        self.low += [-FAR] * len(cuts)
        self.high += [one.most for one in cuts]
        self.scale = np.concatenate([self.scale, np.ones(len(cuts))])
        self.small = self.cells / self.scale[self.rows]

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


class _Programme:
    """The linear programme as the solver holds it: the columns taken in so far, every row."""

    def __init__(self, of: Relaxation, gain: Real) -> None:
        self.of, self.gain = of, gain
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.SetSolverSpecificParametersAsString("use_preprocessing: false")
        self.objective = self.solver.Objective()
        self.objective.SetMaximization()
        self.inside: dict[int, pywraplp.Variable] = {}
        far = self.solver.infinity()
        self.rows = [
            self.solver.Constraint(-far if low <= -FAR else low / scale, far if high >= FAR else high / scale)
            for low, high, scale in zip(of.low, of.high, of.scale.tolist(), strict=True)
        ]

    def take_in(self, columns: Whole) -> None:
        """More columns."""
        of = self.of
        starts, ends = np.searchsorted(of.column, columns), np.searchsorted(of.column, columns, side="right")
        for place, start, end in zip(columns.tolist(), starts.tolist(), ends.tolist(), strict=True):
            one = self.solver.NumVar(0.0, float(of.upper[place]), "")
            self.objective.SetCoefficient(one, float(self.gain[place]))
            for row, value in zip(of.rows[start:end].tolist(), of.small[start:end].tolist(), strict=True):
                self.rows[row].SetCoefficient(one, value)
            self.inside[place] = one

    def cut(self, cuts: Sequence[Cut]) -> None:
        """More rows."""
        for cut in cuts:
            row = self.solver.Constraint(-self.solver.infinity(), float(cut.most))
            for place, value in zip(cut.columns.tolist(), cut.values.tolist(), strict=True):
                if place in self.inside:
                    row.SetCoefficient(self.inside[place], float(value))
            self.rows.append(row)

    def solve(self) -> Real | None:
        """The price of each row; None where it was not solved."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return np.array([row.dual_value() for row in self.rows])

    @property
    def parts(self) -> Real:
        """How much of each column the answer takes."""
        found = np.zeros(len(self.of.upper))
        for place, one in self.inside.items():
            found[place] = one.solution_value()
        return found
