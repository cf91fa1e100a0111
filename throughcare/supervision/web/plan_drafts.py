"""Writing a version of a plan, piece by piece; each piece is saved by itself, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.commands import plan_content as commands
from throughcare.supervision.models import PlanObjective, PlanStep, PlanVersion
from throughcare.supervision.queries.plans import open_version, version_view
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.rules.plan_entry import MOST_OBJECTIVES, MOST_STEPS
from throughcare.supervision.rules.plan_sections import SECTION
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.plan_forms import NeedsForm, ObjectiveForm, StepForm, StrengthsForm
from throughcare.supervision.web.plans import WORDS
from throughcare.supervision.web.risk_forms import EntryForm


@requires("supervision.plan")
def draft(request: HttpRequest, crn: str) -> HttpResponse:
    """What the version holds so far, and what can be done to it."""
    person, row = _open(request, crn, "plan-draft")
    context: dict[str, Any] = {
        "one": version_view(row),
        "sections": [entry.code for entry in SECTION],
        "most": (MOST_OBJECTIVES, MOST_STEPS),
        **WORDS,
    }
    return show_record(request, "plan_draft", person, tab="plan", on=timezone.localdate(), **context)


@requires("supervision.plan")
def needs(request: HttpRequest, crn: str) -> HttpResponse:
    """Which parts of life the version works on."""
    person, row = _open(request, crn, "plan-needs")
    form = NeedsForm(request.POST or None, needs={need.section: need.severity for need in row.needs.all()})
    return _form_page(
        request, person, form, title=_("Needs"),
        lead=_("Taken from the latest full assessment. Change what is no longer so, and add what it does not ask about."),
        act=lambda: commands.set_needs(version=row, needs=form.needs(), **_by(request)),
    )  # fmt: skip


@requires("supervision.plan")
def strengths(request: HttpRequest, crn: str) -> HttpResponse:
    """What goes well."""
    person, row = _open(request, crn, "plan-strengths")
    initial = {"strengths": row.strengths, "strengths_cy": row.strengths_cy}
    form = StrengthsForm(request.POST or None, key=crn, initial=initial)
    return _form_page(
        request, person, form, title=_("What goes well"),
        act=lambda: commands.set_strengths(version=row, **form.cleaned_data, **_by(request)),
    )  # fmt: skip


@requires("supervision.plan")
def new_objective(request: HttpRequest, crn: str, section: str) -> HttpResponse:
    """Add an objective in one part of life."""
    person, row = _open(request, crn, "plan-objective")
    if section not in SECTION:
        raise Http404
    form = ObjectiveForm(request.POST or None, section=section)
    return _form_page(
        request, person, form, title=_("Add an objective"), section=section,
        act=lambda: commands.add_objective(version=row, entry=form.entry(), **_by(request)),
    )  # fmt: skip


@requires("supervision.plan")
def change_objective(request: HttpRequest, crn: str, key: int) -> HttpResponse:
    """Word an objective anew."""
    person, row = _open(request, crn, "plan-objective")
    objective = _objective(row, key)
    form = ObjectiveForm(request.POST or None, section=objective.section, row=objective)
    return _form_page(
        request, person, form, title=_("Change an objective"), section=objective.section,
        act=lambda: commands.change_objective(objective=objective, entry=form.entry(), **_by(request)),
    )  # fmt: skip


@requires("supervision.plan")
def new_step(request: HttpRequest, crn: str, key: int) -> HttpResponse:
    """Add a step to an objective."""
    person, row = _open(request, crn, "plan-step-new")
    objective = _objective(row, key)
    form = StepForm(request.POST or None, objective=objective)
    return _form_page(
        request, person, form, title=_("Add a step"), objective=objective,
        act=lambda: commands.add_step(objective=objective, entry=form.entry(), **_by(request)),
    )  # fmt: skip


@requires("supervision.plan")
def change_step(request: HttpRequest, crn: str, key: int) -> HttpResponse:
    """Change a step."""
    person, row = _open(request, crn, "plan-step-change")
    step = _step(row, key)
    form = StepForm(request.POST or None, objective=step.objective, row=step)
    return _form_page(
        request, person, form, title=_("Change a step"), objective=step.objective,
        act=lambda: commands.change_step(step=step, entry=form.entry(), **_by(request)),
    )  # fmt: skip


@requires("supervision.plan")
def alter(request: HttpRequest, crn: str, what: str, key: int, how: str) -> HttpResponse:
    """Take an objective or a step out of the version, or move an objective up; then back to the version."""
    if (what, how) not in (("step", "remove"), ("objective", "remove"), ("objective", "up")):
        raise Http404
    _person, row = _open(request, crn, "plan-draft")
    if request.method == "POST":
        try:
            if what == "step":
                commands.remove_step(step=_step(row, key), **_by(request))
            elif how == "up":
                commands.move_objective_up(objective=_objective(row, key), **_by(request))
            else:
                commands.remove_objective(objective=_objective(row, key), **_by(request))
        except EntryRefused as refused:
            for fault in refused.faults:
                messages.error(request, fault.words.say(_))
    return redirect("supervision:plan-draft", crn)


def _form_page(
    request: HttpRequest, person: Person, form: EntryForm, *, title: str, act: Callable[[], object], **context: Any
) -> HttpResponse:
    """Show the form; when it is sent and valid, act and go back to the version."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except EntryRefused as refused:
            if [fault.code for fault in refused.faults] == ["nothing-changed"]:
                return redirect("supervision:plan-draft", person.crn)
            form.refuse(refused.faults)
        else:
            messages.success(request, _("Saved"))
            return redirect("supervision:plan-draft", person.crn)
    context |= {"form": form, "title": title, **WORDS}
    return show_record(request, "plan_form", person, tab="plan", on=timezone.localdate(), **context)


def _open(request: HttpRequest, crn: str, page: str) -> tuple[Person, PlanVersion]:
    person = open_record(request, crn, page=page)
    row = open_version(person.pk)
    if row is None:
        raise Http404
    return person, row


def _objective(row: PlanVersion, key: int) -> PlanObjective:
    found = PlanObjective.objects.select_related("version__person").filter(version=row, pk=key).first()
    if found is None:
        raise Http404
    return found


def _step(row: PlanVersion, key: int) -> PlanStep:
    found = PlanStep.objects.select_related("objective", "version__person").filter(version=row, pk=key).first()
    if found is None:
        raise Http404
    return found


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": signed_in(request), "at": timezone.now()}
