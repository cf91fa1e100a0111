"""The site behind PgBouncer with the settings of `deploy/`: few connections, many people, and nobody sees another's page.

Needs PgBouncer on the machine and passes by without it.
"""

from __future__ import annotations

import configparser
import contextlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.test_deployment_settings import SAFE
from tests.test_logs_tell_nothing_about_people import INSIDE, free_port
from throughcare.accounts.models import User
from throughcare.accounts.tests.api import token_for
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import Person
from throughcare.site import postgres
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
PROGRAM = shutil.which("pgbouncer", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
SERVER_CONNECTIONS = 2
PAGES = {"practitioner": ("/", "/caseload/", "/caseload/?format=csv"), "senior": ("/cases/?format=csv",)}
ACTOR = "SELECT current_setting('throughcare.actor', true)"
TELL = f"SELECT pg_backend_pid(), ({ACTOR}), set_config('throughcare.actor', %s, true)"
pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(PROGRAM is None, reason="PgBouncer is not on this machine"),
]


class Pooler:
    """A running PgBouncer before the suite's server."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self._log = port, log

    def url(self, database: str, password: str = "of-the-web-role") -> str:
        """Where it answers, as the web role."""
        return f"postgresql://throughcare_web:{password}@127.0.0.1:{self.port}/{database}"

    def said(self) -> str:
        """Its log."""
        return self._log.read_text()


@pytest.fixture
def pooler(django_db_setup) -> Iterator[Pooler]:
    """PgBouncer started as its container starts it, on loopback, with two connections to the server at most."""
    cluster, port = postgres.embedded("testing", durable=False), free_port()
    with tempfile.TemporaryDirectory(prefix="throughcare-pooler-") as made:
        folder = Path(made)
        write_settings(folder, cluster, port)
        environment = {"PATH": f"{Path(PROGRAM or '').parent}:/usr/bin:/bin", "WEB_PASSWORD": "of-the-web-role"}
        command, as_whom = ["sh", "-s", str(folder / "pgbouncer.ini")], unprivileged(folder, cluster)
        if os.geteuid() == 0 and not as_whom:
            command = ["unshare", "--user", *command]
        with (folder / "log").open("wb") as out, (DEPLOY / "pgbouncer.sh").open("rb") as script:
            process = subprocess.Popen(
                command, env=environment, cwd="/", stdin=script, stdout=out, stderr=out, **as_whom
            )
        pooler = Pooler(port, folder / "log")
        try:
            wait_for(lambda: psycopg.connect(pooler.url(str(connection.settings_dict["NAME"]))), process, pooler.said)
            yield pooler
        finally:
            process.terminate()
            process.wait(60)


def write_settings(folder: Path, cluster: postgres.Cluster, port: int) -> None:
    """The settings of `deploy/`, on loopback, before the suite's server."""
    settings = configparser.ConfigParser(delimiters=["="], interpolation=None)
    settings.read(DEPLOY / "pgbouncer.ini")
    settings["databases"] = {"*": f"host={cluster.socket}"}
    settings["pgbouncer"].update({
        "listen_addr": "127.0.0.1", "listen_port": str(port), "auth_file": str(folder / "users.txt"),
        "default_pool_size": str(SERVER_CONNECTIONS),
    })  # fmt: skip
    with (folder / "pgbouncer.ini").open("w") as out:
        settings.write(out)


def unprivileged(folder: Path, cluster: postgres.Cluster) -> dict[str, Any]:
    """As root: the user of the server, who is given the folder; PgBouncer refuses to run as root. Empty for others."""
    owner = cluster.socket.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return {}
    for each in (folder, *folder.iterdir()):
        os.chown(each, owner.st_uid, owner.st_gid)
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def wait_for(attempt, process, said) -> None:
    """Return when the attempt succeeds; fail with what the process said when it ended."""
    for _ in range(1200):
        with contextlib.suppress(OSError, psycopg.OperationalError):
            return attempt()
        assert process.poll() is None, said()
        time.sleep(0.1)
    raise AssertionError(said())


