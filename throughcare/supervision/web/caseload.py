"""The caseload as a list: filtered, sorted, paged, and as CSV."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.csv_safe import csv_lines
from throughcare.people.rules.codes import SENTENCE_KIND
from throughcare.supervision.queries.caseload import SORTS, STATES, CaseFilter, CaseRow, caseload_of
from throughcare.supervision.queries.team import colleague, staff_of, team_mates
from throughcare.supervision.web import phrases
from throughcare.supervision.web.freshness import refresh
from throughcare.supervision.web.pages import number_of, show
from throughcare.workforce.models import Staff

PAGE = 50
TIERS = ("A", "B", "C", "D", "E", "F", "G")
STATE_NAMES = {
    "overdue": gettext_lazy("Overdue"),
    "this-week": gettext_lazy("Due this week"),
    "booked": gettext_lazy("Appointment booked"),
    "not-booked": gettext_lazy("Due and nothing booked"),
    "suspended": gettext_lazy("Contact suspended or not asked for"),
    "tier-missing": gettext_lazy("Tier missing"),
    "tier-provisional": gettext_lazy("Tier provisional"),
    "new": gettext_lazy("New in the last 7 days"),
    "ending": gettext_lazy("Sentence ends within 4 weeks"),
}
SORT_NAMES = {
    "due": gettext_lazy("Due date"),
    "name": gettext_lazy("Surname"),
    "tier": gettext_lazy("Tier"),
    "seen": gettext_lazy("Last seen"),
    "booked": gettext_lazy("Next appointment"),
}


@requires("supervision.caseload")
def caseload(request: HttpRequest) -> HttpResponse:
    """The cases of one practitioner: one's own, or a colleague's in the region (``?staff=CODE``)."""
    on = timezone.localdate()
    own, staff = _whose(request, on)
    if staff is None:
        return show(request, "no_staff")
    refresh(on=on)
    only, sort = _narrowed(request), _sorted_by(request)
    rows = caseload_of(staff.pk, on=on, only=only, sort=sort)
    if request.GET.get("format") == "csv":
        return _csv(rows, staff)
    mates = team_mates(own or staff, on=on) if signed_in(request).may("supervision.team") else []
    return show(
        request,
        "caseload",
        on=on,
        staff=staff,
        own=own,
        may_see_load=signed_in(request).may("supervision.loads"),
        mates=mates,
        rows=Paginator(rows, PAGE).get_page(number_of(request)),
        only=only,
        sort=sort,
        sort_names=SORT_NAMES,
        state_names=STATE_NAMES,
        tiers=TIERS,
        sentence_kinds=[entry.code for entry in SENTENCE_KIND],
    )


def _whose(request: HttpRequest, on: date) -> tuple[Staff | None, Staff | None]:
    user = signed_in(request)
    own = staff_of(user)
    code = request.GET.get("staff", "")
    if not code or (own is not None and own.code == code):
        return own, own
    found = colleague(user, code, on=on)
    if found is None:
        raise Http404
    return own, found


def _narrowed(request: HttpRequest) -> CaseFilter:
    asked = request.GET
    return CaseFilter(
        tier=asked.get("tier", "") if asked.get("tier") in TIERS else "",
        state=asked.get("state", "") if asked.get("state") in STATES else "",
        sentence=asked.get("sentence", "") if asked.get("sentence", "") in SENTENCE_KIND else "",
        name=asked.get("name", "").replace("\x00", "").strip()[:100],
    )


def _sorted_by(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked.removeprefix("-") in SORTS else "due"


def _csv(rows: list[CaseRow], staff: Staff) -> HttpResponse:
    response = HttpResponse(
        "".join(csv_lines(csv_header(), map(csv_cells, rows))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="caseload-{staff.code}.csv"'
    return response


def csv_header() -> list[str]:
    """The heads of the columns of ``csv_cells``."""
    return [
        gettext("CRN"),
        gettext("Forenames"),
        gettext("Surname"),
        gettext("Tier"),
        gettext("Provisional"),
        gettext("Two-axis tier"),
        gettext("State"),
        gettext("What is due"),
        gettext("Form"),
        gettext("Due date"),
        gettext("Last seen"),
        gettext("Next appointment"),
        gettext("Sentence"),
        gettext("Sentence ends"),
        gettext("Why"),
    ]


def csv_cells(row: CaseRow) -> list[Any]:
    """A case as a line of a CSV file."""
    return [
        row.crn,
        row.forenames,
        row.surname,
        row.tier,
        gettext("yes") if row.provisional else "",
        row.axes,
        phrases.state(row.state),
        phrases.duty(row.duty),
        phrases.form(row.form),
        row.due_date,
        row.last_seen,
        row.booked_on,
        phrases.sentence(row.sentence_kind),
        row.sentence_ends_on,
        phrases.reason(row.reason_code),
    ]
