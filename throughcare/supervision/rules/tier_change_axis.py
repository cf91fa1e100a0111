"""The change axis of the two-axis tier: how much there is to work on, and whether the sentence allows for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from throughcare.kernel.decision import Step, Words, mark
from throughcare.supervision.rules.steps import number, points_in_words, step
from throughcare.supervision.rules.tier_cases import Assessment, Sentence, TwoAxisCase, is_current
from throughcare.supervision.rules.tier_two_axis_policy import TwoAxisPolicy

NEED_NAMES = {
    "accommodation": mark("Accommodation"),
    "education_training_employment": mark("Education, training and employment"),
    "relationships": mark("Relationships"),
    "lifestyle": mark("Lifestyle and associates"),
    "drugs": mark("Drugs"),
    "alcohol": mark("Alcohol"),
    "thinking_behaviour": mark("Thinking and behaviour"),
    "attitudes": mark("Attitudes"),
    "finance": mark("Finance"),
    "emotional_wellbeing": mark("Emotional wellbeing"),
}
SEVERITY_NAMES = {"NO_NEED": mark("no need"), "STANDARD": mark("standard need"), "SEVERE": mark("severe need")}


class ChangeAxis(NamedTuple):
    """Why the level is what it is (points, no-mandate, no-assessment), points by factor, the level and the steps."""

    route: str
    ogrs: int
    iom: int
    needs: int
    points: int
    level: int
    steps: tuple[Step, ...]


def decide_change(
    case: TwoAxisCase, codes: set[str], assessment: Assessment | None, *, policy: TwoAxisPolicy
) -> ChangeAxis:
    """The change level of a case: no mandate first, then no assessment, then points. ``codes`` are its registers."""
    mandate = _mandate_route(case, policy)
    if mandate in ("none", "given-none"):
        return _without_mandate(policy, mandate)
    if assessment is None:
        return _without_assessment(policy, mandate)
    ogrs = _ogrs(policy, case.ogrs)
    registered = case.iom if case.iom is not None else policy.iom_register in codes
    iom = _iom(policy, registered)
    needs = _need_steps(assessment, policy)
    need_points = sum([each.result for each in needs])
    points = ogrs.result + iom.result + need_points
    level = _level(policy, points)
    steps = (_mandate(mandate), ogrs, iom, *needs, _need_total(need_points), level)
    return ChangeAxis("points", ogrs.result, iom.result, need_points, points, level.result, steps)


def _mandate_route(case: TwoAxisCase, policy: TwoAxisPolicy) -> str:
    if case.mandate is not None:
        return "given" if case.mandate else "given-none"
    current = [sentence for sentence in case.sentences if is_current(sentence, case.on)]
    if any(sentence.type in policy.custodial_types for sentence in current):
        return "custodial"
    return "requirement" if any(_has_work(sentence, policy) for sentence in current) else "none"


def _has_work(sentence: Sentence, policy: TwoAxisPolicy) -> bool:
    return any(
        not requirement.restrictive and requirement.main_category not in policy.unpaid_work_categories
        for requirement in sentence.requirements
    )


@lru_cache(maxsize=8)
def _mandate(route: str) -> Step:
    sentence = {
        "given": mark("There is a mandate for change, as given."),
        "given-none": mark("There is no mandate for change, as given."),
        "custodial": mark("A custodial sentence that still runs gives a mandate for change."),
        "requirement": mark("A requirement that is neither restrictive nor unpaid work gives a mandate for change."),
        "none": mark(
            "No mandate for change: no custodial sentence runs, and no requirement other than restrictive ones "
            "and unpaid work."
        ),
    }[route]
    return step("mandate", sentence, route not in ("none", "given-none"))


@lru_cache(maxsize=16)
def _without_mandate(policy: TwoAxisPolicy, route: str) -> ChangeAxis:
    level = policy.no_mandate_level
    last = step("change-level", mark("Without a mandate: change level {level}."), level, decisive=True, level=level)
    return ChangeAxis("no-mandate", 0, 0, 0, 0, level, (_mandate(route), last))


@lru_cache(maxsize=16)
def _without_assessment(policy: TwoAxisPolicy, route: str) -> ChangeAxis:
    level = policy.no_assessment_level
    sentence = mark("No completed assessment: change level {level}, with no points.")
    last = step("change-level", sentence, level, decisive=True, level=level)
    return ChangeAxis("no-assessment", 0, 0, 0, 0, level, (_mandate(route), last))


@lru_cache(maxsize=4_096)
def _ogrs(policy: TwoAxisPolicy, score: float | None) -> Step:
    if score is None:
        return step("ogrs", mark("No reoffending score: {points}."), 0, points=points_in_words(0))
    points = int(score // policy.ogrs_percent_per_point)
    sentence = mark("Reoffending score {score}%, one point for each whole {each}: {points}.")
    return step(
        "ogrs",
        sentence,
        points,
        score=number(score),
        each=policy.ogrs_percent_per_point,
        points=points_in_words(points),
    )


@lru_cache(maxsize=8)
def _iom(policy: TwoAxisPolicy, registered: bool) -> Step:
    if not registered:
        return step("iom", mark("Not in integrated offender management: {points}."), 0, points=points_in_words(0))
    points = policy.iom_points
    return step("iom", mark("In integrated offender management: {points}."), points, points=points_in_words(points))


def _need_steps(assessment: Assessment, policy: TwoAxisPolicy) -> list[Step]:
    needs, found = assessment.needs, []
    thresholds = policy.need_thresholds[assessment.type]
    for name in policy.need_weights:
        fact = getattr(needs, name)
        if fact is None:
            continue
        if isinstance(fact, str):
            found.append(_need(policy, name, "NO_NEED" if fact == "NONE" else fact, None))
            continue
        score = fact if isinstance(fact, int) else _score(fact, policy)
        if score is not None:
            found.append(_need(policy, name, _severity(score, thresholds.get(name)), score))
    return found


def _score(answers: dict[str, Any], policy: TwoAxisPolicy) -> int | None:
    """The sum of the answers, None where every one is missing."""
    given = [answer for answer in answers.values() if answer not in (None, "MISSING", "UNKNOWN")]
    if not given:
        return None
    return sum(policy.answer_scores[answer] if isinstance(answer, str) else answer for answer in given)


def _severity(score: int, threshold: tuple[int, int] | None) -> str:
    if threshold is None or score < threshold[0]:
        return "NO_NEED"
    return "SEVERE" if score >= threshold[1] else "STANDARD"


@lru_cache(maxsize=1_024)
def _need(policy: TwoAxisPolicy, name: str, severity: str, score: int | None) -> Step:
    weight = policy.need_weights[name]
    points = weight * policy.severity_points[severity]
    values: dict[str, Any] = {
        "need": Words(NEED_NAMES[name]),
        "severity": Words(SEVERITY_NAMES[severity]),
        "weight": weight,
    }
    if score is None:
        sentence = mark("{need}: {severity}, weight {weight}: {points}.")
        return step(f"need-{name.replace('_', '-')}", sentence, points, points=points_in_words(points), **values)
    sentence = mark("{need}: score {score} is {severity}, weight {weight}: {points}.")
    return step(
        f"need-{name.replace('_', '-')}", sentence, points, points=points_in_words(points), score=score, **values
    )


@lru_cache(maxsize=256)
def _need_total(points: int) -> Step:
    return step("needs", mark("Needs together: {points}."), points, points=points_in_words(points))


@lru_cache(maxsize=1_024)
def _level(policy: TwoAxisPolicy, points: int) -> Step:
    level = policy.change_levels[points]
    sentence = mark("{points} in all: change level {level}.")
    return step("change-level", sentence, level, decisive=True, points=points_in_words(points), level=level)
