"""Who looked at this record and why (Data Protection Act 2018 s.62)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.audit.commands import record
from throughcare.audit.models import Consultation
from throughcare.audit.queries.consultations import consultations_of, consultations_of_subject
from throughcare.kernel.csv_safe import csv_lines
from throughcare.kernel.decision import mark
from throughcare.people.web.records import open_record
from throughcare.people.web.tabs import person_context

ROWS = 50
MOST = 5000
PAGES = {
    "person": mark("Overview"),
    "overview": mark("Overview"),
    "timeline": mark("Timeline"),
    "sentences": mark("Sentences"),
    "contacts": mark("Contacts"),
    "contact": mark("Contact"),
    "details": mark("Personal details"),
    "access": mark("Limited access"),
    "consultations": mark("Who looked"),
    "duplicates": mark("Duplicate records"),
    "record-contact": mark("Record contact"),
    "contact-outcome": mark("What happened"),
    "appointments": mark("Appointments"),
    "book": mark("Book an appointment"),
    "move-appointment": mark("Reschedule an appointment"),
    "cancel-appointment": mark("Cancel an appointment"),
    "plan-ahead": mark("Plan ahead"),
    "why-tier": mark("Why this tier?"),
    "why-contact-due": mark("Why this date?"),
}


@requires("people.consultations")
def consultations(request: HttpRequest, crn: str) -> HttpResponseBase:
    """The log of one record, newest first, as a page or as CSV. An auditor reads it without opening the record."""
    user = signed_in(request)
    context: dict[str, Any] = {"crn": crn}
    if user.may("people.view"):
        person = open_record(request, crn, page="consultations")
        looks = consultations_of(person=person.pk)
        context |= person_context(request, person, "consultations")
    else:
        looks = consultations_of_subject(subject=crn)
        if not looks.exists():
            raise Http404
        record(action="people.read_consultations", by=user, at=timezone.now(), subject=crn)
    if request.GET.get("format") == "csv":
        return _csv(crn, looks[:MOST])
    list_page = Paginator(looks, ROWS).get_page(request.GET.get("page"))
    return render(request, "people/consultations.html", context | {"list_page": list_page, "rows": _rows(list_page)})


def _rows(looks: Iterable[Consultation]) -> list[dict[str, Any]]:
    looks = list(looks)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={look.actor for look in looks})}
    return [
        {
            "at": look.at,
            "who": names.get(look.actor, look.actor_name),
            "page": gettext(PAGES[look.page]) if look.page in PAGES else look.page,
            "reason": gettext(look.reason) if look.reason else "",
        }
        for look in looks
    ]


def _csv(crn: str, looks: Iterable[Consultation]) -> HttpResponse:
    header = [gettext("Date and time"), gettext("Who"), gettext("Page"), gettext("Reason")]
    rows = ([timezone.localtime(row["at"]).isoformat(timespec="seconds"), row["who"], row["page"], row["reason"]]
            for row in _rows(looks))  # fmt: skip
    response = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="consultations-{crn}.csv"'
    return response
