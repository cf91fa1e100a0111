"""`throughcare due`: for every practitioner, who must be seen, by when, and why."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from datetime import date, datetime
from itertools import pairwise
from typing import IO

import click

from throughcare.site.cli.process import use_django


@click.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to answer for; today where left out.")
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True), help="File to write; standard output if left out."
)
@click.option("--by", default="import", show_default=True, help="User name to act as.")
@click.option("--processes", default=os.cpu_count() or 1, show_default="one for each core", help="How many to use.")
@click.option(
    "--slice", "part", nargs=2, type=int, hidden=True, help="Numbers (first, last] of the people to answer for."
)
def due(as_of: datetime | None, out: str | None, by: str, processes: int, part: tuple[int, int] | None) -> None:
    """Write one CSV line for each person under a sentence, by the rule ``contact-due``, from the database as it stands."""
    on = as_of.date() if as_of else date.today()  # noqa: DTZ011
    use_django("jobs")
    target = open(out, "w", newline="", encoding="utf-8") if out else sys.stdout  # noqa: PTH123, SIM115
    with target:
        if part is not None:
            _write(target, on, by, *part)
            return
        csv.writer(target, lineterminator="\n").writerow(_header())
        target.flush()
        parts = _parts(by, processes)
        if len(parts) == 1:
            _write(target, on, by, *parts[0])
        else:
            _write_in_parallel(target, on, by, parts)


def _write(target: IO[str], on: date, by: str, first: int, last: int) -> None:
    from throughcare.accounts.acting import acting
    from throughcare.accounts.models import User
    from throughcare.kernel.csv_safe import safe_cell
    from throughcare.supervision.queries.due_list import due_lines

    writer = csv.writer(target, lineterminator="\n")
    with acting(User.objects.get(username=by), why="throughcare due"):
        for line in due_lines(on=on, first=first, last=last):
            writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in line])


def _write_in_parallel(target: IO[str], on: date, by: str, parts: list[tuple[int, int]]) -> None:
    """A process for each slice, their lines in the order of the slices."""
    command = [sys.executable, "-m", "throughcare", "due", "--as-of", on.isoformat(), "--by", by]
    running = [
        subprocess.Popen([*command, "--slice", str(first), str(last)], stdout=subprocess.PIPE, text=True)
        for first, last in parts
    ]
    failed = False
    for process in running:
        assert process.stdout is not None
        for block in iter(lambda stream=process.stdout: stream.read(1 << 20), ""):  # type: ignore[misc]
            target.write(block)
        failed = process.wait() != 0 or failed
    if failed:
        raise click.ClickException("a part failed; the list is not complete")


def _parts(by: str, processes: int) -> list[tuple[int, int]]:
    from django.db import connection

    from throughcare.accounts.acting import acting
    from throughcare.accounts.models import User

    with acting(User.objects.get(username=by)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0) FROM people_person")
        count, first, last = cursor.fetchone()
    pieces = processes if count > 5_000 else 1
    bounds = [first - 1 + (last - first + 1) * n // pieces for n in range(pieces + 1)]
    return list(pairwise(bounds))


def _header() -> tuple[str, ...]:
    from throughcare.supervision.queries.due_list import DueLine

    return DueLine._fields
