"""Reading a table of a bundle in batches of rows, without ever holding a long line, and saying where it breaks off."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice

from throughcare.transition.commands.bundle.source import Meter, Source
from throughcare.transition.rules.bundle_format import BundleFile
from throughcare.transition.rules.faults import Fault, shortened

LONGEST_LINE = 1 << 20
"""Characters."""
LONGEST_CELL = 131_072
ROWS_AT_A_TIME = 2_500
MOST_AT_A_TIME = 64 << 20
"""Characters of one batch, to within a block: more than so many rows of the longest allowed cells take."""
_BLOCK = 1 << 18
_UNDECODED = re.compile("[\udc80-\udcff]")

Row = Sequence[str]


class _Broken(Exception):
    """The text cannot be read on; ``kind`` is the kind of fault."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


class Table:
    """One file of a bundle, read once from its start."""

    def __init__(self, source: Source, file: BundleFile) -> None:
        self.file = file
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

    def batches(self) -> Iterator[tuple[int, list[list[str]]]]:
        """The row number of the first row of a batch, and the batch. What broke the table off is then in ``fault``."""
        reader = self._reader("strict")
        number = 1
        try:
            next(reader)
            while True:
                self._pulled = 0
                rows = list(islice(reader, ROWS_AT_A_TIME))
                if not rows:
                    return
                yield number + 1, rows
                number += len(rows)
        except (UnicodeDecodeError, _Broken, csv.Error, OSError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            self.fault = self._locate(number, error)
        finally:
            self._close()

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the bytes read."""
        return self._meter.digest.digest() if self._meter else b""

    def _reader(self, errors: str) -> Iterator[list[str]]:
        self._pulled = 0
        self._meter = self._source.open(self.file.name)
        buffered = io.BufferedReader(self._meter, _BLOCK)
        text = io.TextIOWrapper(buffered, encoding="utf-8-sig", errors=errors, newline="")
        text._CHUNK_SIZE = _BLOCK  # type: ignore[attr-defined]
        csv.field_size_limit(LONGEST_CELL)
        return csv.reader(chain.from_iterable(self._lines(text)), strict=True)

    def _lines(self, text: io.TextIOWrapper) -> Iterator[list[str]]:
        """The lines of one block after another; the last, which may go on in the next block, waits for it."""
        rest = ""
        for block in iter(partial(text.read, _BLOCK), ""):
            self._pulled += len(block)
            lines = list(io.StringIO(rest + block, newline=""))
            rest = lines.pop()
            if len(lines[0] if lines else rest) > LONGEST_LINE:  # No other can be as long: a block is shorter.
                raise _Broken("line-too-long", most=f"{LONGEST_LINE:,}")
            if self._pulled > MOST_AT_A_TIME:
                raise _Broken("row-too-long", most=f"{MOST_AT_A_TIME:,}")
            yield lines
        if rest:
            yield [rest]

    def _close(self) -> None:
        if self._meter is not None:
            self._meter.close()

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
