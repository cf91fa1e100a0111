"""One person's record: the summary, the sentences, the timeline."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from throughcare.accounts.web.access import requires
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.queries.appointments import rar_days_among
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.explained import explain_all
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.record import contacts_of, overview_of, sentences_of
from throughcare.supervision.queries.timeline import KINDS, timeline_of, whole_timeline
from throughcare.supervision.queries.transfers import MovedAddress, moved_addresses
from throughcare.supervision.web import record_csv
from throughcare.supervision.web.happenings import KIND_NAMES, described
from throughcare.supervision.web.pages import number_of, show_record
from throughcare.supervision.web.saved import take_saved

PAGE = 50


@requires("people.view")
def person(request: HttpRequest, crn: str) -> HttpResponse:
    """Everything to know before a meeting, on one page; the reason for each answer is asked for when it is opened."""
    record, on = open_record(request, crn, page="overview"), timezone.localdate()
    saved, view = take_saved(request, record), overview_of(record.pk, on=on)
    return show_record(
        request,
        "person",
        record,
        tab="overview",
        on=on,
        view=view,
        answers=explain_all(record.pk, on=on) if saved else None,
        saved=saved,
        rar=rar_days_among(view.requirements, on=on),
        moved=_moved(record),
    )


def _moved(person: Person) -> MovedAddress | None:
    """That the person lives in another district since, while no transfer stands."""
    unit = person.delivery_unit
    return next(iter(moved_addresses(Place(Area("unit", unit.pk), unit), person=person.pk)), None)


@requires("people.view")
def sentences(request: HttpRequest, crn: str) -> HttpResponse:
    """Every sentence and what it requires."""
    record, on = open_record(request, crn, page="sentences"), timezone.localdate()
    views = sentences_of(record.pk, on=on)
    return show_record(request, "sentences", record, tab="sentences", on=on, sentences=views)


@requires("people.view")
def contacts(request: HttpRequest, crn: str) -> HttpResponse:
    """Every contact, past and planned."""
    record, on = open_record(request, crn, page="contacts"), timezone.localdate()
    if request.GET.get("format") == "csv":
        return record_csv.contacts(record, contacts_of(record.pk))
    found = Paginator(contacts_of(record.pk), PAGE).get_page(number_of(request))
    return show_record(request, "contacts", record, tab="contacts", on=on, contacts=found)


@requires("people.view")
def timeline(request: HttpRequest, crn: str) -> HttpResponse:
    """One line of everything that happened or is planned; ``?kind=`` narrows it."""
    record, on = open_record(request, crn, page="timeline"), timezone.localdate()
    kinds = [kind for kind in request.GET.getlist("kind") if kind in KINDS]
    if request.GET.get("format") == "csv":
        return record_csv.timeline(record, whole_timeline(record.pk, kinds=kinds), on)
    found = timeline_of(record.pk, on=on, kinds=kinds, page=number_of(request))
    context: dict[str, Any] = {
        "kinds": kinds,
        "kind_names": KIND_NAMES,
        "entries": [described(entry, crn=record.crn, on=on) for entry in found.entries],
        "coming": [described(entry, crn=record.crn, on=on) for entry in found.coming],
        "list_page": Paginator(range(found.total), PAGE).get_page(found.page),
    }
    return show_record(request, "timeline", record, tab="timeline", on=on, **context)
