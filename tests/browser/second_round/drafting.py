"""A competition from an empty form to invitations: drafted, put to a director, its officers enrolled, published."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.desk import panel, press
from tests.browser.second_round import words
from tests.browser.second_round.stage import COMMISSIONER, Stage

PASSPHRASE = "nine otters under the bridge"
OFFICERS = (COMMISSIONER, "director")


def drafted(stage: Stage) -> str:
    """The whole draft, a step at a time; returns the address of the competition."""
    page = stage.page(COMMISSIONER)
    page.goto("/competitions/")
    press(page.get_by_role("button", name="Begin a competition"))
    page.get_by_label("Panel").select_option(label=words.PANEL)
    page.get_by_label("Title").fill(words.COMPETITION)
    press(page.get_by_role("button", name="Begin"))
    address = page.url
    _terms(page, stage.now().date())
    for number, title in enumerate((words.DERBYSHIRE, words.NOTTINGHAMSHIRE), start=1):
        _lot(page, address, number, title)
    _weighed(page, address)
    for criterion, question, good in words.QUESTIONS:
        _question(page, address, criterion, question, good)
    return address


def _terms(page: Page, today: date) -> None:
    press(page.get_by_role("link", name="What is bought, and for how long"))
    page.get_by_label("What is bought").fill(words.SPECIFICATION)
    page.get_by_label("First day of the contracts").fill((today + timedelta(days=200)).replace(day=1).isoformat())
    page.get_by_label("Months", exact=True).fill("24")
    page.get_by_label("Months of extension").fill("12")
    press(page.get_by_role("button", name="Save", exact=True))


def _lot(page: Page, address: str, number: int, title: str) -> None:
    page.goto(address)
    press(page.get_by_role("link", name="Lots, and what they pay of their cost"))
    page.get_by_label("Title").fill(title)
    page.get_by_label("Category").select_option(label=f"Accommodation: {title.rsplit(' ', 1)[-1]}")
    page.get_by_label("Value over the whole term, without VAT").fill("240,000")
    page.get_by_label("Of it for starting up").fill("10,000")
    page.get_by_label("Cases a year").fill("80")
    press(page.get_by_role("button", name="Add the lot"))
    press(page.get_by_role("button", name=f"What lot {number} costs"))
    for label, typed in (
        ("Hours for a case", "20"), ("Hours a year in which one worker works on cases", "1400"),
        ("What one worker costs a year", "35,000"), ("Premises, management and the like over the whole term", "30,000"),
        ("Overhead", "10"), ("Inflation a year", "2"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(typed)
    press(page.get_by_role("button", name="Save", exact=True))


def _weighed(page: Page, address: str) -> None:
    page.goto(address)
    press(page.get_by_role("link", name="What is weighed"))
    for row, (title, kind, weight) in enumerate(words.CRITERIA, start=1):
        page.get_by_label(f"Criterion {row}", exact=True).fill(title)
        page.get_by_label(f"Kind of criterion {row}").select_option(kind)
        # A slip of the hand first: 99 of 100.
        page.get_by_label(f"Weight of criterion {row}").fill("59" if row == 1 else weight)
    press(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("main")).to_contain_text("Together: 99 of 100")
    page.get_by_label("Weight of criterion 1").fill("60")
    press(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("main")).to_contain_text("Together: 100 of 100")


def _question(page: Page, address: str, criterion: str, question: str, good: str) -> None:
    page.goto(address)
    press(page.get_by_role("link", name="Questions, within their budget"))
    press(page.get_by_role("button", name="Add a question"))
    page.get_by_label("Criterion", exact=True).select_option(label=criterion)
    page.get_by_label("Question", exact=True).fill(question)
    page.get_by_label("What a good answer holds").fill(good)
    page.get_by_label("Most words").fill("300")
    page.get_by_label("The need or outcome that it serves").fill(words.SERVES)
    press(page.get_by_role("button", name="Save", exact=True))


def approved(stage: Stage, address: str, title: str = words.COMPETITION) -> None:
    """The commissioner puts it to a director, who finds it first and approves it."""
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("button", name="Put it to a director"))
    director = stage.page("director")
    director.goto("/competitions/approvals/")
    press(director.get_by_role("link", name=title, exact=True))
    stage.look_at(director)
    press(director.get_by_role("button", name="Approve it"))
    expect(director.locator("main")).to_contain_text("Approved")


def enrolled(stage: Stage, address: str, title: str = words.COMPETITION) -> None:
    """Two officers are named, and each chooses a passphrase on a page of their own."""
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("link", name="Officers who open the bids, enrolled"))
    for officer in OFFICERS:
        page.get_by_label("Officer", exact=True).select_option(stage.member(officer).username)
        press(page.get_by_role("button", name="Name an officer"))
    for officer in OFFICERS:
        own = stage.page(officer)
        own.goto("/openings/")
        press(own.get_by_role("link", name=title, exact=True))
        press(own.get_by_role("button", name="Enrol"))
        for field in own.locator("input[type=password]").all():
            field.fill(PASSPHRASE)
        press(own.get_by_role("button", name="Enrol"))
        expect(own.locator("main")).to_contain_text("Enrol again")
    page.goto(address)
    expect(panel(page, "steps")).not_to_contain_text("To put right")
    stage.look_at(page)


def published(stage: Stage, address: str, lots: int = 2) -> None:
    """The page of publishing shows who is invited to each lot before it happens."""
    page = stage.page(COMMISSIONER)
    page.goto(address)
    press(page.get_by_role("button", name="Publish it"))
    for number in range(1, lots + 1):
        for organisation in ("Lantern Women’s Centre", "Kiln Lane Project CIO", "Millrace Community CIC"):
            expect(panel(page, f"lot-{number}")).to_contain_text(organisation)
    stage.look_at(page)
    press(page.get_by_role("button", name="Publish it"))
    expect(page.locator("main")).to_contain_text("Published. Everybody invited can read it now.")
