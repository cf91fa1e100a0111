"""Those who lead: from a figure to the cases behind it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import axe_problems
from tests.browser.desk import Desk, panel, press

pytestmark = pytest.mark.browser


def cases_shown(page: Page) -> int:
    """How many cases the open list says that it has."""
    if page.locator("tbody tr").count() == 0:
        return 0
    return max(int(number) for number in re.findall(r"\d+", page.locator(".tc-showing").first.inner_text()))


def follow(page: Page, figure: Locator) -> tuple[int, int]:
    """The number that a link says, and the number of cases where it leads."""
    said = int(figure.inner_text())
    press(figure)
    expect(page).to_have_url(re.compile("/cases/|/caseload/"))
    return said, cases_shown(page)


def test_a_senior_goes_from_the_team_to_the_cases_of_a_practitioner(desk: Desk) -> None:
    page = desk.session(desk.world.cast["senior"]).new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/team/"))
    row = panel(page, "practitioners").locator("tbody tr").filter(has=page.locator("th a")).first
    name = row.locator("th a").inner_text()
    said, shown = follow(page, row.locator("td[data-label=Cases] a"))
    assert said == shown > 0
    assert {text.split("\n")[0] for text in page.locator("tbody td[data-label=Practitioner]").all_inner_texts()} == {
        name
    }
    press(page.locator("tbody th[scope=row] a").first)
    expect(page).to_have_url(re.compile(r"/people/[A-Z]\d{6}/$"))


def test_a_head_of_unit_finds_as_many_cases_as_each_figure_says(desk: Desk) -> None:
    page = desk.session(desk.world.cast["head"]).new_page()
    page.goto("/")
    expect(page.get_by_text("Delivery unit").first).to_be_visible()
    dashboard = page.url
    links = panel(page, "teams").locator("tbody td a")
    checked = 0
    for position in range(min(links.count(), 8)):
        if "%" in links.nth(position).inner_text():
            continue
        said, shown = follow(page, links.nth(position))
        assert said == shown
        checked += 1
        page.goto(dashboard)
    assert checked > 0


def test_a_director_goes_from_the_map_to_a_unit(desk: Desk) -> None:
    page = desk.session(desk.world.cast["director"]).new_page()
    page.goto("/")
    tile = page.locator("a.tc-map__link").first
    address = tile.get_attribute("href") or ""
    press(tile)
    expect(page).to_have_url(re.compile(f"{re.escape(address)}$"))
    expect(page.locator("h1")).to_contain_text("Delivery unit")


def test_an_auditor_sees_who_looked_at_a_record(desk: Desk) -> None:
    world = desk.world
    looking = desk.session(world.cast["practitioner"]).new_page()
    looking.goto(f"/people/{world.person}/")
    page = desk.session(world.cast["auditor"]).new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/audit/"))
    page.goto("/audit/consultations/")
    page.locator("summary").filter(has_text="Filter").click()
    page.get_by_label("Person (CRN)").fill(world.person)
    press(page.locator("main form").first.locator("button[type=submit]").first)
    expect(page.locator("tbody tr").first).to_contain_text(world.cast["practitioner"].username)
    assert set(page.locator("tbody td[data-label='Person (CRN)']").all_inner_texts()) == {world.person}


def test_a_senior_joins_two_records_of_one_person_and_can_part_them_again(desk: Desk) -> None:
    crn, other = desk.world.duplicates
    page = desk.session(desk.world.cast["senior"]).new_page()
    page.goto(f"/people/duplicates/{crn}/{other}/")
    page.locator(f"input[name=survivor][value={crn}]").check()
    page.locator("main form [name=why]").first.fill("The same fingerprints.")
    press(page.locator("main form:has([name=survivor]) button[type=submit]"))
    response = page.goto(f"/people/{other}/")
    assert response is not None
    expect(page).to_have_url(re.compile(f"/people/{crn}/"))
    page.goto(f"/people/{crn}/details/")
    press(page.locator("a[href*='/merges/']").first)
    assert axe_problems(page) == []
    page.locator("main form [name=why]").fill("They are brothers.")
    press(page.get_by_role("button", name="Undo the merge"))
    page.goto(f"/people/{other}/")
    expect(page).to_have_url(re.compile(f"/people/{other}/"))
