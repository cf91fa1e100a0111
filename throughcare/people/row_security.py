"""Row security for tables about people: SQL that migrations run, the same for every context above.

Three policies per table. ``web`` sees a row when it sees the person; ``jobs`` sees every row while somebody is acting;
``owner``, which migrates, sees everything. Security is forced, so it holds for the table's owner as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.migrations.operations import RunSQL

ACTING = "(SELECT throughcare_actor()) IS NOT NULL"


def secure(table: str, visible: str) -> RunSQL:
    """Switch row security on for ``table``; ``visible`` is the SQL condition under which ``web`` sees and writes a row."""
    forward = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_owner ON {table} TO throughcare_owner USING (true) WITH CHECK (true);
        CREATE POLICY {table}_jobs ON {table} TO throughcare_jobs USING ({ACTING}) WITH CHECK ({ACTING});
        CREATE POLICY {table}_web ON {table} TO throughcare_web USING ({visible}) WITH CHECK ({visible});
    """
    backward = f"""
        DROP POLICY {table}_web ON {table};
        DROP POLICY {table}_jobs ON {table};
        DROP POLICY {table}_owner ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
    return RunSQL(forward, backward)


def with_person(table: str, column: str = "person_id") -> RunSQL:
    """A row of ``table`` is visible exactly when its person is: the person's own policy decides."""
    return secure(table, f"EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = {table}.{column})")


def with_person_and_history(tables: Iterable[str]) -> list[RunSQL]:
    """The same for tables and for their history tables."""
    return [with_person(name) for table in tables for name in (table, f"{table}event")]
