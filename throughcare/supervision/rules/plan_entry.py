"""What a sentence plan may say, and when it can be shared and agreed: what is impossible is refused. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from throughcare.kernel.decision import Words, mark
from throughcare.supervision.rules.faults import EntryFault, faults_of, warnings_of
from throughcare.supervision.rules.plan_sections import SECTION
from throughcare.supervision.rules.plan_states import PERSONS_VIEW, SIGNED

LONGEST = 300
MOST_OBJECTIVES, MOST_STEPS = 12, 12


@dataclass(frozen=True, slots=True)
class ObjectiveEntry:
    """What is to be reached: a code of the shared wording, or words of one's own."""

    section: str
    wording: str = ""
    text: str = ""
    text_cy: str = ""


@dataclass(frozen=True, slots=True)
class StepEntry:
    """What somebody does, and by when (None: all the time)."""

    who: str
    wording: str = ""
    text: str = ""
    text_cy: str = ""
    agency: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a version was agreed, and what the person thinks of it in their own words."""

    agreed_on: date
    review_on: date
    view: str
    signed: str
    own_words: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a version holds: objectives with the number of their steps, severities by section, what lacks Welsh.

    ``latest`` is the day on which the version before was agreed.
    """

    begun_on: date
    latest: date | None
    steps: tuple[int, ...]
    needs: Mapping[str, str]
    sections: frozenset[str]
    without_welsh: int = 0
    language: str = "en"


_REFUSALS = {
    "no-sentence": ("", mark("No sentence is running, so there is nothing to plan for.")),
    "draft-open": ("", mark("A version is being written already: go on with that one.")),
    "not-a-draft": ("", mark("This version is no longer being written. Begin a new one to change the plan.")),
    "not-open": ("", mark("This plan has ended.")),
    "nothing-changed": ("", mark("The record says this already.")),
    "text-missing": ("text", mark("Choose from the shared wording, or write what is to be reached.")),
    "step-missing": ("text", mark("Choose from the shared wording, or write what is to be done.")),
    "too-many-objectives": ("", mark("A plan with more than {most} objectives is hard to follow: take some out first.")),
    "too-many-steps": ("", mark("An objective with more than {most} steps is hard to follow: take some out first.")),
    "agency-missing": ("agency", mark("Say who does it.")),
    "agency-not-needed": ("agency", mark("Leave this empty unless somebody else does it.")),
    "due-before-start": ("due_on", mark("The day cannot lie before the plan.")),
    "no-objectives": ("", mark("A plan needs at least one objective.")),
    "objective-without-steps": ("", mark("Each objective needs at least one step.")),
    "agreed-in-the-future": ("agreed_on", mark("The plan cannot have been agreed in the future.")),
    "agreed-before-begun": ("agreed_on", mark("The plan cannot have been agreed before it was begun.")),
    "agreed-before-the-last": (
        "agreed_on", mark("The plan cannot have been agreed before the version that it follows."),
    ),
    "review-not-after": ("review_on", mark("The review must lie after the day on which the plan is agreed.")),
    "review-too-late": ("review_on", mark("The review must lie within {months} months.")),
    "why-missing": ("why_not", mark("Say why the person did not agree, sign or say what they think.")),
    "shared-in-the-future": ("shared_on", mark("The plan cannot have been shown in the future.")),
    "shared-before-begun": ("shared_on", mark("The plan cannot have been shown before it was begun.")),
    "progress-in-the-future": ("on", mark("The day cannot lie in the future.")),
    "progress-before-the-last": ("on", mark("The day cannot lie before what is on the record of this step.")),
    "progress-before-the-plan": ("on", mark("The day cannot lie before the plan was begun.")),
    "step-not-agreed": ("", mark("This step is not in the plan that was agreed.")),
    "change-not-allowed": ("state", mark("A step cannot go from that state to this one.")),
    "contact-refused": ("agreed_on", mark("The record does not allow a plan on that day.")),
    "end-before-start": ("closed_on", mark("The plan cannot end before it was begun.")),
    "end-in-the-future": ("closed_on", mark("The plan cannot end in the future.")),
}  # fmt: skip
_DOUBTS = {
    "need-without-objective": (
        "", mark("A severe need has no objective: {section}."),
    ),
    "welsh-missing": ("", mark("The person reads Welsh, and some of the plan is in English only.")),
    "no-own-words": ("own_words", mark("The plan holds nothing in the person’s own words.")),
}  # fmt: skip


def plan_refused(*codes: str) -> tuple[EntryFault, ...]:
    """The faults of those codes."""
    return faults_of(codes, _REFUSALS)


