"""The format of the bundle as Table Schemas (Frictionless) and as a page of Markdown, both from the one table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from throughcare.transition.rules.bundle_columns import EARLIEST, LATEST, BundleFile, Column
from throughcare.transition.rules.bundle_format import FILES

_TYPES = {"date": "date", "time": "time", "integer": "integer", "decimal": "number"}


def table_schema(file: BundleFile) -> dict[str, Any]:
    """The Table Schema of one file."""
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "title": file.title,
        "fields": [_field(column) for column in file.columns],
        "primaryKey": list(file.key),
        "missingValues": [""],
    }
    links = [_link(column) for column in file.columns if column.kind == "ref"]
    if links:
        schema["foreignKeys"] = links
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.title,
        "type": _TYPES.get(column.kind, "string"),
        "constraints": {"required": column.required, **_limits(column)},
    }
    if column.kind == "time":
        field["format"] = "%H:%M"
    return field


def _limits(column: Column) -> dict[str, Any]:
    if column.kind == "code" and column.codes:
        return {"enum": list(column.codes.by_code)}
    if column.kind in ("integer", "decimal"):
        return {"minimum": column.least, "maximum": column.most}
    if column.kind == "date":
        return {"minimum": str(EARLIEST), "maximum": str(LATEST)}
    limits: dict[str, Any] = {"maxLength": column.most} if column.kind in ("text", "name", "key") else {}
    return limits | ({"pattern": column.pattern} if column.pattern else {})


def _link(column: Column) -> dict[str, Any]:
    key = next(file for file in FILES if file.name == column.target).key
    return {"fields": [column.name], "reference": {"resource": column.target, "fields": list(key)}}


def markdown() -> str:
    """The page about the format."""
    return "\n".join(_lines()) + "\n"


_INTRODUCTION = """# The CSV bundle

Generated from `throughcare/transition/rules/bundle_format.py` by `throughcare docs`; do not edit.

A bundle is a folder, or a zip with the files at its top. Every file is UTF-8 (a byte order mark is accepted) with a header
row that names all its columns, in any order. Dates are ISO 8601 (`2026-11-22`), times `HH:MM`; an empty cell is "not known".
Periods are half-open: the second day is the first on which it no longer holds. Each file has a Table Schema in
[bundle/](bundle/).

## What import does

`throughcare import BUNDLE` reads and checks everything before it loads anything, in one transaction. Every fault is
reported with file, row (as a spreadsheet counts: the header is row 1), column, value and what was expected: the first 50 and
a count of each kind on the terminal, all of them in `faults.csv` of the working folder (or where `--faults` says).
The exit status is 0 when all was loaded, 1 when there were faults, 2 when there is no such bundle.

- With `--accept-partial`, people with a faulty row in any file are left out with all their rows, and so is everybody who
  depends on a faulty team or member of staff. A file that cannot be read to its end is refused all the same.
- Rows are added and updated, never removed, with one exception: the responsible officers of a person, the custody of a
  sentence, and the contracted hours and reductions of a member of staff are replaced as a whole, because constraints tie
  their periods to one another. The same bundle twice changes nothing.
- What was changed here since it was last imported is kept, column by column, and each value that the bundle has otherwise
  is listed with file, row, column, value here and value in the bundle: the first 50 on the terminal, all of them in
  `changed-here.csv` (or where `--changed-here` says), and on the page of the import. So an older bundle brought in again
  undoes nothing. Columns that say one thing together, such as the days of a period, are kept together; what is
  replaced as a whole is kept as a whole where one period was added, changed or taken away here; a row that was taken away
  here does not come back. The exit status is 0 all the same. With `--take-bundle` the bundle's values are taken, and listed
  as well. A value that the bundle has as it is here counts as imported from then on, unless the import changes nothing,
  as that of an export.
- Staff with a user name get a user without password or role and a posting to where they work. Roles are granted separately.
- A key that belongs to somebody else in the database is a fault. Regions and delivery units must be there already.
- A first import of 100,000 rows or more locks the empty tables about people and makes their indexes and foreign keys
  after the rows; the database refuses to commit before all of them are back and checked.
- Limits: lines of 1,048,576 characters, cells of 131,072, a zip of 16 GB unpacked and 200 times its packed size. Keys of
  teams, staff, people and sentences are held in memory, everything else is streamed.

## What export does

`throughcare export FOLDER|FILE.zip` writes the same files in the order of their keys, so that the same data give the same
bytes. People with limited access are left out unless the acting administrator is admitted to the record; so are people
without a sentence, and people for whom a restriction names somebody who is no member of staff. They are counted, and the
export is logged as a disclosure.

## Files
"""


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    for file in FILES:
        needed = "required" if file.required else "optional"
        yield f"### {file.name}.csv\n"
        yield f"{file.title}; {needed}. Key: {', '.join(f'`{name}`' for name in file.key)}."
        yield f"[Table Schema](bundle/{file.name}.schema.json)\n"
        yield "| column | | what it is | values |"
        yield "|---|---|---|---|"
        for column in file.columns:
            required = "required" if column.required else ""
            yield f"| `{column.name}` | {required} | {column.title} | {_values(column)} |"
        yield ""


def _values(column: Column) -> str:
    if column.codes is not None:
        return f"code of {column.codes.name}: " + ", ".join(f"`{code}`" for code in column.codes.by_code)
    if column.kind == "ref":
        return f"key of {column.target}.csv"
    if column.kind in ("integer", "decimal"):
        return f"{column.kind}, {column.least:g} to {column.most:g}"
    if column.kind in ("text", "name", "key"):
        return f"{column.kind}, at most {column.most:g} characters" + (
            f", `{column.pattern}`" if column.pattern else ""
        )
    return {"unit": "code of a delivery unit", "region": "code of a region"}.get(column.kind, column.kind)
