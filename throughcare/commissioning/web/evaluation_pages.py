"""What the pages of evaluation share: the competition of an address, who acts, and trying a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.models import User
from throughcare.accounts.web.access import signed_in
from throughcare.commissioning.models import Competition, Evaluator
from throughcare.commissioning.queries.evaluators import evaluator_for
from throughcare.commissioning.queries.reach import near_or_named
from throughcare.commissioning.rules.evaluation_refusals import EvaluationRefused
from throughcare.commissioning.web.evaluation_forms import EvaluationForm
from throughcare.commissioning.web.evaluation_words import told

Command = Callable[[dict[str, Any]], object]


def find(request: HttpRequest, reference: str) -> Competition:
    """The competition of an address, for those who buy in a region of it or were named for it; raises ``Http404``."""
    found = near_or_named(Competition.objects.select_related("market__region"), signed_in(request))
    return get_object_or_404(found, reference=reference)


def acting(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when."""
    by: User = signed_in(request)
    return {"by": by, "at": timezone.now()}


def own_evaluator(request: HttpRequest, reference: str) -> Evaluator:
    """The reader as an evaluator of the competition; nobody else finds the page."""
    found = evaluator_for(find(request, reference), signed_in(request))
    if found is None:
        raise Http404
    return found


def tried(request: HttpRequest, command: Command, *, to: str, **parts: Any) -> HttpResponse:
    """Do what a button asks, and lead back; what is refused is said there."""
    try:
        command(acting(request))
    except EvaluationRefused as refused:
        for sentence in told(refused):
            messages.error(request, sentence)
    else:
        messages.success(request, gettext("Saved"))
    return _led(to, parts)


def sent(request: HttpRequest, form: EvaluationForm, command: Command, *, to: str, **parts: Any) -> HttpResponse | None:
    """Do what a form asks and lead on; None where the form has something to say."""
    if not form.is_valid():
        return None
    try:
        command(acting(request))
    except EvaluationRefused as refused:
        form.refuse(refused)
        return None
    messages.success(request, gettext("Saved"))
    return _led(to, parts)


def _led(to: str, parts: dict[str, Any]) -> HttpResponse:
    answer: HttpResponse = redirect(f"commissioning:{to}", **parts)
    return answer
