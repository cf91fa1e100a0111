"""A level of a plan solved over hands: a bound that heavy cases do not blur, and the plan among the hands that can matter.

The linear programme starts with the hands of the plan so far and is given, round after round, the best hands at its prices
(column generation). Prices of any round give a bound for every plan (Lagrange): cases at their price, less the best hand of
each officer. A hand that falls short of its officer's best by more than the gap cannot be part of a better plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from throughcare.supervision.planning.hands import Hand, Hands, Prices
from throughcare.supervision.planning.model import SEED, Layout, Pair, search
from throughcare.supervision.rules.allocation_problem import LEVELS

Dealt = tuple[int, Hand]
"""An officer and a hand."""
WORK = 1_500_000_000
"""Cells of knapsack tables that may be filled for the bound of one level."""
FEW, MANY = (2_500, 4.0), (12_000, 6.0)
"""Hands that are searched at most, and deterministic seconds for all searches together."""
PAIRS = 5.0
"""Deterministic seconds of each search over pairs."""
_EACH, _ROUNDS = 3, 4
_SMALL = 1e-6


@dataclass(frozen=True)
class Priced:
    """Prices with the bound that they prove, what each officer's best hand is worth, and the hands met on the way."""

    bound: float
    prices: Prices
    best: Mapping[int, float]
    met: Sequence[Dealt]


def deal(layout: Layout, chosen: Mapping[int, int], value: int, bound: int) -> tuple[int, dict[int, int]]:
    """The bound of the level and the best plan found, empty where none is better than ``value``.

    ``chosen`` lies within the frame and is worth ``value``; ``bound`` is proven already.
    """
    hands = Hands(layout)
    if hands.work() * 20 > WORK or bound >= value:
        return bound, {}
    priced = price(hands, chosen)
    table = _Table(hands, priced, chosen, value, max(bound, ceil(priced.bound - 1e-5)))
    for step in (table.search_met, table.search_few, table.search_pairs, table.search_many):
        if table.bound < table.value:
            step()
    return min(table.bound, table.value), table.better


class _Table:
    """A level while it is solved: from the quick searches to the long ones, until bound and value meet."""

    def __init__(self, hands: Hands, priced: Priced, chosen: Mapping[int, int], value: int, bound: int) -> None:
        self.hands, self.priced, self.chosen, self.value, self.bound = hands, priced, chosen, value, bound
        self.better: dict[int, int] = {}

    def search_met(self) -> None:
        """A better plan of the hands that the bound was made of."""
        self._take(_search(self.hands, self.priced.met, self.bound, self.value - 1, FEW[1]).hands)

    def search_few(self) -> None:
        """Upwards from the bound among few hands."""
        self._search_near(*FEW)

    def search_pairs(self) -> None:
        """A better plan over the pairs of case and officer that it can have; each that is found leaves fewer such pairs."""
        layout, place = self.hands.layout, LEVELS.index(self.hands.layout.level)
        for _ in range(_ROUNDS):
            pairs, near = _matter(self.hands, self.priced, self.value), self.better or self.chosen
            said, chosen = search(layout, pairs, hint=near, bound=self.bound, most=self.value - 1, effort=PAIRS)
            if chosen:
                self.value, self.better = layout.ground.score(chosen)[place], chosen
            if said in ("best", "none"):
                self.bound = self.value
            if said != "found" or self.bound >= self.value:
                return

    def search_many(self) -> None:
        """Upwards from the bound among many hands."""
        self._search_near(*MANY)

    def _search_near(self, most: int, effort: float) -> None:
        """Steps upwards: every plan below the target is made of hands near the best, so a search of those settles it."""
        step = 2
        while self.bound < self.value:
            target = min(self.value, self.bound + step)
            near = _near(self.hands, self.priced, target - 1 - self.priced.bound, most)
            if near is None:
                return
            found = _search(self.hands, near, self.bound, self.value - 1, effort)
            self._take(found.hands)
            if not found.is_all:
                return
            effort -= found.effort
            self.bound, step = min(self.value, target), 2 * step

    def _take(self, found: Sequence[Dealt]) -> None:
        if found:
            level = self.hands.layout.level
            self.value = sum(self.hands.amount(level, officer, hand) for officer, hand in found)
            self.better = self.hands.layout.plan(
                {(group, officer): number for officer, hand in found for group, number in hand}
            )


def price(hands: Hands, chosen: Mapping[int, int]) -> Priced:
    """Prices at which the bound is highest, or as far as ``WORK`` reaches; raises nothing, ``chosen`` keeps it feasible."""
    master = _Master(hands, hands.of_plan(chosen))
    left, found = WORK, None
    while True:
        prices = master.solve()
        best, new = {}, []
        for officer in hands.own:
            offers = hands.best(officer, prices)
            best[officer] = max(offers[0][0], 0.0) if offers else 0.0
            new += [(officer, hand) for worth, hand in offers[:_EACH] if worth > master.worth(officer) + _SMALL]
        bound = _bound(hands.layout, prices, best)
        if found is None or bound > found[0]:
            found = bound, prices, best
        left -= hands.work()
        if not master.add(new) or left < 0:
            return Priced(*found, list(master.parts))


