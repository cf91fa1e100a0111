"""Cases whose tier has outgrown the grade of whoever holds them: the senior's list, and the decision to leave one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.csv_safe import csv_lines
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.grades import waive_grade
from throughcare.supervision.models import GradeWaiver
from throughcare.supervision.queries.kept import kept_answers
from throughcare.supervision.queries.outgrown import OutgrownCase, outgrown_cases
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.grade_tier import GradeCase, decide_grade
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.areas import asked_area
from throughcare.supervision.web.pages import number_of, show, show_record
from throughcare.supervision.web.risk_forms import WaiverForm, in_four_weeks
from throughcare.workforce.rules.codes import GRADE

PAGE = 50


@requires("supervision.team")
def outgrown(request: HttpRequest) -> HttpResponse:
    """The list of the user's own place, or of ``?team=``, ``?unit=``, ``?region=`` or ``?staff=``."""
    on = timezone.localdate()
    place = asked_area(request, on)
    if place is None:
        return show(request, "no_place")
    rows = outgrown_cases(place.area, on=on)
    if request.GET.get("format") == "csv":
        return _csv(rows)
    page = Paginator(rows, PAGE).get_page(number_of(request))
    fits = {row.person_id: decide_grade(GradeCase(on=on, grade=row.grade, tier=row.tier)) for row in page}
    return show(
        request, "outgrown", on=on, rows=page, fits=fits, grades=GRADE, place_name=shown.place_name(place.what),
        may_decide=signed_in(request).may("supervision.decide_grade"),
    )  # fmt: skip


@requires("supervision.decide_grade")
def waive(request: HttpRequest, crn: str) -> HttpResponse:
    """Leave the case where it is, with the reason and until when."""
    person, on = open_record(request, crn, page="grade"), timezone.localdate()
    kept = kept_answers(person.pk, on=on)
    form = WaiverForm(request.POST or None, key=crn, initial={"review_on": in_four_weeks(on)})
    if request.method == "POST" and form.is_valid():
        try:
            waive_grade(person=person, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except EntryRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, _("The case stays where it is, and comes back to the list on that day."))
            return redirect("supervision:outgrown")
    earlier = GradeWaiver.objects.filter(person=person).select_related("staff", "decided_by").order_by("-decided_on")
    context: dict[str, Any] = {"form": form, "kept": kept, "earlier": earlier, "grades": GRADE}
    return show_record(request, "grade_waiver", person, tab="risk", on=on, **context)


def _csv(rows: list[OutgrownCase]) -> HttpResponse:
    head = [_("CRN"), _("Forenames"), _("Surname"), _("Tier"), _("Since"), _("Practitioner code"), _("Practitioner"),
            _("Grade"), _("Team"), _("Held since")]  # fmt: skip
    cells = (
        [row.crn, row.forenames, row.surname, row.tier, row.since, row.staff_code, row.staff, row.grade, row.team,
         row.held_since]
        for row in rows
    )  # fmt: skip
    response = HttpResponse("".join(csv_lines(head, cells)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tier-outgrew-grade.csv"'
    return response
