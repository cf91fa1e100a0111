"""The tab with a person's sentence plan: read in a minute, its steps kept up to date, its versions compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.plan_steps import record_progress
from throughcare.supervision.commands.plans import begin_version, close_plan
from throughcare.supervision.models import PlanVersion, StepProgress
from throughcare.supervision.queries.plan_reviews import first_plan_due, plan_review
from throughcare.supervision.queries.plans import (
    PlanView,
    StepView,
    differences_between,
    find_version,
    is_supervised,
    plan_of,
    version_view,
)
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.plan_states import STEP
from throughcare.supervision.web import plan_words, risk_words
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.plan_forms import BeginForm, CloseForm, ProgressForm

WORDS: dict[str, Any] = {"plan_words": plan_words, "risk_words": risk_words}


@requires("people.view")
def plan(request: HttpRequest, crn: str) -> HttpResponse:
    """The plan that was agreed, the version that is being written, when it is looked at again and why."""
    person, on = open_record(request, crn, page="plan"), timezone.localdate()
    view = plan_of(person.pk)
    context: dict[str, Any] = {
        "view": view,
        "review": plan_review(person.pk, on=on),
        "first_due": None if view.current else first_plan_due(person.pk, on=on),
        "supervised": is_supervised(person.pk, on=on),
        "may_plan": signed_in(request).may("supervision.plan"),
        **WORDS,
    }
    return show_record(request, "plan", person, tab="plan", on=on, **context)


@requires("supervision.plan")
def begin(request: HttpRequest, crn: str) -> HttpResponse:
    """Begin the first version at once, or say why the plan is looked at again."""
    person, on = open_record(request, crn, page="begin-plan"), timezone.localdate()
    view, by, at = plan_of(person.pk), signed_in(request), timezone.now()
    if view.draft:
        return redirect("supervision:plan-draft", crn)
    form = BeginForm(request.POST or None, initial={"reason": _proposed_reason(person, view)})
    first = view.current is None
    if request.method == "POST" and (first or form.is_valid()):
        try:
            begin_version(person=person, reason="first" if first else form.cleaned_data["reason"], by=by, at=at)
        except EntryRefused as refused:
            form.refuse(refused.faults)
        else:
            return redirect("supervision:plan-draft", crn)
    return show_record(request, "plan_begin", person, tab="plan", on=on, form=form, first=first, **WORDS)


@requires("supervision.plan")
def progress(request: HttpRequest, crn: str, step: UUID) -> HttpResponse:
    """How a step of the agreed plan stands."""
    person, on = open_record(request, crn, page="plan-step"), timezone.localdate()
    view = plan_of(person.pk)
    found = _step(view, step)
    if view.plan is None or found is None:
        raise Http404
    form = ProgressForm(request.POST or None, allowed=STEP.table[found.state].values(), initial={"on": on})
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            record_progress(plan=view.plan, step=step, **given, by=signed_in(request), at=timezone.now())
        except EntryRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, _("The step is up to date."))
            return redirect("supervision:plan", crn)
    history = StepProgress.objects.filter(plan=view.plan, step=step).select_related("staff")
    context: dict[str, Any] = {"form": form, "step": found, "history": history, **WORDS}
    return show_record(request, "plan_step", person, tab="plan", on=on, **context)


@requires("people.view")
def version(request: HttpRequest, crn: str, plan: int, number: int) -> HttpResponse:
    """One version as it was written."""
    person, on = open_record(request, crn, page="plan-version"), timezone.localdate()
    row = find_version(person.pk, number, plan=plan)
    if row is None:
        raise Http404
    others = row.plan.versions.exclude(state="discarded").order_by("number")
    context: dict[str, Any] = {"one": version_view(row), "others": list(others), **WORDS}
    return show_record(request, "plan_version", person, tab="plan", on=on, **context)


@requires("people.view")
def compare(request: HttpRequest, crn: str, plan: int) -> HttpResponse:
    """What differs between two versions of a plan: ``?from=1&to=2``, the last two where they are not named."""
    person, on = open_record(request, crn, page="plan-compare"), timezone.localdate()
    versions = list(PlanVersion.objects.filter(person=person, plan=plan).exclude(state="discarded").order_by("number"))
    if len(versions) < 2:
        raise Http404
    before = _chosen(versions, request.GET.get("from", ""), versions[-2])
    after = _chosen(versions, request.GET.get("to", ""), versions[-1])
    found = differences_between(before, after)
    context: dict[str, Any] = {"versions": versions, "before": before, "after": after, "found": found, **WORDS}
    return show_record(request, "plan_compare", person, tab="plan", on=on, **context)


@requires("supervision.plan")
def close(request: HttpRequest, crn: str) -> HttpResponse:
    """End the plan."""
    person, on = open_record(request, crn, page="plan-end"), timezone.localdate()
    view = plan_of(person.pk)
    if view.plan is None:
        raise Http404
    form = CloseForm(request.POST or None, initial={"closed_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            close_plan(plan=view.plan, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except EntryRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, _("The plan has ended."))
            return redirect("supervision:plan", crn)
    return show_record(request, "plan_close", person, tab="plan", on=on, form=form, view=view, **WORDS)


def _proposed_reason(person: Person, view: PlanView) -> str:
    if view.current is None:
        return ""
    review = plan_review(person.pk, on=timezone.localdate())
    return "risk" if review is not None and review.value.because_of_risk else "due"


def _step(view: PlanView, key: UUID) -> StepView | None:
    steps: Iterable[StepView] = view.current.steps if view.current else ()
    return next((step for step in steps if step.row.key == key), None)


def _chosen(versions: list[PlanVersion], asked: str, otherwise: PlanVersion) -> PlanVersion:
    return next((row for row in versions if str(row.number) == asked), otherwise)
