"""What was changed here since it was last imported: it is kept and reported, or reported and given up for the bundle's.

Known are the columns of rows (``transition_changedhere``, noted by triggers), the periods that are replaced as a whole, and
what was taken away (the history of a table). Columns that say one thing together are kept together, so that a row never
becomes a mixture that neither side wrote. A value that the bundle has as it is here counts as imported from then on, unless
the import changes nothing at all: so bringing in an export does not open the way for an older bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from throughcare.transition.commands.bundle.fault_log import FaultLog
from throughcare.transition.commands.bundle.targets import Target, database_column, shown
from throughcare.transition.rules.bundle_columns import Column
from throughcare.transition.rules.faults import Fault, shortened

_NOTED = "SELECT EXISTS (SELECT 1 FROM transition_changedhere WHERE relation = %s)"


class ChangedHere:
    """Settles each file before it is loaded; conflicts go to ``log``, and with ``take`` the bundle's values are taken."""

    def __init__(self, log: FaultLog, *, take: bool) -> None:
        self._log = log
        self._take = take
        self._later: list[str] = []

    def settle(self, target: Target, same: str, numbered: str) -> None:
        """Let the staged rows of a file say what is to be loaded. ``same`` joins a staged row to the row it is here."""
        noted = self._asks(_NOTED, [target.table])
        if target.whole:
            if noted:
                self._settle_wholes(target, same)
            return
        if noted and target.facts:
            self._settle_rows(target, same, numbered)
        if not numbered and self._asks(f"SELECT EXISTS (SELECT 1 FROM {target.table}event WHERE pgh_label = 'delete')"):
            self._settle_removed(target, same)

    def count_as_imported(self) -> None:
        """What the bundle has as it is here is noted as changed here no more, and neither is what was taken from it."""
        self._do(*self._later)

    def _settle_rows(self, target: Target, same: str, numbered: str) -> None:
        here, kept = f"{target.staging}_here", f"{target.staging}_kept"
        columns = list(_facts(target))
        found = ", ".join(
            f"({place}, '{database_column(target.file, column)}', '{column.name}',"
            f" t.{database_column(target.file, column)} IS DISTINCT FROM"
            f" {target.values[database_column(target.file, column)]}"
            f" AND m.columns && {_array(_tied(target, column))},"
            f" {shown(target.file, column, _here(target, column))}, {shown(target.file, column, _staged(column))})"
            for place, column in enumerate(columns)
        )
        self._do(
            f"""CREATE TEMP TABLE {here} ON COMMIT DROP AS SELECT t.id, s.row, m.columns
                FROM {target.staging} s {target.join} {numbered} JOIN {target.table} t ON {same}
                JOIN transition_changedhere m ON m.relation = '{target.table}' AND m.row = t.id""",
            f"""CREATE TEMP TABLE {kept} ON COMMIT DROP AS
                SELECT m.id, m.row, c.place, c.stored, c.name, c.here, c.given
                FROM {here} m JOIN {target.table} t ON t.id = m.id JOIN {target.staging} s ON s.row = m.row {target.join}
                CROSS JOIN LATERAL (VALUES {found}) AS c(place, stored, name, differs, here, given) WHERE c.differs""",
        )
        self._report(target, f"SELECT row, name, here, given FROM {kept} ORDER BY row, place")
        if not self._take:
            sets = ", ".join(
                f'"{column.name}" = CASE WHEN m.columns && {_array(_tied(target, column))}'
                f" THEN {_here(target, column)} ELSE {_staged(column)} END"
                for column in columns
            )
            self._do(
                f"""UPDATE {target.staging} s SET {sets} FROM {here} m JOIN {target.table} t ON t.id = m.id
                    WHERE s.row = m.row AND EXISTS (SELECT 1 FROM {kept} k WHERE k.row = m.row)""",
            )
        left = "'{}'" if self._take else f"ARRAY(SELECT k.stored FROM {kept} k WHERE k.id = m.id)"
        self._later.extend(
            (
                f"""UPDATE transition_changedhere noted SET columns = {left} FROM {here} m
                WHERE noted.relation = '{target.table}' AND noted.row = m.id""",
                f"DELETE FROM transition_changedhere WHERE relation = '{target.table}' AND columns = '{{}}'",
            )
        )

    def _settle_wholes(self, target: Target, same: str) -> None:
        here, kept = f"{target.staging}_here", f"{target.staging}_kept"
        whole, start = target.values[target.whole], target.file[target.file.key[-1]]
        columns = list(_facts(target))
        found = ", ".join(
            f"({place}, '{column.name}', t.id IS NOT NULL AND t.{database_column(target.file, column)} IS DISTINCT FROM"
            f" {target.values[database_column(target.file, column)]},"
            f" {shown(target.file, column, _here(target, column))}, {shown(target.file, column, _staged(column))})"
            for place, column in enumerate(columns)
        )
        found += f", (-1, '{start.name}', t.id IS NULL, '', {_staged(start)}::text)"
        self._do(
            f"""CREATE TEMP TABLE {here} ON COMMIT DROP AS SELECT {whole} AS id, max(s.row) AS row
                FROM {target.staging} s JOIN transition_changedhere m ON m.relation = '{target.table}'
                AND m.row = {whole} GROUP BY 1""",
            f"""CREATE TEMP TABLE {kept} ON COMMIT DROP AS
                SELECT m.id, s.row, c.place, c.name, c.here, c.given
                FROM {here} m JOIN {target.staging} s ON {whole} = m.id LEFT JOIN {target.table} t ON {same}
                    AND {target.holds}
                CROSS JOIN LATERAL (VALUES {found}) AS c(place, name, differs, here, given) WHERE c.differs
                UNION ALL
                SELECT m.id, m.row, {len(columns)}, '{start.name}', {_here(target, start)}::text, ''
                FROM {here} m JOIN {target.table} t ON t.{target.whole} = m.id AND {target.holds}
                WHERE NOT EXISTS (SELECT 1 FROM {target.staging} s WHERE {same})""",
        )
        self._report(target, f"SELECT row, name, here, given FROM {kept} ORDER BY row, place, here")
        if not self._take:
            self._do(f"DELETE FROM {target.staging} s USING {kept} k WHERE {whole} = k.id")
        still = "false" if self._take else f"EXISTS (SELECT 1 FROM {kept} k WHERE k.id = m.id)"
        self._later.append(
            f"""DELETE FROM transition_changedhere noted USING {here} m
                WHERE noted.relation = '{target.table}' AND noted.row = m.id AND NOT {still}""",
        )

    def _settle_removed(self, target: Target, same: str) -> None:
        kept = f"{target.staging}_gone"
        gone = " AND ".join(f"e.{column} = {target.values[column]}" for column in target.key)
        last = target.file[[name for name in target.file.key if target.file[name].kind != "date"][-1]]
        self._do(
            f"""CREATE TEMP TABLE {kept} ON COMMIT DROP AS
                SELECT s.row, {shown(target.file, last, _staged(last))} AS given FROM {target.staging} s {target.join}
                WHERE EXISTS (SELECT 1 FROM {target.table}event e WHERE e.pgh_label = 'delete' AND {gone})
                AND NOT EXISTS (SELECT 1 FROM {target.table} t WHERE {same})""",
        )
        self._report(target, f"SELECT row, '{last.name}', '', given FROM {kept} ORDER BY row")
        if not self._take:
            self._do(f"DELETE FROM {target.staging} s USING {kept} k WHERE s.row = k.row")

    def _report(self, target: Target, sql: str) -> None:
        kind = "taken-from-bundle" if self._take else "kept-here"
        for row, column, here, given in self._rows(sql):
            values = {"here": shortened(here or "")}
            self._log.add(Fault(f"{target.file.name}.csv", row, column, shortened(given or ""), kind, values))

    def _do(self, *statements: str) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _asks(self, sql: str, values: Iterable[str] = ()) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(sql, list(values))
            return bool(cursor.fetchone()[0])

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(10_000):
                yield from rows


def _facts(target: Target) -> Iterator[Column]:
    """The columns of the file that are kept in a column of the table and do not name the row or its person."""
    for column in target.file.columns:
        name = database_column(target.file, column)
        if name in target.facts and name != "person_id":
            yield column


def _tied(target: Target, column: Column) -> list[str]:
    """The table's columns that say one thing together with ``column``, itself among them."""
    names = next((group for group in target.file.groups if column.name in group), (column.name,))
    return [database_column(target.file, target.file[name]) for name in names]


def _array(names: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(repr(name) for name in names)}]"


def _here(target: Target, column: Column) -> str:
    return f"t.{database_column(target.file, column)}"


def _staged(column: Column) -> str:
    return f's."{column.name}"'
