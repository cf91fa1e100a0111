"""Work of events to other systems that runs by itself; handing them over is the outbox's."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.webhooks.commands.publishing import REPLAY, forget_happenings, replay, spread
from throughcare.webhooks.models import Subscription


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(queue="outbox", queueing_lock="webhooks.spread_events")  # type: ignore[untyped-decorator]
def spread_events(timestamp: int) -> None:  # noqa: ARG001
    """Every minute: put what happened into the outbox."""
    spread(at=timezone.now())


@app.task(queue="outbox", name=REPLAY)  # type: ignore[untyped-decorator]
def replay_events(subscription: int, since: str, until: str, by: int) -> None:
    """Send a subscriber once more what happened in a span, asked for on a page."""
    user = User.objects.get(pk=by)
    with acting(user, why="send events again"):
        replay(
            subscription=Subscription.objects.get(pk=subscription),
            since=datetime.fromisoformat(since),
            until=datetime.fromisoformat(until),
            by=user,
            at=timezone.now(),
        )


@app.periodic(cron="50 3 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="webhooks.forget_events")  # type: ignore[untyped-decorator]
def forget_events(timestamp: int) -> None:  # noqa: ARG001
    """Every night: remove events that are no longer kept."""
    forget_happenings(at=timezone.now())
