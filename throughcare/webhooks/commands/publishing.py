"""From an announced event to messages in the outbox: noted in its transaction, spread by a job, kept for a while."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import Event
from throughcare.outbox.commands import queue
from throughcare.webhooks.models import Happening, Subscription
from throughcare.webhooks.queries.happenings import about, happenings_for, subscribers_of
from throughcare.webhooks.rules.catalogue import KEPT_HERE, by_type
from throughcare.webhooks.rules.policy import events_kept

BATCH = 200
REPLAY = "webhooks.replay"
"""The name of the job that sends events again."""


def publish(event: Event) -> None:
    """Note an event of the catalogue, where anybody subscribes to it; runs in the transaction that announced it.

    One statement by a function of the database, because whoever acts need see neither subscribers nor the region.
    """
    kind = by_type()[type(event)]
    if getattr(event, "channel", "") == "webhook":  # News about sending news would never end.
        return
    data = {each.name: getattr(event, each.name) for each in fields(event) if each.name not in KEPT_HERE}
    person = data.get("person", data.get("survivor"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT webhooks_note(%s, %s, %s::jsonb)", [kind.name, person, json.dumps(data, cls=DjangoJSONEncoder)]
        )


def spread(*, at: datetime) -> int:
    """Put what happened into the outbox, once for each subscriber; returns how many messages. Runs as the role ``jobs``."""
    messages = 0
    while True:
        with acting_by_itself(why="spread events"):
            waiting = Happening.objects.select_for_update(skip_locked=True, of=("self",)).filter(spread_at__isnull=True)
            batch = list(waiting.order_by("pk")[:BATCH])
            for happening in batch:
                messages += sum(_queue(one, happening, "", None, at) for one in subscribers_of(happening))
            Happening.objects.filter(pk__in=[one.pk for one in batch]).update(spread_at=at)
        if len(batch) < BATCH:
            return messages


def replay(*, subscription: Subscription, since: datetime, until: datetime, by: User | None, at: datetime) -> int:
    """Send a subscriber once more what happened in ``[since, until)`` and is still kept; returns how many events.

    Runs as the role ``jobs``, in the caller's transaction.
    """
    run = f"/again-{at.isoformat(timespec='seconds')}"
    found = happenings_for(subscription, since=since, until=until).iterator()
    events = sum(_queue(subscription, one, run, by, at) for one in found)
    record(
        action="webhooks.replay", by=by, at=at, subject=subscription.name, since=since, until=until, events=events
    )  # fmt: skip
    return events


def ask_replay(*, subscription: Subscription, since: datetime, until: datetime, by: User) -> None:
    """Let a job send a subscriber once more what happened in ``[since, until)``: who asks may not read it."""
    app.configure_task(REPLAY, queue="outbox").defer(
        subscription=subscription.pk, since=since.isoformat(), until=until.isoformat(), by=by.pk
    )


def forget_happenings(*, at: datetime) -> int:
    """Remove events that are older than they are kept; returns how many. Runs as the role ``jobs``."""
    with acting_by_itself(why="forget events"):
        oldest = at - events_kept(timezone.localtime(at).date())
        removed, _ = Happening.objects.filter(at__lt=oldest, spread_at__isnull=False).delete()
        if removed:
            record(action="webhooks.forget_happenings", by=None, at=at, events=removed)
        return removed


def _queue(subscription: Subscription, happening: Happening, run: str, by: User | None, at: datetime) -> int:
    """A message that names subscriber and event; what it says is made when it is sent."""
    return int(
        queue(
            key=f"webhook/{subscription.pk}/{happening.reference}{run}",
            channel="webhook",
            template=happening.type,
            to=subscription.url,
            body="",
            detail={"subscription": subscription.pk, "event": str(happening.reference)},
            about=about(subscription),
            by=by,
            at=at,
        )
    )
