"""A subscription of the demonstration: paused, because nobody listens at its address."""

from __future__ import annotations

from datetime import datetime

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.organisations.models import Region
from throughcare.webhooks.commands.subscriptions import pause, subscribe
from throughcare.webhooks.models import Subscription

EVENTS = ("supervision.contact-booked", "supervision.officer-changed", "supervision.sentence-ended")


def subscribe_one(*, region: str, at: datetime) -> None:
    """Subscribe a fictional case store of the region; doing it twice changes nothing."""
    by = User.objects.filter(role="administrator", is_active=True).order_by("pk").first()
    if by is None:
        return
    with acting(by, why="demonstration"):
        if Subscription.objects.exists():
            return
        made, _ = subscribe(
            name="Regional case store", url="https://events.example.org/throughcare", types=EVENTS,
            region=Region.objects.get(code=region), shows="record", by=by, at=at,
        )  # fmt: skip
        pause(subscription=made, by=by, at=at)
