"""From the closing to agreed scores: two officers open, three evaluators declare and score alone, and then agree."""

from __future__ import annotations

from datetime import date, time, timedelta

from playwright.sync_api import Page, expect

from tests.browser.desk import panel, press
from tests.browser.second_round import words
from tests.browser.second_round.drafting import OFFICERS, PASSPHRASE
from tests.browser.second_round.stage import COLLEAGUE, COMMISSIONER, Stage

EVALUATORS = (COLLEAGUE, "senior", "head")
"""The first is the chair."""
BIDS = (1, 2, 3)
_CLOSES = "SELECT (closes_at AT TIME ZONE 'Europe/London')::date FROM commissioning_competition WHERE title = %s"


def appointed(stage: Stage, address: str) -> None:
    """While it is open for bids: three people, one of them the chair."""
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("link", name="Evaluation", exact=True))
    for who in EVALUATORS:
        page.get_by_label("Find somebody to appoint").fill(stage.member(who).name)
        press(page.get_by_role("button", name="Find"))
        page.get_by_label("Evaluator", exact=True).select_option(str(stage.member(who).number))
        if who == EVALUATORS[0]:
            page.get_by_label("chair").check()
        press(page.get_by_role("button", name="Appoint"))
    expect(panel(page, "evaluators").locator("tbody tr")).to_have_count(len(EVALUATORS))


def opened(stage: Stage, address: str) -> None:
    """The clock passes the deadline; two officers declare and open together, and one alone cannot."""
    closes: date = stage.world.rows(_CLOSES, words.COMPETITION)[0][0]  # type: ignore[assignment]
    stage.move_to(closes + timedelta(days=1), time(10))
    for place, officer in enumerate(OFFICERS):
        page = stage.page(officer)
        page.goto("/openings/")
        press(page.get_by_role("link", name=words.COMPETITION))
        page.get_by_label("I have no conflict of interest").check()
        press(page.get_by_role("button", name="Declare"))
        _key_used(page)
        page.goto(address)
        expect(page.locator("main")).to_contain_text(
            "Evaluators declare, and scoring begins" if place else "Two officers open the bids"
        )


def _key_used(page: Page) -> None:
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    press(page.get_by_role("button", name="Use my key"))


def scored(stage: Stage, address: str) -> None:
    """Everybody declares before they see a bid, scores every answer alone, and locks."""
    for who in EVALUATORS:
        page = _room(stage, who)
        for nothing in page.get_by_label("Nothing stands between us").all():
            nothing.check()
        press(page.get_by_role("button", name="Sign the declaration"))
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("button", name="Evaluation"))
    press(page.get_by_role("button", name="Begin scoring"))
    for place, who in enumerate(EVALUATORS):
        _scores(stage, who, apart=place == 1)


def _room(stage: Stage, who: str) -> Page:
    page = stage.page(who)
    page.goto("/evaluations/")
    press(page.get_by_role("link", name=words.COMPETITION))
    return page


def _scores(stage: Stage, who: str, *, apart: bool) -> None:
    page = _room(stage, who)
    expect(panel(page, "bids")).not_to_contain_text("Fictional")
    press(page.get_by_role("link", name="Bidder 1"))
    for number in BIDS:
        # One finds the first answer of the first bidder far better than the others do.
        for place, field in enumerate(page.locator("select[name^=score_]").all()):
            field.select_option("5" if apart and number == 1 and not place else "3")
        for field in page.locator("textarea[name^=reasons_]").all():
            field.fill(words.REASONS)
        if number == 1 and not apart:
            press(page.get_by_role("button", name="Save", exact=True))
            stage.look_at(page)
        press(page.get_by_role("button", name="Save and read the next bid"))
    page.goto(page.url.split("?")[0])
    page = _room(stage, who)
    press(page.get_by_role("button", name="Lock my scores"))
    expect(page.locator("main")).to_contain_text("Scores locked")


def agreed(stage: Stage, address: str) -> None:
    """What lies apart is discussed first; the chair writes what is agreed, and somebody who scored nothing closes it."""
    page = _room(stage, EVALUATORS[0])
    for number in BIDS:
        page.goto("/evaluations/")
        press(page.get_by_role("link", name=words.COMPETITION))
        press(page.get_by_role("link", name=f"Bidder {number}"))
        while (form := page.locator("form", has=page.get_by_role("button", name="Keep the discussion"))).count():
            if form.first.locator("textarea").input_value():
                break
            form.first.locator("textarea").fill(words.DISCUSSED)
            press(form.first.get_by_role("button", name="Keep the discussion"))
        for place in range(len(words.QUESTIONS)):
            form = page.locator("form", has=page.get_by_role("button", name="Agree on it")).nth(place)
            form.locator("select").select_option(("4", "3", "3")[number - 1])
            form.locator("textarea").fill(words.AGREED)
            press(form.get_by_role("button", name="Agree on it"))
    stage.look_at(page)
    commissioner = stage.page(COMMISSIONER)
    commissioner.goto(address)
    press(commissioner.get_by_role("button", name="Evaluation"))
    form = commissioner.locator("form", has=commissioner.get_by_role("button", name="Close the consensus"))
    form.locator("textarea").fill(words.MODERATED)
    press(form.get_by_role("button", name="Close the consensus"))
    expect(commissioner.locator("main")).to_contain_text(words.MODERATED)
