"""The full explanation of an answer, for today or for an earlier day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.web.access import requires
from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.people.web.records import open_record
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.queries.explained import explain_all
from throughcare.supervision.rules.standing import Answers
from throughcare.supervision.web.pages import show_record

_PARTS: dict[str, Callable[[Answers], list[object]]] = {
    "contact-due": lambda answers: [answers.contact_due],
    "tier": lambda answers: [answers.a_to_g, answers.two_axis],
}


@requires("people.view")
def why(request: HttpRequest, crn: str, rule: str) -> HttpResponse:
    """How the answer of ``rule`` (``contact-due`` or ``tier``) was worked out; ``?on=`` asks for an earlier day."""
    if rule not in _PARTS:
        raise Http404
    person, today = open_record(request, crn, page=f"why-{rule}"), timezone.localdate()
    asked, problem = _asked_for(request, today)
    answers = None
    try:
        answers = explain_all(person.pk, on=asked)
    except (NoPolicyInForce, CalendarNotPublished):
        problem = gettext("No policy is known here for that day, so no answer can be worked out.")
    decisions = [one for one in _PARTS[rule](answers) if one is not None] if answers else []
    context: dict[str, Any] = {"rule": rule, "asked": asked, "problem": problem, "decisions": decisions}
    return show_record(request, "why", person, tab="overview", on=today, **context)


def _asked_for(request: HttpRequest, today: date) -> tuple[date, str]:
    typed = request.GET.get("on", "")
    if not typed:
        return today, ""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, gettext("The day must be a real date. The answer below is today's.")
    if day > today:
        return today, gettext("The day must be today or earlier. The answer below is today's.")
    return day, ""
