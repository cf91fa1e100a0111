"""Loading a dump into a server of another version: the dump as SQL, without the settings that the server does not know.

``pg_restore`` turns the dump into SQL that begins with BEGIN and ends with COMMIT, ``psql`` runs it. Between the two, the
first lines, which set what the writing version knows, are compared with what the reading server knows. Whatever fails on the
way, the COMMIT has not been said.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Collection
from pathlib import Path
from typing import IO

from throughcare.site.operation.programs import BackupFault, running

_RESTORE = ["--format=custom", "--single-transaction", "--exit-on-error", "--no-owner", "--file=-"]
_PSQL = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
_SETTING = re.compile(rb"SET (?:SESSION |LOCAL )?(\w+) (?:=|TO) ")
# What stands before the first thing that is made: comments, settings, psql's own commands.
_PREAMBLE = re.compile(rb"(--.*|\\.*|BEGIN;|SET .*|SELECT pg_catalog\.set_config\(.*|)\n?$")
# An option of a column that later minor versions keep for themselves, and that a dump by an earlier one spells out.
_KEPT_BY_THE_SERVER = re.compile(rb"ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_attver=\d+\);\n$")
_BLOCK = 1 << 20


def load(dump: IO[bytes], *, restore: Path, address: str, known: Collection[str]) -> None:
    """Bring the dump into the database at ``address``, all of it or nothing.

    ``restore`` is a ``pg_restore`` that reads the dump, with its ``psql`` beside it; ``known`` are the names of the settings
    that the server has. Raises ``BackupFault``.
    """
    beside = restore.with_name("psql")
    if not beside.exists():
        raise BackupFault(f"there is no psql beside {restore}: install PostgreSQL's client programs whole")
    with running(beside, _PSQL, address=address, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as psql:
        assert psql.stdin is not None
        if not _give(dump, restore, psql.stdin, known):
            raise BrokenPipeError  # psql ended before the script did, and says why


def _give(dump: IO[bytes], restore: Path, into: IO[bytes], known: Collection[str]) -> bool:
    """Hand the whole script over; False where it was no longer listened to. Raises ``BackupFault`` for a dump cut off."""
    heard = True
    try:
        with running(restore, _RESTORE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reading:
            assert reading.stdin is not None
            assert reading.stdout is not None
            feeding = threading.Thread(target=_feed, args=(dump, reading.stdin), daemon=True)
            feeding.start()
            try:
                pass_on(reading.stdout, into, known=known)
            except BrokenPipeError:
                heard = False
                reading.kill()
            feeding.join()
    except BackupFault:
        if heard:
            raise
    return heard


def pass_on(script: IO[bytes], into: IO[bytes], *, known: Collection[str]) -> None:
    """Copy SQL, leaving out what the server has no name for; from the first row of data on, everything is copied."""
    first = True
    for line in script:
        first = first and _PREAMBLE.match(line) is not None
        named = _SETTING.match(line) if first else None
        if not (named and named[1].decode() not in known) and not _KEPT_BY_THE_SERVER.match(line):
            into.write(line)
        if line.startswith(b"COPY "):
            break
    shutil.copyfileobj(script, into, _BLOCK)


def _feed(dump: IO[bytes], into: IO[bytes]) -> None:
    try:
        shutil.copyfileobj(dump, into, _BLOCK)
        into.close()
    except (BrokenPipeError, ValueError):
        pass  # the program ended early, and says why
