"""Work of supervision that runs by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.supervision.commands.derive import refresh_stale

BATCH = 2_000


@app.periodic(cron="7 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="supervision.refresh_answers")  # type: ignore[untyped-decorator]
def refresh_answers(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: ask the rules again about everybody whose answer no longer holds, one transaction for some thousands."""
    on = timezone.localdate()
    while True:
        with acting_by_itself(why="refresh answers"):
            if refresh_stale(on=on, at_most=BATCH) < BATCH:
                return
