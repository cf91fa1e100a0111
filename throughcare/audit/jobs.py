"""Work of the audit context that runs by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.audit.commands.chains import make_partitions


@app.periodic(cron="10 2 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="audit.make_partitions")  # type: ignore[untyped-decorator]
def make_partitions_ahead(timestamp: int) -> None:  # noqa: ARG001
    """Every night: make room for the consultations of the next three months."""
    make_partitions(on=timezone.localdate())
