"""The protect axis of the two-axis tier: how much harm there is to protect the public from.

Steps that many cases share are made once and handed out again: they are constant.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from throughcare.kernel.decision import Step, mark
from throughcare.supervision.rules.codes import REGISTRATION_TYPE
from throughcare.supervision.rules.steps import HARM_NAMES, named, number, points_in_words, step
from throughcare.supervision.rules.tier_cases import Answer, Assessment, Enforcement, Registration, TwoAxisCase
from throughcare.supervision.rules.tier_two_axis_policy import TwoAxisPolicy


class ProtectAxis(NamedTuple):
    """Points by factor, their sum (with only the larger of RSR and RoSH), the level and the steps."""

    rsr: int
    rosh: int
    mappa: int
    complexity: int
    women: int
    points: int
    level: str
    steps: tuple[Step, ...]


def decide_protect(
    case: TwoAxisCase,
    live: list[Registration],
    codes: set[str],
    assessment: Assessment | None,
    *,
    policy: TwoAxisPolicy,
) -> ProtectAxis:
    """The protect level of a case.

    ``live`` are its registrations, latest first, ``codes`` their registers, ``assessment`` a completed one.
    """
    rsr = _rsr(policy, case.rsr)
    rosh = _rosh(policy, case.rosh or _registered_rosh(live, policy), case.rosh is not None)
    mappa = _mappa(policy, _mappa_level(case, live, policy))
    complexity = _complexity(policy, tuple(sorted(codes & policy.complexity_registers)))
    women = _women_steps(case, assessment, policy)
    women_points = sum([each.result for each in women])
    points = max(rsr.result, rosh.result) + mappa.result + complexity.result + women_points
    level = _level(policy, points)
    steps = (rsr, rosh, _larger(rsr.result, rosh.result), mappa, complexity, *women, level)
    return ProtectAxis(
        rsr.result, rosh.result, mappa.result, complexity.result, women_points, points, level.result, steps
    )


def _registered_rosh(live: list[Registration], policy: TwoAxisPolicy) -> str | None:
    for entry in live:
        if entry.type in policy.rosh_registers:
            return policy.rosh_registers[entry.type]
    return None


def _mappa_level(case: TwoAxisCase, live: list[Registration], policy: TwoAxisPolicy) -> str | None:
    if case.mappa_level is not None:
        return case.mappa_level if isinstance(case.mappa_level, str) else f"M{case.mappa_level}"
    for entry in live:
        if entry.type == policy.mappa_register and entry.level and entry.level.upper() in policy.mappa_points:
            return entry.level.upper()
    return None


@lru_cache(maxsize=16_384)
def _rsr(policy: TwoAxisPolicy, score: float | None) -> Step:
    if score is None:
        return step("rsr", mark("No risk of serious recidivism score: {points}."), 0, points=points_in_words(0))
    points = policy.rsr_points[score]
    return step(
        "rsr",
        mark("Risk of serious recidivism {score}%: {points}."),
        points,
        score=number(score),
        points=points_in_words(points),
    )


@lru_cache(maxsize=64)
def _rosh(policy: TwoAxisPolicy, rosh: str | None, given: bool) -> Step:
    if rosh is None:
        return step("rosh", mark("No risk of serious harm is registered: {points}."), 0, points=points_in_words(0))
    points = policy.rosh_points[rosh]
    sentence = (
        mark("Risk of serious harm {level}, as given: {points}.")
        if given
        else mark("Risk of serious harm {level}, as registered: {points}.")
    )
    return step("rosh", sentence, points, level=HARM_NAMES[rosh], points=points_in_words(points))


@lru_cache(maxsize=256)
def _larger(rsr: int, rosh: int) -> Step:
    sentence = mark("Only the larger of the two counts, {rsr} for recidivism and {rosh} for harm: {points}.")
    points = max(rsr, rosh)
    return step("rsr-or-rosh", sentence, points, rsr=rsr, rosh=rosh, points=points_in_words(points))


@lru_cache(maxsize=64)
def _mappa(policy: TwoAxisPolicy, level: str | None) -> Step:
    points = policy.mappa_points.get(level, 0) if level else 0
    if not level or level not in policy.mappa_points:
        return step("mappa", mark("No MAPPA level: {points}."), 0, points=points_in_words(0))
    return step("mappa", mark("MAPPA level {level}: {points}."), points, level=level, points=points_in_words(points))


@lru_cache(maxsize=2_048)
def _complexity(policy: TwoAxisPolicy, codes: tuple[str, ...]) -> Step:
    points = len(codes) * policy.complexity_points
    if not codes:
        return step("complexity", mark("No complexity register: {points}."), 0, points=points_in_words(0))
    sentence = mark("Complexity registers, each counted once ({codes}): {points}.")
    return step(
        "complexity",
        sentence,
        points,
        codes=named(tuple(REGISTRATION_TYPE.label(code) for code in codes)),
        points=points_in_words(points),
    )


def _women_steps(case: TwoAxisCase, assessment: Assessment | None, policy: TwoAxisPolicy) -> tuple[Step, ...]:
    if not is_woman(case):
        return _not_for_women()
    enforced = case.previous_enforcement
    if enforced is None:
        enforced = any(_counts(process, policy) for process in case.enforcement)
    if assessment is None:
        return _women(policy, False, False, enforced)
    parenting = assessment.parenting_responsibilities in (True, "YES")
    control = _has_problem(assessment.impulsivity, policy) or _has_problem(assessment.temper_control, policy)
    return _women(policy, parenting, control, enforced)


def is_woman(case: TwoAxisCase) -> bool:
    """Whether the additional factors for women apply."""
    return case.sex in ("FEMALE", "F")


def _counts(process: Enforcement, policy: TwoAxisPolicy) -> bool:
    length = process.conviction_length_months
    short = length is None or length < policy.enforcement_limit_months
    return process.conviction_active and short and (process.outcome or "").upper() in policy.enforcement_outcomes


def _has_problem(answer: Answer | None, policy: TwoAxisPolicy) -> bool:
    score = policy.answer_scores.get(answer, 0) if isinstance(answer, str) else answer or 0
    return score > 0


@lru_cache(maxsize=1)
def _not_for_women() -> tuple[Step, ...]:
    sentence = mark("The additional factors for women do not apply: {points}.")
    return (step("women-not-applicable", sentence, 0, points=points_in_words(0)),)


@lru_cache(maxsize=64)
def _women(policy: TwoAxisPolicy, parenting: bool, control: bool, enforced: bool) -> tuple[Step, ...]:
    worth = policy.women_points
    parent = worth["parenting"] if parenting else 0
    restraint = worth["self_control"] if control else 0
    breach = worth["enforcement"] if enforced else 0
    return (
        step(
            "women-parenting",
            mark("Woman with parenting responsibilities: {points}.")
            if parenting
            else mark("Woman, no parenting responsibilities recorded: {points}."),
            parent,
            points=points_in_words(parent),
        ),
        step(
            "women-self-control",
            mark("Woman with a problem of impulsivity or temper control, counted once: {points}.")
            if control
            else mark("Woman, no problem of impulsivity or temper control recorded: {points}."),
            restraint,
            points=points_in_words(restraint),
        ),
        step(
            "women-enforcement",
            mark("Woman with previous enforcement activity on an active conviction: {points}.")
            if enforced
            else mark("Woman, no previous enforcement activity that counts: {points}."),
            breach,
            points=points_in_words(breach),
        ),
    )


@lru_cache(maxsize=1_024)
def _level(policy: TwoAxisPolicy, points: int) -> Step:
    level = policy.protect_levels[points]
    sentence = mark("{points} in all: protect level {level}.")
    return step("protect-level", sentence, level, decisive=True, points=points_in_words(points), level=level)
