"""Work of commissioning that runs by itself."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.commissioning.commands.competition_closing import close_due
from throughcare.commissioning.commands.contract_signing import activate_due
from throughcare.commissioning.commands.supplier_reminders import remind_supplier
from throughcare.commissioning.queries.supplier_reminders import to_remind

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="commissioning.close_competitions")  # type: ignore[untyped-decorator]
def close_competitions(timestamp: int) -> None:  # noqa: ARG001
    """Every minute: close the competitions whose deadline has passed."""
    with acting_by_itself(why="close competitions"):
        close_due(at=timezone.now())


@app.periodic(cron="3 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="commissioning.activate_contracts")  # type: ignore[untyped-decorator]
def activate_contracts(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: bring the signed contracts into force whose first day has come."""
    with acting_by_itself(why="activate contracts"):
        activate_due(at=timezone.now())


@app.periodic(cron="23 6-18 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="commissioning.remind_suppliers")  # type: ignore[untyped-decorator]
def remind_suppliers(timestamp: int) -> None:  # noqa: ARG001
    """Every hour of the day: remind suppliers, each in a transaction of its own; what was told is not told again.

    One that cannot be reminded keeps no other from it; the job has failed all the same.
    """
    why, at, faults = "remind suppliers", timezone.now(), 0
    with acting_by_itself(why=why):
        found = to_remind(on=timezone.localdate(at))
    for supplier in found:
        try:
            with acting_by_itself(why=why):
                remind_supplier(supplier=supplier, at=at)
        except Exception as error:  # Said with its kind alone: its words could tell of the supplier.
            faults += 1
            log.error("supplier %s was not reminded: %s", supplier.pk, type(error).__name__)
    if faults:
        raise RuntimeError(f"{faults} suppliers were not reminded")
