"""Recording a report or support of an officer, and taking back one recorded by mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.models import Person
from throughcare.supervision.commands.tasks import TaskRefused, record_task, withdraw_task
from throughcare.supervision.models import WorkloadTask
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.workload_codes import TASK_KIND
from throughcare.supervision.web.forms import new_token
from throughcare.supervision.web.pages import show
from throughcare.workforce.models import Staff
from throughcare.workforce.queries.staff import managed
from throughcare.workforce.rules.workload_policy import points_policy


def _kinds() -> list[tuple[str, str]]:
    return [("", gettext("Choose one")), *((kind.code, gettext(kind.label)) for kind in TASK_KIND)]


class TaskForm(forms.Form):
    """What was done, when, and about whom."""

    token = forms.CharField(widget=forms.HiddenInput, min_length=32, max_length=32)
    kind = forms.ChoiceField(label=_("What was done"), choices=_kinds)
    done_on = forms.DateField(
        label=_("Day on which it was done"),
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"invalid": _("Date must be a real date")},
    )
    crn = forms.CharField(
        label=_("Case reference number"),
        required=False,
        max_length=7,
        help_text=_("Of the person it is about. A court report may be about somebody without a record here."),
    )
    presentation = {"crn": {"width": "10", "spellcheck": False}}

    def clean_crn(self) -> Person | None:
        """The person, where the user may see their record."""
        typed = self.cleaned_data["crn"].strip().upper()
        if not typed:
            return None
        person = Person.objects.filter(crn=typed, merged_into__isnull=True).first()
        if person is None:
            raise forms.ValidationError(gettext("No record with this number was found."))
        return person


@requires("supervision.workload")
def new_task(request: HttpRequest, code: str) -> HttpResponse:
    """The form for a report or support; officers record their own, whoever leads them records it for them."""
    user, now = signed_in(request), timezone.now()
    staff = _recordable(user, code, timezone.localdate())
    form = TaskForm(request.POST or None, initial={"token": new_token(), "done_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            record_task(
                staff=staff,
                kind=typed["kind"],
                done_on=typed["done_on"],
                person=typed["crn"],
                reference=f"W-{typed['token']}",
                by=user,
                at=now,
            )
        except TaskRefused as refused:
            for fault in refused.faults:
                form.add_error(fault.field, fault.words.say(gettext))
        else:
            days = points_policy().on(timezone.localdate()).window_days
            messages.success(request, gettext("Recorded. It counts for {days} days.").format(days=days))
            return redirect("supervision:officer-workload", staff.code)
    return show(request, "task_form", staff=staff, form=form)


@require_POST
@requires("supervision.workload")
def take_back_task(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take back a task recorded by mistake."""
    user = signed_in(request)
    staff = _recordable(user, code, timezone.localdate())
    task: Any = get_object_or_404(WorkloadTask.objects.select_related("staff"), pk=key, staff=staff)
    withdraw_task(task=task, by=user, at=timezone.now())
    messages.success(request, gettext("Taken back."))
    return redirect("supervision:officer-workload", staff.code)


def _recordable(user: User, code: str, on: date) -> Staff:
    own = staff_of(user)
    if own is not None and own.code == code:
        return own
    found = managed(user, code, on=on) if user.may("workforce.manage") else None
    if found is None:
        raise Http404
    return found
