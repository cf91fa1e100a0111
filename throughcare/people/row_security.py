"""Row security for tables about people: SQL that migrations run, the same for every context above.

``web`` sees a row when it sees the person; the rest is as ``accounts.row_security`` says of every table.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.migrations.operations import RunSQL

from throughcare.accounts.row_security import ACTING, secure

__all__ = ["ACTING", "secure", "with_person", "with_person_and_history"]


def with_person(table: str, column: str = "person_id") -> RunSQL:
    """A row of ``table`` is visible exactly when its person is: the person's own policy decides."""
    return secure(table, f"EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = {table}.{column})")


def with_person_and_history(tables: Iterable[str]) -> list[RunSQL]:
    """The same for tables and for their history tables."""
    return [with_person(name) for table in tables for name in (table, f"{table}event")]
