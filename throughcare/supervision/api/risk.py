"""Risk: registrations and assessments, read and recorded; the answer to a record says what it changed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field, StrictBool, StrictFloat, StrictInt

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.people.api import open_record
from throughcare.supervision.commands.assessments import entry_of, record_assessment
from throughcare.supervision.commands.registrations import register
from throughcare.supervision.commands.risk import RiskSaved
from throughcare.supervision.models import Assessment, Registration
from throughcare.supervision.queries.kept import SCHEMES, KeptAnswers
from throughcare.supervision.queries.risk import RegistrationView, risk_of
from throughcare.supervision.rules import codes
from throughcare.supervision.rules.assessment_entry import AssessmentEntry
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.registration_entry import RegistrationEntry

router = Router(tags=["risk"])

Note = Annotated[str, Field(max_length=4_000)]
Score = Annotated[StrictFloat | StrictInt, Field(ge=0, le=100)]
Answer = Annotated[StrictInt, Field(ge=0, le=2)]
NeedName = Literal[
    "accommodation", "ete", "relationships", "lifestyle", "drugs", "alcohol", "thinking", "attitudes"
]  # fmt: skip
ScoreName = Literal["rsr", "ogrs", "arp", "csrp", "dc_srp"]
AnswerName = Literal["parenting", "impulsivity", "temper"]
Register = Annotated[str, Among(entry.code for entry in codes.REGISTRATION_TYPE)]
Level = Annotated[str, Among(["", *(entry.code for entry in codes.REGISTRATION_LEVEL)])]
Category = Annotated[str, Among(["", *(entry.code for entry in codes.REGISTRATION_CATEGORY)])]
AssessmentKind = Annotated[str, Among(entry.code for entry in codes.ASSESSMENT_KIND)]
PredictorKind = Annotated[str, Among(["", *(entry.code for entry in codes.PREDICTOR_KIND)])]
Band = Annotated[str, Among(["", *(entry.code for entry in codes.SEXUAL_PREDICTOR_BAND)])]
Severity = Annotated[str, Among(entry.code for entry in codes.NEED_SEVERITY)]


class RegistrationRow(Schema):
    """An entry on a register, in force or past; codes of registration-type, -level and -category.

    ``next_review_on`` is when it is to be looked at again, null where no day is known or it has ended.
    """

    reference: str
    type: str
    level: str
    category: str
    registered_on: dt.date
    ended_on: dt.date | None
    end_reason: str
    note: str
    last_reviewed_on: dt.date | None
    next_review_on: dt.date | None


class AssessmentRow(Schema):
    """A completed assessment: scores in percent, a severity by need, three OASys answers; withdrawn ones among them."""

    reference: str
    kind: str
    completed_on: dt.date
    scores: dict[str, float]
    arp_kind: str
    csrp_kind: str
    dc_srp_band: str
    needs: dict[str, str]
    answers: dict[str, int]
    withdrawn_on: dt.date | None


class TierChangeOut(Schema):
    """A tier under one scheme before and after, empty where there was none."""

    scheme: str
    before: str
    after: str
    changed: bool
    provisional: bool


class RiskChangesOut(Schema):
    """What recording it changed: tiers, the date of the next contact, the points, and the grade that may hold the case.

    ``outgrown`` says that the tier has outgrown the grade of the practitioner who holds the case. ``replaced`` are
    registrations that ended because the new one took their place. ``repeated``: it was on the record already.
    """

    tiers: list[TierChangeOut]
    due_before: dt.date | None
    due_after: dt.date | None
    points_before: int | None
    points_after: int | None
    outgrown: bool
    replaced: list[str]
    repeated: bool


class RegistrationSavedOut(Schema):
    """The registration as it stands, and what it changed."""

    registration: RegistrationRow
    changes: RiskChangesOut


class AssessmentSavedOut(Schema):
    """The assessment as it stands, and what it changed."""

    assessment: AssessmentRow
    changes: RiskChangesOut


class RegistrationIn(Body):
    """Somebody to be entered on a register. ``confirmed`` says that what is unlikely has been checked."""

    type: Register
    registered_on: Day
    level: Level = ""
    category: Category = ""
    review_on: Day | None = None
    note: Note = ""
    confirmed: StrictBool = False


class AssessmentIn(Body):
    """A completed assessment; what is not known is left out. ``confirmed`` says that what is unlikely has been checked."""

    kind: AssessmentKind
    completed_on: Day
    scores: dict[ScoreName, Score] = {}
    arp_kind: PredictorKind = ""
    csrp_kind: PredictorKind = ""
    dc_srp_band: Band = ""
    needs: dict[NeedName, Severity] = {}
    answers: dict[AnswerName, Answer] = {}
    confirmed: StrictBool = False


@router.get("/people/{crn}/registrations", response=list[RegistrationRow], summary="Read a person's registrations")
@operation(permission="people.view", scope="risk:read", opens_record=True)
def list_registrations(request: HttpRequest, crn: str) -> list[RegistrationRow]:
    """Every registration, those in force first."""
    person = open_record(request, crn, page="registrations")
    found = risk_of(person.pk, on=timezone.localdate())
    return [_view(one) for one in (*found.standing, *found.past)]


@router.post("/people/{crn}/registrations", response={201: RegistrationSavedOut}, summary="Register a person")
@operation(permission="supervision.record_risk", scope="risk:write", opens_record=True)
def add_registration(request: HttpRequest, crn: str, body: RegistrationIn) -> Status[RegistrationSavedOut]:
    """Enter a person on a register; the tier is made again at once, and the answer says what changed."""
    person = open_record(request, crn, page="register")
    entry = RegistrationEntry(
        type=body.type,
        registered_on=body.registered_on,
        level=body.level,
        category=body.category,
        review_on=body.review_on,
    )
    try:
        saved = register(
            person=person, entry=entry, note=body.note, reference=_reference(), confirmed=body.confirmed,
            by=caller(request).user, at=timezone.now(),
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return Status(201, registration_saved(saved))


@router.get("/people/{crn}/assessments", response=list[AssessmentRow], summary="Read a person's assessments")
@operation(permission="people.view", scope="risk:read", opens_record=True)
def list_assessments(request: HttpRequest, crn: str) -> list[AssessmentRow]:
    """Every completed assessment, the latest first."""
    person = open_record(request, crn, page="assessments")
    return [_assessment(row) for row in risk_of(person.pk, on=timezone.localdate()).assessments]


@router.post("/people/{crn}/assessments", response={201: AssessmentSavedOut}, summary="Record an assessment")
@operation(permission="supervision.record_risk", scope="risk:write", opens_record=True)
def add_assessment(request: HttpRequest, crn: str, body: AssessmentIn) -> Status[AssessmentSavedOut]:
    """Record a completed assessment; the tier is made again at once, and the answer says what changed."""
    person = open_record(request, crn, page="record-assessment")
    try:
        saved = record_assessment(
            person=person, entry=assessment_entry(body), reference=_reference(), confirmed=body.confirmed,
            by=caller(request).user, at=timezone.now(),
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return Status(201, assessment_saved(saved))


def refused_entry(refused: EntryRefused) -> Problem:
    """The faults; one that is only a doubt goes away with ``confirmed``."""
    doubtful = all(fault.warning for fault in refused.faults)
    detail = gettext("Send it again with “confirmed” where it is so") if doubtful else ""
    return Problem("refused", detail, errors=errors_of(refused.faults))


def errors_of(faults: Sequence[Any]) -> list[dict[str, str]]:
    """Faults of an entry as the errors of a problem."""
    return [
        {"in": "body", "field": fault.field, "code": fault.code, "detail": fault.words.say(gettext)} for fault in faults
    ]


def assessment_entry(body: AssessmentIn) -> AssessmentEntry:
    """What was sent, as the command takes it."""
    return AssessmentEntry(
        kind=body.kind,
        completed_on=body.completed_on,
        scores={name: float(score) for name, score in body.scores.items()},
        arp_kind=body.arp_kind,
        csrp_kind=body.csrp_kind,
        dc_srp_band=body.dc_srp_band,
        needs={str(need): severity for need, severity in body.needs.items()},
        answers={str(name): answer for name, answer in body.answers.items()},
    )


def registration_saved(saved: RiskSaved[Registration]) -> RegistrationSavedOut:
    """A registration as it stands, and what changed."""
    return RegistrationSavedOut(registration=registration_row(saved.row), changes=_changes(saved))


def assessment_saved(saved: RiskSaved[Assessment]) -> AssessmentSavedOut:
    """An assessment as it stands, and what changed."""
    return AssessmentSavedOut(assessment=_assessment(saved.row), changes=_changes(saved))


def _reference() -> str:
    return f"A-{secrets.token_hex(16)}"


def _view(view: RegistrationView) -> RegistrationRow:
    shown = registration_row(view.row)
    shown.last_reviewed_on = view.reviews[0].reviewed_on if view.reviews else None
    shown.next_review_on = view.review.value.due_date if view.review else None
    return shown


def registration_row(row: Registration) -> RegistrationRow:
    """A registration without its reviews."""
    return RegistrationRow(
        reference=row.reference,
        type=row.type,
        level=row.level,
        category=row.category,
        registered_on=row.registered_on,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
        note=row.note,
        last_reviewed_on=None,
        next_review_on=row.review_on if row.ended_on is None else None,
    )


def _assessment(row: Assessment) -> AssessmentRow:
    entry = entry_of(row)
    return AssessmentRow(
        reference=row.reference,
        kind=row.kind,
        completed_on=row.completed_on,
        scores=dict(entry.scores),
        arp_kind=entry.arp_kind,
        csrp_kind=entry.csrp_kind,
        dc_srp_band=entry.dc_srp_band,
        needs=dict(entry.needs),
        answers=dict(entry.answers),
        withdrawn_on=row.withdrawn_on,
    )


def _changes(saved: RiskSaved[Any]) -> RiskChangesOut:
    before, after = saved.before, saved.after
    return RiskChangesOut(
        tiers=[_tier(scheme, before, after) for scheme in SCHEMES],
        due_before=_due(before),
        due_after=_due(after),
        points_before=before.points,
        points_after=after.points,
        outgrown=after.is_outgrown,
        replaced=[row.reference for row in saved.ended],
        repeated=saved.repeated,
    )


def _tier(scheme: str, before: KeptAnswers, after: KeptAnswers) -> TierChangeOut:
    row = after.tiers.get(scheme)
    earlier, later = before.label(scheme), after.label(scheme)
    return TierChangeOut(
        scheme=scheme, before=earlier, after=later, changed=earlier != later, provisional=bool(row and row.provisional)
    )


def _due(answers: KeptAnswers) -> dt.date | None:
    return answers.due.due_date if answers.due and answers.due.state in ("due", "overdue") else None
