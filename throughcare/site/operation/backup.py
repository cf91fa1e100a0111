"""Backups: everything of one database at one moment, in one file; and back, into an empty one, with proof.

A backup is a zip with PostgreSQL's own dump (custom format) and a manifest, which was read in the same snapshot. It holds
personal data in the clear, so only its owner may read the file, and keeping it safe is the operator's part.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from throughcare.site import postgres
from throughcare.site.operation import manifest as manifests
from throughcare.site.operation.loading import load
from throughcare.site.operation.manifest import FORMAT, Manifest
from throughcare.site.operation.programs import BackupFault, program_for, running

DUMP, MANIFEST = "database.dump", "manifest.json"
_BLOCK = 1 << 20
_ROLES = "SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)"
_FILLED = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


@dataclass(frozen=True)
class Restored:
    """What was brought back, and what of it is not as it was (nothing, if all is well)."""

    manifest: Manifest
    differences: list[str]


def make_backup(*, address: str, target: Path, version: str, at: datetime) -> Manifest:
    """Write the database at ``address``, as its role sees it, to ``target``, which must not exist.

    Raises ``BackupFault``: nothing is left behind then.
    """
    if target.exists():
        raise BackupFault(f"{target} exists already: a backup is never overwritten")
    half = target.with_name(f"{target.name}.partial")
    try:
        with _connected(address) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            _refuse_to_leave_out(connection)
            snapshot = str(connection.execute("SELECT pg_export_snapshot()").fetchone()[0])  # type: ignore[index]
            program = program_for(connection.info.server_version // 10000, "pg_dump")
            half.unlink(missing_ok=True)
            with _private_zip(half) as archive:
                digest = _dump(program, address, snapshot, archive)
                found = manifests.describe(connection, version=version, at=at, dump_sha256=digest)
                archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(found)))
        half.rename(target)
    except OSError as error:
        raise BackupFault(f"cannot write {target}: {error}") from error
    finally:
        half.unlink(missing_ok=True)
    return found


def restore_backup(*, file: Path, address: str) -> Restored:
    """Bring a backup back into the empty database at ``address`` and compare the two.

    Raises ``BackupFault`` where it is no backup, is damaged, or the database is not empty: nothing is changed then.
    """
    with _opened(file) as archive:
        found = read_manifest(archive)
        with _connected(address) as connection:
            _refuse_to_overwrite(connection)
            server = connection.info.server_version // 10000
            # An older program would not read what a newer one wrote.
            program = program_for(max(server, found.server), "pg_restore")
            known = {name for (name,) in connection.execute("SELECT name FROM pg_settings").fetchall()}
        _check_digest(archive, found.dump_sha256)
        with archive.open(DUMP) as dump:
            load(dump, restore=program, address=address, known=known)
    with _connected(address) as connection:
        return Restored(found, manifests.differences(connection, found))


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest of an opened backup; raises ``BackupFault``."""
    try:
        found = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.DecodeError, zipfile.BadZipFile) as error:
        raise BackupFault(f"{archive.filename} is not a backup of Throughcare: it has no manifest") from error
    if found.format != FORMAT:
        raise BackupFault(f"{archive.filename} is written as {found.format}, which this version does not read")
    return found


def _refuse_to_leave_out(connection: psycopg.Connection[Any]) -> None:
    hidden = manifests.tables_not_read_whole(connection)
    if hidden:
        raise BackupFault(
            f"the role {connection.info.user} does not see every row of {', '.join(hidden[:5])}: a backup by it would"
            " leave rows out. Use throughcare_owner, and run `throughcare migrate` first"
        )


def _refuse_to_overwrite(connection: psycopg.Connection[Any]) -> None:
    filled = connection.execute(_FILLED).fetchone()
    if filled and filled[0]:
        raise BackupFault(f"the database {connection.info.dbname} is not empty: restore into an empty one")
    known = connection.execute(_ROLES, [list(postgres.ROLES)]).fetchone()
    if not known or known[0] != len(postgres.ROLES):
        raise BackupFault(f"the server lacks one of the roles {', '.join(postgres.ROLES)}: make them first")


def _dump(program: Path, address: str, snapshot: str, archive: zipfile.ZipFile) -> str:
    """Let PostgreSQL write its dump into the archive; returns its SHA-256."""
    arguments = ["--format=custom", "--enable-row-security", "--no-comments", f"--snapshot={snapshot}"]
    digest = hashlib.sha256()
    with (
        archive.open(DUMP, "w", force_zip64=True) as kept,
        running(program, arguments, address=address, stdout=subprocess.PIPE) as process,
    ):
        assert process.stdout is not None
        for block in iter(partial(process.stdout.read, _BLOCK), b""):
            digest.update(block)
            kept.write(block)
    return digest.hexdigest()


def _check_digest(archive: zipfile.ZipFile, noted: str) -> None:
    digest = hashlib.sha256()
    try:
        with archive.open(DUMP) as kept:
            for block in iter(lambda: kept.read(_BLOCK), b""):
                digest.update(block)
    except (KeyError, zipfile.BadZipFile) as error:
        raise BackupFault(f"{archive.filename} is damaged: {error}") from error
    if digest.hexdigest() != noted:
        raise BackupFault(f"{archive.filename} is damaged: its dump is not the one that the manifest notes")


@contextmanager
def _connected(address: str) -> Iterator[psycopg.Connection[Any]]:
    try:
        connection = psycopg.connect(address, connect_timeout=10)
    except psycopg.Error as error:
        raise BackupFault(f"the database does not answer: {str(error).strip()}") from error
    with connection:
        try:
            yield connection
        except psycopg.errors.UndefinedTable as error:
            raise BackupFault(f"{connection.info.dbname} is not a database of Throughcare: {error}") from error


@contextmanager
def _private_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """A new zip that only its owner may read. The dump is compressed already, so nothing is compressed again."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            yield archive
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except FileNotFoundError as error:
        raise BackupFault(f"{file} does not exist") from error
    except (zipfile.BadZipFile, OSError) as error:
        raise BackupFault(f"{file} is not a backup of Throughcare, or is cut off: {error}") from error
    with archive:
        yield archive
