"""`throughcare publish`: open data for those who take it as files."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from throughcare.site.cli.process import use_django


@click.group()
def publish() -> None:
    """Write what has been published as files of the open standards."""


@publish.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; the screen where left out."
)
@click.option("--updated-from", type=click.DateTime(["%Y-%m-%d"]), help="Only what was published on this day or later.")
@click.option("--records", is_flag=True, help="How each process stands now, in place of its releases.")
def ocds(out: Path | None, updated_from: datetime | None, records: bool) -> None:
    """Releases of the Open Contracting Data Standard 1.1.5, one JSON object on each line, in the order of publication."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.acting import acting_by_itself
    from throughcare.commissioning.queries.publication import all_releases, compiled_releases

    since = timezone.make_aware(updated_from) if updated_from else None
    count = 0
    with (
        acting_by_itself(why="publish open data"),
        click.open_file(str(out) if out else "-", "w", encoding="utf-8") as file,
    ):
        for body in compiled_releases(since=since) if records else all_releases(since=since):
            file.write(body + "\n")
            count += 1
    click.echo(f"{'Records' if records else 'Releases'}: {count}", file=sys.stderr)
