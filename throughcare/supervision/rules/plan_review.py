"""When an agreed sentence plan is to be looked at again (``parameters/sentence-plan.yaml`` cites each figure)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy import DatedPolicy, Family, load_family, skipped_step, working_calendar

FAMILY = "sentence-plan"
RULE, RULE_SET = "plan-review", "sentence-plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskChange:
    """A change of risk. A tier is compared by its letter: A is the highest."""

    date: dt.date
    kind: Literal["tier", "registration"]
    register: Annotated[str | None, Meta(description="Register code, of a registration.")] = None
    before: Annotated[str | None, Meta(description="The tier before, of a change of tier.")] = None
    after: Annotated[str | None, Meta(description="The tier after.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCase:
    """The plan that was agreed last, and how risk changed."""

    on: dt.date
    agreed_on: Annotated[dt.date | None, Meta(description="Null where no plan has been agreed.")] = None
    review_on: Annotated[dt.date | None, Meta(description="The review date set in the plan.")] = None
    ends_on: Annotated[dt.date | None, Meta(description="The first day after supervision, where known.")] = None
    changes: tuple[RiskChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanReview:
    """By when the plan is to be looked at again, null where no day is set, and whether because risk changed."""

    due_date: dt.date | None
    because_of_risk: bool


@dataclass(frozen=True, eq=False)
class PlanPolicy:
    """What is in force."""

    months: int | None
    after_change: int
    tier_changes: str
    registers: frozenset[str]
    months_use: PolicyUse
    change_uses: tuple[PolicyUse, ...]


def _build(family: Family, day: dt.date) -> PlanPolicy:
    value = {name: parameter.on(day).value for name, parameter in family.parameters.items()}
    return PlanPolicy(
        value["review-interval"],
        value["after-change"],
        value["tier-changes"],
        frozenset(value["registers"]),
        family["review-interval"].use(day),
        tuple(family[name].use(day) for name in ("after-change", "tier-changes", "registers")),
    )


@cache
def plan_policy() -> DatedPolicy[PlanPolicy]:
    """The dated policy, read once."""
    return DatedPolicy(load_family("throughcare.supervision", FAMILY), _build)


_SENTENCES = {
    "no-plan": mark("No plan has been agreed, so there is none to review."),
    "date-set": mark("The plan says when it is to be reviewed."),
    "interval": mark("A plan is reviewed at least every {months} months."),
    "professional-judgement": mark("The standards in force set no interval: the practitioner judges."),
    "tier-changed": mark("The tier changed from {before} to {after} after the plan was agreed."),
    "registered": mark("Somebody was registered as at risk, or as a risk, after the plan was agreed."),
    "time-after-change": mark("After risk changed, the plan is reviewed within {days} working days."),
    "ends-first": mark("Supervision ends before the review falls due."),
}


class _Found(NamedTuple):
    """A day by which the plan is to be reviewed, and why."""

    due: dt.date
    step: Step
    uses: tuple[PolicyUse, ...]
    risk: bool


def decide_plan_review(case: PlanCase) -> Decision[PlanReview]:
    """By when an agreed plan is to be reviewed; raises ``NoPolicyInForce`` before the first interval.

    The earliest counts of the day set in the plan (else the interval) and of each change of risk that came after the plan
    was agreed. A change of the day on which it was agreed is taken to be known to it.
    """
    dated = plan_policy()
    policy, until = dated.on(case.on), dated.changes_after(case.on)
    if case.agreed_on is None:
        return _answer("no-plan", None, (), (), None)
    found = [*_by_time(case, policy), *_by_change(case, policy)]
    if not found:
        return _answer("professional-judgement", None, (), (policy.months_use,), until)
    first = min(found, key=lambda one: one.due)
    steps = [one.step._replace(decisive=one is first) for one in found]
    if first.risk:
        words = Words(_SENTENCES["time-after-change"], {"days": policy.after_change})
        steps.append(Step("time-after-change", words, first.due, True))
        skipped = skipped_step(first.step.result, first.due)
        steps += [skipped] if skipped is not None else []
    if case.ends_on is not None and first.due >= case.ends_on:
        steps.append(Step("ends-first", Words(_SENTENCES["ends-first"]), case.ends_on))
    reason = Reason(first.step.code, first.step.words)
    value = PlanReview(first.due, first.risk)
    return Decision(RULE, RULE_SET, value, reason, tuple(steps), first.uses, until)


def _by_time(case: PlanCase, policy: PlanPolicy) -> Iterator[_Found]:
    assert case.agreed_on is not None
    if case.review_on is not None:
        yield _Found(case.review_on, _step("date-set", case.review_on), (), False)
    elif policy.months is not None:
        due = add_months(case.agreed_on, policy.months)
        yield _Found(due, _step("interval", due, months=policy.months), (policy.months_use,), False)


def _by_change(case: PlanCase, policy: PlanPolicy) -> Iterator[_Found]:
    assert case.agreed_on is not None
    for change in case.changes:
        if not case.agreed_on < change.date <= case.on or not _asks(change, policy):
            continue
        due = working_calendar().add(change.date, policy.after_change)
        if change.kind == "tier":
            step = _step("tier-changed", change.date, before=change.before, after=change.after)
        else:
            step = _step("registered", change.date)
        yield _Found(due, step, policy.change_uses, True)


def _asks(change: RiskChange, policy: PlanPolicy) -> bool:
    if change.kind == "registration":
        return change.register in policy.registers
    if policy.tier_changes == "none" or not (change.before and change.after):
        return False
    return policy.tier_changes == "any" or change.after < change.before


def _step(code: str, result: dt.date, **values: object) -> Step:
    return Step(code, Words(_SENTENCES[code], values), result)


def _answer(
    code: str, due: dt.date | None, steps: tuple[Step, ...], uses: tuple[PolicyUse, ...], until: dt.date | None
) -> Decision[PlanReview]:
    words = Words(_SENTENCES[code])
    own = Step(code, words, due, True)
    return Decision(RULE, RULE_SET, PlanReview(due, False), Reason(code, words), (*steps, own), uses, until)


PLAN_REVIEW = Rule(
    name=RULE,
    rule_set=RULE_SET,
    title=mark("Review of the sentence plan"),
    case=PlanCase,
    value=PlanReview,
    decide=decide_plan_review,
    parameters=(FAMILY,),
    source="National Standards 2007, standard 2e.5; for later standards and for changes of risk working assumptions",
    default=True,
)
