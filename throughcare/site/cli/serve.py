"""`throughcare serve`: the web server."""

from __future__ import annotations

import os
import sys
import tempfile

import click

from throughcare.site.cli.process import use_django
from throughcare.site.operation.addresses import parse_address


@click.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Host and port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes; 2 for each core is a good start.")
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
@click.option(
    "--metrics", envvar="THROUGHCARE_METRICS", default="",
    help="Host and port on which measures are told (Prometheus), and nothing else; nowhere without it.",
)  # fmt: skip
def serve(address: str, workers: int, threads: int, metrics: str) -> None:
    """Serve the site until stopped."""
    listen = ["--bind", address]
    if metrics:
        _prepare_metrics(metrics, address)
        listen += ["--bind", metrics]
    use_django("web")
    arguments = [
        "gunicorn", "throughcare.site.wsgi:application", "--config", "python:throughcare.site.operation.gunicorn",
        *listen, "--workers", str(workers), "--threads", str(threads),
    ]  # fmt: skip
    os.execv(sys.executable, [sys.executable, "-m", *arguments])


def _prepare_metrics(metrics: str, address: str) -> None:
    """Name the address in the environment, and an empty folder in which the processes leave what they counted."""
    try:
        _, port = parse_address(metrics)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if address.endswith(f":{port}"):
        raise click.ClickException("measures need a port of their own: the site's is open to visitors")
    os.environ["THROUGHCARE_METRICS"] = metrics
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="throughcare-metrics-")
