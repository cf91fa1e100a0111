"""Awards of made-up rounds: time, gap to the bound, and the plain whole-number model beside them.

    python -m bench.award [--sizes 17,110,220,500,1000] [--families NAME,...] [--seeds N,...] [--limit SECONDS]

Both are given the same round in turn on the same machine. The plain model is what one writes first: a variable for each
bid, a row for each limit, CP-SAT with eight workers and a limit of time. Ours has one worker. Every award is checked by
code that shares nothing with either, and where both prove theirs, they have to be worth the same. Seconds of a processor
are told beside those of the clock, because a busy machine makes the second say little; and the limit of the plain model is
one of a processor: so many seconds, or as many as ours took if that is more. Rounds of few lots are awarded several times
by both, and the median counts.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import product

from ortools.sat.python import cp_model

from bench.award_rounds import FAMILIES, SIZES, round_of
from bench.measure import Result
from throughcare.commissioning.planning.award_solver import plan_award
from throughcare.commissioning.rules.award_check import breaches_of
from throughcare.commissioning.rules.award_problem import AtMostOne, Award, AwardRound

PROVEN = (17, 110, 220, 500)
"""Sizes at which ours is to be proven best in less time than the plain model."""
FEW_LOTS, TIMES = 50, 7
"""Up to so many lots a round is awarded so many times."""


@dataclass(frozen=True)
class Told:
    """One method on one round: seconds by the clock and of a processor, open lots, points, and the gap."""

    clock: float
    busy: float
    open: int
    points: int
    gap: float
    proven: bool


def plain(given: AwardRound, limit: float) -> Told:
    """The model of variables and rows, as it is, for ``limit`` seconds of a processor."""
    begun, processor = time.perf_counter(), time.process_time()
    model = cp_model.CpModel()
    win = {bid.key: model.new_bool_var("") for bid in given.bids}
    left = {lot.key: model.new_bool_var("") for lot in given.lots}
    value = {lot.key: lot.value_pence for lot in given.lots}
    package = {bid.key: sum(value[key] for key in bid.lots) for bid in given.bids}
    holders = defaultdict(list)
    for bid in given.bids:
        for key in bid.lots:
            holders[key].append(win[bid.key])
    for key, out in left.items():
        model.add_exactly_one([*holders[key], out])
    group = {one.key: one.group or one.key for one in given.suppliers}
    shares, limits, demands = defaultdict(list), defaultdict(list), defaultdict(list)
    for bid in given.bids:
        limits[bid.supplier].append(len(bid.lots) * win[bid.key])
        for part in bid.parts:
            shares[group[part.supplier]].append(part.share * package[bid.key] * win[bid.key])
            for amount in part.demand.values():
                demands[part.supplier].append(amount * win[bid.key])
    cap = given.limits.market_share_cap
    for terms in shares.values():
        model.add(sum(terms) <= cap * sum(value.values()))
    for one in given.suppliers:
        model.add(sum(limits[one.key]) <= one.lot_limit)
        model.add(sum(demands[one.key]) <= one.capacity["cases"])
    for condition in given.conditions:
        assert isinstance(condition, AtMostOne)
        model.add_at_most_one([win[key] for key in condition.bids])
    points = {
        bid.key: sum(value[key] * score for key, score in zip(bid.lots, bid.scores, strict=True)) for bid in given.bids
    }
    penalty = 2 * max(points.values())
    model.maximize(sum(points[key] * one for key, one in win.items()) - penalty * sum(left.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.random_seed = 1
    watch = _Watch(solver, processor + limit)
    status = solver.solve(model)
    watch.over.set()
    clock, busy = time.perf_counter() - begun, time.process_time() - processor
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Told(clock, busy, len(left), 0, 1.0, False)
    out = sum(solver.value(one) for one in left.values())
    own = sum(points[key] for key, one in win.items() if solver.value(one))
    bound = solver.best_objective_bound + penalty * out
    return Told(clock, busy, out, own, (bound - own) / bound, status == cp_model.OPTIMAL)


class _Watch:
    """Ends a search once the processor time of this process has come to ``end``; its own thread looks on."""

    def __init__(self, solver: cp_model.CpSolver, end: float) -> None:
        self.solver, self.end, self.over = solver, end, threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while not self.over.wait(0.2):
            if time.process_time() >= self.end:
                self.solver.stop_search()


def ours(given: AwardRound) -> Told:
    """The product's award; raises where the checker finds a fault."""
    begun, processor = time.perf_counter(), time.process_time()
    award = plan_award(given)
    clock, busy = time.perf_counter() - begun, time.process_time() - processor
    faults = breaches_of(given, award)
    if faults:
        raise RuntimeError(f"{given.reference}: {faults[:3]}")
    return _told(clock, busy, award)


