"""`throughcare demo`: from nothing to a served region, on one machine, with fictional data."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import click

from throughcare.site import postgres
from throughcare.site.cli.demo_running import running

ADDRESS = "127.0.0.1:8000"


@click.command()
@click.option("--region", default="N50", show_default=True, help="Code of the region to make.")
@click.option("--people", default=3000, show_default=True, help="How many people on probation.")
@click.option("--seed", default=1, show_default=True, help="Same seed and same day, same data.")
@click.option("--address", default=ADDRESS, show_default=True, help="Host and port to serve on.")
@click.option("--no-serve", is_flag=True, help="Prepare everything and stop.")
def demo(region: str, people: int, seed: int, address: str, no_serve: bool) -> None:
    """Prepare a fictional region, as a bundle that is imported like any other, and serve it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.demo")
    started = time.monotonic()
    if not no_serve:
        _refuse_a_taken_address(address)
    postgres.embedded().start()
    ready = postgres.home() / "demo-ready"
    if not ready.exists() or ready.read_text() != _state(region, people, seed):
        _prepare(region, people, seed)
        ready.write_text(_state(region, people, seed))
    _say(f"Ready after {time.monotonic() - started:.0f} s.")
    if no_serve:
        return
    with running():
        _serve_with_a_worker(address)


def _refuse_a_taken_address(address: str) -> None:
    """Say so before the work rather than after it."""
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except (OSError, ValueError) as error:
            advice = "choose another with --address HOST:PORT, or make demo ADDRESS=HOST:PORT"
            raise click.ClickException(f"cannot listen on {address} ({error}); {advice}") from error


def _prepare(region: str, people: int, seed: int) -> None:
    # Another region, or tables of another version: the demonstration's data is made anew, from an empty database.
    if (postgres.home() / "demo-ready").exists():
        (postgres.home() / "demo-ready").unlink()
        postgres.embedded().execute("DROP DATABASE throughcare WITH (FORCE)")
        postgres.embedded().start()
    bundle = postgres.home() / "demo-bundle"
    shutil.rmtree(bundle, ignore_errors=True)
    (postgres.home() / "demo-users.txt").unlink(missing_ok=True)
    today = date.today().isoformat()  # noqa: DTZ011
    _step("Preparing the database", "migrate")
    _step(
        f"Making {people:,} fictional people on probation", "synth", "--region", region, "--people", str(people),
        "--seed", str(seed), "--as-of", today, "--out", str(bundle),
    )  # fmt: skip
    _step("Importing them, as any bundle is imported", "import", str(bundle), "--as-of", today, shown=True)
    _step("Giving the demonstration's users their roles", "demo-roles", "--region", region)
    _step("Doing some of their work", "demo-work", "--region", region)


def _step(saying: str, *arguments: str, shown: bool = False) -> None:
    _say(saying)
    command = [sys.executable, "-m", "throughcare", *arguments]
    done = subprocess.run(command, check=False, stdout=None if shown else subprocess.PIPE, stderr=None, text=True)
    if done.returncode != 0:
        raise click.ClickException(f"{arguments[0]} failed\n{done.stdout or ''}")


def _serve_with_a_worker(address: str) -> None:
    """The web server and one worker for its imports, until either ends or the user interrupts; then both end."""
    command = [sys.executable, "-m", "throughcare"]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = subprocess.Popen([*command, "serve", "--address", address])
    worker = subprocess.Popen([*command, "worker"])
    try:
        if _answers(address, server):
            _print_who_can_sign_in(address)
        server.wait()
    except KeyboardInterrupt:
        _say("Stopping.")
    finally:
        for process in (server, worker):
            process.terminate()
        for process in (server, worker):
            process.wait()


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether the server takes visitors, once it does; false if it ended before."""
    host, _, port = address.rpartition(":")
    while server.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, int(port))) == 0:
                return True
        time.sleep(0.05)
    return False


def _print_who_can_sign_in(address: str) -> None:
    """Asked of the database once and kept, because the answer takes as long as starting the server."""
    kept = postgres.home() / "demo-users.txt"
    if not kept.exists():
        script = Path(__file__).with_name("demo_users.py")
        told = subprocess.run([sys.executable, str(script)], check=True, stdout=subprocess.PIPE, text=True)
        kept.write_text(told.stdout)
    print(f"\n  Throughcare is at http://{address}/  (fictional data; not a government service)\n")
    print(kept.read_text(), flush=True)


def _state(region: str, people: int, seed: int) -> str:
    """What the data was made from, and by which tables: another state means that it is made again."""
    digest = hashlib.sha256()
    for migration in sorted(Path(__file__).parents[2].glob("*/migrations/*.py")):
        digest.update(migration.read_bytes())
    return f"{region} {people} {seed} {digest.hexdigest()[:16]}\n"


def _say(text: str) -> None:
    click.echo(text, err=True)


@click.command()
@click.option("--region", required=True)
def demo_roles(region: str) -> None:
    """Give the users of an imported fictional bundle the roles of their grades."""
    from throughcare.site.cli.process import use_django

    use_django("owner")
    from throughcare.site.demo import grant_demonstration_roles

    grant_demonstration_roles(region=region, on=date(2020, 1, 1))


@click.command()
@click.option("--region", required=True)
def demo_work(region: str) -> None:
    """Do some of the work of an imported fictional region: transfers and the like."""
    from throughcare.site.cli.process import use_django

    use_django("jobs")
    from django.utils import timezone

    from throughcare.site.demo_work import do_demonstration_work

    do_demonstration_work(region=region, at=timezone.now())
