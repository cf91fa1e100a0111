"""Awards of made-up rounds: time, gap to the bound, and the plain whole-number model beside them.

    python -m bench.award [--sizes 17,110,220,500,1000] [--families NAME,...] [--seed N] [--limit SECONDS]

Both are given the same round in turn on the same machine. The plain model is what one writes first: a variable for each
bid, a row for each limit, CP-SAT with eight workers and a limit of time. Ours has one worker. Every award is checked by
code that shares nothing with either, and where both prove theirs, they have to be worth the same. Seconds of a processor
are told beside those of the clock, because a busy machine makes the second say little.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass

from ortools.sat.python import cp_model

from bench.award_rounds import FAMILIES, SIZES, round_of
from bench.measure import Result
from throughcare.commissioning.planning.award_solver import plan_award
from throughcare.commissioning.rules.award_check import breaches_of
from throughcare.commissioning.rules.award_problem import AtMostOne, Award, AwardRound

PROVEN = (17, 110, 220, 500)
"""Sizes at which ours is to be proven best in less time than the plain model."""


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
    """The model of variables and rows, as it is, for ``limit`` seconds."""
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
    solver.parameters.max_time_in_seconds = limit
    status = solver.solve(model)
    clock, busy = time.perf_counter() - begun, time.process_time() - processor
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Told(clock, busy, len(left), 0, 1.0, False)
    out = sum(solver.value(one) for one in left.values())
    own = sum(points[key] for key, one in win.items() if solver.value(one))
    bound = solver.best_objective_bound + penalty * out
    return Told(clock, busy, out, own, (bound - own) / bound, status == cp_model.OPTIMAL)


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


def run(sizes: list[int], families: list[str], seed: int, limit: float) -> list[Result]:
    """Every size, all families added up; raises where two proofs differ."""
    results = []
    for size in sizes:
        pairs = []
        for family in families:
            given = round_of(family, size, seed)
            pairs.append((ours(given), plain(given, limit)))
            _print(family, size, len(given.bids), *pairs[-1])
            mine, theirs = pairs[-1]
            if mine.proven and theirs.proven and mine.open == theirs.open and mine.points != theirs.points:
                raise RuntimeError(f"{family} {size}: {mine.points} and {theirs.points} are both said to be best")
        mine_all, their_all = [mine for mine, _ in pairs], [theirs for _, theirs in pairs]
        note = (
            f"proven {sum(one.proven for one in mine_all)} of {len(pairs)} (plain {sum(one.proven for one in their_all)}),"
            f" gap at most {max(one.gap for one in mine_all):.3%} (plain {max(one.gap for one in their_all):.1%}),"
            f" longest {max(one.clock for one in mine_all):.1f} s; of a processor"
            f" {sum(one.busy for one in mine_all):.1f} s (plain {sum(one.busy for one in their_all):.1f} s)"
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
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=60, help="seconds for the plain model")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    for result in run(sizes, options.families.split(","), options.seed, options.limit):
        print(result.line())


if __name__ == "__main__":
    main()
