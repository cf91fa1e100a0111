"""Loading a bundle into a database without people, straight from its files: no staging, indexes and keys after the rows.

Only for a bundle without a fault. Rows are checked one file after another in a process of its own and copied into their
tables; what rows say about each other is left to the constraints that are made again afterwards. Whatever is not as it
should be raises ``Doubt``: the caller then undoes all of it and reads the bundle the careful way, which names every fault.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import psycopg
from django.db import DataError, IntegrityError, connection

from throughcare.transition.commands.bundle.ahead import Ahead, Block, gathered
from throughcare.transition.commands.bundle.apart import Apart, EndedEarly
from throughcare.transition.commands.bundle.check_rows import Columns, RowChecker
from throughcare.transition.commands.bundle.fault_log import FaultLog
from throughcare.transition.commands.bundle.keys import Register
from throughcare.transition.commands.bundle.load import put_back, set_aside
from throughcare.transition.commands.bundle.source import Source
from throughcare.transition.commands.bundle.staging import Lines, Progress, Stager, joined
from throughcare.transition.commands.bundle.tables import Table
from throughcare.transition.commands.bundle.targets import TARGETS, database_column, is_null_when_empty
from throughcare.transition.rules.bundle_columns import BundleFile

NUMBERED = ("people", "sentences")
"""Files to whose rows those of other files refer."""
LAST = ("contacts", "assessments", "contact_details", "requirements", "licence_conditions", "circumstances", "names",
        "enforcements")  # fmt: skip
"""Files that come last, in this order: contacts take longest to check, so that the database has much to do before them;
and at the end is little, because then there is nothing left to check meanwhile."""
NULL = r"\N"
WRONG = (IntegrityError, DataError, psycopg.IntegrityError, psycopg.DataError)
"""What the database raises where a constraint does not hold."""


class Doubt(Exception):
    """Something is not as it should be, or is better looked at the careful way."""


class CheckerEnded(Doubt):
    """The process that checks was ended from outside, nobody knows by what; ``status`` is its exit status."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Checked:
    """What the process that checked tells at its end.

    The digests of the files, how many bytes of the bundle are read, and the numbers of the people with limited access.
    """

    digests: Mapping[str, bytes]
    read: int
    limited: Mapping[str, str]


class FirstLoad:
    """Loads the ``tables`` given, those about people; teams and staff must be in the database and in ``register``.

    ``limited`` says whose record is limited: these people, and no others, are in ``register`` afterwards. ``rows`` and
    ``added`` then count the rows read and added by file.
    """

    def __init__(self, source: Source, tables: Sequence[Table], register: Register, limited: frozenset[str]) -> None:
        self._source = source
        self._tables = {table.file.name: table for table in tables}
        self.rows = dict.fromkeys(self._tables, 0)
        self.added: dict[str, int] = {}
        self._register = register
        self._limited = limited
        self._log = FaultLog()
        self._firsts: dict[str, int] = {}

    def run(self, progress: Progress) -> None:
        """Load; raises ``Doubt``, and what ``WRONG`` lists, and leaves undoing to the caller."""
        set_aside()
        for name in NUMBERED:
            self._register.keys[name].ids[""] = ""
        self._firsts = {name: _next_number(name) for name in self._tables}
        try:
            with Apart(self._blocks) as apart, Ahead(apart) as blocks:
                for name, of_file in groupby(blocks, attrgetter("file")):
                    self._copy(name, of_file, progress)
                    put_back([name])
            self._learn(apart.answer)
        except EndedEarly as ended:
            raise CheckerEnded(ended.status) from None
        put_back()

    def _copy(self, name: str, blocks: Iterable[Block], progress: Progress) -> None:
        with Stager(_statement(self._tables[name].file)) as copy:
            for block in blocks:
                copy.write(block.lines)
                progress("checking", name, block.rows, block.share)
                self.rows[name] = block.rows
        self.added[name] = copy.rows
        _pass_numbers(name, self.rows[name])

    def _learn(self, checked: Checked) -> None:
        for name, digest in checked.digests.items():
            self._tables[name].digest = digest
        self._source.read = checked.read
        self._register.keys["people"].ids.update(checked.limited)

    def _blocks(self) -> Generator[Block, None, Checked]:
        """In the process that checks: what it changes of this object, the first process does not see."""
        self._source.reopen()
        for name in sorted(self._tables, key=_turn):
            yield from gathered(self._blocks_of(name, self._tables[name]))
        ids = self._register.keys["people"].ids
        if set(self._register.owner.values()) != set(ids.values()):
            raise Doubt  # Somebody has no sentence.
        digests = {name: table.digest for name, table in self._tables.items()}
        return Checked(digests, self._source.read, {crn: ids[crn] for crn in self._limited if crn in ids})

    def _blocks_of(self, name: str, table: Table) -> Iterator[Block]:
        lines = FirstLines(table.file, self._firsts.get(name, 0), self._limited)
        checker = FirstChecker(table, self._register, self._log, lines)
        for batch in table.batches():
            made = checker.check(batch)
            if self._log:
                raise Doubt
            share = self._source.read / max(self._source.size, 1)
            yield Block(name, batch.first + len(batch) - 2, share, made)
        if table.fault is not None:
            raise Doubt


