"""The page about a person's risk, and the history of the tier."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.web.records import open_record
from throughcare.supervision.queries.kept import SCHEMES, kept_answers
from throughcare.supervision.queries.risk import risk_of, tier_history
from throughcare.supervision.web import record_csv, risk_words
from throughcare.supervision.web.pages import show_record
from throughcare.supervision.web.risk_saved import take_changes


@requires("people.view")
def risk(request: HttpRequest, crn: str) -> HttpResponse:
    """Registrations, assessments and the tiers that follow from them."""
    person, on = open_record(request, crn, page="risk"), timezone.localdate()
    user, view = signed_in(request), risk_of(person.pk, on=on)
    if request.GET.get("format") == "csv":
        return record_csv.risk(person, view)
    return show_record(
        request,
        "risk",
        person,
        tab="risk",
        on=on,
        view=view,
        kept=kept_answers(person.pk, on=on),
        changes=take_changes(request, person),
        words=risk_words,
        schemes=SCHEMES,
        may_record=user.may("supervision.record_risk"),
        may_decide=user.may("supervision.decide_grade"),
    )


@requires("people.view")
def tiers(request: HttpRequest, crn: str) -> HttpResponse:
    """Every tier the person has had, what it followed and why."""
    person, on = open_record(request, crn, page="tier-history"), timezone.localdate()
    steps = tier_history(person.pk)
    if request.GET.get("format") == "csv":
        return record_csv.tiers(person, steps)
    histories = [(scheme, [step for step in steps if step.row.scheme == scheme]) for scheme in SCHEMES]
    return show_record(request, "tier_history", person, tab="risk", on=on, histories=histories, words=risk_words)
