"""Loading what was staged: rows are updated where they differ and added where they are missing.

A row is never removed, with one exception: custody of a sentence, responsible officers of a person, and contracted hours and
reductions of a member of staff are periods that constraints tie to one another, so the bundle replaces them as a whole.
What was changed here since it was last imported is settled before (``changed_here.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from throughcare.transition.commands.bundle.changed_here import ChangedHere
from throughcare.transition.commands.bundle.keys import Register
from throughcare.transition.commands.bundle.targets import TARGETS, Target

_POSTINGS = """
    SELECT u.id AS user_id, coalesce(unit.region_id, s.region) AS region_id, unit.id AS delivery_unit_id,
           s."from" AS start, s."until", w.user_id AS user_before, w.start AS start_before
    FROM bundle_staff s JOIN accounts_user u ON u.username = s.username
    LEFT JOIN workforce_staff w ON w.code = s.code
    LEFT JOIN bundle_teams_ids ti ON ti.id = s.team LEFT JOIN bundle_teams team ON team.row = ti.row
    LEFT JOIN organisations_deliveryunit unit ON unit.id = coalesce(team.delivery_unit, s.delivery_unit)
    WHERE coalesce(unit.region_id, s.region) IS NOT NULL
"""
_USERS = """
    INSERT INTO accounts_user (username, first_name, last_name, email, password, role, language, is_active, is_staff,
                               is_superuser, date_joined)
    SELECT s.username, s.forenames, s.surname, '', '!' || replace(gen_random_uuid()::text, '-', ''), 'none', 'en-gb',
           true, false, false, now()
    FROM bundle_staff s WHERE s.username IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.username = s.username)
"""
ABOUT_STAFF = ("teams", "staff", "contracted_hours", "reductions")
ABOUT_PEOPLE = tuple(name for name in TARGETS if name not in (*ABOUT_STAFF, "restrictions"))
"""Files of which all rows are about people. Restrictions are few, and a trigger notes on the person that there are some."""
_LIMITED = "EXISTS (SELECT 1 FROM bundle_restrictions r WHERE r.person = i.id)"


def leave_out(register: Register) -> None:
    """Take the rows of faulty people, teams and staff out of the staging tables, and rows that belong to nobody."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bundle_faulty (person bigint PRIMARY KEY) ON COMMIT DROP")
        cursor.execute("INSERT INTO bundle_faulty SELECT unnest(%s::bigint[])", [sorted(map(int, register.faulty))])
        for name in ("teams", "staff"):
            bad = sorted(register.keys[name].bad)
            cursor.execute(f"DELETE FROM bundle_{name} WHERE code IS NULL OR code = ANY(%s)", [bad])
            cursor.execute(f"DELETE FROM bundle_{name}_ids WHERE key = ANY(%s)", [bad])
        cursor.execute("DELETE FROM bundle_people_ids WHERE id IN (SELECT person FROM bundle_faulty)")
        for name in TARGETS:
            if name in ("contracted_hours", "reductions"):
                cursor.execute(f"DELETE FROM bundle_{name} s WHERE s.staff IS NULL"
                               " OR NOT EXISTS (SELECT 1 FROM bundle_staff_ids i WHERE i.id = s.staff)")  # fmt: skip
            elif name not in ("teams", "staff", "people"):
                cursor.execute(
                    f"DELETE FROM bundle_{name} s WHERE s.person IS NULL"
                    " OR EXISTS (SELECT 1 FROM bundle_faulty f WHERE f.person = s.person)"
                )
        cursor.execute("DELETE FROM bundle_sentences_ids i WHERE NOT EXISTS"
                       " (SELECT 1 FROM bundle_sentences s WHERE s.row = i.row)")  # fmt: skip


def set_aside() -> None:
    """Take constraints, indexes and row security off the tables of ``ABOUT_PEOPLE``, which must all be empty.

    They stay locked against everybody else. The database refuses to commit until ``put_back`` has made everything again,
    which checks every row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT transition_set_aside(%s)", [[TARGETS[name].table for name in ABOUT_PEOPLE]])


def put_back(names: Iterable[str] | None = None) -> None:
    """Make again what was set aside of the tables of these files, which may refer to earlier files; None: everything."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        if names is None:
            cursor.execute("SELECT transition_put_back()")
        else:
            cursor.execute("SELECT transition_put_back(%s, true)", [[TARGETS[name].table for name in names]])


