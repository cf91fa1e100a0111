"""PostgreSQL's own programs: finding one that is new enough, running it, and saying what it said when it failed."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit, urlunsplit

from throughcare.site import postgres


class BackupFault(RuntimeError):
    """A backup could not be made or brought back; the message says why, and what to do."""


def program_for(server: int, name: str) -> Path:
    """``pg_dump`` or ``pg_restore`` of the server's version, or the next later one there is; raises ``BackupFault``.

    The server's own version knows best what the server keeps for itself.
    """
    found = [
        (folder / name, _version(folder / name)) for folder in postgres.program_folders() if (folder / name).exists()
    ]
    enough = [(version, program) for program, version in found if version >= server]
    if enough:
        return min(enough, key=lambda each: each[0])[1]
    tried = ", ".join(f"{program} ({version})" for program, version in found) or "nothing"
    raise BackupFault(
        f"no {name} of version {server} or later was found (tried: {tried}); install"
        f" PostgreSQL's client programs of that version, and name their folder in PG_BIN"
    )


def _version(program: Path) -> int:
    told = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)
    words = told.stdout.split()
    return int(words[2].split(".")[0]) if told.returncode == 0 and len(words) > 2 else 0


@contextmanager
def running(
    program: Path, arguments: list[str], *, address: str = "", stdin: Any = None, stdout: Any = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL at work, against the database at ``address`` where one is given; ended when the block is.

    The password goes by the environment, never by the command line. Raises ``BackupFault`` with the program's own words.
    """
    where, password = without_password(address)
    command = [str(program), *arguments, *([f"--dbname={where}"] if address else [])]
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=told) as process,
    ):
        try:
            yield process
        except BrokenPipeError:
            pass  # the program ended early, and says below why
        except BaseException:
            process.kill()
            raise
        if process.stdin:
            _close(process.stdin)
        if process.wait() != 0:
            told.seek(0)
            said = told.read().decode(errors="replace").strip()
            raise BackupFault(f"{program.name} failed: {said}")


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def without_password(address: str) -> tuple[str, str]:
    """An address without its password, and the password."""
    parts = urlsplit(address)
    if parts.password is None:
        return address, ""
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}")), unquote(parts.password)
