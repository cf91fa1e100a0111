"""Work that a worker does: imports and exports asked for on a page, and clearing their files away."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.transition.commands.clearing import clear_files
from throughcare.transition.commands.runs import QUEUE, TASK, begin_again, give_up, work_off
from throughcare.transition.models import BundleRun

_MOST_RETRIES = 2


@app.task(queue=QUEUE, name=TASK, lock=TASK, pass_context=True)  # type: ignore[untyped-decorator]
def work_off_run(context: JobContext, run: int) -> None:
    """Do the import or export of that number, once; one at a time over all workers.

    A run that has begun is here again only because the worker that had it was killed: it begins again, twice at most,
    because the run itself may be what kills workers.
    """
    asked = BundleRun.objects.select_related("asked_by").filter(pk=run).first()
    if asked is None or asked.ended:
        return
    if asked.state != "waiting":
        if context.job.attempts > _MOST_RETRIES:
            give_up(run=asked, at=timezone.now())
            return
        begin_again(run=asked)
    work_off(run=asked, at=timezone.now(), on=timezone.localdate())


@app.periodic(cron="30 2 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="transition.clear_files")  # type: ignore[untyped-decorator]
def clear_files_away(timestamp: int) -> None:  # noqa: ARG001
    """Every night: remove the files of imports and exports whose time is over."""
    with acting_by_itself(why="clear files away"):
        clear_files(on=timezone.localdate(), at=timezone.now())
