"""Showing a version to the person, taking it back, giving it up, agreeing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.calendar import add_months
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.plans import agree_version, discard_version, share_version, take_back_version
from throughcare.supervision.models import PlanVersion
from throughcare.supervision.queries.plans import open_version, version_view
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.plan_review import plan_policy
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.plan_forms import AgreeForm, ShareForm, proposed_review
from throughcare.supervision.web.plans import WORDS


@requires("supervision.plan")
def share(request: HttpRequest, crn: str) -> HttpResponse:
    """Say that the version was shown to the person, and how."""
    person, row = _open(request, crn, "plan-share")
    form = ShareForm(request.POST or None, initial={"shared_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            share_version(version=row, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except EntryRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(
                request, _("The person has the plan to read. Agree it when they have said what they think.")
            )
            return redirect("supervision:plan-draft", crn)
    return show_record(request, "plan_share", person, tab="plan", on=timezone.localdate(), form=form, **WORDS)


@requires("supervision.plan")
def take_back(request: HttpRequest, crn: str) -> HttpResponse:
    """Change again what was shown; then back to the version."""
    _person, row = _open(request, crn, "plan-draft")
    if request.method == "POST":
        try:
            take_back_version(version=row, by=signed_in(request), at=timezone.now())
        except EntryRefused as refused:
            for fault in refused.faults:
                messages.error(request, fault.words.say(_))
    return redirect("supervision:plan-draft", crn)


@requires("supervision.plan")
def discard(request: HttpRequest, crn: str) -> HttpResponse:
    """Give up the version, after asking."""
    person, row = _open(request, crn, "plan-discard")
    if request.method == "POST":
        discard_version(version=row, by=signed_in(request), at=timezone.now())
        messages.success(request, _("The version is given up."))
        return redirect("supervision:plan", crn)
    return show_record(request, "plan_discard", person, tab="plan", on=timezone.localdate(), row=row, **WORDS)


@requires("supervision.plan")
def agree(request: HttpRequest, crn: str) -> HttpResponse:
    """How the version was agreed, in the person's own words; doubts are shown once and then taken as confirmed."""
    person, row = _open(request, crn, "plan-agree")
    on = timezone.localdate()
    months = plan_policy().on(on).months
    initial = {"agreed_on": on, "review_on": proposed_review(on, add_months(on, months) if months else None)}
    form = AgreeForm(request.POST or None, key=crn, initial=initial)
    if request.method == "POST" and form.is_valid():
        shown = set(filter(None, form.cleaned_data["seen"].split(",")))
        try:
            _agree(request, row, form, shown)
        except EntryRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, _("The plan is agreed and on the record."))
            return redirect("supervision:plan", crn)
    seen = ",".join(sorted(fault.code for fault in form.warnings))
    context: dict[str, Any] = {"form": form, "seen": seen, "one": version_view(row), **WORDS}
    return show_record(request, "plan_agree", person, tab="plan", on=on, **context)


def _agree(request: HttpRequest, row: PlanVersion, form: AgreeForm, shown: set[str]) -> None:
    given, by, at = form.agreement(), signed_in(request), timezone.now()
    try:
        agree_version(version=row, agreement=given, by=by, at=at)
    except EntryRefused as refused:
        if not all(fault.warning and fault.code in shown for fault in refused.faults):
            raise
        agree_version(version=row, agreement=given, by=by, at=at, confirmed=True)


def _open(request: HttpRequest, crn: str, page: str) -> tuple[Person, PlanVersion]:
    person = open_record(request, crn, page=page)
    row = open_version(person.pk)
    if row is None:
        raise Http404
    return person, row
