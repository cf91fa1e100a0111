"""Importing a bundle: all of it is read and checked, then loaded in the same transaction, or nothing is."""

from __future__ import annotations

import gc
import hashlib
import logging
from collections.abc import Iterator, Sequence
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
from throughcare.supervision.commands.loads import keep_loads
from throughcare.transition.commands.bundle.ahead import Ahead, Block, gathered
from throughcare.transition.commands.bundle.changed_here import ChangedHere
from throughcare.transition.commands.bundle.check_rows import RowChecker
from throughcare.transition.commands.bundle.check_tables import TableChecker
from throughcare.transition.commands.bundle.fault_log import FaultLog
from throughcare.transition.commands.bundle.first_load import WRONG, CheckerEnded, Doubt, FirstLoad, limited_people
from throughcare.transition.commands.bundle.keys import Register, number_rows, open_register
from throughcare.transition.commands.bundle.load import (
    ABOUT_PEOPLE,
    ABOUT_STAFF,
    Loader,
    leave_out,
    put_back,
    set_aside,
    touched,
    working_time_given,
)
from throughcare.transition.commands.bundle.source import Source, open_bundle
from throughcare.transition.commands.bundle.staging import Progress, Stager, create_staging
from throughcare.transition.commands.bundle.tables import Table
from throughcare.transition.commands.system import system_user
from throughcare.transition.rules.bundle_format import BY_NAME, FILES
from throughcare.transition.rules.faults import Fault

logger = logging.getLogger(__name__)
BULK_BYTES = 4 << 20
"""From so many bytes on (some 70,000 rows), a first import makes indexes and keys after the rows, not row by row."""
_LOCK = 7022


@dataclass
class ImportResult:
    """What an import did. ``rows`` counts the rows read by file; nothing was changed unless ``loaded``.

    ``left_out`` names the people left out, as faults of kind ``left-out``. ``conflicts`` are the values that were changed
    here since they were last imported and that the bundle has otherwise, of kind ``kept-here`` or ``taken-from-bundle``.
    ``notes`` are codes of ``NOTES``: what went otherwise than it should, without harm to what was loaded.
    """

    faults: FaultLog
    loaded: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    left_out: list[Fault] = field(default_factory=list)
    conflicts: FaultLog = field(default_factory=FaultLog)
    notes: list[str] = field(default_factory=list)
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
    take_bundle: bool = False,
    progress: Progress | None = None,
    deriving: bool = True,
) -> ImportResult:
    """Check the bundle at ``path`` and load it, as ``by`` (None: the system user), in one transaction.

    Nothing is changed where there is a fault, or, with ``accept_partial``, where a file as a whole is unreadable; else the
    people with a fault are left out. What was changed here since it was last imported is kept, or, with ``take_bundle``,
    overwritten; either is reported. Answers of the rules are derived as of ``on``. Must run as the database role ``jobs``.
    Raises ``BundleNotFound`` and ``ImportUnderWay``.
    """
    source = open_bundle(path)
    with _rare_collections(), transaction.atomic():
        doing = _Import(source, progress or (lambda *_: None), take_bundle=take_bundle)
        result = doing.run(by, at, on, accept_partial, deriving)
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


