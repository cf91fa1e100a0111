"""Two organisations bid together on phones: the lead writes, the partner reads and signs, and only then it is received."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import axe_problems, english_left, overflow_problems
from tests.browser.desk import PHONE, Desk, press
from tests.browser.world import Member

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

COMPETITION = "fictional-homes-after-prison"
ANSWER = "We look for homes with landlords who know us, and our partner finds the work."
_WHO = "SELECT id, username, btrim(first_name || ' ' || last_name), role FROM accounts_user WHERE username = %s"


def on_a_phone(desk: Desk, username: str, language: str = "en") -> Page:
    page = desk.session(Member(*desk.world.rows(_WHO, username)[0]), language).new_page()
    page.set_viewport_size(PHONE)
    return page


def write(page: Page) -> tuple[str, str]:
    """A bid of two organisations up to what is missing; its address and its code."""
    page.goto(f"/bids/start/{COMPETITION}/")
    page.get_by_role("radio", name="Fictional Doorstep Housing Trust").check()
    press(page.get_by_role("button", name="Start"))
    code = page.locator("main code").inner_text()
    press(page.get_by_role("button", name="Continue"))
    overview = page.url
    page.goto(f"{overview}who/")
    page.get_by_label("Its number in a register").or_(page.locator("#id_identifier")).first.fill("GB-COH-99999903")
    press(page.get_by_role("button", name="Add it"))
    for share in page.locator("input[name^=share_]").all():
        share.fill("50")
    press(page.get_by_role("button", name="Save and continue"))
    page.goto(f"{overview}lots/")
    page.get_by_role("checkbox").first.check()
    press(page.get_by_role("button", name="Save and continue"))
    page.goto(overview)
    for address in [link.get_attribute("href") for link in page.locator("ol a[href*=questions]").all()]:
        page.goto(address or "")
        page.locator("textarea").first.fill(ANSWER)
        press(page.get_by_role("button", name="Save and continue"))
    page.goto(f"{overview}prices/")
    page.get_by_label("Rooms in the region").fill("231,750")
    press(page.get_by_role("button", name="Save and continue"))
    return overview, code


def test_a_partner_signs_before_the_bid_is_received(desk: Desk) -> None:
    lead, partner = on_a_phone(desk, "demo.supplier"), on_a_phone(desk, "demo.supplier3")
    overview, code = write(lead)
    lead.goto(f"{overview}review/")
    expect(lead.locator("main")).to_contain_text(
        "Fictional Second Start Works CIC has not signed the bid as it stands now."
    )
    expect(lead.get_by_role("button", name="Submit the bid")).to_have_count(0)

    partner.goto("/my-panels/")
    press(partner.get_by_role("link", name=re.compile("Bid to sign")))
    partner.get_by_label("Bid code").fill(code.lower())
    press(partner.get_by_role("button", name="Open the draft"))
    expect(partner.locator("main")).to_contain_text(ANSWER)
    assert not [*axe_problems(partner), *overflow_problems(partner)]
    signing = partner.url
    press(partner.get_by_role("button", name=re.compile("Sign for")))
    expect(partner.locator("main")).to_contain_text("What is changed after that is signed anew.")

    welsh = on_a_phone(desk, "demo.supplier3", "cy")
    welsh.goto(signing)
    assert not [*axe_problems(welsh), *overflow_problems(welsh)]
    assert not english_left(welsh, desk.world.data_words, desk.world.said)

    lead.goto(overview)
    expect(lead.locator("main")).to_contain_text("Signed")
    assert not [*axe_problems(lead), *overflow_problems(lead)]
    lead.goto(f"{overview}review/")
    press(lead.get_by_role("button", name="Submit the bid"))
    expect(lead.get_by_role("heading", level=1)).to_contain_text("Received")
