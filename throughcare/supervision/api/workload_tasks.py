"""Reports and support beside own cases over the API, and leaving a case with a practitioner whose grade it has outgrown."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.accounts.models import User
from throughcare.people.api import open_record
from throughcare.people.models import Person
from throughcare.supervision.api.risk import errors_of, refused_entry
from throughcare.supervision.commands.grades import waive_grade
from throughcare.supervision.commands.tasks import TaskRefused, record_task, withdraw_task
from throughcare.supervision.models import WorkloadTask
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.workload_codes import TASK_KIND
from throughcare.workforce.models import Staff
from throughcare.workforce.queries.staff import managed

router = Router(tags=["workload"])

TaskKind = Annotated[str, Among(entry.code for entry in TASK_KIND)]


class TaskIn(Body):
    """What was done (code of task-kind), when, and about whom; ``crn`` may be left out where the kind allows it."""

    kind: TaskKind
    done_on: Day
    crn: Annotated[str, Field(max_length=7)] | None = None


class TaskOut(Schema):
    """A report or support; it counts in the ledger of ``staff``."""

    reference: str
    staff: str
    kind: str
    done_on: dt.date
    crn: str | None


class WaiverIn(Body):
    """Why the case stays, and when that is looked at again."""

    reason: Annotated[str, Field(min_length=1, max_length=4_000)]
    review_on: Day


class WaiverOut(Schema):
    """That a case stays with ``staff`` for this ``tier`` until ``review_on``."""

    crn: str
    staff: str
    tier: str
    decided_on: dt.date
    review_on: dt.date


@router.post("/workload/officers/{code}/tasks", response={201: TaskOut}, summary="Record a report or support")
@operation(permission="supervision.workload", scope="workload:write")
def add_task(request: HttpRequest, code: str, body: TaskIn) -> Status[TaskOut]:
    """Record what an officer did beside own cases: their own, or that of somebody whom the user leads."""
    user, now = caller(request).user, timezone.now()
    staff, person = _recordable(user, code, timezone.localdate(now)), _about(body.crn)
    try:
        made = record_task(
            staff=staff, kind=body.kind, done_on=body.done_on, person=person, reference=f"A-{secrets.token_hex(16)}",
            by=user, at=now,
        )  # fmt: skip
    except TaskRefused as refused:
        raise Problem("refused", errors=errors_of(refused.faults)) from None
    return Status(201, _out(made))


@router.post("/workload/officers/{code}/tasks/{path:reference}/withdraw", response=TaskOut, summary="Take a task back")
@operation(permission="supervision.workload", scope="workload:write")
def take_back_task(request: HttpRequest, code: str, reference: str) -> TaskOut:
    """Take back a task that was recorded by mistake; the history keeps it."""
    user = caller(request).user
    staff = _recordable(user, code, timezone.localdate())
    rows = WorkloadTask.objects.select_related("staff", "person").filter(staff=staff)
    task = rows.filter(reference=reference).first()
    if task is None:
        raise Http404
    told = _out(task)
    withdraw_task(task=task, by=user, at=timezone.now())
    return told


@router.post("/people/{crn}/grade-waiver", response={201: WaiverOut}, summary="Leave an outgrown case where it is")
@operation(permission="supervision.decide_grade", scope="allocation:write", opens_record=True)
def leave_outgrown_case(request: HttpRequest, crn: str, body: WaiverIn) -> Status[WaiverOut]:
    """Leave a case with a practitioner whose grade its tier has outgrown, for a reason and until a day."""
    person = open_record(request, crn, page="grade")
    try:
        made = waive_grade(person=person, **body.dict(), by=caller(request).user, at=timezone.now())
    except EntryRefused as refused:
        raise refused_entry(refused) from None
    return Status(
        201,
        WaiverOut(
            crn=person.crn, staff=made.staff.code, tier=made.tier, decided_on=made.decided_on, review_on=made.review_on
        ),
    )  # fmt: skip


def _recordable(user: User, code: str, on: dt.date) -> Staff:
    own = staff_of(user)
    if own is not None and own.code == code:
        return own
    found = managed(user, code, on=on) if user.may("workforce.manage") else None
    if found is None:
        raise Http404
    return found


def _about(crn: str | None) -> Person | None:
    """The person, where the user may see their record."""
    if not crn:
        return None
    person = None if "\x00" in crn else Person.objects.filter(crn=crn.upper(), merged_into__isnull=True).first()
    if person is None:
        detail = gettext("No record with this number was found.")
        raise Problem("invalid", errors=[{"in": "body", "field": "crn", "code": "unknown", "detail": detail}])
    return person


def _out(task: WorkloadTask) -> TaskOut:
    return TaskOut(
        reference=task.reference, staff=task.staff.code, kind=task.kind, done_on=task.done_on,
        crn=task.person.crn if task.person else None,
    )  # fmt: skip
