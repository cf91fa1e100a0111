"""The lot that nobody bid for: its second round is dated, approved, given officers and published, with invitations again."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.desk import panel, press
from tests.browser.second_round import words
from tests.browser.second_round.awarding import ORGANISATIONS
from tests.browser.second_round.drafting import approved, enrolled, published
from tests.browser.second_round.stage import COMMISSIONER, KILN_LANE, LANTERN, Stage


def opened_again(stage: Stage, address: str) -> None:
    """From the draft to invitations, which everybody on the panel finds on the phone."""
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("link", name="What is bought, and for how long"))
    starts = (stage.now().date() + timedelta(days=240)).replace(day=1)
    page.get_by_label("First day of the contracts").fill(starts.isoformat())
    press(page.get_by_role("button", name="Save", exact=True))
    enrolled(stage, address, title=words.AGAIN)
    approved(stage, address, title=words.AGAIN)
    published(stage, address, lots=1)
    for who in (LANTERN, KILN_LANE):
        phone = stage.phone(who)
        phone.goto("/")
        press(panel(phone, "invited").get_by_role("link", name=words.AGAIN).first)
        expect(panel(phone, "invited")).to_contain_text(ORGANISATIONS[who])
        expect(panel(phone, "lots")).to_contain_text(words.NOTTINGHAMSHIRE)
        press(phone.get_by_role("link", name="The round before"))
        expect(phone.get_by_role("heading", level=1)).to_contain_text(words.COMPETITION)
