"""``throughcare worker``: work off the jobs that wait in the database."""

from __future__ import annotations

import click

from throughcare.site.cli.process import use_django
from throughcare.site.operation.addresses import parse_address


@click.command()
@click.option("--queue", "queues", multiple=True, help="Only jobs of this queue; may be given several times.")
@click.option("--once", is_flag=True, help="Stop when nothing waits.")
@click.option(
    "--metrics", envvar="THROUGHCARE_WORKER_METRICS", default="",
    help="Host and port on which measures are told (Prometheus): the queue, imports, answers overtaken by time.",
)  # fmt: skip
def worker(queues: tuple[str, ...], once: bool, metrics: str) -> None:
    """Work off jobs until stopped, as the database role that imports."""
    use_django("jobs")
    from procrastinate.contrib.django import app

    if metrics:
        _tell_metrics(metrics)
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(queues=list(queues) or None, wait=not once, install_signal_handlers=True)


def _tell_metrics(address: str) -> None:
    from throughcare.site.operation.metrics import serve_worker_metrics

    try:
        serve_worker_metrics(*parse_address(address))
    except (ValueError, OSError) as error:
        raise click.ClickException(f"cannot tell measures on {address}: {error}") from error
