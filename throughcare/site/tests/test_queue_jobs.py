"""Looking after the queue: what has ended goes, what was abandoned is done again."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from throughcare.site import jobs
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_jobs():
    with as_role("jobs"):
        yield


def job(status: str, *, days: int = 0, attempts: int = 0, worker_seconds: int | None = None) -> int:
    """A job in that state since so many days; ``worker_seconds``: how long its worker has shown no life."""
    number = app.configure_task("site.test").defer()
    with connection.cursor() as cursor:
        worker = None
        if worker_seconds is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 s') RETURNING id",
                [worker_seconds],
            )
            worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, number])
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, attempts = %s WHERE id = %s", [status, attempts, number]
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s * interval '1 day' WHERE job_id = %s", [days, number]
        )
    return int(number)


def states() -> dict[int, str]:
    return dict(ProcrastinateJob.objects.values_list("id", "status"))


def test_jobs_go_when_their_time_is_over_and_failed_ones_later():
    kept = [job("succeeded", days=13), job("failed", days=89), job("todo", days=400)]
    gone = [job("succeeded", days=15), job("failed", days=91)]
    async_to_sync(jobs.remove_ended_jobs.func)(0)
    assert set(states()) == set(kept)
    assert not set(gone) & set(states())


def test_a_job_whose_worker_died_is_done_again_a_few_times():
    abandoned = job("doing", worker_seconds=120)
    under_way = job("doing", worker_seconds=5)
    deadly = job("doing", worker_seconds=120, attempts=5)
    async_to_sync(jobs.take_up_abandoned_jobs.func)(0)
    assert states() == {abandoned: "todo", under_way: "doing", deadly: "failed"}
