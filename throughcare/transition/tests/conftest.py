"""What tests of import and export share."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from throughcare.testing.acting import as_role
from throughcare.transition.commands.imports import import_bundle
from throughcare.transition.tests import bundles

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ON = date(2026, 11, 20)


@pytest.fixture
def places(db):
    bundles.make_places()


@pytest.fixture
def load(places):
    """Import as the role that imports run as."""

    def loaded(path, **options):
        with as_role("jobs"):
            return import_bundle(path, by=None, at=AT, on=ON, **options)

    return loaded


@pytest.fixture
def everything(places):
    """All rows of all tables that an import writes, and of their history, to compare before and after."""

    def rows():
        with as_role("owner"), connection.cursor() as cursor:
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~"
                " '^(people|supervision|workforce|accounts_user|organisations|pghistory|audit_entry)' ORDER BY 1"
            )
            content = {}
            for (table,) in cursor.fetchall():
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
                content[table] = [row for (row,) in cursor.fetchall()]
        return content

    return rows
