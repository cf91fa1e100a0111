"""What a supplier sees first: what it may bid for now, what runs out next, its places, its applications, open panels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.models import Competition, CompetitionInvitation
from throughcare.commissioning.queries.applications import applications_of, with_due
from throughcare.commissioning.queries.bid_signatures import to_sign
from throughcare.commissioning.queries.bids import own_bids
from throughcare.commissioning.queries.engagements import events_for
from throughcare.commissioning.queries.library import expiring_next
from throughcare.commissioning.queries.markets import joinable, places_of
from throughcare.commissioning.queries.opportunities import effort_of, invitations_for
from throughcare.commissioning.queries.partnering import requests_of
from throughcare.commissioning.web import engagement_words, panel_words
from throughcare.organisations.queries.suppliers import acting_for, listed_suppliers

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
    invitations: dict[Competition, list[CompetitionInvitation]] = {}
    for each in open_ones[:MOST]:
        invitations.setdefault(each.competition, []).append(each)
    numbers = [each.pk for each in suppliers]
    looked_up = set(listed_suppliers().filter(pk__in=numbers).values_list("pk", flat=True))
    context = {
        "suppliers": suppliers,
        "unchecked": [each for each in suppliers if each.pk not in looked_up],
        "invitations": list(invitations.items()),
        "efforts": {each.pk: _effort(each) for each in invitations},
        "started": {(each.competition_id, each.supplier_id) for each in own_bids(numbers)},
        "to_sign": to_sign(numbers, at=now),
        "partner_requests": list(requests_of(numbers).filter(asked__in=numbers, answer="")[:MOST]),
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


def _effort(competition: Competition) -> dict[str, float]:
    """What all its lots are worth, in pence, and the hours of one bid."""
    worth = sum(each.value_pence for each in competition.lots.all())
    return {"worth": worth, "hours": effort_of(competition).value.hours_per_bid}
