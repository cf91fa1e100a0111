"""Entering a person on a register, putting an entry right, reviewing and ending it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.commands.registrations import (
    correct_registration,
    end_registration,
    register,
    review_registration,
)
from throughcare.supervision.commands.risk import RiskSaved
from throughcare.supervision.models import Registration
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.risk_reviews import may_be_registered, proposed_review
from throughcare.supervision.web import risk_words
from throughcare.supervision.web.forms import new_token
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.risk_forms import EndForm, RegistrationCorrectionForm, RegistrationForm, ReviewForm
from throughcare.supervision.web.risk_saved import changes_of, keep_changes
from throughcare.supervision.web.two_steps import save_in_two_steps


@requires("supervision.record_risk")
def new_registration(request: HttpRequest, crn: str) -> HttpResponse:
    """The form, what it would change, and saving; ``?type=`` chooses the register."""
    person, now = open_record(request, crn, page="new-registration"), timezone.now()
    today, type_ = timezone.localdate(), request.GET.get("type", "")
    initial: dict[str, Any] = {"token": new_token(), "registered_on": today}
    if may_be_registered(type_):
        initial |= {"type": type_, "review_on": proposed_review(type_, "", today)}
    form = RegistrationForm(request.POST or None, key=crn, initial=initial)
    return _two_steps(
        request, person, form, title=_("Add a registration"),
        act=lambda confirmed: register(
            person=person, entry=form.entry(), note=form.cleaned_data["note"], reference=form.reference,
            by=signed_in(request), at=now, confirmed=confirmed,
        ),
    )  # fmt: skip


@requires("supervision.record_risk")
def correct(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Put right what a registration in force says."""
    person, row = _open(request, crn, reference, "correct-registration")
    form = RegistrationCorrectionForm(request.POST or None, row=row)
    return _two_steps(
        request, person, form, title=_("Put a registration right"), row=row,
        act=lambda confirmed: correct_registration(
            registration=row, entry=form.entry(), note=form.cleaned_data["note"], by=signed_in(request),
            at=timezone.now(), confirmed=confirmed,
        ),
    )  # fmt: skip


@requires("supervision.record_risk")
def end(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """End a registration, after showing what that changes."""
    person, row = _open(request, crn, reference, "end-registration")
    form = EndForm(request.POST or None, key=reference, initial={"ended_on": timezone.localdate()})
    return _two_steps(
        request, person, form, title=_("End a registration"), row=row,
        act=lambda _confirmed: end_registration(
            registration=row, reason=form.cleaned_data["reason"], ended_on=form.cleaned_data["ended_on"],
            note=form.cleaned_data["note"], by=signed_in(request), at=timezone.now(),
        ),
    )  # fmt: skip


@requires("supervision.record_risk")
def review(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Record that a registration was looked at and still holds."""
    person, row = _open(request, crn, reference, "review-registration")
    today = timezone.localdate()
    initial = {"reviewed_on": today, "next_on": _proposed(row, today)}
    form = ReviewForm(request.POST or None, key=reference, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            review_registration(registration=row, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except EntryRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, _("The review is on the record."))
            return redirect("supervision:risk", crn)
    context: dict[str, Any] = {"form": form, "row": row, "title": _("Review a registration"), "words": risk_words}
    return show_record(
        request, "registration_form", person, tab="risk", on=today, button=_("Save the review"), **context
    )


def _two_steps(request: HttpRequest, person: Person, form: Any, *, act: Any, **context: Any) -> HttpResponse:
    context |= {"words": risk_words, "changes_of": changes_of, "button": _("Check what it changes")}
    answer = save_in_two_steps(request, person, form, act, template="registration_form", **context)
    if isinstance(answer, RiskSaved):
        keep_changes(request, person, answer)
        return redirect("supervision:risk", person.crn)
    return answer


def _open(request: HttpRequest, crn: str, reference: str, page: str) -> tuple[Person, Registration]:
    person = open_record(request, crn, page=page)
    row = Registration.objects.filter(person=person, reference=reference, ended_on=None).first()
    if row is None:
        raise Http404
    return person, row


def _proposed(row: Registration, today: date) -> date | None:
    try:
        return proposed_review(row.type, row.level, today)
    except NoPolicyInForce:
        return None
