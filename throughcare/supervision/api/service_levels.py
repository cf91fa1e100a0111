"""The published service levels: a month of a place, and the cases of one measure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, Among, Problem, cursor_at, operation, read_place
from throughcare.kernel.calendar import add_months
from throughcare.supervision.api.places import WithStaff, place_of
from throughcare.supervision.commands.freshness import refresh
from throughcare.supervision.queries import service_levels as levels
from throughcare.supervision.queries.service_level_facts import Month
from throughcare.supervision.queries.service_levels import MEASURES, Judged, Measured, judged, month_of, version_in

router = Router(tags=["service-levels"])

Measure = Annotated[str, Among(MEASURES)]
State = Literal["", "met", "missed", "counted", "pending", "left-out"]
KIND: WithStaff = Query(description="What the place is.")
CODE: str = Query(max_length=20, description="The code of the place or the member of staff.")
MONTH: str = Query("", pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$", description="As 2026-10; the last whole month else.")
STATE: State = Query("", description="Only cases that count so; “counted” are those met and those missed.")


class LevelOut(Schema):
    """One measure in one month by the version then in force: ``met`` divided by ``counted`` is ``share``.

    ``pending`` cases are not decided yet; ``left_out`` counts the others by the reason. ``target`` in percent.
    """

    measure: str
    rule_set: str
    met: int
    counted: int
    share: float | None
    pending: int
    left_out: dict[str, int]
    target: int | None
    confidence: str


class LevelsOut(Schema):
    """Every measure that was in use in the month, counted ``on``."""

    month: str
    on: date
    measures: list[LevelOut]


class LevelCaseOut(Schema):
    """One case and how it counts; ``reference`` names the sentence, release, breach or month, ``staff`` its officer."""

    crn: str
    reference: str
    staff: str
    unit: str
    state: str
    clock_date: date | None
    due_date: date | None
    event_date: date | None
    working_days: int | None
    reason_code: str
    reason: str


class LevelCasesOut(Schema):
    """One page of the cases of a measure; ``rule_set`` is null where no version was in use in that month."""

    rule_set: str | None
    items: list[LevelCaseOut]
    next_cursor: str | None = None


@router.get("/service-levels", response=LevelsOut, summary="Read the service levels of a place")
@operation(permission="supervision.caseload", scope="service-levels:read")
def read_levels(request: HttpRequest, kind: WithStaff = KIND, code: str = CODE, month: str = MONTH) -> LevelsOut:
    """Every measure in a month, with numerator and denominator; figures are of what the token's user may see."""
    on = timezone.localdate()
    place, asked = place_of(request, kind, code, on=on), _month(month, on)
    refresh(on=on)
    found = [_level(each) for each in levels.measured(place.area, month=asked)]
    return LevelsOut(month=f"{asked.period.start:%Y-%m}", on=on, measures=found)


@router.get("/service-levels/{measure}/cases", response=LevelCasesOut, summary="Read the cases of a measure")
@operation(permission="supervision.caseload", scope="service-levels:read")
def read_cases(
    request: HttpRequest,
    measure: Measure,
    kind: WithStaff = KIND,
    code: str = CODE,
    month: str = MONTH,
    state: State = STATE,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> LevelCasesOut:
    """Every case behind a figure, with the reason why it counts as it does."""
    on, (first,) = timezone.localdate(), read_place(cursor, int) or [0]
    place, asked = place_of(request, kind, code, on=on), _month(month, on)
    rule = version_in(measure, asked.period.start)
    refresh(on=on)
    if state:
        # Only the rule knows how a case counts: all of them are asked about.
        wanted = ("met", "missed") if state == "counted" else (state,)
        rows = [each for each in judged(measure, place.area, month=asked) if each.state in wanted]
        shown, more = rows[first : first + limit], first + limit < len(rows)
    else:
        rows = judged(measure, place.area, month=asked, skipped=first, most=limit + 1)
        shown, more = rows[:limit], len(rows) > limit
    return LevelCasesOut(
        rule_set=rule.rule_set if rule else None,
        items=[_case(each) for each in shown],
        next_cursor=cursor_at([first + limit]) if more else None,
    )


def _month(asked: str, on: date) -> Month:
    try:
        first = date.fromisoformat(f"{asked}-01") if asked else add_months(on.replace(day=1), -1)
    except ValueError:
        first = date.max
    if first > on:
        detail = "a month that has begun, like 2026-10"
        raise Problem("invalid", errors=[{"in": "query", "field": "month", "code": "month", "detail": detail}])
    return month_of(first, on=on)


def _level(each: Measured) -> LevelOut:
    return LevelOut(
        measure=each.measure,
        rule_set=each.rule.rule_set,
        met=each.score.met,
        counted=each.score.counted,
        share=each.score.share,
        pending=each.score.pending,
        left_out=dict(each.score.left_out),
        target=each.target.value if each.target else None,
        confidence=each.policy.confidence,
    )


def _case(each: Judged) -> LevelCaseOut:
    placed, value = each.placed, each.level.value
    return LevelCaseOut(
        crn=placed.crn,
        reference=placed.reference,
        staff=placed.staff_code,
        unit=placed.unit_code,
        state=value.state,
        clock_date=value.clock_date,
        due_date=value.due_date,
        event_date=value.event_date,
        working_days=value.working_days,
        reason_code=each.level.reason.code,
        reason=each.level.reason.words.say(gettext),
    )
