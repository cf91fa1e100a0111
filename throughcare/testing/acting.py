"""Acting in tests: as a user on the site, or as the jobs role that sees every row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def as_role(role: str, actor: int = 0) -> Iterator[None]:
    """The statements inside run as the database role ``throughcare_<role>``, with ``actor`` acting."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('throughcare.actor', true)")
        before, actor_before = cursor.fetchone()
        cursor.execute(f"SET LOCAL ROLE throughcare_{role}")
        cursor.execute("SELECT set_config('throughcare.actor', %s, true)", [str(actor)])
        yield
        cursor.execute(f"SET LOCAL ROLE {before}")
        cursor.execute("SELECT set_config('throughcare.actor', %s, true)", [actor_before or ""])
