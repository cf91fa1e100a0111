"""The first page of a practitioner: who must be seen this week, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from throughcare.accounts.web.access import requires, signed_in
from throughcare.supervision.queries.home import home_of
from throughcare.supervision.queries.team import staff_key_of
from throughcare.supervision.web.freshness import refresh
from throughcare.supervision.web.pages import show


@requires("supervision.caseload")
def practitioner_home(
    request: HttpRequest, asked_of: Callable[[int], Sequence[Any]] = lambda _staff: ()
) -> HttpResponse:
    """Overdue, due this week day by day, what comes next, and what waits for an answer.

    ``asked_of`` gives what people on the caseload of a member of staff asked themselves: ``name``, ``what``, ``day`` and
    ``href`` of each.
    """
    staff = staff_key_of(signed_in(request))
    if staff is None:
        return show(request, "no_staff")
    now = timezone.localtime()
    on = now.date()
    refresh(on=on)
    home = home_of(staff, on=on)
    week = [(day, list(cases)) for day, cases in groupby(home.week, key=lambda case: case.due_date)]
    return show(request, "home", home=home, week=week, owed=home.owed_at(now.time()), asked=asked_of(staff))
