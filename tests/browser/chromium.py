"""Finding chromium and starting it quietly."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
NOT_FOUND = "no chromium: install it (Debian: apt-get install chromium) or name it in the variable CHROMIUM"


def find_chromium() -> str | None:
    """The program named by ``CHROMIUM``, else Debian's, else whichever is on the path; None where there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next(
        (path for path in ("/usr/bin/chromium", shutil.which("chromium")) if path and Path(path).exists()), None
    )


def launch(playwright: Playwright) -> Browser:
    """A browser without a window; raises ``RuntimeError`` where none is installed."""
    program = find_chromium()
    if program is None:
        raise RuntimeError(NOT_FOUND)
    return playwright.chromium.launch(executable_path=program, args=list(FLAGS))