class Loader:
    """Moves staged rows into their tables; counts the rows added, changed and removed by file.

    While ``in_bulk`` is set, constraints are set aside, so that there is nothing to check file by file, and everybody is
    new, so that nobody need be noted as touched; rows then go in as they lie in the staging table, which is their order.
    """

    def __init__(self, here: ChangedHere) -> None:
        self.in_bulk = False
        self.here = here
        self.loaded: set[str] = set()
        self.added: Counter[str] = Counter()
        self.changed: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()

    def load(self, name: str) -> None:
        """Load one file; those it refers to must have been loaded before."""
        target = TARGETS[name]
        self.loaded.add(name)
        with connection.cursor() as cursor:
            if not self.in_bulk:
                cursor.execute(f"ANALYZE {target.staging}")
            if name == "staff":
                self._load_users()
            if target.whole and not self.in_bulk:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            if not self.in_bulk:
                self.here.settle(target, self._same(target), self._numbered(target))
            if self._filled(target):
                if target.whole:
                    self.removed[name] += self._remove(target)
                if target.facts:
                    self.changed[name] += self._update(target)
            self.added[name] += self._insert(target)
            if not self.in_bulk:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    @property
    def total(self) -> int:
        """Rows that were touched in any way."""
        return self.added.total() + self.changed.total() + self.removed.total()

    def _filled(self, target: Target) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {target.table})")
            return bool(cursor.fetchone()[0])

    def _numbered(self, target: Target) -> str:
        named = target.file.name in ("teams", "staff", "people", "sentences")
        return f"JOIN {target.staging}_ids i ON i.row = s.row" if named else ""

    def _same(self, target: Target) -> str:
        if self._numbered(target):
            return "t.id = i.id"
        # The empty text of an optional column counts as a value, so that equality finds the row.
        return " AND ".join(f"t.{column} = {target.values[column]}" for column in target.key)

    def _update(self, target: Target) -> int:
        facts = target.facts
        given = {c: target.values[c] for c in facts} | dict(target.follows)
        sql = f"""UPDATE {target.table} t SET {", ".join(f"{c} = {value}" for c, value in given.items())}
            FROM {target.staging} s {target.join} {self._numbered(target)} WHERE {self._same(target)}
            AND (({", ".join(f"t.{c}" for c in facts)}) IS DISTINCT FROM ({", ".join(target.values[c] for c in facts)})
                 OR NOT ({target.holds}))"""
        return self._run(sql, target)

    def _insert(self, target: Target) -> int:
        values = dict(target.values)
        numbered = self._numbered(target)
        if numbered:
            values["id"] = "i.id"
            missing = "i.fresh"
        elif self._filled(target):
            missing = f"NOT EXISTS (SELECT 1 FROM {target.table} t WHERE {self._same(target)})"
        else:
            missing = "true"
        if target.file.name == "people":
            values["limited"] = _LIMITED
        sql = f"""INSERT INTO {target.table} ({", ".join(values)}) SELECT {", ".join(values.values())}
            FROM {target.staging} s {target.join} {numbered} WHERE {missing}"""
        if not self.in_bulk:
            sql += " ORDER BY s.row"
        return self._run(sql, target)

    def _remove(self, target: Target) -> int:
        sql = f"""DELETE FROM {target.table} t
            USING (SELECT DISTINCT {target.values[target.whole]} AS whole FROM {target.staging} s) named
            WHERE t.{target.whole} = named.whole AND {target.holds}
            AND NOT EXISTS (SELECT 1 FROM {target.staging} s WHERE {self._same(target)})"""
        return self._run(sql, target)

    def _run(self, sql: str, target: Target) -> int:
        """Run a statement that writes, noting the people it touches; returns how many rows it wrote."""
        person = {"people": "id"}.get(target.file.name, "person_id")
        with connection.cursor() as cursor:
            if self.in_bulk or target.file.name in ABOUT_STAFF:
                cursor.execute(sql)
                return int(cursor.rowcount)
            named = person if sql.startswith("INSERT") else f"t.{person}"
            cursor.execute(
                f"""WITH done AS ({sql} RETURNING {named} AS touched),
                    noted AS (INSERT INTO bundle_touched SELECT DISTINCT touched FROM done)
                    SELECT count(*) FROM done"""
            )
            return int(cursor.fetchone()[0])

    def _load_users(self) -> None:
        """A user without password or role for everybody with a user name, posted to where they work."""
        with connection.cursor() as cursor:
            cursor.execute(_USERS)
            self.added["users"] += cursor.rowcount
            cursor.execute(f"CREATE TEMP TABLE bundle_postings ON COMMIT DROP AS {_POSTINGS}")
            cursor.execute(
                """DELETE FROM organisations_posting p USING bundle_postings n
                   WHERE p.user_id = n.user_before AND p.start = n.start_before
                     AND (p.user_id, p.region_id, p.delivery_unit_id, p.start)
                         IS DISTINCT FROM (n.user_id, n.region_id, n.delivery_unit_id, n.start)"""
            )
            self.removed["postings"] += cursor.rowcount
            same = """p.user_id = n.user_id AND p.region_id = n.region_id AND p.start = n.start
                      AND p.delivery_unit_id IS NOT DISTINCT FROM n.delivery_unit_id"""
            cursor.execute(
                f"""UPDATE organisations_posting p SET until = n.until FROM bundle_postings n
                    WHERE {same} AND p.until IS DISTINCT FROM n.until"""
            )
            self.changed["postings"] += cursor.rowcount
            cursor.execute(
                f"""INSERT INTO organisations_posting (user_id, region_id, delivery_unit_id, start, until)
                    SELECT n.user_id, n.region_id, n.delivery_unit_id, n.start, n.until FROM bundle_postings n
                    WHERE NOT EXISTS (SELECT 1 FROM organisations_posting p WHERE {same})"""
            )
            self.added["postings"] += cursor.rowcount


def touched() -> Iterable[int]:
    """The numbers of the people whose rows were changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT person_id FROM bundle_touched ORDER BY 1")
        return [number for (number,) in cursor.fetchall()]


def working_time_given() -> list[int]:
    """The numbers of the members of staff about whose hours or reductions the bundle says anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT staff FROM bundle_contracted_hours UNION SELECT staff FROM bundle_reductions ORDER BY 1")
        return [number for (number,) in cursor.fetchall()]
