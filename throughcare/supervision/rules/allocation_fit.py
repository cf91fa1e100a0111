"""Whether a practitioner may be given a case: at once, only with a recorded reason, or not at all.

A person decides. What is refused would break the law or the record; everything else is a doubt that a reason answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.supervision.rules.allocation_policy import FAMILY, AllocationPolicy, allocation_policy
from throughcare.supervision.rules.grade_tier import GradeCase, decide_grade
from throughcare.workforce.rules.load_levels import case_level_of
from throughcare.workforce.rules.workload_policy import THRESHOLDS, Thresholds, thresholds

RULE, RULE_SET = "allocation-fit", "allocation"
Verdict = Literal["yes", "with-reason", "no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitCase:
    """A practitioner and a case that they might be given on ``on``; what is not known says nothing against it."""

    on: dt.date
    grade: Annotated[str, Meta(description="Grade code: PO, NQO, PSO, PQiP or SPO.")]
    tier: Annotated[str | None, Meta(description="A to G, or A0 to D3; null where none is known.")] = None
    scheme: Literal["a-to-g-2026", "two-axis-2021"] | None = None
    cases: Annotated[int, Meta(ge=0, description="Cases they hold already, without this one.")] = 0
    available_points: Annotated[int | None, Meta(description="What they can carry on that day; null: not known.")] = (
        None
    )
    available_ahead: Annotated[
        int | None, Meta(description="The least that they can carry in the weeks ahead; null: not known.")
    ] = None
    start_date: Annotated[dt.date | None, Meta(description="First day in post.")] = None
    until_date: Annotated[dt.date | None, Meta(description="First day after their last in post.")] = None
    wants_welsh: bool = False
    speaks_welsh: bool = False
    wants_sex: Annotated[Literal["", "F", "M"], Meta(description="Sex of practitioner asked for.")] = ""
    sex: Annotated[str, Meta(description="Sex of the practitioner; empty: not recorded.")] = ""
    conflict: Annotated[bool, Meta(description="A conflict of interest is recorded.")] = False
    closed_record: Annotated[bool, Meta(description="Limited access keeps them from the record.")] = False


@dataclass(frozen=True, slots=True)
class Fit:
    """The verdict, what refuses it, and what asks for a reason."""

    verdict: Verdict
    refusals: tuple[str, ...]
    doubts: tuple[str, ...]


_SENTENCES: Mapping[str, str] = {
    "not-working": mark("They are not in post on that day."),
    "closed-record": mark("Access to this record is limited, and they may not open it."),
    "conflict": mark("A conflict of interest is recorded."),
    "leaves-soon": mark("They leave on {until}."),
    "no-capacity": mark("They have no hours for cases on that day."),
    "away-soon": mark("Within {days} days they have no hours for cases."),
    "grade": mark("A case of tier {tier} is to be held at another grade than theirs."),
    "tier-missing": mark("No tier is known, so neither grade nor weight can be judged."),
    "grade-not-named": mark("No tier names their grade, so it cannot be judged."),
    "cases-stop": mark("With this case they hold {cases}: more than {stop} needs a reason."),
    "cases-warning": mark("With this case they hold {cases}: above {warning} quality falls."),
    "welsh": mark("The person asked for Welsh, and no Welsh is recorded for them."),
    "sex": mark("The person asked for a practitioner of the other sex than is recorded for them."),
}
_REFUSE = ("not-working", "closed-record", "conflict")
_WARN_ONLY = ("cases-warning",)
_VERDICTS = {
    "yes": mark("They may be given this case."),
    "with-reason": mark("They may be given this case with a recorded reason."),
    "no": mark("They cannot be given this case."),
}


def decide_fit(case: FitCase) -> Decision[Fit]:
    """Whether this practitioner may be given this case; raises ``NoPolicyInForce``."""
    dated, limits = allocation_policy(), thresholds().on(case.on)
    policy = dated.on(case.on)
    grade = decide_grade(GradeCase(on=case.on, grade=case.grade, tier=case.tier, scheme=case.scheme))
    found = _found(case, policy, limits, grade.reason.code)
    values = {
        "until": case.until_date,
        "days": policy.look_ahead.days,
        "tier": case.tier or "",
        "cases": case.cases + 1,
        "stop": limits.cases_stop,
        "warning": limits.cases_warning,
    }
    refusals = tuple(code for code in found if code in _REFUSE)
    doubts = tuple(code for code in found if code not in _REFUSE and code not in _WARN_ONLY)
    verdict: Verdict = "no" if refusals else "with-reason" if doubts else "yes"
    steps = [Step(code, _say(_SENTENCES[code], values), None, code not in _WARN_ONLY) for code in found]
    steps.append(Step(verdict, _say(_VERDICTS[verdict], values), None, not found or set(found) <= set(_WARN_ONLY)))
    uses: tuple[PolicyUse, ...] = (
        policy.uses["look-ahead"], *grade.policies, limits.uses["cases-warning"], limits.uses["cases-stop"],
    )  # fmt: skip
    holds = [
        day for day in (dated.changes_after(case.on), grade.holds_until, _changes(case, policy)) if day is not None
    ]
    return Decision(
        RULE, RULE_SET, Fit(verdict, refusals, doubts), Reason(verdict, _say(_VERDICTS[verdict], values)),
        tuple(steps), uses, min(holds, default=None),
    )  # fmt: skip


def sentence_of(code: str) -> str:
    """The English template of a refusal or doubt."""
    return _SENTENCES[code]


def _found(case: FitCase, policy: AllocationPolicy, limits: Thresholds, grade: str) -> list[str]:
    level = case_level_of(case.cases + 1, limits=limits)
    not_in_post = (case.start_date is not None and case.start_date > case.on) or (
        case.until_date is not None and case.until_date <= case.on
    )
    leaves = case.until_date is not None and case.on < case.until_date <= case.on + policy.look_ahead
    judged = {
        "not-working": not_in_post,
        "closed-record": case.closed_record,
        "conflict": case.conflict,
        "leaves-soon": leaves,
        "no-capacity": case.available_points is not None and case.available_points <= 0,
        "away-soon": case.available_ahead is not None and case.available_ahead <= 0 != case.available_points,
        "grade": grade == "grade-outgrown",
        "tier-missing": grade == "tier-missing",
        "grade-not-named": grade == "grade-not-named",
        "cases-stop": level == "stop",
        "cases-warning": level == "warning",
        "welsh": case.wants_welsh and not case.speaks_welsh,
        "sex": case.wants_sex != "" and case.sex != case.wants_sex,
    }
    return [code for code, holds in judged.items() if holds]


def _changes(case: FitCase, policy: AllocationPolicy) -> dt.date | None:
    """The day on which time alone changes the answer."""
    days = [case.start_date] if case.start_date is not None else []
    if case.until_date is not None:
        days += [case.until_date - policy.look_ahead, case.until_date]
    return min((day for day in days if day > case.on), default=None)


def _say(template: str, values: Mapping[str, object]) -> Words:
    return Words(template, {name: value for name, value in values.items() if "{" + name + "}" in template})


ALLOCATION_FIT = Rule(
    name=RULE,
    rule_set=RULE_SET,
    title=mark("Whether a practitioner may be given a case"),
    case=FitCase,
    value=Fit,
    decide=decide_fit,
    parameters=(FAMILY, "grade-tier", THRESHOLDS),
    source="Local policy, with the grades, limits of cases and limited access that other rules hold",
    default=True,
)
