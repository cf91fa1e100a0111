"""Exporting the caseload as a bundle, in canonical order, straight out of the database."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import connection

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.transition.commands.bundle.staging import Progress
from throughcare.transition.commands.bundle.targets import TARGETS, database_column, is_id, referred
from throughcare.transition.commands.system import system_user
from throughcare.transition.rules.bundle_columns import BundleFile, Column
from throughcare.transition.rules.bundle_format import FILES

_ZIP_DAY = (1980, 1, 1, 0, 0, 0)

# A record that another was merged into is exported as that other; a bundle cannot say who a restriction names when the
# user is no member of staff, and a person without a sentence is refused by import: both are counted, not exported.
_CHOSEN = """
    CREATE TEMP TABLE export_people ON COMMIT DROP AS
    SELECT p.id, p.crn,
           NOT (p.limited AND NOT throughcare_admitted(p.id)) AS admitted,
           EXISTS (SELECT 1 FROM people_sentence s WHERE s.person_id = p.id) AS sentenced,
           NOT EXISTS (SELECT 1 FROM people_limitedaccess a WHERE a.person_id = p.id
                       AND NOT EXISTS (SELECT 1 FROM workforce_staff w WHERE w.user_id = a.user_id)) AS expressible
    FROM people_person p WHERE p.merged_into_id IS NULL
"""
_COUNTS = """
    SELECT count(*) FILTER (WHERE NOT admitted), count(*) FILTER (WHERE admitted AND NOT sentenced),
           count(*) FILTER (WHERE admitted AND sentenced AND NOT expressible) FROM export_people
"""
# What was taken back is no part of what a bundle says.
_HOLDS = {"assessments": "t.withdrawn_on IS NULL", "reductions": TARGETS["reductions"].holds}
_BYTEWISE = ' COLLATE "C"'


@dataclass
class ExportResult:
    """What an export wrote: rows by file, and how many people it left out, by reason."""

    rows: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    content: str = ""


class TargetExists(Exception):
    """The folder or file to write is there already; the message names it."""


def export_bundle(target: Path, *, by: User | None, at: datetime, progress: Progress | None = None) -> ExportResult:
    """Write everything as a bundle to ``target``: a new folder, or a file when the name ends in .zip.

    People whose record is limited are written only where ``by`` (None: the system user) is admitted to it. The export is a
    disclosure and is logged with its counts. Must run as the database role ``jobs``. Raises ``TargetExists``.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise TargetExists(f"{target} is there already")
    result, content = ExportResult(), hashlib.sha256()
    user = by or system_user()
    with acting(user, why="export"), _writing(target) as opened:
        result.left_out = _choose_people()
        for place, file in enumerate(FILES):
            if progress is not None:
                progress("exporting", file.name, 0, place / len(FILES))
            with opened(f"{file.name}.csv") as stream:
                result.rows[file.name] = _copy_out(file, stream, content.update)
        result.content = content.hexdigest()
        record(
            action="transition.export_bundle",
            by=user,
            at=at,
            subject=result.content[:16],
            content=result.content,
            rows=result.rows,
            left_out=result.left_out,
        )
    return result


Opened = Callable[[str], AbstractContextManager[IO[bytes]]]


@contextmanager
def _writing(target: Path) -> Iterator[Opened]:
    """A way to open the files of the bundle for writing; what is half written is taken away on an error."""
    if target.suffix == ".zip":
        half = target.with_name(f"{target.name}.part")
        try:
            with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
                yield lambda name: archive.open(_entry(name), "w", force_zip64=True)
            half.rename(target)
        finally:
            half.unlink(missing_ok=True)
        return
    target.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []

    def opened(name: str) -> AbstractContextManager[IO[bytes]]:
        written.append(target / name)
        return written[-1].open("wb")

    try:
        yield opened
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _choose_people() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.export_people")
        cursor.execute(_CHOSEN)
        cursor.execute(_COUNTS)
        counts = dict(
            zip(("limited", "without-sentence", "restriction-names-no-staff"), cursor.fetchone(), strict=True)
        )
        cursor.execute("DELETE FROM export_people WHERE NOT (admitted AND sentenced AND expressible)")
    return {reason: count for reason, count in counts.items() if count}


def _copy_out(file: BundleFile, stream: IO[bytes], update: Callable[[bytes], object]) -> int:
    statement = f"COPY ({_query(file)}) TO STDOUT (FORMAT csv, HEADER true)"
    with connection.cursor() as cursor:
        copying: Any = cursor.cursor.copy(statement)
        with copying as copy:
            for block in copy:
                stream.write(block)
                update(block)
        return int(cursor.cursor.rowcount)


def _query(file: BundleFile) -> str:
    """The rows of a file in the order of its key, byte by byte, so that the same data give the same file."""
    target = TARGETS[file.name]
    joins: list[str] = []
    shown = [f'{_shown(file, column, joins)} AS "{column.name}"' for column in file.columns]
    order = ", ".join(f'"{name}"{_BYTEWISE if _is_text(file[name]) else ""}' for name in file.key)
    if file.person:
        joins.append(f"JOIN export_people chosen ON chosen.id = t.{'id' if file.name == 'people' else 'person_id'}")
    rows = f"SELECT {', '.join(shown)} FROM {target.table} t {' '.join(joins)} WHERE {_HOLDS.get(file.name, 'true')}"
    return f"SELECT * FROM ({rows}) rows ORDER BY {order}"


def _is_text(column: Column) -> bool:
    return column.kind not in ("date", "time", "integer", "decimal")


def _shown(file: BundleFile, column: Column, joins: list[str]) -> str:
    """The SQL that shows one column as the bundle writes it; adds the joins it needs. Empty text is shown as nothing."""
    name = database_column(file, column)
    if (file.name, column.name) == ("staff", "username"):
        joins.append("LEFT JOIN accounts_user u ON u.id = t.user_id")
        return "u.username"
    if (file.name, column.name) == ("restrictions", "staff"):
        joins.append("JOIN workforce_staff w ON w.user_id = t.user_id")
        return "w.code"
    if is_id(file, column):
        table, key = referred(column)
        joins.append(f"LEFT JOIN {table} {name}_of ON {name}_of.id = t.{name}")
        return f"{name}_of.{key}"
    if column.kind == "time":
        return f"to_char(t.{name}, 'HH24:MI')"
    if column.kind == "decimal":
        return f"trim_scale(t.{name})"
    return f"nullif(t.{name}, '')" if _is_text(column) else f"t.{name}"
