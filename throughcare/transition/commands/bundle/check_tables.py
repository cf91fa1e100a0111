"""Checking what the rows of a file say about each other and about the database, in SQL on the staged rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from throughcare.transition.commands.bundle.fault_log import FaultLog
from throughcare.transition.commands.bundle.keys import Register
from throughcare.transition.commands.bundle.targets import TARGETS
from throughcare.transition.rules.bundle_columns import BundleFile
from throughcare.transition.rules.faults import Fault, shortened

_CHAIN = """
    SELECT row, person, "until", next, CASE
        WHEN "until" = "from" THEN 'chain-empty'
        WHEN next IS NULL THEN 'chain-end'
        WHEN "until" < next THEN 'chain-gap'
        ELSE 'chain-overlap' END
    FROM (SELECT row, person, "from", "until", lead("from") OVER (PARTITION BY person ORDER BY "from", row) AS next
          FROM bundle_responsible_officers WHERE person IS NOT NULL AND "from" IS NOT NULL) chain
    WHERE "until" IS DISTINCT FROM next OR "until" = "from"
    ORDER BY row
"""
_CUSTODY = """
    SELECT later.row, later.person, later."from", min(earlier.row)
    FROM bundle_custody later JOIN bundle_custody earlier ON earlier.sentence = later.sentence
        AND (earlier."from", earlier.row) < (later."from", later.row) AND earlier."from" < later."from"
        AND (earlier."until" IS NULL OR earlier."until" > later."from")
    WHERE later."until" IS NULL OR later."until" > later."from"
    GROUP BY later.row, later.person, later."from" ORDER BY later.row
"""
_OF_STAFF = """
    SELECT later.row, i.key, later."from", min(earlier.row)
    FROM {staging} later JOIN {staging} earlier ON earlier.staff = later.staff AND {same}
        AND (earlier."from", earlier.row) < (later."from", later.row)
        AND (earlier."until" IS NULL OR earlier."until" > later."from")
    JOIN bundle_staff_ids i ON i.id = later.staff
    WHERE later."until" IS NULL OR later."until" > later."from"
    GROUP BY later.row, i.key, later."from" ORDER BY later.row
"""
_UNSENTENCED = """
    SELECT i.row, i.id, i.key FROM bundle_people_ids i
    WHERE NOT EXISTS (SELECT 1 FROM bundle_sentences s WHERE s.person = i.id) ORDER BY i.row
"""
# A name passes on where its holder gives it up in a row that will be loaded and the taker is new: rows are added after
# the others are updated, but two rows that are updated would meet in the unique constraint.
_USERNAME_TAKEN = """
    SELECT s.row, s.username, s.code FROM bundle_staff s JOIN accounts_user u ON u.username = s.username
    JOIN workforce_staff w ON w.user_id = u.id AND w.code <> s.code
    WHERE s.code <> ALL (%(bad)s::text[]) AND NOT (
        EXISTS (SELECT 1 FROM bundle_staff o WHERE o.code = w.code AND o.username IS DISTINCT FROM s.username
                AND o.code <> ALL (%(bad)s::text[]))
        AND NOT EXISTS (SELECT 1 FROM workforce_staff known WHERE known.code = s.code))
    ORDER BY s.row
