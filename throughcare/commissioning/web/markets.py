"""A commissioner's own pages of a panel: beginning one, writing it, announcing, opening and closing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import markets as commands
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import Market, MarketCategory, MarketCondition
from throughcare.commissioning.queries.markets import categories_of, conditions_of, law_for_market, plain_conditions
from throughcare.commissioning.rules.panel_refusals import REFUSALS
from throughcare.commissioning.rules.states import MARKET
from throughcare.commissioning.web import panel_words
from throughcare.commissioning.web.market_forms import ConditionForm, MarketCategoryForm, MarketForm, Refusable

VERBS = {
    "announce": _("Announce it"),
    "open": _("Open it"),
    "suspend": _("Suspend it"),
    "resume": _("Open it again"),
    "close": _("Close it for good"),
}


@requires("commissioning.market")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a panel."""
    form = MarketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.draft_market(details=form.details(), **_acting(request))
        except PanelRefused as refused:
            form.refuse(refused)
        else:
            return redirect("commissioning:change-panel", reference=made.reference)
    return render(request, "commissioning/new_panel.html", {"form": form})


@requires("commissioning.market")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that can be changed of a panel; sending the first form changes what it says of itself."""
    market = _market(reference)
    if request.method != "POST":
        return _page(request, market)
    form = MarketForm(request.POST)
    return _sent(request, market, "details", form, lambda acting: commands.change_market(
        market=market, details=form.details(), **acting))  # fmt: skip


@requires("commissioning.market")
@require_POST
def add_category(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a category."""
    market, form = _market(reference), MarketCategoryForm(request.POST)
    return _sent(request, market, "category", form, lambda acting: commands.add_category(
        market=market, **form.cleaned_data, **acting))  # fmt: skip


@requires("commissioning.market")
@require_POST
def remove_category(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Take a category away."""
    category = get_object_or_404(MarketCategory, pk=key, market=_market(reference))
    return _try(request, reference, lambda acting: commands.remove_category(category=category, **acting))


@requires("commissioning.market")
@require_POST
def add_condition(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a condition."""
    market = _market(reference)
    form = ConditionForm(request.POST, market=market)
    return _sent(request, market, "condition", form, lambda acting: commands.add_condition(
        market=market, details=form.details(), **acting))  # fmt: skip


@requires("commissioning.market")
@require_POST
def remove_condition(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Take a condition away."""
    condition = get_object_or_404(MarketCondition, pk=key, market=_market(reference))
    return _try(request, reference, lambda acting: commands.remove_condition(condition=condition, **acting))


@requires("commissioning.market")
@require_POST
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Announce, open, suspend, resume or close it."""
    verb, market = request.POST.get("verb", ""), _market(reference)
    if verb not in VERBS:
        raise Http404
    return _try(request, reference, lambda acting: commands.move_market(market=market, verb=verb, **acting))


def _market(reference: str) -> Market:
    return get_object_or_404(Market.objects.select_related("region"), reference=reference)


def _acting(request: HttpRequest) -> dict[str, Any]:
    by: User = signed_in(request)
    at: datetime = timezone.now()
    return {"by": by, "at": at}


Command = Callable[[dict[str, Any]], object]


def _sent(request: HttpRequest, market: Market, name: str, form: Refusable, command: Command) -> HttpResponse:
    """Do what a form asks; the page with the form where it has something to say."""
    if form.is_valid():
        try:
            command(_acting(request))
        except PanelRefused as refused:
            form.refuse(refused)
        else:
            return _done(request, market.reference)
    market.refresh_from_db()
    return _page(request, market, **{name: form})


def _try(request: HttpRequest, reference: str, command: Command) -> HttpResponse:
    try:
        command(_acting(request))
    except PanelRefused as refused:
        for code in refused.codes:
            messages.error(request, gettext(REFUSALS[code]))
        return redirect("commissioning:change-panel", reference=reference)
    return _done(request, reference)


def _done(request: HttpRequest, reference: str) -> HttpResponse:
    messages.success(request, gettext("Saved"))
    return redirect("commissioning:change-panel", reference=reference)


def _page(request: HttpRequest, market: Market, **sent: forms.Form) -> HttpResponse:
    """The page; ``sent`` is the form that was sent and refused."""
    verbs = MARKET.table[market.state]
    context: dict[str, Any] = {
        "market": market,
        "words": panel_words,
        "categories": categories_of(market),
        "conditions": (conditions := conditions_of(market)),
        "plain": plain_conditions(conditions, on=timezone.localdate()),
        "editable": market.state in commands.EDITABLE,
        "removable": market.state == MARKET.start,
        "verbs": [(verb, words) for verb, words in VERBS.items() if verb in verbs],
        "law": law_for_market(on=timezone.localdate(market.opened_at), authority=market.authority),
        "details": sent.get("details") or MarketForm(initial=MarketForm.first(market)),
        "category": sent.get("category") or MarketCategoryForm(),
        "condition": sent.get("condition") or ConditionForm(market=market),
    }
    if sent:
        context["form"] = next(iter(sent.values()))
    return render(request, "commissioning/change_panel.html", context)
