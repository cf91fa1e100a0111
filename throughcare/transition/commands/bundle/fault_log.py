"""Faults as they are found: counted by kind, the first ones at hand, all of them in a file."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from throughcare.kernel.csv_safe import safe_cell
from throughcare.kernel.decision import Translate
from throughcare.transition.rules.faults import STRUCTURAL, Fault

AT_HAND = 50
HEADER = ("file", "row", "column", "value", "kind", "expected")
CONFLICT_HEADER = ("file", "row", "column", "here", "bundle", "kept")


class FaultLog:
    """All faults of one reading of a bundle. They may be millions, so they are kept in an unnamed file."""

    def __init__(self) -> None:
        self.first: list[Fault] = []
        self.counts: Counter[str] = Counter()
        self._lines: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (closed by the collector)

    def add(self, fault: Fault) -> None:
        """Keep one fault."""
        if len(self.first) < AT_HAND:
            self.first.append(fault)
        self.counts[fault.kind] += 1
        self._lines.write(json.dumps(fault, default=str) + "\n")

    def extend(self, faults: Iterable[Fault]) -> None:
        """Keep several."""
        for fault in faults:
            self.add(fault)

    def __len__(self) -> int:
        return self.counts.total()

    def __iter__(self) -> Iterator[Fault]:
        self._lines.seek(0)
        yield from map(read_fault, self._lines)
        self._lines.seek(0, 2)

    @property
    def structural(self) -> bool:
        """Whether a fault concerns a file as a whole, so that nothing of the bundle can be loaded."""
        return not STRUCTURAL.isdisjoint(self.counts)

    def save_lines(self, path: Path) -> None:
        """Write the faults as JSON lines, from which a page shows them in any language."""
        with path.open("w", encoding="utf-8") as target:
            self._lines.seek(0)
            target.writelines(self._lines)


def read_fault(line: str) -> Fault:
    """The fault of one JSON line."""
    return Fault(*json.loads(line))


def fault_row(fault: Fault, translate: Translate | None = None) -> tuple[object, ...]:
    """The cells of one fault, in the order of ``HEADER``."""
    return fault.file, fault.row or "", fault.column, fault.value, fault.kind, fault.expected.say(translate)


def conflict_row(fault: Fault) -> tuple[object, ...]:
    """The cells of one value that was changed here and differs in the bundle, in the order of ``CONFLICT_HEADER``."""
    kept = "here" if fault.kind == "kept-here" else "bundle"
    return fault.file, fault.row, fault.column, fault.values["here"], fault.value, kept


def save_csv(faults: Iterable[Fault], path: Path) -> None:
    """Write the faults as CSV that a spreadsheet can open safely."""
    _save(HEADER, map(fault_row, faults), path)


def save_conflicts(conflicts: Iterable[Fault], path: Path) -> None:
    """The same for what was changed here and differs in the bundle."""
    _save(CONFLICT_HEADER, map(conflict_row, conflicts), path)


def _save(header: tuple[str, ...], rows: Iterable[tuple[object, ...]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(header)
        writer.writerows([safe_cell(cell) for cell in row] for row in rows)
