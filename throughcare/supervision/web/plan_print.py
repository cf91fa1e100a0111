"""The plan as the person reads it: a page to read together or print, and the same on paper, in their language."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from throughcare.accounts.web.access import requires
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.documents.plan import LANGUAGES, Reader, file_name, plan_data
from throughcare.supervision.documents.render import pdf_of
from throughcare.supervision.models import OfficerSpell, PlanVersion
from throughcare.supervision.queries.plans import find_version, version_view
from throughcare.supervision.web.pages import show_record


@requires("people.view")
def read(request: HttpRequest, crn: str, plan: int, number: int) -> HttpResponse:
    """The plan in plain words on a page; ``?language=`` chooses another language than the person's."""
    person, row = _open(request, crn, plan, number, "plan-read")
    language = _language(request, person)
    data = plan_data(version_view(row), reader_of(person), language=language)
    context: dict[str, Any] = {"data": data, "row": row, "languages": [*LANGUAGES], "chosen": language}
    return show_record(request, "plan_read", person, tab="plan", on=timezone.localdate(), **context)


@requires("people.view")
def pdf(request: HttpRequest, crn: str, plan: int, number: int) -> HttpResponse:
    """The same on paper."""
    person, row = _open(request, crn, plan, number, "plan-pdf")
    data = plan_data(version_view(row), reader_of(person), language=_language(request, person))
    made = pdf_of("plan", data, at=timezone.now())
    response = HttpResponse(made, content_type="application/pdf")
    name = file_name(person.crn, row.number, timezone.localdate())
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def reader_of(person: Person) -> Reader:
    """The person as the plan speaks to them."""
    spell = OfficerSpell.objects.filter(person=person, until=None, status="allocated").select_related("staff").first()
    return Reader(person.crn, person.name, person.called, str(spell.staff) if spell and spell.staff else "")


def _language(request: HttpRequest, person: Person) -> str:
    asked = request.GET.get("language", "")
    if asked in LANGUAGES:
        return asked
    return person.language if person.language in LANGUAGES else "en"


def _open(request: HttpRequest, crn: str, plan: int, number: int, page: str) -> tuple[Person, PlanVersion]:
    person = open_record(request, crn, page=page)
    row = find_version(person.pk, number, plan=plan)
    if row is None or row.state == "discarded":
        raise Http404
    return person, row
