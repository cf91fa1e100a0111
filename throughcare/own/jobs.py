"""Work of the own view that runs by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.own.commands.details import follow_changes


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="own.follow_own_changes")  # type: ignore[untyped-decorator]
def follow_own_changes(timestamp: int) -> None:  # noqa: ARG001
    """Every minute: let reminders follow what people changed themselves."""
    follow_changes(at=timezone.now())
