"""Plans of allocation for whole lists: proposed, listed, read with what they reach and line by line."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from ninja.params.functions import Path

from throughcare.accounts.api import (
    CURSOR,
    LIMIT,
    Among,
    Body,
    PageOf,
    Problem,
    caller,
    cursor_at,
    operation,
    read_place,
)
from throughcare.organisations.models import DeliveryUnit
from throughcare.supervision.api.allocation import StaffCode, invalid
from throughcare.supervision.api.allocation_waiting import AREA, CODE
from throughcare.supervision.api.places import Kind, place_of
from throughcare.supervision.commands.allocation_plans import keep_plan
from throughcare.supervision.commands.allocation_refusals import refusal
from throughcare.supervision.commands.allocations import FIRST, AllocationRefused
from throughcare.supervision.models import AllocationPlan, AllocationPlanLine
from throughcare.supervision.planning.propose import propose
from throughcare.supervision.planning.travel import minutes_between
from throughcare.supervision.queries import places
from throughcare.supervision.queries.allocation_plans import plans_of
from throughcare.supervision.queries.reallocation import held_by
from throughcare.supervision.queries.team import colleague
from throughcare.supervision.queries.unallocated import waiting_cases
from throughcare.supervision.rules.allocation_codes import REALLOCATION_REASONS
from throughcare.supervision.rules.allocation_policy import allocation_policy
from throughcare.supervision.rules.allocation_problem import LEVELS, LevelResult
from throughcare.workforce.models import Staff, Team

router = Router(tags=["allocation"])

MOST_PLACES = 2**31 - 1
PlanKey = Annotated[int, Path(ge=1, lt=2**31)]
ReallocationReason = Annotated[str, Among(REALLOCATION_REASONS)]


class AllocationPlanIn(Body):
    """The list to plan for: of a ``unit`` or ``team``, or the cases of a practitioner, ``staff``, who gives them up.

    ``reason`` says why the cases of ``staff`` change hands; it stands with no other kind.
    """

    kind: Literal["unit", "team", "staff"]
    code: StaffCode
    reason: ReallocationReason | None = None


class PlanLevelOut(Schema):
    """One level, in the order in which they count: its value, the least that any plan could have, and the gap between.

    ``gap`` is a share of the value; 0 is proven best. ``first_fit`` is what giving each case to the lowest load would reach.
    """

    name: str
    value: int
    bound: int
    gap: float
    first_fit: int


class AllocationPlanOut(Schema):
    """A plan and what it reaches. ``staff`` gives cases up; ``left_out`` cases have nobody proposed. Codes throughout."""

    key: int
    unit: str
    team: str | None
    staff: str | None
    reason: str
    levels: list[PlanLevelOut]
    left_out: int
    made_by: str
    made_at: dt.datetime


class AllocationPlanListedOut(AllocationPlanOut):
    """A plan of a list, with how many of its lines are still to be decided; lines of closed records do not count."""

    open_lines: int


class LineCostOut(Schema):
    """What the runner-up would change at a level; below nothing is better."""

    level: str
    difference: int


class PlanLineOut(Schema):
    """One case of a plan: who is proposed, why, what the runner-up would cost, and what became of it.

    ``state`` is a code of plan-line-state. ``others`` could take the case too; ``knew``: they held it before;
    ``continuity``: somebody else did. Loads are in percent of capacity, at least that where ``uncounted`` cases of theirs
    could not be weighed. ``problem`` says why nobody is proposed.
    """

    line: int
    crn: str
    name: str
    tier: str | None
    points: int | None
    proposed: str | None
    proposed_name: str | None
    knew: bool
    continuity: bool
    others: int
    minutes: int | None
    percent_before: float | None
    percent_after: float | None
    cases_after: int | None
    uncounted: int
    runner_up: str | None
    costs: list[LineCostOut]
    problem: str | None
    state: str
    staff: str | None
    words: str
    decided_by: str | None
    decided_at: dt.datetime | None


class AllocationPlanLinesOut(AllocationPlanOut):
    """A plan with one page of its lines; those of records that are closed to the user are left out."""

    items: list[PlanLineOut]
    next_cursor: str | None = None


@router.post("/allocation/plans", response={201: AllocationPlanOut}, summary="Propose a plan for a list")
@operation(permission="supervision.allocate", scope="allocation:write")
def propose_allocation_plan(
    request: HttpRequest, response: HttpResponse, body: AllocationPlanIn
) -> Status[AllocationPlanOut]:
    """Work out who might be given each case of a list. Nobody's case changes before its line is decided."""
    on = timezone.localdate()
    unit, team, leaving, people = _asked(request, body, on)
    if not people:
        detail = gettext("There is nothing to plan for.")
        raise Problem("refused", errors=[{"in": "body", "field": "code", "code": "nothing-to-plan", "detail": detail}])
    speed = allocation_policy().on(on).minutes_for_a_kilometre
    travel = minutes_between(settings.TRAVEL_FILE, minutes_for_a_kilometre=speed)
    proposal = propose(people, unit.pk, on=on, minutes=travel, without=leaving.pk if leaving else None)
    try:
        plan = keep_plan(
            proposal=proposal, unit=unit, team=team, leaving=leaving, reason=body.reason or FIRST,
            by=caller(request).user, at=timezone.now(),
        )  # fmt: skip
    except AllocationRefused as refused:
        errors = [{"in": "body", "field": "code", "code": refused.code, "detail": refusal(refused)}]
        raise Problem("refused", errors=errors) from None
    response["Location"] = f"{request.path}/{plan.pk}"
    return Status(201, AllocationPlanOut(**_head(plan)))


