"""``throughcare export``: write the caseload as a bundle."""

from __future__ import annotations

from pathlib import Path

import click

from throughcare.site.cli.importing import Reporter
from throughcare.site.cli.process import use_django


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path), metavar="FOLDER|FILE.zip")
@click.option("--by", "username", metavar="USERNAME", help="The administrator who exports; a system user otherwise.")
def export(target: Path, username: str | None) -> None:
    """Write everything as a bundle, in an order that depends on the data alone.

    People whose record is limited are left out unless the user is admitted to it. The export is logged as a disclosure.
    """
    use_django("jobs")
    from django.utils import timezone

    from throughcare.site.cli.users import permitted
    from throughcare.transition.commands.exports import TargetExists, export_bundle

    user = permitted(username, "transition.export")
    try:
        result = export_bundle(target, by=user, at=timezone.now(), progress=Reporter())
    except (TargetExists, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{target}: {sum(result.rows.values()):,} rows, {result.rows['people']:,} people")
    for reason, count in result.left_out.items():
        click.echo(f"  left out: {count:,} people ({reason})")
