"""The nightly job of the audit context."""

from datetime import date

import pytest
from procrastinate.contrib.django import app

from throughcare.audit import jobs
from throughcare.audit.queries.chains import months_without_partition

pytestmark = pytest.mark.django_db


def test_it_makes_room_for_the_next_three_months(monkeypatch):
    monkeypatch.setattr(jobs.timezone, "localdate", lambda: date(2033, 11, 30))
    jobs.make_partitions_ahead(0)
    assert months_without_partition(on=date(2033, 11, 1)) == []
    assert months_without_partition(on=date(2033, 11, 1), ahead=4) == [date(2034, 3, 1)]


def test_the_worker_knows_it_and_runs_it_every_night():
    assert "throughcare.audit.jobs.make_partitions_ahead" in app.tasks
    crons = [periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()]
    assert "10 2 * * *" in crons
