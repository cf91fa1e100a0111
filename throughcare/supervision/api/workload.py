"""Workload: the loads of a team, a delivery unit or a region, and one officer's points with where they come from."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, Day, Problem, caller, cursor_at, operation, read_place
from throughcare.supervision.api.places import Kind, place_of
from throughcare.supervision.commands.loads import keep_loads
from throughcare.supervision.queries.load_tables import LoadFigures, OfficerLoad, figures_of, officer_loads
from throughcare.supervision.queries.team import colleague, staff_of
from throughcare.supervision.queries.workload import CaseLine, Load, TaskLine, ledger
from throughcare.workforce.models import Staff

router = Router(tags=["workload"])

FARTHEST = timedelta(days=366)
ON: Day | None = Query(None, description="A day from today to a year ahead; today where it is left out.")


class LoadOut(Schema):
    """What one officer carries, by both measures. ``points`` of ``available`` are ``percent`` of capacity.

    ``uncounted`` cases could not be weighed, so that the points are at least so many. ``level`` is room, full, over or
    unknown, ``case_level`` manageable, warning or stop; ``problem`` says why the capacity is not known.
    """

    points: int
    case_points: int
    task_points: int
    available: int
    percent: float
    level: str
    cases: int
    case_level: str
    uncounted: int
    problem: str | None


class OfficerLoadOut(Schema):
    """One officer of a place; ``over_since`` the first day above the line that becomes excessive, while it lasts."""

    staff: str
    name: str
    grade: str
    team: str
    unit: str
    left_on: date | None
    over_since: date | None
    alarm_raised_on: date | None
    load: LoadOut


class GroupLoadOut(Schema):
    """The loads of a place added up; ``percent`` null where it has no capacity."""

    officers: int
    points: int
    available: int
    percent: float | None
    cases: int
    cases_each: float | None
    full: int
    over: int
    above_warning: int
    above_stop: int
    uncounted: int
    problems: int
    alarms: int


class LoadsOut(Schema):
    """The loads of a place on ``on``: in all, and one page of its officers in the order of names."""

    on: date
    total: GroupLoadOut
    items: list[OfficerLoadOut]
    next_cursor: str | None = None


class CaseLineOut(Schema):
    """One case and what it weighs; ``problem`` says why it could not be weighed."""

    crn: str
    tier: str | None
    case_type: str | None
    transition_to_adulthood: bool
    inactive: str | None
    since: date
    points: int
    problem: str | None


class TaskLineOut(Schema):
    """One task; points are below nothing where another officer gave support on an own case."""

    kind: str
    done_on: date
    crn: str | None
    points: int


class LedgerOut(Schema):
    """Every point of an officer on ``on``: the lines add up to the points of the load."""

    staff: str
    on: date
    load: LoadOut
    cases: list[CaseLineOut]
    tasks: list[TaskLineOut]


@router.get("/workload/places/{kind}/{code}", response=LoadsOut, summary="Read the loads of a place")
@operation(permission="supervision.loads", scope="workload:read")
def read_loads(request: HttpRequest, kind: Kind, code: str, limit: int = LIMIT, cursor: str = CURSOR) -> LoadsOut:
    """The officers of a team, delivery unit or region with their loads today, and the place in all."""
    on, (last, first) = timezone.localdate(), read_place(cursor, str, int) or ["", 0]
    officers = officer_loads(place_of(request, kind, code, on=on).area, on=on)
    keep_loads([one.staff for one in officers], on=on)
    start = next((number + 1 for number, one in enumerate(officers) if one.code == last), first)
    shown, more = officers[start : start + limit], start + limit < len(officers)
    return LoadsOut(
        on=on,
        total=_group(figures_of(officers, on=on)),
        items=[_officer(one) for one in shown],
        next_cursor=cursor_at([shown[-1].code, start + limit]) if more else None,
    )


@router.get("/workload/officers/{code}", response=LedgerOut, summary="Read an officer's ledger")
@operation(permission="supervision.workload", scope="workload:read")
def read_ledger(request: HttpRequest, code: str, on: Day | None = ON) -> LedgerOut:
    """Every point of one officer with the case or task it comes from: one's own, or a colleague's for who leads a team."""
    today = timezone.localdate()
    day = on or today
    if not today <= day <= today + FARTHEST:
        detail = "from today to a year ahead"
        raise Problem("invalid", errors=[{"in": "query", "field": "on", "code": "day", "detail": detail}])
    staff = _officer_named(request, code, today)
    keep_loads([staff.pk], on=today)
    found = ledger(staff.pk, on=day)
    return LedgerOut(
        staff=staff.code,
        on=day,
        load=_load(found.load),
        cases=[_case(line) for line in found.cases],
        tasks=[_task(line) for line in found.tasks],
    )


def _officer_named(request: HttpRequest, code: str, on: date) -> Staff:
    user = caller(request).user
    own = staff_of(user)
    if own is not None and own.code == code:
        return own
    found = None if "\x00" in code or not user.may("supervision.loads") else colleague(user, code, on=on)
    if found is None:
        raise Http404
    return found


def _group(row: LoadFigures) -> GroupLoadOut:
    return GroupLoadOut(**{name: getattr(row, name) for name in GroupLoadOut.model_fields})


def _officer(one: OfficerLoad) -> OfficerLoadOut:
    return OfficerLoadOut(
        staff=one.code,
        name=one.name,
        grade=one.grade,
        team=one.team,
        unit=one.unit,
        left_on=one.left_on,
        over_since=one.over_since,
        alarm_raised_on=one.alarm_raised_on if one.is_alarming else None,
        load=_load(one.load),
    )


def _load(load: Load) -> LoadOut:
    return LoadOut(**{name: getattr(load, name) for name in LoadOut.model_fields})


def _case(line: CaseLine) -> CaseLineOut:
    return CaseLineOut(
        crn=line.crn,
        tier=line.tier,
        case_type=line.case_type,
        transition_to_adulthood=line.t2a,
        inactive=line.inactive,
        since=line.since,
        points=line.points,
        problem=line.weight.problem,
    )


def _task(line: TaskLine) -> TaskLineOut:
    return TaskLineOut(kind=line.kind, done_on=line.done_on, crn=line.crn, points=line.points)
