"""`throughcare migrations`: whether the migrations since the last release can be applied while that release serves."""

from __future__ import annotations

import click

from throughcare.site.cli.process import use_django


@click.command()
@click.option(
    "--note-release", is_flag=True, help="Note every migration that there is as released: when a release is made."
)
def migrations(note_release: bool) -> None:
    """List operations of migrations since the last release that must not be done while it serves; exit 1 for any."""
    use_django("owner")
    from throughcare.site.operation import migration_rules

    if note_release:
        click.echo(f"{migration_rules.note_release()} migrations are noted as released.")
        return
    found = migration_rules.refused_operations(migration_rules.released_migrations())
    for refused in found:
        click.echo(str(refused), err=True)
    if found:
        raise click.ClickException("see docs/operating.md, Migrations while the old version serves")
    click.echo("Every migration since the last release can be applied while that release serves.")
