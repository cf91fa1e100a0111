"""What is done about a failure over the API: a reason, a decision on it, confirming, looking again, asking a manager."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Path
from pydantic import Field

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.accounts.models import User
from throughcare.people.api import open_record
from throughcare.people.models import Person, Sentence
from throughcare.supervision.api.enforcement import (
    ComplianceOut,
    ConsequenceOut,
    FailureOut,
    FailureWords,
    compliance_out,
    consequence_out,
    failure_out,
)
from throughcare.supervision.api.risk import errors_of
from throughcare.supervision.commands import failures as commands
from throughcare.supervision.commands.breach_questions import ask_for_decision
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.models import Failure, ReasonOffered
from throughcare.supervision.queries.compliance import Compliance, compliance_of, compliance_with
from throughcare.supervision.queries.failures import FailureView
from throughcare.supervision.queries.preview import consequence_for_contact, consequence_of_failure
from throughcare.supervision.rules.enforcement_codes import REASON, REASON_DECISION

router = Router(tags=["enforcement"])

Key = Annotated[int, Path(ge=1, lt=2**31)]
Reason = Annotated[str, Among(entry.code for entry in REASON)]
Decision = Annotated[str, Among(entry.code for entry in REASON_DECISION)]
Evidence = Annotated[str, Field(max_length=500)]
Why = Annotated[str, Field(max_length=4_000)]


class GivenReasonOut(Schema):
    """A reason that the person gave for a failure; ``decision`` is a code of reason-decision, empty until it is decided."""

    key: int
    reason: str
    words: str
    offered_on: dt.date
    evidence: str
    evidence_on: dt.date | None
    decision: str
    decided_on: dt.date | None


class FailureDetailOut(Schema):
    """A failure, the reasons given for it, and what finding it without reasonable excuse would bring (null once decided)."""

    sentence: str
    failure: FailureOut
    reasons: list[GivenReasonOut]
    consequence: ConsequenceOut | None


class ReasonIn(Body):
    """A reason as the person gives it; ``decision`` where it is decided on at once. Accepting asks for the evidence seen."""

    reason: Reason
    offered_on: Day
    words: FailureWords = ""
    evidence: Evidence = ""
    evidence_on: Day | None = None
    decision: Decision | None = None


class ReasonDecisionIn(Body):
    """What is made of a reason; accepting asks for the evidence seen."""

    decision: Decision
    evidence: Evidence = ""
    evidence_on: Day | None = None


class ConfirmIn(Body):
    """``counts_because`` says why a failure counts although contact was suspended."""

    counts_because: Evidence = ""


class WhyIn(Body):
    """Why, in words."""

    why: Why


class AskIn(Body):
    """Why a manager is asked whatever the count, and what they should know."""

    because: Literal["serious", "other"]
    words: FailureWords


@dataclass(frozen=True)
class Step:
    """One act in enforcement: about whom, by whom, when."""

    person: Person
    by: User
    at: dt.datetime

    @property
    def on(self) -> dt.date:
        """The local day."""
        return timezone.localtime(self.at).date()

    def take(self, act: Callable[[], Any], sentence: Sentence) -> ComplianceOut:
        """Act, all of it or nothing, and say how the person then complies with the sentence; raises ``Problem``."""
        try:
            with transaction.atomic():
                act()
        except EnforcementRefused as refused:
            raise Problem("refused", errors=errors_of(refused.faults)) from None
        standing = compliance_with(sentence, on=self.on)
        assert standing is not None
        return compliance_out(standing)


def opened(request: HttpRequest, crn: str, page: str) -> Step:
    """Open the record, which logs the look."""
    return Step(open_record(request, crn, page=page), caller(request).user, timezone.now())


def find_failure(step: Step, reference: str) -> tuple[Compliance, FailureView]:
    """The failure of that name, whether recorded by itself or known from a contact; raises ``Http404``."""
    for one in compliance_of(step.person.pk, on=step.on):
        view = one.failure(reference)
        if view is not None:
            return one, view
    raise Http404


def row_of(step: Step, view: FailureView) -> Failure:
    """The row of a failure, made now where so far only a contact told of it."""
    if view.row is not None:
        return Failure.objects.select_related("sentence", "contact").get(pk=view.row.pk)
    assert view.contact is not None
    return commands.take_up(contact=view.contact, by=step.by, at=step.at)


@router.post("/people/{crn}/failures/{path:reference}/reasons", response=ComplianceOut, summary="Record a reason")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def record_reason(request: HttpRequest, crn: str, reference: str, body: ReasonIn) -> ComplianceOut:
    """Record a reason for a failure, and decide on it where a decision is sent. The answer says how it stands then."""
    step = opened(request, crn, "failure-reason")
    found, view = find_failure(step, reference)
    seen: dict[str, Any] = {"evidence": body.evidence, "evidence_on": body.evidence_on}

    def act() -> None:
        offered = commands.offer_reason(
            failure=row_of(step, view), reason=body.reason, words=body.words, offered_on=body.offered_on, by=step.by,
            at=step.at, **seen,
        )  # fmt: skip
        if body.decision is not None:
            accept = body.decision == "accepted"
            commands.decide_reason(offered=offered, accept=accept, by=step.by, at=step.at, **seen)

    return step.take(act, found.sentence)


@router.post(
    "/people/{crn}/failures/{path:reference}/reasons/{key}/decision", response=ComplianceOut,
    summary="Decide on a reason",
)  # fmt: skip
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def decide_on_reason(request: HttpRequest, crn: str, reference: str, key: Key, body: ReasonDecisionIn) -> ComplianceOut:
    """Accept a reason, which makes an absence acceptable and withdraws a warning about it alone, or do not."""
    step = opened(request, crn, "failure-reason")
    found, view = find_failure(step, reference)
    offered = ReasonOffered.objects.filter(pk=key, failure=view.row).first() if view.row is not None else None
    if offered is None:
        raise Http404
    return step.take(
        lambda: commands.decide_reason(
            offered=offered, accept=body.decision == "accepted", evidence=body.evidence, evidence_on=body.evidence_on,
            by=step.by, at=step.at,
        ),
        found.sentence,
    )  # fmt: skip


@router.post("/people/{crn}/failures/{path:reference}/confirm", response=ComplianceOut, summary="Confirm a failure")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def confirm_one_failure(request: HttpRequest, crn: str, reference: str, body: ConfirmIn) -> ComplianceOut:
    """Find that a failure was without reasonable excuse; read the failure first, which says what that brings."""
    step = opened(request, crn, "failure-confirm")
    found, view = find_failure(step, reference)
    return step.take(
        lambda: commands.confirm_failure(
            failure=row_of(step, view), counts_because=body.counts_because, by=step.by, at=step.at
        ),
        found.sentence,
    )


@router.post(
    "/people/{crn}/failures/{path:reference}/reopen", response=ComplianceOut, summary="Look at a failure again"
)
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def reopen_one_failure(request: HttpRequest, crn: str, reference: str, body: WhyIn) -> ComplianceOut:
    """Open a failure again that was explained or confirmed."""
    step = opened(request, crn, "failure-reopen")
    found, view = find_failure(step, reference)
    return step.take(
        lambda: commands.reopen_failure(failure=row_of(step, view), why=body.why, by=step.by, at=step.at),
        found.sentence,
    )


@router.post("/people/{crn}/failures/{path:reference}/in-error", response=ComplianceOut, summary="Strike out a failure")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def strike_one_failure(request: HttpRequest, crn: str, reference: str, body: WhyIn) -> ComplianceOut:
    """Mark a failure as recorded in error. One that is an appointment's is put right at the contact."""
    step = opened(request, crn, "failure-strike")
    found, view = find_failure(step, reference)
    return step.take(
        lambda: commands.strike_failure(failure=row_of(step, view), why=body.why, by=step.by, at=step.at),
        found.sentence,
    )


