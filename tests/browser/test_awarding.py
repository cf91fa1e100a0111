"""From opened bids to a published award: scored alone, agreed, priced, approved by a director, and everybody reads why."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import axe_problems
from tests.browser.desk import Desk, panel, press
from tests.browser.world import Member
from throughcare.site.demo_competitions import PASSPHRASE

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

COMPETITION = "fictional-support-in-a-first-home"
_WHO = "SELECT id, username, btrim(first_name || ' ' || last_name), role FROM accounts_user WHERE "
_EVALUATORS = """
    SELECT who.id, who.username, btrim(who.first_name || ' ' || who.last_name), who.role, one.is_chair
    FROM commissioning_evaluator one JOIN accounts_user who ON who.id = one.user_id
    JOIN commissioning_competition held ON held.id = one.competition_id
    WHERE held.reference = %s AND one.locked_at IS NULL ORDER BY one.id
"""
_OFFICERS = """
    SELECT who.id, who.username, btrim(who.first_name || ' ' || who.last_name), who.role
    FROM commissioning_openingofficer one JOIN accounts_user who ON who.id = one.user_id
    JOIN commissioning_competition held ON held.id = one.competition_id WHERE held.reference = %s ORDER BY one.id
"""


def scored(page: Page) -> None:
    """Every answer of every bid is scored alone, with a reason, and the scores are locked."""
    page.goto(f"/evaluations/{COMPETITION}/")
    expect(panel(page, "bids")).not_to_contain_text("Fictional")
    for number in range(1, 4):
        page.goto(f"/evaluations/{COMPETITION}/{number}/")
        for field in page.locator("select[name^=score_]").all():
            field.select_option("4" if number == 1 else "3")
        for field in page.locator("textarea[name^=reasons_]").all():
            field.fill("It says who does what, and by when.")
        press(page.get_by_role("button", name="Save", exact=True))
    page.goto(f"/evaluations/{COMPETITION}/")
    press(page.get_by_role("button", name="Lock my scores"))
    expect(page.locator("main")).to_contain_text("Scores locked")


def agreed(page: Page) -> None:
    """The chair discusses what lies apart and writes down each agreed score."""
    for number in range(1, 4):
        page.goto(f"/evaluations/{COMPETITION}/{number}/consensus/")
        while discussions := page.get_by_role("button", name="Keep the discussion").all():
            form = page.locator("form", has=discussions[0])
            if form.locator("textarea").input_value():
                break
            form.locator("textarea").fill("We looked again at what the question asks for.")
            press(discussions[0])
        for place in range(page.get_by_role("button", name="Agree on it").count()):
            form = page.locator("form", has=page.get_by_role("button", name="Agree on it")).nth(place)
            form.locator("select").select_option("4" if number == 1 else "3")
            form.locator("textarea").fill("We found the same: clear on people and dates.")
            press(form.get_by_role("button", name="Agree on it"))


def opened(desk: Desk, officers: list[Member]) -> None:
    """Two officers use their keys one after the other; the first alone opens nothing."""
    for place, officer in enumerate(officers):
        page = desk.session(officer).new_page()
        page.goto(f"/openings/{COMPETITION}/")
        page.get_by_label("Your passphrase").fill(PASSPHRASE)
        press(page.get_by_role("button", name="Use my key"))
        if not place:
            page.goto(f"/competitions/{COMPETITION}/award/")
            expect(page.locator("main")).to_contain_text("Two officers open the prices next.")


def test_bids_are_scored_agreed_priced_and_awarded_and_everybody_reads_why(desk: Desk) -> None:
    waiting = [(Member(*row[:4]), row[4]) for row in desk.world.rows(_EVALUATORS, COMPETITION)]
    assert len(waiting) == 2
    for member, _chair in waiting:
        scored(desk.session(member).new_page())
    agreed(desk.session(next(member for member, chair in waiting if chair)).new_page())

    officers = [Member(*row) for row in desk.world.rows(_OFFICERS, COMPETITION)]
    commissioner = desk.session(Member(*desk.world.rows(_WHO + "username = %s", "demo.commissioner")[0])).new_page()
    commissioner.goto(f"/competitions/{COMPETITION}/evaluation/")
    form = commissioner.locator("form", has=commissioner.get_by_role("button", name="Close the consensus"))
    form.locator("textarea").fill("Read through and agreed.")
    press(form.get_by_role("button", name="Close the consensus"))
    opened(desk, officers)

    commissioner.goto(f"/competitions/{COMPETITION}/award/")
    press(commissioner.get_by_role("button", name="Work out the award"))
    expect(commissioner.locator("main")).to_contain_text("Certified best")
    assert not axe_problems(commissioner)
    form = commissioner.locator("form", has=commissioner.get_by_role("button", name="Recommend it to a director"))
    form.locator("textarea").fill("The best bid by the published weights.")
    press(form.get_by_role("button", name="Recommend it to a director"))
    expect(commissioner.get_by_role("button", name="Approve the award")).to_have_count(0)

    director = desk.session(next(officer for officer in officers if officer.role == "director")).new_page()
    director.goto(f"/competitions/{COMPETITION}/award/")
    press(director.get_by_role("button", name="Approve the award"))
    commissioner.goto(f"/competitions/{COMPETITION}/award/")
    press(commissioner.get_by_role("button", name="Publish the award"))
    expect(commissioner.locator("main")).to_contain_text("standstill")
    expect(commissioner.get_by_role("button", name="Conclude the competition")).to_have_count(0)

    anybody = desk.session(None).new_page()
    anybody.goto(f"/notices/ocds-thr000-competition-{COMPETITION}/")
    expect(anybody.locator("main")).to_contain_text("Why it was awarded so")
    expect(anybody.locator("main")).to_contain_text(re.compile("Awarded to Fictional"))
    bidder = desk.session(Member(*desk.world.rows(_WHO + "username = %s", "demo.supplier3")[0])).new_page()
    bidder.goto("/results/")
    press(bidder.get_by_role("link", name=re.compile("first home")))
    expect(bidder.locator("main")).to_contain_text("We found the same: clear on people and dates.")
    assert not axe_problems(bidder)
