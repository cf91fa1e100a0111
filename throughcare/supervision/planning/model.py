"""One level of a plan as a linear programme, for the bound, and as a whole-number programme, for the plan.

The relaxation allows parts of cases, so no plan can be better than it. Its reduced costs say which pairs can matter: the
whole-number search looks at those alone, and knows when that is all there is to look at. Cases that are alike in all that
the level and its frame look at are one group, given out by number: what is not told apart need not be tried twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from throughcare.supervision.planning.ground import Ground

Pair = tuple[int, int]
SEED = 20210626
_SMALL = 1e-6


@dataclass(frozen=True)
class Frame:
    """What holds while a level is solved: the highest load in steps, and at most so much of other levels by name."""

    highest: int
    most: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Relaxed:
    """The relaxation's answer: ``bound`` holds for every plan; ``value`` is before rounding up; cost is reduced cost."""

    bound: int
    value: float
    parts: dict[Pair, float]
    cost: dict[Pair, float]


class Layout:
    """Groups of cases, the pairs of group and officer that stay within the highest load, and what each costs."""

    def __init__(self, ground: Ground, level: str, frame: Frame) -> None:
        self.ground, self.level, self.frame = ground, level, frame
        seen = {level, *frame.most}
        self.groups = _groups(ground, broken="broken" in seen or "travel" in seen, travel="travel" in seen)
        room = [ground.room(place, frame.highest) for place in range(len(ground.problem.officers))]
        self.pairs = [
            (group, officer)
            for group, members in enumerate(self.groups)
            for officer in ground.allowed[members[0]]
            if self.points(group) <= room[officer]
        ]
        self.room = {officer: room[officer] for _, officer in self.pairs}

    def points(self, group: int) -> int:
        """Points of each case of the group."""
        return self.ground.problem.cases[self.groups[group][0]].points

    def most(self, pair: Pair) -> int:
        """Cases of the group that the officer could be given."""
        group, officer = pair
        points = self.points(group)
        fits = self.room[officer] // points if points else len(self.groups[group])
        return min(len(self.groups[group]), fits, self.ground.most[officer])

    def slots(self, officer: int, own: Iterable[Pair]) -> int:
        """New cases that the officer could be given at most."""
        weights = sorted(self.points(group) for group, _ in own for _ in self.groups[group])
        room, count = self.room[officer], 0
        for weight in weights:
            room -= weight
            if room < 0:
                break
            count += 1
        return min(count, self.ground.most[officer])

    def cost(self, level: str, pair: Pair) -> int:
        """What a case of the group given to the officer costs at a level that looks at pairs."""
        case, officer = self.groups[pair[0]][0], pair[1]
        if level == "broken":
            return int(officer in self.ground.broken[case])
        return self.ground.travel(case, officer)

    def hint(self, chosen: Mapping[int, int]) -> dict[Pair, int]:
        """A plan as numbers of the groups' cases."""
        counts: dict[Pair, int] = defaultdict(int)
        for group, members in enumerate(self.groups):
            for case in members:
                if case in chosen:
                    counts[group, chosen[case]] += 1
        return counts

    def plan(self, counts: Mapping[Pair, int]) -> dict[int, int]:
        """Numbers of the groups' cases as a plan: the first of the list to the first officer."""
        left = {group: list(members) for group, members in enumerate(self.groups)}
        return {left[group].pop(0): officer for (group, officer), count in sorted(counts.items()) for _ in range(count)}


