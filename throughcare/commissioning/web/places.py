"""One place in a panel: how it stands, what is held against it, and what its member and those who buy do about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import appeals, sanctions
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import Membership, MembershipSuspension, PanelAppeal, PlaceSanction
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.queries.reach import reaches_market
from throughcare.commissioning.queries.sanctions import (
    appeal_decision,
    open_appeals,
    open_sanctions,
    place_in_full,
    sanction_decision,
)
from throughcare.commissioning.rules.panel_refusals import REFUSALS
from throughcare.commissioning.web import panel_words
from throughcare.commissioning.web.application_forms import WordsForm
from throughcare.commissioning.web.applications import Command, acting, own_one
from throughcare.commissioning.web.applications import sent as sent_application
from throughcare.commissioning.web.market_forms import Refusable
from throughcare.commissioning.web.place_forms import SanctionForm
from throughcare.organisations.queries.suppliers import acting_for, waiting_to_be_verified

PAGE = 25
_WORDS = {"reply": _("Your reply"), "decide": _("Reasons"), "appeal": _("Why you appeal")}
"""The forms of words of each sanction, and what they ask for."""


@requires("commissioning.read_applications")
@require_safe
def place(request: HttpRequest, key: int) -> HttpResponse:
    """One place, for its member and for those who buy."""
    return _page(request, _place(request, key))


@requires("commissioning.market")
@require_POST
def propose(request: HttpRequest, key: int) -> HttpResponse:
    """Give notice of a suspension or a removal."""
    found, form = _place(request, key), SanctionForm(request.POST)
    return _sent(request, found, "propose", form, lambda acts: sanctions.propose_sanction(
        membership=found, details=form.details(), **acts))  # fmt: skip


@requires("commissioning.apply")
@require_POST
def reply(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Reply as the member."""
    found, form = _place(request, key), WordsForm(request.POST, label=_("Your reply"), name=f"reply-{number}")
    sanction = get_object_or_404(PlaceSanction, pk=number, membership=found)
    return _sent(request, found, f"reply-{number}", form, lambda acts: sanctions.reply_to_sanction(
        sanction=sanction, text=form.cleaned_data["words"], **acts))  # fmt: skip


