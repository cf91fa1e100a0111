"""Examining an installation: what is wrong with it, and what to do. Reads, and changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from throughcare.audit.queries.chains import breaks, months_without_partition
from throughcare.site import postgres
from throughcare.site.startup import database_fault

OLDEST_POSTGRES = 15
# The log of who looked has its own rule; its partitions are reached through it alone.
_UNSECURED = """
SELECT DISTINCT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  AND (c.relname IN ('people_person', 'people_personevent') OR c.relname LIKE 'audit\\_consultation%'
       OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped
                  AND a.attname IN ('person_id', 'person'))
       OR EXISTS (SELECT 1 FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'
                  AND f.confrelid = to_regclass('public.people_person')))
ORDER BY 1
"""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, what is wrong (empty when nothing is), what to do about it."""

    what: str
    fault: str = ""
    remedy: str = ""


def examine(*, on: date) -> Iterator[Finding]:
    """Every finding, in order; when the database does not answer, that is the last."""
    yield from settings_findings()
    try:
        connection.ensure_connection()
    except DatabaseError as fault:
        yield Finding("The database answers", str(fault).strip(), "Check DATABASE_URL, and that the server runs")
        return
    yield Finding("The database answers")
    for check in _CHECKS:
        yield check(on)


def settings_findings() -> Iterator[Finding]:
    """Whether the settings are those of a deployment or of a demonstration that keeps to this machine."""
    outside = [host for host in settings.ALLOWED_HOSTS if host not in ("127.0.0.1", "localhost", "[::1]", "testserver")]
    demo_outside = settings.DEMO_SIGN_IN and bool(outside)
    yield Finding(
        "Sign-in without a password is for this machine alone",
        f"it is on, and the site answers to {', '.join(outside)}" if demo_outside else "",
        "Set DJANGO_SETTINGS_MODULE=throughcare.site.settings.deployment",
    )
    yield Finding(
        "Errors do not show the inside", "DEBUG is on" if settings.DEBUG else "", "Take DEBUG out of the settings"
    )
    owner_in_web = settings.REFUSE_UNSAFE_DATABASE and "DATABASE_OWNER_URL" in os.environ
    serving = os.environ.get("THROUGHCARE_ROLE", "web") == "web"
    yield Finding(
        "The owner's password is not with the web server",
        "DATABASE_OWNER_URL is in this environment" if owner_in_web and serving else "",
        "Keep DATABASE_OWNER_URL only where migrations run",
    )


def _version(_on: date) -> Finding:
    number = connection.pg_version // 10000  # type: ignore[attr-defined]
    old = f"it is {number}" if number < OLDEST_POSTGRES else ""
    return Finding(f"PostgreSQL is {OLDEST_POSTGRES} or later", old, "Upgrade the database server")


def _own_role(_on: date) -> Finding:
    return Finding("This process is held by row security", database_fault(), "Serve as throughcare_web")


def _roles(_on: date) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = ANY(%s)", [list(postgres.ROLES)]
        )
        known = dict(cursor.fetchall())
    faults = [f"{role} is missing" for role in postgres.ROLES if role not in known]
    faults += [f"{role} sees past row security" for role, unsafe in sorted(known.items()) if unsafe]
    return Finding("The three roles are there, and none sees past row security", "; ".join(faults),
                   "See docs/operating.md, Roles and addresses")  # fmt: skip


def _migrations(_on: date) -> Finding:
    executor = MigrationExecutor(connection)
    missing = [str(migration) for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    fault = f"{len(missing)} not applied, the first is {missing[0]}" if missing else ""
    return Finding("The database is up to date", fault, "Run: throughcare migrate")


def _row_security(_on: date) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(_UNSECURED)
        bare = [name for (name,) in cursor.fetchall()]
    return Finding("Every table about people has row security, forced", ", ".join(bare),
                   "Run: throughcare migrate; if it stays, restore the policies from the migrations")  # fmt: skip


def _chains(_on: date) -> Finding:
    found = breaks()
    first = f"; the first: {found[0].log} {found[0].actor}/{found[0].sequence}, {found[0].fault}" if found else ""
    return Finding("The chains of both logs are whole", f"{len(found)} breaks{first}" if found else "",
                   "Treat as an incident: keep the database as it is, compare with a backup")  # fmt: skip


def _partitions(on: date) -> Finding:
    missing = ", ".join(f"{month:%Y-%m}" for month in months_without_partition(on=on))
    fault = f"no partition for {missing}" if missing else ""
    remedy = "Run: throughcare migrate, and see that a worker runs"
    return Finding("The log of who looked has room for the next three months", fault, remedy)


_CHECKS: tuple[Callable[[date], Finding], ...] = (
    _version, _own_role, _roles, _migrations, _row_security, _chains, _partitions,
)  # fmt: skip