def relax(layout: Layout) -> Relaxed | None:
    """The least that the level can be within its frame, cases in parts allowed; None where there is no plan at all."""
    ground, by_officer = layout.ground, _by(layout.pairs, 1)
    solver = pywraplp.Solver.CreateSolver("GLOP")
    x = {pair: solver.NumVar(0, solver.infinity(), "") for pair in layout.pairs}
    left = [solver.NumVar(0, solver.infinity(), "") for _ in layout.groups]
    slots = {}
    by_group = _by(layout.pairs, 0)
    for group, out in enumerate(left):
        row = solver.Constraint(len(layout.groups[group]), len(layout.groups[group]))
        row.SetCoefficient(out, 1)
        for pair in by_group.get(group, ()):
            row.SetCoefficient(x[pair], 1)
    for officer, own in by_officer.items():
        count, weight = solver.Constraint(0, 0), solver.Constraint(-solver.infinity(), layout.room[officer])
        for pair in own:
            count.SetCoefficient(x[pair], 1)
            weight.SetCoefficient(x[pair], layout.points(pair[0]))
        for place in range(1, layout.slots(officer, own) + 1):
            slots[officer, place] = one = solver.NumVar(0, 1, "")
            count.SetCoefficient(one, -1)

    def fill(name: str, target: pywraplp.Constraint | pywraplp.Objective) -> None:
        if name == "unplaced":
            terms: Iterable[tuple[int, pywraplp.Variable]] = ((1, out) for out in left)
        elif name == "spread":
            terms = ((ground.slot(*slot), one) for slot, one in slots.items())
        else:
            terms = ((layout.cost(name, pair), one) for pair, one in x.items())
        for cost, one in terms:
            if cost:
                target.SetCoefficient(one, cost)

    for name, most in layout.frame.most.items():
        fill(name, solver.Constraint(-solver.infinity(), most))
    objective = solver.Objective()
    objective.SetMinimization()
    fill(layout.level, objective)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    value = objective.Value()
    return Relaxed(
        ceil(value - 1e-5),
        value,
        {pair: found for pair, one in x.items() if (found := one.solution_value()) > _SMALL},
        {pair: one.reduced_cost() for pair, one in x.items()},
    )


def search(
    layout: Layout,
    pairs: list[Pair],
    *,
    hint: Mapping[int, int],
    bound: int,
    effort: float,
    how: str = "usual",
    most: int | None = None,
) -> tuple[str, dict[int, int]]:
    """The best plan over ``pairs`` found with ``effort`` (deterministic seconds). ``how``: ``first`` takes any plan. A plan
    above ``most`` is not looked for.

    Returns ``best`` (over these pairs), ``found``, ``none`` (there is no plan over them) or ``unknown``, and the plan.
    """
    ground, model = layout.ground, cp_model.CpModel()
    x = {pair: model.new_int_var(0, layout.most(pair), "") for pair in pairs}
    left = [model.new_int_var(0, len(members), "") for members in layout.groups]
    slots: dict[Pair, cp_model.IntVar] = {}
    by_group = _by(pairs, 0)
    for group, members in enumerate(layout.groups):
        model.add(left[group] + sum(x[pair] for pair in by_group.get(group, ())) == len(members))
    for officer, own in _by(pairs, 1).items():
        ladder = [model.new_bool_var("") for _ in range(layout.slots(officer, own))]
        slots.update({(officer, place): one for place, one in enumerate(ladder, 1)})
        for lower, upper in pairwise(ladder):
            model.add_implication(upper, lower)
        model.add(sum(x[pair] for pair in own) == sum(ladder))
        model.add(sum(layout.points(pair[0]) * x[pair] for pair in own) <= layout.room[officer])

    def total(name: str) -> cp_model.LinearExprT:
        if name == "unplaced":
            return sum(left)
        if name == "spread":
            return sum(ground.slot(*slot) * one for slot, one in slots.items())
        costs = ((layout.cost(name, pair), one) for pair, one in x.items())
        return sum(cost * one for cost, one in costs if cost)

    for name, held in layout.frame.most.items():
        model.add(total(name) <= held)
    if how != "first":
        model.add(total(layout.level) >= bound)
        model.minimize(total(layout.level))
        if most is not None:
            model.add(total(layout.level) <= most)
    given = layout.hint(hint)
    for pair, one in x.items():
        model.add_hint(one, given.get(pair, 0))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = effort
    solver.parameters.linearization_level = 2
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        chosen = layout.plan({pair: count for pair, one in x.items() if (count := solver.value(one))})
        return ("best" if status == cp_model.OPTIMAL and how != "first" else "found"), chosen
    return ("none" if status == cp_model.INFEASIBLE else "unknown"), {}


def _groups(ground: Ground, *, broken: bool, travel: bool) -> list[list[int]]:
    found: dict[object, list[int]] = {}
    for place, case in enumerate(ground.problem.cases):
        key: list[object] = [case.points, tuple(ground.allowed[place])]
        if broken:
            key.append(tuple(sorted(ground.broken[place])))
        if travel:
            key.append(case.sector)
        found.setdefault(tuple(key), []).append(place)
    return list(found.values())


def _by(pairs: Iterable[Pair], part: int) -> dict[int, list[Pair]]:
    found: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        found[pair[part]].append(pair)
    return found
