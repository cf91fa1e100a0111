"""Writing a version of a sentence plan over the API: its needs, strengths, objectives and steps.

A version is named by plan and number, as it is read; once it was shown to the person or agreed it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Status
from pydantic import Field

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.people.api import open_record
from throughcare.supervision.api.plans import Key, Number, VersionOut, named_version, version_out
from throughcare.supervision.api.risk import refused_entry
from throughcare.supervision.commands import plan_content as commands
from throughcare.supervision.models import PlanObjective, PlanStep, PlanVersion
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.plan_entry import LONGEST, ObjectiveEntry, StepEntry
from throughcare.supervision.rules.plan_sections import SECTION
from throughcare.supervision.rules.plan_states import WHO
from throughcare.supervision.rules.plan_wording import OBJECTIVE, STEP

router = Router(tags=["plans"])

MOST_WORDS = 4_000
Section = Annotated[str, Among(entry.code for entry in SECTION)]
PlanSeverity = Annotated[str, Among(("standard", "severe"))]
Who = Annotated[str, Among(entry.code for entry in WHO)]
ObjectiveWording = Annotated[str, Among(("", *(entry.code for entry in OBJECTIVE)))]
StepWording = Annotated[str, Among(("", *(entry.code for entry in STEP)))]
PlanText = Annotated[str, Field(max_length=LONGEST)]
PlanWords = Annotated[str, Field(max_length=MOST_WORDS)]


class NeedsIn(Body):
    """Every part of life that the version works on, with its severity; one that is left out is no need."""

    needs: dict[Section, PlanSeverity]


class StrengthsIn(Body):
    """What goes well, one strength on each line, in words that the person would use; in Welsh where it is wanted."""

    strengths: PlanWords
    strengths_cy: PlanWords = ""


class ObjectiveIn(Body):
    """What is to be reached: a code of the shared wording (plan-objective), or words of one's own."""

    section: Section
    wording: ObjectiveWording = ""
    text: PlanText = ""
    text_cy: PlanText = ""


class StepIn(Body):
    """What somebody does, and by when (null: all the time): a code of the shared wording (plan-step), or own words.

    ``who`` (code of plan-who) is whoever the shared wording names where it is left out; ``agency`` names somebody else.
    """

    wording: StepWording = ""
    text: PlanText = ""
    text_cy: PlanText = ""
    who: Who | None = None
    agency: Annotated[str, Field(max_length=100)] = ""
    due_on: Day | None = None


@router.post("/people/{crn}/plan/versions/{plan}/{number}/needs", response=VersionOut, summary="Set the needs")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def set_plan_needs(request: HttpRequest, crn: str, plan: Key, number: Number, body: NeedsIn) -> VersionOut:
    """Say which parts of life the version works on: all of them, in place of those it has."""
    row = _version(request, crn, plan, number)
    return _done(row, lambda: commands.set_needs(version=row, needs=body.needs, **_by(request)))


@router.post("/people/{crn}/plan/versions/{plan}/{number}/strengths", response=VersionOut, summary="Set what goes well")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def set_plan_strengths(request: HttpRequest, crn: str, plan: Key, number: Number, body: StrengthsIn) -> VersionOut:
    """Say what goes well, in place of what the version says."""
    row = _version(request, crn, plan, number)
    return _done(row, lambda: commands.set_strengths(version=row, **body.dict(), **_by(request)))


@router.post(
    "/people/{crn}/plan/versions/{plan}/{number}/objectives", response={201: VersionOut}, summary="Add an objective"
)
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def add_plan_objective(
    request: HttpRequest, crn: str, plan: Key, number: Number, body: ObjectiveIn
) -> Status[VersionOut]:
    """Add an objective at the end."""
    row, entry = _version(request, crn, plan, number), _objective_entry(body)
    return Status(201, _done(row, lambda: commands.add_objective(version=row, entry=entry, **_by(request))))


@router.post(
    "/people/{crn}/plan/versions/{plan}/{number}/objectives/{key}", response=VersionOut, summary="Change an objective"
)
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def change_plan_objective(
    request: HttpRequest, crn: str, plan: Key, number: Number, key: UUID, body: ObjectiveIn
) -> VersionOut:
    """Word an objective anew; it stays the same objective, with its steps."""
    row, entry = _version(request, crn, plan, number), _objective_entry(body)
    found = _objective(row, key)
    return _done(row, lambda: commands.change_objective(objective=found, entry=entry, **_by(request)))


