"""``throughcare synth``: write a fictional caseload as a bundle."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import click

from throughcare.organisations.rules.geography import regions
from throughcare.transition.synth.generate import BundleExists, make_bundle
from throughcare.transition.synth.settings import Request, weight

CODES = [region.code for region in regions()]


@click.command()
@click.option("--region", type=click.Choice(CODES), default="N50", show_default=True, help="Region to make.")
@click.option("--national", is_flag=True, help="All twelve regions instead of one.")
@click.option("--people", type=click.IntRange(min=1), help="How many people; 3,000 for a region, 240,000 nationally.")
@click.option("--seed", default="1", show_default=True, help="Same seed, same day, same data.")
@click.option("--out", "target", type=click.Path(path_type=Path), required=True, help="New folder, or a name in .zip.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day on which the caseload stands; today by default.")
@click.option("--history-months", type=click.IntRange(1, 60), help="Months of regular contacts.")
@click.option("--workers", type=click.IntRange(1, 12), help="Regions made side by side; the data are the same.")
@click.option("--faulty", is_flag=True, help="Add rows that break the format, to see what the importer says.")
def synth(
    region: str,
    national: bool,
    people: int | None,
    seed: str,
    target: Path,
    as_of: datetime.datetime | None,
    history_months: int | None,
    workers: int | None,
    faulty: bool,
) -> None:
    """Write a fictional caseload as a CSV bundle."""
    day = as_of.date() if as_of else datetime.datetime.now(tz=datetime.UTC).astimezone().date()
    codes = tuple(CODES) if national else (region,)
    count = people or int(weight("people-national" if national else "people-regional"))
    request = Request(codes, count, seed, day, national=national, history_months=history_months, faulty=faulty)
    try:
        make_bundle(request, target, workers=workers or min(2, os.cpu_count() or 1, len(codes)))
    except (BundleExists, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count:,} fictional people as of {day}, seed {seed}: {target}")


if __name__ == "__main__":
    synth()