"""


class TableChecker:
    """Checks one staged file; faults go to ``log``, whom they concern to ``register``."""

    def __init__(self, file: BundleFile, register: Register, log: FaultLog, *, ascending: bool) -> None:
        self.file = file
        self._name = f"{file.name}.csv"
        self._staging = TARGETS[file.name].staging
        self._register = register
        self._log = log
        self._ascending = ascending

    def check(self) -> None:
        """Report everything that is wrong between rows."""
        if not self._ascending:
            self._check_duplicates(self.file.key, "duplicate-key")
        if self.file.name == "staff":
            self._check_duplicates(("username",), "duplicate-username")
            self._check_usernames()
        if self.file.key == ("reference",):
            self._check_owners_in_database()
        if self.file.about_staff:
            self._check_overlaps()
        for name, check in (("sentences", self._check_sentenced), ("custody", self._check_custody),
                            ("responsible_officers", self._check_chains)):  # fmt: skip
            if self.file.name == name:
                check()

    def _rows(self, sql: str, values: dict[str, list[str]] | None = None) -> Iterator[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(10_000):
                yield from rows

    def _add(self, row: object, person: object, column: str, value: object, kind: str, /, **values: object) -> None:
        shown = "" if value is None else shortened(str(value))
        self._log.add(Fault(self._name, int(str(row)), column, shown, kind, {k: str(v) for k, v in values.items()}))
        self._blame(person)

    def _blame(self, person: object) -> None:
        if person is None:
            return
        if self.file.about_staff:
            self._register.keys["staff"].bad.add(str(person))
        elif self.file.name in ("teams", "staff", "people"):
            self._register.keys[self.file.name].bad.add(str(person))
        else:
            self._register.faulty.add(str(person))

    def _check_duplicates(self, key: tuple[str, ...], kind: str) -> None:
        known = [name for name in key if self.file[name].required or kind == "duplicate-username"]
        listed = ", ".join(f's."{name}"' for name in key)
        given = " AND ".join(f's."{name}" IS NOT NULL' for name in known)
        grouped = f"SELECT 1 FROM {self._staging} s WHERE {given} GROUP BY {listed} HAVING count(*) > 1 LIMIT 1"
        if not list(self._rows(grouped)):
            return
        whose = f's."{self.file.key[0]}"' if self.file.name in ("teams", "staff", "people") else "s.person"
        if self.file.about_staff:
            whose = "(SELECT i.key FROM bundle_staff_ids i WHERE i.id = s.staff)"
        window = f"OVER (PARTITION BY {listed})"
        found = f"""SELECT * FROM (SELECT s.row, {whose}, s."{key[-1]}"::text, min(s.row) {window} AS first,
                        count(*) {window} AS many FROM {self._staging} s WHERE {given}) k WHERE many > 1 ORDER BY row"""
        for row, person, value, first, _ in self._rows(found):
            if row == first:
                self._blame(person)
            else:
                self._add(row, person, key[-1], value, kind, row=first)

    def _check_usernames(self) -> None:
        """Check again after each find: a row that is left out gives up no name."""
        bad = self._register.keys["staff"].bad
        while found := list(self._rows(_USERNAME_TAKEN, {"bad": sorted(bad)})):
            for row, username, code in found:
                self._add(row, code, "username", username, "username-taken")

    def _check_owners_in_database(self) -> None:
        target = TARGETS[self.file.name]
        whose, other = "s.person", "t.person_id <> s.person"
        if self.file.about_staff:
            whose, other = "(SELECT i.key FROM bundle_staff_ids i WHERE i.id = s.staff)", "t.staff_id <> s.staff"
        taken = f"""SELECT s.row, {whose}, s.reference FROM {self._staging} s
                    JOIN {target.table} t ON t.reference = s.reference WHERE {other} ORDER BY s.row"""
        for row, person, reference in self._rows(taken):
            self._add(row, person, "reference", reference, "taken")

    def _check_sentenced(self) -> None:
        if not self._register.keys["people"].complete:
            return
        for row, person, crn in self._rows(_UNSENTENCED):
            self._log.add(Fault("people.csv", int(str(row)), "crn", str(crn), "no-sentence"))
            self._blame(person)

    def _check_custody(self) -> None:
        for row, person, start, other in self._rows(_CUSTODY):
            self._add(row, person, "from", start, "custody-overlap", row=other)

    def _check_overlaps(self) -> None:
        # Hours twice from one day have one key, which is a fault by itself.
        same = "earlier.reason = later.reason" if self.file.name == "reductions" else 'earlier."from" < later."from"'
        for row, code, start, other in self._rows(_OF_STAFF.format(staging=self._staging, same=same)):
            self._add(row, code, "from", start, "staff-overlap", row=other)

    def _check_chains(self) -> None:
        for row, person, until, following, kind in self._rows(_CHAIN):
            self._add(row, person, "until", until, str(kind), next=following)