@router.post(
    "/people/{crn}/plan/versions/{plan}/{number}/objectives/{key}/up", response=VersionOut, summary="Move an objective"
)
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def move_plan_objective(request: HttpRequest, crn: str, plan: Key, number: Number, key: UUID) -> VersionOut:
    """Put an objective before the one above it; the first stays first."""
    row = _version(request, crn, plan, number)
    found = _objective(row, key)
    return _done(row, lambda: commands.move_objective_up(objective=found, **_by(request)))


@router.post(
    "/people/{crn}/plan/versions/{plan}/{number}/objectives/{key}/remove", response=VersionOut,
    summary="Take an objective out",
)  # fmt: skip
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def remove_plan_objective(request: HttpRequest, crn: str, plan: Key, number: Number, key: UUID) -> VersionOut:
    """Take an objective and its steps out of the version; earlier versions keep them."""
    row = _version(request, crn, plan, number)
    found = _objective(row, key)
    return _done(row, lambda: commands.remove_objective(objective=found, **_by(request)))


@router.post(
    "/people/{crn}/plan/versions/{plan}/{number}/objectives/{key}/steps", response={201: VersionOut},
    summary="Add a step",
)  # fmt: skip
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def add_plan_step(
    request: HttpRequest, crn: str, plan: Key, number: Number, key: UUID, body: StepIn
) -> Status[VersionOut]:
    """Add a step to an objective, after those it has."""
    row, entry = _version(request, crn, plan, number), _step_entry(body)
    found = _objective(row, key)
    return Status(201, _done(row, lambda: commands.add_step(objective=found, entry=entry, **_by(request))))


@router.post("/people/{crn}/plan/versions/{plan}/{number}/steps/{key}", response=VersionOut, summary="Change a step")
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def change_plan_step(
    request: HttpRequest, crn: str, plan: Key, number: Number, key: UUID, body: StepIn
) -> VersionOut:  # fmt: skip
    """Change a step, all of it; it stays the same step, with its progress."""
    row, entry = _version(request, crn, plan, number), _step_entry(body)
    found = _step(row, key)
    return _done(row, lambda: commands.change_step(step=found, entry=entry, **_by(request)))


@router.post(
    "/people/{crn}/plan/versions/{plan}/{number}/steps/{key}/remove", response=VersionOut, summary="Take a step out"
)
@operation(permission="supervision.plan", scope="plans:write", opens_record=True)
def remove_plan_step(request: HttpRequest, crn: str, plan: Key, number: Number, key: UUID) -> VersionOut:
    """Take a step out of the version; earlier versions keep it."""
    row = _version(request, crn, plan, number)
    found = _step(row, key)
    return _done(row, lambda: commands.remove_step(step=found, **_by(request)))


def _version(request: HttpRequest, crn: str, plan: int, number: int) -> PlanVersion:
    return named_version(open_record(request, crn, page="plan-draft"), plan, number)


def _objective(row: PlanVersion, key: UUID) -> PlanObjective:
    found = PlanObjective.objects.select_related("version__person").filter(version=row, key=key).first()
    if found is None:
        raise Http404
    return found


def _step(row: PlanVersion, key: UUID) -> PlanStep:
    found = PlanStep.objects.select_related("version__person", "objective").filter(version=row, key=key).first()
    if found is None:
        raise Http404
    return found


def _done(row: PlanVersion, act: Callable[[], object]) -> VersionOut:
    """Do it, and give the version as it stands afterwards."""
    try:
        act()
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    row.refresh_from_db()
    return version_out(row)


def _objective_entry(body: ObjectiveIn) -> ObjectiveEntry:
    """The entry; the shared wording belongs to one part of life, and comes without words of one's own."""
    if body.wording and OBJECTIVE[body.wording].facts["need"] != body.section:
        raise _invalid("wording", "belongs to another part of life")
    _only_one(body)
    return ObjectiveEntry(body.section, body.wording, body.text, body.text_cy)


def _step_entry(body: StepIn) -> StepEntry:
    _only_one(body)
    who = body.who or (STEP[body.wording].facts["who"] if body.wording else None)
    if who is None:
        raise _invalid("who", "say who does it")
    return StepEntry(str(who), body.wording, body.text, body.text_cy, body.agency, body.due_on)


def _only_one(body: ObjectiveIn | StepIn) -> None:
    if body.wording and (body.text or body.text_cy):
        raise _invalid("text", "either the shared wording or own words")


def _invalid(field: str, detail: str) -> Problem:
    return Problem("invalid", errors=[{"in": "body", "field": field, "code": field, "detail": detail}])


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": caller(request).user, "at": timezone.now()}
