"""What a backup says about itself, and whether a database is what a backup says.

The heads of the chains, and how many rows each table had, are read in the very snapshot that is dumped: a restored copy
that has both, and whose chains hold, has lost nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString

import msgspec
import psycopg
from psycopg import sql

FORMAT = "throughcare-backup-1"

_HEADS = "SELECT log, actor, length, encode(hash, 'hex') FROM audit_chain ORDER BY 1, 2"
_BREAKS = "SELECT log, actor, sequence, fault FROM audit_breaks() ORDER BY 1, 2, 3"
_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1
"""
_SECURED = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relrowsecurity AND c.relforcerowsecurity
"""
_POLICIES = "SELECT count(*) FROM pg_policies WHERE schemaname = 'public'"
# A table is read whole by a role that passes row security by, or by a policy for it that is simply true.
NOT_READ_WHOLE = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relrowsecurity
      AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %(role)s)
      AND (NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                       AND pg_get_expr(p.polqual, p.polrelid) = 'true'
                       AND EXISTS (SELECT 1 FROM unnest(p.polroles) AS held WHERE held = 0
                                   OR pg_has_role(%(role)s, held, 'USAGE')))
           OR EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive
                      AND EXISTS (SELECT 1 FROM unnest(p.polroles) AS held WHERE held = 0
                                  OR pg_has_role(%(role)s, held, 'USAGE'))))
    ORDER BY 1
"""
"""Tables of which the role ``role`` might not see every row."""


class Head(msgspec.Struct, frozen=True, order=True):
    """Where one chain stood: how long it was, and the hash of its last line."""

    log: str
    actor: int
    length: int
    hash: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds: which version wrote it, when, from what, and what must be found again."""

    format: str
    version: str
    made_at: datetime
    server: int
    dump_sha256: str
    heads: list[Head]
    rows: dict[str, int]
    secured_tables: int
    policies: int
    migrations: list[tuple[str, str]]

    @property
    def fingerprint(self) -> str:
        """One number for all heads: kept elsewhere, it tells whether a backup is the one that it was."""
        return hashlib.sha256(msgspec.json.encode(sorted(self.heads))).hexdigest()


def tables_not_read_whole(connection: psycopg.Connection[Any]) -> list[str]:
    """Tables of which the connected role might not see every row: a dump by it would leave rows out, silently."""
    return [name for (name,) in connection.execute(NOT_READ_WHOLE, {"role": connection.info.user}).fetchall()]


def describe(connection: psycopg.Connection[Any], *, version: str, at: datetime, dump_sha256: str) -> Manifest:
    """The manifest of what the connection's transaction sees."""
    row = connection.execute
    migrations = row("SELECT app, name FROM django_migrations ORDER BY 1, 2").fetchall()
    return Manifest(
        format=FORMAT,
        version=version,
        made_at=at,
        server=connection.info.server_version // 10000,
        dump_sha256=dump_sha256,
        heads=heads(connection),
        rows=rows_of_tables(connection),
        secured_tables=_number(connection, _SECURED),
        policies=_number(connection, _POLICIES),
        migrations=[(app, name) for app, name in migrations],
    )


def differences(connection: psycopg.Connection[Any], manifest: Manifest) -> list[str]:
    """What a restored database lacks of what its backup says, a sentence each; empty when it is that database."""
    found = [f"the chain is broken: {log} {actor}/{sequence}, {fault}"
             for log, actor, sequence, fault in connection.execute(_BREAKS).fetchall()]  # fmt: skip
    found += _different_heads(heads(connection), manifest.heads)
    counted = rows_of_tables(connection)
    found += [f"the table {table} has {counted.get(table, 'no')} rows, not {rows}"
              for table, rows in manifest.rows.items() if counted.get(table) != rows]  # fmt: skip
    found += [f"the table {table} is not in the backup" for table in counted if table not in manifest.rows]
    secured, policies = _number(connection, _SECURED), _number(connection, _POLICIES)
    if secured != manifest.secured_tables:
        found.append(f"row security is forced on {secured} tables, not on {manifest.secured_tables}")
    if policies != manifest.policies:
        found.append(f"row security has {policies} policies, not {manifest.policies}")
    return found


def heads(connection: psycopg.Connection[Any]) -> list[Head]:
    """Where every chain stands."""
    return [Head(*row) for row in connection.execute(_HEADS).fetchall()]


def rows_of_tables(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows each table has that the connected role sees."""
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    return {
        name: _number(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))) for name in names
    }


def _different_heads(present: Sequence[Head], noted: Sequence[Head]) -> list[str]:
    here = {(head.log, head.actor): head for head in present}
    there = {(head.log, head.actor): head for head in noted}
    moved = sorted(key for key in here.keys() | there.keys() if here.get(key) != there.get(key))
    return [f"the head of the chain {log} {actor} is not the one that the backup notes" for log, actor in moved]


def _number(connection: psycopg.Connection[Any], query: LiteralString | sql.Composed) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
