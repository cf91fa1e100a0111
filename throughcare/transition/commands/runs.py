"""Imports and exports asked for on a page: asking, working them off as a job, and telling how far they are."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.transition.commands.bundle.fault_log import FaultLog
from throughcare.transition.commands.exports import export_bundle
from throughcare.transition.commands.imports import import_bundle
from throughcare.transition.models import BundleRun
from throughcare.transition.rules.faults import BundleNotFound, Fault
from throughcare.transition.rules.run_states import RUN

MOST_UPLOADED = 2 << 30
"""Bytes of a zip that the site takes; larger bundles are imported by command."""
FAULTS_SUFFIX, CONFLICTS_SUFFIX = ".faults", ".conflicts"
QUEUE = "imports"
TASK = "transition.work_off_run"
_SECONDS_BETWEEN = 1.0


class UploadTooLarge(ValueError):
    """The file is larger than ``MOST_UPLOADED``."""


def ask_import(
    *, name: str, content: Iterable[bytes], accept_partial: bool, take_bundle: bool = False, by: User, at: datetime
) -> BundleRun:
    """Keep an uploaded zip and note that it waits to be imported. Raises ``UploadTooLarge``."""
    file = f"{secrets.token_hex(16)}.zip"
    path = _folder() / file
    written = 0
    with path.open("xb") as target:
        for block in content:
            written += len(block)
            if written > MOST_UPLOADED:
                break
            target.write(block)
    if written > MOST_UPLOADED:
        path.unlink()
        raise UploadTooLarge
    run = BundleRun.objects.create(
        direction="import",
        asked_by=by,
        asked_at=at,
        name=name[:200],
        file=file,
        accept_partial=accept_partial,
        take_bundle=take_bundle,
    )
    record(action="transition.ask_import", by=by, at=at, subject=str(run.pk), bytes=written)
    _defer(run)
    return run


def ask_export(*, by: User, at: datetime) -> BundleRun:
    """Note that an export is asked for."""
    file = f"{secrets.token_hex(16)}.zip"
    run = BundleRun.objects.create(direction="export", asked_by=by, asked_at=at, name=f"{at:%Y-%m-%d}.zip", file=file)
    record(action="transition.ask_export", by=by, at=at, subject=str(run.pk))
    _defer(run)
    return run


def _defer(run: BundleRun) -> None:
    """Ask a worker to do it; the job rolls back with the transaction."""
    app.configure_task(TASK, queue=QUEUE, lock=TASK).defer(run=run.pk)


def begin_again(*, run: BundleRun) -> None:
    """Let a run whose worker was killed wait once more: what it had begun was undone with its transaction."""
    run.phase_file, run.rows, run.share = "", 0, 0
    move(run, "restart")


def give_up(*, run: BundleRun, at: datetime) -> None:
    """Let a run that has lost its worker too often end as failed; an upload is removed."""
    run.ended_at = at
    move(run, "fail")
    if run.direction == "import":
        file_of(run).unlink(missing_ok=True)


def work_off(*, run: BundleRun, at: datetime, on: date) -> None:
    """Do what was asked for; how it ended is in the run. An unforeseen error is noted there and raised again."""
    move(run, "check")
    teller = ProgressTeller(run)
    try:
        if run.direction == "export":
            run.counts = {"rows": export_bundle(file_of(run), by=run.asked_by, at=at, progress=teller).rows}
            verb = "finish"
        else:
            verb = _import(run, at, on, teller)
    except Exception:
        BundleRun.objects.filter(pk=run.pk).update(state="failed", ended_at=at)
        raise
    finally:
        teller.close()
        if run.direction == "import":
            file_of(run).unlink(missing_ok=True)
    run.ended_at = at
    move(run, verb)


def _import(run: BundleRun, at: datetime, on: date, teller: ProgressTeller) -> str:
    try:
        result = import_bundle(
            file_of(run),
            by=run.asked_by,
            at=at,
            on=on,
            accept_partial=run.accept_partial,
            take_bundle=run.take_bundle,
            progress=teller,
        )
    except BundleNotFound as error:
        faults = FaultLog()
        faults.add(Fault(run.name, 0, "", "", "not-a-zip", {"problem": str(error)}))
        _keep_faults(run, faults)
        return "refuse"
    result.faults.extend(result.left_out)
    _keep_faults(run, result.faults)
    run.left_out, run.conflict_count = len(result.left_out), len(result.conflicts)
    if result.conflicts:
        result.conflicts.save_lines(conflicts_of(run))
    counts = {"rows": result.rows, "added": result.added, "changed": result.changed, "removed": result.removed}
    run.counts = {**counts, "notes": result.notes}
    return "finish" if result.loaded else "refuse"


def _keep_faults(run: BundleRun, faults: FaultLog) -> None:
    run.fault_count = len(faults)
    if faults:
        faults.save_lines(faults_of(run))


def move(run: BundleRun, verb: str) -> None:
    """The next state of the run, saved. Raises ``NotAllowed``."""
    run.state = RUN.next(run.state, verb)
    run.save()


def file_of(run: BundleRun) -> Path:
    """Where the run's zip is."""
    return _folder() / run.file


def faults_of(run: BundleRun) -> Path:
    """Where the run's faults are, one JSON line each."""
    return _folder() / f"{run.file}{FAULTS_SUFFIX}"


def conflicts_of(run: BundleRun) -> Path:
    """Where the values are that were changed here and that the bundle has otherwise, one JSON line each."""
    return _folder() / f"{run.file}{CONFLICTS_SUFFIX}"


def _folder() -> Path:
    folder = Path(settings.UPLOADS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class ProgressTeller:
    """Writes progress over a connection of its own, because the import's own transaction shows nothing until its end."""

    def __init__(self, run: BundleRun) -> None:
        self._run = run
        self._connection = connection.copy()
        self._told_at = 0.0

    def __call__(self, phase: str, file: str, rows: int, share: float) -> None:
        """Progress of a phase; kept at most once a second."""
        now = time.monotonic()
        if now - self._told_at < _SECONDS_BETWEEN:
            return
        self._told_at = now
        state = "checking" if phase.startswith("checking") else "loading"
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE transition_bundlerun SET state = %s, phase_file = %s, rows = %s, share = %s WHERE id = %s",
                [state, file, rows, share, self._run.pk],
            )

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
