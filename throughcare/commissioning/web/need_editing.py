"""Writing a need, a form at a time: each keeps what is typed, and what a command refuses is shown with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.drafts import keeps_what_is_typed, typed_before
from throughcare.commissioning.commands import need_lines, need_routes, need_steps, needs
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import Need
from throughcare.commissioning.queries.need_caseload import projection_of
from throughcare.commissioning.queries.needs import markets_for, suppliers_known, value_of
from throughcare.commissioning.rules.refused import Refused
from throughcare.commissioning.rules.route_choice import RouteChoice, decide_route
from throughcare.commissioning.web import need_words as words
from throughcare.commissioning.web.need_forms import (
    AgreeForm,
    BeginCompetitionForm,
    BeginPanelForm,
    LineForm,
    NeedForm,
    NeedRouteForm,
    NeedStep,
    PartyForm,
    VolumeForm,
    WhyForm,
)
from throughcare.commissioning.web.need_pages import need_of
from throughcare.kernel.decision import Decision

GET_OR_POST = ["GET", "HEAD", "POST"]
Command = Callable[[dict[str, Any]], object]


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def new(request: HttpRequest) -> HttpResponse:
    """Begin a statement of need."""
    form = NeedForm(request.POST or None, initial=typed_before(request).over({"term_months": 24}))
    if request.method == "POST" and form.is_valid():
        try:
            made = needs.draft_need(details=form.details(), by=signed_in(request), at=timezone.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("commissioning:need", reference=made.reference)
    context = {"form": form, "typed": typed_before(request), "heading": _("State a need")}
    return render(request, "commissioning/need_form.html", context)


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """What it says of itself."""
    one = _draft(reference)
    form = NeedForm(request.POST or None, initial=typed_before(request).over(NeedForm.first(one)))
    return _form(request, one, form, _("What is needed, and why"), lambda acting: needs.change_need(
        need=one, details=form.details(), **acting))  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def add_party(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a body with its share."""
    one = _draft(reference)
    form = PartyForm(request.POST or None, initial=typed_before(request).over({}))
    return _form(request, one, form, _("Add a body that states it"), lambda acting: needs.keep_party(
        need=one, details=form.details(), **acting))  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def party(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Change a body or its share."""
    one = _draft(reference)
    kept = get_object_or_404(one.parties.select_related("region"), pk=key)
    form = PartyForm(request.POST or None, initial=typed_before(request).over(PartyForm.first(kept)))
    return _form(request, one, form, _("Change the body or its share"), lambda acting: needs.keep_party(
        need=one, party=kept, details=form.details(), **acting))  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def agree_share(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Write down who agreed for a body."""
    one = _draft(reference)
    kept = get_object_or_404(one.parties.select_related("region"), pk=key)
    form = AgreeForm(request.POST or None, initial=typed_before(request).over({"agreed_on": timezone.localdate()}))
    said = gettext("%(body)s bears %(share)s.") % {"body": words.party_name(kept), "share": words.share(kept.share)}
    return _form(request, one, form, _("Who agreed to the share"), lambda acting: need_steps.agree_share(
        party=kept, **form.cleaned_data, **acting), said=said)  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def add_line(request: HttpRequest, reference: str) -> HttpResponse:
    """Add what is needed where; its volume is worked out at once."""
    one = _draft(reference)
    form = LineForm(request.POST or None, need=one, initial=typed_before(request).over({}))
    return _form(request, one, form, _("Add what is needed where"), lambda acting: need_lines.keep_line(
        need=one, details=form.details(), **acting))  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def line(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Change what is needed where."""
    one = _draft(reference)
    kept = get_object_or_404(one.lines.select_related("region"), pk=key)
    form = LineForm(request.POST or None, need=one, initial=typed_before(request).over(LineForm.first(kept)))
    return _form(request, one, form, _("Change what is needed where"), lambda acting: need_lines.keep_line(
        need=one, line=kept, details=form.details(), **acting))  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def volume(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """State another volume than the one worked out."""
    one = _draft(reference)
    kept = get_object_or_404(one.lines.select_related("region"), pk=key)
    initial = {"volume": kept.overruled, "why": kept.overruled_why}
    form = VolumeForm(request.POST or None, initial=typed_before(request).over(initial))
    return _form(
        request, one, form, _("State a volume of your own"),
        lambda acting: need_lines.overrule_volume(line=kept, **form.cleaned_data, **acting),
        said=words.named(kept), decision=projection_of(kept),
    )  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def meet(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that it is met, and by what."""
    one = need_of(reference)
    if one.state != "in-use":
        raise Http404
    form = WhyForm(request.POST or None, initial=typed_before(request).over({}))
    return _form(request, one, form, _("Say that it is met"), lambda acting: need_steps.meet_need(
        need=one, **form.cleaned_data, **acting), said=gettext("Say by what it is met."))  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw it with a reason."""
    one = need_of(reference)
    if one.state not in ("draft", "agreed", "in-use"):
        raise Http404
    form = WhyForm(request.POST or None, initial=typed_before(request).over({}))
    return _form(request, one, form, _("Withdraw the need"), lambda acting: need_steps.withdraw_need(
        need=one, **form.cleaned_data, **acting))  # fmt: skip


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def route(request: HttpRequest, reference: str) -> HttpResponse:
    """What the rule proposes; sending it with a route keeps the route."""
    one = need_of(reference)
    if one.state not in ("draft", "agreed"):
        raise Http404
    form = NeedRouteForm(request.POST or None, initial=typed_before(request).over({}))
    decision: Decision[RouteChoice] | None = None
    if request.method == "POST" and form.is_valid():
        at, by = timezone.now(), signed_in(request)
        decision = decide_route(need_routes.route_case(one, form.facts(), at=at))
        if form.cleaned_data["chosen"]:
            chosen, why = form.cleaned_data["chosen"], form.cleaned_data["departs_why"]
            try:
                need_routes.choose_route(need=one, facts=form.facts(), chosen=chosen, departs_why=why, by=by, at=at)
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, gettext("Saved"))
                return redirect("commissioning:need", reference=reference)
    context = {"one": one, "form": form, "typed": typed_before(request), "decision": decision, "words": words,
               "known": suppliers_known(one), "set_aside": value_of(one)}  # fmt: skip
    return render(request, "commissioning/need_route.html", context)


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def begin_competition(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft a competition whose lots are lines of the need."""
    one = _agreed(reference)
    form = BeginCompetitionForm(
        request.POST or None, need=one, initial=typed_before(request).over({"title": one.title})
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = need_routes.begin_competition(
                need=one, **form.cleaned_data, by=signed_in(request), at=timezone.now()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("Drafted, with a lot for each line."))
            return redirect("commissioning:competition", reference=made.reference)
    return _shown(request, one, form, _("Begin a competition"), nowhere=not markets_for(one))


@requires("commissioning.needs")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def begin_panel(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft a panel whose categories are lines of the need."""
    one = _agreed(reference)
    form = BeginPanelForm(request.POST or None, initial=typed_before(request).over({"title": one.title}))
    if request.method == "POST" and form.is_valid():
        try:
            made = need_routes.begin_panel(need=one, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except Refused as refused:
            form.refuse(refused)
        except PanelRefused as refused:
            form.add_error(None, gettext(str(refused)))
        else:
            messages.success(request, gettext("Drafted, with a category for each line. Add its conditions."))
            return redirect("commissioning:change-panel", reference=made.reference)
    return _shown(request, one, form, _("Begin a panel"))


def _draft(reference: str) -> Need:
    one = need_of(reference)
    if one.state != "draft":
        raise Http404
    return one


def _agreed(reference: str) -> Need:
    one = need_of(reference)
    if one.state not in ("agreed", "in-use"):
        raise Http404
    return one


def _form(
    request: HttpRequest, one: Need, form: NeedStep, heading: object, save: Command, **context: Any
) -> HttpResponse:
    """Show a form, or save it and go back to the need."""
    if request.method == "POST" and form.is_valid():
        try:
            save({"by": signed_in(request), "at": timezone.now()})
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("Saved"))
            return redirect("commissioning:need", reference=one.reference)
    return _shown(request, one, form, heading, **context)


def _shown(request: HttpRequest, one: Need, form: NeedStep, heading: object, **context: Any) -> HttpResponse:
    told = {"one": one, "form": form, "typed": typed_before(request), "heading": heading}
    return render(request, "commissioning/need_form.html", {**told, **context})
