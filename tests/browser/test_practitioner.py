"""A practitioner's day: who must be seen, why, and what became of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PHONE, Desk, panel, press, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def page(desk: Desk) -> Page:
    """A practitioner who has just signed in."""
    return desk.session(desk.world.cast["practitioner"]).new_page()


def test_somebody_signs_in_and_learns_whom_to_see_and_why(desk: Desk) -> None:
    page = desk.session(None).new_page()
    page.goto("/")
    press(panel(page, "role-practitioner").locator("button[name=user]").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who to see")
    for section in ("overdue", "week", "ahead"):
        card = page.locator(f"a[href='#{section}']").first
        shown = int(re.findall(r"\d+", card.locator("xpath=ancestor-or-self::li[1]").inner_text())[0])
        expect(panel(page, section).locator("tbody tr:not(.tc-table__group)")).to_have_count(shown)
    link = page.locator("main tbody th[scope=row] a").first
    name = link.inner_text()
    press(link)
    expect(page.get_by_role("heading", level=1).filter(has_text=name).first).to_be_attached()
    panel(page, "next").locator("summary").first.click()
    expect(panel(page, "next").locator(".tc-why__steps li").first).to_be_visible()
    expect(panel(page, "next").locator(".tc-why__policies li").first).to_contain_text("In force from")


def test_recording_a_contact_moves_the_due_date(desk: Desk, page: Page) -> None:
    crn = desk.world.due_by_frequency
    page.goto(f"/people/{crn}/")
    before = page.locator(".tc-next__date").first.inner_text()
    press(panel(page, "next").get_by_role("button", name="Record contact"))
    page.get_by_label("What happened").select_option("ATTC")
    page.get_by_label("Notes").fill("Came on time; talked about work.")
    press(page.get_by_role("button", name="Save contact"))
    expect(page.get_by_role("status").first).to_contain_text("before this it was")
    expect(page.locator(".tc-next__date").first).not_to_have_text(before)
    assert panel(page, "contacts").locator("tbody tr").filter(has_text="Came on time; talked about work.").count() == 1


def test_a_contact_is_recorded_on_a_phone_without_scripts(desk: Desk) -> None:
    page = desk.session(desk.world.cast["practitioner"], javascript=False).new_page()
    page.set_viewport_size(PHONE)
    page.goto(f"/people/{desk.world.person}/contacts/new/")
    page.get_by_label("Type of contact").select_option("COPT")
    page.get_by_label("What happened").select_option("ATTC")
    page.get_by_label("Notes").fill("By telephone, without scripts.")
    press(page.get_by_role("button", name="Save contact"))
    expect(page.get_by_role("status").first).to_contain_text("Recorded")
    page.goto(f"/people/{desk.world.person}/contacts/")
    expect(page.get_by_text("By telephone, without scripts.")).to_be_attached()


def test_somebody_is_found_by_a_misspelt_name(desk: Desk, page: Page) -> None:
    crn, forenames, surname = desk.world.rows(
        "SELECT crn, forenames, surname FROM people_person WHERE crn = %s", desk.world.person
    )[0]
    misspelt = f"{str(surname)[:2]}{str(surname)[1:]}"
    page.goto("/people/search/")
    page.get_by_label(re.compile("name", re.IGNORECASE)).first.fill(f"{str(forenames).split()[0]} {misspelt}")
    press(page.get_by_role("button", name="Search"))
    row = page.locator("tbody tr").filter(has_text=str(crn))
    expect(row.locator("th a")).to_have_attribute("href", re.compile(f"/people/{crn}/"))


def test_a_record_of_another_region_asks_for_a_reason_which_is_then_on_the_log(desk: Desk, page: Page) -> None:
    crn = desk.world.other_region_person
    page.goto(f"/people/search/?q={crn}")
    row = page.locator("tbody tr").filter(has_text=crn)
    expect(row).to_contain_text("Reason needed")
    press(row.locator("th a"))
    expect(page).to_have_url(re.compile(f"/people/{crn}/reason/"))
    press(page.get_by_role("button", name="Open the record"))
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Covering for a colleague").check()
    page.get_by_label("What is it about?").fill("Duty cover today.")
    press(page.get_by_role("button", name="Open the record"))
    expect(page).to_have_url(re.compile(f"/people/{crn}/(\\?.*)?$"))
    page.goto(f"/people/{crn}/consultations/")
    looks = page.locator("tbody tr").filter(has_text=desk.world.cast["practitioner"].name)
    expect(looks.filter(has_text="Covering for a colleague").first).to_be_visible()


def test_a_restricted_record_is_nowhere_for_whoever_is_excluded(desk: Desk) -> None:
    member, crn, surname = desk.world.excluded
    page = desk.session(member).new_page()
    page.goto(f"/people/search/?q={crn}")
    expect(page.get_by_text("Nobody was found")).to_be_visible()
    for address in (f"/people/search/?q={surname}", "/", "/caseload/", "/people/duplicates/"):
        page.goto(address)
        assert crn not in page.content()
    answers = {}
    for number in (crn, "X999999"):
        response = page.goto(f"/people/{number}/")
        assert response is not None
        answers[number] = (response.status, page.locator("main").inner_text())
    assert answers[crn] == answers["X999999"]
    assert answers[crn][0] == 404


def test_a_draft_survives_a_reload_and_the_end_of_the_session(desk: Desk) -> None:
    world, member = desk.world, desk.world.cast["practitioner"]
    context = desk.session(member)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/people/{world.person}/contacts/new/")
    page.get_by_label("Notes").press_sequentially("Half a thought")
    page.reload()
    expect(page.get_by_label("Notes")).to_have_value("Half a thought")
    expect(page.get_by_text("A draft kept on this device was put back.")).to_be_visible()
    context.clear_cookies(name="sessionid")
    page.get_by_label("What happened").select_option("ATTC")
    press(page.get_by_role("button", name="Save contact"))
    sign_in(page, member)
    page.goto(f"/people/{world.person}/contacts/new/")
    expect(page.get_by_label("Notes")).to_have_value("Half a thought")


def test_the_language_chosen_stays(desk: Desk) -> None:
    page = desk.session(None).new_page()
    sign_in(page, desk.world.cast["practitioner"])
    page.goto("/caseload/")
    press(page.get_by_role("button", name="Cymraeg"))
    expect(page).to_have_url(re.compile("/caseload/"))
    assert page.get_attribute("html", "lang") == "cy"
    page.goto("/")
    assert page.get_attribute("html", "lang") == "cy"
    press(page.locator("form[action='/sign-out/'] button"))
    sign_in(page, desk.world.cast["practitioner"])
    assert page.get_attribute("html", "lang") == "cy"
    press(page.get_by_role("button", name="English"))
    assert page.get_attribute("html", "lang") == "en"
