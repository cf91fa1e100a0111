"""Work of the organisations context that runs by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.organisations.commands.registration import forget_registrations


@app.periodic(cron="50 3 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="organisations.forget_registrations")  # type: ignore[untyped-decorator]
def forget_unfinished_registrations(timestamp: int) -> None:  # noqa: ARG001
    """Every night: forget organisations that began to register and did not go on."""
    with acting_by_itself(why="forget registrations"):
        forget_registrations(at=timezone.now())
