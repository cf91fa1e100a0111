"""The plan for a list: level after level, each with the bound that it cannot beat.

Deterministic: one worker, a fixed seed, effort counted in deterministic time and never on a clock. See
``rules/allocation_problem`` for the levels and docs/domain/allocation.md for the method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from throughcare.supervision.planning.dealing import deal
from throughcare.supervision.planning.first_fit import first_fit
from throughcare.supervision.planning.ground import Ground
from throughcare.supervision.planning.model import Frame, Layout, Pair, Relaxed, relax, search
from throughcare.supervision.planning.polish import polish
from throughcare.supervision.rules.allocation_problem import LEVELS, LevelResult, Plan, PlanProblem

EFFORT = {"first": 4.0, "unplaced": 24.0, "usual": 2.0}
"""Deterministic seconds of a search: for any plan, for the fewest that nobody takes, and of a level after it."""
NEAREST = 12
"""Pairs kept for each group, those of least reduced cost, where not all that can matter are few."""
FEW = 4_000
"""Pairs that are searched without leaving any out."""


@dataclass
class _Best:
    """The best plan so far, and what is proven about each level."""

    chosen: dict[int, int]
    bounds: dict[str, int]


def plan_allocation(problem: PlanProblem) -> Plan:
    """The best plan found, with values and bounds level by level; never worse than first fit at any level."""
    ground = Ground(problem)
    start = first_fit(ground)
    fit = dict(zip(LEVELS, ground.score(start), strict=True))
    ceilings: dict[str, int] = {}
    while True:
        best = _solve(ground, start, ceilings)
        score = dict(zip(LEVELS, ground.score(best.chosen), strict=True))
        worse = [name for name in LEVELS[2:] if score[name] > fit[name] and name not in ceilings]
        if not worse:
            return _plan(ground, best, score)
        ceilings |= {name: fit[name] for name in worse}


def _solve(ground: Ground, start: dict[int, int], ceilings: Mapping[str, int]) -> _Best:
    best = _Best(dict(start), dict.fromkeys(LEVELS, 0))
    if not ground.problem.cases:
        return best
    frame = _place_all(ground, best, ceilings)
    frame = _lower_highest(ground, best, frame)
    for level in LEVELS[2:]:
        most = {name: most for name, most in frame.most.items() if name != level}
        frame = Frame(frame.highest, most)
        _improve(ground, best, level, frame)
        frame = Frame(frame.highest, {**most, level: _value(ground, best, level)})
    return best


def _place_all(ground: Ground, best: _Best, ceilings: Mapping[str, int]) -> Frame:
    """As many cases placed as can be: nearly always all, which first fit then has shown already."""
    value = _value(ground, best, "unplaced")
    best.bounds["unplaced"] = sum(not allowed for allowed in ground.allowed)
    everything = sum(case.points for case in ground.problem.cases)
    used = {place for allowed in ground.allowed for place in allowed}
    top = max((ground.highest(place, everything) for place in used), default=0)
    if value > best.bounds["unplaced"]:
        _improve(ground, best, "unplaced", Frame(top, dict(ceilings)))
        value = _value(ground, best, "unplaced")
    return Frame(top, {**ceilings, "unplaced": value})


def _lower_highest(ground: Ground, best: _Best, frame: Frame) -> Frame:
    """The lowest highest load: by halves for the bound, then upwards until there is a plan."""
    upper = ground.score(best.chosen)[1]
    lower, known = 0, upper
    while lower < known:
        middle = (lower + known) // 2
        if relax(Layout(ground, "unplaced", Frame(middle, frame.most))) is None:
            lower = middle + 1
        else:
            known = middle
    best.bounds["highest"] = lower
    proven = True
    for highest in range(lower, upper):
        tried = Frame(highest, frame.most)
        layout = Layout(ground, "spread", tried)
        said, chosen = search(layout, layout.pairs, hint=best.chosen, bound=0, effort=EFFORT["first"], how="first")
        if chosen:
            best.chosen = chosen
            return tried
        proven = proven and said == "none"
        if proven:
            best.bounds["highest"] = highest + 1
    return Frame(upper, frame.most)


def _improve(ground: Ground, best: _Best, level: str, frame: Frame) -> None:
    """Bring one level down within ``frame``; the best plan so far lies within it."""
    if level in ("broken", "travel"):
        best.chosen = polish(ground, best.chosen, level, frame)
    value = _value(ground, best, level)
    if value == best.bounds[level]:
        return
    layout = Layout(ground, level, frame)
    relaxed = relax(layout)
    if relaxed is None:
        return
    best.bounds[level] = max(best.bounds[level], relaxed.bound)
    if value == best.bounds[level]:
        return
    core = _core(layout, relaxed, value, best.chosen)
    effort = EFFORT.get(level, EFFORT["usual"])
    said, chosen = search(layout, core, hint=best.chosen, bound=best.bounds[level], effort=effort)
    if chosen and ground.score(chosen)[LEVELS.index(level)] < value:
        best.chosen = chosen
    value = _value(ground, best, level)
    if said == "best" and _holds_all(layout, relaxed, value, core):
        best.bounds[level] = value
    if value > best.bounds[level] and level != "unplaced":
        _deal(ground, best, level, frame)


def _deal(ground: Ground, best: _Best, level: str, frame: Frame) -> None:
    """What the relaxation over parts of cases leaves open, solved over hands."""
    if level in ("broken", "travel"):
        best.chosen = polish(ground, best.chosen, level, frame)
    bound = best.bounds[level]
    best.bounds[level], chosen = deal(Layout(ground, level, frame), best.chosen, _value(ground, best, level), bound)
    best.chosen = chosen or best.chosen


def _core(layout: Layout, relaxed: Relaxed, value: int, chosen: Mapping[int, int]) -> list[Pair]:
    """The pairs worth searching: those that can matter where they are few, else the best of each group."""
    matter = [pair for pair in layout.pairs if _matters(pair, relaxed, value)]
    kept = set(relaxed.parts) | set(layout.hint(chosen))
    if len(matter) <= FEW:
        kept |= set(matter)
    else:
        by_group: dict[int, list[Pair]] = {}
        for pair in matter:
            by_group.setdefault(pair[0], []).append(pair)
        for own in by_group.values():
            own.sort(key=lambda pair: (relaxed.cost[pair], pair))
            kept.update(own[:NEAREST])
    return sorted(kept & set(layout.pairs))


def _holds_all(layout: Layout, relaxed: Relaxed, value: int, core: list[Pair]) -> bool:
    """Whether no pair outside the core can be part of a plan better than ``value``."""
    inside = set(core)
    return all(pair in inside or not _matters(pair, relaxed, value) for pair in layout.pairs)


def _matters(pair: Pair, relaxed: Relaxed, value: int) -> bool:
    """Whether a plan with this pair can be better than ``value``: the relaxation would rise by the reduced cost."""
    return relaxed.value + relaxed.cost[pair] <= value - 1 + 1e-4


def _value(ground: Ground, best: _Best, level: str) -> int:
    return ground.score(best.chosen)[LEVELS.index(level)]


def _plan(ground: Ground, best: _Best, score: Mapping[str, int]) -> Plan:
    cases, officers = ground.problem.cases, ground.problem.officers
    chosen = {cases[case].key: officers[officer].key for case, officer in sorted(best.chosen.items())}
    unplaced = tuple(case.key for case in cases if case.key not in chosen)
    return Plan(chosen, unplaced, tuple(LevelResult(name, score[name], best.bounds[name]) for name in LEVELS))