@router.post("/people/{crn}/failures/{path:reference}/ask", response=ComplianceOut, summary="Ask a manager to decide")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def ask_manager(request: HttpRequest, crn: str, reference: str, body: AskIn) -> ComplianceOut:
    """Put a failure to a manager, whatever the count: one serious failure can be enough."""
    step = opened(request, crn, "failure-ask")
    found, view = find_failure(step, reference)
    return step.take(
        lambda: ask_for_decision(
            failure=row_of(step, view), because=body.because, words=body.words, by=step.by, at=step.at
        ),
        found.sentence,
    )


# Last: a reference may hold a stroke, so that the addresses above fit this one as well.
@router.get("/people/{crn}/failures/{path:reference}", response=FailureDetailOut, summary="Read a failure")
@operation(permission="people.view", scope="enforcement:read", opens_record=True)
def read_failure(request: HttpRequest, crn: str, reference: str) -> FailureDetailOut:
    """One failure with the reasons given for it, and what confirming it would bring."""
    step = opened(request, crn, "failure")
    found, view = find_failure(step, reference)
    reasons = view.row.reasons.order_by("pk") if view.row is not None else ()
    return FailureDetailOut(
        sentence=found.sentence.reference,
        failure=failure_out(view),
        reasons=[_reason(row) for row in reasons],
        consequence=_foreseen(view, step.on) if view.state == "awaiting-reason" else None,
    )


def _foreseen(view: FailureView, on: dt.date) -> ConsequenceOut | None:
    if view.row is not None:
        return consequence_out(consequence_of_failure(view.row, on=on))
    assert view.contact is not None
    return consequence_out(consequence_for_contact(view.contact, on=on))


def _reason(row: ReasonOffered) -> GivenReasonOut:
    return GivenReasonOut(
        key=row.pk, **{name: getattr(row, name) for name in GivenReasonOut.model_fields if name != "key"}
    )
