"""Cells that a spreadsheet opens as text: a value that would be run as a formula gets a quote in front."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """The value as text, empty for None, with a quote before a sign that a spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def csv_lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180), the header first, every cell safe."""
    for row in (header, *rows):
        line = io.StringIO()
        csv.writer(line).writerow([safe_cell(value) for value in row])
        yield line.getvalue()
