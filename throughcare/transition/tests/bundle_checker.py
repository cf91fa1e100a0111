"""Checks a bundle against the format, written apart from generator and importer: what is wrong, as sentences."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any

from throughcare.organisations.rules.geography import regions
from throughcare.transition.rules.bundle_columns import EARLIEST, LATEST, BundleFile, Column
from throughcare.transition.rules.bundle_format import FILES

UNITS = {unit.code for region in regions() for unit in region.delivery_units}


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def faults(folder: Path) -> Iterator[str]:
    """Every fault of a bundle."""
    keys = {
        file.name: {row[file.key[0]] for row in read(folder, file.name)}
        for file in FILES
        if file.columns[0].kind == "key"
    }
    for file in FILES:
        with (folder / f"{file.name}.csv").open(encoding="utf-8", newline="") as stream:
            if next(csv.reader(stream)) != [column.name for column in file.columns]:
                yield f"{file.name}: header"
        seen = set()
        for number, row in enumerate(read(folder, file.name), start=2):
            key = tuple(row[column] for column in file.key)
            if key in seen:
                yield f"{file.name} {number}: {key} twice"
            seen.add(key)
            for problem in _row(file, row, keys):
                yield f"{file.name} {number}: {problem}: {row}"
    yield from _chains(folder)
    yield from _posts(folder)
    sentenced = {row["crn"] for row in read(folder, "sentences")}
    yield from (f"{crn} has no sentence" for crn in sorted(keys["people"] - sentenced))


def _row(file: BundleFile, row: dict[str, str], keys: dict[str, set[str]]) -> Iterator[str]:
    if None in row or None in row.values():
        yield "wrong number of cells"
        return
    for column in file.columns:
        value = row[column.name]
        if not value:
            if column.required:
                yield f"{column.name} is empty"
        elif not _fits(column, value, keys):
            yield f"{column.name} is {value!r}"
    for start, until in file.periods:
        if row[start] and row[until] and row[until] < row[start]:
            yield f"{until} before {start}"


def _fits(column: Column, value: str, keys: dict[str, set[str]]) -> bool:
    if value != value.strip():
        return False
    match column.kind:
        case "code":
            return column.codes is not None and value in column.codes
        case "ref":
            return value in keys[column.target]
        case "unit":
            return value in UNITS
        case "date":
            return re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and _holds(date, value, EARLIEST, LATEST)
        case "time":
            return re.fullmatch(r"\d\d:\d\d", value) is not None and _holds(time, value, time.min, time.max)
        case "integer":
            return value.isdecimal() and column.least <= int(value) <= column.most
        case "decimal":
            return column.least <= float(value) <= column.most
    return len(value) <= column.most and (not column.pattern or re.fullmatch(column.pattern, value) is not None)


def _holds(kind: Any, value: str, least: Any, most: Any) -> bool:
    """Whether the value is a day or time that exists, within bounds."""
    try:
        return bool(least <= kind.fromisoformat(value) <= most)
    except ValueError:
        return False


def _chains(folder: Path) -> Iterator[str]:
    """Each chain runs on without gap or overlap, its last spell is open, and whoever is allocated was in post."""
    staff = {row["code"]: row for row in read(folder, "staff")}
    chains: dict[str, list[dict[str, str]]] = {}
    for row in read(folder, "responsible_officers"):
        chains.setdefault(row["crn"], []).append(row)
        if (row["status"] == "allocated") != bool(row["staff"]) or (row["status"] == "ended") == bool(row["team"]):
            yield f"{row['crn']}: status and staff or team disagree"
        if row["staff"]:
            holder = staff[row["staff"]]
            gone, until = holder["until"], row["until"] or "9999-12-31"
            if row["from"] < holder["from"] or (gone and until > gone):
                yield f"{row['crn']}: {row['staff']} was not in post"
    for crn, chain in chains.items():
        if chain[-1]["until"]:
            yield f"{crn}: the last spell is closed"
        for earlier, later in pairwise(chain):
            if earlier["until"] != later["from"] or earlier["until"] <= earlier["from"]:
                yield f"{crn}: gap or overlap at {later['from']}"
    yield from (f"{row['crn']}: no responsible officer" for row in read(folder, "people") if row["crn"] not in chains)


def _posts(folder: Path) -> Iterator[str]:
    """Contacts lie after they were arranged, and names of users are different."""
    users = [row["username"] for row in read(folder, "staff") if row["username"]]
    if len(users) != len(set(users)):
        yield "a user name is given twice"
    for row in read(folder, "contacts"):
        if row["arranged_on"] > row["date"]:
            yield f"{row['reference']}: arranged after its day"
