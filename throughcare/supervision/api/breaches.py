"""Breach and recall over the API: a manager's decision, the pack, the court, how it ended."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field, StrictBool, StrictInt

from throughcare.accounts.api import Among, Body, Day, Problem, Text, operation
from throughcare.people.rules.codes import LENGTH_UNIT, REQUIREMENT_CATEGORY
from throughcare.supervision.api.enforcement import ComplianceOut, FailureWords
from throughcare.supervision.api.enforcement_steps import Step, Why, opened
from throughcare.supervision.api.risk import errors_of
from throughcare.supervision.commands import breaches as commands
from throughcare.supervision.commands.documents import make_pack
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.models import Breach
from throughcare.supervision.rules.enforcement_codes import COURT_OUTCOME

router = Router(tags=["enforcement"])

CourtOutcome = Annotated[str, Among(entry.code for entry in COURT_OUTCOME)]
Category = Annotated[str, Among(entry.code for entry in REQUIREMENT_CATEGORY)]
LengthUnit = Annotated[str, Among(["", *(entry.code for entry in LENGTH_UNIT)])]
Court = Annotated[str, Field(max_length=100)]


class DecisionIn(Body):
    """A manager's decision, with reasons either way."""

    decision: Literal["begin", "decline"]
    reasons: Why


class PresentedIn(Body):
    """That a breach was presented to a court; ``accepted_first_time`` null while it is not known."""

    presented_on: Day
    court: Court
    hearing_on: Day | None = None
    accepted_first_time: StrictBool | None = None


class AddedIn(Body):
    """A requirement that the court added."""

    category: Category
    length: Annotated[StrictInt, Field(ge=1, le=5_000)] | None = None
    unit: LengthUnit = ""


class HearingIn(Body):
    """What the court did on a day; anything but an adjournment ends the breach."""

    on: Day
    outcome: CourtOutcome
    words: FailureWords = ""
    court: Court = ""
    adjourned_to: Day | None = None
    added: AddedIn | None = None


class EndedIn(Body):
    """The day on which it ended, and why."""

    on: Day
    why: Why


class PackIn(Body):
    """The language of the pack."""

    language: Literal["en", "cy"] = "en"


class PackOut(Schema):
    """A pack as it was made: its PDF stands on the person's page of documents, ``sha256`` is that of the PDF."""

    reference: str
    title: Text
    language: str
    sha256: str
    made_at: dt.datetime


@router.post("/people/{crn}/breaches/{reference}/decision", response=ComplianceOut, summary="Decide on breach")
@operation(permission="supervision.decide_breach", scope="enforcement:write", opens_record=True)
def decide_on_breach(request: HttpRequest, crn: str, reference: str, body: DecisionIn) -> ComplianceOut:
    """Begin breach or recall, or do not; the person is told by letter."""
    step = opened(request, crn, "breach-decide")
    found = _breach(step, reference)
    return step.take(
        lambda: commands.decide_breach(
            breach=found, begin=body.decision == "begin", reasons=body.reasons, by=step.by, at=step.at
        ),
        found.sentence,
    )


@router.post("/people/{crn}/breaches/{reference}/pack", response={201: PackOut}, summary="Make a breach pack")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def make_breach_pack(request: HttpRequest, crn: str, reference: str, body: PackIn) -> Status[PackOut]:
    """Assemble the history of a breach that has begun; made again, the earlier pack stays."""
    step = opened(request, crn, "breach-pack")
    try:
        made = make_pack(breach=_breach(step, reference), language=body.language, by=step.by, at=step.at)
    except EnforcementRefused as refused:
        raise Problem("refused", errors=errors_of(refused.faults)) from None
    return Status(201, PackOut(**{name: getattr(made, name) for name in PackOut.model_fields}))


@router.post("/people/{crn}/breaches/{reference}/presented", response=ComplianceOut, summary="Present a breach")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def record_presented(request: HttpRequest, crn: str, reference: str, body: PresentedIn) -> ComplianceOut:
    """Record that a breach was presented to the court."""
    step = opened(request, crn, "breach-present")
    found = _breach(step, reference)
    return step.take(
        lambda: commands.present_breach(
            breach=found, presented_on=body.presented_on, court=body.court, hearing_on=body.hearing_on,
            accepted_first_time=body.accepted_first_time, by=step.by, at=step.at,
        ),
        found.sentence,
    )  # fmt: skip


@router.post("/people/{crn}/breaches/{reference}/hearings", response=ComplianceOut, summary="Record a hearing")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def record_court_hearing(request: HttpRequest, crn: str, reference: str, body: HearingIn) -> ComplianceOut:
    """Record what the court did; where it says so, the sentence ends or has a requirement more."""
    step = opened(request, crn, "breach-hearing")
    found = _breach(step, reference)
    added = None
    if body.added is not None:
        added = commands.AddedRequirement(body.added.category, body.added.length, body.added.unit)
    return step.take(
        lambda: commands.record_hearing(
            breach=found, on=body.on, outcome=body.outcome, words=body.words, court=body.court,
            adjourned_to=body.adjourned_to, added=added, by=step.by, at=step.at,
        ),
        found.sentence,
    )  # fmt: skip


@router.post("/people/{crn}/breaches/{reference}/recalled", response=ComplianceOut, summary="Record a recall")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def record_recall(request: HttpRequest, crn: str, reference: str, body: EndedIn) -> ComplianceOut:
    """Record that the person was recalled. Custody is recorded with the sentence."""
    step = opened(request, crn, "recall-end")
    found = _breach(step, reference)
    return step.take(
        lambda: commands.conclude_recall(breach=found, on=body.on, words=body.why, by=step.by, at=step.at),
        found.sentence,
    )


@router.post("/people/{crn}/breaches/{reference}/withdraw", response=ComplianceOut, summary="Withdraw a breach")
@operation(permission="supervision.decide_breach", scope="enforcement:write", opens_record=True)
def withdraw_breach_process(request: HttpRequest, crn: str, reference: str, body: EndedIn) -> ComplianceOut:
    """Withdraw a breach or recall that had begun."""
    step = opened(request, crn, "breach-withdraw")
    found = _breach(step, reference)
    return step.take(
        lambda: commands.withdraw_breach(breach=found, on=body.on, because=body.why, by=step.by, at=step.at),
        found.sentence,
    )


def _breach(step: Step, reference: str) -> Breach:
    rows = Breach.objects.select_related("sentence", "failure__contact", "process", "person")
    found = None if "\x00" in reference else rows.filter(person=step.person, reference=reference).first()
    if found is None:
        raise Http404
    return found
