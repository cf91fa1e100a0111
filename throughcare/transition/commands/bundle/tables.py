"""Reading a table of a bundle in batches of rows, without ever holding a long line, and saying where it breaks off."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

from throughcare.transition.commands.bundle.cut import columns_of, end_of_rows
from throughcare.transition.commands.bundle.source import Meter, Source
from throughcare.transition.rules.bundle_columns import BundleFile
from throughcare.transition.rules.faults import Fault, shortened

LONGEST_LINE = 1 << 20
"""Characters."""
LONGEST_CELL = 131_072
ROWS_AT_A_TIME = 2_500
MOST_AT_A_TIME = 64 << 20
"""Characters of one batch, to within a block: more than so many rows of the longest allowed cells take."""
_BLOCK = 1 << 15
"""Characters read at a time: so few that their cells stay in the processor's cache, which saves a quarter of the time."""
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class Batch:
    """Rows that follow one another, the first of them row ``first`` of the file.

    The cells lie column by column in ``columns``, or, where a row could have another number of cells, in ``rows``.
    """

    first: int
    columns: list[list[str]] | None = None
    rows: list[list[str]] | None = None

    def __len__(self) -> int:
        return len(self.columns[0] if self.columns is not None else self.rows or ())


class _Broken(Exception):
    """The text cannot be read on; ``kind`` is the kind of fault."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


class Table:
    """One file of a bundle, read once from its start; ``digest`` is then the SHA-256 of the bytes read."""

    def __init__(self, source: Source, file: BundleFile) -> None:
        self.file = file
        self.digest = b""
        self.name = f"{file.name}.csv"
        self.fault: Fault | None = None
        self.header: list[str] = []
        self._source = source
        self._pulled = 0
        self._meter: Meter | None = None

    def read_header(self) -> list[Fault]:
        """Read the header alone and judge it."""
        try:
            self.header = next(self._reader("surrogateescape"), [])
        except (_Broken, csv.Error, OSError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            return [self._as_fault(error, 1)]
        finally:
            self._close()
        return self._judge_header()

    def batches(self) -> Iterator[Batch]:
        """The rows but the header, in batches, none of them empty. What broke the table off is then in ``fault``."""
        sound = 0
        try:
            for batch in self._pieces():
                sound = batch.first + len(batch) - 1
                if batch.first > 1:
                    yield batch
                elif len(batch) > 1:
                    columns = batch.columns and [column[1:] for column in batch.columns]
                    yield Batch(2, columns, batch.rows and batch.rows[1:])
        except (UnicodeDecodeError, _Broken, csv.Error, OSError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            self.fault = self._locate(sound, error)
        finally:
            self._close()

    def _pieces(self) -> Iterator[Batch]:
        """The rows with the header, many at a time as long as they are plain, and from the first oddity on a few."""
        text = self._open("strict")
        rest, number = "", 1
        for block in iter(partial(text.read, _BLOCK), ""):
            rest += block
            end = end_of_rows(rest) if len(rest) <= LONGEST_LINE else 0
            if not end and len(rest) <= LONGEST_LINE:
                continue
            piece = self._piece(number, rest[:end])
            if piece is None:
                break
            rest = rest[end:]
            number += len(piece)
            if len(piece):
                yield piece
        reader = self._rows_of(text, rest)
        while rows := list(islice(reader, ROWS_AT_A_TIME)):
            self._pulled = 0
            yield Batch(number, rows=rows)
            number += len(rows)

    def _piece(self, number: int, text: str) -> Batch | None:
        """The whole rows in ``text``; None where they cannot be read by themselves, or there are none."""
        if not text:
            return None
        columns = columns_of(text, len(self.header), LONGEST_CELL)
        if columns is not None:
            return Batch(number, columns=columns)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error:
            return None
        return Batch(number, rows=rows)

    def _open(self, errors: str) -> io.TextIOWrapper:
        self._pulled = 0
        self._meter = self._source.open(self.file.name)
        buffered = io.BufferedReader(self._meter, _BLOCK)
        text = io.TextIOWrapper(buffered, encoding="utf-8-sig", errors=errors, newline="")
        text._CHUNK_SIZE = _BLOCK  # type: ignore[attr-defined]
        csv.field_size_limit(LONGEST_CELL)
        return text

    def _reader(self, errors: str) -> Iterator[list[str]]:
        return self._rows_of(self._open(errors))

    def _rows_of(self, text: io.TextIOWrapper, begun: str = "") -> Iterator[list[str]]:
        """The rows of what was read of ``text`` before, ``begun``, and of the rest of it."""
        return csv.reader(chain.from_iterable(self._lines(text, begun)), strict=True)

    def _lines(self, text: io.TextIOWrapper, begun: str) -> Iterator[list[str]]:
        """The lines of one block after another; the last, which may go on in the next block, waits for it."""
        rest = ""
        for block in chain([begun] if begun else [], iter(partial(text.read, _BLOCK), "")):
            self._pulled += len(block)
            lines = list(io.StringIO(rest + block, newline=""))
            rest = lines.pop()
            if max(map(len, lines), default=len(rest)) > LONGEST_LINE:
                raise _Broken("line-too-long", most=f"{LONGEST_LINE:,}")
            if self._pulled > MOST_AT_A_TIME:
                raise _Broken("row-too-long", most=f"{MOST_AT_A_TIME:,}")
            yield lines
        if rest:
            yield [rest]

    def _close(self) -> None:
        if self._meter is not None:
            self._meter.close()
            self.digest = self._meter.digest.digest()

    def _judge_header(self) -> list[Fault]:
        if not self.header:
            return [Fault(self.name, 1, "", "", "no-header")]
        undecoded = [name for name in self.header if "\x00" in name or _UNDECODED.search(name)]
        if undecoded:
            return [Fault(self.name, 1, "", _bytes_shown(undecoded[0]), "encoding")]
        known = [column.name for column in self.file.columns]
        faults = [
            Fault(self.name, 1, shortened(name), shortened(name), "unknown-column", {"columns": ", ".join(known)})
            for name in self.header
            if name not in known
        ]
        twice = {name for name in self.header if self.header.count(name) > 1 and name in known}
        faults += [Fault(self.name, 1, name, name, "duplicate-column") for name in known if name in twice]
        return faults + [Fault(self.name, 1, name, "", "missing-column") for name in known if name not in self.header]

    def _locate(self, sound: int, error: Exception) -> Fault:
        """Read again, row by row, up to the row that cannot be read; ``sound`` rows are known to be good."""
        self._close()
        number = 0
        try:
            for number, row in enumerate(self._reader("surrogateescape"), start=1):
                self._pulled = 0
                for column, cell in zip(self.header, row, strict=False):
                    if _UNDECODED.search(cell):
                        return Fault(self.name, number, column, _bytes_shown(cell), "encoding")
        except (_Broken, csv.Error, OSError, zipfile.BadZipFile, zlib.error, EOFError) as again:
            return self._as_fault(again, number + 1)
        return self._as_fault(error, sound + 1)

    def _as_fault(self, error: Exception, row: int) -> Fault:
        if isinstance(error, _Broken):
            return Fault(self.name, row, "", "", error.kind, error.values)
        if isinstance(error, UnicodeDecodeError):
            return Fault(self.name, row, "", "", "encoding")
        if isinstance(error, csv.Error):
            if "limit" in str(error):
                return Fault(self.name, row, "", "", "cell-too-long", {"most": f"{LONGEST_CELL:,}"})
            return Fault(self.name, row, "", "", "quotes")
        kind = "unreadable" if isinstance(error, OSError) else "zip-damaged"
        return Fault(self.name, row, "", "", kind, {"problem": str(error)})


def _bytes_shown(cell: str) -> str:
    shown = _UNDECODED.sub(lambda match: f"\\x{ord(match[0]) - 0xDC00:02x}", cell)
    return shortened(shown.replace("\x00", "\\x00"))
