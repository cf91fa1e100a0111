"""Branch and cut over many bids (SCIP): one thread, a fixed seed, effort counted in nodes.

It reckons in floating point, so what it proves it proves to within ``ACCURACY`` of the whole; that an award keeps every
limit is settled in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from ortools.linear_solver import pywraplp

from throughcare.commissioning.planning.award_cuts import Cut
from throughcare.commissioning.planning.award_ground import FAR, Ground, Whole
from throughcare.commissioning.planning.award_relax import Held
from throughcare.commissioning.planning.award_search import SEED, Found

ACCURACY = 1e-8
PATIENCE = 300
"""Seconds of a processor after which a search is given up, whatever is known by then: a node can take long."""
_SCALE = 1_000.0
_ROOT_ONLY = ("limits/nodes = 1", "branching/mostinf/priority = 1000000")
_BY_PROCESSOR = "timing/clocktype = 1"


def branch(
    ground: Ground,
    columns: Sequence[int],
    objective: Whole,
    *,
    upper: Whole,
    held: Sequence[Held] = (),
    cuts: Sequence[Cut] = (),
    hint: Iterable[int] = (),
    nodes: int,
) -> Found:
    """The best award over ``columns`` (places of bids; helpers always count in) found within so many nodes.

    With one node it looks for a good award alone and proves nothing.
    """
    used = [one for one in columns if upper[one]] + list(range(len(ground.bids), len(ground.names)))
    solver = pywraplp.Solver.CreateSolver("SCIP")
    variables = {one: solver.IntVar(0, int(upper[one]), "") for one in used}
    rows = _rows_of(ground, used)
    for row, cells in rows.items():
        _add(solver, variables, cells, ground.low[row], ground.high[row])
    for level, least in held:
        own = ground.levels[level]
        _add(solver, variables, [(one, int(own[one])) for one in used if own[one]], least, FAR)
    for cut in cuts:
        both = zip(cut.columns.tolist(), cut.values.tolist(), strict=True)
        _add(solver, variables, [(one, value) for one, value in both if one in variables], -FAR, cut.most)
    unit = float(np.abs(objective).max(initial=1)) / _SCALE
    goal = solver.Objective()
    goal.SetMaximization()
    for one in used:
        goal.SetCoefficient(variables[one], float(objective[one]) / unit)
    _start_from(solver, ground, variables, set(hint))
    effort = _ROOT_ONLY if nodes == 1 else (f"limits/nodes = {nodes}", f"limits/time = {PATIENCE}", _BY_PROCESSOR)
    asked = (f"randomization/randomseedshift = {SEED % 1_000}", *effort)
    if not solver.SetSolverSpecificParametersAsString("\n".join(asked)):
        raise RuntimeError("SCIP does not know what it is asked for")
    limits = pywraplp.MPSolverParameters()
    limits.SetDoubleParam(limits.RELATIVE_MIP_GAP, 0.0)
    status = solver.Solve(limits)
    nothing = Found(None, 0, FAR, False, status == pywraplp.Solver.INFEASIBLE)
    if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return nothing
    taken = {one: round(variables[one].solution_value()) for one in used}
    if not _keeps(ground, rows, taken):
        return nothing
    value = sum(int(objective[one]) * count for one, count in taken.items())
    bound = goal.BestBound() * unit
    bids = tuple(one for one in used if one < len(ground.bids) and taken[one])
    if status == pywraplp.Solver.OPTIMAL and abs(bound - value) <= ACCURACY * abs(value):
        return Found(bids, value, value, True, False)
    return Found(bids, value, int(bound + ACCURACY * abs(bound)) + 1, False, False)


def _rows_of(ground: Ground, used: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    rows: dict[int, list[tuple[int, int]]] = {}
    for one in used:
        cells = slice(ground.starts[one], ground.starts[one + 1])
        for row, value in zip(ground.rows[cells].tolist(), ground.values[cells].tolist(), strict=True):
            rows.setdefault(row, []).append((one, value))
    return rows


def _add(
    solver: pywraplp.Solver,
    variables: dict[int, pywraplp.Variable],
    cells: Sequence[tuple[int, int]],
    low: int,
    high: int,
) -> None:
    """One row, in numbers of a size that floating point bears."""
    if low <= -FAR and sum(max(0, value) for _, value in cells) <= high:
        return
    most = max((abs(value) for _, value in cells), default=1)
    unit = most / _SCALE if most > _SCALE else 1.0
    far = solver.infinity()
    row = solver.RowConstraint(-far if low <= -FAR else low / unit, far if high >= FAR else high / unit, "")
    for one, value in cells:
        row.SetCoefficient(variables[one], value / unit)


def _start_from(
    solver: pywraplp.Solver, ground: Ground, variables: dict[int, pywraplp.Variable], award: set[int]
) -> None:
    """An award that is known already, with the lots that it leaves open."""
    if not award:
        return
    filled = {ground.lot_place[key] for one in award for key in ground.bids[one].lots}
    open_lots = {ground.open_column(place) for place in range(len(ground.lots)) if place not in filled}
    known = [one for one in variables if one < len(ground.bids) + len(ground.lots)]
    solver.SetHint([variables[one] for one in known], [float(one in award or one in open_lots) for one in known])


def _keeps(ground: Ground, rows: dict[int, list[tuple[int, int]]], taken: dict[int, int]) -> bool:
    """Whether what was rounded keeps every row, in whole numbers."""
    sums = ((row, sum(value * taken[one] for one, value in cells)) for row, cells in rows.items())
    return all(ground.low[row] <= found <= ground.high[row] for row, found in sums)
