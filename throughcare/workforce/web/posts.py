"""Who joins a team and who leaves it, for whoever leads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from throughcare.accounts.web.access import requires, signed_in
from throughcare.workforce.commands.posts import end_post, take_on
from throughcare.workforce.commands.working_time import WorkingTimeRefused
from throughcare.workforce.queries.staff import managed, managed_team
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.post_entry import GRADES, PostEntry
from throughcare.workforce.web.forms import Entry, day_field

ONE_DAY = timedelta(days=1)


class JoinForm(Entry):
    """Somebody who joins a team."""

    forenames = forms.CharField(label=_("Forenames"), max_length=100)
    surname = forms.CharField(label=_("Surname"), max_length=100)
    code = forms.CharField(label=_("Practitioner code"), max_length=20)
    grade = forms.ChoiceField(
        label=_("Grade"), choices=lambda: [(code, gettext(GRADE.label(code))) for code in GRADES]
    )  # fmt: skip
    hours = forms.DecimalField(
        label=_("Contracted hours a week"), min_value=0, max_value=60, max_digits=3, decimal_places=1
    )
    start = day_field(_("First day"))
    username = forms.CharField(
        label=_("User name that they sign in with"), max_length=150, required=False,
        help_text=_("An administrator makes accounts. Leave it empty where there is none yet."),
    )  # fmt: skip
    presentation = {
        "code": {"width": "10", "spellcheck": False},
        "hours": {"width": "4", "suffix": _("hours"), "inputmode": "decimal"},
        "username": {"width": "20", "spellcheck": False},
    }

    def entry(self) -> PostEntry:
        """What was typed."""
        typed = dict(self.cleaned_data)
        return PostEntry(**typed | {"code": typed["code"].strip().upper()})


class LeaveForm(Entry):
    """The last day in post; empty where the post goes on."""

    until = day_field(_("Last day in post"), required=False)


@requires("workforce.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Take somebody into a team that one leads; any other team is as absent as none."""
    team = managed_team(signed_in(request), code, on=timezone.localdate())
    if team is None:
        raise Http404
    form = JoinForm(request.POST or None, initial={"start": timezone.localdate(), "grade": "PO"})
    if request.method == "POST" and form.is_valid():
        try:
            staff = take_on(team=team, entry=form.entry(), by=signed_in(request), at=timezone.now())
        except WorkingTimeRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, gettext("{name} is in the team.").format(name=staff))
            return redirect("workforce:working-time", staff.code)
    return render(request, "workforce/join.html", {"team": team, "form": form})


@requires("workforce.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Say when somebody whom one leads leaves, or that they stay after all."""
    staff = managed(signed_in(request), code, on=timezone.localdate())
    if staff is None:
        raise Http404
    form = LeaveForm(request.POST or None, initial={"until": staff.until - ONE_DAY if staff.until else None})
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["until"]
        until = last + ONE_DAY if last is not None else None
        try:
            end_post(staff=staff, until=until, by=signed_in(request), at=timezone.now())
        except WorkingTimeRefused as refused:
            form.refuse(refused.faults)
        else:
            messages.success(request, _said(until))
            return redirect("workforce:working-time", staff.code)
    context: dict[str, Any] = {"staff": staff, "form": form, "title": gettext("Last day in post")}
    return render(request, "workforce/working_time_form.html", context)


def _said(until: Any) -> str:
    if until is None:
        return gettext("Saved. The post goes on.")
    return gettext("Saved. Cases that they hold stand under “Cases to give to others” from four weeks before.")
