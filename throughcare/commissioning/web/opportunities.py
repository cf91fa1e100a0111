"""Opportunities: the open competitions, one with everything a bidder needs, and what a supplier is invited to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from throughcare.accounts.web.access import public, requires, signed_in
from throughcare.accounts.web.drafts import keeps_what_is_typed, typed_before
from throughcare.commissioning.commands.competition_closing import close_if_due
from throughcare.commissioning.commands.competition_enquiries import ask_question
from throughcare.commissioning.models import Competition, CompetitionEnquiry
from throughcare.commissioning.queries.competitions import answers_of, takes_bids, takes_questions
from throughcare.commissioning.queries.opportunities import (
    effort_of,
    example_of,
    funding_of,
    invitations_for,
    lots_explained,
    my_invitations,
    opportunities,
    pushed_by,
    timetable_of,
)
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.web import competition_words as words
from throughcare.kernel.calendar import add_months
from throughcare.kernel.csv_safe import csv_lines
from throughcare.organisations.models import Region
from throughcare.organisations.rules.supplier_codes import NEED
from throughcare.organisations.web.supplier_words import choices, region_name

PAGE = 25


class FindForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    need = forms.ChoiceField(label=_("Need"), required=False, choices=lambda: choices(NEED, _("Any")))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=lambda: _regions())
    state = forms.ChoiceField(
        label=_("Bids"), required=False, choices=[("open", _("Open for bids")), ("over", _("Over")), ("", _("All"))]
    )
    presentation = {name: {"optional": False} for name in ("q", "need", "region", "state")}

    def asked(self) -> dict[str, str]:
        """What was asked; a value that is none of the choices narrows nothing."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("need", "region")}
        state = self.cleaned_data.get("state", "") if "state" in self.data else "open"
        return {**found, "words": self.cleaned_data.get("q", ""), "state": state}


class AskForm(forms.Form):
    """A question about a competition."""

    supplier = forms.ChoiceField(
        label=_("You ask for"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose which organisation you ask for")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Your question"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("Everybody reads it with the answer. Leave out what would say who you are."),
    )
    presentation = {"text": {"rows": 6}}

    def __init__(self, *args: Any, suppliers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].choices = suppliers  # type: ignore[attr-defined]
        if len(suppliers) == 1:
            self.fields["supplier"].widget = forms.HiddenInput()
            self.fields["supplier"].initial = suppliers[0][0]


@public
@require_safe
def opportunity_list(request: HttpRequest) -> HttpResponse:
    """Competitions that fit, those open for bids unless something else is asked; ``?format=csv`` as CSV."""
    finder, now = FindForm(request.GET or {"state": "open"}), timezone.now()
    found = opportunities(at=now, **finder.asked())
    if request.GET.get("format") == "csv":
        return _csv(found, now)
    context = {
        "finder": finder,
        "list_page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "now": now,
    }
    return render(request, "commissioning/opportunities.html", context)


@public
@require_safe
def opportunity(request: HttpRequest, reference: str) -> HttpResponse:
    """One competition: what, where, by when, how bids are ranked, and why."""
    now, one = timezone.now(), published_one(reference)
    until = add_months(one.starts_on, one.term_months) if one.starts_on else None
    context: dict[str, Any] = {
        "one": close_if_due(one, at=now),
        "now": now,
        "words": words,
        "lots": one.lots.select_related("category__region"),
        "criteria": one.criteria.prefetch_related("questions"),
        "is_open": takes_bids(one, at=now),
        "asks": takes_questions(one, at=now),
        "until": until,
        "timetable": timetable_of(one),
        "changes": pushed_by(one),
        "answers": answers_of(one),
        "funding": funding_of(one),
        "explained": lots_explained(one),
        "example": example_of(one),
        "mine": my_invitations(request.user, one),
        "effort": effort_of(one).value,
        "worth": sum(lot.value_pence for lot in one.lots.all()),
        "asked": one.questions.count(),
    }
    return render(request, "commissioning/opportunity.html", context)


@requires("commissioning.ask")
@require_safe
def invited(request: HttpRequest) -> HttpResponse:
    """What the suppliers that somebody acts for are invited to, page by page."""
    now = timezone.now()
    listed = Paginator(invitations_for(signed_in(request), at=now), PAGE).get_page(request.GET.get("page"))
    return render(request, "commissioning/invited.html", {"list_page": listed, "words": words, "now": now})


@requires("commissioning.ask")
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask a question, and read what one has asked before."""
    by, now, one = signed_in(request), timezone.now(), published_one(reference)
    mine = my_invitations(by, one)
    if not mine:
        raise PermissionDenied
    suppliers = {str(each.supplier_id): each.supplier for each in mine}
    named = [(key, supplier.legal_name) for key, supplier in suppliers.items()]
    typed = typed_before(request)
    form = AskForm(request.POST or None, suppliers=named, initial=typed.over({}))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ask_question(competition=one, supplier=suppliers[given["supplier"]], text=given["text"], by=by, at=now)
        except CompetitionRefused as refused:
            for sentence in words.refusals(refused):
                form.add_error(None, sentence)
        else:
            messages.success(request, gettext("Your question was sent. The answer will be published for everybody."))
            return redirect("commissioning:ask", reference=reference)
    context = {
        "one": one,
        "form": form,
        "typed": typed,
        "asks": takes_questions(one, at=now),
        "asked": CompetitionEnquiry.objects.filter(competition=one, supplier__in=list(suppliers)),
    }
    return render(request, "commissioning/ask.html", context)


def published_one(reference: str) -> Competition:
    """A published competition; raises ``Http404``."""
    found = Competition.objects.filter(published_at__isnull=False).select_related("market__region", "round_of")
    return get_object_or_404(found, reference=reference)


def _csv(found: Any, now: Any) -> HttpResponse:
    header = [gettext("Reference"), gettext("Title"), gettext("Buyer"), gettext("Lots"), gettext("Value in pounds"),
              gettext("Bids until"), gettext("State")]  # fmt: skip
    rows = (
        [each.reference, each.title, words.buyer_name(each.market), each.lot_count, f"{each.value_pence / 100:.2f}",
         timezone.localtime(each.closes_at).isoformat(timespec="minutes"), words.state_name(each, at=now)]
        for each in found.iterator(chunk_size=500)
    )  # fmt: skip
    response = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="opportunities.csv"'
    return response


def _regions() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((each.code, region_name(each)) for each in Region.objects.all())]
