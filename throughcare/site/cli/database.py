"""`throughcare migrate` and `throughcare stop`."""

from __future__ import annotations

import click

from throughcare.site import postgres
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
    """Stop the embedded database of this folder."""
    postgres.embedded().stop()
    click.echo("Stopped.")
