"""Staging: each file of a bundle is copied into a temporary table, typed, with the row number of every row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any

from django.db import connection

from throughcare.transition.commands.bundle.targets import TARGETS, staged_type
from throughcare.transition.rules.bundle_columns import BundleFile
from throughcare.transition.rules.bundle_format import FILES

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_RISKY = "\\\t\n\r"


def create_staging() -> None:
    """Make the temporary tables, which the end of the transaction drops; those of an import before in it go now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relname ~ '^bundle_'"
                       " AND relkind = 'r'")  # fmt: skip
        for (left,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE pg_temp.{left}")
        for file in FILES:
            columns = ", ".join(f'"{column.name}" {staged_type(file, column)}' for column in file.columns)
            cursor.execute(
                f"CREATE TEMP TABLE {TARGETS[file.name].staging} (row integer, person bigint, {columns}) ON COMMIT DROP"
            )
        cursor.execute("CREATE TEMP TABLE bundle_touched (person_id bigint) ON COMMIT DROP")


class Stager(AbstractContextManager["Stager"]):
    """An open COPY into a table; ``rows`` afterwards counts what was copied."""

    def __init__(self, statement: str) -> None:
        self._statement = statement
        self.rows = 0

    @classmethod
    def of(cls, file: BundleFile) -> Stager:
        """Into the staging table of a file."""
        names = ", ".join(f'"{column.name}"' for column in file.columns)
        return cls(f"COPY {TARGETS[file.name].staging} (row, person, {names}) FROM STDIN (FORMAT text, NULL '')")

    def __enter__(self) -> Stager:
        self._cursor = connection.cursor()
        copying: Any = self._cursor.cursor.copy(self._statement)
        self._context = copying
        self._copy = copying.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.__exit__(kind, error, trace)
        self.rows = self._cursor.rowcount
        self._cursor.close()

    def write(self, lines: bytes) -> None:
        """Send what ``Lines`` has made."""
        if lines:
            self._copy.write(lines)


class Lines:
    """Writes batches of one file in the text form of COPY."""

    def __init__(self, file: BundleFile) -> None:
        self.file = file
        self._free = [place for place, column in enumerate(file.columns) if column.kind in ("text", "name", "key")]

    def of(self, numbers: Sequence[int], people: Sequence[str], columns: Sequence[Sequence[str]]) -> bytes:
        """The lines of one batch, given column by column; an empty cell is not known."""
        return joined([list(map(str, numbers)), people, *self.escaped(columns)])

    def escaped(self, columns: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        """The columns with the signs escaped that COPY reads otherwise."""
        cells = list(columns)
        for place in self._free:
            cells[place] = _escaped(cells[place])
        return cells


def joined(columns: Sequence[Sequence[str]]) -> bytes:
    """Lines of the columns."""
    lines = "\n".join(map("\t".join, zip(*columns, strict=True)))
    return f"{lines}\n".encode() if lines else b""


def _escaped(cells: Sequence[str]) -> Sequence[str]:
    joined = "".join(cells)
    if not any(sign in joined for sign in _RISKY):
        return cells
    return [cell.translate(_ESCAPES) for cell in cells]


Progress = Callable[[str, str, int, float], None]
"""Told now and then: the phase (checking, loading, deriving), the file, rows so far, and the share done of the phase."""
