"""`throughcare contracts`: bringing a published register of contracts in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from throughcare.site.cli.process import use_django

NOT_FOUND_STATUS, FAULTY_STATUS = 2, 1


@click.group()
def contracts() -> None:
    """The register of contracts."""


@contracts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_(file: Path) -> None:
    """Check FILE, a register of contracts as JSON, and load it: its organisations, its contracts, their chains.

    Nothing is loaded where there is a fault; every fault is named by its place. Loading it again changes nothing. The exit
    status is 0 when it was loaded, 1 when it had faults, 2 when there is no such file.
    """
    try:
        text = file.read_bytes()
    except OSError as error:
        click.echo(f"throughcare contracts import: {error}", err=True)
        sys.exit(NOT_FOUND_STATUS)
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.acting import acting_by_itself
    from throughcare.commissioning.commands.register import RegionsMissing, RegisterFaulty, import_register
    from throughcare.commissioning.rules.contract_register import read_register

    register = read_register(text, on=timezone.localdate())
    try:
        with acting_by_itself(why="import a register of contracts"):
            done = import_register(register=register, by=None, at=timezone.now())
    except RegisterFaulty as faulty:
        for fault in faulty.faults:
            click.echo(f"{file.name}: {fault}", err=True)
        click.echo(f"{len(faulty.faults)} faults; nothing was loaded.", err=True)
        sys.exit(FAULTY_STATUS)
    except RegionsMissing as error:
        raise click.ClickException(f"no such region in the database: {error}; run `throughcare migrate`") from error
    click.echo(
        f"{done.organisations} organisations added; contracts: {done.added} added, {done.changed} changed, "
        f"{done.unchanged} as they were."
    )
