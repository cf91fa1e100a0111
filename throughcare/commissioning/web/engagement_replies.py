"""What a supplier says about an event, from a phone as well: that it comes, that it does not, and what it asks."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.drafts import keeps_what_is_typed, typed_before
from throughcare.commissioning.commands import engagement_replies as commands
from throughcare.commissioning.models import EngagementQuestion
from throughcare.commissioning.queries.engagements import (
    days_of,
    my_replies,
    places_left,
    takes_engagement_questions,
    takes_replies,
)
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused
from throughcare.commissioning.web import engagement_words as words
from throughcare.commissioning.web.competition_steps import GET_OR_POST
from throughcare.commissioning.web.engagement_forms import AskAboutForm, ComingForm
from throughcare.commissioning.web.engagements import announced
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import acting_for


@requires("commissioning.attend")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def coming(request: HttpRequest, reference: str) -> HttpResponse:
    """Say how many come, or change it."""
    one, by, now, suppliers = announced(reference), signed_in(request), timezone.now(), _suppliers(request)
    said = {str(each.supplier_id): each for each in my_replies(by, one) if each.withdrawn_at is None}
    first = next(iter(said.values()), None)
    begun = {"people": first.people, "wishes": first.wishes, "supplier": str(first.supplier_id)} if first else {}
    typed = typed_before(request)
    form = ComingForm(request.POST or None, suppliers=_named(suppliers), initial=typed.over(begun))
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "supplier": suppliers[form.cleaned_data["supplier"]]}
        try:
            commands.say_coming(engagement=one, **given, by=by, at=now)
        except EngagementRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("We expect you."))
            return redirect("commissioning:engagement", reference=reference)
    context = {
        "one": one, "form": form, "typed": typed, "words": words, "left": places_left(one), "said": list(said.values()),
        "takes": takes_replies(one, at=now),
    }  # fmt: skip
    return render(request, "commissioning/engagement_coming.html", context)


@requires("commissioning.attend")
@require_POST
def not_coming(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the places back."""
    one, suppliers = announced(reference), _suppliers(request)
    supplier = suppliers.get(request.POST.get("supplier", ""))
    if supplier is None:
        raise PermissionDenied
    try:
        commands.say_not_coming(engagement=one, supplier=supplier, by=signed_in(request), at=timezone.now())
    except EngagementRefused as refused:
        for sentence in words.refusals(refused):
            messages.error(request, sentence)
    else:
        messages.success(request, gettext("Your places are free again."))
    return redirect("commissioning:engagement", reference=reference)


@requires("commissioning.attend")
@require_http_methods(GET_OR_POST)
@keeps_what_is_typed
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask a question, and read what one has asked before."""
    one, by, now, suppliers = announced(reference), signed_in(request), timezone.now(), _suppliers(request)
    typed = typed_before(request)
    form = AskAboutForm(request.POST or None, suppliers=_named(suppliers), initial=typed.over({}))
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "supplier": suppliers[form.cleaned_data["supplier"]]}
        try:
            commands.ask_about(engagement=one, **given, by=by, at=now)
        except EngagementRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("Your question was sent. The answer will be published for everybody."))
            return redirect("commissioning:engagement-ask", reference=reference)
    mine = EngagementQuestion.objects.filter(engagement=one, supplier__in=suppliers.values())
    context = {
        "one": one, "form": form, "typed": typed, "asked": mine, "asks": takes_engagement_questions(one, at=now),
        "until": days_of(one).value.questions_until,
    }  # fmt: skip
    return render(request, "commissioning/engagement_ask.html", context)


def _suppliers(request: HttpRequest) -> Mapping[str, Supplier]:
    """The suppliers that the user acts for, by number; raises ``PermissionDenied`` for whoever acts for none."""
    found = {str(each.supplier_id): each.supplier for each in acting_for(signed_in(request))}
    if not found:
        raise PermissionDenied
    return found


def _named(suppliers: Mapping[str, Supplier]) -> list[tuple[str, str]]:
    return [(key, supplier.legal_name) for key, supplier in suppliers.items()]
