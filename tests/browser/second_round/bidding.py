"""Three small organisations on phones: one asks and is answered, all three bid for one lot, and nobody for the other."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.desk import panel, press
from tests.browser.second_round import words
from tests.browser.second_round.panels import PARTNER
from tests.browser.second_round.stage import COMMISSIONER, KILN_LANE, LANTERN, MILLRACE, Stage

PRICES = {LANTERN: "228,000", MILLRACE: "231,500", KILN_LANE: "96,000"}
"""What each asks for the lot: the last is so low that it has to be asked about."""


def asked(stage: Stage, address: str) -> None:
    """A question from a phone, and its answer, which everybody reads without learning who asked."""
    page = stage.phone(LANTERN)
    page.goto("/")
    press(panel(page, "invited").get_by_role("link", name=words.COMPETITION).first)
    stage.look_at(page)
    press(page.get_by_role("button", name="Ask a question"))
    page.get_by_label("Your question").fill(words.ASKED)
    press(page.get_by_role("button", name="Send the question"))
    commissioner = stage.page(COMMISSIONER)
    commissioner.goto(address)
    press(commissioner.get_by_role("link", name="Questions that were asked"))
    press(commissioner.get_by_role("link", name=words.ASKED))
    commissioner.get_by_label("The answer").fill(words.TOLD)
    press(commissioner.get_by_role("button", name="Publish the answer"))
    anybody = stage.phone("")
    anybody.goto("/opportunities/")
    press(anybody.get_by_role("link", name=words.COMPETITION))
    expect(panel(anybody, "answers")).to_contain_text(words.TOLD)
    expect(anybody.locator("main")).not_to_contain_text("Lantern")


def bids(stage: Stage) -> None:
    """Alone, as a consortium of two, and alone again."""
    _bid(stage, LANTERN, "Lantern Women’s Centre")
    _bid(stage, MILLRACE, "Millrace Community CIC", partner=PARTNER)
    _bid(stage, KILN_LANE, "Kiln Lane Project CIO")


def _bid(stage: Stage, who: str, organisation: str, partner: str = "") -> None:
    page = stage.phone(who)
    page.goto("/bids/")
    press(panel(page, "waiting").get_by_role("listitem").filter(has_text=organisation).get_by_role(
        "link", name=words.COMPETITION))  # fmt: skip
    press(page.get_by_role("button", name="Start"))
    press(page.get_by_role("button", name="Continue"))
    overview = page.url
    press(page.get_by_role("link", name="Lots").first)
    page.get_by_role("checkbox", name=words.DERBYSHIRE).check()
    press(page.get_by_role("button", name="Save and continue"))
    if partner:
        _with(page, partner)
    press(page.get_by_role("button", name="Save and continue"))
    for _question in words.QUESTIONS:
        page.locator("textarea").fill(words.ANSWER)
        press(page.get_by_role("button", name="Save and continue"))
    page.get_by_label(words.DERBYSHIRE).fill(PRICES[who])
    press(page.get_by_role("button", name="Save and continue"))
    page.goto(overview)
    if partner:
        _signed(stage, page)
        page.goto(overview)
    press(page.get_by_role("button", name="Review and submit"))
    stage.look_at(page)
    press(page.get_by_role("button", name="Submit the bid"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Received")
    expect(page.locator("main")).to_contain_text(re.compile("[0-9a-f]{64}"))


def _with(page: Page, partner: str) -> None:
    page.get_by_label("Add an organisation").fill(partner)
    press(page.get_by_role("button", name="Add it"))
    page.get_by_label("Share of Fictional Millrace Community CIC").fill("60")
    page.get_by_label("Share of Fictional Second Start Works CIC").fill("40")


def _signed(stage: Stage, page: Page) -> None:
    """The partner gets the code, reads the bid on its own phone and signs."""
    press(page.get_by_role("link", name="Show the bid code"))
    code = page.locator("main code").inner_text()
    partner = stage.phone(KILN_LANE)
    partner.goto("/bids/")
    press(panel(partner, "to-sign").get_by_role("link", name=words.COMPETITION))
    partner.get_by_label("Bid code").fill(code)
    press(partner.get_by_role("button", name="Open the draft"))
    expect(partner.locator("main")).to_contain_text(words.ANSWER)
    stage.look_at(partner)
    press(partner.get_by_role("button", name="Sign for Fictional Second Start Works CIC"))
    expect(partner.locator("main")).to_contain_text("signed this for you")