@contextmanager
def _said_to_be_an_import() -> Iterator[None]:
    """What is changed meanwhile in this transaction is not noted as changed here; undoing the transaction undoes this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('throughcare.importing', 'yes', true)")
        yield
        cursor.execute("SELECT set_config('throughcare.importing', '', true)")


class _Import:
    """One import under way."""

    def __init__(self, source: Source, progress: Progress, *, take_bundle: bool) -> None:
        self._source = source
        self._progress = progress
        self._take_bundle = take_bundle
        self._tables: dict[str, Table] = {}
        self._begin()

    def _begin(self) -> None:
        self._log = FaultLog()
        self._result = ImportResult(self._log)
        self._loader = Loader(ChangedHere(self._result.conflicts, take=self._take_bundle))
        self._register: Register = Register({}, {})
        self._source.read = 0

    def run(self, by: User | None, at: datetime, on: date, accept_partial: bool, deriving: bool) -> ImportResult:
        self._log.extend(self._source.faults)
        if self._log.counts.keys() <= {"unknown-file"}:
            self._open_tables()
        if self._log:
            return self._result
        self._take_turn()
        user = by or system_user()
        with acting(user, why="import"), _said_to_be_an_import():
            fresh = not Person.objects.exists()
            bulk = fresh and self._source.size >= BULK_BYTES
            if not (bulk and self._load_at_once()) and not self._load_with_care(accept_partial, bulk):
                return self._result
            self._finish(user, at, on, fresh, deriving)
        return self._result

    def _open_tables(self) -> None:
        """The tables of the bundle, their headers judged."""
        for file in FILES:
            if file.name in self._source.sizes:
                table = self._tables[file.name] = Table(self._source, file)
                self._log.extend(table.read_header())
            elif file.required and not self._log.counts["not-a-zip"]:
                self._log.add(Fault(f"{file.name}.csv", 0, "", "", "missing-file"))
        self._source.read = 0

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

    def _load_at_once(self) -> bool:
        """Load straight into empty tables; where anything is odd, leave the database as it was and say False."""
        try:
            with transaction.atomic():
                self._start_reading()
                limited = limited_people(self._tables.get("restrictions"))
                self._source.read = 0
                self._take(ABOUT_STAFF)
                tables = [table for name, table in self._tables.items() if name in ABOUT_PEOPLE]
                first = FirstLoad(self._source, tables, self._register, limited)
                first.run(self._progress)
                self._loader.loaded.update(ABOUT_PEOPLE)
                self._loader.added.update(first.added)
                self._result.rows.update(first.rows)
                self._take(["restrictions"])
        except (Doubt, *WRONG) as doubt:
            self._begin()
            if isinstance(doubt, CheckerEnded):
                self._result.notes.append("checker-ended")
                logger.warning(
                    "the process that checks a bundle ended early, status %s: read again, slower", doubt.status
                )
                self._progress("checking again", "", 0, 0.0)
            return False
        return True

    def _take(self, names: Sequence[str]) -> None:
        """Read and load files of a few rows; raises ``Doubt`` where there is a fault."""
        for name in names:
            if name in self._tables:
                self._read(name)
                if self._log:
                    raise Doubt
                self._loader.load(name)

    def _load_with_care(self, accept_partial: bool, bulk: bool) -> bool:
        """Stage everything, note every fault, then load; False where nothing is to be loaded."""
        self._start_reading()
        for file in FILES:
            self._read(file.name)
        if self._log and (self._log.structural or not accept_partial):
            return False
        if self._log:
            self._leave_out()
        self._load_staged(ABOUT_STAFF)
        if bulk:
            set_aside()
        self._loader.in_bulk = bulk
        self._load_staged(ABOUT_PEOPLE)
        self._loader.in_bulk = False
        if bulk:
            self._progress("checking", "constraints", 0, 0.0)
            put_back()
        self._load_staged(["restrictions"])
        return True

    def _load_staged(self, names: Sequence[str]) -> None:
        for name in names:
            self._progress("loading", name, 0, len(self._loader.loaded) / len(FILES))
            self._loader.load(name)

    def _start_reading(self) -> None:
        create_staging()
        self._register = open_register()

    def _read(self, name: str) -> None:
        """Check and stage one file, and what its rows say about each other."""
        ascending = self._read_table(self._tables[name]) if name in self._tables else True
        keys = self._register.keys.get(name)
        if keys is not None:
            number_rows(name, keys)
        if name in self._tables:
            TableChecker(BY_NAME[name], self._register, self._log, ascending=ascending).check()
        if name == "people" and keys is not None:
            self._register.faulty.update(keys.ids[crn] for crn in keys.bad if crn in keys.ids)

    def _read_table(self, table: Table) -> bool:
        """Check and stage one table; returns whether its keys only rise."""
        name = table.file.name
        checker = RowChecker(table, self._register, self._log)
        self._result.rows[name] = 0
        with Ahead(gathered(self._checked(table, checker))) as blocks, Stager.of(table.file) as stager:
            for block in blocks:
                stager.write(block.lines)
                self._progress("checking", name, block.rows, block.share)
                self._result.rows[name] = block.rows
        if table.fault is not None:
            self._log.add(table.fault)
            if name in self._register.keys:
                self._register.keys[name].complete = False
        return checker.ascending

    def _checked(self, table: Table, checker: RowChecker) -> Iterator[Block]:
        for batch in table.batches():
            lines = checker.check(batch)
            share = self._source.read / max(self._source.size, 1)
            yield Block(table.file.name, batch.first + len(batch) - 2, share, lines)

    def _leave_out(self) -> None:
        """Note who is left out, and take their rows out of what is loaded."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT row, key FROM bundle_people_ids WHERE id = ANY(%s::bigint[]) ORDER BY row",
                [sorted(map(int, self._register.faulty))],
            )
            self._result.left_out = [Fault("people.csv", row, "crn", crn, "left-out") for row, crn in cursor.fetchall()]
        leave_out(self._register)

    def _finish(self, user: User, at: datetime, on: date, fresh: bool, deriving: bool) -> None:
        result, loader = self._result, self._loader
        result.added, result.changed, result.removed = (
            {name: count for name, count in counts.items() if count}
            for counts in (loader.added, loader.changed, loader.removed)
        )
        if loader.total:
            loader.here.count_as_imported()
        if deriving and loader.total:
            self._progress("deriving", "", 0, 0.0)
            count = Person.objects.count()
            derive(
                None if fresh else list(touched()),
                on=on,
                cause="import",
                progress=lambda done: self._progress("deriving", "", done, done / max(count, 1)),
            )
            if not fresh:
                keep_loads(working_time_given(), on=on)
        content = hashlib.sha256(b"".join(table.digest for table in self._tables.values()))
        result.content = content.hexdigest()
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
            conflicts=dict(result.conflicts.counts),
            notes=result.notes,
        )
        result.loaded = True
