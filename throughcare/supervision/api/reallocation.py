"""Cases to give to others: of practitioners who have left, leave, or have no hours for cases."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, cursor_at, operation, read_place
from throughcare.supervision.api.allocation_waiting import AREA, CODE
from throughcare.supervision.api.places import Kind, place_of
from throughcare.supervision.queries.reallocation import Leaver, leavers_of

router = Router(tags=["allocation"])


class LeaverOut(Schema):
    """A practitioner whose ``cases`` are to be given to others, and why.

    ``kind`` is left, leaves (``on`` is the first day after their last), away (no hours for cases now) or away-soon.
    """

    staff: str
    name: str
    grade: str
    team: str | None
    unit: str
    kind: str
    on: dt.date | None
    cases: int


@router.get("/allocation/leavers", response=PageOf[LeaverOut], summary="Read whose cases are to be given to others")
@operation(permission="supervision.allocate", scope="allocation:read")
def list_leavers(
    request: HttpRequest, kind: Kind = AREA, code: str = CODE, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[LeaverOut]:
    """Who holds cases in a team, delivery unit or region and leaves or is away: those gone already first."""
    on, (last, first) = timezone.localdate(), read_place(cursor, str, int) or ["", 0]
    rows = leavers_of(place_of(request, kind, code, on=on).area, on=on)
    # Cases are given on between two pages: go on after the last one shown where they are still listed.
    start = next((number + 1 for number, row in enumerate(rows) if row.officer.code == last), first)
    shown, more = rows[start : start + limit], start + limit < len(rows)
    return PageOf(
        items=[_leaver(row) for row in shown],
        next_cursor=cursor_at([shown[-1].officer.code, start + limit]) if more else None,
    )


def _leaver(row: Leaver) -> LeaverOut:
    officer = row.officer
    return LeaverOut(
        staff=officer.code,
        name=officer.name,
        grade=officer.grade,
        team=officer.team or None,
        unit=officer.unit,
        kind=row.kind,
        on=row.on,
        cases=officer.load.cases,
    )
