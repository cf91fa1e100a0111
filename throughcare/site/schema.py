"""Bring a database up to date: migrations and reference data as the owner, then what each role may do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import OperationalError, connections, transaction

from throughcare.organisations.commands import load_geography
from throughcare.site.operation.quick_states import quick_states

GRANTS = """
GRANT USAGE ON SCHEMA public TO throughcare_web, throughcare_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO throughcare_web, throughcare_jobs;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO throughcare_web, throughcare_jobs;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO throughcare_web, throughcare_jobs;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_consultation FROM throughcare_web, throughcare_jobs;
REVOKE INSERT, UPDATE, DELETE ON audit_chain, django_migrations FROM throughcare_web, throughcare_jobs;
REVOKE ALL ON transition_setaside FROM throughcare_web, throughcare_jobs;
REVOKE ALL ON transition_changedhere FROM throughcare_web;
"""

# Room in the log of who looked, for a year ahead.
MONTHS = """
SELECT audit_make_partition((date_trunc('month', current_date) + n * interval '1 month')::date)
FROM generate_series(0, 12) AS n
"""


# How long a migration waits for a lock, while whoever comes after it waits too; how often it tries, and how long it rests.
LOCK_TIMEOUT, TRIES, REST_SECONDS = "3s", 10, 6
_TURN = 7023
_RETRIED = ("55P03", "40P01")  # a lock was not to be had in time; a deadlock


class DatabaseIsBusy(RuntimeError):
    """Something held a table, or another migration was under way, for as long as was waited."""


def prepare(database: str = "default", *, geography: bool = True) -> None:
    """Migrate, load the geography and grant; the connection must be the owner's. Doing it twice changes nothing.

    The site may go on serving: no lock is waited for longer than ``LOCK_TIMEOUT``. Raises ``DatabaseIsBusy``.
    """
    with _one_at_a_time(database), quick_states():
        _patiently(lambda: call_command("migrate", database=database, interactive=False, verbosity=0, skip_checks=True))
        if geography:
            load_geography()
        _patiently(lambda: _grant(database))


def _grant(database: str) -> None:
    with transaction.atomic(using=database), connections[database].cursor() as cursor:
        cursor.execute(GRANTS)
        cursor.execute(MONTHS)


def _patiently(work: Callable[[], object]) -> None:
    """Do it; where a lock is not to be had, rest and begin again. What was migrated before stays."""
    for tried in range(1, TRIES + 1):
        try:
            work()
            return
        except OperationalError as fault:
            if getattr(fault.__cause__, "sqlstate", "") not in _RETRIED:
                raise
            if tried == TRIES:
                raise DatabaseIsBusy(
                    "a table was held for too long, by an import, a backup or a report: try again when it has ended"
                ) from fault
            time.sleep(REST_SECONDS)


@contextmanager
def _one_at_a_time(database: str) -> Iterator[None]:
    """Hold the turn to migrate. It is asked for again and again: a waiting statement would hold up an index being built."""
    with connections[database].cursor() as cursor:
        for _ in range(TRIES):
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_TURN])
            if cursor.fetchone()[0]:
                break
            time.sleep(REST_SECONDS)
        else:
            raise DatabaseIsBusy("another migration is under way: wait until it has ended")
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        yield
    finally:
        with connections[database].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s), set_config('lock_timeout', '0', false)", [_TURN])
