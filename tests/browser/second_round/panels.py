"""A panel for homes in two police areas of one region, and three small organisations that join it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.desk import panel, press
from tests.browser.second_round import words
from tests.browser.second_round.stage import COMMISSIONER, KILN_LANE, LANTERN, MILLRACE, Stage

REGION, AREAS = "N53", ("derbyshire", "nottinghamshire")
PARTNER = "GB-COH-99999903"
"""The number of Second Start, with which Millrace bids."""


def opened(stage: Stage) -> None:
    """Begun, given its categories and its condition, announced and opened."""
    stage.post(REGION)
    page = stage.page(COMMISSIONER)
    page.goto("/panels/")
    press(page.get_by_role("button", name="Begin a panel"))
    page.get_by_label("Title").fill(words.PANEL)
    page.get_by_label("What it is for").fill(words.PURPOSE)
    page.get_by_label("Region that buys").select_option(REGION)
    press(page.get_by_role("button", name="Begin it"))
    for area in AREAS:
        form = panel(page, "categories")
        form.get_by_label("Need").select_option("accommodation")
        form.get_by_label("Region").select_option(REGION)
        form.get_by_label("Police-force area").select_option(area)
        press(form.get_by_role("button", name="Add the category"))
    form = panel(page, "conditions")
    form.get_by_label("What it is about").select_option("insurance")
    form.get_by_label("Condition").fill(words.CONDITION)
    form.get_by_label("What must be so").fill(words.MUST)
    form.get_by_label("How to put it right").fill(words.CURE)
    form.get_by_label("Evidence").select_option("public-liability")
    press(form.get_by_role("button", name="Add the condition"))
    press(page.get_by_role("button", name="Announce it"))
    press(page.get_by_role("button", name="Open it"))


def joined(stage: Stage) -> None:
    """Each applies on a phone, Millrace with a partner that signs for itself; the commissioner admits all three."""
    _sent(_begun(stage, LANTERN, "Lantern"))
    _sent(_begun(stage, KILN_LANE, "Kiln Lane"))
    page = _begun(stage, MILLRACE, "Millrace")
    press(page.get_by_role("button", name="Save", exact=True))
    page.get_by_label("Identifier of the partner").fill(PARTNER)
    page.get_by_label("What it will do").fill(words.PART)
    press(page.get_by_role("button", name="Add the partner"))
    press(page.get_by_role("button", name="Send the application"))
    expect(page.locator("main")).to_contain_text("sign")
    partner = stage.phone(KILN_LANE)
    partner.goto("/")
    press(partner.get_by_role("link", name=f"Fictional Millrace Community CIC: {words.PANEL}"))
    press(partner.get_by_role("button", name="Sign for Fictional Second Start Works CIC"))
    page.reload()
    press(page.get_by_role("button", name="Send the application"))
    stage.look_at(page)
    for organisation in ("Lantern Women’s Centre", "Kiln Lane Project CIO", "Millrace Community CIC"):
        _admitted(stage.page(COMMISSIONER), organisation)


def _begun(stage: Stage, who: str, known_as: str) -> Page:
    page = stage.phone(who)
    page.goto("/")
    press(page.get_by_role("link", name=words.PANEL, exact=True))
    press(page.get_by_role("button", name="Apply to join"))
    page.get_by_label("Organisation that applies").select_option(label=known_as)
    press(page.get_by_role("button", name="Begin the application"))
    for category in page.get_by_role("checkbox", name="Accommodation").all():
        category.check()
    return page


def _sent(page: Page) -> None:
    press(page.get_by_role("button", name="Send the application"))
    expect(page.locator("main")).to_contain_text("Submitted")


def _admitted(page: Page, organisation: str) -> None:
    page.goto("/applications/")
    press(page.get_by_role("row", name=words.PANEL).get_by_role("link", name=organisation))
    press(page.get_by_role("button", name="Take it up"))
    for found in page.get_by_label("Met", exact=True).all():
        found.check()
    press(page.get_by_role("button", name="Save the assessment"))
    press(page.get_by_role("button", name="Admit"))
    expect(page.locator("main")).to_contain_text("Admitted")