def _bound(layout: Layout, prices: Prices, best: Mapping[int, float]) -> float:
    """What every plan costs at least; a case that is left out saves its price, and the frame says how many may be."""
    most = layout.frame.most
    spared = most.get("unplaced", 0) * max(0.0, *prices.group)
    held = sum(prices.level[name] * most[name] for name in prices.level if name in most)
    worth = sum(len(members) * each for members, each in zip(layout.groups, prices.group, strict=True))
    return worth - held - sum(best.values()) - spared


class _Master:
    """The linear programme over parts of hands."""

    def __init__(self, hands: Hands, first: Sequence[Dealt]) -> None:
        self.hands, layout = hands, hands.layout
        self.solver = solver = pywraplp.Solver.CreateSolver("GLOP")
        lowest, most = -solver.infinity(), layout.frame.most
        self.groups = [solver.Constraint(len(members), len(members)) for members in layout.groups]
        self.officers = {officer: solver.Constraint(lowest, 1) for officer in hands.own}
        self.held = {name: solver.Constraint(lowest, most[name]) for name in most if name != "unplaced"}
        unplaced = solver.Constraint(lowest, most.get("unplaced", 0))
        for row in self.groups:
            out = solver.NumVar(0, solver.infinity(), "")
            row.SetCoefficient(out, 1)
            unplaced.SetCoefficient(out, 1)
        self.objective = solver.Objective()
        self.objective.SetMinimization()
        self.parts: dict[Dealt, pywraplp.Variable] = {}
        self.add(first)

    def add(self, dealt: Sequence[Dealt]) -> bool:
        """Whether any of these hands is new."""
        before, hands = len(self.parts), self.hands
        for officer, hand in dealt:
            if (officer, hand) in self.parts:
                continue
            self.parts[officer, hand] = part = self.solver.NumVar(0, self.solver.infinity(), "")
            self.officers[officer].SetCoefficient(part, 1)
            for group, number in hand:
                self.groups[group].SetCoefficient(part, number)
            for name, row in self.held.items():
                row.SetCoefficient(part, hands.amount(name, officer, hand))
            self.objective.SetCoefficient(part, hands.amount(hands.layout.level, officer, hand))
        return len(self.parts) > before

    def solve(self) -> Prices:
        """The prices at the best of these hands."""
        self.solver.Solve()
        self._worth: dict[int, float] = {officer: max(0.0, -row.dual_value()) for officer, row in self.officers.items()}
        level = {name: max(0.0, -row.dual_value()) for name, row in self.held.items()}
        return Prices(tuple(row.dual_value() for row in self.groups), {**level, self.hands.layout.level: 1.0})

    def worth(self, officer: int) -> float:
        """What the officer's best hand so far is worth at the prices found last."""
        return self._worth[officer]


def _near(hands: Hands, priced: Priced, reach: float, most: int) -> list[Dealt] | None:
    """The hands that fall short of the best by ``reach`` or less; None where they are more than ``most``."""
    found: list[Dealt] = []
    for officer, best in priced.best.items():
        own = hands.within(officer, priced.prices, best - reach, most - len(found))
        if own is None:
            return None
        found += [(officer, hand) for hand in own]
    return found


def _matter(hands: Hands, priced: Priced, value: int) -> list[Pair]:
    """The pairs that a plan better than ``value`` can have."""
    reach = value - 1 - priced.bound + _SMALL
    return [
        (group, officer)
        for group, officer in hands.layout.pairs
        if priced.best[officer] - hands.worth_with(officer, group, priced.prices) <= reach
    ]


@dataclass(frozen=True)
class _Found:
    """The hands of a plan, none where there is none; whether no plan is better; deterministic seconds that it took."""

    hands: Sequence[Dealt]
    is_all: bool
    effort: float


def _search(hands: Hands, dealt: Sequence[Dealt], bound: int, most: int, effort: float) -> _Found:
    """The best plan of these hands from ``bound`` to ``most``."""
    layout, model = hands.layout, cp_model.CpModel()
    x = {one: model.new_bool_var("") for one in dealt}
    by_group: defaultdict[int, list[cp_model.LinearExprT]] = defaultdict(list)
    by_officer: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    for (officer, hand), one in x.items():
        by_officer[officer].append(one)
        for group, number in hand:
            by_group[group].append(number * one)
    left = [model.new_int_var(0, len(members), "") for members in layout.groups]
    for group, members in enumerate(layout.groups):
        model.add(left[group] + sum(by_group[group]) == len(members))
    for own in by_officer.values():
        model.add_at_most_one(own)

    def total(name: str) -> cp_model.LinearExprT:
        if name == "unplaced":
            return sum(left)
        return sum(hands.amount(name, *key) * one for key, one in x.items())

    for name, limit in layout.frame.most.items():
        model.add(total(name) <= limit)
    model.add_linear_constraint(total(layout.level), bound, most)
    model.minimize(total(layout.level))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = max(effort, 0.0)
    solver.parameters.linearization_level = 2
    status = solver.solve(model)
    took = solver.response_proto.deterministic_time
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _Found([key for key, one in x.items() if solver.value(one)], status == cp_model.OPTIMAL, took)
    return _Found([], status == cp_model.INFEASIBLE, took)
