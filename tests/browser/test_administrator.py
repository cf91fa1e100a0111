"""An administrator brings a bundle in, and learns what is wrong with it."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.checks import axe_problems, english_left, overflow_problems
from tests.browser.desk import PHONE, Desk, press

pytestmark = pytest.mark.browser


def test_a_bundle_with_faults_is_refused_and_each_fault_is_named(desk: Desk, tmp_path: Path) -> None:
    world = desk.world
    world.command("synth", "--people", "5", "--seed", "9", "--region", "N54", "--faulty",
                  "--as-of", date.today().isoformat(), "--out", str(tmp_path / "faulty"))  # fmt: skip  # noqa: DTZ011
    bundle = shutil.make_archive(str(tmp_path / "faulty"), "zip", tmp_path / "faulty")
    before = world.rows("SELECT count(*) FROM people_person")
    page = desk.session(world.cast["administrator"]).new_page()
    page.goto("/")
    press(page.get_by_role("link", name="Imports"))
    page.locator("input[type=file]").set_input_files(bundle)
    press(page.get_by_role("button", name="Check and import"))
    run = page.url
    world.command("worker", "--once")
    page.goto(run)
    press(page.locator("main a[href$='/faults/']"))
    row = page.locator("tbody tr").first
    expect(row.locator("th")).to_contain_text(".csv")
    for column in ("Row", "Column", "Expected"):
        assert row.locator(f"td[data-label='{column}']").inner_text().strip()
    assert world.rows("SELECT count(*) FROM people_person") == before
    assert problems_of(desk, [run, page.url]) == []


def test_what_was_changed_here_is_kept_and_each_value_is_named(desk: Desk, tmp_path: Path) -> None:
    world = desk.world
    world.command("export", str(tmp_path / "older.zip"))
    with zipfile.ZipFile(tmp_path / "older.zip") as older, older.open("people.csv") as people:
        crn = people.readlines()[1].decode().partition(",")[0]
    assert world.rows("UPDATE people_person SET preferred_name = 'Changed-here' WHERE crn = %s RETURNING 1", crn)
    page = desk.session(world.cast["administrator"]).new_page()
    page.goto("/transition/")
    page.locator("input[type=file]").set_input_files(tmp_path / "older.zip")
    press(page.get_by_role("button", name="Check and import"))
    run = page.url
    world.command("worker", "--once")
    page.goto(run)
    press(page.locator("main a[href$='/changed-here/']"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody td[data-label='Here']")).to_have_text("Changed-here")
    assert problems_of(desk, [run, page.url]) == []


def problems_of(desk: Desk, addresses: list[str]) -> list[str]:
    """What the checks of every page find at these addresses, which exist only now."""
    found = []
    for language in ("en", "cy"):
        page = desk.page("administrator", language)
        page.set_viewport_size(PHONE)
        for address in addresses:
            page.goto(address)
            found += axe_problems(page) + overflow_problems(page)
            if language == "cy":
                found += english_left(page, desk.world.data_words, desk.world.said)
    return found
