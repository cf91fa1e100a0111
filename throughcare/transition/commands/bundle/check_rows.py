"""Checking a file row by row: cells, references, and what the columns of one row say about each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from operator import lt
from typing import Any

from throughcare.people.rules.codes import CHARACTERISTICS
from throughcare.transition.commands.bundle.fault_log import FaultLog
from throughcare.transition.commands.bundle.keys import Register
from throughcare.transition.commands.bundle.staging import Lines
from throughcare.transition.commands.bundle.tables import Batch, Table
from throughcare.transition.commands.bundle.targets import is_id
from throughcare.transition.rules.bundle_columns import BundleFile, Column
from throughcare.transition.rules.cells import ColumnChecker
from throughcare.transition.rules.faults import Fault, shortened
from throughcare.workforce.rules.codes import REDUCTION_REASON

Columns = list[Sequence[str]]


class RowChecker:
    """Checks the batches of one file and gives the lines to stage; faults go to ``log``, whom they concern to ``register``.

    It does not use the database.
    """

    def __init__(self, table: Table, register: Register, log: FaultLog, lines: Lines | None = None) -> None:
        self.file: BundleFile = table.file
        self.ascending = True
        self._name = table.name
        self._register = register
        self._log = log
        self._order = [table.header.index(column.name) for column in self.file.columns]
        self._place = {column.name: place for place, column in enumerate(self.file.columns)}
        self._ids = [self._known(column.kind, column.target) for column in self.file.columns]
        self._checkers = [ColumnChecker(*pair) for pair in zip(self.file.columns, self._ids, strict=True)]
        self._key = [self._place[name] for name in self.file.key]
        self._lines = lines or Lines(self.file)
        self._last: tuple[str, ...] = ()

    def check(self, batch: Batch) -> bytes:
        """Check the rows; returns what is to be staged."""
        numbers, columns, broken = self._squared(batch)
        if not numbers:
            return b""
        wrong = set(broken)
        ids: dict[int, list[str | None]] = {}
        for place, checker in enumerate(self._checkers):
            known = self._ids[place]
            if known is not None:
                ids[place] = list(map(known.get, columns[place]))
                if None not in ids[place] and not (checker.column.required and "" in ids[place]):
                    continue
            found = checker.wrong(columns[place])
            if found:
                columns[place] = self._blame_cells(place, columns[place], found, numbers, broken, wrong)
                if known is not None:
                    ids[place] = list(map(known.get, columns[place]))
        people = self._people(columns, ids)
        for index, fault in self._rows_at_odds(columns, numbers, people):
            self._log.add(fault)
            wrong.add(index)
        self._watch_order(columns)
        wrong.update(self._dependent(columns))
        for index in wrong:
            self._blame(columns, people, index)
        self._learn(columns, people, numbers)
        return self._lines.of(numbers, people, self._as_ids(columns, ids))

    def _known(self, kind: str, target: str) -> Mapping[str, str] | None:
        if kind == "unit":
            return self._register.units
        if kind == "region":
            return self._register.regions
        if kind == "ref" and self._register.keys[target].complete:
            return self._register.keys[target].ids
        return None

    def _squared(self, batch: Batch) -> tuple[Sequence[int], Columns, set[int]]:
        """The columns in the order of the format, with the numbers of the rows; which of them had too many or few cells.

        Lines without any cell are passed over, others padded or cut.
        """
        numbers = range(batch.first, batch.first + len(batch))
        if batch.columns is not None:
            return numbers, [batch.columns[place] for place in self._order], set()
        width = len(self._order)
        kept = [(number, row) for number, row in zip(numbers, batch.rows or (), strict=True) if row]
        broken: set[int] = set()
        for index, (number, row) in enumerate(kept):
            if len(row) != width:
                broken.add(index)
                self._log.add(Fault(self._name, number, "", str(len(row)), "ragged", {"count": width}))
        columns = list(zip(*((row + [""] * width)[:width] for _, row in kept), strict=True))
        return [number for number, _ in kept], [columns[place] for place in self._order] if kept else [], broken

    def _blame_cells(
        self,
        place: int,
        cells: Sequence[str],
        found: Mapping[str, tuple[str, Mapping[str, object]] | None],
        numbers: Sequence[int],
        broken: set[int],
        wrong: set[int],
    ) -> list[str]:
        """Report the wrong cells of one column, and give the column without them."""
        name = self.file.columns[place].name
        for index, cell in enumerate(cells):
            verdict = found.get(cell)
            if verdict is not None:
                wrong.add(index)
                if index not in broken:
                    self._log.add(Fault(self._name, numbers[index], name, shortened(cell), *verdict))
        return ["" if cell in found else cell for cell in cells]

    def _rows_at_odds(
        self, columns: Columns, numbers: Sequence[int], people: Sequence[str]
    ) -> Iterator[tuple[int, Fault]]:
        place = self._place
        pairs = [(start, end, "period") for start, end in self.file.periods]
        if self.file.name == "contacts":
            pairs.append(("arranged_on", "date", "arranged-late"))
        for start, end, kind in pairs:
            starts, ends = columns[place[start]], columns[place[end]]
            shown = start if kind == "arranged-late" else end
            for index in [i for i, (a, b) in enumerate(zip(starts, ends, strict=True)) if b and b < a]:
                late = kind == "arranged-late"
                values = {"column": start, "first": ends[index] if late else starts[index]}
                yield index, Fault(self._name, numbers[index], shown, columns[place[shown]][index], kind, values)
        if self.file.name == "contacts":
            yield from self._owners_at_odds(columns, numbers, people)
        special = getattr(self, f"_at_odds_in_{self.file.name}", None)
        if special is not None:
            yield from special(columns, numbers)

    def _at_odds_in_characteristics(self, columns: Columns, numbers: Sequence[int]) -> Iterator[tuple[int, Fault]]:
        kinds, values = columns[self._place["kind"]], columns[self._place["value"]]
        odd = {(k, v) for k, v in set(zip(kinds, values, strict=True)) if k and v and v not in CHARACTERISTICS[k]}
        if not odd:
            return
        for index, pair in enumerate(zip(kinds, values, strict=True)):
            if pair in odd:
                table = CHARACTERISTICS[pair[0]]
                expected = {"table": table.name, "codes": ", ".join(table.by_code)}
                yield index, Fault(self._name, numbers[index], "value", pair[1], "characteristic", expected)

    def _at_odds_in_restrictions(self, columns: Columns, numbers: Sequence[int]) -> Iterator[tuple[int, Fault]]:
        if not self._register.keys["staff"].complete:
            return
        for index, code in enumerate(columns[self._place["staff"]]):
            if code and code not in self._register.with_username:
                yield index, Fault(self._name, numbers[index], "staff", code, "no-username")

    def _at_odds_in_responsible_officers(self, columns: Columns, numbers: Sequence[int]) -> Iterator[tuple[int, Fault]]:
        states, staff = columns[self._place["status"]], columns[self._place["staff"]]
        for index, (status, code) in enumerate(zip(states, staff, strict=True)):
            if status and (status == "allocated") != bool(code):
                yield index, Fault(self._name, numbers[index], "staff", code, "officer-staff")

    def _at_odds_in_contracted_hours(self, columns: Columns, numbers: Sequence[int]) -> Iterator[tuple[int, Fault]]:
        starts, ends = columns[self._place["from"]], columns[self._place["until"]]
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if start and start == end:
                yield index, Fault(self._name, numbers[index], "until", end, "chain-empty")

    def _at_odds_in_reductions(self, columns: Columns, numbers: Sequence[int]) -> Iterator[tuple[int, Fault]]:
        yield from self._at_odds_in_contracted_hours(columns, numbers)
        reasons, shares, hours = (columns[self._place[name]] for name in ("reason", "share", "hours"))
        for index, (reason, share, many) in enumerate(zip(reasons, shares, hours, strict=True)):
            if reason in REDUCTION_REASON.by_code and "pipeline" in REDUCTION_REASON[reason].facts:
                yield index, Fault(self._name, numbers[index], "reason", reason, "comes-with-grade")
            if bool(share) == bool(many):
                yield index, Fault(self._name, numbers[index], "share", share, "share-or-hours")

    def _owners_at_odds(
        self, columns: Columns, numbers: Sequence[int], people: Sequence[str]
    ) -> Iterator[tuple[int, Fault]]:
        if not self._register.keys["sentences"].complete or not self._register.keys["people"].complete:
            return
        crns, sentences = columns[self._place["crn"]], columns[self._place["sentence"]]
        owners = map(self._register.owner.__getitem__, sentences)
        for index in [i for i, (a, b) in enumerate(zip(owners, people, strict=True)) if a != b and a and b]:
            expected = {"crn": crns[index]}
            yield index, Fault(self._name, numbers[index], "sentence", sentences[index], "sentence-owner", expected)

    def _watch_order(self, columns: Columns) -> None:
        """Notice whether keys only ever rise, in which case none is there twice."""
        if not self.ascending:
            return
        keys = list(zip(*(columns[place] for place in self._key), strict=True))
        self.ascending = self._last < keys[0] and all(map(lt, keys, keys[1:]))
        self._last = keys[-1]

    def _dependent(self, columns: Columns) -> Iterator[int]:
        """Rows that name a faulty team or member of staff."""
        for place, column in enumerate(self.file.columns):
            bad = self._register.keys[column.target].bad if column.target in ("teams", "staff") else None
            if bad and not bad.isdisjoint(columns[place]):
                yield from (index for index, cell in enumerate(columns[place]) if cell in bad)

    def _people(self, columns: Columns, ids: Mapping[int, list[Any]]) -> list[str]:
        """The number of the person to whom each row belongs; empty where it is not known."""
        if not self.file.person or self.file.name == "people":
            return [""] * len(columns[0])
        if self.file.person == "sentence":
            return list(map(self._register.owner.get, columns[self._place["sentence"]], repeat("")))
        place = self._place["crn"]
        return ids[place] if place in ids else self._ids_of(self.file.columns[place], columns[place])

    def _blame(self, columns: Columns, people: list[str], index: int) -> None:
        if self.file.about_staff:
            if columns[self._place["staff"]][index]:
                self._register.keys["staff"].bad.add(columns[self._place["staff"]][index])
            return
        if self.file.name in ("teams", "staff", "people"):
            if columns[self._key[0]][index]:
                self._register.keys[self.file.name].bad.add(columns[self._key[0]][index])
        elif people[index]:
            self._register.faulty.add(people[index])

    def _learn(self, columns: Columns, people: list[str], numbers: Sequence[int]) -> None:  # noqa: ARG002
        if self.file.name == "sentences":
            self._register.owner.update(zip(columns[self._place["reference"]], people, strict=True))
            self._register.owner[""] = ""
        elif self.file.name == "staff":
            pairs = zip(columns[self._place["code"]], columns[self._place["username"]], strict=True)
            self._register.with_username.update(code for code, username in pairs if username)

    def _as_ids(self, columns: Columns, ids: Mapping[int, list[Any]]) -> Columns:
        """The columns with the numbers of the rows they refer to in place of keys."""
        done = list(columns)
        for place, column in enumerate(self.file.columns):
            if is_id(self.file, column):
                done[place] = ids[place] if place in ids else self._ids_of(column, columns[place])
        return done

    def _ids_of(self, column: Column, cells: Sequence[str]) -> list[str]:
        """Of rows of a file that could not be read to its end: empty where they are not known."""
        return [self._register.keys[column.target].ids.get(cell, "") for cell in cells]
