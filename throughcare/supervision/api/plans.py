"""Sentence plans: the version in force, every version there is, and a new one begun."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from ninja.params.functions import Path

from throughcare.accounts.api import Among, Body, Problem, caller, operation
from throughcare.people.api import open_record
from throughcare.people.models import Person
from throughcare.supervision.api.risk import refused_entry
from throughcare.supervision.commands.plans import begin_version
from throughcare.supervision.models import PlanVersion
from throughcare.supervision.queries.plan_reviews import plan_review
from throughcare.supervision.queries.plans import (
    ObjectiveView,
    StepView,
    VersionView,
    find_version,
    plan_of,
    version_view,
)
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.plan_states import VERSION_REASON

router = Router(tags=["plans"])

Key = Annotated[int, Path(ge=1, lt=2**31)]
Because = Annotated[str, Among(entry.code for entry in VERSION_REASON if entry.code != "first")]
Number = Annotated[int, Path(ge=1, lt=2**15)]


class PlanStepOut(Schema):
    """What somebody does towards an objective: ``who`` a code of plan-who, ``state`` of plan-step-state.

    ``key`` stays the same in every version that carries the step on; ``wording`` is its code in the shared wording, if any.
    """

    key: UUID
    wording: str
    text: str
    text_cy: str
    who: str
    agency: str
    due_on: date | None
    state: str
    state_since: date | None


class ObjectiveOut(Schema):
    """What is to be reached, with its steps; ``section`` is the part of life it belongs to; ``key`` as of a step."""

    key: UUID
    section: str
    wording: str
    text: str
    text_cy: str
    reached: bool
    steps: list[PlanStepOut]


class VersionRow(Schema):
    """One version of a plan: ``plan`` and ``number`` name it, ``state`` is a code of plan-version-state."""

    plan: int
    number: int
    state: str
    reason: str
    begun_on: date
    shared_on: date | None
    agreed_on: date | None
    review_on: date | None
    plan_opened_on: date
    plan_closed_on: date | None


class VersionOut(Schema):
    """A version with what it holds: needs by section, strengths line by line, objectives; the person's view in words."""

    version: VersionRow
    needs: dict[str, str]
    strengths: list[str]
    objectives: list[ObjectiveOut]
    view: str
    own_words: str


class PlanOut(Schema):
    """The plan of a person today; ``current`` is null before the first is agreed, ``draft`` the version being written.

    ``review_by`` is when it is to be reviewed by the rule about reviews.
    """

    current: VersionOut | None
    draft: VersionRow | None
    review_by: date | None


class BeginIn(Body):
    """Why the plan is looked at again (code of plan-version-reason); left out for the first version of a plan."""

    reason: Because | None = None


@router.get("/people/{crn}/plan", response=PlanOut, summary="Read a person's sentence plan")
@operation(permission="people.view", scope="plans:read", opens_record=True)
def read_plan(request: HttpRequest, crn: str) -> PlanOut:
    """The version in force with its needs, objectives and steps, and whether another one is being written."""
    person = open_record(request, crn, page="plan")
    found = plan_of(person.pk)
    review = plan_review(person.pk, on=timezone.localdate())
    return PlanOut(
        current=_version(found.current) if found.current else None,
        draft=_row(found.draft.row) if found.draft else None,
        review_by=review.value.due_date if review else None,
    )


@router.get("/people/{crn}/plan/versions", response=list[VersionRow], summary="Read the versions of a person's plans")
@operation(permission="people.view", scope="plans:read", opens_record=True)
def list_versions(request: HttpRequest, crn: str) -> list[VersionRow]:
    """Every version of every plan, the latest first."""
    found = plan_of(open_record(request, crn, page="plan-versions").pk)
    return [_row(row) for row in (*found.versions, *found.earlier)]


@router.post("/people/{crn}/plan/versions", response={201: VersionOut}, summary="Begin a version of a plan")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def add_version(request: HttpRequest, response: HttpResponse, crn: str, body: BeginIn) -> Status[VersionOut]:
    """Begin the first version with the needs of the latest assessment, or one that carries the agreed one on."""
    person = open_record(request, crn, page="begin-plan")
    if body.reason is None and plan_of(person.pk).current is not None:
        detail = gettext("say why the plan is looked at again")
        raise Problem("invalid", errors=[{"in": "body", "field": "reason", "code": "missing", "detail": detail}])
    try:
        made = begin_version(
            person=person, reason=body.reason or "first", by=caller(request).user, at=timezone.now()
        )  # fmt: skip
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    response["Location"] = f"{request.path}/{made.plan_id}/{made.number}"
    return Status(201, version_out(made))


@router.get("/people/{crn}/plan/versions/{plan}/{number}", response=VersionOut, summary="Read a version of a plan")
@operation(permission="people.view", scope="plans:read", opens_record=True)
def read_version(request: HttpRequest, crn: str, plan: Key, number: Number) -> VersionOut:
    """One version as it was agreed, or as it stands while it is being written."""
    return version_out(named_version(open_record(request, crn, page="plan-version"), plan, number))


def named_version(person: Person, plan: int, number: int) -> PlanVersion:
    """The version of the person's plan that the address names."""
    row = find_version(person.pk, number, plan=plan)
    if row is None:
        raise Http404
    return row


def version_out(row: PlanVersion) -> VersionOut:
    """A version with what it holds now."""
    return _version(version_view(row))


def _version(view: VersionView) -> VersionOut:
    return VersionOut(
        version=_row(view.row),
        needs={need.section: need.severity for need in view.needs},
        strengths=list(view.strengths()),
        objectives=[_objective(one) for one in view.objectives],
        view=view.row.view,
        own_words=view.row.own_words,
    )


def _row(row: PlanVersion) -> VersionRow:
    return VersionRow(
        plan=row.plan_id,
        number=row.number,
        state=row.state,
        reason=row.reason,
        begun_on=row.begun_on,
        shared_on=row.shared_on,
        agreed_on=row.agreed_on,
        review_on=row.review_on,
        plan_opened_on=row.plan.opened_on,
        plan_closed_on=row.plan.closed_on,
    )


def _objective(one: ObjectiveView) -> ObjectiveOut:
    return ObjectiveOut(
        key=one.row.key,
        section=one.row.section,
        wording=one.row.wording,
        text=one.row.text,
        text_cy=one.row.text_cy,
        reached=one.is_reached,
        steps=[_step(step) for step in one.steps],
    )


def _step(step: StepView) -> PlanStepOut:
    return PlanStepOut(
        key=step.row.key,
        wording=step.row.wording,
        text=step.row.text,
        text_cy=step.row.text_cy,
        who=step.row.who,
        agency=step.row.agency,
        due_on=step.row.due_on,
        state=step.state,
        state_since=step.progress.on if step.progress else None,
    )
