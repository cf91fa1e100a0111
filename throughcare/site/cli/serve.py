"""`throughcare serve`: the web server."""

from __future__ import annotations

import os
import sys

import click

from throughcare.site.cli.process import use_django


@click.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Host and port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes; 2 for each core is a good start.")
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
def serve(address: str, workers: int, threads: int) -> None:
    """Serve the site until stopped."""
    use_django("web")
    arguments = [
        "gunicorn", "throughcare.site.wsgi:application", "--bind", address, "--workers", str(workers),
        "--threads", str(threads), "--worker-class", "gthread", "--log-level", "warning", "--preload",

    ]  # fmt: skip
    os.execv(sys.executable, [sys.executable, "-m", *arguments])
