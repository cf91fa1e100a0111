"""`throughcare migrate` and `throughcare stop`."""

from __future__ import annotations

import click

from throughcare.site import postgres
from throughcare.site.cli.demo_running import DemoStillRuns, stop_running_demo
from throughcare.site.cli.process import use_django


@click.command()
def migrate() -> None:
    """Bring the database up to date, as the owner; the version before may go on serving. Safe to run again."""
    use_django("owner")
    from throughcare.site.schema import DatabaseIsBusy, prepare

    try:
        prepare()
    except DatabaseIsBusy as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo("The database is up to date.")


@click.command()
def stop() -> None:
    """Stop the demonstration and the embedded database of this folder; a server started otherwise answers 503 then."""
    try:
        stop_running_demo()
    except DemoStillRuns as fault:
        raise click.ClickException(str(fault)) from fault
    postgres.embedded().stop()
    click.echo("Stopped.")
