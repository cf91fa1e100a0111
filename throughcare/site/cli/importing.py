"""``throughcare import``: bring a bundle in."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from throughcare.site.cli.process import use_django

if TYPE_CHECKING:
    from throughcare.transition.commands.imports import ImportResult

NOT_FOUND_STATUS = 2
FAULTY_STATUS = 1


@click.command("import")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--accept-partial", is_flag=True, help="Load everybody but the people with a fault, who are listed.")
@click.option(
    "--take-bundle",
    is_flag=True,
    help="Take the bundle's values where something was changed here since the last import; it is kept otherwise.",
)
@click.option(
    "--faults",
    "report",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("faults.csv"),
    show_default=True,
    help="Where the full list of faults goes; written only when there is one.",
)
@click.option(
    "--changed-here",
    "changed_here",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("changed-here.csv"),
    show_default=True,
    help="Where the full list goes of what was changed here and differs in the bundle; written only when there is one.",
)
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day as of which tiers and contacts due are derived; today."
)
@click.option("--by", "username", metavar="USERNAME", help="The administrator who imports; a system user otherwise.")
@click.option("--no-derive", is_flag=True, help="Do not derive tiers and contacts due afterwards.")
def import_(
    bundle: Path,
    accept_partial: bool,
    take_bundle: bool,
    report: Path,
    changed_here: Path,
    as_of: datetime | None,
    username: str | None,
    no_derive: bool,
) -> None:
    """Check BUNDLE, a folder or zip of CSV files, and load it.

    Nothing is loaded where there is a fault. What was changed here since it was last imported is kept, and listed. The exit
    status is 0 when the bundle was loaded, 1 when it had faults (also when the rest was loaded), 2 when there is no such
    bundle or the command was misused.
    """
    use_django("jobs")
    from django.utils import timezone

    from throughcare.site.cli.users import permitted
    from throughcare.transition.commands.imports import ImportUnderWay, import_bundle
    from throughcare.transition.rules.faults import BundleNotFound

    user = permitted(username, "transition.import")
    try:
        result = import_bundle(
            bundle,
            by=user,
            at=timezone.now(),
            on=as_of.date() if as_of else timezone.localdate(),
            accept_partial=accept_partial,
            take_bundle=take_bundle,
            progress=Reporter(),
            deriving=not no_derive,
        )
    except BundleNotFound as error:
        click.echo(f"throughcare import: {error}", err=True)
        sys.exit(NOT_FOUND_STATUS)
    except ImportUnderWay as error:
        raise click.ClickException(str(error)) from error
    show(result, bundle, report)
    show_conflicts(result, changed_here)
    if result.faults:
        sys.exit(FAULTY_STATUS)


class Reporter:
    """Says on standard error how far the work is.

    On a terminal all the time in one line, with the rows so far; else once where a phase or a file begins, without rows,
    because the first count of a file would be read as the count of the whole.
    """

    def __init__(self) -> None:
        self._last: tuple[str, str] = ("", "")
        self._shown_at = 0.0

    def __call__(self, phase: str, file: str, rows: int, share: float) -> None:
        """Progress of a phase."""
        now = time.monotonic()
        if (phase, file) == self._last and now - self._shown_at < 0.5:
            return
        live = sys.stderr.isatty()
        if live or (phase, file) != self._last:
            line = " ".join(filter(None, (phase, file)))
            if live:
                so_far = f"{rows:,} rows so far, " if rows else ""
                click.echo(f"\r\033[K{line}: {so_far}{share:.0%}", nl=False, err=True)
            else:
                click.echo(f"{line} ({share:.0%})", err=True)
        self._last, self._shown_at = (phase, file), now


def show(result: ImportResult, bundle: Path, report: Path) -> None:
    """What was done, the first faults, a count of each kind, and where all of them are."""
    from throughcare.transition.commands.bundle.fault_log import save_csv
    from throughcare.transition.rules.faults import NOTES

    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    if result.faults:
        for fault in result.faults.first:
            click.echo(fault.line(), err=True)
        click.echo(f"{_counted(len(result.faults), 'fault')}:", err=True)
        for kind, count in result.faults.counts.most_common():
            click.echo(f"  {count:>9,}  {kind}", err=True)
        save_csv([*result.faults, *result.left_out], report)
        click.echo(f"All of them: {report}", err=True)
    for code in result.notes:
        click.echo(NOTES[code], err=True)
    if not result.loaded:
        click.echo("Nothing was loaded.", err=True)
        return
    click.echo(
        f"{bundle}: {_counted(sum(result.rows.values()), 'row')} read, {result.changes:,} changed in the database"
    )
    for word, counts in (("added", result.added), ("changed", result.changed), ("removed", result.removed)):
        if counts:
            click.echo(f"  {word}: {', '.join(f'{name} {count:,}' for name, count in counts.items())}")
    if result.left_out:
        were = "person was" if len(result.left_out) == 1 else "people were"
        click.echo(f"{len(result.left_out):,} {were} left out:")
        for fault in result.left_out[:50]:
            click.echo(f"  {fault.value} (people.csv, row {fault.row})")
        if len(result.left_out) > 50:
            click.echo(f"  and {len(result.left_out) - 50:,} more, all listed in {report}")


def show_conflicts(result: ImportResult, report: Path) -> None:
    """What was changed here and the bundle has otherwise: the first, how many, and where all of them are."""
    from throughcare.transition.commands.bundle.fault_log import save_conflicts
    from throughcare.transition.rules.faults import conflict_line

    count = len(result.conflicts)
    if not result.loaded or not count:
        return
    taken = result.conflicts.first[0].kind == "taken-from-bundle"
    done = "taken from the bundle" if taken else "kept as changed here; the bundle's were not loaded"
    click.echo(f"{_counted(count, 'value')} changed here since the last import, {done}:", err=True)
    for fault in result.conflicts.first:
        click.echo(f"  {conflict_line(fault)}", err=True)
    save_conflicts(result.conflicts, report)
    click.echo(f"All of them: {report}", err=True)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