def test_who_acts_is_forgotten_with_the_transaction_that_said_so(pooler):
    """Every server connection has served an actor; no transaction after it, of whichever client, finds one."""
    url = pooler.url(str(connection.settings_dict["NAME"]))
    with contextlib.ExitStack() as opened:
        clients = [opened.enter_context(psycopg.connect(url, prepare_threshold=None)) for _ in range(5)]
        servers = set()
        for number, client in enumerate(clients * 4):
            server, before, _ = client.execute(TELL, [str(number + 1)]).fetchone()
            assert not before, "an actor came along with the connection"
            assert client.execute(ACTOR).fetchone() == (str(number + 1),)
            client.commit() if number % 2 else client.rollback()
            servers.add(server)
        assert len(servers) <= SERVER_CONNECTIONS


def test_it_lets_nobody_in_with_another_password(pooler):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(pooler.url(str(connection.settings_dict["NAME"]), password="another"))


@pytest.fixture
def people(own_database, settings) -> dict[str, tuple[User, list[str]]]:
    """Session keys of practitioners and seniors of three regions, with the CRNs that are theirs to see."""
    settings.SECRET_KEY = SAFE["THROUGHCARE_SECRET_KEY"]
    found = {}
    for _ in range(3):
        scene = make_scene(timezone.localdate())
        theirs = [case(scene, due=scene.on).crn for _ in range(2)]
        for user in (scene.owner, scene.cast["senior"]):
            visitor = Client()
            visitor.force_login(user)
            found[visitor.session.session_key] = (user, theirs)
    return found


@pytest.fixture
def address(pooler, people, tmp_path) -> Iterator[int]:
    """The deployed site, its database behind the pooler."""
    port = free_port()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "THROUGHCARE_"))}
    environment = kept | SAFE | {
        "DATABASE_URL": pooler.url(str(connection.settings_dict["NAME"])),
        "DJANGO_SETTINGS_MODULE": "tests.deployed.settings",
        "THROUGHCARE_HOME": str(tmp_path),
    }  # fmt: skip
    command = [sys.executable, "-m", "throughcare", "serve", "--address", f"127.0.0.1:{port}", "--threads", "8"]
    log = tmp_path / "site.log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=out)
    try:
        wait_for(lambda: ask(port, "/readyz"), server, log.read_text)
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    """Status and text of a page."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asked.request("GET", path, None, {**INSIDE, **headers})
    answer = asked.getresponse()
    text = answer.read().decode()
    asked.close()
    return answer.status, text


def test_every_page_of_a_crowd_is_the_askers_own_and_limited_access_holds(address, people, pooler):
    visits = [(session, path) for session, (user, _) in people.items() for path in PAGES[user.role]] * 3
    with ThreadPoolExecutor(8) as crowd:
        faults = list(crowd.map(lambda visit: visited(address, *visit, *people[visit[0]]), visits))
    assert [fault for fault in faults if fault] == []
    assert actors_left(pooler) == [""] * SERVER_CONNECTIONS
    owner, theirs = next(iter(people.values()))
    excluded = exclude_somebody(owner, theirs[0])
    tokens = [token_for(owner), token_for(excluded)]
    assert [ask(address, f"/api/v1/people/{theirs[0]}", **token)[0] for token in tokens * 4] == [200, 404] * 4
    assert "WARNING" not in pooler.said()


def actors_left(pooler: Pooler) -> list[str]:
    """Who acts according to each of the server's connections, once nobody is being served."""
    url = pooler.url(str(connection.settings_dict["NAME"]))
    with contextlib.ExitStack() as opened:
        clients = [opened.enter_context(psycopg.connect(url)) for _ in range(SERVER_CONNECTIONS)]
        return [client.execute(ACTOR).fetchone()[0] or "" for client in clients]


def visited(address: int, session: str, path: str, user: User, theirs: list[str]) -> str:
    """What is wrong with a page that should name the asker's own people and nobody else; empty where nothing is."""
    status, text = ask(address, path, Cookie=f"__Host-session={session}")
    seen = sorted(set(re.findall(r"\b[A-Z]\d{6}\b", text)))
    return "" if (status, seen) == (200, sorted(theirs)) else f"{user.username} {path}: {status}, {seen}"


def exclude_somebody(owner: User, crn: str) -> User:
    """A practitioner of the same region, barred from one record."""
    with as_role("jobs", owner.pk):
        person = Person.objects.get(crn=crn)
        other: User = PostingFactory(region=person.delivery_unit.region, user__role="practitioner").user
        person.limited_access.create(user=other, kind="exclusion", reason="related", start=timezone.localdate())
        Person.objects.filter(pk=person.pk).update(limited=True)
    return other
