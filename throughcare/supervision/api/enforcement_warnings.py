"""Warnings over the API: given with a letter, withdrawn, appealed, decided on by somebody else."""

from __future__ import annotations

import secrets
from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Status
from pydantic import Field

from throughcare.accounts.api import Among, Body, Day, Problem, operation
from throughcare.supervision.api.enforcement import ComplianceOut, FailureWords, Reference
from throughcare.supervision.api.enforcement_steps import Step, Why, find_failure, opened, row_of
from throughcare.supervision.commands import warnings as commands
from throughcare.supervision.models import FormalWarning
from throughcare.supervision.rules.enforcement_codes import APPEAL_OUTCOME, WARNING_KIND

router = Router(tags=["enforcement"])

WarningKind = Annotated[str, Among(entry.code for entry in WARNING_KIND)]
AppealOutcome = Annotated[str, Among(entry.code for entry in APPEAL_OUTCOME)]
Language = Literal["en", "cy"]


class WarningIn(Body):
    """A warning about failures of one sentence; ``respond_by`` not before what the standard gives, ``words`` as printed."""

    failures: Annotated[list[Reference], Field(min_length=1, max_length=20)]
    kind: WarningKind
    respond_by: Day
    language: Language = "en"
    words: Annotated[str, Field(max_length=2_000)] = ""


class WithdrawIn(Body):
    """Why a warning is withdrawn: the person is told it in a letter."""

    why: Why
    language: Language = "en"


class AppealIn(Body):
    """What the person says against a warning, and when it came."""

    appealed_on: Day
    words: FailureWords


class AppealDecisionIn(Body):
    """Whether a warning stands, and why: the person is told it in a letter."""

    outcome: AppealOutcome
    why: Why
    language: Language = "en"


@router.post("/people/{crn}/warnings", response={201: ComplianceOut}, summary="Give a warning")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def give_formal_warning(request: HttpRequest, crn: str, body: WarningIn) -> Status[ComplianceOut]:
    """Give a warning today about one or more failures of a sentence; its letter is made and waits to be sent."""
    step = opened(request, crn, "warning-give")
    try:
        found = [find_failure(step, reference) for reference in body.failures]
    except Http404:
        raise _unusable("unknown", "the person’s record has none with that reference") from None
    sentence = found[0][0].sentence
    if any(one.sentence.pk != sentence.pk for one, _view in found):
        raise _unusable("one-sentence", "all of them must be failures of one sentence")
    return Status(201, step.take(
        lambda: commands.give_warning(
            sentence=sentence, failures=[row_of(step, view) for _one, view in found], kind=body.kind,
            respond_by=body.respond_by, words=body.words, reference=f"WN-{secrets.token_hex(8)}",
            language=body.language, by=step.by, at=step.at,
        ),
        sentence,
    ))  # fmt: skip


@router.post("/people/{crn}/warnings/{reference}/withdraw", response=ComplianceOut, summary="Withdraw a warning")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def withdraw_formal_warning(request: HttpRequest, crn: str, reference: str, body: WithdrawIn) -> ComplianceOut:
    """Withdraw a warning with a letter. A breach that had begun stays: a manager looks at it again."""
    step = opened(request, crn, "warning-withdraw")
    found = _warning(step, reference)
    return step.take(
        lambda: commands.withdraw_warning(
            warning=found, because=body.why, language=body.language, by=step.by, at=step.at
        ),
        found.sentence,
    )


@router.post("/people/{crn}/warnings/{reference}/appeal", response=ComplianceOut, summary="Record an appeal")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def record_appeal(request: HttpRequest, crn: str, reference: str, body: AppealIn) -> ComplianceOut:
    """Record that the person appeals against a warning; until somebody else decides, it stands."""
    step = opened(request, crn, "warning-appeal")
    found = _warning(step, reference)
    return step.take(
        lambda: commands.appeal_warning(warning=found, words=body.words, on=body.appealed_on, by=step.by, at=step.at),
        found.sentence,
    )


@router.post(
    "/people/{crn}/warnings/{reference}/appeal/decision", response=ComplianceOut, summary="Decide on an appeal"
)
@operation(permission="supervision.decide_breach", scope="enforcement:write", opens_record=True)
def decide_on_appeal(request: HttpRequest, crn: str, reference: str, body: AppealDecisionIn) -> ComplianceOut:
    """Decide on an appeal with reasons. Whoever gave the warning is refused."""
    step = opened(request, crn, "warning-appeal")
    found = _warning(step, reference)
    return step.take(
        lambda: commands.decide_appeal(
            warning=found, outcome=body.outcome, reasons=body.why, language=body.language, by=step.by, at=step.at
        ),
        found.sentence,
    )


def _warning(step: Step, reference: str) -> FormalWarning:
    rows = FormalWarning.objects.select_related("sentence", "person")
    found = None if "\x00" in reference else rows.filter(person=step.person, reference=reference).first()
    if found is None:
        raise Http404
    return found


def _unusable(code: str, detail: str) -> Problem:
    return Problem("invalid", errors=[{"in": "body", "field": "failures", "code": code, "detail": detail}])
