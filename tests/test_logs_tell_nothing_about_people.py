"""What a deployment writes to its log while people's data go through it: every request, and nothing of them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.db import connection

from tests.test_deployment_settings import SAFE
from throughcare.site import postgres
from throughcare.testing.database import template_database

pytestmark = pytest.mark.nightly
ROOT = Path(__file__).resolve().parents[1]
CRN, NAME, NOTE = "X735911", "Wilhelmina Quatermass", "told me that she drinks"
SECRETS = (CRN, "Wilhelmina", "Quatermass", "drinks", "told me", "hunter2", "Wilhel")
HOST = "throughcare.example.org"
# As an identity provider's proxy would send it, over TLS that ended before.
INSIDE = {"Host": HOST, "X-Forwarded-Proto": "https", "User-Agent": NAME, "Referer": f"https://{HOST}/people/{CRN}/"}


class Deployment:
    """A running server, what may be asked of it and what it has logged."""

    def __init__(self, port: int, metrics: int, log: Path) -> None:
        self.port, self.metrics, self._log = port, metrics, log

    def ask(self, method: str, path: str, *, port: int = 0, body: str = "", **headers: str) -> http.client.HTTPResponse:
        """Send one request; the answer has been read."""
        asked = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        asked.request(method, path, body or None, {**INSIDE, **form, **headers})
        answer = asked.getresponse()
        answer.text = answer.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
        asked.close()
        return answer

    def say(self, raw: bytes) -> bytes:
        """Send bytes, which need not be a proper request; returns the beginning of the answer."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as line:
            line.sendall(raw)
            return line.recv(10_000)

    def text(self) -> str:
        """Everything logged so far, once nothing more is being written."""
        known = -1
        while known != (size := self._log.stat().st_size):
            known = size
            time.sleep(0.2)
        return self._log.read_text()

    def lines(self, logger: str) -> list[dict[str, object]]:
        """What a logger has said so far."""
        found = [json.loads(line) for line in self.text().splitlines()]
        return [line for line in found if line["logger"] == logger]


