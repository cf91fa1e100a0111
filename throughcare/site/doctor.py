"""Examining an installation: what is wrong with it, and what to do. Reads, and changes nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction

from throughcare.audit.queries.chains import breaks, months_without_partition
from throughcare.site import postgres
from throughcare.site.operation.manifest import NOT_READ_WHOLE
from throughcare.site.operation.programs import BackupFault, program_for
from throughcare.site.operation.readiness import needed_migrations
from throughcare.site.settings.environment import unknown
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


Found = tuple[str, str]
"""What is wrong (empty when nothing is), and what to do about it."""
Check = Callable[[date], Found]


def examine(*, on: date) -> Iterator[Finding]:
    """Every finding, in order; when the database does not answer, that is the last."""
    yield from settings_findings()
    try:
        connection.ensure_connection()
    except DatabaseError as fault:
        yield Finding("The database answers", str(fault).strip(), "Check DATABASE_URL, and that the server runs")
        return
    yield Finding("The database answers")
    for what, check in _CHECKS.items():
        yield _looked_at(what, check, on)


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
    slips = ", ".join(unknown(os.environ))
    yield Finding(
        "Every variable of the environment is one that is read",
        f"nothing reads {slips}" if slips else "",
        "Compare with docs/reference/settings.md",
    )


def _looked_at(what: str, check: Check, on: date) -> Finding:
    """What a check found. A database that was left half-way may lack what the check reads: then that is the finding."""
    try:
        with transaction.atomic():
            return Finding(what, *check(on))
    except ProgrammingError as error:
        fault = f"cannot be told: {_first_line(error)}"
        return Finding(what, fault, "The database is not up to date. Run: throughcare migrate")
    except DatabaseError as error:
        return Finding(what, f"cannot be told: {_first_line(error)}", "See the log of the database server")


def _first_line(error: DatabaseError) -> str:
    return (str(error).strip().splitlines() or ["no reason was given"])[0]


def _version(_on: date) -> Found:
    number = connection.pg_version // 10000  # type: ignore[attr-defined]
    return f"it is {number}" if number < OLDEST_POSTGRES else "", "Upgrade the database server"


def _own_role(_on: date) -> Found:
    return database_fault(), "Serve as throughcare_web"


def _roles(_on: date) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = ANY(%s)", [list(postgres.ROLES)]
        )
        known = dict(cursor.fetchall())
    faults = [f"{role} is missing" for role in postgres.ROLES if role not in known]
    faults += [f"{role} sees past row security" for role, unsafe in sorted(known.items()) if unsafe]
    return "; ".join(faults), "See docs/operating.md, Roles and addresses"


def _migrations(_on: date) -> Found:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
        if cursor.fetchone()[0]:
            return "no migration was ever applied", "Run: throughcare migrate"
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = sorted(".".join(each) for each in needed_migrations() - set(cursor.fetchall()))
    fault = f"{len(missing)} not applied, the first is {missing[0]}" if missing else ""
    return fault, "Run: throughcare migrate"


def _indexes(_on: date) -> Found:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1")
        broken = ", ".join(name for (name,) in cursor.fetchall())
    remedy = "Building it was interrupted: DROP INDEX CONCURRENTLY, then throughcare migrate"
    return broken, remedy


def _row_security(_on: date) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(_UNSECURED)
        bare = [name for (name,) in cursor.fetchall()]
    return ", ".join(bare), "Run: throughcare migrate; if it stays, restore the policies from the migrations"


def _chains(_on: date) -> Found:
    found = breaks()
    first = f"; the first: {found[0].log} {found[0].actor}/{found[0].sequence}, {found[0].fault}" if found else ""
    remedy = "Treat as an incident: keep the database as it is, compare with a backup"
    return f"{len(found)} breaks{first}" if found else "", remedy


def _partitions(on: date) -> Found:
    missing = ", ".join(f"{month:%Y-%m}" for month in months_without_partition(on=on))
    fault = f"no partition for {missing}" if missing else ""
    remedy = "Run: throughcare migrate, and see that a worker runs"
    return fault, remedy


def _backup(_on: date) -> Found:
    """Whether `throughcare backup` can work: the owner sees every row, and PostgreSQL's programs are there."""
    with connection.cursor() as cursor:
        cursor.execute(NOT_READ_WHOLE, {"role": "throughcare_owner"})
        hidden = ", ".join(name for (name,) in cursor.fetchall())
    if hidden:
        return f"the owner does not see every row of {hidden}", "Give it a policy for throughcare_owner, migrate"
    try:
        program_for(connection.pg_version // 10000, "pg_dump")  # type: ignore[attr-defined]
    except BackupFault as fault:
        return str(fault), "Or make backups where these programs are"
    return "", ""


def _queue(_on: date) -> Found:
    """Whether workers do what they should: nothing waits long, and the nightly work was asked for."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [_LONGEST_WAIT])
        waiting, nightly = cursor.fetchone()
    faults = [f"{waiting} jobs have waited for more than {_LONGEST_WAIT}"] if waiting else []
    faults += ["the nightly work was not asked for in two days"] if nightly else []
    return "; ".join(faults), "Run: throughcare worker, as a service that restarts"


def _uploads(_on: date) -> Found:
    """Whether bundles can be kept, and whether others on the machine could read them."""
    folder = Path(settings.UPLOADS)
    if not folder.exists():
        above = next(parent for parent in folder.parents if parent.exists())
        fault = "" if os.access(above, os.W_OK) else f"{folder} is missing and cannot be made"
        return fault, "Set THROUGHCARE_UPLOADS to a folder that web servers and workers share"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"{folder} cannot be written", "Give it to the user that the service runs as"
    others = stat.S_IMODE(folder.stat().st_mode) & 0o007
    return f"{folder} is open to other users" if others else "", f"Run: chmod o= {folder}"


_LONGEST_WAIT = "1 hour"
# Before the first worker has run there is nothing that it should have done.
_WAITING = """
    SELECT (SELECT count(DISTINCT job.id) FROM procrastinate_jobs job
            JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
            WHERE job.status = 'todo' AND coalesce(job.scheduled_at, event.at) < now() - %s::interval),
           (SELECT max(defer_timestamp) < extract(epoch FROM now() - interval '2 days') FROM procrastinate_periodic_defers)
"""
_CHECKS: Mapping[str, Check] = {
    f"PostgreSQL is {OLDEST_POSTGRES} or later": _version,
    "This process is held by row security": _own_role,
    "The three roles are there, and none sees past row security": _roles,
    "The database is up to date": _migrations,
    "Every index is whole": _indexes,
    "Every table about people has row security, forced": _row_security,
    "The chains of both logs are whole": _chains,
    "The log of who looked has room for the next three months": _partitions,
    "A backup can be made, whole": _backup,
    "Jobs are worked off": _queue,
    "The folder of uploads can be written, by this service alone": _uploads,
}
