"""Looking after the queue itself: jobs that have ended are removed, jobs whose worker died are done again."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from throughcare.policy.retention import kept_for

_MOST_ATTEMPTS = 5
_LOG = logging.getLogger("throughcare.queue")


@app.periodic(cron="40 2 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="site.remove_ended_jobs")  # type: ignore[untyped-decorator]
async def remove_ended_jobs(timestamp: int) -> None:  # noqa: ARG001
    """Every night: remove jobs that ended longer ago than policy keeps them."""
    on = timezone.localdate()
    for what, failed in (("finished-jobs", False), ("failed-jobs", True)):
        hours = round(kept_for(what, on=on).total_seconds() / 3600)
        await app.job_manager.delete_old_jobs(
            nb_hours=hours, include_failed=failed, include_cancelled=failed, include_aborted=failed
        )


@app.periodic(cron="*/5 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="site.take_up_abandoned_jobs")  # type: ignore[untyped-decorator]
async def take_up_abandoned_jobs(timestamp: int) -> None:  # noqa: ARG001
    """Every five minutes: let jobs be done again whose worker shows no life; one that keeps losing workers has failed.

    Every task can be begun twice: what it had begun was undone with its transaction.
    """
    for job in await app.job_manager.get_stalled_jobs():
        if job.attempts >= _MOST_ATTEMPTS:
            _LOG.error("a job has failed: it has lost too many workers", extra={"job": job.id, "task": job.task_name})
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        _LOG.warning("a job is done again: its worker shows no life", extra={"job": job.id, "task": job.task_name})
        await app.job_manager.retry_job(job)
