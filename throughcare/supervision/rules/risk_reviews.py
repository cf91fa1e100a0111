"""When a registration and an assessment are to be looked at again (``parameters/risk-reviews.yaml`` cites each figure)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from msgspec import Meta

from throughcare.kernel.calendar import CalendarNotPublished, add_months
from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy import DatedPolicy, Family, load_family, working_calendar
from throughcare.supervision.rules.codes import REGISTRATION_TYPE

FAMILY = "risk-reviews"
RULE_SET = "risk-reviews"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationReviewCase:
    """A registration that has not ended."""

    on: dt.date
    type: Annotated[str, Meta(description="Register code, such as RVHR or MAPP.")]
    registered_on: dt.date
    level: Annotated[str | None, Meta(description="MAPPA level: M1, M2 or M3.")] = None
    review_on: Annotated[dt.date | None, Meta(description="The review date set for it.")] = None
    reviewed_on: Annotated[dt.date | None, Meta(description="The day of its latest review.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentReviewCase:
    """The latest full assessment of a person who is under supervision."""

    on: dt.date
    completed_on: Annotated[dt.date | None, Meta(description="Null where there is none.")] = None
    started_on: Annotated[dt.date | None, Meta(description="First day of supervision in the community.")] = None


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """By when it is to be looked at again; null where no day is set."""

    due_date: dt.date | None


@dataclass(frozen=True, eq=False)
class ReviewPolicy:
    """The intervals in force, in months, and the time for the first full assessment, in working days."""

    registrations: dict[str, Any]
    assessment: int | None
    first_assessment: int
    registration_use: PolicyUse
    assessment_use: PolicyUse
    first_use: PolicyUse

    def months_for(self, type_: str, level: str | None) -> int | None:
        """The interval of a register, at a level where it has levels; None where none is set."""
        found = self.registrations.get(type_)
        return found.get(level) if isinstance(found, dict) else found


def _build(family: Family, day: dt.date) -> ReviewPolicy:
    registrations, assessment = family["registration-interval"], family["assessment-interval"]
    first = family["first-assessment"]
    return ReviewPolicy(
        registrations.on(day).value, assessment.on(day).value, first.on(day).value, registrations.use(day),
        assessment.use(day), first.use(day),
    )  # fmt: skip


@cache
def review_policy() -> DatedPolicy[ReviewPolicy]:
    """The dated policy, read once."""
    return DatedPolicy(load_family("throughcare.supervision", FAMILY), _build)


_SENTENCES = {
    "date-set": mark("A review date was set for this registration."),
    "interval": mark("This register is reviewed at least every {months} months."),
    "no-interval": mark("No review date was set, and no interval is known for this register."),
    "assessment-interval": mark("A full assessment is made at least every {months} months."),
    "counted-from": mark("The time counts from the latest of registration and review."),
    "counted-from-assessment": mark("The time counts from the latest full assessment."),
    "professional-judgement": mark("The standards in force set no interval: the practitioner judges."),
    "no-assessment": mark("There is no full assessment on the record."),
    "first-assessment": mark(
        "The first full assessment is due within {days} working days of the start of supervision."
    ),
    "counted-from-start": mark("The time counts from the first day of supervision in the community."),
}


def decide_registration_review(case: RegistrationReviewCase) -> Decision[ReviewDue]:
    """By when a registration is to be reviewed; raises ``NoPolicyInForce`` before the first interval."""
    dated = review_policy()
    policy = dated.on(case.on)
    months = policy.months_for(case.type, case.level)
    uses, changes = (policy.registration_use,), dated.changes_after(case.on)
    if case.review_on is not None:
        return _answer("registration-review", "date-set", case.review_on)
    if months is None:
        return _answer("registration-review", "no-interval", None, uses, changes)
    since = max(case.registered_on, case.reviewed_on or case.registered_on)
    before = Step("counted-from", Words(_SENTENCES["counted-from"]), since)
    return _answer("registration-review", "interval", add_months(since, months), uses, changes, before, months=months)


def decide_assessment_review(case: AssessmentReviewCase) -> Decision[ReviewDue]:
    """By when there is to be a new full assessment; raises ``NoPolicyInForce`` before the first interval."""
    dated = review_policy()
    policy = dated.on(case.on)
    uses, changes, months = (policy.assessment_use,), dated.changes_after(case.on), policy.assessment
    if case.completed_on is None:
        return _first_assessment(case, policy, changes)
    if months is None:
        return _answer("assessment-review", "professional-judgement", None, uses, changes)
    before = Step("counted-from", Words(_SENTENCES["counted-from-assessment"]), case.completed_on)
    due = add_months(case.completed_on, months)
    return _answer("assessment-review", "assessment-interval", due, uses, changes, before, months=months)


def _first_assessment(case: AssessmentReviewCase, policy: ReviewPolicy, changes: dt.date | None) -> Decision[ReviewDue]:
    """By when the first is due; no date where the start is not known or its bank holidays are not."""
    try:
        due = working_calendar().add(case.started_on, policy.first_assessment) if case.started_on else None
    except CalendarNotPublished:
        due = None
    if due is None:
        return _answer("assessment-review", "no-assessment", None)
    before = Step("counted-from", Words(_SENTENCES["counted-from-start"]), case.started_on)
    return _answer(
        "assessment-review", "first-assessment", due, (policy.first_use,), changes, before, days=policy.first_assessment
    )


def _answer(
    rule: str,
    code: str,
    due: dt.date | None,
    uses: tuple[PolicyUse, ...] = (),
    until: dt.date | None = None,
    *before: Step,
    **values: object,
) -> Decision[ReviewDue]:
    words = Words(_SENTENCES[code], values)
    steps = (*before, Step(code, words, due, True))
    return Decision(rule, RULE_SET, ReviewDue(due), Reason(code, words), steps, uses, until)


def may_be_registered(type_: str) -> bool:
    """Whether new entries are made in a register."""
    return type_ in REGISTRATION_TYPE and type_ != "HREG"


def proposed_review(type_: str, level: str, registered_on: dt.date) -> dt.date | None:
    """The review date to propose for a new registration: one interval on."""
    months = review_policy().on(registered_on).months_for(type_, level or None)
    return add_months(registered_on, months) if months else None


REGISTRATION_REVIEW = Rule(
    name="registration-review",
    rule_set=RULE_SET,
    title=mark("Review of a registration"),
    case=RegistrationReviewCase,
    value=ReviewDue,
    decide=decide_registration_review,
    parameters=(FAMILY,),
    source="Review dates that the case system keeps on registrations; intervals are working assumptions",
    default=True,
)
ASSESSMENT_REVIEW = Rule(
    name="assessment-review",
    rule_set=RULE_SET,
    title=mark("Review of an assessment"),
    case=AssessmentReviewCase,
    value=ReviewDue,
    decide=decide_assessment_review,
    parameters=(FAMILY,),
    source="National Standards 2007, standard 2e.5; for later standards a working assumption",
    default=True,
)
