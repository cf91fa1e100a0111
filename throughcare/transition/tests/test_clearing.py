"""Files of imports and exports go when their time is over; runs that lost their worker begin again."""

from __future__ import annotations

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.policy.retention import kept_for
from throughcare.testing.acting import as_role
from throughcare.transition import jobs
from throughcare.transition.commands.clearing import clear_files
from throughcare.transition.models import BundleRun
from throughcare.transition.tests.conftest import AT, ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.UPLOADS = tmp_path
    return tmp_path


def run_of(folder, name: str, *, age: timedelta, state: str, direction: str = "export", faults: int = 0) -> BundleRun:
    """A run that ended so long ago, with its files."""
    run = BundleRun.objects.create(
        direction=direction, state=state, asked_by=UserFactory(role="administrator"), asked_at=AT - age,
        ended_at=None if state in ("waiting", "checking", "loading") else AT - age, name=name, file=name,
        fault_count=faults,
    )  # fmt: skip
    (folder / name).touch()
    if faults:
        (folder / f"{name}.faults").write_text("")
        (folder / f"{name}.conflicts").write_text("")
    return run


def cleared() -> dict[str, int]:
    with as_role("jobs"), acting_by_itself(why="test"):
        return clear_files(on=ON, at=AT)


def test_each_kind_of_file_goes_at_its_own_time(folder):
    second = timedelta(seconds=1)
    exports, faults, leftovers = (kept_for(what, on=ON) for what in ("exports", "faults", "leftovers"))
    run_of(folder, "old", age=exports, state="done")
    run_of(folder, "young", age=exports - second, state="done")
    run_of(folder, "failed", age=leftovers, state="failed")
    run_of(folder, "refused", age=faults, state="refused", direction="import", faults=3)
    run_of(folder, "lately-refused", age=faults - second, state="refused", direction="import", faults=3)
    run_of(folder, "under-way", age=faults * 2, state="loading", direction="import")
    for name, age in (("nobodys", leftovers + second), ("nobodys-new", leftovers - timedelta(hours=1))):
        (folder / name).touch()
        os.utime(folder / name, ((AT - age).timestamp(),) * 2)
    assert cleared() == {"exports": 1, "faults": 2, "leftovers": 4}
    assert sorted(path.name for path in folder.iterdir()) == [
        "lately-refused.conflicts", "lately-refused.faults", "nobodys-new", "under-way", "young",
    ]  # fmt: skip
    with as_role("owner"):
        (entry,) = Entry.objects.all()
    assert entry.action == "transition.cleared_files"
    assert entry.detail == {"removed": {"exports": 1, "faults": 2, "leftovers": 4}}
    assert BundleRun.objects.count() == 6


def test_nothing_to_clear_leaves_no_trace(folder):
    run_of(folder, "young", age=timedelta(0), state="done")
    assert cleared() == {}
    with as_role("owner"):
        assert not Entry.objects.exists()


def test_a_folder_that_is_not_there_is_no_fault(settings, tmp_path):
    settings.UPLOADS = tmp_path / "none"
    assert cleared() == {}


def test_pages_say_that_a_file_is_no_longer_kept(client, folder):
    export = run_of(folder, "old", age=timedelta(days=30), state="done")
    refused = run_of(folder, "bad", age=timedelta(days=300), state="refused", direction="import", faults=3)
    cleared()
    client.force_login(export.asked_by)
    assert "The bundle is no longer kept" in client.get(reverse("transition:run", args=[export.pk])).content.decode()
    assert client.get(reverse("transition:download", args=[export.pk])).status_code == 404
    page = client.get(reverse("transition:run", args=[refused.pk])).content.decode()
    assert "The list of them is no longer kept" in page
    assert client.get(reverse("transition:faults", args=[refused.pk])).status_code == 404
    assert client.get(reverse("transition:faults-csv", args=[refused.pk])).status_code == 404


def work(run: BundleRun, attempts: int) -> None:
    with as_role("jobs"):
        jobs.work_off_run(SimpleNamespace(job=SimpleNamespace(attempts=attempts)), run=run.pk)


def test_a_run_whose_worker_was_killed_begins_again_and_ends(folder):
    run = run_of(folder, "export.zip", age=timedelta(0), state="checking")
    (folder / "export.zip").unlink()
    work(run, attempts=1)
    run.refresh_from_db()
    assert run.state == "done"
    assert (folder / "export.zip").exists()


def test_a_run_that_keeps_losing_its_worker_fails(folder):
    run = run_of(folder, "import.zip", age=timedelta(0), state="loading", direction="import")
    work(run, attempts=3)
    run.refresh_from_db()
    assert (run.state, run.ended_at is not None) == ("failed", True)
    assert not (folder / "import.zip").exists()


def test_a_run_that_has_ended_is_not_done_again(folder):
    run = run_of(folder, "export.zip", age=timedelta(0), state="done")
    (folder / "export.zip").unlink()
    work(run, attempts=1)
    assert not (folder / "export.zip").exists()


def test_the_worker_clears_every_night():
    crons = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}
    assert crons["throughcare.transition.jobs.clear_files_away"] == "30 2 * * *"
    assert crons["throughcare.accounts.jobs.forget_what_has_ended"] == "20 2 * * *"
    assert crons["throughcare.site.jobs.remove_ended_jobs"] == "40 2 * * *"
    assert crons["throughcare.site.jobs.take_up_abandoned_jobs"] == "*/5 * * * *"
