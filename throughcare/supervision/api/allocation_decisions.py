"""Deciding lines of allocation plans: accepted, given to somebody else, or not."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from throughcare.accounts.api import Body, Problem, caller, operation
from throughcare.supervision.api.allocation import AllocationWords, StaffCode
from throughcare.supervision.api.allocation_plans import PlanKey, find_plan
from throughcare.supervision.commands.allocation_plans import LineChoice, LineOutcome, decide_lines
from throughcare.supervision.commands.allocation_refusals import refusal
from throughcare.supervision.models import AllocationPlan, AllocationPlanLine
from throughcare.workforce.models import Staff

router = Router(tags=["allocation"])

MOST_LINES = 1_000


class LineChoiceIn(Body):
    """``accept`` whoever is proposed, ``override`` with another ``staff`` and ``words``, or ``decline`` with ``words``."""

    line: Annotated[int, Field(ge=1, lt=2**63)]
    verb: Literal["accept", "override", "decline"]
    staff: StaffCode | None = None
    words: AllocationWords = ""


class LineDecisionsIn(Body):
    """What is decided; ``evidence`` is said of every case that is given to somebody."""

    evidence: AllocationWords = ""
    lines: Annotated[list[LineChoiceIn], Field(min_length=1, max_length=MOST_LINES)]


class LineRefusedOut(Schema):
    """Why a line could not be decided so; ``already-allocated`` says who was quicker, and when."""

    code: str
    detail: str
    doubts: list[str]


class LineOutcomeOut(Schema):
    """What became of a line. Where it was ``refused`` it stays as it was, or is ``stale`` where it was overtaken."""

    line: int
    state: str
    staff: str | None
    refused: LineRefusedOut | None


@router.post("/allocation/plans/{key}/decisions", response=list[LineOutcomeOut], summary="Decide lines of a plan")
@operation(permission="supervision.allocate", scope="allocation:write")
def decide_plan_lines(request: HttpRequest, key: PlanKey, body: LineDecisionsIn) -> list[LineOutcomeOut]:
    """Decide lines, each by itself: one that is refused does not hold up the others, and the answer says which."""
    plan = find_plan(request, key)
    outcomes = decide_lines(
        plan=plan, choices=_choices(plan, body), evidence=body.evidence, by=caller(request).user,
        on=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    return [_outcome(one) for one in outcomes]


def _choices(plan: AllocationPlan, body: LineDecisionsIn) -> list[LineChoice]:
    """The choices; raises ``Problem`` for lines and codes that are not there, before anything is written."""
    keys = [one.line for one in body.lines]
    lines = set(AllocationPlanLine.objects.filter(plan=plan, pk__in=keys).values_list("pk", flat=True))
    staff = {one.code: one for one in Staff.objects.filter(code__in={one.staff for one in body.lines if one.staff})}
    errors = []
    for number, one in enumerate(body.lines):
        wrong = [("line", one.line not in lines, "unknown", "no such line in this plan")]
        wrong += [("line", one.line in keys[:number], "twice", "named twice")]
        wrong += [("staff", bool(one.staff) and one.staff not in staff, "unknown", "no such code")]
        wrong += [("staff", one.staff is not None and one.verb != "override", "verb", "given with override only")]
        errors += [
            {"in": "body", "field": f"lines.{number}.{field}", "code": code, "detail": detail}
            for field, holds, code, detail in wrong
            if holds
        ]
    if errors:
        raise Problem("invalid", errors=errors)
    return [LineChoice(one.line, one.verb, staff.get(one.staff or ""), one.words) for one in body.lines]


def _outcome(one: LineOutcome) -> LineOutcomeOut:
    line, refused = one.line, one.refused
    said = None
    if refused is not None:
        said = LineRefusedOut(code=refused.code, detail=refusal(refused), doubts=list(refused.doubts))
    return LineOutcomeOut(
        line=line.pk, state=line.state, staff=line.staff.code if line.staff else None, refused=said
    )  # fmt: skip
