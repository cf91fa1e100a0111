"""Work of commissioning that runs by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.commissioning.commands.contract_signing import activate_due


@app.periodic(cron="3 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="commissioning.activate_contracts")  # type: ignore[untyped-decorator]
def activate_contracts(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: bring the signed contracts into force whose first day has come."""
    with acting_by_itself(why="activate contracts"):
        activate_due(at=timezone.now())
