"""The working time of one member of staff over the API, for whoever leads them: hours, reductions, grade, capacity."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.workforce.commands import working_time as commands
from throughcare.workforce.models import ContractedHours, Reduction, Staff
from throughcare.workforce.queries.staff import managed
from throughcare.workforce.queries.working_time import capacities
from throughcare.workforce.rules.codes import GRADE, REDUCTION_REASON
from throughcare.workforce.rules.working_time_entry import ReductionEntry

router = Router(tags=["workforce"])

HoursAWeek = Annotated[Decimal, Field(ge=0, le=60, max_digits=3, decimal_places=1)]
Share = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
ReductionReason = Annotated[
    str, Among(entry.code for entry in REDUCTION_REASON if "pipeline" not in entry.facts)
]  # fmt: skip
CaseGrade = Annotated[str, Among(GRADE.having("holds_cases"))]


class HoursOut(Schema):
    """Contracted hours a week on [start, until)."""

    hours: float
    start: dt.date
    until: dt.date | None


class ReductionOut(Schema):
    """Time taken off contracted hours on [start, until): a ``share`` of them in percent, or ``hours`` a week.

    ``reason`` is a code of reduction-reason, ``state`` of reduction-state, as it is today.
    """

    reference: str
    reason: str
    share: float | None
    hours: float | None
    start: dt.date
    until: dt.date | None
    notes: str
    state: str


class CapacityOut(Schema):
    """What the rule capacity says today: points there are, contracted hours, hours off; ``problem`` where it cannot say."""

    available_points: int
    nominal_points: int
    hours: float
    hours_off: float
    problem: str | None


class WorkingTimeOut(Schema):
    """Grade, hours and reductions of a member of staff, the latest first, and the capacity that they leave.

    They are in post on [start, until).
    """

    staff: str
    name: str
    grade: str
    grade_since: dt.date | None
    start: dt.date
    until: dt.date | None
    hours: list[HoursOut]
    reductions: list[ReductionOut]
    capacity: CapacityOut


class HoursIn(Body):
    """Contracted hours a week from a day on, until the next hours that are known."""

    hours: HoursAWeek
    start: Day


class ReductionIn(Body):
    """A reduction: a share of the hours or hours a week. Both are left out where the reason has a fixed share."""

    reason: ReductionReason
    start: Day
    until: Day | None = None
    share: Share | None = None
    hours: Annotated[Decimal, Field(gt=0, le=60, max_digits=3, decimal_places=1)] | None = None
    notes: Annotated[str, Field(max_length=2_000)] = ""


class ReductionEndIn(Body):
    """The first day on which the reduction no longer holds: today or later."""

    until: Day


class GradeIn(Body):
    """A new grade and its first day: a trainee qualifies, a newly qualified officer's protection is over."""

    grade: CaseGrade
    since: Day


@router.get("/staff/{code}/working-time", response=WorkingTimeOut, summary="Read working time")
@operation(permission="workforce.manage", scope="workforce:read")
def read_working_time(request: HttpRequest, code: str) -> WorkingTimeOut:
    """Grade, hours and reductions of somebody whom the user leads, past ones and those still to come too."""
    return working_time_out(managed_staff(request, code))


@router.post("/staff/{code}/hours", response={201: WorkingTimeOut}, summary="Set contracted hours")
@operation(permission="workforce.manage", scope="workforce:write")
def set_staff_hours(request: HttpRequest, code: str, body: HoursIn) -> Status[WorkingTimeOut]:
    """Set hours a week from a day on; what held before ends on it."""
    staff = managed_staff(request, code)
    return Status(201, done(staff, lambda: commands.set_hours(staff=staff, **body.dict(), **acting_by(request))))


@router.post("/staff/{code}/hours/{start}/withdraw", response=WorkingTimeOut, summary="Take contracted hours back")
@operation(permission="workforce.manage", scope="workforce:write")
def withdraw_staff_hours(request: HttpRequest, code: str, start: dt.date) -> WorkingTimeOut:
    """Take back hours that begin on a day still to come: what held before holds on."""
    staff = managed_staff(request, code)
    spell = ContractedHours.objects.select_related("staff").filter(staff=staff, start=start).first()
    if spell is None:
        raise Http404
    return done(staff, lambda: commands.withdraw_hours(spell=spell, **acting_by(request)))


@router.post("/staff/{code}/reductions", response={201: WorkingTimeOut}, summary="Add a reduction")
@operation(permission="workforce.manage", scope="workforce:write")
def add_staff_reduction(
    request: HttpRequest, response: HttpResponse, code: str, body: ReductionIn
) -> Status[WorkingTimeOut]:
    """Take time off contracted hours; the answer holds it with its ``reference``, which Location ends with."""
    staff, reference = managed_staff(request, code), f"A-{secrets.token_hex(16)}"

    def add() -> object:
        entry = _entry(body)
        return commands.add_reduction(
            staff=staff, entry=entry, reference=reference, notes=body.notes, **acting_by(request)
        )  # fmt: skip

    made = done(staff, add)
    response["Location"] = f"{request.path}/{reference}"
    return Status(201, made)


