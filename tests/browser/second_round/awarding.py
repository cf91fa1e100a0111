"""From agreed scores to contracts and a second round: prices, the award and why, the standstill, letters, signatures."""

from __future__ import annotations

from datetime import date, time

from playwright.sync_api import expect

from tests.browser.desk import panel, press
from tests.browser.second_round import words
from tests.browser.second_round.drafting import OFFICERS, PASSPHRASE
from tests.browser.second_round.stage import COMMISSIONER, KILN_LANE, LANTERN, MILLRACE, Stage

_SIGNABLE = """
    SELECT min(one.not_before) FROM commissioning_contract one
    JOIN commissioning_competition held ON held.id = one.competition_id WHERE held.title = %s
"""
ORGANISATIONS = {
    LANTERN: "Fictional Lantern Women’s Centre", MILLRACE: "Fictional Millrace Community CIC",
    KILN_LANE: "Fictional Kiln Lane Project CIO",
}  # fmt: skip


def priced(stage: Stage, address: str) -> None:
    """Two officers open the prices; the one that is abnormally low is asked about, answered and judged."""
    for officer in OFFICERS:
        page = stage.page(officer)
        page.goto("/openings/")
        press(page.get_by_role("link", name=words.COMPETITION))
        page.get_by_label("Your passphrase").fill(PASSPHRASE)
        press(page.get_by_role("button", name="Use my key"))
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("button", name="Prices and award"))
    stage.look_at(page)
    press(page.get_by_role("link", name="What is asked and answered"))
    for typed, button in (
        (words.ASKED_LOW, "Ask the bidder"), (words.EXPLAINED, "Record the answer"), (words.BELIEVED, "Judge the answer"),
    ):  # fmt: skip
        form = page.locator("form", has=page.get_by_role("button", name=button))
        if form.get_by_role("radio").count():
            form.get_by_role("radio", name="Yes").check()
        form.locator("textarea").fill(typed)
        press(form.get_by_role("button", name=button))


def awarded(stage: Stage, address: str) -> None:
    """Nobody bid for the second lot; the award of the first is worked out, explained, approved by a director, published."""
    page = stage.page(COMMISSIONER)
    page.goto(f"{address}award/")
    form = page.locator("details", has_text=f"End {words.NOTTINGHAMSHIRE} without an award")
    form.locator("summary").click()
    form.get_by_label("Ground").select_option(label="No bid came")
    form.locator("textarea").fill(words.NOBODY_BID)
    form.get_by_label("What follows").select_option(label="Run it again")
    press(form.get_by_role("button", name="End the lot"))
    press(page.get_by_role("button", name="Work out the award"))
    expect(panel(page, "proposal")).to_contain_text("Certified best")
    expect(panel(page, "proposal")).to_contain_text("The best bid for this lot")
    form = page.locator("form", has=page.get_by_role("button", name="Recommend it to a director"))
    form.locator("textarea").fill(words.BEST)
    press(form.get_by_role("button", name="Recommend it to a director"))
    expect(page.get_by_role("button", name="Approve the award")).to_have_count(0)
    director = stage.page("director")
    director.goto(address)
    press(director.get_by_role("button", name="Prices and award"))
    press(director.get_by_role("button", name="Approve the award"))
    page.goto(address)
    press(page.get_by_role("button", name="Prices and award"))
    press(page.get_by_role("button", name="Publish the award"))
    stage.look_at(page)


def told(stage: Stage) -> dict[str, bool]:
    """Everybody who bid reads a letter on the phone, with the reasons; returns whose bid won, by the user."""
    found = {}
    for who, organisation in ORGANISATIONS.items():
        page = stage.phone(who)
        page.goto("/results/")
        press(page.get_by_role("row", name=organisation).get_by_role("link", name=words.COMPETITION))
        expect(page.locator("main")).to_contain_text(words.AGREED)
        found[who] = page.get_by_text("You won this lot").count() == 1
        if not found[who]:
            expect(page.locator("main")).to_contain_text("Won by Fictional")
            stage.look_at(page)
    assert sorted(found.values()) == [False, False, True]
    return found


def contracted(stage: Stage, address: str, winner: str) -> None:
    """No contract is signed in the standstill; after it the supplier signs, then the commissioner."""
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("button", name="Prices and award"))
    press(page.get_by_role("button", name="Draft the contracts"))
    press(panel(page, "awards").get_by_role("link"))
    agreement = page.url
    press(page.get_by_role("button", name="Set the terms"))
    form = page.locator("form", has=page.get_by_role("button", name="Add the indicator"))
    for label, typed in words.INDICATOR.items():
        form.get_by_label(label, exact=True).fill(typed)
    form.get_by_label("What it measures").select_option("outcome")
    press(form.get_by_role("button", name="Add the indicator"))
    for reader in (page, stage.phone(winner)):
        reader.goto(agreement)
        expect(reader.locator("main")).to_contain_text("when the standstill is over")
        expect(reader.get_by_role("button", name="Read and sign")).to_have_count(0)
    signable: date = stage.world.rows(_SIGNABLE, words.COMPETITION)[0][0]  # type: ignore[assignment]
    stage.move_to(signable, time(10))
    supplier = stage.phone(winner)
    supplier.goto("/agreements/")
    press(supplier.get_by_role("link", name=words.DERBYSHIRE))
    press(supplier.get_by_role("button", name="Read and sign"))
    press(supplier.get_by_role("button", name="Sign for the supplier"))
    page = stage.page(COMMISSIONER)
    page.goto("/agreements/")
    press(page.get_by_role("link", name=words.DERBYSHIRE))
    press(page.get_by_role("button", name="Read and sign"))
    press(page.get_by_role("button", name="Sign for the commissioner"))
    expect(panel(page, "terms")).not_to_contain_text("Not yet")
    stage.look_at(page)


def concluded(stage: Stage, address: str) -> str:
    """The competition ends; the lot without a bid goes to a second round; returns the address of its draft."""
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("button", name="Prices and award"))
    press(page.get_by_role("button", name="Conclude the competition"))
    press(page.get_by_role("button", name="Draft the next round"))
    expect(page.locator("main")).to_contain_text(words.NOTTINGHAMSHIRE)
    expect(page.locator("main")).not_to_contain_text(words.DERBYSHIRE)
    return page.url
