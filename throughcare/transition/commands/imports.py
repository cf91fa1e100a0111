"""Importing a bundle: all of it is read and checked, then loaded in the same transaction, or nothing is."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.people.models import Person
from throughcare.supervision.commands.derive import derive
from throughcare.transition.commands.bundle.ahead import Ahead, Block
from throughcare.transition.commands.bundle.check_rows import RowChecker
from throughcare.transition.commands.bundle.check_tables import TableChecker
from throughcare.transition.commands.bundle.fault_log import FaultLog
from throughcare.transition.commands.bundle.keys import REFERRED, Register, number_rows, open_register
from throughcare.transition.commands.bundle.load import Loader, leave_out, put_back, set_aside, touched
from throughcare.transition.commands.bundle.source import Source, open_bundle
from throughcare.transition.commands.bundle.staging import Progress, Stager, create_staging
from throughcare.transition.commands.bundle.tables import Table
from throughcare.transition.commands.bundle.targets import TARGETS
from throughcare.transition.commands.system import system_user
from throughcare.transition.rules.bundle_format import FILES
from throughcare.transition.rules.faults import Fault

BULK_BYTES = 4 << 20
"""From so many bytes on (some 70,000 rows), a first import makes indexes and keys after the rows, not row by row."""
LOADED_AFTER: Mapping[str, tuple[str, ...]] = {"people": (), "restrictions": ("people", "restrictions")}
"""Which files can be loaded once a file is checked, where not just that one: a person's row says whether it is limited."""
_LOCK = 7022


@dataclass
class ImportResult:
    """What an import did. ``rows`` counts the rows read by file; nothing was changed unless ``loaded``.

    ``left_out`` names the people left out, as faults of kind ``left-out``.
    """

    faults: FaultLog
    loaded: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    left_out: list[Fault] = field(default_factory=list)
    content: str = ""

    @property
    def changes(self) -> int:
        """Rows added, changed or removed."""
        return sum(sum(counts.values()) for counts in (self.added, self.changed, self.removed))


class ImportUnderWay(Exception):
    """Another import is being done on this database."""


