"""What can be wrong with a bundle: kinds of fault, each with a sentence that says what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from throughcare.kernel.decision import Words
from throughcare.kernel.decision import mark as _

EXPECTED: Mapping[str, str] = {
    "not-a-zip": _("A zip file that can be opened ({problem})"),
    "zip-path": _("A plain file name, without a path that is absolute or leads upwards"),
    "zip-folder": _("Files at the top of the zip, not in a folder"),
    "zip-link": _("A file, not a link to another place"),
    "zip-encrypted": _("A file that is not encrypted"),
    "zip-method": _("A file compressed by deflate, or not compressed"),
    "zip-twice": _("Each file once"),
    "zip-bomb": _("At most {size} GB unpacked, and at most {ratio} times the packed size"),
    "zip-damaged": _("A file that unpacks without damage ({problem})"),
    "unreadable": _("A file that can be read ({problem})"),
    "missing-file": _("This file, which every bundle contains"),
    "unknown-file": _("One of the files of the format, and no other file in .csv"),
    "no-header": _("A header row with the names of the columns"),
    "missing-column": _("This column: each file has all its columns"),
    "unknown-column": _("One of the columns {columns}"),
    "duplicate-column": _("Each column once"),
    "encoding": _("Text in UTF-8"),
    "quotes": _("Quotation marks that are closed, and doubled inside a cell"),
    "line-too-long": _("Lines of at most {most} characters"),
    "cell-too-long": _("Cells of at most {most} characters, and quotation marks that are closed"),
    "row-too-long": _("Rows of at most {most} characters"),
    "ragged": _("{count} cells, as in the header"),
    "required": _("A value"),
    "control": _("Text without control characters"),
    "too-long": _("At most {most} characters"),
    "pattern": _("The form {pattern}"),
    "code": _("A code of the table {table}: {codes}"),
    "date": _("A date that exists, written YYYY-MM-DD"),
    "date-range": _("A date from {first} to {last}"),
    "time": _("A time of day, written HH:MM"),
    "number": _("A number from {least} to {most} with at most {places} decimals"),
    "unit": _("The code of a delivery unit"),
    "region": _("The code of a region"),
    "reference": _("The key of a row of {target}.csv"),
    "characteristic": _("A code of the table {table}: {codes}"),
    "period": _("A day not before {column}, which is {first}"),
    "arranged-late": _("A day not after the day of the contact, {first}"),
    "sentence-owner": _("A sentence of {crn}"),
    "no-username": _("A member of staff with a user name"),
    "officer-staff": _("A member of staff where the status is allocated, and nobody otherwise"),
    "share-or-hours": _("A share or hours a week, and not both"),
    "comes-with-grade": _("A reason that does not come with the grade by itself"),
    "staff-overlap": _("A first day after the one before has ended; it overlaps row {row}"),
    "duplicate-key": _("A key of its own; row {row} has the same"),
    "duplicate-username": _("A user name of its own; row {row} has the same"),
    "no-sentence": _("At least one row of sentences.csv for this person"),
    "custody-overlap": _("A first day after the custody before it has ended; it overlaps row {row}"),
    "chain-gap": _("The first day of the next row of this person, {next}; there is a gap"),
    "chain-overlap": _("The first day of the next row of this person, {next}; they overlap"),
    "chain-end": _("Nothing: the last row of a person stays open"),
    "chain-empty": _("A day after the first day of the row"),
    "taken": _("A key that belongs to nobody else in the database"),
    "username-taken": _("A user name that belongs to no other member of staff in the database"),
    "left-out": _("The person is left out, with every row about them"),
    "kept-here": _("Kept as it was changed here: {here}"),
    "taken-from-bundle": _("Taken from the bundle; here it had been changed to {here}"),
}
"""Kind of fault: what was expected instead of the value."""

NOTES: Mapping[str, str] = {
    "checker-ended": _(
        "The process that checked the bundle was ended from outside, perhaps for want of memory. "
        "The bundle was read again from its start, which takes longer; what was loaded is the same."
    ),
}
"""What went otherwise than it should in an import, without harm to what was loaded."""

STRUCTURAL = frozenset(
    {"not-a-zip", "zip-path", "zip-folder", "zip-link", "zip-encrypted", "zip-method", "zip-twice", "zip-bomb",
     "zip-damaged", "unreadable", "missing-file", "unknown-file", "no-header", "missing-column", "unknown-column",
     "duplicate-column", "encoding", "quotes", "line-too-long", "cell-too-long", "row-too-long"}
)  # fmt: skip
"""Faults of a file as a whole: what follows in the file cannot be trusted, so not even the other people are loaded."""

SHOWN = 80


class Fault(NamedTuple):
    """One fault: where (``row`` as a spreadsheet counts: the header is row 1; 0 for the file itself) and what.

    ``values`` fill the sentence of ``kind`` in ``EXPECTED``. ``value`` is the cell as it was, shortened.
    """

    file: str
    row: int
    column: str
    value: str
    kind: str
    values: Mapping[str, object] = {}

    @property
    def expected(self) -> Words:
        """What was expected instead."""
        return Words(EXPECTED[self.kind], self.values)

    def line(self) -> str:
        """The fault in one line of plain text, in English."""
        place = f"{self.file}, row {self.row}" if self.row else self.file
        column = f", column {self.column}" if self.column else ""
        value = f" {self.value!r}:" if self.value else ""
        return f"{place}{column}:{value} expected: {self.expected.say()} [{self.kind}]"


def conflict_line(fault: Fault) -> str:
    """What was changed here and differs in the bundle, in one line of plain text, in English."""
    here, given = (f"{value!r}" if value else "nothing" for value in (fault.values["here"], fault.value))
    return f"{fault.file}, row {fault.row}, column {fault.column}: {here} here, {given} in the bundle"


def shortened(value: str) -> str:
    """The value as far as a report shows it."""
    return value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…"


class BundleNotFound(Exception):
    """There is no file or folder of that name, or it cannot be read; the message says which."""
