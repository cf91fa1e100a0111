"""The appointments of a person, and moving or cancelling one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.appointments import reschedule
from throughcare.supervision.commands.arranging import Arrangement, ContactRefused
from throughcare.supervision.commands.ending import arrangement_of, cancel
from throughcare.supervision.models import ContactDue
from throughcare.supervision.queries.appointments import (
    Booked,
    appointments_of,
    chain_of,
    find_appointment,
    later_of_series,
    rar_days_of,
)
from throughcare.supervision.web import appointment_words
from throughcare.supervision.web.appointment_forms import CancelForm, MoveForm
from throughcare.supervision.web.forms import new_token
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.saved import keep_saved, take_saved


@requires("people.view")
def appointments(request: HttpRequest, crn: str) -> HttpResponse:
    """What is coming, what waits for an outcome, what has been, and the days that the court set."""
    person, now = open_record(request, crn, page="appointments"), timezone.now()
    on = timezone.localdate(now)
    return show_record(
        request,
        "appointments",
        person,
        tab="appointments",
        on=on,
        found=appointments_of(person.pk, at=now),
        due=ContactDue.objects.filter(person=person).first(),
        rar=rar_days_of(person.pk, on=on),
        saved=take_saved(request, person),
        words=appointment_words,
    )


@requires("supervision.record_contact")
def move(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Reschedule: another time, who asked and why; the old one stays in the chain."""
    person, now = open_record(request, crn, page="move-appointment"), timezone.now()
    booked = _find(person, reference)
    form = MoveForm(request.POST or None, initial=_as_it_is(booked))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            saved = reschedule(
                contact=booked.contact,
                to=form.wanted(booked.contact.type),
                change=form.change(),
                reference=f"W-{typed['token']}",
                by=signed_in(request),
                at=now,
                how=_how(booked, form),
                confirmed=typed["confirmed"],
            )
        except ContactRefused as refused:
            form.refuse(refused.faults, refused.clashes)
        else:
            keep_saved(request, person, saved)
            return redirect("supervision:appointments", crn=crn)
    return _show(request, person, booked, "appointment_move", form)


@requires("supervision.record_contact")
def cancel_one(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Cancel, with who asked and why; of a series those after it too where that is ticked."""
    person, now = open_record(request, crn, page="cancel-appointment"), timezone.now()
    booked = _find(person, reference)
    later = later_of_series(booked)
    form = CancelForm(request.POST or None, later=later)
    if request.method == "POST" and form.is_valid():
        rest = bool(form.cleaned_data.get("rest"))
        try:
            saved = cancel(
                contact=booked.contact, change=form.change(), by=signed_in(request), at=now, rest_of_series=rest
            )
        except ContactRefused as refused:
            form.refuse(refused.faults)
        else:
            keep_saved(request, person, saved[0], what="cancelled", count=len(saved))
            return redirect("supervision:appointments", crn=crn)
    return _show(request, person, booked, "appointment_cancel", form, later=later)


def _find(person: Person, reference: str) -> Booked:
    found = find_appointment(person.pk, reference)
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, person: Person, booked: Booked, template: str, form: Any, **context: Any
) -> HttpResponse:
    on = timezone.localdate()
    chain = chain_of(booked)
    return show_record(
        request, template, person, tab="appointments", on=on, booked=booked, chain=chain, form=form,
        words=appointment_words, **context,
    )  # fmt: skip


def _as_it_is(booked: Booked) -> dict[str, Any]:
    contact = booked.contact
    place = booked.arrangement.place if booked.arrangement else ""
    return {
        "token": new_token(),
        "date": contact.date,
        "time": contact.time,
        "minutes": contact.minutes,
        "place": place,
    }


def _how(booked: Booked, form: MoveForm) -> Arrangement:
    """As it was arranged, with the place and the reason typed."""
    as_it_is = arrangement_of(booked.contact, booked.arrangement)
    return replace(as_it_is, place=form.cleaned_data["place"].strip(), beside=form.reason_for_two())
