"""Migrating while others use the database: locks are waited for briefly, and one migration goes at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator

import psycopg
import pytest

from throughcare.site import postgres
from throughcare.testing.database import template_database

pytestmark = pytest.mark.nightly
AGAIN = "DELETE FROM django_migrations WHERE app = 'audit' AND name = '0004_owner_reads_partitions'"
BACK = """DO $$ DECLARE one name; BEGIN
    FOR one IN SELECT tablename FROM pg_policies WHERE tablename ~ '^audit_consultation_' LOOP
        EXECUTE format('DROP POLICY %I ON %I', one || '_owner', one);
    END LOOP;
END $$"""
SCRIPT = """
import django; django.setup()
from throughcare.site import schema
schema.LOCK_TIMEOUT, schema.TRIES, schema.REST_SECONDS = "200ms", int({tries}), 0.2
try:
    schema.prepare(geography=False)
except schema.DatabaseIsBusy as fault:
    print(fault)
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database of the present schema with one migration to apply again."""
    cluster = postgres.embedded("testing", durable=False)
    name = f"throughcare_migrating_{os.getpid()}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template_database(cluster)} OWNER throughcare_owner")
    yield cluster.url("throughcare_owner", name)
    cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def migrate(address: str, tries: int) -> str:
    """Migrate in a process of its own; what it said."""
    environment = {
        **os.environ, "DATABASE_URL": address, "DATABASE_OWNER_URL": address, "THROUGHCARE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "throughcare.site.settings.demo",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(tries=tries)], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def applied(address: str) -> bool:
    with psycopg.connect(address) as connection:
        sql = "SELECT count(*) FROM django_migrations WHERE app = 'audit' AND name = '0004_owner_reads_partitions'"
        return connection.execute(sql).fetchone() == (1,)


def take_back(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(AGAIN)
        connection.execute(BACK)


def test_a_held_table_is_given_up_on_with_a_sentence_and_nothing_half_done(address):
    take_back(address)
    with psycopg.connect(address) as holder:
        holder.execute("SELECT count(*) FROM audit_consultation")
        assert "a table was held for too long" in migrate(address, tries=2)
    assert not applied(address)


def test_a_table_that_is_let_go_in_time_is_migrated(address):
    take_back(address)
    holder = psycopg.connect(address)
    holder.execute("SELECT count(*) FROM audit_consultation")
    letting_go = threading.Timer(3, holder.close)
    letting_go.start()
    assert migrate(address, tries=60) == ""
    assert applied(address)
    letting_go.join()


def test_two_migrations_do_not_go_at_once(address):
    with psycopg.connect(address) as other:
        other.execute("SELECT pg_advisory_lock(7023)")
        assert "another migration is under way" in migrate(address, tries=2)
    assert migrate(address, tries=2) == ""
