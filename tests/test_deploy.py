"""The container and compose files, read: what they name exists, nothing secret is in them, nothing runs as root."""

from __future__ import annotations

import configparser
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from throughcare.site.cli import main
from throughcare.site.settings.environment import VARIABLES

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
OURS = {"web", "worker", "migrate", "tools", "owner"}
# Asked for by the compose file itself, and by PostgreSQL's image.
ITS_OWN = {
    "POSTGRES_PASSWORD",
    "POSTGRES_INITDB_ARGS",
    "OWNER_PASSWORD",
    "WEB_PASSWORD",
    "JOBS_PASSWORD",
    "LISTEN",
    "BACKUPS",
}
OF_PYTHON = {"PATH", "PYTHONDONTWRITEBYTECODE", "PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK"}
KNOWN = {variable.name for variable in VARIABLES}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.fixture(scope="module")
def stages() -> dict[str, list[tuple[str, str]]]:
    """Each stage of the container file by its name: instruction and what follows."""
    found: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for line in (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines():
        if not line or line.startswith("#"):
            continue
        word, rest = line.split(None, 1)
        if word == "FROM":
            name = rest.split(" AS ")[1]
            found[name] = []
        found[name].append((word, rest))
    return found


def sample() -> dict[str, str]:
    lines = (DEPLOY / "environment.sample").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def asked_for() -> Iterator[re.Match[str]]:
    """Every variable that the compose file reads, with what it does without it."""
    return re.finditer(r"\$\{(\w+)(?::?([-?])([^}]*))?\}", (DEPLOY / "compose.yaml").read_text())


def test_every_variable_is_one_of_the_settings(compose, stages):
    given = {name for service in OURS for name in compose["services"][service]["environment"]}
    assert given - KNOWN == set()
    asked = {match[1] for match in asked_for()}
    assert asked - KNOWN - ITS_OWN == set()
    assert asked == set(sample())
    in_image = {name for stage in stages.values() for word, rest in stage if word == "ENV"
                for name in re.findall(r"(\w+)=", rest)}  # fmt: skip
    assert in_image - KNOWN - OF_PYTHON == set()


def test_the_sample_holds_no_secret_and_what_is_empty_is_refused():
    secrets = {"THROUGHCARE_SECRET_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "WEB_PASSWORD", "JOBS_PASSWORD"}
    assert {name for name, value in sample().items() if value} == {"LISTEN", "BACKUPS"}
    for match in asked_for():
        if match[1] in secrets | {"THROUGHCARE_HOSTS"}:
            assert f"{match[0]} ".startswith(f"${{{match[1]}:?"), match[0]
        else:
            assert match[2] == "-" and match[0].startswith(f"${{{match[1]}:-"), match[0]


def test_every_command_is_one_of_the_cli(compose, stages):
    commands = [compose["services"][service]["command"] for service in OURS]
    commands += [yaml.safe_load(rest) for word, rest in stages["site"] if word == "CMD"]
    assert ("ENTRYPOINT", '["throughcare"]') in stages["site"]
    for name, *arguments in commands:
        command = main.get_command(click.Context(main), name)
        assert command is not None, name
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in arguments if word.startswith("--")} <= known


def test_what_is_copied_exists_and_the_builder_is_given_it(stages):
    allowed = {line[1:] for line in (DEPLOY / "Containerfile.dockerignore").read_text().splitlines() if line[:1] == "!"}
    copied = {source for stage in stages.values() for word, rest in stage
              if word == "COPY" and "--from" not in rest for source in rest.split()[:-1]}  # fmt: skip
    assert all((ROOT / source).exists() for source in copied)
    assert copied - {"./"} == allowed


def test_what_is_mounted_exists(compose):
    mounted = [each.split(":")[0] for service in compose["services"].values() for each in service.get("volumes", [])]
    assert [each for each in mounted if each.startswith("./") and not (DEPLOY / each).exists()] == []
    assert {each for each in mounted if each.isalpha()} == set(compose["volumes"])


def test_images_are_public_and_named_by_a_tag_alone(compose, stages):
    assert [rest.split(" AS ")[0] for stage in stages.values() for word, rest in stage if word == "FROM"] == [
        "python:3.11-slim", "python:3.11-slim", "debian:bookworm-slim",
    ]  # fmt: skip
    built = {service["image"] for service in compose["services"].values() if "build" in service}
    assert built == {"throughcare", "throughcare-pooler"}
    others = {service["image"] for service in compose["services"].values()} - built
    assert all(re.fullmatch(r"[a-z]+:[\w.-]+", image) for image in others)


def test_nothing_of_ours_runs_as_root_or_writes_to_its_image(compose, stages):
    for stage in ("site", "pooler"):
        users = [rest for word, rest in stages[stage] if word == "USER"]
        assert len(users) == 1 and re.fullmatch(r"\d{5}:\d{5}", users[0])
        after = [word for word, _ in stages[stage]][[word for word, _ in stages[stage]].index("USER") :]
        assert not {"RUN", "COPY"} & set(after)
    for name in (*OURS, "pooler"):
        service = compose["services"][name]
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"] and "user" not in service
        assert service["build"]["target"] in stages and (DEPLOY / service["build"]["context"]).resolve() == ROOT


def test_the_owner_s_password_is_not_where_the_site_is_served(compose):
    holders = {
        name for name, service in compose["services"].items() if "OWNER_PASSWORD" in str(service.get("environment"))
    }
    assert holders == {"database", "migrate", "owner"}
    jobs = {name for name, service in compose["services"].items() if "JOBS_PASSWORD" in str(service.get("environment"))}
    assert jobs == {"database", "worker", "tools"}


def test_the_web_alone_goes_through_the_pooler(compose):
    for name in OURS:
        given = compose["services"][name]["environment"]
        assert "@pooler:6432/" in given["DATABASE_URL"]
        for variable in ("DATABASE_JOBS_URL", "DATABASE_OWNER_URL"):
            assert "@database:5432/" in given.get(variable, "@database:5432/")


def test_web_waits_for_the_migrations_and_health_is_asked_of_its_addresses(compose, stages):
    services = compose["services"]
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["restart"] == "no"
    assert services["web"]["healthcheck"]["test"][-1] == "http://127.0.0.1:8000/readyz"
    alive = next(rest for word, rest in stages["site"] if word == "HEALTHCHECK")
    assert '"http://127.0.0.1:8000/healthz"' in alive
    assert ("EXPOSE", "8000") in stages["site"]
    for service in services.values():
        assert {"healthcheck", "profiles"} & set(service), "every lasting service says how it is"


def test_the_pooler_gives_connections_back_after_each_transaction():
    settings = configparser.ConfigParser(delimiters=["="], interpolation=None)
    settings.read(DEPLOY / "pgbouncer.ini")
    pooler = settings["pgbouncer"]
    assert pooler["pool_mode"] == "transaction"
    assert pooler["auth_type"] == "scram-sha-256"
    assert pooler["ignore_startup_parameters"] == "", "what a client asks for and does not get would be dropped unseen"
    assert pooler["listen_port"] == "6432"
    assert int(pooler["default_pool_size"]) < 100 <= int(pooler["max_client_conn"])
    assert dict(settings["databases"]) == {"throughcare": "host=database port=5432 dbname=throughcare"}


@pytest.fixture
def make_roles(tmp_path):
    """Run the script that makes the roles, with a `psql` that writes down what it is given."""
    (tmp_path / "psql").write_text(f"#!/bin/sh\ncat > {tmp_path}/said\n")
    (tmp_path / "psql").chmod(0o755)

    def run(*passwords: str) -> tuple[int, str]:
        names = ("POSTGRES_PASSWORD", "OWNER_PASSWORD", "WEB_PASSWORD", "JOBS_PASSWORD")
        environment = dict(zip(names, passwords, strict=False)) | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
        done = subprocess.run(["bash", DEPLOY / "make-roles.sh"], env=environment, check=False, capture_output=True)
        return done.returncode, (tmp_path / "said").read_text() if (tmp_path / "said").exists() else ""

    return run


def test_roles_are_made_as_the_operating_notes_ask(make_roles):
    code, said = make_roles(*(letter * 24 for letter in "abcd"))
    assert code == 0
    for role, letter in (("owner", "b"), ("web", "c"), ("jobs", "d")):
        assert (
            f"CREATE ROLE throughcare_{role} LOGIN PASSWORD '{letter * 24}' NOSUPERUSER NOCREATEROLE NOBYPASSRLS;"
            in said
        )
    assert "CREATE DATABASE throughcare OWNER throughcare_owner;" in said


@pytest.mark.parametrize(
    "passwords",
    [(), ("a" * 24, "b" * 24, "c" * 24), ("a" * 24, "b" * 24, "c" * 24, "a" * 24), ("a" * 24, "b" * 24, "c" * 24, "short"),
     ("a" * 24, "b" * 24, "c" * 24, "d'; DROP ROLE postgres; -- and more")],
)  # fmt: skip
def test_a_missing_weak_or_shared_password_is_refused_before_any_role_is_made(make_roles, passwords):
    assert make_roles(*passwords) == (1, "")


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_probe_tells_ready_from_not_ready(status, code):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"queue is missing")

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/readyz"
        done = subprocess.run(
            [sys.executable, DEPLOY / "probe.py", address], check=False, capture_output=True, text=True
        )
    assert done.returncode == code
    assert done.stdout == ("" if status == 200 else "queue is missing\n")


def test_the_probe_says_that_nobody_answers():
    done = subprocess.run(
        [sys.executable, DEPLOY / "probe.py", "http://127.0.0.1:1/"], check=False, capture_output=True
    )
    assert done.returncode == 1 and b"refused" in done.stdout
