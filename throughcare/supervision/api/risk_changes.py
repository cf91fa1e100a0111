"""What becomes of a registration and of an assessment over the API: reviewed, put right, ended, withdrawn."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field, StrictBool

from throughcare.accounts.api import Among, Body, Day, caller, operation
from throughcare.people.api import open_record
from throughcare.people.models import Person
from throughcare.supervision.api.risk import (
    AssessmentIn,
    AssessmentSavedOut,
    Category,
    Level,
    Note,
    RegistrationRow,
    RegistrationSavedOut,
    assessment_entry,
    assessment_saved,
    refused_entry,
    registration_row,
    registration_saved,
)
from throughcare.supervision.commands.assessments import correct_assessment, withdraw_assessment
from throughcare.supervision.commands.registrations import correct_registration, end_registration, review_registration
from throughcare.supervision.models import Assessment, Registration
from throughcare.supervision.rules.codes import REGISTRATION_END
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.registration_entry import RegistrationEntry

router = Router(tags=["risk"])

EndReason = Annotated[str, Among(entry.code for entry in REGISTRATION_END)]


class CorrectedIn(Body):
    """What a registration in force says, put right: all of it. Its register stays."""

    registered_on: Day
    level: Level = ""
    category: Category = ""
    review_on: Day | None = None
    note: Note = ""
    confirmed: StrictBool = False


class ReviewIn(Body):
    """That a registration was looked at and still holds, and when it is looked at next."""

    reviewed_on: Day
    next_review_on: Day
    note: Note = ""


class RegistrationEndIn(Body):
    """Why and when a registration ended; one recorded in error ends when it began, so that it never held."""

    ended_on: Day
    reason: EndReason
    note: Note = ""


class WithdrawnIn(Body):
    """Why an assessment is taken back."""

    why: Annotated[str, Field(min_length=1, max_length=4_000)]


@router.post(
    "/people/{crn}/registrations/{path:reference}/review", response=RegistrationRow, summary="Review a registration"
)
@operation(permission="supervision.record_risk", scope="risk:write", opens_record=True)
def review_one_registration(request: HttpRequest, crn: str, reference: str, body: ReviewIn) -> RegistrationRow:
    """Record that a registration was looked at and still holds, and when it is looked at next."""
    row = _registration(open_record(request, crn, page="review-registration"), reference)
    try:
        made = review_registration(
            registration=row, reviewed_on=body.reviewed_on, next_on=body.next_review_on, note=body.note,
            by=caller(request).user, at=timezone.now(),
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    row.refresh_from_db()
    shown = registration_row(row)
    shown.last_reviewed_on = made.reviewed_on
    return shown


@router.post(
    "/people/{crn}/registrations/{path:reference}/correction", response=RegistrationSavedOut,
    summary="Put a registration right",
)  # fmt: skip
@operation(permission="supervision.record_risk", scope="risk:write", opens_record=True)
def correct_one_registration(request: HttpRequest, crn: str, reference: str, body: CorrectedIn) -> RegistrationSavedOut:
    """Put right what a registration in force says; the history keeps what it said, the tier is made again at once."""
    row = _registration(open_record(request, crn, page="correct-registration"), reference)
    entry = RegistrationEntry(
        type=row.type, registered_on=body.registered_on, level=body.level, category=body.category,
        review_on=body.review_on,
    )  # fmt: skip
    try:
        saved = correct_registration(
            registration=row, entry=entry, note=body.note, confirmed=body.confirmed, by=caller(request).user,
            at=timezone.now(),
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return registration_saved(saved)


@router.post(
    "/people/{crn}/registrations/{path:reference}/end", response=RegistrationSavedOut, summary="End a registration"
)
@operation(permission="supervision.record_risk", scope="risk:write", opens_record=True)
def end_one_registration(
    request: HttpRequest, crn: str, reference: str, body: RegistrationEndIn
) -> RegistrationSavedOut:
    """End a registration; the tier is made again at once, and the answer says what changed."""
    row = _registration(open_record(request, crn, page="end-registration"), reference)
    try:
        saved = end_registration(
            registration=row, reason=body.reason, ended_on=body.ended_on, note=body.note, by=caller(request).user,
            at=timezone.now(),
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return registration_saved(saved)


@router.post(
    "/people/{crn}/assessments/{path:reference}/correction", response=AssessmentSavedOut,
    summary="Put an assessment right",
)  # fmt: skip
@operation(permission="supervision.record_risk", scope="risk:write", opens_record=True)
def correct_one_assessment(request: HttpRequest, crn: str, reference: str, body: AssessmentIn) -> AssessmentSavedOut:
    """Put right what an assessment says, all of it; the history keeps what it said."""
    row = _assessment(open_record(request, crn, page="correct-assessment"), reference)
    try:
        saved = correct_assessment(
            assessment=row, entry=assessment_entry(body), confirmed=body.confirmed, by=caller(request).user,
            at=timezone.now(),
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return assessment_saved(saved)


@router.post(
    "/people/{crn}/assessments/{path:reference}/withdraw", response=AssessmentSavedOut, summary="Withdraw an assessment"
)
@operation(permission="supervision.record_risk", scope="risk:write", opens_record=True)
def withdraw_one_assessment(request: HttpRequest, crn: str, reference: str, body: WithdrawnIn) -> AssessmentSavedOut:
    """Take back an assessment recorded in error: it stays on the record, no rule reads it."""
    row = _assessment(open_record(request, crn, page="withdraw-assessment"), reference)
    try:
        saved = withdraw_assessment(assessment=row, why=body.why, by=caller(request).user, at=timezone.now())
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return assessment_saved(saved)


def _registration(person: Person, reference: str) -> Registration:
    rows = Registration.objects.filter(person=person).select_related("person")
    found = None if "\x00" in reference else rows.filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def _assessment(person: Person, reference: str) -> Assessment:
    rows = Assessment.objects.filter(person=person).select_related("person")
    found = None if "\x00" in reference else rows.filter(reference=reference).first()
    if found is None:
        raise Http404
    return found
