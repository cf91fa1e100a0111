"""A backup is everything, and what comes back is what was there."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
import pytest
from click.testing import CliRunner

from throughcare.site import postgres
from throughcare.site.cli import main
from throughcare.site.operation import backup as backups
from throughcare.site.operation.backup import make_backup, restore_backup
from throughcare.site.operation.manifest import Manifest
from throughcare.site.operation.programs import BackupFault, program_for, without_password
from throughcare.testing.database import template_database

# Databases are made, filled, dumped and read back again and again.
pytestmark = pytest.mark.nightly

AT = datetime(2026, 11, 22, 18, 45, tzinfo=UTC)

# Two people, one of them with an exclusion; two actors in the log of acts, one of them in the log of who looked.
FILL = """
SELECT set_config('throughcare.actor', '1', true);
INSERT INTO accounts_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined,
                           role, language)
SELECT 'x', false, 'user' || n, 'Sam', 'Example', '', false, true, now(), 'practitioner', 'en-gb'
FROM generate_series(1, 2) AS n;
INSERT INTO organisations_region (code, name, name_cy) VALUES ('R1', 'One', 'Un');
INSERT INTO organisations_deliveryunit (code, name, name_cy, region_id) SELECT 'U1', 'Unit', 'Uned', id
FROM organisations_region;
INSERT INTO people_person (crn, forenames, surname, preferred_name, date_of_birth, sex, language, limited,
                           delivery_unit_id)
SELECT 'T00000' || n, 'Rowan', 'Example', '', '1990-05-17', 'M', 'en', false, unit.id
FROM organisations_deliveryunit unit, generate_series(1, 2) AS n;
INSERT INTO audit_entry (at, actor, actor_name, action, subject, person, detail, sequence, previous, hash)
SELECT now(), 1 + n % 2, 'user', 'test.did', '', NULL, '{}', 0, '', '' FROM generate_series(1, 5) AS n;
INSERT INTO audit_consultation (at, actor, actor_name, person, subject, page, reason, sequence, previous, hash)
SELECT now() + n * interval '40 days', 1, 'user', id, crn, 'person', 'test', 0, '', ''
FROM people_person, generate_series(0, 1) AS n;
"""
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
SHAPE = """
SELECT 'policy', tablename, policyname, roles::text, qual, with_check FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT 'table', relname, relrowsecurity::text, relforcerowsecurity::text, relowner::regrole::text,
       (SELECT string_agg(one::text, ' ' ORDER BY one::text) FROM unnest(coalesce(relacl, acldefault('r', relowner))) AS one)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname, '', '', '' FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname,
       CASE WHEN contype <> 'c' THEN pg_get_constraintdef(oid) END, '', '' FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'function', proname, prosecdef::text, array_to_string(coalesce(proacl, acldefault('f', proowner)), ' '), '', ''
FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proowner = 'throughcare_owner'::regrole
ORDER BY 1, 2, 3, 4
"""


class Databases:
    """Databases for one test, gone at its end."""

    def __init__(self, cluster: postgres.Cluster) -> None:
        self.cluster = cluster
        self.names: list[str] = []

    def make(self, template: str = "") -> str:
        """A database, from the template or empty; returns its name."""
        name = f"throughcare_backup_{os.getpid()}_{len(self.names)}"
        self.names.append(name)
        origin = f"TEMPLATE {template}" if template else "TEMPLATE template0"
        self.cluster.execute(f"CREATE DATABASE {name} {origin} OWNER throughcare_owner")
        return name

    def address(self, name: str, role: str = "throughcare_owner") -> str:
        """Where it is."""
        return self.cluster.url(role, name)

    def drop(self) -> None:
        """All of them."""
        for name in reversed(self.names):
            self.cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def ask(self, name: str, sql: str, role: str = "throughcare_owner", actor: str = "") -> list[tuple[object, ...]]:
        """Rows, as the role."""
        with psycopg.connect(self.address(name, role)) as connection:
            if actor:
                connection.execute("SELECT set_config('throughcare.actor', %s, true)", [actor])
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    made = Databases(postgres.embedded("testing", durable=False))
    yield made
    made.drop()


@pytest.fixture(scope="module")
def filled(databases) -> str:
    """A database with people in it and lines in both logs; tests that change it take a copy."""
    name = databases.make(template_database(databases.cluster))
    with psycopg.connect(databases.address(name)) as connection:
        connection.execute(FILL.encode())
    return name


@pytest.fixture(scope="module")
def empty(databases) -> str:
    """A database for what is refused: it stays empty."""
    return databases.make()


@pytest.fixture(scope="module")
def made(databases, filled, tmp_path_factory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("made") / "one.backup"
    make_backup(address=databases.address(filled), target=file, version="1", at=AT)
    return file


@pytest.fixture
def saved(made, tmp_path) -> Path:
    """The backup, alone in a folder of the test."""
    return Path(shutil.copy2(made, tmp_path))


def contents(databases: Databases, name: str) -> dict[object, object]:
    """Every row of every table, as text."""
    found: dict[object, object] = {}
    for (table,) in databases.ask(name, TABLES):
        found[table] = sorted(str(row) for row in databases.ask(name, f"SELECT * FROM {table}"))
    return found


def tables(databases: Databases, name: str) -> int:
    return len(databases.ask(name, "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace"))


def rewritten(file: Path, *, dump: bytes | None = None, **changes: object) -> Path:
    """A copy of a backup with another dump, or another manifest."""
    copy = file.with_name(f"{len(list(file.parent.iterdir()))}.backup")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        found = msgspec.json.decode(old.read(backups.MANIFEST))
        new.writestr(backups.DUMP, old.read(backups.DUMP) if dump is None else dump)
        new.writestr(backups.MANIFEST, msgspec.json.encode(found | changes))
    return copy


def test_what_comes_back_is_what_was_there(databases, filled, saved):
    copy = databases.make()
    done = restore_backup(file=saved, address=databases.address(copy))
    assert done.differences == []
    assert {(head.log, head.actor, head.length) for head in done.manifest.heads} == {
        ("entry", 1, 2), ("entry", 2, 3), ("consultation", 1, 4),
    }  # fmt: skip
    assert (done.manifest.rows["people_person"], done.manifest.made_at) == (2, AT)
    assert contents(databases, copy) == contents(databases, filled)
    assert databases.ask(copy, SHAPE) == databases.ask(filled, SHAPE)


def test_row_security_holds_in_what_came_back_and_the_logs_go_on(databases, saved):
    copy = databases.make()
    restore_backup(file=saved, address=databases.address(copy))
    people = "SELECT count(*) FROM people_person"
    assert databases.ask(copy, people, "throughcare_web") == [(0,)]
    assert databases.ask(copy, people, "throughcare_jobs") == [(0,)]
    assert databases.ask(copy, people, "throughcare_jobs", actor="1") == [(2,)]
    more = """INSERT INTO audit_entry (at, actor, actor_name, action, subject, detail, sequence, previous, hash)
              VALUES (now(), 1, 'user', 'test.did', '', '{}', 0, '', '')"""
    databases.ask(copy, more, "throughcare_web", actor="1")
    assert databases.ask(copy, "SELECT * FROM audit_breaks()") == []
    assert databases.ask(copy, "SELECT length FROM audit_chain WHERE log = 'entry' AND actor = 1") == [(3,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        databases.ask(copy, "DELETE FROM audit_entry", "throughcare_web", actor="1")


def test_the_backup_is_of_one_moment_while_others_go_on_writing(databases, filled, tmp_path, monkeypatch):
    filled = databases.make(filled)
    dump = backups._dump

    def write_meanwhile(*given: object) -> str:
        databases.ask(filled, "UPDATE people_person SET surname = 'Changed'", actor="1")
        more = """INSERT INTO audit_entry (at, actor, actor_name, action, subject, detail, sequence, previous, hash)
                  VALUES (now(), 1, 'user', 'test.did', '', '{}', 0, '', '')"""
        databases.ask(filled, more, actor="1")
        return dump(*given)

    monkeypatch.setattr(backups, "_dump", write_meanwhile)
    file = tmp_path / "one.backup"
    make_backup(address=databases.address(filled), target=file, version="1", at=AT)
    copy = databases.make()
    assert restore_backup(file=file, address=databases.address(copy)).differences == []
    assert databases.ask(copy, "SELECT DISTINCT surname FROM people_person") == [("Example",)]


def test_only_the_owner_of_the_file_may_read_it_and_nothing_else_is_left(saved, tmp_path):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["one.backup"]


def test_a_database_that_is_not_empty_is_refused_and_stays_as_it_is(databases, filled, saved):
    before = contents(databases, filled)
    with pytest.raises(BackupFault, match="is not empty: restore into an empty one"):
        restore_backup(file=saved, address=databases.address(filled))
    assert contents(databases, filled) == before
    other = databases.make()
    databases.ask(other, "CREATE SCHEMA mine CREATE TABLE kept (one int)")
    with pytest.raises(BackupFault, match="is not empty"):
        restore_backup(file=saved, address=databases.address(other))


def test_a_damaged_backup_is_refused_and_nothing_is_loaded(databases, empty, saved):
    with zipfile.ZipFile(saved) as archive:
        dump = bytearray(archive.read(backups.DUMP))
    dump[len(dump) // 2] ^= 1
    cut = saved.with_name("cut.backup")
    cut.write_bytes(saved.read_bytes()[:-400])
    for file, says in (
        (rewritten(saved, dump=bytes(dump)), "its dump is not the one that the manifest notes"),
        (rewritten(saved, format="throughcare-backup-9"), "written as throughcare-backup-9"),
        (cut, "is not a backup of Throughcare, or is cut off"),
        (saved.with_name("absent"), "does not exist"),
    ):
        with pytest.raises(BackupFault, match=says):
            restore_backup(file=file, address=databases.address(empty))
    assert tables(databases, empty) == 0


def test_a_dump_that_fails_half_way_leaves_the_database_empty(databases, empty, saved):
    with zipfile.ZipFile(saved) as archive:
        half = archive.read(backups.DUMP)[:-20_000]
    file = rewritten(saved, dump=half, dump_sha256=hashlib.sha256(half).hexdigest())
    with pytest.raises(BackupFault, match="pg_restore failed"):
        restore_backup(file=file, address=databases.address(empty))
    assert tables(databases, empty) == 0


def test_lines_removed_from_a_log_before_the_backup_are_noticed_by_heads_kept_elsewhere(databases, filled, saved):
    """Whoever owns the database can take off the last line and its head: within the database nothing shows it."""
    filled = databases.make(filled)
    databases.ask(
        filled,
        """ALTER TABLE audit_entry DISABLE TRIGGER USER; DELETE FROM audit_entry WHERE actor = 1 AND sequence = 2;
           ALTER TABLE audit_entry ENABLE TRIGGER USER;
           UPDATE audit_chain SET length = 1, hash = (SELECT hash FROM audit_entry WHERE actor = 1)
           WHERE log = 'entry' AND actor = 1""",
    )
    later = saved.with_name("later.backup")
    made = make_backup(address=databases.address(filled), target=later, version="1", at=AT)
    copy = databases.make()
    assert restore_backup(file=later, address=databases.address(copy)).differences == []
    with zipfile.ZipFile(saved) as archive:
        assert made.fingerprint != backups.read_manifest(archive).fingerprint


def test_a_copy_that_is_not_what_the_backup_says_is_reported(databases, saved):
    with zipfile.ZipFile(saved) as archive:
        noted = msgspec.json.decode(archive.read(backups.MANIFEST))
    heads = [head | {"length": 9} if head["log"] == "consultation" else head for head in noted["heads"]]
    rows = noted["rows"] | {"people_person": 3, "people_gone": 1}
    del rows["people_identifier"]
    file = rewritten(saved, heads=heads, rows=rows, policies=1, secured_tables=noted["secured_tables"] + 1)
    copy = databases.make()
    assert restore_backup(file=file, address=databases.address(copy)).differences == [
        "the head of the chain consultation 1 is not the one that the backup notes",
        "the table people_person has 2 rows, not 3",
        "the table people_gone has no rows, not 1",
        "the table people_identifier is not in the backup",
        f"row security is forced on {noted['secured_tables']} tables, not on {noted['secured_tables'] + 1}",
        f"row security has {noted['policies']} policies, not 1",
    ]


def test_a_role_that_does_not_see_everything_makes_no_backup(databases, filled, tmp_path):
    file = tmp_path / "part.backup"
    with pytest.raises(BackupFault, match=r"throughcare_jobs does not see every row of .*audit_consultation"):
        make_backup(address=databases.address(filled, "throughcare_jobs"), target=file, version="1", at=AT)
    filled = databases.make(filled)
    databases.ask(filled, "DROP POLICY people_person_owner ON people_person")
    with pytest.raises(BackupFault, match="throughcare_owner does not see every row of people_person"):
        make_backup(address=databases.address(filled), target=file, version="1", at=AT)
    assert list(tmp_path.iterdir()) == []


def test_no_backup_is_overwritten_and_no_other_database_is_taken_for_ours(databases, filled, empty, saved, tmp_path):
    before = saved.read_bytes()
    with pytest.raises(BackupFault, match="never overwritten"):
        make_backup(address=databases.address(filled), target=saved, version="1", at=AT)
    assert saved.read_bytes() == before
    with pytest.raises(BackupFault, match="is not a database of Throughcare"):
        make_backup(address=databases.address(empty), target=tmp_path / "x", version="1", at=AT)
    with pytest.raises(BackupFault, match="cannot write"):
        make_backup(address=databases.address(filled), target=tmp_path / "no/x", version="1", at=AT)
    assert [path.name for path in tmp_path.iterdir()] == ["one.backup"]


def test_a_server_without_the_roles_is_refused_before_anything_is_loaded(databases, empty, saved, monkeypatch):
    monkeypatch.setattr(postgres, "ROLES", ("throughcare_owner", "throughcare_nobody_made"))
    with pytest.raises(BackupFault, match="make them first"):
        restore_backup(file=saved, address=databases.address(empty))
    assert tables(databases, empty) == 0


def test_programs_of_the_servers_version_are_needed(monkeypatch):
    with pytest.raises(BackupFault, match="no pg_dump of version 99 or later was found"):
        program_for(99, "pg_dump")
    monkeypatch.setenv("PG_BIN", "/nowhere")
    with pytest.raises(BackupFault, match=r"tried: nothing\).*PG_BIN"):
        program_for(15, "pg_dump")


def test_no_password_stands_on_a_command_line():
    address = "postgresql://throughcare_owner:p%40ss@db.example.org:5432/throughcare?sslmode=require"
    bare = "postgresql://throughcare_owner@db.example.org:5432/throughcare?sslmode=require"
    assert without_password(address) == (bare, "p@ss")


def test_the_commands_say_what_was_done_and_exit_with_1_when_it_is_not_the_same(
    databases, filled, tmp_path, monkeypatch
):
    monkeypatch.setenv("DATABASE_OWNER_URL", databases.address(filled))
    kept = tmp_path / "kept"
    kept.mkdir()
    done = CliRunner().invoke(main, ["backup", str(kept)])
    assert done.exit_code == 0, done.output
    (file,) = kept.glob("throughcare-*Z.backup")
    fingerprint = done.output.split("Heads of the logs: ")[1].split()[0]

    copy = databases.make()
    back = CliRunner().invoke(main, ["restore", str(file), "--into", copy, "--heads", fingerprint])
    assert back.exit_code == 0, back.output
    assert f"their heads are the ones of the backup: {fingerprint}" in back.output
    refused = CliRunner().invoke(main, ["restore", str(file), "--into", copy])
    assert (refused.exit_code, "is not empty" in refused.output) == (1, True)

    another = databases.make()
    other = CliRunner().invoke(main, ["restore", str(file), "--into", databases.address(another), "--heads", "0" * 64])
    assert other.exit_code == 1
    assert "the heads of the logs are not the ones that were kept elsewhere" in other.output
    assert "do not use the restored database" in other.output


def test_a_deployment_that_names_no_owner_is_told_so(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://throughcare_web@db/throughcare")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    done = CliRunner().invoke(main, ["backup", str(tmp_path / "x")])
    assert (done.exit_code, "DATABASE_OWNER_URL must be set" in done.output) == (1, True)


def test_a_manifest_is_read_back_as_it_was_written(saved):
    with zipfile.ZipFile(saved) as archive:
        found = backups.read_manifest(archive)
    assert isinstance(found, Manifest)
    assert (found.version, ("audit", "0001_initial") in found.migrations) == ("1", True)