def import_bundle(
    path: Path,
    *,
    by: User | None,
    at: datetime,
    on: date,
    accept_partial: bool = False,
    progress: Progress | None = None,
    deriving: bool = True,
) -> ImportResult:
    """Check the bundle at ``path`` and load it, as ``by`` (None: the system user), in one transaction.

    Nothing is changed where there is a fault, or, with ``accept_partial``, where a file as a whole is unreadable; else the
    people with a fault are left out. Answers of the rules are derived as of ``on``. Must run as the database role
    ``jobs``. Raises ``BundleNotFound`` and ``ImportUnderWay``.
    """
    source = open_bundle(path)
    with _rare_collections(), transaction.atomic():
        result = _Import(source, progress or (lambda *_: None)).run(by, at, on, accept_partial, deriving)
        if not result.loaded:
            transaction.set_rollback(True)
    return result


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Rows are no cycles: looking for cycles among them as often as usual takes a fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Import:
    """One import under way."""

    def __init__(self, source: Source, progress: Progress) -> None:
        self._source = source
        self._progress = progress
        self._log = FaultLog()
        self._result = ImportResult(self._log)
        self._content = hashlib.sha256()
        self._fresh = False
        self._loader = Loader()
        self._to_load: list[str] = []

    def run(self, by: User | None, at: datetime, on: date, accept_partial: bool, deriving: bool) -> ImportResult:
        self._log.extend(self._source.faults)
        tables = self._open_tables() if self._log.counts.keys() <= {"unknown-file"} else []
        if self._log:
            return self._result
        self._take_turn()
        user = by or system_user()
        with acting(user, why="import"):
            self._fresh = not Person.objects.exists()
            self._loader = Loader(in_bulk=self._fresh and self._source.size >= BULK_BYTES)
            if self._loader.in_bulk:
                set_aside()
            register = self._read(tables, early=self._loader.in_bulk and not accept_partial)
            if self._log and (self._log.structural or not accept_partial):
                return self._result
            if self._log:
                self._leave_out(register)
            self._load(user, at, on, deriving)
        return self._result

    def _open_tables(self) -> list[Table]:
        """The tables of the bundle, their headers judged."""
        tables = []
        for file in FILES:
            if file.name in self._source.sizes:
                table = Table(self._source, file)
                self._log.extend(table.read_header())
                tables.append(table)
            elif file.required and not self._log.counts["not-a-zip"]:
                self._log.add(Fault(f"{file.name}.csv", 0, "", "", "missing-file"))
        self._source.read = 0
        return tables

    def _take_turn(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                raise ImportUnderWay("another import is being done; wait until it has ended")
            # A killed import must not keep its turn until the statement under way has ended.
            cursor.execute("SET LOCAL client_connection_check_interval = '500ms'")
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("SELECT pg_my_temp_schema() = 0")
            if cursor.fetchone()[0]:  # PostgreSQL takes it only from a session that has had no temporary table yet.
                cursor.execute("SET LOCAL temp_buffers = '128MB'")

    def _read(self, tables: Sequence[Table], *, early: bool) -> Register:
        """Check and stage every table. ``early``: load each while the next is checked, as long as there is no fault."""
        create_staging()
        register = open_register()
        by_name = {table.file.name: table for table in tables}
        for file in FILES:
            ascending = self._read_table(by_name[file.name], register) if file.name in by_name else True
            if file.name in REFERRED:
                number_rows(file.name, register.keys[file.name])
            if file.name in by_name:
                TableChecker(file, register, self._log, ascending=ascending).check()
            if file.name == "people":
                keys = register.keys["people"]
                register.faulty.update(keys.ids[crn] for crn in keys.bad if crn in keys.ids)
            if early:
                self._to_load += LOADED_AFTER.get(file.name, (file.name,))
        return register

    def _read_table(self, table: Table, register: Register) -> bool:
        """Check and stage one table; returns whether its keys only rise."""
        checker = RowChecker(table, register, self._log)
        rows = 0
        with Ahead(self._checked(table, checker)) as blocks:
            if not self._log:
                self._load_waiting()
            with Stager(table.file) as stager:
                for rows, share, lines in blocks:
                    stager.write(lines)
                    self._progress("checking", table.file.name, rows, share)
        self._result.rows[table.file.name] = rows
        self._content.update(table.digest)
        if table.fault is not None:
            self._log.add(table.fault)
            if table.file.name in REFERRED:
                register.keys[table.file.name].complete = False
        return checker.ascending

    def _checked(self, table: Table, checker: RowChecker) -> Iterator[Block]:
        for first, batch in table.batches():
            lines = checker.check(first, batch)
            yield first + len(batch) - 2, self._source.read / max(self._source.size, 1), lines

    def _load_waiting(self) -> None:
        """Load the files that wait for it, and make their constraints again where they are set aside."""
        waiting, self._to_load = self._to_load, []
        for name in waiting:
            self._loader.load(name)
        if waiting and self._loader.in_bulk:
            put_back(self._loader.loaded, foreign_keys="people" in self._loader.loaded)

    def _leave_out(self, register: Register) -> None:
        """Note who is left out, and take their rows out of what is loaded."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT row, key FROM bundle_people_ids WHERE id = ANY(%s::bigint[]) ORDER BY row",
                [sorted(map(int, register.faulty))],
            )
            self._result.left_out = [Fault("people.csv", row, "crn", crn, "left-out") for row, crn in cursor.fetchall()]
        leave_out(register)

    def _load(self, user: User, at: datetime, on: date, deriving: bool) -> None:
        result, loader = self._result, self._loader
        for place, file in enumerate(FILES):
            if file.name not in loader.loaded:
                self._progress("loading", file.name, 0, place / len(FILES))
                loader.load(file.name)
        if loader.in_bulk:
            self._progress("checking", "constraints", 0, 0.0)
            put_back([*TARGETS])
        result.added, result.changed, result.removed = (
            {name: count for name, count in counts.items() if count}
            for counts in (loader.added, loader.changed, loader.removed)
        )
        if deriving and loader.total:
            self._progress("deriving", "", 0, 0.0)
            count = Person.objects.count()
            derive(
                None if self._fresh else list(touched()),
                on=on,
                cause="import",
                progress=lambda done: self._progress("deriving", "", done, done / max(count, 1)),
            )
        result.content = self._content.hexdigest()
        record(
            action="transition.import_bundle",
            by=user,
            at=at,
            subject=result.content[:16],
            content=result.content,
            rows=result.rows,
            added=result.added,
            changed=result.changed,
            removed=result.removed,
            left_out=len(result.left_out),
            faults=dict(self._log.counts),
        )
        result.loaded = True
