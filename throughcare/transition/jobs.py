"""Work that a worker does: imports and exports asked for on a page."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.transition.commands.runs import QUEUE, TASK, work_off
from throughcare.transition.models import BundleRun


@app.task(queue=QUEUE, name=TASK, lock=TASK)  # type: ignore[untyped-decorator]
def work_off_run(run: int) -> None:
    """Do the import or export of that number, once; one at a time over all workers."""
    waiting = BundleRun.objects.select_related("asked_by").filter(pk=run, state="waiting").first()
    if waiting is not None:
        work_off(run=waiting, at=timezone.now(), on=timezone.localdate())