def check_objective(entry: ObjectiveEntry, *, others: int) -> tuple[EntryFault, ...]:
    """What is wrong with an objective; ``others`` is how many the version has."""
    found: list[str | tuple[str, Mapping[str, object]]] = []
    if not entry.wording and not entry.text.strip():
        found.append("text-missing")
    if others >= MOST_OBJECTIVES:
        found.append(("too-many-objectives", {"most": MOST_OBJECTIVES}))
    return faults_of(found, _REFUSALS)


def check_step(entry: StepEntry, *, others: int, begun_on: date) -> tuple[EntryFault, ...]:
    """What is wrong with a step; ``others`` is how many the objective has."""
    found: list[str | tuple[str, Mapping[str, object]]] = []
    if not entry.wording and not entry.text.strip():
        found.append("step-missing")
    if entry.who == "agency" and not entry.agency.strip():
        found.append("agency-missing")
    if entry.who != "agency" and entry.agency.strip():
        found.append("agency-not-needed")
    if entry.due_on is not None and entry.due_on < begun_on:
        found.append("due-before-start")
    if others >= MOST_STEPS:
        found.append(("too-many-steps", {"most": MOST_STEPS}))
    return faults_of(found, _REFUSALS)


def check_complete(draft: Draft) -> tuple[EntryFault, ...]:
    """What a version lacks before it can be shown to the person or agreed."""
    found = ["no-objectives"] if not draft.steps else []
    return plan_refused(*found, *(["objective-without-steps"] if 0 in draft.steps else []))


def check_share(draft: Draft, *, shared_on: date, today: date) -> tuple[EntryFault, ...]:
    """What is wrong with saying that the version was shown to the person on a day."""
    found = ["shared-in-the-future"] if shared_on > today else []
    found += ["shared-before-begun"] if shared_on < draft.begun_on else []
    return (*check_complete(draft), *plan_refused(*found))


def check_agreement(
    agreement: Agreement, draft: Draft, *, today: date, latest_review: date | None, months: int | None
) -> tuple[EntryFault, ...]:
    """What is wrong with agreeing the version; ``latest_review`` is the last day allowed for the review."""
    found = list(check_complete(draft))
    found += plan_refused(*_faults_of_days(agreement, draft, today))
    if latest_review is not None and agreement.review_on > latest_review:
        found += faults_of([("review-too-late", {"months": months})], _REFUSALS)
    if needs_why(agreement) and not agreement.why_not.strip():
        found += plan_refused("why-missing")
    return tuple(found) or _doubts(agreement, draft)


def needs_why(agreement: Agreement) -> bool:
    """Whether it must be said why the person did not sign, or did not say what they think."""
    return bool(PERSONS_VIEW[agreement.view].facts.get("why") or SIGNED[agreement.signed].facts.get("why"))


def check_progress(*, on: date, last: date | None, begun_on: date, today: date) -> tuple[EntryFault, ...]:
    """What is wrong with saying how a step stands from a day on."""
    found = ["progress-in-the-future"] if on > today else []
    found += ["progress-before-the-plan"] if on < begun_on else []
    return plan_refused(*found, *(["progress-before-the-last"] if last is not None and on < last else []))


def check_close(*, closed_on: date, opened_on: date, today: date) -> tuple[EntryFault, ...]:
    """What is wrong with ending a plan on a day."""
    found = ["end-before-start"] if closed_on < opened_on else []
    return plan_refused(*found, *(["end-in-the-future"] if closed_on > today else []))


def _faults_of_days(agreement: Agreement, draft: Draft, today: date) -> list[str]:
    found = ["agreed-in-the-future"] if agreement.agreed_on > today else []
    found += ["agreed-before-begun"] if agreement.agreed_on < draft.begun_on else []
    found += ["agreed-before-the-last"] if draft.latest is not None and agreement.agreed_on < draft.latest else []
    return found + (["review-not-after"] if agreement.review_on <= agreement.agreed_on else [])


def _doubts(agreement: Agreement, draft: Draft) -> tuple[EntryFault, ...]:
    open_needs = [
        section for section, severity in draft.needs.items() if severity == "severe" and section not in draft.sections
    ]
    found: list[str | tuple[str, Mapping[str, object]]] = [
        ("need-without-objective", {"section": Words(SECTION.label(section))}) for section in open_needs
    ]
    if draft.language == "cy" and draft.without_welsh:
        found.append("welsh-missing")
    if not agreement.own_words.strip() and agreement.view != "not-given":
        found.append("no-own-words")
    return warnings_of(found, _DOUBTS)
