"""Workload points: what one case or task weighs, and what an officer's add up to.

Instrument: the published workload service of England and Wales (``parameters/workload-points.yaml`` cites each figure).
A case that cannot be weighed carries no points and says so in ``problem``: the points are then a lower bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from throughcare.kernel.decision import Decision, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.workforce.rules.workload_cases import ContactCodes, WeighedCase, WorkloadCase
from throughcare.workforce.rules.workload_policy import POINTS, T2A, PointsPolicy, points_policy

RULE_SET = "seed-2021"
Problem = Literal["tier-missing", "tier-not-known", "case-type-not-known"]
_TYPES = {"community": "community", "licence": "licence", "license": "licence", "custody": "custody"}
_NO_TIER = {"", "missing", "na", "n/a", "none", "untiered", "not_supervised"}
TYPE_NAMES = {
    "community": mark("community"),
    "licence": mark("licence"),
    "custody": mark("custody"),
    "t2a": mark("transition to adulthood"),
}
_PROBLEMS: Mapping[str, str] = {
    "tier-missing": mark("The case has no tier, so it cannot be weighed."),
    "tier-not-known": mark("{tier} is not a tier that has points, so the case cannot be weighed."),
    "case-type-not-known": mark("It is not known whether the case is in the community, on licence or in custody."),
}
_INACTIVE = {
    "overdue-termination": mark("Termination is overdue: the case keeps {share}% of its {points} points."),
    "warrant": mark("A warrant is outstanding: the case keeps {share}% of its {points} points."),
    "unpaid-work": mark("Unpaid work alone: the case keeps {share}% of its {points} points."),
}
TASKS = {
    "standard-court-report": mark("Standard court report"),
    "fast-court-report": mark("Fast court report"),
    "oral-report": mark("Oral report"),
    "parole-report": mark("Parole report"),
    "arms-community": mark("ARMS assessment, community"),
    "arms-licence": mark("ARMS assessment, licence"),
}


class CaseWeight(NamedTuple):
    """What one case weighs: whole points, the steps that led there, the parameters used. ``problem`` empty: none."""

    points: int
    problem: str
    code: str
    steps: tuple[Step, ...]
    used: tuple[str, ...]


class TaskWeight(NamedTuple):
    """What one task weighs; ``counted`` false where the formula of the day has no points for it."""

    points: int
    counted: bool
    parameter: str


@dataclass(frozen=True, slots=True)
class PointsLine:
    """One line of the sum: ``count`` times ``each``."""

    what: Annotated[str, Meta(description="Tier and type of a case, or the kind of task, or a contact code.")]
    count: int
    each: int
    points: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class WorkloadPoints:
    """Points by source. ``uncounted`` cases could not be weighed; ``problem`` says why (the first, where several)."""

    points: int
    case_points: int
    report_points: int
    parole_points: int
    arms_points: int
    contact_points: int
    problem: Problem | None
    uncounted: int
    lines: tuple[PointsLine, ...]


def decide_workload_points(case: WorkloadCase) -> Decision[WorkloadPoints]:
    """The points of a case and its tasks on ``case.on``; raises ``NoPolicyInForce`` before the weights began."""
    dated = points_policy()
    policy = dated.on(case.on)
    weighed = [
        (each, weigh_case(each.tier, each.case_type, each.t2a, each.inactive, policy=policy)) for each in _cases(case)
    ]
    lines = [_case_line(each, weight) for each, weight in weighed]
    tasks = list(_tasks(case, policy))
    used = dict.fromkeys(name for _, weight in weighed for name in weight.used)
    used |= dict.fromkeys(weight.parameter for _, _, weight, _ in tasks)
    problem = next((weight.problem for _, weight in weighed if weight.problem), None)
    value = WorkloadPoints(
        points=sum(line.points for line in lines)
        + sum(sign * count * weight.points for _, count, weight, sign in tasks),
        case_points=sum(line.points for line in lines),
        report_points=_sum(tasks, "court-reports"),
        parole_points=_sum(tasks, "parole-report"),
        arms_points=_sum(tasks, "arms-assessment"),
        contact_points=_sum(tasks, "contact-activity"),
        problem=problem,  # type: ignore[arg-type]
        uncounted=sum(each.count for each, weight in weighed if weight.problem),
        lines=(*lines, *(PointsLine(what, n, sign * w.points, sign * n * w.points) for what, n, w, sign in tasks)),
    )
    steps = (*(step for _, weight in weighed for step in weight.steps), *(_task_step(*task) for task in tasks))
    return Decision(
        "workload-points",
        RULE_SET,
        value,
        _reason(value, weighed),
        steps,
        tuple(policy.uses[name] for name in used),
        dated.changes_after(case.on),
    )


@lru_cache(maxsize=4096)
def weigh_case(
    tier: str | None, case_type: str | None, t2a: bool, inactive: str | None, *, policy: PointsPolicy
) -> CaseWeight:
    """What a case of that tier and type weighs."""
    kind = _TYPES.get((case_type or "").strip().lower())
    label = (tier or "").strip().upper()
    if label.lower() in _NO_TIER:
        return _unweighed("tier-missing", {})
    base, suspended, mapped = _read_tier(label, policy)
    if base is None:
        return _unweighed("tier-not-known", {"tier": tier})
    if kind is None:
        return _unweighed("case-type-not-known", {})
    row = T2A if t2a else kind
    points = policy.weights[row][base]
    names = {"tier": base, "type": Words(TYPE_NAMES[row])}
    steps, used, code = [], [row], "points-of-tier"
    if mapped:
        steps.append(Step("letter", Words(_MAPPED, {"letter": label, "tier": base}), base))
        used.append("a-to-g")
    steps.append(Step("points-of-tier", Words(_TABLE, names), points, decisive=True))
    if suspended:
        points, code = _share(points, policy.suspended_share), "suspended"
        steps.append(Step(code, Words(_SUSPENDED, {"share": policy.suspended_share}), points, decisive=True))
        used.append("suspended-share")
    if inactive:
        share = policy.inactive_share[inactive]
        words = Words(_INACTIVE[inactive], {"share": share, "points": points})
        points, code = _share(points, share), inactive
        steps.append(Step(code, words, points, decisive=True))
        used.append("inactive-share")
    return CaseWeight(points, "", code, tuple(steps), tuple(used))


_MAPPED = mark("Tier {letter} has no published points: it takes those of {tier}.")
_TABLE = mark("Tier {tier}, {type}: points by the table.")
_SUSPENDED = mark("Supervision is suspended: the case keeps {share}% of its points.")


def weigh_task(kind: str, *, policy: PointsPolicy) -> TaskWeight:
    """What one task of that kind weighs: one of ``TASKS``, or a contact code."""
    if kind in ("standard-court-report", "fast-court-report", "oral-report"):
        points = policy.reports.get(kind.partition("-")[0])
        return TaskWeight(points or 0, points is not None, "court-reports")
    if kind == "parole-report":
        return TaskWeight(policy.parole or 0, policy.parole is not None, "parole-report")
    if kind in ("arms-community", "arms-licence"):
        points = policy.arms.get(kind.removeprefix("arms-"))
        return TaskWeight(points or 0, points is not None, "arms-assessment")
    points = policy.contacts.get(kind)
    return TaskWeight(points or 0, points is not None, "contact-activity")


def _read_tier(label: str, policy: PointsPolicy) -> tuple[str | None, bool, bool]:
    """The two-axis tier without suffix, whether it has the suffix, whether a letter stood for it."""
    if label in policy.letters:
        return policy.letters[label], False, True
    base = label.removesuffix("S")
    return (base if base in policy.weights["community"] else None), label != base, False


def _share(points: int, percent: int) -> int:
    """The share, rounded half up to whole points."""
    return (points * percent * 2 + 100) // 200


def _unweighed(problem: str, values: Mapping[str, object]) -> CaseWeight:
    return CaseWeight(0, problem, problem, (Step(problem, Words(_PROBLEMS[problem], values), 0, decisive=True),), ())


def _cases(case: WorkloadCase) -> list[WeighedCase]:
    """The cases to weigh: the one named at the top, those listed; one without facts where nothing else is asked."""
    named = case.tier is not None or case.case_type is not None or case.t2a or case.inactive is not None
    nothing = not (case.cases or any(count for _, count, _ in _counted(case)))
    own = WeighedCase(tier=case.tier, case_type=case.case_type, t2a=case.t2a, inactive=case.inactive, crn=case.crn)
    return [*([own] if named or nothing else []), *case.cases]


def _counted(case: WorkloadCase) -> Iterator[tuple[str, int, int]]:
    """Kind of task, how many, and whether they add (1) or take off (-1)."""
    yield "standard-court-report", case.standard_court_reports, 1
    yield "fast-court-report", case.fast_court_reports, 1
    yield "oral-report", case.oral_reports, 1
    yield "parole-report", case.parole_reports, 1
    yield "arms-community", case.arms_community, 1
    yield "arms-licence", case.arms_licence, 1
    for contacts, sign in ((case.contacts_outside_caseload, 1), (case.contacts_by_others, -1)):
        for code, count in _by_code(contacts).items():
            yield code, count, sign


def _by_code(contacts: ContactCodes) -> Mapping[str, int]:
    return contacts if isinstance(contacts, dict) else Counter(contacts)


def _tasks(case: WorkloadCase, policy: PointsPolicy) -> Iterator[tuple[str, int, TaskWeight, int]]:
    for kind, count, sign in _counted(case):
        if count:
            yield kind, count, weigh_task(kind, policy=policy), sign


def _sum(tasks: list[tuple[str, int, TaskWeight, int]], parameter: str) -> int:
    return sum(sign * count * weight.points for _, count, weight, sign in tasks if weight.parameter == parameter)


def _case_line(case: WeighedCase, weight: CaseWeight) -> PointsLine:
    what = " ".join(
        part for part in (case.tier or "-", (case.case_type or "-").upper(), "T2A" if case.t2a else "") if part
    )
    return PointsLine(what, case.count, weight.points, case.count * weight.points, weight.problem or None)  # type: ignore[arg-type]


def _task_step(kind: str, count: int, weight: TaskWeight, sign: int) -> Step:
    points = sign * count * weight.points
    values = {"count": count, "kind": Words(TASKS.get(kind, kind)), "points": weight.points}
    if not weight.counted:
        return Step("task-not-counted", Words(_NOT_COUNTED, values), 0)
    return Step("task" if sign > 0 else "by-others", Words(_ADDED if sign > 0 else _TAKEN_OFF, values), points, True)


_ADDED = mark("{kind}, {count}: {points} points each.")
_TAKEN_OFF = mark("{kind}, {count} by others on own cases: {points} points each taken off.")
_NOT_COUNTED = mark("{kind}, {count}: the formula has no points for it.")


def _reason(value: WorkloadPoints, weighed: list[tuple[WeighedCase, CaseWeight]]) -> Reason:
    if value.problem and len(value.lines) > 1:
        words = Words(_BOUND, {"points": value.points, "uncounted": value.uncounted})
        return Reason(value.problem, words)
    if value.problem:
        return Reason(value.problem, weighed[0][1].steps[0].words)
    code = weighed[0][1].code if len(value.lines) == 1 and weighed else "sum"
    return Reason(code, Words(_POINTS, {"points": value.points}))


_POINTS = mark("{points} points.")
_BOUND = mark("At least {points} points: cases that could not be weighed, {uncounted}.")


RULE = Rule(
    "workload-points",
    RULE_SET,
    mark("Workload points of a case or task"),
    WorkloadCase,
    WorkloadPoints,
    decide_workload_points,
    (POINTS,),
    "Published workload service (hmpps-workload) and tool (wmt-worker)",
    default=True,
)