@router.post("/staff/{code}/reductions/{reference}", response=WorkingTimeOut, summary="Change a reduction")
@operation(permission="workforce.manage", scope="workforce:write")
def change_staff_reduction(request: HttpRequest, code: str, reference: str, body: ReductionIn) -> WorkingTimeOut:
    """Change a reduction that is scheduled or active, all of it."""
    staff, found = _with_reduction(request, code, reference)
    return done(
        staff,
        lambda: commands.change_reduction(reduction=found, entry=_entry(body), notes=body.notes, **acting_by(request)),
    )


@router.post("/staff/{code}/reductions/{reference}/end", response=WorkingTimeOut, summary="End a reduction")
@operation(permission="workforce.manage", scope="workforce:write")
def end_staff_reduction(request: HttpRequest, code: str, reference: str, body: ReductionEndIn) -> WorkingTimeOut:
    """End an active reduction."""
    staff, found = _with_reduction(request, code, reference)
    return done(staff, lambda: commands.end_reduction(reduction=found, until=body.until, **acting_by(request)))


@router.post("/staff/{code}/reductions/{reference}/delete", response=WorkingTimeOut, summary="Take a reduction back")
@operation(permission="workforce.manage", scope="workforce:write")
def delete_staff_reduction(request: HttpRequest, code: str, reference: str) -> WorkingTimeOut:
    """Take back a reduction that should never have been: it counts for no day; the history keeps it."""
    staff, found = _with_reduction(request, code, reference)
    return done(staff, lambda: commands.delete_reduction(reduction=found, **acting_by(request)))


@router.post("/staff/{code}/grade", response=WorkingTimeOut, summary="Change a grade")
@operation(permission="workforce.manage", scope="workforce:write")
def change_staff_grade(request: HttpRequest, code: str, body: GradeIn) -> WorkingTimeOut:
    """Record a new grade; capacity and the rule about grades follow at once."""
    staff = managed_staff(request, code)
    return done(staff, lambda: commands.change_grade(staff=staff, **body.dict(), **acting_by(request)))


def managed_staff(request: HttpRequest, code: str) -> Staff:
    """The member of staff, where the user leads them; anybody else is as absent as nobody."""
    found = managed(caller(request).user, code, on=timezone.localdate())
    if found is None:
        raise Http404
    return found


def _with_reduction(request: HttpRequest, code: str, reference: str) -> tuple[Staff, Reduction]:
    staff = managed_staff(request, code)
    found = Reduction.objects.select_related("staff").filter(staff=staff, reference=reference).first()
    if found is None:
        raise Http404
    return staff, found


def _entry(body: ReductionIn) -> ReductionEntry:
    return ReductionEntry(body.reason, body.start, body.until, body.share, body.hours)


def done(staff: Staff, act: Callable[[], object]) -> WorkingTimeOut:
    """Do it, and give the working time as it stands afterwards."""
    try:
        act()
    except commands.WorkingTimeRefused as refused:
        raise refused_change(refused) from None
    staff.refresh_from_db()
    return working_time_out(staff)


def refused_change(refused: commands.WorkingTimeRefused) -> Problem:
    """What is wrong with a change, at its fields."""
    errors = [
        {"in": "body", "field": fault.field, "code": fault.code, "detail": fault.words.say(gettext)}
        for fault in refused.faults
    ]
    return Problem("refused", errors=errors)


def working_time_out(staff: Staff) -> WorkingTimeOut:
    """The working time as it stands today."""
    on = timezone.localdate()
    value = capacities([staff.pk], on=on)[staff.pk].value
    return WorkingTimeOut(
        staff=staff.code,
        name=str(staff),
        grade=staff.grade,
        grade_since=staff.grade_since,
        start=staff.start,
        until=staff.until,
        hours=[HoursOut.from_orm(row) for row in ContractedHours.objects.filter(staff=staff).order_by("-start")],
        reductions=[
            ReductionOut(
                **{name: getattr(row, name) for name in ReductionOut.model_fields if name != "state"},
                state=commands.state_of(row, on=on),
            )
            for row in Reduction.objects.filter(staff=staff).order_by("-start", "-pk")
        ],
        capacity=CapacityOut(**{name: getattr(value, name) for name in CapacityOut.model_fields}),
    )


def acting_by(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when, as commands take it."""
    return {"by": caller(request).user, "at": timezone.now()}
