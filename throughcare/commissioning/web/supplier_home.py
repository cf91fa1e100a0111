"""What a supplier sees first: what it may bid for now, what runs out next, its places, its applications, open panels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.queries.applications import applications_of, with_due
from throughcare.commissioning.queries.engagements import events_for
from throughcare.commissioning.queries.library import expiring_next
from throughcare.commissioning.queries.markets import joinable, places_of
from throughcare.commissioning.queries.opportunities import invitations_for
from throughcare.commissioning.web import engagement_words, panel_words
from throughcare.organisations.queries.suppliers import acting_for

MOST = 10


@requires("commissioning.apply")
@require_safe
def supplier_home(request: HttpRequest) -> HttpResponse:
    """For every organisation that the user acts for."""
    suppliers, on = [each.supplier for each in acting_for(signed_in(request))], timezone.localdate()
    listed = list(applications_of(suppliers)[:MOST])
    now = timezone.now()
    open_ones = invitations_for(signed_in(request), at=now).filter(
        competition__state="published", competition__closes_at__gte=now
    )
    context = {
        "suppliers": suppliers,
        "invitations": list(open_ones[:MOST]),
        "events": list(events_for(signed_in(request), at=now)[:MOST]),
        "event_words": engagement_words,
        "places": places_of(suppliers, on=on),
        "expiring": expiring_next(suppliers, on=on),
        "applications": listed,
        "dues": {each.application.pk: each.due for each in with_due(listed, on=on)},
        "joinable": list(joinable(suppliers)[:MOST]),
        "words": panel_words,
    }
    return render(request, "commissioning/supplier_home.html", context)
