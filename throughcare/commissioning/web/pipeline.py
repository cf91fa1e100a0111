"""The pipeline: what is to be bought in the next eighteen months, for anybody, and publishing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from throughcare.accounts.models import User
from throughcare.accounts.web.access import public, requires, signed_in
from throughcare.accounts.web.drafts import keeps_what_is_typed, typed_before
from throughcare.commissioning.commands.pipeline import publish_pipeline
from throughcare.commissioning.models import PipelineEntry, PipelineNotice
from throughcare.commissioning.queries.pipeline import (
    Purchase,
    entries_of,
    lateness,
    latest_notice,
    pipeline_decision,
    purchases,
    told_decision,
)
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused
from throughcare.commissioning.web.competition_fields import PoundsField
from throughcare.commissioning.web.competition_steps import GET_OR_POST
from throughcare.commissioning.web.engagement_forms import EngagementStep
from throughcare.kernel.csv_safe import csv_lines
from throughcare.organisations.rules.supplier_codes import NEED
from throughcare.organisations.web.supplier_words import label, region_name


class PipelineForm(EngagementStep):
    """What is expected to be paid in the year, and which smaller purchases are told as well."""

    spend_pence = PoundsField(
        label=_("Expected to be paid under contracts in the financial year"), help_text=_("With VAT.")
    )
    smaller = forms.MultipleChoiceField(
        label=_("Smaller purchases that are told as well"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The law does not ask for them; small organisations do."),
    )  # fmt: skip
    presentation: dict[str, dict[str, Any]] = {
        "spend_pence": {"prefix": "£", "width": "20"}, "smaller": {"optional": False},
    }  # fmt: skip

    def __init__(self, *args: Any, planned: list[Purchase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["smaller"].choices = [(each.code, each.title) for each in planned]  # type: ignore[attr-defined]
        if not planned:
            del self.fields["smaller"]


@public
@require_safe
def pipeline(request: HttpRequest) -> HttpResponse:
    """The notice that went out last, with why; ``?format=csv`` as CSV."""
    notice, now = latest_notice(), timezone.now()
    entries = list(entries_of(notice)) if notice else []
    if request.GET.get("format") == "csv":
        return _csv(entries)
    context = {
        "notice": notice, "entries": entries, "region_of": region_of, "needs_of": needs_of,
        "late": lateness(entries, on=timezone.localdate(now)),
        "decision": told_decision(notice, at=now) if notice else None,
        "earlier": PipelineNotice.objects.exclude(pk=notice.pk)[:10] if notice else [],
        "may_publish": isinstance(request.user, User) and request.user.may("commissioning.engage"),
    }  # fmt: skip
    return render(request, "commissioning/pipeline.html", context)


@requires("commissioning.engage")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def publish(request: HttpRequest) -> HttpResponse:
    """What would stand in the notice; sending it publishes."""
    now, latest, planned, typed = timezone.now(), latest_notice(), list(purchases()), typed_before(request)
    spend = latest.spend_pence if latest else 0
    decision = pipeline_decision(planned, spend_pence=spend, on=timezone.localdate(now))
    places = {each.code: each for each in decision.value.entries}
    small = [each for each in planned if places[each.code].place == "voluntary"]
    begun = typed.over({"spend_pence": spend or None})
    if typed.kept_at:
        begun["smaller"] = typed.fields.get("smaller", [])
    form = PipelineForm(request.POST or None, planned=small, initial=begun)
    if request.method == "POST" and form.is_valid():
        given = {"spend_pence": form.cleaned_data["spend_pence"], "smaller": form.cleaned_data.get("smaller", [])}
        try:
            publish_pipeline(**given, by=signed_in(request), at=now)
        except EngagementRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("The pipeline is published."))
            return redirect("commissioning:pipeline")
    context = {
        "form": form, "typed": typed, "decision": decision,
        "required": [(each, places[each.code]) for each in planned if places[each.code].place == "required"],
    }  # fmt: skip
    return render(request, "commissioning/publish_pipeline.html", context)


def region_of(entry: PipelineEntry) -> str:
    """The region that buys."""
    return region_name(entry.region) if entry.region else gettext("All regions together")


def needs_of(entry: PipelineEntry) -> str:
    """The needs that are met."""
    return ", ".join(label(NEED, code) for code in entry.categories)


def _csv(entries: list[PipelineEntry]) -> HttpResponse:
    header = [gettext("Process"), gettext("Title"), gettext("Buyer"), gettext("Needs"), gettext("Value in pounds"),
              gettext("Notice expected"), gettext("Contracts from"), gettext("Months")]  # fmt: skip
    rows = (
        [each.ocid, each.title, region_of(each), needs_of(each), f"{each.value_pence / 100:.2f}",
         each.notice_on or "", each.starts_on or "", each.term_months]
        for each in entries
    )  # fmt: skip
    response = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pipeline.csv"'
    return response
