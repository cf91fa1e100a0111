"""Where the database is and as which role this process connects.

``THROUGHCARE_ROLE`` is ``web`` (serves pages), ``jobs`` (imports, queue) or ``owner`` (migrates). The addresses come
from ``DATABASE_URL``, ``DATABASE_JOBS_URL`` and ``DATABASE_OWNER_URL``; where none is given, the embedded server is used.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from throughcare.site import postgres

VARIABLES = {"web": "DATABASE_URL", "jobs": "DATABASE_JOBS_URL", "owner": "DATABASE_OWNER_URL"}


def role() -> str:
    """The role of this process."""
    return os.environ.get("THROUGHCARE_ROLE", "web")


def address(role: str) -> str:
    """The connection address of ``role``; raises ``KeyError`` naming the variable that a set-up left out."""
    if "DATABASE_URL" not in os.environ:
        return postgres.embedded().url(f"throughcare_{role}")
    return os.environ[VARIABLES[role]]


def settings_of(url: str) -> dict[str, Any]:
    """Django's database settings for a ``postgresql://`` address."""
    parts = urlsplit(url)
    # A server that does not answer is noticed in seconds, not when the network gives up.
    options: dict[str, Any] = {"connect_timeout": "5", **dict(parse_qsl(parts.query))}
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
