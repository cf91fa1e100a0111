"""What happened, and what became of telling it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from throughcare.outbox.models import Message
from throughcare.people.models import Person
from throughcare.webhooks.models import Happening, Subscription
from throughcare.webhooks.rules.payload import Told


def about(subscription: Subscription) -> str:
    """How the outbox names a subscription."""
    return f"webhook:{subscription.pk}"


def told_of(happening: Happening) -> Told:
    """An event with the case number and the limits of its record as they are now; must run as the role ``jobs``."""
    person = Person.objects.filter(pk=happening.person).values("crn", "limited").first() if happening.person else None
    return Told(
        reference=str(happening.reference),
        sequence=happening.pk,
        type=happening.type,
        at=happening.at,
        region=happening.region.code if happening.region else None,
        crn=str(person["crn"]) if person else None,
        limited=happening.limited or bool(person and person["limited"]),
        data=happening.data,
    )


def happenings_for(subscription: Subscription, *, since: datetime, until: datetime) -> QuerySet[Happening]:
    """What a subscription would be told of ``[since, until)``, in order; must run as the role ``jobs``."""
    found = Happening.objects.filter(at__gte=since, at__lt=until).order_by("pk")
    if subscription.types:
        found = found.filter(type__in=subscription.types)
    if subscription.region_id is not None:
        found = found.filter(region=subscription.region_id)
    return found


def subscribers_of(happening: Happening) -> QuerySet[Subscription]:
    """Who is told of an event."""
    wants = Q(types=[]) | Q(types__contains=[happening.type])
    there = Q(region__isnull=True) | Q(region=happening.region_id) if happening.region_id else Q(region__isnull=True)
    return Subscription.objects.filter(wants, there, paused_at__isnull=True).order_by("pk")


def deliveries(subscription: Subscription, *, most: int = 50, state: str = "") -> Sequence[Message]:
    """The latest messages to a subscriber, as an administrator sees them: no word of what they say."""
    found = Message.objects.filter(channel="webhook", about=about(subscription))
    if state:
        found = found.filter(state=state)
    return list(found.order_by("-pk")[:most])
