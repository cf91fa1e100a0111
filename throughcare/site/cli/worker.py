"""``throughcare worker``: work off the jobs that wait in the database."""

from __future__ import annotations

import click

from throughcare.site.cli.process import use_django


@click.command()
@click.option("--queue", "queues", multiple=True, help="Only jobs of this queue; may be given several times.")
@click.option("--once", is_flag=True, help="Stop when nothing waits.")
def worker(queues: tuple[str, ...], once: bool) -> None:
    """Work off jobs until stopped, as the database role that imports."""
    use_django("jobs")
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(queues=list(queues) or None, wait=not once, install_signal_handlers=True)
