"""What becomes of a version of a sentence plan over the API: shown, taken back, given up, agreed; steps; the end."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field, StrictBool

from throughcare.accounts.api import Among, Body, Day, caller, operation
from throughcare.people.api import open_record
from throughcare.people.models import Person
from throughcare.supervision.api.plan_writing import PlanWords
from throughcare.supervision.api.plans import Key, Number, VersionOut, named_version, version_out
from throughcare.supervision.api.risk import refused_entry
from throughcare.supervision.commands.plan_steps import record_progress
from throughcare.supervision.commands.plans import (
    agree_version,
    close_plan,
    discard_version,
    share_version,
    take_back_version,
)
from throughcare.supervision.models import Plan
from throughcare.supervision.queries.plans import plan_of
from throughcare.supervision.rules import plan_states as states
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.plan_entry import Agreement

router = Router(tags=["plans"])

How = Annotated[str, Among(entry.code for entry in states.SHARED_HOW)]
View = Annotated[str, Among(entry.code for entry in states.PERSONS_VIEW)]
Signed = Annotated[str, Among(entry.code for entry in states.SIGNED)]
StepState = Annotated[str, Among(entry.code for entry in states.STEP_STATE)]
PlanEndReason = Annotated[str, Among(entry.code for entry in states.PLAN_END if not entry.facts.get("by_itself"))]


class ShareIn(Body):
    """When and how the version was shown to the person (code of plan-shared-how)."""

    shared_on: Day
    how: How


class AgreeIn(Body):
    """How a version was agreed: codes of plan-persons-view and plan-signed, and the person's own words.

    ``why_not`` is needed where they did not sign or did not say; ``confirmed`` says that what is unlikely was checked.
    """

    agreed_on: Day
    review_on: Day
    view: View
    signed: Signed
    own_words: PlanWords = ""
    why_not: PlanWords = ""
    confirmed: StrictBool = False


class ProgressIn(Body):
    """How a step of the agreed version stands from a day on (code of plan-step-state)."""

    state: StepState
    on: Day
    note: Annotated[str, Field(max_length=4_000)] = ""


class ProgressOut(Schema):
    """How a step stands now."""

    step: UUID
    state: str
    on: dt.date
    note: str


class PlanEndIn(Body):
    """Why and when the plan ended (code of plan-end)."""

    reason: PlanEndReason
    closed_on: Day


class PlanEndOut(Schema):
    """A plan that has ended."""

    plan: int
    opened_on: dt.date
    closed_on: dt.date
    end_reason: str


@router.post("/people/{crn}/plan/versions/{plan}/{number}/share", response=VersionOut, summary="Record a plan as shown")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def share_plan_version(request: HttpRequest, crn: str, plan: Key, number: Number, body: ShareIn) -> VersionOut:
    """Record that the version was shown to the person; it no longer changes until it is taken back."""
    row = named_version(open_record(request, crn, page="plan-share"), plan, number)
    try:
        made = share_version(version=row, **body.dict(), by=caller(request).user, at=timezone.now())
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return version_out(made)


@router.post(
    "/people/{crn}/plan/versions/{plan}/{number}/take-back", response=VersionOut, summary="Take back a shown version"
)
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def take_back_plan_version(request: HttpRequest, crn: str, plan: Key, number: Number) -> VersionOut:
    """Go on writing a version that was shown to the person."""
    row = named_version(open_record(request, crn, page="plan-draft"), plan, number)
    try:
        made = take_back_version(version=row, by=caller(request).user, at=timezone.now())
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return version_out(made)


@router.post("/people/{crn}/plan/versions/{plan}/{number}/discard", response=VersionOut, summary="Give up a version")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def discard_plan_version(request: HttpRequest, crn: str, plan: Key, number: Number) -> VersionOut:
    """Give up a version that was being written; the agreed one stands."""
    row = named_version(open_record(request, crn, page="plan-discard"), plan, number)
    try:
        made = discard_version(version=row, by=caller(request).user, at=timezone.now())
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return version_out(made)


@router.post("/people/{crn}/plan/versions/{plan}/{number}/agree", response=VersionOut, summary="Agree a version")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def agree_plan_version(request: HttpRequest, crn: str, plan: Key, number: Number, body: AgreeIn) -> VersionOut:
    """Agree a version: it takes the place of the one before, and the record says that the plan is made or reviewed."""
    row = named_version(open_record(request, crn, page="plan-agree"), plan, number)
    given = Agreement(**body.dict(exclude={"confirmed"}))
    try:
        made = agree_version(
            version=row, agreement=given, by=caller(request).user, at=timezone.now(), confirmed=body.confirmed
        )
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return version_out(made)


@router.post("/people/{crn}/plan/steps/{key}", response={201: ProgressOut}, summary="Record how a step stands")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def add_step_progress(request: HttpRequest, crn: str, key: UUID, body: ProgressIn) -> Status[ProgressOut]:
    """Record that a step of the agreed version was started, done, given up or taken up again."""
    person = open_record(request, crn, page="plan-step")
    plan = _plan(person)
    if all(step.row.key != key for found in [plan_of(person.pk).current] if found for step in found.steps):
        raise Http404
    try:
        made = record_progress(plan=plan, step=key, **body.dict(), by=caller(request).user, at=timezone.now())
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return Status(201, ProgressOut(step=key, state=made.state, on=made.on, note=made.note))


@router.post("/people/{crn}/plan/end", response=PlanEndOut, summary="End a plan")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def end_plan(request: HttpRequest, crn: str, body: PlanEndIn) -> PlanEndOut:
    """End the plan that is open; a version that was being written is given up."""
    plan = _plan(open_record(request, crn, page="plan-end"))
    try:
        made = close_plan(plan=plan, **body.dict(), by=caller(request).user, at=timezone.now())
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return PlanEndOut(plan=made.pk, opened_on=made.opened_on, closed_on=body.closed_on, end_reason=made.end_reason)


def _plan(person: Person) -> Plan:
    found = plan_of(person.pk).plan
    if found is None:
        raise Http404
    return found
