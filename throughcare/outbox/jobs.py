"""Work of the outbox that runs by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.outbox.commands.sending import forget_texts, send_due, settle_doubts


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(queue="outbox", queueing_lock="outbox.send_waiting")  # type: ignore[untyped-decorator]
def send_waiting(timestamp: int) -> None:  # noqa: ARG001
    """Every minute: first find out about what was interrupted, then send what is due."""
    settle_doubts(clock=timezone.now)
    send_due(clock=timezone.now)


@app.periodic(cron="40 3 * * *")  # type: ignore[untyped-decorator]
@app.task(queue="outbox", queueing_lock="outbox.forget_texts")  # type: ignore[untyped-decorator]
def forget_old_texts(timestamp: int) -> None:  # noqa: ARG001
    """Every night: blank the words of messages that ended long ago."""
    forget_texts(at=timezone.now())
