"""A service that is stopped: what its pages and its API say meanwhile, that it recovers, and what `stop` ends."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.test import RequestFactory

from throughcare.site import postgres
from throughcare.site.cli.demo_running import DemoStillRuns, running, stop_running_demo
from throughcare.site.web import errors

RUNNING = """
from throughcare.site.cli.demo_running import running
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN if sys.argv[1] == "deaf" else signal.SIG_DFL)
with running():
    print("on", flush=True)
    time.sleep(60)
"""


def ask(path):
    """One request from the door of the server to its end, as gunicorn hands it over."""
    answered = {}

    def start(status, headers, *_):
        answered.update(status=int(status.split()[0]), headers=dict(headers))

    request = RequestFactory().get(path, headers={"authorization": "Bearer " + "a" * 43})
    response = WSGIHandler()(request.environ, start)
    answered["text"] = b"".join(response).decode()
    response.close()
    return answered


def test_pages_answer_503_in_both_languages_while_the_database_is_stopped_and_recover(own_database):
    cluster = postgres.embedded("testing", durable=False)
    name = connection.settings_dict["NAME"]
    assert ask("/sign-in/")["status"] == 200
    connection.ensure_connection()
    cluster.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    cluster.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    for _ in range(2):  # a connection that was lost, then none to be had
        page = ask("/sign-in/")
        assert (page["status"], page["headers"]["Retry-After"]) == (503, "30")
        assert "The service is stopped" in page["text"]
        assert 'lang="cy"><h1 class="govuk-heading-l">Mae’r gwasanaeth wedi’i stopio</h1>' in page["text"]
    problem = ask("/api/v1/people")
    assert (problem["status"], problem["headers"]["Content-Type"]) == (503, "application/problem+json")
    assert '"type": "urn:throughcare:problem:unavailable"' in problem["text"]
    assert ask("/healthz")["status"] == 200
    cluster.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert ask("/sign-in/")["status"] == 200


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (psycopg.OperationalError("connection failed"), 503),
        (psycopg.errors.AdminShutdown(), 503),
        (psycopg.errors.CannotConnectNow(), 503),
        (psycopg.errors.QueryCanceled(), 500),
        (psycopg.errors.DeadlockDetected(), 500),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_a_database_that_is_away_stops_the_service(cause, status):
    try:
        try:
            raise OperationalError from cause
        except OperationalError:
            raise ValueError from None
    except ValueError:
        assert errors.server_error(None).status_code == status


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHCARE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def start(home):
    begun = []

    def started(kind):
        process = subprocess.Popen([sys.executable, "-c", RUNNING, kind], stdout=subprocess.PIPE, text=True)
        begun.append(process)
        assert process.stdout.readline() == "on\n"
        return process

    yield started
    for process in begun:
        process.kill()
        process.communicate()


def test_stop_ends_the_demonstration_of_this_folder_once(start):
    process = start("willing")
    assert stop_running_demo()
    assert process.wait(5) == -15
    assert not stop_running_demo()


def test_stop_leaves_a_process_alone_that_is_not_the_demonstration(home):
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        assert not stop_running_demo()
        (home / "demo-running").write_text(str(other.pid))
        assert not stop_running_demo()
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_stop_says_so_where_the_demonstration_does_not_end(start):
    process = start("deaf")
    with pytest.raises(DemoStillRuns, match=f"process {process.pid}"):
        stop_running_demo(seconds=0.1)


def test_a_second_demonstration_of_the_folder_leaves_the_first_noted(start):
    first = start("willing")
    with running():
        assert (postgres.home() / "demo-running").read_text() == str(first.pid) != str(os.getpid())
