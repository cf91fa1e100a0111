"""Whether a practitioner of a grade may hold a case of a tier (``parameters/grade-tier.yaml``)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Literal

from msgspec import Meta

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy import DatedPolicy, Family, load_family
from throughcare.supervision.rules.faults import EntryFault, faults_of

FAMILY = "grade-tier"
RULE, RULE_SET = "grade-for-tier", "grade-tier"
_TWO_AXIS = re.compile(r"([A-D])[0-3]S?")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCase:
    """A tier, and the grade of whoever holds the case or might."""

    on: dt.date
    grade: Annotated[str, Meta(description="Grade code: PO, NQO, PSO, PQiP or SPO.")]
    tier: Annotated[str | None, Meta(description="A to G, or A0 to D3 with or without S; null where none is known.")]
    scheme: Annotated[
        Literal["a-to-g-2026", "two-axis-2021"] | None, Meta(description="Read from the tier's form where not given.")
    ] = None


@dataclass(frozen=True, slots=True)
class GradeFit:
    """Whether the grade may hold the tier (null where that cannot be said), and which grades may."""

    fits: bool | None
    grades: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class GradePolicy:
    """The grades in force by scheme and letter of the tier."""

    grades: Mapping[str, Mapping[str, tuple[str, ...]]]
    waiver: dt.timedelta
    use: PolicyUse


def _build(family: Family, day: dt.date) -> GradePolicy:
    table = family["grades"].on(day).value
    return GradePolicy(
        {scheme: {letter: tuple(names) for letter, names in rows.items()} for scheme, rows in table.items()},
        dt.timedelta(weeks=family["waiver-holds"].on(day).value),
        family["grades"].use(day),
    )


@cache
def grade_policy() -> DatedPolicy[GradePolicy]:
    """The dated policy, read once."""
    return DatedPolicy(load_family("throughcare.supervision", FAMILY), _build)


_SENTENCES = {
    "grade-fits": mark("A case of tier {tier} may be held at this grade."),
    "grade-outgrown": mark("A case of tier {tier} is to be held at another grade than this one."),
    "tier-missing": mark("No tier is known, so the grade cannot be judged."),
    "grade-not-named": mark("No tier names this grade, so it cannot be judged."),
}
_FITTING = mark("Grades that may hold a case of tier {tier}: {grades}.")


def decide_grade(case: GradeCase) -> Decision[GradeFit]:
    """Whether a practitioner of that grade may hold a case of that tier; raises ``NoPolicyInForce``."""
    dated = grade_policy()
    return _decide(dated.on(case.on), case.grade, case.tier, case.scheme, dated.changes_after(case.on))


@lru_cache(maxsize=1_024)
def _decide(
    policy: GradePolicy, grade: str, tier: str | None, scheme: str | None, until: dt.date | None
) -> Decision[GradeFit]:
    scheme, letter = _read(tier, scheme)
    known = policy.grades.get(scheme, {})
    grades = known.get(letter, ())
    if not grades:
        return _answer(policy, "tier-missing", GradeFit(None, ()), tier, until)
    if not any(grade in names for names in known.values()):
        return _answer(policy, "grade-not-named", GradeFit(None, grades), tier, until)
    fits = grade in grades
    return _answer(policy, "grade-fits" if fits else "grade-outgrown", GradeFit(fits, grades), tier, until)


def outgrown_pairs(on: dt.date) -> list[tuple[str, str, str]]:
    """Grade, scheme and letter of every tier that is to be held at another grade on ``on``."""
    policy = grade_policy().on(on)
    named = {grade for rows in policy.grades.values() for grades in rows.values() for grade in grades}
    return [
        (grade, scheme, letter)
        for scheme, rows in policy.grades.items()
        for letter, grades in rows.items()
        for grade in sorted(named - set(grades))
        if any(grade in others for others in rows.values())
    ]


def waiver_ends_latest(on: dt.date) -> dt.date:
    """The last day for which a case may be left where it is, decided on ``on``."""
    return on + grade_policy().on(on).waiver


_WAIVER_REFUSALS = {
    "nobody-holds-it": ("", mark("Nobody holds this case, so there is nobody to leave it with.")),
    "not-outgrown": ("", mark("The tier fits the grade of whoever holds the case: there is nothing to decide.")),
    "review-not-after": ("review_on", mark("The day must lie after today.")),
    "review-too-late": ("review_on", mark("The day lies too far ahead: the case is to be looked at again sooner.")),
    "decided-today": ("", mark("This was decided today already.")),
}


def waiver_refused(*codes: str) -> tuple[EntryFault, ...]:
    """The faults of leaving a case with a practitioner whose grade its tier has outgrown."""
    return faults_of(codes, _WAIVER_REFUSALS)


def check_waiver(*, fits: bool | None, held: bool, review_on: dt.date, today: dt.date) -> tuple[EntryFault, ...]:
    """What is wrong with leaving the case where it is until ``review_on``."""
    if not held or fits is not False:
        return waiver_refused("not-outgrown" if held else "nobody-holds-it")
    if review_on <= today:
        return waiver_refused("review-not-after")
    return waiver_refused("review-too-late") if review_on > waiver_ends_latest(today) else ()


def _read(tier: str | None, scheme: str | None) -> tuple[str, str]:
    """The scheme and the letter that counts; empty where there is no tier."""
    two_axis = _TWO_AXIS.fullmatch(tier or "")
    if two_axis:
        return scheme or "two-axis-2021", two_axis[1]
    return scheme or "a-to-g-2026", tier or ""


def _answer(
    policy: GradePolicy, code: str, value: GradeFit, tier: str | None, until: dt.date | None
) -> Decision[GradeFit]:
    words = Words(_SENTENCES[code], {"tier": tier or ""} if "{tier}" in _SENTENCES[code] else {})
    steps: tuple[Step, ...] = (Step(code, words, None, True),)
    if value.grades:
        named = Words(_FITTING, {"tier": tier, "grades": ", ".join(value.grades)})
        steps = (Step("grades-of-tier", named), *steps)
    return Decision(RULE, RULE_SET, value, Reason(code, words), steps, (policy.use,), until)


GRADE_FOR_TIER = Rule(
    name=RULE,
    rule_set=RULE_SET,
    title=mark("Grade for a tier"),
    case=GradeCase,
    value=GradeFit,
    decide=decide_grade,
    parameters=(FAMILY,),
    source="Local policy: the published allocation tools record grade beside tier and decide nothing from it",
    default=True,
)
