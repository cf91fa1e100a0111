"""Planning ahead: the appointments to the next review are proposed, changed as one likes, and booked together."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.kernel.decision import Decision
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.commands.appointments import Wanted, book_appointments
from throughcare.supervision.commands.arranging import Arrangement, ContactRefused
from throughcare.supervision.queries.planning import in_whose_diary, propose
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.plan_ahead import Plan
from throughcare.supervision.web import appointment_words
from throughcare.supervision.web.appointment_forms import DoubtsForm, types
from throughcare.supervision.web.forms import new_token
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.saved import keep_saved
from throughcare.workforce.models import Staff

MOST_LINES = 60


class LineForm(forms.Form):
    """One appointment of the proposal."""

    keep = forms.BooleanField(label=_("Book this one"), required=False)
    date = forms.DateField(label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d"),
                           error_messages={"invalid": _("Date must be a real date")})  # fmt: skip
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M"),
                           error_messages={"invalid": _("Time must be a time of day, like 14:30")})  # fmt: skip
    type = forms.ChoiceField(label=_("Kind of appointment"), choices=types)
    minutes = forms.IntegerField(label=_("How long"), min_value=1, max_value=1440)
    due = forms.DateField(widget=forms.HiddenInput, required=False)
    presentation = {"minutes": {"width": "3", "suffix": _("minutes")}, "keep": {"small": True}}

    @property
    def due_day(self) -> dt.date | None:
        """By when it is due, None where that was not said."""
        value = self["due"].value()
        try:
            return dt.date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return None


class TogetherForm(DoubtsForm):
    """What holds for all of them; a reason for two at once holds for those that are at a time that is taken."""

    place = forms.CharField(label=_("Place"), required=False, max_length=120)
    remind = forms.BooleanField(label=_("Tell the person by their chosen way"), required=False, initial=True)
    presentation = {"beside_note": {"rows": 2}}


Lines = formset_factory(LineForm, extra=0, max_num=MOST_LINES, validate_max=True)


@requires("supervision.record_contact")
def plan_ahead(request: HttpRequest, crn: str) -> HttpResponse:
    """Propose, let the practitioner change and untick, then book what is ticked: all of it or none."""
    person, now = open_record(request, crn, page="plan-ahead"), timezone.now()
    on = timezone.localdate(now)
    staff = in_whose_diary(person.pk) or staff_of(signed_in(request))
    decision = _proposal(person, staff, now) if request.method != "POST" else None
    lines: BaseFormSet[LineForm] = Lines(request.POST or None, prefix="l", initial=_initial(decision))
    form = TogetherForm(request.POST or None, initial={"token": new_token()})
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            wanted = _wanted(form, lines)
            if wanted:
                done = _book(request, person, staff, form, wanted, now)
                keep_saved(request, person, done[0], count=len(done))
                return redirect("supervision:appointments", crn=crn)
        except ContactRefused as refused:
            _show_refusal(form, lines, refused)
    return show_record(
        request, "plan_ahead", person, tab="appointments", on=on, staff=staff, decision=decision, lines=lines, form=form,
        errors=_errors(form, lines), words=appointment_words,
    )  # fmt: skip


def _book(
    request: HttpRequest, person: Person, staff: Staff | None, form: TogetherForm, wanted: list[Wanted], now: datetime
) -> list[Any]:
    typed = form.cleaned_data
    return book_appointments(
        person=person,
        wanted=wanted,
        notes="",
        reference=f"W-{typed['token']}",
        by=signed_in(request),
        at=now,
        how=Arrangement(
            staff=staff, place=typed["place"].strip(), remind=typed["remind"], beside=form.reason_for_two()
        ),
        confirmed=typed["confirmed"],
    )


def _proposal(person: Person, staff: Staff | None, at: datetime) -> Decision[Plan] | None:
    try:
        return propose(person.pk, staff.pk if staff else None, at=at)
    except (NoPolicyInForce, CalendarNotPublished):
        return None


def _initial(decision: Decision[Plan] | None) -> list[dict[str, Any]]:
    if decision is None:
        return []
    return [
        {
            "keep": True,
            "date": one.date,
            "time": one.time,
            "type": one.type,
            "minutes": one.minutes,
            "due": one.due_date,
        }
        for one in decision.value.appointments
    ]


def _kept(lines: BaseFormSet[LineForm]) -> list[LineForm]:
    return [each for each in lines.forms if each.cleaned_data.get("keep")]


def _wanted(form: TogetherForm, lines: BaseFormSet[LineForm]) -> list[Wanted]:
    kept = _kept(lines)
    if not kept:
        form.add_error(None, gettext("Tick at least one appointment to book."))
    return [
        Wanted(each["type"], each["date"], each["time"], each["minutes"])
        for each in (line.cleaned_data for line in kept)
    ]


def _show_refusal(form: TogetherForm, lines: BaseFormSet[LineForm], refused: ContactRefused) -> None:
    """At the line that it is about, where it is about one; what can be let in is asked about for all of them."""
    if refused.place is None:
        form.refuse(refused.faults, refused.clashes)
        return
    line = _kept(lines)[refused.place]
    form.must_confirm = any(fault.warning for fault in refused.faults)
    for fault in refused.faults:
        line.add_error(fault.field if fault.field in line.fields else "time", fault.words.say(gettext))


def _errors(form: TogetherForm, lines: BaseFormSet[LineForm]) -> list[dict[str, str]]:
    """Every error, linking to the field it is about."""
    if not form.is_bound:
        return []
    found = [{"text": str(error)} for error in (*form.non_field_errors(), *form["token"].errors)]
    for name in ("beside", "beside_note"):
        found += [{"text": str(error), "href": f"#{form[name].auto_id}"} for error in form[name].errors]
    found += [{"text": str(error)} for error in lines.non_form_errors()]
    for line in lines.forms:
        for field in line.visible_fields():
            found += [{"text": f"{field.label}: {error}", "href": f"#{field.auto_id}"} for error in field.errors]
    return found
