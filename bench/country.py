"""A fictional country of any size for the benches: its bundle, a database it is imported into, a server of its pages.

The database lives on the benches' own embedded server and is made anew each time; `make demo` is left alone.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from throughcare.site import postgres
from throughcare.testing.database import template_database

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "bench_country"
REGION = "N50"
GEOGRAPHY = (
    "import django; django.setup(); from throughcare.organisations.commands import load_geography; load_geography()"
)
ROLES = {
    "DATABASE_URL": "throughcare_web",
    "DATABASE_JOBS_URL": "throughcare_jobs",
    "DATABASE_OWNER_URL": "throughcare_owner",
}


def make_bundle(folder: Path, people: int) -> Path:
    """A bundle of ``people`` in all twelve regions, as of today, the same every time on the same day."""
    options = ["--national", "--people", str(people), "--as-of", date.today().isoformat()]  # noqa: DTZ011
    run("synth", *options, "--workers", str(os.cpu_count() or 1), "--out", str(folder))
    return folder


def environment_of(cluster: postgres.Cluster, name: str) -> dict[str, str]:
    """What tells the product to use the database ``name``."""
    urls = {variable: cluster.url(role, name) for variable, role in ROLES.items()}
    return {"DJANGO_SETTINGS_MODULE": "throughcare.site.settings.demo", **urls}


def fresh(cluster: postgres.Cluster, name: str) -> None:
    """An empty database without tables."""
    cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    cluster.execute(f"CREATE DATABASE {name} OWNER throughcare_owner")
    cluster.execute("CHECKPOINT")


def prepared(cluster: postgres.Cluster, name: str) -> dict[str, str]:
    """A database with the tables and the places and nobody in it; returns what tells the product to use it."""
    template = template_database(cluster)
    cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER throughcare_owner")
    environment = environment_of(cluster, name)
    owner = {**os.environ, **environment, "THROUGHCARE_ROLE": "owner"}
    subprocess.run([sys.executable, "-c", GEOGRAPHY], check=True, cwd=ROOT, env=owner)
    cluster.execute("CHECKPOINT")
    return environment


def settle(bundle: Path) -> None:
    """Make the country: import the bundle, ask the rules about everybody, give the users their roles.

    From then on this process and those it starts use that database.
    """
    cluster = postgres.embedded("bench")
    cluster.start()
    os.environ.update(prepared(cluster, DATABASE))
    run("import", str(bundle), "--faults", os.devnull)
    run("demo-roles", "--region", REGION)
    cluster.execute("VACUUM ANALYZE", DATABASE)


@contextmanager
def served() -> Iterator[str]:
    """The address at which the country's pages are served, until the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "throughcare", "serve", "--address", address],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"http://{address}/sign-in/", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait()


def run(*arguments: str) -> None:
    """A command of the product, quietly; raises where it fails."""
    command = [sys.executable, "-m", "throughcare", *arguments]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"throughcare {arguments[0]} failed:\n{done.stderr[-2000:]}")


def _wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"nothing answers at {url}")
