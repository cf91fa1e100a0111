"""Work of supervision that runs by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.supervision.commands.derive import refresh_stale
from throughcare.supervision.commands.loads import keep_all_loads
from throughcare.supervision.commands.transfers import move_accepted

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


@app.periodic(cron="22 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="supervision.keep_loads_hourly")  # type: ignore[untyped-decorator]
def keep_loads_hourly(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: keep the loads that time has changed (a release, a reduction that begins), and raise what is due."""
    with acting_by_itself(why="keep loads"):
        keep_all_loads(on=timezone.localdate())


@app.periodic(cron="2 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="supervision.move_transfers")  # type: ignore[untyped-decorator]
def move_transfers(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: move the accepted transfers whose day has come."""
    with acting_by_itself(why="move transfers"):
        move_accepted(on=timezone.localdate(), at=timezone.now())