@requires("commissioning.oversee")
@require_POST
def decide(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Impose a sanction or drop it."""
    found, form = _place(request, key), WordsForm(request.POST, label=_("Reasons"), name=f"decide-{number}")
    sanction = get_object_or_404(PlaceSanction.objects.select_related("proposed_by"), pk=number, membership=found)
    impose = request.POST.get("impose") == "yes"
    return _sent(request, found, f"decide-{number}", form, lambda acts: sanctions.decide_on_sanction(
        sanction=sanction, impose=impose, reasons=form.cleaned_data["words"], **acts))  # fmt: skip


@requires("commissioning.oversee")
@require_POST
def lift(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Lift a suspension."""
    found = _place(request, key)
    suspension = get_object_or_404(MembershipSuspension, pk=number, membership=found)
    return _try(request, key, lambda acts: sanctions.lift_suspension(suspension=suspension, **acts))


@requires("commissioning.apply")
@require_POST
def leave(request: HttpRequest, key: int) -> HttpResponse:
    """Leave the category."""
    found = _place(request, key)
    return _try(request, key, lambda acts: sanctions.leave_place(membership=found, **acts))


@requires("commissioning.apply")
@require_POST
def appeal(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Appeal against a sanction."""
    found = _place(request, key)
    form = WordsForm(request.POST, label=_("Why you appeal"), name=f"appeal-{number}")
    sanction = get_object_or_404(PlaceSanction, pk=number, membership=found)
    return _sent(request, found, f"appeal-{number}", form, lambda acts: appeals.appeal_sanction(
        sanction=sanction, words=form.cleaned_data["words"], **acts))  # fmt: skip


@requires("commissioning.apply")
@require_POST
def appeal_declined(request: HttpRequest, key: int) -> HttpResponse:
    """Appeal against declining an application."""
    found, form = own_one(request, key), WordsForm(request.POST, label=_("Why you appeal"), name="appeal")
    return sent_application(request, found, "appeal", form, lambda acts: appeals.appeal_declined(
        application=found, words=form.cleaned_data["words"], **acts))  # fmt: skip


@requires("commissioning.oversee")
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What waits for a decision about places, and the appeals that wait to be heard."""
    return _decisions(request, {})


def hearing_form(key: int, sent: Any = None) -> WordsForm:
    """The reasons of an answer to an appeal, of which a page may show several."""
    return WordsForm(sent, label=_("Reasons"), name=f"hear-{key}")


def _decisions(request: HttpRequest, refused: dict[int, WordsForm]) -> HttpResponse:
    """The page; ``refused`` is the form that was sent and refused, by the appeal."""
    on = timezone.localdate()
    listed = Paginator(open_appeals(), PAGE).get_page(request.GET.get("page"))
    context = {
        "unverified": list(waiting_to_be_verified()[:PAGE]),
        "sanctions": [(each, sanction_decision(each, on=on)) for each in open_sanctions()[:PAGE]],
        "list_page": listed,
        "appeals": [(each, appeal_decision(each, on=on, heard_by=signed_in(request).username)) for each in listed],
        "hearing": {each.pk: refused.get(each.pk) or hearing_form(each.pk) for each in listed},
        "words": panel_words,
    }
    if refused:
        context["form"] = next(iter(refused.values()))
    return render(request, "commissioning/panel_decisions.html", context)


@requires("commissioning.oversee")
@require_POST
def hear(request: HttpRequest, key: int) -> HttpResponse:
    """Answer an appeal."""
    found, form = get_object_or_404(PanelAppeal, pk=key), hearing_form(key, request.POST)
    if form.is_valid():
        try:
            appeals.hear_appeal(
                appeal=found, uphold=request.POST.get("uphold") == "yes", reasons=form.cleaned_data["words"],
                **acting(request),
            )  # fmt: skip
        except PanelRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("Saved"))
            return redirect("commissioning:panel-decisions")
    return _decisions(request, {key: form})


def _place(request: HttpRequest, key: int) -> Membership:
    """The place, for its member and for those who buy; raises ``Http404``."""
    found, user = place_in_full(key), signed_in(request)
    if found is None:
        raise Http404
    oversees = user.may("commissioning.oversee") and reaches_market(user, found.category.market)
    if not oversees and not acting_for(user).filter(supplier=found.supplier_id).exists():
        raise Http404
    return found


def _sent(request: HttpRequest, found: Membership, name: str, form: Refusable, command: Command) -> HttpResponse:
    if form.is_valid():
        try:
            command(acting(request))
        except PanelRefused as refused:
            form.refuse(refused)
        else:
            return _done(request, found.pk)
    return _page(request, _place(request, found.pk), **{name: form})


def _try(request: HttpRequest, key: int, command: Command) -> HttpResponse:
    try:
        command(acting(request))
    except PanelRefused as refused:
        messages.error(request, gettext(REFUSALS[refused.code]))
        return redirect("commissioning:place", key=key)
    return _done(request, key)


def _done(request: HttpRequest, key: int) -> HttpResponse:
    messages.success(request, gettext("Saved"))
    return redirect("commissioning:place", key=key)


def _page(request: HttpRequest, found: Membership, **given: forms.Form) -> HttpResponse:
    """The page of a place; ``given`` is the form that was sent and refused."""
    user, on = signed_in(request), timezone.localdate()
    stands = standings([found], on=on)[found.pk]
    rows = list(found.sanctions.select_related("proposed_by", "decided_by").prefetch_related("appeals"))
    member = acting_for(user).filter(supplier=found.supplier_id).exists()
    made: dict[str, forms.Form] = {"propose": SanctionForm()}
    for each in rows:
        for name, label in _WORDS.items():
            made[f"{name}-{each.pk}"] = WordsForm(label=label, name=f"{name}-{each.pk}")
    here = stands.value.standing
    context: dict[str, Any] = {
        "place": found,
        "stands": stands,
        "sanctions": [(each, sanction_decision(each, on=on) if not each.outcome else None) for each in rows],
        "running": [each for each in found.suspensions.all() if sanctions.is_running(each, on=on)],
        "member": member,
        "may_propose": user.may("commissioning.market") and here in ("active", "suspended", "lapsed"),
        "may_decide": user.may("commissioning.oversee"),
        "may_leave": member and here in ("active", "suspended", "lapsed"),
        "words": panel_words,
        "forms": made | given,
    }
    if given:
        context["form"] = next(iter(given.values()))
    return render(request, "commissioning/place.html", context)
