"""Pictures of every page, in both languages, on a desk and on a phone, and a list of what the checks find there.

    python -m tests.browser.screenshots [PART OF A NAME ...]

Writes ``screenshots/<language>/<desk|phone>/<page>.png`` and ``screenshots/problems.txt``: for looking at, not for tests.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from tests.browser.chromium import launch
from tests.browser.desk import DESKTOP, PHONE, Desk
from tests.browser.world import ROOT, world

FOLDER = ROOT / "screenshots"


def main(wanted: list[str]) -> None:
    """Take the pictures of the pages whose name contains one of the words, of all where there is none."""
    _use_django()
    from tests.browser.pages import PAGES

    chosen = [each for each in PAGES if not wanted or any(word in each.id for word in wanted)]
    with world() as site, sync_playwright() as playwright, (_folder() / "problems.txt").open("w") as problems:
        desk = Desk(launch(playwright), site)
        for listed in chosen:
            for language in ("en", "cy"):
                try:
                    found = take(desk, listed, language)
                except Error as error:
                    found = [str(error)]
                print(listed.id, language, *found, sep="\n  ", file=problems, flush=True)
    print(f"{len(chosen)} pages in {FOLDER}")


def take(desk: Desk, listed: object, language: str) -> list[str]:
    """Both pictures of one page; what the checks find on it."""
    from tests.browser.checks import axe_problems, english_left, overflow_problems
    from tests.browser.pages import Listed

    assert isinstance(listed, Listed)
    page, found = desk.page(listed.role, language), []
    page.set_viewport_size(DESKTOP)
    response = page.goto(listed.address(desk.world))
    if response is None or response.status != listed.status:
        found.append(f"status {response and response.status}, not {listed.status}")
    for name, size in (("desk", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)
        target = FOLDER / language / name / f"{listed.id}.png"
        page.screenshot(path=target, full_page=True)
        found += [f"{name}: {each}" for each in axe_problems(page) + overflow_problems(page)]
    return found + (english_left(page, desk.world.data_words, desk.world.said) if language == "cy" else [])


def _folder() -> Path:
    FOLDER.mkdir(exist_ok=True)
    return FOLDER


def _use_django() -> None:
    """Addresses are asked of the site's own table."""
    import os

    warnings.simplefilter("ignore")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.demo")
    import django

    django.setup()


if __name__ == "__main__":
    main(sys.argv[1:])
