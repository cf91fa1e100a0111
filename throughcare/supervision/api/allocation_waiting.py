"""Allocation: the cases that nobody holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, cursor_at, operation, read_place
from throughcare.supervision.api.places import Kind, place_of
from throughcare.supervision.queries.unallocated import WaitingCase, waiting_cases

router = Router(tags=["allocation"])

AREA: Kind = Query(description="What the place is.")
CODE: str = Query(max_length=20, description="The code of the place.")


class WaitingCaseOut(Schema):
    """One case without a practitioner; ``flags`` say what is missing: tier, assessment, team, sentence, weight.

    ``tier`` is the one that a grade is judged by, ``team`` a code, ``problem`` why the case has no ``points``. ``earlier``
    held it last, until ``earlier_until``. ``ends_on`` is the first day after the sentence.
    """

    crn: str
    name: str
    limited: bool
    language: str
    since: dt.date
    reason: str | None
    team: str | None
    tier: str | None
    sentence_kind: str | None
    sentenced_on: dt.date | None
    ends_on: dt.date | None
    due_date: dt.date | None
    form: str | None
    booked_on: dt.date | None
    booked_with: str | None
    earlier: str | None
    earlier_until: dt.date | None
    points: int | None
    problem: str | None
    flags: list[str]


@router.get("/allocation/waiting", response=PageOf[WaitingCaseOut], summary="Read the cases without a practitioner")
@operation(permission="supervision.allocate", scope="allocation:read")
def list_waiting(
    request: HttpRequest, kind: Kind = AREA, code: str = CODE, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[WaitingCaseOut]:
    """The cases of a team, delivery unit or region that wait: without a due date first, then by what is due first."""
    on, (last, first) = timezone.localdate(), read_place(cursor, str, int) or ["", 0]
    rows = waiting_cases(place_of(request, kind, code, on=on).area, on=on)
    # Cases are given away between two pages: go on after the last one shown where it still waits.
    start = next((number + 1 for number, row in enumerate(rows) if row.crn == last), first)
    shown, more = rows[start : start + limit], start + limit < len(rows)
    return PageOf(
        items=[_waiting(row) for row in shown],
        next_cursor=cursor_at([shown[-1].crn, start + limit]) if more else None,
    )


def _waiting(row: WaitingCase) -> WaitingCaseOut:
    special: dict[str, Any] = {
        "team": row.team_code or None, "tier": row.tier or None, "problem": row.problem or None,
        "flags": list(row.flags),
    }  # fmt: skip
    same = {name: getattr(row, name) for name in WaitingCaseOut.model_fields if name not in special}
    return WaitingCaseOut(**same, **special)
