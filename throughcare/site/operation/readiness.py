"""Whether this process can serve: the database answers, it has this version's migrations, the queue is there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader

_APPLIED = "SELECT app, name FROM django_migrations"
_QUEUE = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL AND to_regclass('procrastinate_events') IS NOT NULL"


def readiness() -> Mapping[str, bool]:
    """What was looked at, and whether it is as it should be; what could not be looked at is not.

    A database that is further on than this version is ready: the old version serves while the new one is rolled out.
    """
    found = dict.fromkeys(("database", "migrations", "queue"), False)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '3s'")
            found["database"] = True
            cursor.execute(_QUEUE)
            found["queue"] = bool(cursor.fetchone()[0])
            cursor.execute(_APPLIED)
            found["migrations"] = needed_migrations() <= set(cursor.fetchall())
    except Error:
        pass
    return found


@cache
def needed_migrations() -> frozenset[tuple[str, str]]:
    """Application and name of every migration of this version, read from its files once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