@pytest.fixture(scope="module")
def deployment(django_db_setup, tmp_path_factory) -> Iterator[Deployment]:
    """The site behind gunicorn with two processes, under the deployment's settings, on a database of its own."""
    folder = tmp_path_factory.mktemp("deployment")
    name = f"{connection.settings_dict['NAME']}_deployed"
    cluster = postgres.embedded("testing", durable=False)
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template_database(cluster)} OWNER throughcare_owner")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "THROUGHCARE_"))}
    port, metrics = free_port(), free_port()
    environment = kept | SAFE | {
        "DATABASE_URL": cluster.url("throughcare_web", name),
        "DJANGO_SETTINGS_MODULE": "tests.deployed.settings",
        "THROUGHCARE_METRICS": f"127.0.0.1:{metrics}",
        "THROUGHCARE_HOME": str(folder),
        "PYTHONWARNINGS": "default",
    }  # fmt: skip
    command = [sys.executable, "-m", "throughcare", "serve", "--address", f"127.0.0.1:{port}"]
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    try:
        made = Deployment(port, metrics, log)
        wait_until_alive(made, server)
        yield made
    finally:
        server.terminate()
        server.wait(60)
        cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_alive(made: Deployment, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; fail with its log when it ended."""
    for _ in range(1200):
        with contextlib.suppress(OSError):
            if made.ask("GET", "/healthz").status == 200:
                return
        assert server.poll() is None, made.text()
        time.sleep(0.1)
    raise AssertionError(made.text())


def put_in() -> str:
    """A query or a form with everything that must not be told."""
    return urlencode({"q": NAME, "crn": CRN, "notes": NOTE, "password": "hunter2"})


def test_nothing_of_a_request_reaches_the_log(deployment):
    named = quote(f"{CRN}-{NAME}")
    answers = [
        deployment.ask("GET", f"/people/search/?{put_in()}").status,
        deployment.ask("GET", f"/people/{CRN}/?{put_in()}").status,
        deployment.ask("GET", f"/nowhere/{named}/?{put_in()}").status,
        deployment.ask("POST", f"/sign-in/?{put_in()}", body=put_in() + "&username=" + quote(NAME)).status,
        deployment.ask("POST", f"/fail/{named}/?{put_in()}", body=put_in()).status,
        deployment.ask("POST", f"/fail-in-the-database/{named}/", body=put_in()).status,
        deployment.ask("GET", f"/speak/{named}/", **{"X-Request-ID": CRN}).status,
        deployment.ask("GET", f"/people/{CRN}/", Host=f"{CRN.lower()}.example.org").status,
        deployment.ask("GET", f"/people/{CRN}/", **{"X-Forwarded-Proto": "http"}).status,
        deployment.ask("QUATERMASS", f"/people/{CRN}/").status,
    ]
    assert answers == [302, 302, 404, 200, 500, 500, 204, 400, 301, 302]
    deployment.say(f"GET /people/{CRN}/{NAME} of\r\nHost: {NAME}\r\n\r\n".encode())
    deployment.say(f"GET / HTTP/1.1\r\nHost: {HOST}\r\n{NAME}: {CRN}\r\n\r\n".encode())
    deployment.say(f"GET /{CRN}?{'x' * 9000} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    text = deployment.text()
    assert len(deployment.lines("throughcare.requests")) >= len(answers)
    assert len(deployment.lines("gunicorn.error")) == 3
    assert [secret for secret in SECRETS if secret.lower() in text.lower()] == []


def test_every_line_is_json_with_a_time_a_level_and_a_place(deployment):
    deployment.ask("GET", "/how-we-decide/")
    for line in map(json.loads, deployment.text().splitlines()):
        assert {"at", "level", "logger", "message", "where", "process"} <= set(line)


def test_a_request_is_one_line_with_number_view_status_and_time(deployment):
    answer = deployment.ask("GET", f"/accessibility/?{put_in()}", **{"X-Request-ID": "0" * 31 + "7"})
    assert answer.headers["X-Request-ID"] == "0" * 31 + "7"
    (line,) = [one for one in deployment.lines("throughcare.requests") if one["request"] == "0" * 31 + "7"]
    assert (line["view"], line["method"], line["status"], line["user"]) == ("accessibility", "GET", 200, None)
    assert isinstance(line["milliseconds"], int)
    assert not set(line) & {"path", "address", "query"}


def test_a_number_that_is_none_is_replaced(deployment):
    given = deployment.ask("GET", "/accessibility/", **{"X-Request-ID": f"{CRN} {NAME}"}).headers["X-Request-ID"]
    assert len(given) == 32
    assert int(given, 16)


def test_a_head_request_is_answered_without_a_body(deployment):
    raw = f"HEAD /accessibility/ HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"
    head, _, body = deployment.say(raw.encode()).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert body == b""
    length = len(deployment.ask("GET", "/accessibility/").text.encode())
    assert f"content-length: {length}".encode() in head.lower()


def test_a_failure_says_its_class_and_place_and_the_page_its_number(deployment):
    answer = deployment.ask("GET", f"/fail/{CRN}/")
    number = answer.headers["X-Request-ID"]
    assert answer.status == 500
    assert number in answer.text
    told = [line for line in deployment.lines("django.request") if line["request"] == number]
    assert [line["faults"] for line in told] == [[{"class": "builtins.ValueError"}]]
    assert told[0]["frames"][-1].startswith("tests/deployed/urls.py:")
    (line,) = [one for one in deployment.lines("throughcare.requests") if one["request"] == number]
    assert (line["level"], line["status"], line["view"]) == ("ERROR", 500, "fail")


def test_a_failure_of_the_database_says_which_constraint(deployment):
    number = deployment.ask("GET", f"/fail-in-the-database/{CRN}/").headers["X-Request-ID"]
    (told,) = [line for line in deployment.lines("django.request") if line["request"] == number]
    cause = {"class": "psycopg.errors.UniqueViolation", "sqlstate": "23505", "table": "mishap",
             "constraint": "mishap_once"}  # fmt: skip
    assert told["faults"] == [{"class": "django.db.utils.IntegrityError"}, cause]


def test_what_packages_say_keeps_its_wording_and_its_numbers(deployment):
    deployment.ask("GET", f"/speak/{CRN}/")
    said = [line["message"] for line in deployment.lines("some.package")][-4:]
    assert said == ["About [removed] of 7", "[removed]", "[removed]", "About [removed]"]
    odd = deployment.lines("throughcare.odd")[-1]
    assert (odd["message"], odd["view"], "person" in odd) == ("About [removed]", "odd", False)


def test_a_signed_in_user_is_a_number(deployment):
    cookie, number = planted_session()
    answer = deployment.ask("GET", "/", Cookie=f"__Host-session={cookie}")
    numbered = answer.headers["X-Request-ID"]
    (line,) = [one for one in deployment.lines("throughcare.requests") if one["request"] == numbered]
    assert (line["user"], line["view"], line["status"]) == (number, "home", 302)


def planted_session() -> tuple[str, int]:
    """A session of a supplier's user, put into the database that the server reads: its key, and the user's number."""
    script = """
import django; django.setup()
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from throughcare.accounts.models import User
user = User.objects.create(username="wilhelmina.quatermass", last_name="Quatermass", role="supplier")
session = SessionStore()
session.update({"_auth_user_id": str(user.pk), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
                "_auth_user_hash": user.get_session_auth_hash()})
session.save()
print(session.session_key, user.pk)
"""
    name = f"{connection.settings_dict['NAME']}_deployed"
    address = postgres.embedded("testing", durable=False).url("throughcare_web", name)
    environment = {**os.environ, **SAFE, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.deployed.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    key, number = done.stdout.split()
    return key, int(number)


def test_a_probe_is_neither_logged_nor_asked_for_host_or_tls(deployment):
    before = len(deployment.lines("throughcare.requests"))
    bare = {"Host": "10.0.0.7", "X-Forwarded-Proto": "http"}
    assert deployment.ask("GET", "/healthz", **bare).status == 200
    ready = deployment.ask("GET", "/readyz", **bare)
    assert (ready.status, json.loads(ready.text)["status"]) == (200, "ready")
    assert deployment.ask("POST", "/healthz", **bare).status == 405
    assert len(deployment.lines("throughcare.requests")) == before


def test_measures_are_told_on_their_own_address_alone_for_all_processes(deployment):
    for _ in range(12):
        deployment.ask("GET", f"/privacy/?{put_in()}")
    deployment.ask("GET", f"/nowhere/{CRN}/?{put_in()}")
    assert deployment.ask("GET", "/metrics").status == 404
    assert deployment.ask("GET", "/sign-in/", port=deployment.metrics).status == 404
    told = [deployment.ask("GET", "/metrics", port=deployment.metrics).text for _ in range(4)]
    for text in told:
        assert 'throughcare_requests_total{method="GET",status="200",view="privacy"} 12.0' in text
        assert 'throughcare_request_seconds_count{view="privacy"} 12.0' in text
        assert "throughcare_database_up 1.0" in text
        assert 'throughcare_database_connections{role="throughcare_web"' in text
        assert "throughcare_stale_answers" not in text
        assert [secret for secret in SECRETS if secret.lower() in text.lower()] == []
    assert all(f'view="{view}"' not in told[0] for view in (CRN, f"/nowhere/{CRN}/"))


def test_a_server_whose_database_is_gone_is_alive_and_not_ready(tmp_path):
    """Asked of this process: the server of the other tests keeps its database."""
    script = """
import django; django.setup()
from django.test import Client
asked = Client()
for path in ("/healthz", "/readyz"):
    answer = asked.get(path)
    print(answer.status_code, answer.content.decode())
from throughcare.site.operation.metrics import exposition
print([line for line in exposition().decode().splitlines() if not line.startswith("#")])
"""
    environment = {**os.environ, **SAFE, "DATABASE_URL": f"postgresql://throughcare_web@/none?host={tmp_path}",
                   "DJANGO_SETTINGS_MODULE": "tests.deployed.settings"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    )
    alive, ready, measured = done.stdout.splitlines()
    assert alive == '200 {"status": "alive"}'
    assert ready == '503 {"status": "not ready", "database": false, "migrations": false, "queue": false}'
    assert measured == "['throughcare_database_up 0.0']"


def test_the_password_of_the_database_is_not_in_the_log_when_it_refuses():
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect("postgresql://throughcare_web:hunter2@127.0.0.1:1/none", connect_timeout=2)
    from throughcare.site.operation.logs import fault_of

    assert fault_of(refused.value)["faults"] == [{"class": "psycopg.OperationalError"}]
