"""Recording a contact, booking the next one, and saying what became of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.contacts import ContactRefused, ContactSaved, record_contact, record_outcome
from throughcare.supervision.models import Contact, ContactDue
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.contact_entry import ContactEntry, is_still_to_come, needs_outcome
from throughcare.supervision.web.forms import ContactForm, OutcomeForm, new_token
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.saved import keep_saved


@requires("supervision.record_contact")
def new_contact(request: HttpRequest, crn: str) -> HttpResponse:
    """The form for a contact of any kind; ``?date=`` and ``?type=`` fill it in."""
    person, now = open_record(request, crn, page="record-contact"), timezone.now()
    form = ContactForm(request.POST or None, crn=crn, initial=_suggested(request, now))
    if request.method == "POST" and form.is_valid():
        try:
            saved = _record(person, form.cleaned_data, request, now)
        except ContactRefused as refused:
            form.refuse(refused.faults)
        else:
            keep_saved(request, person, saved)
            return redirect("supervision:person", crn=crn)
    due = ContactDue.objects.filter(person=person).first()
    return show_record(request, "contact_form", person, tab="contacts", on=_day(now), form=form, due=due)


@requires("supervision.record_contact")
def outcome(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """One contact, and the form for what became of it."""
    person, now = open_record(request, crn, page="contact-outcome"), timezone.now()
    contact = Contact.objects.select_related("staff").filter(person=person, reference=reference).first()
    if contact is None:
        raise Http404
    form = _outcome_form(request, contact, now) if needs_outcome(contact.type) else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            answers = form.cleaned_data
            saved = record_outcome(contact=contact, **answers, by=signed_in(request), at=now)
        except ContactRefused as refused:
            form.refuse(refused.faults)
        else:
            keep_saved(request, person, saved)
            return redirect("supervision:person", crn=crn)
    context: dict[str, Any] = {"contact": contact, **({"form": form} if form else {})}
    return show_record(request, "outcome_form", person, tab="contacts", on=_day(now), **context)


def _record(person: Person, typed: dict[str, Any], request: HttpRequest, at: datetime) -> ContactSaved:
    return record_contact(
        person=person,
        type=typed["type"],
        date=typed["date"],
        time=typed["time"],
        minutes=typed["minutes"],
        outcome=typed["outcome"],
        notes=typed["notes"],
        confirmed=typed["confirmed"],
        reference=f"W-{typed['token']}",
        by=signed_in(request),
        at=at,
    )


def _outcome_form(request: HttpRequest, contact: Contact, now: datetime) -> OutcomeForm:
    entry = ContactEntry(contact.type, contact.date, contact.outcome, contact.time)
    return OutcomeForm(
        request.POST or None,
        reference=contact.reference,
        to_come=is_still_to_come(entry, timezone.localtime(now)),
        initial={"outcome": contact.outcome, "notes": contact.notes, "minutes": contact.minutes},
    )


def _suggested(request: HttpRequest, now: datetime) -> dict[str, Any]:
    initial: dict[str, Any] = {"token": new_token(), "date": _day(now)}
    if request.GET.get("type", "") in CONTACT_TYPE:
        initial["type"] = request.GET["type"]
    try:
        initial["date"] = date.fromisoformat(request.GET["date"])
    except (KeyError, ValueError):
        initial["date"] = _day(now)
    return initial


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
