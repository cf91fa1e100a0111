"""Allocation plans of a delivery unit and of a region: time, gap to the proven bound, and first fit beside them.

    python -m bench.allocation [--rounds N] [--seeds N] [--sizes unit,region]

Made-up lists: grades, hours, loads and tiers in the proportions of the fictional region. A region is its delivery units,
each with a list of its own: a case changes its unit by a transfer, which the receiving side accepts, never by a plan.
Every plan is checked by code that shares nothing with the solver.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from datetime import date

from bench.measure import Result
from throughcare.supervision.planning.first_fit import first_fit
from throughcare.supervision.planning.ground import Ground
from throughcare.supervision.planning.solver import plan_allocation
from throughcare.supervision.rules.allocation_check import breaches_of
from throughcare.supervision.rules.allocation_problem import (
    LEVELS,
    Plan,
    PlanCase,
    PlanLimits,
    PlanOfficer,
    PlanProblem,
    Score,
)

SIZES = {"unit": (1, 40, 60, 5.0, 0.0), "region": (10, 60, 50, 60.0, 0.01)}
"""Delivery units, cases and practitioners of each, seconds for all of them, and the largest gap."""
TOWNS = 3
_QUALIFIED, _NEARLY = frozenset({"PO", "SPO"}), frozenset({"PO", "SPO", "NQO"})
_EVERYBODY = frozenset({"PO", "SPO", "NQO", "PSO", "PQiP"})
# Points of a community, licence or custody case, and the grades that may hold it.
_KINDS = (
    ((206, 158, 219, 75), _QUALIFIED, 8),
    ((146, 115, 161, 59), _NEARLY, 30),
    ((79, 63, 77, 30), _EVERYBODY, 37),
    ((51, 41, 51, 17), _EVERYBODY, 25),
)
_GRADES = (("PO", 52), ("NQO", 8), ("PSO", 30), ("PQiP", 10))


def problems_of(size: str, seed: int) -> list[PlanProblem]:
    """The made-up lists of every delivery unit of that size."""
    units, count, staff, _, _ = SIZES[size]
    return [_problem(random.Random(f"{size} {seed} {unit}"), count, staff) for unit in range(units)]


def _problem(dice: random.Random, count: int, staff: int) -> PlanProblem:
    towns = TOWNS
    places = [(dice.uniform(0, 60), dice.uniform(0, 60)) for _ in range(towns)]
    sectors = [f"T{town} {place}" for town in range(towns) for place in range(4)]
    where = {sector: _near(dice, places[place // 4]) for place, sector in enumerate(sectors)}
    offices = [f"T{town} 0" for town in range(towns)]
    officers = tuple(_officer(dice, key, offices) for key in range(1, staff + 1))
    cases = tuple(_case(dice, key, sectors, officers) for key in range(1, count + 1))
    minutes = {
        (office, sector): round(
            ((where[office][0] - where[sector][0]) ** 2 + (where[office][1] - where[sector][1]) ** 2) ** 0.5 * 2.4
        )
        for office in offices
        for sector in sectors
    }
    limits = PlanLimits(cases_stop=60, trainee_grades=frozenset({"PQiP"}), trainee_new_cases=2, load_step=5)
    return PlanProblem(on=date(2026, 11, 26), cases=cases, officers=officers, limits=limits, minutes=minutes)


def _near(dice: random.Random, place: tuple[float, float]) -> tuple[float, float]:
    return place[0] + dice.gauss(0, 2), place[1] + dice.gauss(0, 2)


def _officer(dice: random.Random, key: int, offices: list[str]) -> PlanOfficer:
    grade = dice.choices([name for name, _ in _GRADES], [share for _, share in _GRADES])[0]
    share = dice.choice((1.0, 1.0, 1.0, 0.8, 0.6)) * {"PQiP": 0.4, "NQO": 0.8}.get(grade, 1.0)
    available = int(2176 * share)
    load = min(1.5, max(0.2, dice.gauss(1.0, 0.18)))
    return PlanOfficer(
        key=key,
        grade=grade,
        points=int(available * load),
        available=available,
        cases=min(58, int(available * load / 65)),
        speaks_welsh=dice.random() < 0.15,
        sex=dice.choice("MFF"),
        away=dice.random() < 0.06,
        sector=dice.choice(offices),
    )


def _case(dice: random.Random, key: int, sectors: list[str], officers: tuple[PlanOfficer, ...]) -> PlanCase:
    weights, grades, _ = dice.choices(_KINDS, [kind[2] for kind in _KINDS])[0]
    someone = [officer.key for officer in officers]
    return PlanCase(
        key=key,
        points=dice.choice(weights),
        grades=grades,
        welsh=dice.random() < 0.03,
        officer_sex=dice.choice("MF") if dice.random() < 0.05 else "",
        known_to=frozenset(dice.sample(someone, 1)) if dice.random() < 0.25 else frozenset(),
        conflicts=frozenset(dice.sample(someone, 1)) if dice.random() < 0.05 else frozenset(),
        closed_to=frozenset(dice.sample(someone, 2)) if dice.random() < 0.02 else frozenset(),
        sector=dice.choice(sectors),
    )


def run(rounds: int, seeds: int, sizes: list[str]) -> list[Result]:
    """Every size: the slowest list, the largest gap; raises where the checker finds a fault or first fit is better."""
    results = []
    for size in sizes:
        units, cases, staff, goal, largest = SIZES[size]
        took, busy, yardstick, gaps = [], [], [], []
        for seed in range(1, seeds + 1):
            problems = problems_of(size, seed)
            for _ in range(rounds):
                begun, processor = time.perf_counter(), time.process_time()
                plans = [plan_allocation(problem) for problem in problems]
                took.append(time.perf_counter() - begun)
                busy.append(time.process_time() - processor)
            begun = time.perf_counter()
            fits = [_fit(problem) for problem in problems]
            yardstick.append(time.perf_counter() - begun)
            gaps.append(_report(f"{size} {seed}", took[-1], busy[-1], problems, plans, fits))
        note = (
            f"{units * cases} cases, {units * staff} practitioners, {seeds} lists: at most {max(took):.1f} s"
            f" ({max(busy):.1f} s of one core; goal {goal:.0f} s), gap at most {max(gaps):.2%} (goal {largest:.0%})"
        )
        results.append(
            Result(f"allocation plan, {size}", statistics.median(took), statistics.median(yardstick), None, note)
        )
    return results


def _fit(problem: PlanProblem) -> Score:
    ground = Ground(problem)
    return ground.score(first_fit(ground))


def _report(
    name: str, took: float, busy: float, problems: list[PlanProblem], plans: list[Plan], fits: list[Score]
) -> float:
    """Print the levels added up (the highest load: of all), check every plan; the largest gap of the sums."""
    for problem, plan, fit in zip(problems, plans, fits, strict=True):
        faults = breaches_of(problem, plan)
        if faults or any(ours > theirs for ours, theirs in zip(plan.score, fit, strict=True)):
            raise RuntimeError(f"{name}: {faults or 'first fit is better'}")
    print(f"{name}: {took:.2f} s, {busy:.2f} s of one core")
    largest = 0.0
    for place, level in enumerate(LEVELS):
        together = max if level == "highest" else sum
        ours = together(plan.levels[place].value for plan in plans)
        bound = together(plan.levels[place].bound for plan in plans)
        theirs = together(fit[place] for fit in fits)
        gap = (ours - bound) / ours if ours else 0.0
        largest = max(largest, gap)
        proven = sum(plan.levels[place].gap == 0 for plan in plans)
        print(
            f"  {level:<9} {ours:>6}  bound {bound:>6}  gap {gap:.2%}  proven best in {proven} of {len(plans)} units"
            f"  first fit {theirs:>6}"
        )
    return largest


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--sizes", default="unit,region")
    options = parser.parse_args()
    for result in run(options.rounds, options.seeds, options.sizes.split(",")):
        print(result.line())


if __name__ == "__main__":
    main()