@router.get("/allocation/plans", response=PageOf[AllocationPlanListedOut], summary="Read the plans of a place")
@operation(permission="supervision.allocate", scope="allocation:read")
def list_allocation_plans(
    request: HttpRequest, kind: Kind = AREA, code: str = CODE, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[AllocationPlanListedOut]:
    """The plans for lists of a team, or of a delivery unit or region and all their teams, the latest first."""
    place, (before,) = place_of(request, kind, code, on=timezone.localdate()), read_place(cursor, int) or [None]
    found = plans_of(place.area, before=before, most=limit + 1)
    return PageOf(
        items=[AllocationPlanListedOut(**_head(one.plan), open_lines=one.open_lines) for one in found[:limit]],
        next_cursor=cursor_at([found[limit - 1].plan.pk]) if len(found) > limit else None,
    )


@router.get("/allocation/plans/{key}", response=AllocationPlanLinesOut, summary="Read a plan and its lines")
@operation(permission="supervision.allocate", scope="allocation:read")
def read_allocation_plan(
    request: HttpRequest, key: PlanKey, limit: int = LIMIT, cursor: str = CURSOR
) -> AllocationPlanLinesOut:
    """What the plan reaches, level by level, and its lines with who is proposed and why."""
    plan, (last,) = find_plan(request, key), read_place(cursor, int) or [0]
    lines = (
        AllocationPlanLine.objects.filter(plan=plan, place__gt=min(last, MOST_PLACES))
        .select_related("person", "proposed", "runner_up", "staff", "decided_by")
        .order_by("place")
    )
    found = list(lines[: limit + 1])
    more = len(found) > limit
    return AllocationPlanLinesOut(
        **_head(plan),
        items=[_line(line) for line in found[:limit]],
        next_cursor=cursor_at([found[limit - 1].place]) if more else None,
    )


def _asked(
    request: HttpRequest, body: AllocationPlanIn, on: dt.date
) -> tuple[DeliveryUnit, Team | None, Staff | None, list[int]]:
    """Unit, team and leaving practitioner that the body names, and whose cases the plan is for."""
    user = caller(request).user
    if (body.kind == "staff") != (body.reason is not None):
        raise invalid("reason", "reason", "given for the cases of a practitioner, and for those only")
    if body.kind == "staff":
        staff = colleague(user, body.code, on=on)
        if staff is None or staff.team is None:
            raise invalid("code", "unknown", "no such code")
        return staff.team.delivery_unit, None, staff, held_by(staff.pk)
    place = places.find_place(user, body.kind, body.code, on=on)
    if place is None or not isinstance(place.what, DeliveryUnit | Team):
        raise invalid("code", "unknown", "no such code")
    team = place.what if isinstance(place.what, Team) else None
    unit = place.what.delivery_unit if isinstance(place.what, Team) else place.what
    return unit, team, None, [case.person_id for case in waiting_cases(place.area, on=on)]


def find_plan(request: HttpRequest, key: int) -> AllocationPlan:
    """The plan, of a region that the user is posted to."""
    plans = AllocationPlan.objects.select_related("delivery_unit", "team", "leaving", "made_by")
    found = plans.filter(pk=key).first()
    unit = found.delivery_unit.code if found is not None else ""
    if found is None or places.find_unit(caller(request).user, unit, on=timezone.localdate()) is None:
        raise Http404
    return found


def _head(plan: AllocationPlan) -> dict[str, Any]:
    return {
        "key": plan.pk,
        "unit": plan.delivery_unit.code,
        "team": plan.team.code if plan.team else None,
        "staff": plan.leaving.code if plan.leaving else None,
        "reason": plan.reason,
        "levels": [_level(**level) for level in plan.levels],
        "left_out": plan.left_out,
        "made_by": plan.made_by.get_full_name() or plan.made_by.username,
        "made_at": plan.made_at,
    }


def _level(name: str, value: int, bound: int, first_fit: int) -> PlanLevelOut:
    gap = LevelResult(name, value, bound).gap
    return PlanLevelOut(name=name, value=value, bound=bound, gap=gap, first_fit=first_fit)


def _line(line: AllocationPlanLine) -> PlanLineOut:
    why, by = line.why, line.decided_by
    told = ("points", "knew", "continuity", "others", "minutes", "percent_before", "percent_after", "cases_after")
    return PlanLineOut(
        line=line.pk,
        crn=line.person.crn,
        name=line.person.name,
        tier=why["tier"] or None,
        proposed=line.proposed.code if line.proposed else None,
        proposed_name=str(line.proposed) if line.proposed else None,
        runner_up=line.runner_up.code if line.runner_up else None,
        costs=[LineCostOut(level=name, difference=much) for name, much in zip(LEVELS, line.costs, strict=False)],
        problem=line.problem or None,
        state=line.state,
        staff=line.staff.code if line.staff else None,
        words=line.words,
        decided_by=(by.get_full_name() or by.username) if by else None,
        decided_at=line.decided_at,
        uncounted=why.get("uncounted", 0),
        **{name: why[name] for name in told},
    )
