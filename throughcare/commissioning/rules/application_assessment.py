"""Whether an application to the panel is admitted, and how to cure what failed (rules A1 to A6)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.exclusion import Exclusion, judge_exclusion
from throughcare.commissioning.rules.panel_policy import FAMILY
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.decision import Decision, Words, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "application-assessment", "panel"
Answer = Literal["met", "not-met", "unanswered"]
Why = Literal[
    "not-met", "unanswered", "evidence-missing", "evidence-expired", "no-identifier", "same-organisation", "unsigned",
    "already-member",
]  # fmt: skip


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One condition of the market, as it was frozen when the market opened, and how it was assessed: pass or fail alone."""

    code: str
    answer: Answer
    title: str = ""
    cure: Annotated[str, Meta(description="what the applicant can do to meet it, as the market says")] = ""
    needs_evidence: bool = False
    evidence_until: Annotated[date | None, Meta(description="last day on which the evidence is good")] = None


class AssessmentCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An application assessed on ``on`` for one category of a market."""

    on: date
    conditions: tuple[Condition, ...]
    market_opened_on: Annotated[
        date | None, Meta(description="selects the grounds of exclusion; the day of assessment where null")
    ] = None
    exclusions: Annotated[tuple[Exclusion, ...], Meta(description="grounds declared or found")] = ()
    verified_identifiers: Annotated[int, Meta(ge=0)] = 1
    identifier_belongs_to_other: Annotated[
        bool, Meta(description="an identifier is that of an organisation that is here already")
    ] = False
    members_unsigned: Annotated[int, Meta(ge=0, description="members of a consortium that have not signed")] = 0
    already_member: Annotated[bool, Meta(description="it holds a place in this category that has not ended")] = False


class Failed(Struct, frozen=True, gc=False):
    """What stands in the way, and how to cure it."""

    code: str
    why: Why
    cure: str


class Assessment(Struct, frozen=True, gc=False):
    """``outcome`` is what follows; nobody is declined for a discretionary ground without a person deciding."""

    outcome: Literal["admit", "decline", "ask", "person-decides"]
    failed: tuple[Failed, ...]
    exclusion: Literal["none", "undecided", "excluded"]
    may_apply_again: bool


_REASONS = {
    "admit": mark("Every condition is met, so the place is given. The number of places is not limited."),
    "excluded": mark("A ground applies on which a supplier is excluded, so no place is given."),
    "person-decides": mark("A ground of exclusion needs a person's decision, with what the applicant has done about it."),
    "failed": mark("Conditions not met: {count}. Each is named with its cure; applying again is possible at any time."),
    "incomplete": mark("Still needed: {count}. The applicant is asked."),
    "already-member": mark("The applicant holds a place in this category already."),
    "no-conditions": mark("The market has published no conditions for this category, so nobody can be assessed."),
}  # fmt: skip
CURES: dict[Why, str] = {
    "not-met": mark("Meet the condition, then apply again."),
    "unanswered": mark("Answer this condition."),
    "evidence-missing": mark("Attach evidence that is in date."),
    "evidence-expired": mark("Replace the evidence: it has run out."),
    "no-identifier": mark("Give a number that can be verified, such as that of a charity or a company."),
    "same-organisation": mark("Apply as the organisation that is here already: ask its users to invite you."),
    "unsigned": mark("Let every member of the consortium sign."),
    "already-member": mark("Keep the place there is; renew its evidence when it runs out."),
}
_FAILED = mark("{name}: not met.")
_WANTING = mark("{name}: still needed.")
_CURE = mark("How to cure it: {cure}")
_NAMES = {
    "identifier": mark("Identity"),
    "consortium": mark("Signatures of the consortium"),
    "membership": mark("Place"),
}


def decide_assessment(case: AssessmentCase) -> Decision[Assessment]:
    """What follows from the assessment, and for each failed condition how to cure it.

    Sources: Public Contracts Regulations 2015 regs. 34 and 57; Procurement Act 2023 ss.36, 57, 58 and Schedules 6 and 7.
    Raises ``ImpossibleCase`` for a condition listed twice.
    """
    codes = [each.code for each in case.conditions]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ImpossibleCase(f"a condition is listed twice: {', '.join(twice)}")
    trail = Trail(NAME, RULE_SET)
    found = judge_exclusion(case.exclusions, on=case.on, law_of=case.market_opened_on or case.on, trail=trail)
    failed = [
        *_about_the_applicant(case),
        *(each for each in (_judge(one, case.on) for one in case.conditions) if each),
    ]
    for each in failed:
        title = next((one.title for one in case.conditions if one.code == each.code), "")
        name = Words(_NAMES[each.code]) if each.code in _NAMES else title or each.code
        trail.note(each.why, _FAILED if each.why == "not-met" else _WANTING, each.code, name=name)
        own = each.cure != CURES[each.why]
        trail.note("cure", _CURE if own else CURES[each.why], None, cure=each.cure)
    outcome, code = _outcome(case, failed, found.excluded, found.person_decides)
    exclusion: Literal["none", "undecided", "excluded"] = (
        "excluded" if found.excluded else "undecided" if found.person_decides else "none"
    )
    count = sum(each.why == "not-met" for each in failed) if code == "failed" else len(failed)
    value = Assessment(outcome, tuple(failed), exclusion, outcome == "decline" and code != "already-member")
    return trail.decide(value, code, _REASONS[code], result=outcome, count=count, holds_until=found.until)


def _about_the_applicant(case: AssessmentCase) -> list[Failed]:
    """What is wrong with who applies, before any condition."""
    whys: list[tuple[str, Why, bool]] = [
        ("membership", "already-member", case.already_member),
        ("identifier", "same-organisation", case.identifier_belongs_to_other),
        ("identifier", "no-identifier", case.verified_identifiers == 0 and not case.identifier_belongs_to_other),
        ("consortium", "unsigned", case.members_unsigned > 0),
    ]
    return [Failed(code, why, CURES[why]) for code, why, applies in whys if applies]


def _judge(condition: Condition, on: date) -> Failed | None:
    """Why the condition is not met; None where it is."""
    why: Why | None = None
    if condition.answer != "met":
        why = condition.answer
    elif condition.needs_evidence and condition.evidence_until is None:
        why = "evidence-missing"
    elif condition.evidence_until is not None and condition.evidence_until < on:
        why = "evidence-expired"
    return None if why is None else Failed(condition.code, why, condition.cure or CURES[why])


def _outcome(
    case: AssessmentCase, failed: list[Failed], excluded: bool, person_decides: bool
) -> tuple[Literal["admit", "decline", "ask", "person-decides"], str]:
    if case.already_member:
        return "decline", "already-member"
    if not case.conditions:
        return "ask", "no-conditions"
    if excluded:
        return "decline", "excluded"
    if any(each.why == "not-met" for each in failed):
        return "decline", "failed"
    if failed:
        return "ask", "incomplete"
    if person_decides:
        return "person-decides", "person-decides"
    return "admit", "admit"


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Assessment of an application to the panel"),
    case=AssessmentCase,
    value=Assessment,
    decide=decide_assessment,
    parameters=(FAMILY,),
    source="Public Contracts Regulations 2015 regs. 34 and 57; Procurement Act 2023 ss.36, 57, 58 and Schedules 6 and 7",
    default=True,
)
