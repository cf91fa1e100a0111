"""Recording a completed assessment, reading one, putting it right, taking it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.assessments import correct_assessment, record_assessment, withdraw_assessment
from throughcare.supervision.commands.risk import RiskSaved
from throughcare.supervision.models import Assessment
from throughcare.supervision.rules.assessment_entry import ANSWERS, NEEDS
from throughcare.supervision.web import risk_words
from throughcare.supervision.web.forms import new_token
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.risk_forms import AssessmentForm, WithdrawForm, initial_of
from throughcare.supervision.web.risk_saved import changes_of, keep_changes
from throughcare.supervision.web.two_steps import save_in_two_steps


@requires("supervision.record_risk")
def new_assessment(request: HttpRequest, crn: str) -> HttpResponse:
    """The form, what it would change, and saving."""
    person, today = open_record(request, crn, page="new-assessment"), timezone.localdate()
    initial = {"token": new_token(), "completed_on": today, "kind": "OASYS"}
    form = AssessmentForm(request.POST or None, initial=initial)
    return _two_steps(
        request, person, form, "assessment_form", title=_("Record an assessment"),
        act=lambda confirmed: record_assessment(
            person=person, entry=form.entry(), reference=form.reference, by=signed_in(request), at=timezone.now(),
            confirmed=confirmed,
        ),
    )  # fmt: skip


@requires("people.view")
def assessment(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """One assessment with every score, need and answer."""
    person, row = _open(request, crn, reference, "assessment")
    return show_record(
        request,
        "assessment",
        person,
        tab="risk",
        on=timezone.localdate(),
        row=row,
        words=risk_words,
        needs=[(need, getattr(row, f"need_{need}")) for need in NEEDS],
        answers=[(name, getattr(row, name)) for name in ANSWERS],
        may_record=signed_in(request).may("supervision.record_risk"),
    )


@requires("supervision.record_risk")
def correct(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Put right what an assessment says."""
    person, row = _open(request, crn, reference, "correct-assessment", standing=True)
    form = AssessmentForm(request.POST or None, initial={"token": new_token(), **initial_of(row)})
    return _two_steps(
        request, person, form, "assessment_form", title=_("Put an assessment right"), row=row,
        act=lambda confirmed: correct_assessment(
            assessment=row, entry=form.entry(), by=signed_in(request), at=timezone.now(), confirmed=confirmed
        ),
    )  # fmt: skip


@requires("supervision.record_risk")
def withdraw(request: HttpRequest, crn: str, reference: str) -> HttpResponse:
    """Take back an assessment recorded in error, after showing what that changes."""
    person, row = _open(request, crn, reference, "withdraw-assessment", standing=True)
    form = WithdrawForm(request.POST or None)
    return _two_steps(
        request, person, form, "assessment_form", title=_("Withdraw an assessment"), row=row,
        act=lambda _confirmed: withdraw_assessment(
            assessment=row, why=form.cleaned_data["why"], by=signed_in(request), at=timezone.now()
        ),
    )  # fmt: skip


def _two_steps(
    request: HttpRequest, person: Person, form: Any, template: str, *, act: Any, **context: Any
) -> HttpResponse:
    context |= {"words": risk_words, "changes_of": changes_of, "button": _("Check what it changes")}
    answer = save_in_two_steps(request, person, form, act, template=template, **context)
    if isinstance(answer, RiskSaved):
        keep_changes(request, person, answer)
        return redirect("supervision:risk", person.crn)
    return answer


def _open(
    request: HttpRequest, crn: str, reference: str, page: str, *, standing: bool = False
) -> tuple[Person, Assessment]:
    person = open_record(request, crn, page=page)
    row = Assessment.objects.select_related("staff").filter(person=person, reference=reference).first()
    if row is None or (standing and row.withdrawn_on is not None):
        raise Http404
    return person, row
