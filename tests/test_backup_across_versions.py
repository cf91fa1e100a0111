"""A backup made on the newest server comes back on the oldest that is supported, and the other way round.

Needs Debian's PostgreSQL 15 on the machine beside the embedded one, and passes by without it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_backup import AT, SHAPE, Databases, contents, filled, made, rewritten, saved, tables
from throughcare.site import postgres
from throughcare.site.operation import backup as backups
from throughcare.site.operation.backup import make_backup, restore_backup
from throughcare.site.operation.loading import pass_on
from throughcare.site.operation.programs import BackupFault

__all__ = ["filled", "made", "saved"]
OLDEST = Path("/usr/lib/postgresql/15/bin")
pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not (OLDEST / "initdb").exists(), reason="PostgreSQL 15 is not on this machine"),
]
# A name that the first lines of a dump set, as text of a person; a setting's name at the end of a line.
AWKWARD = "UPDATE people_person SET preferred_name = E'\\nSET transaction_timeout = 0;\\n\\\\.' WHERE crn = 'T000001'"


@pytest.fixture(scope="module")
def databases() -> Iterator[Databases]:
    """On the newest server."""
    made = Databases(postgres.embedded("testing", durable=False))
    yield made
    made.drop()


@pytest.fixture(scope="module")
def oldest() -> Iterator[Databases]:
    """On a PostgreSQL 15, which is there for this module alone where nothing else has started it."""
    data = postgres.home() / "oldest-15"
    cluster = postgres.Cluster(OLDEST, data, postgres.socket_for(data), durable=False)
    ran = (cluster.data / "PG_VERSION").exists() and cluster.is_running()
    cluster.start()
    made = Databases(cluster)
    yield made
    made.drop()
    if not ran:
        cluster.stop()


def test_what_the_newest_wrote_comes_back_on_the_oldest_whole(databases, filled, oldest, tmp_path):
    if databases.cluster.programs == OLDEST:
        pytest.skip("the newest server is the oldest")
    name = databases.make(filled)
    databases.ask(name, AWKWARD, actor="1")
    make_backup(address=databases.address(name), target=tmp_path / "one.backup", version="1", at=AT)
    copy = oldest.make()
    done = restore_backup(file=tmp_path / "one.backup", address=oldest.address(copy))
    assert (done.differences, done.manifest.server > 15) == ([], True)
    assert contents(oldest, copy) == contents(databases, name)
    assert oldest.ask(copy, "SELECT * FROM audit_breaks()") == []
    assert security(oldest, copy) == security(databases, name)


def test_and_from_there_back_to_the_newest(databases, filled, made, oldest, tmp_path):
    there, back = oldest.make(), databases.make()
    restore_backup(file=made, address=oldest.address(there))
    make_backup(address=oldest.address(there), target=tmp_path / "two.backup", version="1", at=AT)
    assert restore_backup(file=tmp_path / "two.backup", address=databases.address(back)).differences == []
    assert contents(databases, back) == contents(databases, filled)
    assert security(databases, back) == security(databases, filled)


def test_a_dump_that_breaks_off_leaves_the_oldest_empty(oldest, saved):
    with zipfile.ZipFile(saved) as archive:
        half = archive.read(backups.DUMP)[:-20_000]
    file = rewritten(saved, dump=half, dump_sha256=hashlib.sha256(half).hexdigest())
    name = oldest.make()
    with pytest.raises(BackupFault, match="pg_restore failed"):
        restore_backup(file=file, address=oldest.address(name))
    assert tables(oldest, name) == 0


def test_only_what_the_first_lines_set_and_what_a_server_keeps_for_itself_are_left_out():
    kept_by_the_server = b"ALTER TABLE ONLY public.a ALTER COLUMN b SET (pg_attver=106212368);\n"
    script = [b"--\n\\restrict x\nBEGIN;\n", b"SET new_one = 0;\n", b"SET lock_timeout = 0;\n\nCREATE TABLE a ();\n",
              kept_by_the_server, b"SET new_one = 0;\nCOPY a FROM stdin;\n", kept_by_the_server, b"\\.\n"]  # fmt: skip
    out = io.BytesIO()
    pass_on(io.BytesIO(b"".join(script)), out, known={"lock_timeout"})
    assert out.getvalue() == b"".join([script[0], script[2], *script[4:]])


def security(databases: Databases, name: str) -> list[tuple[object, ...]]:
    """Policies, tables, triggers, constraints and functions; the right to maintain a table came with PostgreSQL 17."""
    return [tuple(str(each).replace("arwdDxtm", "arwdDxt") for each in row) for row in databases.ask(name, SHAPE)]


def test_what_the_server_refuses_is_told_in_its_words_and_nothing_stays(oldest, saved):
    name = oldest.make()
    oldest.cluster.execute(
        "REVOKE CREATE ON SCHEMA public FROM throughcare_owner; ALTER SCHEMA public OWNER TO postgres", name
    )
    with pytest.raises(BackupFault, match=r"psql failed: .*permission denied"):
        restore_backup(file=saved, address=oldest.address(name))
    assert tables(oldest, name) == 0
