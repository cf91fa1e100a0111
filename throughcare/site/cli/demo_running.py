"""Which demonstration is running from this folder, so that `throughcare stop` ends that one and nothing else.

It holds a lock on a file in which its process number stands, and the system lets go of the lock whichever way it ends: so
the number is never that of another process.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from throughcare.site import postgres

SECONDS = 20.0


class DemoStillRuns(RuntimeError):
    """The demonstration was told to end and did not."""


@contextmanager
def running() -> Iterator[None]:
    """While it runs: note the number of this process. A second demonstration of this folder is not noted."""
    with _file().open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def stop_running_demo(*, seconds: float = SECONDS) -> bool:
    """End the demonstration that runs from this folder and wait for it; False where none does. Raises ``DemoStillRuns``."""
    if not _file().exists():
        return False
    with _file().open("r+") as file:
        if _is_free(file.fileno()):
            return False
        number = int(file.read() or 0)
        if number:
            os.kill(number, signal.SIGTERM)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if _is_free(file.fileno()):
                return True
            time.sleep(0.05)
    raise DemoStillRuns(f"the demonstration (process {number}) has not ended; end it, then stop again")


def _is_free(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _file() -> Path:
    return postgres.home() / "demo-running"
