"""The whole-number search for an award among some of the columns: exact, one worker, counted effort, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd

from ortools.sat.python import cp_model

from throughcare.commissioning.planning.award_ground import FAR, Ground, Whole
from throughcare.commissioning.planning.award_relax import Held

SEED = 20210626


@dataclass(frozen=True)
class Found:
    """``bids`` win (places of columns), None where no award was found. ``bound`` holds over the columns searched."""

    bids: tuple[int, ...] | None
    value: int
    bound: int
    is_best: bool
    is_none: bool


def search(
    ground: Ground,
    columns: Sequence[int],
    objective: Whole,
    *,
    upper: Whole,
    held: Sequence[Held] = (),
    hint: Iterable[int] = (),
    other_than: Sequence[Sequence[int]] = (),
    effort: float,
    close: float = 0.0,
) -> Found:
    """The best award over ``columns`` (places of bids; helpers always count in) found with ``effort`` deterministic seconds.

    ``close`` is the share of the bound within which an award is good enough. ``other_than`` are awards that are not to be
    found again.
    """
    model = cp_model.CpModel()
    used = [one for one in columns if upper[one]] + list(range(len(ground.bids), len(ground.names)))
    x = {one: model.new_int_var(0, int(upper[one]), "") for one in used}
    _add_rows(model, ground, x)
    for level, least in held:
        _add(model, x, _cells(ground.levels[level], used), least, FAR)
    for award in other_than:
        inside = {one for one in award if one in x}
        rest = (one for one in used if one < len(ground.bids) and one not in inside)
        model.add_bool_or([*(x[one].negated() for one in sorted(inside)), *(x[one] for one in rest)])
    whole = gcd(*(int(value) for value in objective[used])) or 1
    model.maximize(
        cp_model.LinearExpr.weighted_sum([x[one] for one in used], [int(objective[one]) // whole for one in used])
    )
    wanted = set(hint)
    for one in used:
        if wanted and one < len(ground.bids):
            model.add_hint(x[one], int(one in wanted))
    solver = _solver(effort)
    solver.parameters.relative_gap_limit = close
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        bound = FAR if status == cp_model.UNKNOWN else 0
        return Found(None, 0, bound, False, status == cp_model.INFEASIBLE)
    bids = tuple(one for one in used if one < len(ground.bids) and solver.value(x[one]))
    value = sum(int(objective[one]) * solver.value(x[one]) for one in used)
    bound = round(solver.best_objective_bound) * whole
    return Found(bids, value, bound, status == cp_model.OPTIMAL and bound == value, False)


def _solver(effort: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    return solver


def _cells(level: Whole, used: Sequence[int]) -> list[tuple[int, int]]:
    return [(one, int(level[one])) for one in used if level[one]]


def _add_rows(model: cp_model.CpModel, ground: Ground, x: dict[int, cp_model.IntVar]) -> None:
    rows: dict[int, list[tuple[int, int]]] = {}
    starts, numbers, values = ground.starts.tolist(), ground.rows, ground.values
    for one in x:
        cells = slice(starts[one], starts[one + 1])
        for row, value in zip(numbers[cells].tolist(), values[cells].tolist(), strict=True):
            rows.setdefault(row, []).append((one, value))
    for row, cells_of in sorted(rows.items()):
        _add(model, x, cells_of, ground.low[row], ground.high[row])


def _add(
    model: cp_model.CpModel, x: dict[int, cp_model.IntVar], cells: list[tuple[int, int]], low: int, high: int
) -> None:
    """One row; of the shapes that the solver knows best where it has one."""
    ones = all(value == 1 for _, value in cells)
    if ones and low == high == 1:
        model.add_exactly_one([x[one] for one, _ in cells])
    elif ones and low <= 0 and high == 1:
        model.add_at_most_one([x[one] for one, _ in cells])
    elif not (low <= -FAR and sum(max(0, value) for _, value in cells) <= high):
        whole = gcd(*(value for _, value in cells)) or 1
        model.add_linear_constraint(
            cp_model.LinearExpr.weighted_sum([x[one] for one, _ in cells], [value // whole for _, value in cells]),
            -FAR if low <= -FAR else -(-low // whole),
            FAR if high >= FAR else high // whole,
        )
