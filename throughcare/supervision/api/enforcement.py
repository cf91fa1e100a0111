"""Enforcement: how a person complies with each sentence, and recording a failure with what it would bring."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field, StrictBool

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.kernel.decision import Words
from throughcare.people.api import open_record
from throughcare.people.models import LicenceCondition, Requirement, Sentence
from throughcare.supervision.api.risk import errors_of
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.commands.failures import record_failure
from throughcare.supervision.models import Breach, Failure, FormalWarning
from throughcare.supervision.queries.compliance import Compliance, compliance_of
from throughcare.supervision.queries.failures import FailureView
from throughcare.supervision.queries.preview import consequence_of_failure, consequence_today
from throughcare.supervision.rules.breach_preview import Consequence
from throughcare.supervision.rules.enforcement_codes import AWARE_SOURCE, FAILURE_KIND

router = Router(tags=["enforcement"])

FailureKind = Annotated[str, Among(entry.code for entry in FAILURE_KIND)]
Source = Annotated[str, Among(entry.code for entry in AWARE_SOURCE)]
Reference = Annotated[str, Field(max_length=40)]
FailureWords = Annotated[str, Field(max_length=4_000)]


class FailureOut(Schema):
    """A failure to comply, recorded by itself or known from the outcome of an appointment (``contact``).

    ``state`` is a code of failure-state; ``respond_by`` the last day on which a reason may be given, null where it is not
    recorded by itself.
    """

    reference: str
    kind: str
    date: dt.date
    state: str
    respond_by: dt.date | None
    decided_on: dt.date | None
    contact: str | None
    requirement: str | None
    condition: str | None
    warnings: list[str]


class WarningOut(Schema):
    """A warning; ``state`` is a code of warning-state."""

    reference: str
    kind: str
    state: str
    given_on: dt.date
    respond_by: dt.date
    appealed_on: dt.date | None
    appeal_outcome: str
    withdrawn_on: dt.date | None


class BreachOut(Schema):
    """A decision on breach or recall (``kind``) that was asked for, and what came of it; ``state`` of breach-state."""

    reference: str
    kind: str
    because: str
    state: str
    asked_on: dt.date
    due_on: dt.date | None
    decided_on: dt.date | None
    reasons: str
    presented_on: dt.date | None
    hearing_on: dt.date | None
    ended_on: dt.date | None


class CountOut(Schema):
    """What the rule breach-threshold makes of the failures: how many count, for how many a reason may still be given, of
    which threshold, and what follows by when.
    """

    status: str
    counted: int
    awaiting: int
    threshold: int | None
    window_months: int | None
    threshold_reached: bool
    next_step: str
    next_by: dt.date | None
    unconfirmed: bool


class ComplianceOut(Schema):
    """One sentence with its failures, warnings and decisions. ``supervision`` is the kind that is served, null for none.

    ``standing`` is null where no rule is in force for that kind.
    """

    sentence: str
    supervision: str | None
    standing: CountOut | None
    failures: list[FailureOut]
    warnings: list[WarningOut]
    breaches: list[BreachOut]


class ConsequenceOut(Schema):
    """What one failure without reasonable excuse would bring, in words and for programs."""

    words: str
    follows: str
    by: dt.date | None
    urgent: bool
    standing: CountOut


class FailureIn(Body):
    """A failure that is not an appointment's: the outcome of an appointment makes its failure by itself.

    ``requirement`` or ``condition`` name what was broken, where it is one. ``confirmed`` says that it is a further failure
    where one of that kind is recorded on that day already.
    """

    sentence: Reference
    kind: FailureKind
    date: Day
    aware_on: Day
    aware_source: Source
    words: FailureWords = ""
    requirement: Reference | None = None
    condition: Reference | None = None
    confirmed: StrictBool = False


class FailureSavedOut(Schema):
    """The failure, for which a reason may still be given, and what finding it without reasonable excuse would bring."""

    failure: FailureOut
    consequence: ConsequenceOut | None


@router.get("/people/{crn}/compliance", response=list[ComplianceOut], summary="Read how a person complies")
@operation(permission="people.view", scope="enforcement:read", opens_record=True)
def read_compliance(request: HttpRequest, crn: str) -> list[ComplianceOut]:
    """Every sentence that runs or has something to show: failures, warnings, decisions on breach, and what counts."""
    person = open_record(request, crn, page="compliance")
    return [compliance_out(one) for one in compliance_of(person.pk, on=timezone.localdate())]


@router.get("/people/{crn}/consequence", response=ConsequenceOut | None, summary="Read what a failure would bring")
@operation(permission="people.view", scope="enforcement:read", opens_record=True)
def read_consequence(request: HttpRequest, crn: str) -> ConsequenceOut | None:
    """What a failure of today would bring; null where no sentence is served in the community."""
    person = open_record(request, crn, page="consequence")
    return consequence_out(consequence_today(person.pk, on=timezone.localdate()))


@router.post("/people/{crn}/failures", response={201: FailureSavedOut}, summary="Record a failure")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def add_failure(request: HttpRequest, crn: str, body: FailureIn) -> Status[FailureSavedOut]:
    """Record a failure to comply; a reason may still be given until a day that the answer names."""
    person = open_record(request, crn, page="new-failure")
    sentence = Sentence.objects.filter(person=person, reference=body.sentence).first()
    if sentence is None:
        raise _unknown("sentence")
    try:
        failure = record_failure(
            person=person, sentence=sentence, kind=body.kind, date=body.date, words=body.words, aware_on=body.aware_on,
            aware_source=body.aware_source, reference=f"F-{secrets.token_hex(8)}", by=caller(request).user,
            at=timezone.now(), confirmed=body.confirmed, **_broken(sentence, body),
        )  # fmt: skip
    except EnforcementRefused as refused:
        raise Problem("refused", errors=errors_of(refused.faults)) from None
    foreseen = consequence_of_failure(failure, on=timezone.localdate())
    return Status(201, FailureSavedOut(failure=_recorded(failure, ()), consequence=consequence_out(foreseen)))


def _broken(sentence: Sentence, body: FailureIn) -> dict[str, Any]:
    """The requirement or condition that the body names; raises ``Problem`` for both or one of another sentence."""
    if body.requirement is not None and body.condition is not None:
        raise Problem(
            "invalid",
            errors=[
                {
                    "in": "body",
                    "field": "condition",
                    "code": "one-of",
                    "detail": "a requirement or a condition, not both",
                }
            ],
        )
    found: dict[str, Any] = {"requirement": None, "condition": None}
    if body.requirement is not None:
        found["requirement"] = Requirement.objects.filter(sentence=sentence, reference=body.requirement).first()
    if body.condition is not None:
        found["condition"] = LicenceCondition.objects.filter(sentence=sentence, reference=body.condition).first()
    for name, row in found.items():
        if row is None and getattr(body, name) is not None:
            raise _unknown(name)
    return found


def _unknown(field: str) -> Problem:
    detail = "the person’s record has none with that reference"
    return Problem("invalid", errors=[{"in": "body", "field": field, "code": "unknown", "detail": detail}])


def compliance_out(one: Compliance) -> ComplianceOut:
    """How a person complies with one sentence."""
    return ComplianceOut(
        sentence=one.sentence.reference,
        supervision=one.supervision,
        standing=_count(one.decision.value) if one.decision else None,
        failures=[failure_out(view) for view in one.failures],
        warnings=[_warning(row) for row in one.warnings],
        breaches=[_breach(row) for row in one.breaches],
    )


def _count(value: object) -> CountOut:
    return CountOut(**{name: getattr(value, name) for name in CountOut.model_fields})


def consequence_out(found: Consequence | None) -> ConsequenceOut | None:
    """What a failure would bring."""
    if found is None:
        return None
    return ConsequenceOut(
        words=found.count.say(gettext),
        follows=Words(found.follows, {"by": found.by}).say(gettext),
        by=found.by,
        urgent=found.urgent,
        standing=_count(found.decision.value),
    )


def failure_out(view: FailureView) -> FailureOut:
    """A failure, recorded by itself or known from a contact."""
    if view.row is not None:
        return _recorded(view.row, view.warnings)
    return FailureOut(
        reference=view.reference,
        kind=view.kind,
        date=view.fact.date,
        state=view.state,
        respond_by=view.fact.respond_by,
        decided_on=None,
        contact=view.contact.reference if view.contact else None,
        requirement=None,
        condition=None,
        warnings=[warning.reference for warning in view.warnings],
    )


def _recorded(row: Failure, warnings: tuple[FormalWarning, ...]) -> FailureOut:
    return FailureOut(
        reference=row.reference,
        kind=row.kind,
        date=row.date,
        state=row.state,
        respond_by=row.respond_by,
        decided_on=row.decided_on,
        contact=row.contact.reference if row.contact else None,
        requirement=row.requirement.reference if row.requirement else None,
        condition=row.condition.reference if row.condition else None,
        warnings=[warning.reference for warning in warnings],
    )


def _warning(row: FormalWarning) -> WarningOut:
    return WarningOut(**{name: getattr(row, name) for name in WarningOut.model_fields})


def _breach(row: Breach) -> BreachOut:
    return BreachOut(**{name: getattr(row, name) for name in BreachOut.model_fields})
