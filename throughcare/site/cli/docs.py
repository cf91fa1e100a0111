"""``throughcare docs``: write the generated reference pages, or fail where they are stale."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from throughcare.site import bundle_docs
from throughcare.site.event_page import events_page
from throughcare.site.reference import pages
from throughcare.site.settings.environment import settings_page

FOLDER = Path("docs", "reference")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when a page is missing or stale.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    help="Where they are.",
)
def docs(check: bool, folder: Path) -> None:
    """Write the generated reference pages from the rules and their parameters."""
    made = {folder / name: text for name, text in pages().items()} | dict(bundle_docs.contents(folder))
    made[folder / "settings.md"] = settings_page()
    made[folder / "api-scopes.md"] = _scopes()
    made[folder / "events.md"] = events_page()
    made[folder / "award-round.schema.json"] = _round_schema()
    if check:
        stale = [str(path) for path, text in made.items() if not _holds(path, text)]
        if stale:
            raise click.ClickException(f"stale: {', '.join(stale)}; run `throughcare docs`")
        return
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")


def _scopes() -> str:
    """The operations are known once Django is set up; no database is asked."""
    import django

    from throughcare.site.api_scopes import scopes_page

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.demo")
    django.setup()
    return scopes_page()


def _round_schema() -> str:
    """The JSON Schema of the file that `throughcare plan award` reads."""
    from throughcare.commissioning.rules.award_entry import round_schema

    return json.dumps(round_schema(), indent=2) + "\n"


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
