"""The auditor's pages: what was done, who looked at whose record, and whether the logs are whole.

They stand here and not in the audit context, because that is below accounts, which says who may read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.audit.commands import record
from throughcare.audit.commands.chains import verify_chains
from throughcare.audit.models import Consultation, Entry
from throughcare.audit.queries import trail
from throughcare.kernel.csv_safe import csv_lines
from throughcare.people.web.consultations import PAGES

CSV_LIMIT = 5000
_USUAL_DAYS = 30


class TrailForm(forms.Form):
    """What to look for."""

    crn = forms.CharField(label=_("Person (CRN)"), max_length=20, required=False)
    user = forms.CharField(label=_("User name"), max_length=150, required=False)
    action = forms.CharField(label=_("Act or page begins with"), max_length=80, required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.TextInput, help_text=_("For example, 2026-03-27")
    )
    until = forms.DateField(label=_("Until"), required=False, widget=forms.TextInput)
    presentation = {name: {"optional": False} for name in ("crn", "user", "action", "since", "until")}

    def clean(self) -> dict[str, Any]:
        """The span ends no earlier than it starts."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", _("The last day is before the first"))
        return cleaned


@requires("audit.read")
@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """What was done."""
    form, wanted = _asked(request)
    if wanted is None:
        return render(request, "trail/acts.html", {"form": form, "found": trail.Stretch([], None)})
    _log_reading(request, "audit.read_acts", wanted)
    lines = trail.entries(wanted)
    if "csv" in request.GET:
        return _csv("acts", _ACTS_HEADER, (_act_cells(line) for line in lines[:CSV_LIMIT]))
    context = {"form": form, "found": trail.stretch(lines, after=request.GET.get("after", ""))}
    return render(request, "trail/acts.html", context | _verification())


@requires("audit.read")
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """Who looked at whose record."""
    form, wanted = _asked(request)
    if wanted is None:
        return render(request, "trail/consultations.html", {"form": form, "found": trail.Stretch([], None)})
    _log_reading(request, "audit.read_consultations", wanted)
    lines = trail.consultations(wanted)
    if "csv" in request.GET:
        return _csv("consultations", _LOOKS_HEADER, (_look_cells(line) for line in lines[:CSV_LIMIT]))
    context = {"form": form, "found": trail.stretch(lines, after=request.GET.get("after", ""))}
    return render(request, "trail/consultations.html", context | {"pages": PAGES} | _verification())


@requires("audit.read")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Verify the chains of both logs now."""
    found = verify_chains(by=signed_in(request), at=timezone.now())
    if found:
        sentence = ngettext(
            "The logs are not whole: %(number)s break was found",
            "The logs are not whole: %(number)s breaks were found",
            len(found),
        )
        messages.error(request, sentence % {"number": len(found)})
    else:
        messages.success(request, gettext("The logs are whole: nothing was altered or taken away"))
    return redirect("audit:trail")


_ACTS_HEADER = ("at", "user", "action", "subject", "person", "detail", "sequence", "hash")
_LOOKS_HEADER = ("at", "user", "crn", "page", "reason", "sequence", "hash")


def _act_cells(line: Entry) -> list[object]:
    return [line.at.isoformat(), line.actor_name, line.action, line.subject, line.person, line.detail, line.sequence,
            bytes(line.hash).hex()]  # fmt: skip


def _look_cells(line: Consultation) -> list[object]:
    return [line.at.isoformat(), line.actor_name, line.subject, line.page, line.reason, line.sequence,
            bytes(line.hash).hex()]  # fmt: skip


def _asked(request: HttpRequest) -> tuple[TrailForm, trail.Wanted | None]:
    """What the query asks for; where it names no days, the last thirty."""
    today = timezone.localdate()
    usual = {"since": (today - timedelta(days=_USUAL_DAYS)).isoformat(), "until": today.isoformat()}
    given = {name: value for name, value in request.GET.items() if value}
    form = TrailForm(usual | given)
    if not form.is_valid():
        return form, None
    cleaned = form.cleaned_data
    return form, trail.Wanted(
        since=cleaned["since"],
        until=cleaned["until"],
        crn=cleaned["crn"].strip().upper(),
        user=cleaned["user"].strip(),
        action=cleaned["action"].strip(),
    )


def _log_reading(request: HttpRequest, action: str, wanted: trail.Wanted) -> None:
    asked = {"since": wanted.since, "until": wanted.until, "user": wanted.user, "act": wanted.action}
    as_file = "csv" in request.GET
    record(action=action, by=signed_in(request), at=timezone.now(), subject=wanted.crn, asked=asked, as_file=as_file)


def _verification() -> dict[str, Any]:
    return {"verified": trail.last_verification()}


def _csv(name: str, header: tuple[str, ...], rows: Iterable[list[object]]) -> HttpResponse:
    answer = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
