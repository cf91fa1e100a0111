"""The list of appointments whose day has passed and of which nobody has said what became."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.csv_safe import csv_lines
from throughcare.supervision.queries.outcomes import WithoutOutcome, count_without_outcome, without_outcome
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web import phrases
from throughcare.supervision.web.areas import KINDS, asked_area
from throughcare.supervision.web.pages import number_of, show

PAGE = 50


@requires("supervision.caseload")
def outcomes(request: HttpRequest) -> HttpResponse:
    """The oldest first; ``?staff=``, ``?team=``, ``?unit=`` or ``?region=`` says whose, otherwise the user's own place."""
    on = timezone.localdate()
    place = asked_area(request, on)
    if place is None:
        return show(request, "no_place" if signed_in(request).may("supervision.team") else "no_staff")
    if request.GET.get("format") == "csv":
        return _csv(without_outcome(place.area, on=on, most=None))
    page = Paginator(range(count_without_outcome(place.area, on=on)), PAGE).get_page(number_of(request))
    rows = without_outcome(place.area, on=on, first=max(page.start_index() - 1, 0), most=PAGE)
    return show(
        request,
        "outcomes",
        on=on,
        place_name=shown.place_name(place.what),
        rows=rows,
        page_of=page,
        by_staff=place.area.kind != "staff",
        area={name: request.GET[name] for name in KINDS if request.GET.get(name)},
    )


def _csv(rows: list[WithoutOutcome]) -> HttpResponse:
    header = [
        gettext("CRN"), gettext("Name"), gettext("Kind of contact"), gettext("Day"), gettext("Practitioner code"),
        gettext("Practitioner"),
    ]  # fmt: skip
    lines = csv_lines(
        header,
        ([row.crn, row.name, phrases.contact_type(row.type), row.date, row.staff_code, row.staff] for row in rows),
    )
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="without-outcome.csv"'
    return response
