"""A practitioner's caseload."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import (
    CURSOR,
    LIMIT,
    Among,
    LocalTime,
    PageOf,
    Problem,
    caller,
    cursor_at,
    operation,
    read_place,
)
from throughcare.accounts.models import User
from throughcare.people.rules.codes import SENTENCE_KIND
from throughcare.supervision.commands.freshness import refresh
from throughcare.supervision.queries.caseload import SORTS, STATES, CaseFilter, CaseRow, caseload_of
from throughcare.supervision.queries.team import colleague, staff_of
from throughcare.workforce.models import Staff

router = Router(tags=["caseload"])

TIERS = ("A", "B", "C", "D", "E", "F", "G")
SORTED = [code for sort in SORTS for code in (sort, f"-{sort}")]
State = Annotated[str, Among(["", *STATES])]
Tier = Annotated[str, Among(["", *TIERS])]
Kind = Annotated[str, Among(["", *(entry.code for entry in SENTENCE_KIND)])]
Sort = Annotated[str, Among(SORTED)]
STAFF: str = Query("", max_length=20, description="A member of staff of the user's region; else the user's own cases.")
STATE: str = Query("", description="Only cases in that state.")
TIER: str = Query("", description="Only cases of that tier.")
SENTENCE: str = Query("", description="Only cases with that sentence.")
NAME: str = Query("", max_length=100, description="Part of a name or number.")
SORT: str = Query("due", description="Sorted by; with a minus sign the other way round.")


class CaseOut(Schema):
    """One case. ``due_date`` and ``form`` say what is due next, ``booked_on`` the next appointment; null is not known.

    ``tier`` is by the single-axis scheme, ``axes`` by the two-axis one; ``sentence_ends_on`` the first day after the last.
    """

    crn: str
    forenames: str
    surname: str
    preferred_name: str
    limited: bool
    tier: str | None
    provisional: bool | None
    axes: str | None
    state: str | None
    duty: str | None
    form: str | None
    due_date: date | None
    overdue: bool
    last_seen: date | None
    reason_code: str | None
    unconfirmed: bool | None
    allocated_on: date
    booked_on: date | None
    booked_at: LocalTime | None
    booked_type: str | None
    sentence_kind: str | None
    sentence_ends_on: date | None


@router.get("/caseload", response=PageOf[CaseOut], summary="Read a caseload")
@operation(permission="supervision.caseload", scope="caseload:read")
def read_caseload(
    request: HttpRequest,
    staff: str = STAFF,
    state: State = STATE,
    tier: Tier = TIER,
    sentence: Kind = SENTENCE,
    name: str = NAME,
    sort: Sort = SORT,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> PageOf[CaseOut]:
    """The cases that a practitioner is responsible for, with tier, what is due and why."""
    on, (last, first) = timezone.localdate(), read_place(cursor, str, int) or ["", 0]
    holder = _holder(caller(request).user, staff, on)
    refresh(on=on)
    only = CaseFilter(tier=tier, state=state, sentence=sentence, name=name.strip())
    rows = caseload_of(holder.pk, on=on, only=only, sort=sort)
    # Cases come and go between two pages: go on after the last one shown where it is still there.
    place = next((number + 1 for number, row in enumerate(rows) if row.crn == last), first)
    shown = rows[place : place + limit]
    more = place + limit < len(rows)
    return PageOf(
        items=[_case(row, on) for row in shown],
        next_cursor=cursor_at([shown[-1].crn, place + limit]) if more else None,
    )


def _holder(user: User, code: str, on: date) -> Staff:
    found = colleague(user, code, on=on) if code else staff_of(user)
    if found is not None:
        return found
    if code:
        raise Http404
    detail = "the token's user holds no cases: name a member of staff"
    raise Problem("invalid", errors=[{"in": "query", "field": "staff", "code": "missing", "detail": detail}])


def _case(row: CaseRow, on: date) -> CaseOut:
    shown = {field: getattr(row, field) for field in CaseOut.model_fields if field != "overdue"}
    return CaseOut(**shown, overdue=row.is_overdue(on))
