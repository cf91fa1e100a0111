"""A small organisation on a phone reads an opportunity, asks a question, writes a bid, submits it and keeps the receipt."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.checks import axe_problems, overflow_problems
from tests.browser.desk import PHONE, Desk, press
from tests.browser.world import Member

pytestmark = pytest.mark.browser

COMPETITION = "fictional-homes-after-prison"
QUESTION = "May the homes be shared by two people who know each other?"
ANSWER = "We look for homes with two landlords who know us, and visit each week for the first two months."
_WHO = "SELECT id, username, btrim(first_name || ' ' || last_name), role FROM accounts_user WHERE username = %s"
_BIDS = "SELECT count(*) FROM commissioning_bidversion"


def test_it_reads_asks_bids_and_keeps_its_receipt_on_a_phone(desk: Desk) -> None:
    member = Member(*desk.world.rows(_WHO, "demo.supplier3")[0])
    page = desk.session(member).new_page()
    page.set_viewport_size(PHONE)
    page.goto("/my-panels/")
    press(page.get_by_role("link", name="Fictional homes after prison").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fictional homes after prison")

    press(page.get_by_role("button", name="Ask a question"))
    page.get_by_label("Your question").fill(QUESTION)
    press(page.get_by_role("button", name="Send the question"))
    expect(page.locator("main")).to_contain_text(QUESTION)

    page.goto(f"/bids/start/{COMPETITION}/")
    press(page.get_by_role("button", name="Start"))
    code = page.locator("main code").inner_text()
    assert re.fullmatch(r"(\w{4}-){6}\w{4}|(\w{4} ){6}\w{4}", code), code
    press(page.get_by_role("button", name="Continue"))
    overview = page.url

    press(page.get_by_role("link", name="Lots").first)
    page.get_by_role("checkbox").first.check()
    press(page.get_by_role("button", name="Save and continue"))
    while page.locator("textarea").count() or not page.get_by_label("Rooms in the region").count():
        if page.locator("textarea").count():
            page.locator("textarea").first.fill(ANSWER)
        press(page.get_by_role("button", name="Save and continue"))
    page.get_by_label("Rooms in the region").fill("two hundred")
    press(page.get_by_role("button", name="Save and continue"))
    expect(page.get_by_label("Rooms in the region")).to_have_value("two hundred")
    expect(page.locator("main")).to_contain_text("Give the price of Rooms in the region in pounds")
    page.get_by_label("Rooms in the region").fill("231,750")
    press(page.get_by_role("button", name="Save and continue"))

    page.goto(overview)
    press(page.get_by_role("button", name=re.compile("Review")))
    assert not [*axe_problems(page), *overflow_problems(page)]
    press(page.get_by_role("button", name="Submit the bid"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Received")
    expect(page.locator("main")).to_contain_text(re.compile("[0-9a-f]{64}"))
    assert not [*axe_problems(page), *overflow_problems(page)]

    elsewhere = desk.session(member).new_page()
    elsewhere.goto(overview)
    expect(elsewhere.locator("main")).to_contain_text("This device does not have the code of this bid.")
    press(elsewhere.get_by_role("button", name="Type the code"))
    elsewhere.get_by_label("Bid code").fill(code.lower())
    press(elsewhere.get_by_role("button", name="Open the draft"))
    expect(elsewhere.locator("main")).to_contain_text("Complete")
