"""Work of the audit context that runs by itself."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.audit.commands.chains import make_partitions


@app.periodic(cron="10 2 * * *")
@app.task(queueing_lock="audit.make_partitions")
def make_partitions_ahead(timestamp: int) -> None:  # noqa: ARG001
    """Every night: make room for the consultations of the next three months."""
    make_partitions(on=timezone.localdate())
