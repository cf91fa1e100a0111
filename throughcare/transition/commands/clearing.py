"""Removing the files of imports and exports when their time is over. The runs themselves stay, with what they counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from throughcare.audit.commands import record
from throughcare.policy.retention import kept_for
from throughcare.transition.commands.runs import CONFLICTS_SUFFIX, FAULTS_SUFFIX
from throughcare.transition.models import BundleRun


@transaction.atomic
def clear_files(*, on: date, at: datetime) -> dict[str, int]:
    """Remove exports, lists of faults and leftovers that are older than policy keeps them; returns how many of each."""
    removed: Counter[str] = Counter()
    for path, what, since in _files():
        if since + kept_for(what, on=on) <= at:
            path.unlink(missing_ok=True)
            removed[what] += 1
    if removed:
        record(action="transition.cleared_files", by=None, at=at, removed=dict(removed))
    return dict(removed)


def _files() -> Iterator[tuple[Path, str, datetime]]:
    """Every file of the folder: what it is, and since when its time runs. A run under way keeps its file."""
    folder = Path(settings.UPLOADS)
    if not folder.is_dir():
        return
    runs = {run.file: run for run in BundleRun.objects.all()}
    for path in sorted(folder.iterdir()):
        run = runs.get(path.name.removesuffix(FAULTS_SUFFIX).removesuffix(CONFLICTS_SUFFIX))
        if run is None:
            yield path, "leftovers", datetime.fromtimestamp(path.stat().st_mtime, UTC)
        elif run.ended:
            what = "faults" if path.name.endswith((FAULTS_SUFFIX, CONFLICTS_SUFFIX)) else "exports"
            ended = run.ended_at or run.asked_at
            yield path, what if run.state == "done" or what == "faults" else "leftovers", ended
