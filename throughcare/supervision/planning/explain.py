"""Why each line of a plan is as it is: the best other choice for that case, everything else staying, and what it costs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from throughcare.supervision.planning.ground import Ground
from throughcare.supervision.rules.allocation_problem import Plan, PlanProblem


@dataclass(frozen=True, slots=True)
class LineReason:
    """One case of a plan. ``others`` might have been given it as well; ``runner_up`` is the best of them, None for nobody.

    ``costs`` are the differences of the levels with the runner-up, in their order; ``percent_before`` and ``_after`` are
    the chosen practitioner's load without and with every new case of the plan.
    """

    officer: int
    others: int
    knew: bool
    continuity: bool
    minutes: int
    percent_before: float
    percent_after: float
    cases_after: int
    runner_up: int | None
    costs: tuple[int, ...]


def explain(problem: PlanProblem, plan: Plan) -> dict[int, LineReason]:
    """The reason of every case that is placed, by case."""
    ground = Ground(problem)
    case_place = {case.key: place for place, case in enumerate(problem.cases)}
    officer_place = {officer.key: place for place, officer in enumerate(problem.officers)}
    chosen = {case_place[case]: officer_place[officer] for case, officer in plan.chosen.items()}
    counts, points = Counter(chosen.values()), Counter[int]()
    for case, officer in chosen.items():
        points[officer] += problem.cases[case].points
    found = {}
    for case, officer in chosen.items():
        one, held = problem.officers[officer], problem.cases[case]
        others = [other for other in ground.allowed[case] if other != officer]
        open_to = [other for other in others if counts[other] < ground.most[other]]
        base = ground.score(chosen)
        scored = ((_difference(ground.score({**chosen, case: other}), base), other) for other in open_to)
        best = min(scored, default=None)
        found[held.key] = LineReason(
            officer=one.key,
            others=len(others),
            knew=one.key in held.known_to,
            continuity=bool(ground.broken[case]),
            minutes=ground.travel(case, officer),
            percent_before=round(100 * one.points / one.available, 1),
            percent_after=round(100 * (one.points + points[officer]) / one.available, 1),
            cases_after=one.cases + counts[officer],
            runner_up=problem.officers[best[1]].key if best else None,
            costs=best[0] if best else (),
        )
    return found


def _difference(score: tuple[int, ...], base: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(new - old for new, old in zip(score, base, strict=True))
