"""Verifying the chains, and making room for the months to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from throughcare.audit.commands.log import Actor, record
from throughcare.audit.queries.chains import Break, breaks, months_without_partition


@transaction.atomic
def verify_chains(*, by: Actor | None, at: datetime) -> Sequence[Break]:
    """Read both logs whole, log that it was done and what came out, and return the breaks."""
    found = breaks()
    first = [f"{one.log} {one.actor}/{one.sequence}: {one.fault}" for one in found[:20]]
    record(action="audit.verified_chains", by=by, at=at, breaks=len(found), first=first)
    return found


@transaction.atomic
def make_partitions(*, on: date, ahead: int = 3) -> Sequence[date]:
    """Make the partitions of the consultation log that are missing from ``on`` to ``ahead`` months later."""
    missing = months_without_partition(on=on, ahead=ahead)
    with connection.cursor() as cursor:
        for month in missing:
            cursor.execute("SELECT audit_make_partition(%s)", [month])
    return missing
