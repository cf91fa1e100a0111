"""`throughcare due`: for every practitioner, who must be seen, by when, and why."""

from __future__ import annotations

import contextlib
import csv
import gc
import heapq
import os
import sys
import tempfile
from datetime import date, datetime
from itertools import pairwise
from typing import IO, TYPE_CHECKING

import click

from throughcare.site.cli.process import use_django

if TYPE_CHECKING:
    from throughcare.supervision.queries.due_list import DueLine

_DUE_DATE = 9
"""Which cell of a written line is the day due."""
SMALL = 5_000
"""Up to so many people one process does it all, unless more are asked for: starting a second would take longer."""


@click.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to answer for; today where left out.")
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True), help="File to write; standard output if left out."
)
@click.option("--by", default="import", show_default=True, help="User name to act as.")
@click.option("--processes", type=click.IntRange(1, 64), help="How many to use; one for each core if left out.")
def due(as_of: datetime | None, out: str | None, by: str, processes: int | None) -> None:
    """Write one CSV line for each person under a sentence, by the rule ``contact-due``, from the database as it stands.

    The lines stand in the order of delivery unit, team and practitioner, and of each the earliest due comes first.
    """
    on = as_of.date() if as_of else date.today()  # noqa: DTZ011
    use_django("jobs")
    from throughcare.supervision.queries.due_list import DueLine

    target = open(out, "w", newline="", encoding="utf-8") if out else sys.stdout  # noqa: PTH123, SIM115
    with target:
        csv.writer(target, lineterminator="\n").writerow(DueLine._fields)
        target.flush()
        _without_collections()
        parts = _parts(by, processes)
        if len(parts) == 1:
            _write(target, on, by, *parts[0])
        else:
            _write_in_parallel(target, on, by, parts)


def _without_collections() -> None:
    """Rows and answers are no cycles, and reference counts free them: looking for cycles took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.disable()


def _write(target: IO[str], on: date, by: str, first: int, last: int) -> None:
    from throughcare.accounts.acting import acting
    from throughcare.accounts.models import User
    from throughcare.kernel.csv_safe import safe_cell
    from throughcare.supervision.queries.due_list import due_lines

    writer = csv.writer(target, lineterminator="\n")
    with acting(User.objects.get(username=by), why="throughcare due"):
        for line in sorted(due_lines(on=on, first=first, last=last), key=_place):
            writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in line])


def _place(line: DueLine) -> tuple[str, ...]:
    """Where a line stands in the list; what has no date comes after what has one."""
    day = line.due_date.isoformat() if line.due_date else "~"
    return line.delivery_unit, line.team, line.practitioner_code, day, line.crn


def _place_of_cells(cells: list[str]) -> tuple[str, ...]:
    """The same of a line that was written: a cell made safe for a spreadsheet is compared as it was."""
    unit, team, code, _name, crn = (cell.removeprefix("'") for cell in cells[:5])
    return unit, team, code, cells[_DUE_DATE] or "~", crn


def _write_in_parallel(target: IO[str], on: date, by: str, parts: list[tuple[int, int]]) -> None:
    """A process for each slice, which writes to a file of its own; then their lines merged into one list."""
    from django.db import connection

    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for number, part in enumerate(parts):
            name = os.path.join(folder, str(number))  # noqa: PTH118
            child = os.fork()
            if child == 0:
                _write_and_leave(name, on, by, part)
            running.append((child, name))
        # Every one is waited for, whatever became of those before.
        failed = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child, _ in running]
        if any(failed):
            raise click.ClickException("a part failed; the list is not complete")
        with contextlib.ExitStack() as files:
            parted = [files.enter_context(open(name, encoding="utf-8", newline="")) for _, name in running]  # noqa: PTH123
            merged = heapq.merge(*map(csv.reader, parted), key=_place_of_cells)
            csv.writer(target, lineterminator="\n").writerows(merged)


def _write_and_leave(name: str, on: date, by: str, part: tuple[int, int]) -> None:
    """In a process that was forked: write one slice and end, without what the first process does at its end."""
    status = 1
    try:
        with open(name, "w", encoding="utf-8", newline="") as target:  # noqa: PTH123
            _write(target, on, by, *part)
        status = 0
    except Exception:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _parts(by: str, processes: int | None) -> list[tuple[int, int]]:
    """Slices of the people, each as the numbers (first, last]."""
    from django.db import connection

    from throughcare.accounts.acting import acting
    from throughcare.accounts.models import User

    with acting(User.objects.get(username=by)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0) FROM people_person")
        count, first, last = cursor.fetchone()
    pieces = processes or (os.cpu_count() if count > SMALL else None) or 1
    bounds = [first - 1 + (last - first + 1) * n // pieces for n in range(pieces + 1)]
    return list(pairwise(bounds))
