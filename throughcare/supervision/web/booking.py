"""Booking an appointment, or several that repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.policy.calendar import working_calendar
from throughcare.supervision.commands.appointments import Wanted, book_appointments
from throughcare.supervision.commands.arranging import Arrangement, ContactRefused, policy_on
from throughcare.supervision.commands.contacts import ContactSaved
from throughcare.supervision.models import ContactDue
from throughcare.supervision.queries.appointments import open_requirements, rar_days_among
from throughcare.supervision.queries.team import staff_of, team_mates
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.contact_entry import needs_outcome, refusal
from throughcare.supervision.rules.occurrences import TooMany, occurrences
from throughcare.supervision.web import appointment_words
from throughcare.supervision.web.appointment_forms import BookForm
from throughcare.supervision.web.forms import new_token
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.saved import keep_saved
from throughcare.workforce.models import Staff


@requires("supervision.record_contact")
def book(request: HttpRequest, crn: str) -> HttpResponse:
    """The form for one appointment or several; ``?date=``, ``?time=`` and ``?type=`` fill it in."""
    person, now = open_record(request, crn, page="book"), timezone.now()
    on, user = timezone.localdate(now), signed_in(request)
    staff = bookable_staff(user, on=on)
    requirements = open_requirements(person.pk, on=on)
    form = BookForm(
        request.POST or None,
        crn=crn,
        with_whom=staff,
        towards=requirements,
        initial=_suggested(request, person, on),
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = _book(person, form, staff, user, now)
        except ContactRefused as refused:
            form.refuse(refused.faults, refused.clashes)
        else:
            keep_saved(request, person, saved[0], count=len(saved))
            return redirect("supervision:appointments", crn=crn)
    return show_record(
        request,
        "appointment_form",
        person,
        tab="appointments",
        on=on,
        form=form,
        due=ContactDue.objects.filter(person=person).first(),
        rar=rar_days_among(requirements, on=on),
        words=appointment_words,
    )


def bookable_staff(user: User, *, on: date) -> list[Staff]:
    """With whom the user may book: themselves first, then their team."""
    own = staff_of(user)
    if own is None:
        return []
    return [own, *(each for each in team_mates(own, on=on) if each.pk != own.pk)]


def _book(person: Person, form: BookForm, staff: Sequence[Staff], by: User, at: datetime) -> list[ContactSaved]:
    typed = form.cleaned_data
    chosen = next((each for each in staff if each.code == typed.get("staff")), None)
    how = Arrangement(
        staff=chosen,
        place=typed["place"].strip(),
        requirement=int(typed["requirement"]) if typed.get("requirement") else None,
        beside=form.reason_for_two(),
        remind=typed["remind"],
    )
    return book_appointments(
        person=person,
        wanted=_wanted(form, at),
        notes=typed["notes"],
        reference=f"W-{typed['token']}",
        by=by,
        at=at,
        how=how,
        confirmed=typed["confirmed"],
    )


def _wanted(form: BookForm, at: datetime) -> list[Wanted]:
    """Every appointment asked for. Raises ``ContactRefused`` where that is too many, or none at all."""
    typed = form.cleaned_data
    try:
        days = occurrences(
            typed["date"],
            repeat=typed["repeat"],
            count=typed["count"],
            until=typed["until"],
            calendar=working_calendar(),
            most=policy_on(at).longest_series,
        )
    except TooMany:
        raise ContactRefused([refusal("too-many")]) from None
    if typed["repeat"] and typed["working"]:
        days = tuple(each for each in days if each.works is not False)
    if not days:
        raise ContactRefused([refusal("no-day")])
    return [Wanted(typed["type"], each.day, typed["time"], typed["minutes"], form.which()) for each in days]


def _suggested(request: HttpRequest, person: Person, on: date) -> dict[str, Any]:
    """What the address fills in; the day is otherwise when the next contact falls due."""
    asked = request.GET
    due = ContactDue.objects.filter(person=person, due_date__gte=on).first()
    initial: dict[str, Any] = {"token": new_token(), "date": due.due_date if due else None}
    if asked.get("type", "") in CONTACT_TYPE and needs_outcome(asked["type"]):
        initial["type"] = asked["type"]
    for name, parse in (("date", date.fromisoformat), ("time", time.fromisoformat)):
        try:
            initial[name] = parse(asked[name])
        except (KeyError, ValueError):
            continue
    return initial
