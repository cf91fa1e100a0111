"""The database of a run: copied from a template of the current schema.

Tests connect as a role that is neither superuser nor exempt from row security, and act as ``throughcare_web`` unless they
say otherwise. The template is made once per state of the migrations, so a run does not wait for them.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from throughcare.site import postgres

_PACKAGE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest) -> Iterator[None]:
    """A fresh database for this run, copied from the template."""
    from django.db import connections

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"throughcare_test_{os.getpid()}_{worker}"
    cluster = postgres.embedded("testing", durable=False)
    template = template_database(cluster)
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER throughcare_owner")
    settings = connections["default"].settings_dict
    settings["NAME"] = name
    connections.settings["default"]["NAME"] = name
    yield
    connections.close_all()
    cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:  # noqa: ARG001
    """A database of this test's own, where what it commits stays: for what needs several transactions at once."""
    from django.db import connections

    cluster = postgres.embedded("testing", durable=False)
    settings, shared = connections["default"].settings_dict, connections["default"].settings_dict["NAME"]
    name = f"{shared}_own"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template_database(cluster)} OWNER throughcare_owner")
    connections.close_all()
    settings["NAME"] = connections.settings["default"]["NAME"] = name
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    settings["NAME"] = connections.settings["default"]["NAME"] = shared
    cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def template_database(cluster: postgres.Cluster) -> str:
    """The name of a database with the current schema, to copy; made where it is missing."""
    import psycopg

    name = f"throughcare_template_{_schema_state()}"
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7021)")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        for (old,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'throughcare_template_%'"):
            connection.execute(f"DROP DATABASE IF EXISTS {old} WITH (FORCE)".encode())
        making = f"{name}_making"
        connection.execute(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {making} OWNER throughcare_owner".encode())
        environment = {
            **os.environ,
            "DATABASE_URL": cluster.url("throughcare_owner", making),
            "DATABASE_OWNER_URL": cluster.url("throughcare_owner", making),
            "THROUGHCARE_ROLE": "owner",
            "DJANGO_SETTINGS_MODULE": "throughcare.site.settings.demo",
        }
        script = "import django; django.setup(); from throughcare.site.schema import prepare; prepare(geography=False)"
        subprocess.run([sys.executable, "-c", script], check=True, env=environment, cwd=_PACKAGE.parent)
        connection.execute(f"ALTER DATABASE {making} RENAME TO {name}".encode())
    return name


def _schema_state() -> str:
    digest = hashlib.sha256()
    sources = [*_PACKAGE.glob("*/migrations/*.py"), _PACKAGE / "site/schema.py",
               _PACKAGE / "site/operation/quick_states.py", _PACKAGE / "people/row_security.py",
               *_PACKAGE.glob("*/rules/codes.py"), *_PACKAGE.glob("*/rules/roles.py")]  # fmt: skip
    for source in sorted(sources):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]
