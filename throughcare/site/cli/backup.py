"""`throughcare backup` and `throughcare restore`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import click

from throughcare.site import postgres
from throughcare.site.operation.backup import make_backup, restore_backup
from throughcare.site.operation.programs import BackupFault

_SHOWN = 20


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write everything in the database, at one moment, to TARGET: a new file, or a folder that gets one named by the time.

    Reads as the owner (DATABASE_OWNER_URL); the site goes on serving. The file holds personal data in the clear.
    """
    at = datetime.now(UTC)
    if target.is_dir():
        target = target / f"throughcare-{at:%Y-%m-%dT%H%M%SZ}.backup"
    try:
        made = make_backup(address=_owner_address(), target=target, version=version("throughcare"), at=at)
    except BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"Wrote {target}: {sum(made.rows.values()):,} rows, {target.stat().st_size:,} bytes")
    click.echo(f"Heads of the logs: {made.fingerprint}  (keep this elsewhere as well)")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--into", "into", required=True, help="An empty database: its name on the owner's server, or its address."
)
@click.option("--heads", default="", help="The heads that `backup` printed, when they were kept elsewhere.")
def restore(file: Path, into: str, heads: str) -> None:
    """Bring the backup FILE back into an empty database, as the owner, and prove that it is what it was.

    Exit 1 when it could not be brought back, or is not what the backup says.
    """
    try:
        address = _target_address(into)
        done = restore_backup(file=file, address=address)
    except BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    differences = list(done.differences)
    if heads and heads != done.manifest.fingerprint:
        differences.append("the heads of the logs are not the ones that were kept elsewhere")
    made = f"of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC, written by version {done.manifest.version}"
    if differences:
        click.echo(f"The database is not what the backup {made} says:", err=True)
        for one in differences[:_SHOWN]:
            click.echo(f"  {one}", err=True)
        raise click.ClickException(f"{len(differences)} differences: do not use the restored database")
    click.echo(
        f"Restored the backup {made}: {sum(done.manifest.rows.values()):,} rows in {len(done.manifest.rows)} tables."
    )
    click.echo(f"Both logs are whole, and their heads are the ones of the backup: {done.manifest.fingerprint}")
    click.echo("Now run `throughcare migrate` and `throughcare doctor` on it.")


def _owner_address() -> str:
    """The owner's database: the one that is named, else the embedded one, started."""
    named = os.environ.get("DATABASE_OWNER_URL", "")
    if named:
        return named
    if "DATABASE_URL" in os.environ:
        raise BackupFault("DATABASE_OWNER_URL must be set: a backup is read, and brought back, as the owner")
    try:
        postgres.embedded().start()
    except postgres.NoPostgres as fault:
        raise BackupFault(str(fault)) from fault
    return postgres.embedded().url("throughcare_owner")


def _target_address(into: str) -> str:
    """The address of the database to restore into; on the embedded server it is made where there is none."""
    if "://" in into:
        return into
    address = urlunsplit(urlsplit(_owner_address())._replace(path=f"/{quote(into)}"))
    if "DATABASE_OWNER_URL" not in os.environ:
        postgres.embedded().make_database(into)
    return address
