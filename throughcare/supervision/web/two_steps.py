"""Forms in two steps: what was typed is checked, what it would change is shown, then it is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from throughcare.people.models import Person
from throughcare.supervision.commands.risk import Foreseen, RiskSaved, foresee
from throughcare.supervision.models import Assessment, Registration
from throughcare.supervision.rules.faults import EntryRefused
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.risk_forms import EntryForm

Row = TypeVar("Row", Registration, Assessment)
Act = Callable[[bool], RiskSaved[Row]]


def save_in_two_steps(
    request: HttpRequest, person: Person, form: EntryForm, act: Act[Row], *, template: str, **context: Any
) -> HttpResponse | RiskSaved[Row]:
    """The form, then what saving would change, then what it changed.

    ``act`` is told whether doubts are confirmed: they are, once they were shown. Returns what was saved, or the page to
    show: the form, which keeps what was typed, or ``risk_check``.
    """
    on = timezone.localdate()
    step = request.POST.get("step", "check") if request.method == "POST" else ""
    if step in ("check", "save") and form.is_valid():
        try:
            foreseen = foresee(act, person=person.pk, on=on)
            if step == "save" and _codes(foreseen) <= _shown(request):
                return act(True)
        except EntryRefused as refused:
            form.refuse(refused.faults)
        else:
            return _check_page(request, person, foreseen, on, context)
    return show_record(request, template, person, tab="risk", on=on, form=form, **context)


def _check_page(
    request: HttpRequest, person: Person, foreseen: Foreseen[Row], on: date, context: dict[str, Any]
) -> HttpResponse:
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "step", "seen")
        for value in values
    ]
    return show_record(
        request,
        "risk_check",
        person,
        tab="risk",
        on=on,
        sent=sent,
        seen=",".join(sorted(_codes(foreseen))),
        foreseen=foreseen,
        **context,
    )


def _codes(foreseen: Foreseen[Row]) -> set[str]:
    return {fault.code for fault in foreseen.warnings}


def _shown(request: HttpRequest) -> set[str]:
    return set(filter(None, request.POST.get("seen", "").split(",")))
