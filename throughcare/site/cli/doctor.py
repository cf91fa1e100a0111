"""`throughcare doctor`: what is wrong with this installation, and what to do."""

from __future__ import annotations

import click

from throughcare.site.cli.process import use_django


@click.command()
def doctor() -> None:
    """Examine settings, database, row security and logs; exit 1 when something is wrong."""
    use_django("web")
    from django.utils import timezone

    from throughcare.site.doctor import examine

    faults = 0
    for finding in examine(on=timezone.localdate()):
        if not finding.fault:
            click.echo(f"  ok     {finding.what}")
            continue
        faults += 1
        click.echo(f"  WRONG  {finding.what}: {finding.fault}\n         {finding.remedy}")
    if faults:
        click.echo(f"\n{faults} to put right.", err=True)
        raise SystemExit(1)
    click.echo("\nNothing is wrong.")
