"""Sentence plans: the version in force, and every version there is."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Path

from throughcare.accounts.api import operation
from throughcare.people.api import open_record
from throughcare.supervision.models import PlanVersion
from throughcare.supervision.queries.plan_reviews import plan_review
from throughcare.supervision.queries.plans import ObjectiveView, StepView, VersionView, plan_of, version_view

router = Router(tags=["plans"])

Key = Annotated[int, Path(ge=1, lt=2**31)]
Number = Annotated[int, Path(ge=1, lt=2**15)]


class StepOut(Schema):
    """What somebody does towards an objective: ``who`` a code of plan-who, ``state`` of step-state."""

    text: str
    text_cy: str
    who: str
    agency: str
    due_on: date | None
    state: str
    state_since: date | None


class ObjectiveOut(Schema):
    """What is to be reached, with its steps; ``section`` is the part of life it belongs to."""

    section: str
    text: str
    text_cy: str
    reached: bool
    steps: list[StepOut]


class VersionRow(Schema):
    """One version of a plan: ``plan`` and ``number`` name it, ``state`` is a code of version-state."""

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


@router.get("/people/{crn}/plan/versions/{plan}/{number}", response=VersionOut, summary="Read a version of a plan")
@operation(permission="people.view", scope="plans:read", opens_record=True)
def read_version(request: HttpRequest, crn: str, plan: Key, number: Number) -> VersionOut:
    """One version as it was agreed, or as it stands while it is being written."""
    person = open_record(request, crn, page="plan-version")
    rows = PlanVersion.objects.select_related("plan", "begun_by", "agreed_by", "assessment")
    row = rows.filter(person=person, plan=plan, number=number).first()
    if row is None:
        raise Http404
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
        section=one.row.section,
        text=one.row.text,
        text_cy=one.row.text_cy,
        reached=one.is_reached,
        steps=[_step(step) for step in one.steps],
    )


def _step(step: StepView) -> StepOut:
    return StepOut(
        text=step.row.text,
        text_cy=step.row.text_cy,
        who=step.row.who,
        agency=step.row.agency,
        due_on=step.row.due_on,
        state=step.state,
        state_since=step.progress.on if step.progress else None,
    )
