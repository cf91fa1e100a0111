"""Starting Django in a command, as one of the three database roles."""

from __future__ import annotations

import os
from pathlib import Path

from throughcare.site import postgres


def use_django(role: str) -> None:
    """Set up Django for this process, connected as ``role``; starts the embedded server where no database is named."""
    os.environ["THROUGHCARE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.demo")
    if "DATABASE_URL" not in os.environ:
        postgres.embedded().start()
    import django

    django.setup()


def pid_file() -> Path:
    """Where the number of the serving process is kept."""
    return postgres.home() / "serve.pid"