def _told(clock: float, busy: float, award: Award) -> Told:
    _, left, points = award.levels[:3]
    gap = 1.0 if left.gap != 0 or points.gap is None else points.gap
    return Told(clock, busy, left.value, points.value, gap, left.is_proven and points.is_proven)


def pair(given: AwardRound, limit: float, times: int) -> tuple[Told, Told]:
    """Both on one round in turn, ``times`` over: the run of median processor time of each."""
    pairs = []
    for _ in range(times):
        mine = ours(given)
        pairs.append((mine, plain(given, max(limit, mine.busy))))
    median = [sorted(told, key=lambda one: one.busy)[times // 2] for told in zip(*pairs, strict=True)]
    return median[0], median[1]


def run(sizes: list[int], families: list[str], seeds: list[int], limit: float) -> list[Result]:
    """Every size, all families added up; raises where two proofs differ."""
    results = []
    for size in sizes:
        pairs = []
        for family, seed in product(families, seeds):
            given = round_of(family, size, seed)
            pairs.append(pair(given, limit, TIMES if size <= FEW_LOTS else 1))
            _print(f"{family} {seed}", size, len(given.bids), *pairs[-1])
            mine, theirs = pairs[-1]
            if mine.proven and theirs.proven and mine.open == theirs.open and mine.points != theirs.points:
                raise RuntimeError(f"{family} {size}: {mine.points} and {theirs.points} are both said to be best")
        mine_all, their_all = [mine for mine, _ in pairs], [theirs for _, theirs in pairs]
        note = (
            f"proven {sum(one.proven for one in mine_all)} of {len(pairs)} (plain {sum(one.proven for one in their_all)}),"
            f" gap at most {max(one.gap for one in mine_all):.3%} (plain {max(one.gap for one in their_all):.1%}),"
            f" longest {max(one.clock for one in mine_all):.1f} s; of a processor"
            f" {sum(one.busy for one in mine_all):.2f} s (plain {sum(one.busy for one in their_all):.2f} s)"
        )
        clocks = sum(one.clock for one in mine_all), sum(one.clock for one in their_all)
        results.append(Result(f"award, {size:,} lots", *clocks, 1 if size in PROVEN else None, note))
    return results


def _print(family: str, size: int, bids: int, mine: Told, theirs: Told) -> None:
    print(f"{family:<20}{size:>6,} lots {bids:>8,} bids", flush=True)
    for name, one in (("ours", mine), ("plain", theirs)):
        said = "proven" if one.proven else f"gap {one.gap:.3%}"
        print(
            f"  {name:<6}{one.clock:>8.2f} s {one.busy:>8.2f} s of a processor  {one.open:>3} open  {said}", flush=True
        )


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--families", default=",".join(FAMILIES))
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--limit", type=float, default=60, help="seconds of a processor for the plain model, at least")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    seeds = [int(seed) for seed in options.seeds.split(",")]
    for result in run(sizes, options.families.split(","), seeds, options.limit):
        print(result.line())


if __name__ == "__main__":
    main()
