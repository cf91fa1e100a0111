"""From the record to a plan: the list of a unit or team, or a practitioner's cases, and whoever could take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from throughcare.supervision.planning.explain import LineReason, explain
from throughcare.supervision.planning.first_fit import first_fit
from throughcare.supervision.planning.ground import Ground
from throughcare.supervision.planning.solver import plan_allocation
from throughcare.supervision.planning.travel import Minutes, sector_of, table_of
from throughcare.supervision.queries.allocation_facts import CaseFacts, OfficerFacts, case_facts, officer_facts
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.rules.allocation_check import breaches_of
from throughcare.supervision.rules.allocation_policy import allocation_policy
from throughcare.supervision.rules.allocation_problem import PlanCase, PlanLimits, PlanOfficer, PlanProblem
from throughcare.supervision.rules.allocation_proposal import Proposal, ProposedLine
from throughcare.supervision.rules.grade_tier import GradeCase, decide_grade
from throughcare.workforce.rules.workload_policy import thresholds

TRAINEES = frozenset({"PQiP"})


class PlanBroken(RuntimeError):
    """The plan breaks a rule that it was to keep: an error of this program. The checker found it; nothing was written."""


def propose(people: Sequence[int], unit: int, *, on: date, minutes: Minutes, without: int | None = None) -> Proposal:
    """A plan for these people's cases among the practitioners of ``unit``, ``without`` one who is to give cases up.

    The same record gives the same plan. Raises ``PlanBroken``.
    """
    cases = case_facts(people, on=on)
    officers = [one for one in officer_facts(Area("unit", unit), on=on) if one.key != without]
    listed = [cases[person] for person in people if person in cases]
    problem = _problem(listed, officers, on, minutes)
    plan = plan_allocation(problem)
    broken = breaches_of(problem, plan)
    if broken:
        raise PlanBroken(", ".join(breach.code for breach in broken))
    ground = Ground(problem)
    reasons = explain(problem, plan)
    named = {one.key: one for one in officers}
    lines = tuple(_line(case, reasons.get(case.person), named, problem) for case in listed)
    return Proposal(plan.levels, ground.score(first_fit(ground)), lines, len(problem.minutes))


def _problem(cases: Sequence[CaseFacts], officers: Sequence[OfficerFacts], on: date, minutes: Minutes) -> PlanProblem:
    policy, limits = allocation_policy().on(on), thresholds().on(on)
    planned = [case for case in cases if case.points is not None and case.tier]
    return PlanProblem(
        on=on,
        cases=tuple(_case(case, officers, on) for case in planned),
        officers=tuple(_officer(one, on) for one in officers),
        limits=PlanLimits(
            cases_stop=limits.cases_stop,
            trainee_grades=TRAINEES,
            trainee_new_cases=policy.trainee_new_cases,
            load_step=policy.load_step,
        ),
        minutes=table_of(
            minutes, (sector_of(one.postcode) for one in officers), (sector_of(case.postcode) for case in planned)
        ),
    )


def _case(case: CaseFacts, officers: Sequence[OfficerFacts], on: date) -> PlanCase:
    grades = decide_grade(GradeCase(on=on, grade="PO", tier=case.tier, scheme=case.scheme)).value.grades  # type: ignore[arg-type]
    return PlanCase(
        key=case.person,
        points=case.points or 0,
        grades=frozenset(grades),
        welsh=case.language == "cy",
        officer_sex=case.officer_sex,
        known_to=frozenset(case.knew),
        conflicts=case.conflicts,
        closed_to=frozenset(one.key for one in officers if case.is_closed_to(one.user)),
        sector=sector_of(case.postcode),
    )


def _officer(one: OfficerFacts, on: date) -> PlanOfficer:
    return PlanOfficer(
        key=one.key,
        grade=one.grade,
        points=max(one.load.points, 0),
        available=max(min(one.load.available, one.available_ahead), 0),
        cases=one.load.cases,
        speaks_welsh=one.speaks_welsh,
        sex=one.sex,
        away=one.is_away(on, allocation_policy().on(on).look_ahead),
        sector=sector_of(one.postcode),
    )


def _line(
    case: CaseFacts, reason: LineReason | None, named: Mapping[int, OfficerFacts], problem: PlanProblem
) -> ProposedLine:
    base = ProposedLine(
        person=case.person,
        crn=case.crn,
        name=case.name,
        tier=case.tier,
        points=case.points,
        seen_spell=case.spell,
        seen_staff=case.holder,
        problem=_problem_of(case),
    )
    if reason is None:
        return base
    chosen = named[reason.officer]
    pair = (sector_of(chosen.postcode), sector_of(case.postcode))
    return ProposedLine(
        person=case.person,
        crn=case.crn,
        name=case.name,
        tier=case.tier,
        points=case.points,
        seen_spell=case.spell,
        seen_staff=case.holder,
        staff=chosen.key,
        staff_code=chosen.code,
        staff_name=chosen.name,
        others=reason.others,
        knew=reason.knew,
        continuity=reason.continuity,
        minutes=reason.minutes if pair in problem.minutes else None,
        percent_before=reason.percent_before,
        percent_after=reason.percent_after,
        cases_after=reason.cases_after,
        uncounted=chosen.load.uncounted,
        runner_up=reason.runner_up,
        runner_up_name=named[reason.runner_up].name if reason.runner_up is not None else "",
        costs=reason.costs,
    )


def _problem_of(case: CaseFacts) -> str:
    """Why nobody is proposed: what is missing, else that nobody may take it."""
    if not case.tier:
        return "tier-missing"
    return "not-weighed" if case.points is None else "nobody-may"