class FirstChecker(RowChecker):
    """Checks as always, and numbers the rows that others refer to."""

    def __init__(self, table: Table, register: Register, log: FaultLog, lines: FirstLines) -> None:
        super().__init__(table, register, log, lines)
        self.ascending = False  # Whether a key is there twice is left to the unique constraint.
        self._numbering = lines.numbering

    def _learn(self, columns: Columns, people: list[str], numbers: Sequence[int]) -> None:
        super()._learn(columns, people, numbers)
        if self.file.name in NUMBERED:
            keys = columns[self._key[0]]
            self._register.keys[self.file.name].ids.update(zip(keys, self._numbering(numbers), strict=True))


class FirstLines(Lines):
    """Writes the lines of a file as they go into its table, in the order of ``_columns``."""

    def __init__(self, file: BundleFile, first: int, limited: frozenset[str]) -> None:
        super().__init__(file)
        self._first = first
        self._limited = limited
        self._nullable = [place for place, column in enumerate(file.columns) if is_null_when_empty(file, column)]
        self._crn = next((place for place, column in enumerate(file.columns) if column.name == "crn"), 0)

    def numbering(self, numbers: Sequence[int]) -> list[str]:
        """The numbers in the database of the rows with these numbers in the file, whose first is 2.

        They are given out here because a sequence asked row by row takes a fifth of the time of the whole COPY.
        """
        return list(map(str, map((self._first - 2).__add__, numbers)))

    def of(self, numbers: Sequence[int], people: Sequence[str], columns: Sequence[Sequence[str]]) -> bytes:
        """The lines of one batch."""
        cells = self.escaped(columns)
        for place in self._nullable:
            if "" in cells[place]:
                cells[place] = [cell or NULL for cell in cells[place]]
        if self.file.person == "sentence":
            cells.append(people)
        cells.append(self.numbering(numbers))
        if self.file.name == "people":
            cells.append(["t" if crn in self._limited else "f" for crn in columns[self._crn]])
        return joined(cells)


def columns_copied(file: BundleFile) -> list[str]:
    """The table's columns in the order in which ``FirstLines`` writes them."""
    names = [database_column(file, column) for column in file.columns]
    if file.person == "sentence":
        names.append("person_id")
    names.append("id")
    return [*names, "limited"] if file.name == "people" else names


def limited_people(table: Table | None) -> frozenset[str]:
    """The case references in the file of restrictions, read before it is checked; raises ``Doubt``."""
    if table is None:
        return frozenset()
    found: set[str] = set()
    place = table.header.index("crn")
    for batch in table.batches():
        if batch.columns is not None:
            found.update(batch.columns[place])
        elif any(len(row) != len(table.header) for row in batch.rows or ()):
            raise Doubt
        else:
            found.update(row[place] for row in batch.rows or ())
    if table.fault is not None:
        raise Doubt
    return frozenset(found)


def _turn(name: str) -> int:
    return LAST.index(name) if name in LAST else -1


def _statement(file: BundleFile) -> str:
    return f"COPY {TARGETS[file.name].table} ({', '.join(columns_copied(file))}) FROM STDIN (FORMAT text)"


def _next_number(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [TARGETS[name].table])
        return int(cursor.fetchone()[0])


def _pass_numbers(name: str, rows: int) -> None:
    """Let the sequence go on after the numbers that were given out; nobody else took any, as the table is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT transition_pass_numbers(%s, %s)", [TARGETS[name].table, rows])
