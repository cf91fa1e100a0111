"""From court to the end of supervision, each step as the person who would do it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import axe_problems
from tests.browser.desk import Desk, panel, press
from tests.browser.world import Member, World

pytestmark = pytest.mark.browser

SURNAME, BORN = "Quillfeather", "27 3 1990"
# A head of another unit of the same region, who can take a case over.
_OTHER_HEAD = """
    SELECT who.id, who.username, btrim(who.first_name || ' ' || who.last_name), who.role, unit.code
    FROM accounts_user who JOIN organisations_posting posting ON posting.user_id = who.id AND posting.until IS NULL
    JOIN organisations_deliveryunit unit ON unit.id = posting.delivery_unit_id
    WHERE who.role = 'head' AND unit.code LIKE 'N50%%' AND unit.code <> %s
      AND EXISTS (SELECT 1 FROM workforce_team team WHERE team.delivery_unit_id = unit.id)
    ORDER BY unit.code
"""
_UNIT_NAME = """
    SELECT region.name || ': ' || unit.name FROM organisations_deliveryunit unit
    JOIN organisations_region region ON region.id = unit.region_id WHERE unit.code = %s
"""
_CHAIN = """
    SELECT spell.status, spell.until FROM supervision_officerspell spell
    JOIN people_person person ON person.id = spell.person_id WHERE person.crn = %s ORDER BY spell.start
"""
_HOLDER = """
    SELECT staff.code, who.id, who.username, btrim(who.first_name || ' ' || who.last_name), who.role
    FROM workforce_staff staff JOIN accounts_user who ON who.id = staff.user_id WHERE staff.code = %s
"""


def typed(day: date) -> str:
    """A day as somebody types it."""
    return f"{day.day} {day.month} {day.year}"


def at_desk(desk: Desk, member: Member) -> Page:
    """A page of somebody's own; a question about what was not saved is answered yes."""
    page = desk.session(member).new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def sentenced(page: Page, day: date) -> str:
    """Somebody new, found nowhere, is recorded; returns the case reference number."""
    page.goto(f"/people/search/?q=Ottoline+{SURNAME}")
    press(page.get_by_role("link", name="Not among them"))
    expect(page.get_by_label("Surname")).to_have_value(SURNAME)
    page.get_by_label("Date of birth").fill(BORN)
    page.get_by_label("Female").check()
    page.get_by_label("Sentence", exact=True).select_option("community-order")
    page.get_by_label("Sentenced on").fill(typed(day))
    page.get_by_label("Last day of the whole sentence").fill(typed(day + timedelta(days=364)))
    page.get_by_label("Court").fill("Manchester Magistrates")
    page.get_by_label("Offence", exact=False).first.fill("Theft from a shop")
    page.get_by_label("Main offence group").select_option("theft")
    page.get_by_label("Requirement 1").select_option("rar")
    page.get_by_label("How many").first.fill("20")
    press(page.get_by_role("button", name="Save the case"))
    expect(page).to_have_url(re.compile(r"/people/[A-Z]\d{6}/"))
    expect(page.get_by_role("status").first).to_contain_text("waits for a practitioner")
    return re.findall(r"/people/([A-Z]\d{6})/", page.url)[0]


def allocated(page: Page, world: World, crn: str) -> Member:
    """The senior finds the case on the list, looks at who could take it and decides; returns the practitioner."""
    page.goto("/allocation/")
    press(page.locator("tbody tr").filter(has_text=crn).locator("th a"))
    candidates = panel(page, "candidates").locator("tbody tr")
    expect(candidates.first).to_be_visible()
    code = re.findall(
        r"staff=([^#&]+)", candidates.get_by_role("link", name="Choose").first.get_attribute("href") or ""
    )[0]
    press(candidates.get_by_role("link", name="Choose").first)
    page.get_by_label("Why this practitioner").fill("Least load, and works near where the person lives.")
    despite = page.get_by_label("Why in spite of what stands against it")
    if despite.count():
        despite.fill("No assessment yet: it is due with the first plan.")
    press(page.get_by_role("button", name="Give the case"))
    expect(page.get_by_role("status").first).to_be_visible()
    _code, number, username, name, role = world.rows(_HOLDER, code)[0]
    return Member(number, username, name, role)  # type: ignore[arg-type]


def recorded(page: Page, crn: str, day: date, outcome: str, notes: str) -> None:
    """A contact of a day past, with what came of it."""
    page.goto(f"/people/{crn}/contacts/new/")
    page.get_by_label("Date", exact=True).fill(day.isoformat())
    page.get_by_label("What happened").select_option(outcome)
    page.get_by_label("Notes").fill(notes)
    press(page.get_by_role("button", name="Save contact"))
    expect(page.get_by_role("status").first).to_be_visible()


def failure_of(page: Page, crn: str, day: date) -> None:
    """Open the failure that the appointment missed on ``day`` made."""
    page.goto(f"/people/{crn}/compliance/")
    words = f"{day.day} {day:%b}"
    press(page.locator("main a").filter(has_text=re.compile(words)).first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def breach_declined(page: Page) -> None:
    """The senior sees what waits, reads the case and decides not to begin breach, with reasons."""
    page.goto("/enforcement/")
    press(page.locator("main a").filter(has_text=SURNAME).first)
    assert axe_problems(page) == []
    if not page.url.rstrip("/").endswith("decide"):
        press(page.get_by_role("button", name=re.compile("[Dd]ecide")).first)
    page.get_by_label("Do not begin breach").check()
    page.get_by_label("Your reasons").fill("Two absences, one explained since; the order is working.")
    press(page.locator("main form button[type=submit]").last)
    expect(page.get_by_role("status").first).to_be_visible()


def moved(desk: Desk, page: Page, crn: str) -> Member:
    """The practitioner offers the case to another unit, whose head takes it today; returns that head."""
    world, today = desk.world, date.today()  # noqa: DTZ011
    number, username, name, role, unit = world.rows(_OTHER_HEAD, world.unit)[0]
    head = Member(number, username, name, role)  # type: ignore[arg-type]
    page.goto(f"/people/{crn}/transfer/")
    page.get_by_label("Delivery unit to take the case").select_option(label=str(world.rows(_UNIT_NAME, unit)[0][0]))
    page.get_by_label("Change of address").check()
    page.get_by_label("What they need to know").fill("Moved in with a sister; works mornings.")
    page.get_by_label("Day on which responsibility should move").fill(today.isoformat())
    press(page.locator("main form button[type=submit]").last)
    expect(page.get_by_text("This case is offered.")).to_be_visible()
    taking = at_desk(desk, head)
    taking.goto("/transfers/")
    press(taking.locator("main a").filter(has_text=SURNAME).first)
    taking.get_by_label("Team", exact=True).select_option(index=1)
    taking.get_by_label("Day on which responsibility moves").fill(today.isoformat())
    press(taking.get_by_role("button", name=re.compile("Accept|Take")).first)
    expect(taking.get_by_role("status").first).to_be_visible()
    return head


def ended(desk: Desk, head: Member, crn: str) -> None:
    """The order is revoked early for good progress, with a closing summary; nobody is responsible from tomorrow."""
    page = at_desk(desk, head)
    page.goto(f"/people/{crn}/sentences/")
    press(page.get_by_role("link", name="End this sentence").first)
    page.get_by_label("Completed early, good progress").check()
    page.get_by_label("Reasons for ending it in this way").fill("The court revoked the order for good progress.")
    page.get_by_label("Closing summary").fill("Kept every appointment since; in work; settled at a sister's.")
    known = page.get_by_label("I have seen what is still open")
    if known.count():
        known.check()
    press(page.get_by_role("button", name="End the sentence"))
    expect(page).to_have_url(re.compile("/sentences/ended/"))
    states = desk.world.rows(_CHAIN, crn)
    assert [state for state, _until in states][-1] == "ended"
    assert all(until is not None for _state, until in states[:-1])


def test_from_a_sentence_at_court_to_the_end_of_supervision(desk: Desk) -> None:
    world, today = desk.world, date.today()  # noqa: DTZ011
    passed, missed = today - timedelta(days=60), today - timedelta(days=30)

    senior = at_desk(desk, world.cast["senior"])
    crn = sentenced(senior, passed)
    officer = allocated(senior, world, crn)

    page = at_desk(desk, officer)
    recorded(page, crn, passed + timedelta(days=3), "ATTC", "First appointment: on time, plan begun.")
    recorded(page, crn, missed, "UAAB", "Did not come and did not ring.")
    failure_of(page, crn, missed)
    press(page.get_by_role("button", name="Give a warning"))
    press(page.locator("main form button[type=submit]").last)
    expect(page.locator("main")).to_contain_text("Formal warning")
    recorded(page, crn, today, "AFTA", "Did not come; the telephone was off.")
    failure_of(page, crn, today)
    expect(page.locator("main")).to_contain_text("breach")
    press(page.get_by_role("button", name="Confirm: no reasonable excuse"))
    press(page.locator("main form button[type=submit]").last)

    failure_of(page, crn, today)
    press(page.get_by_role("button", name="Ask a manager to decide"))
    page.locator("main input[name=because]").last.check()
    page.get_by_label("What the manager should know").fill("Second absence in a year; a new job may explain it.")
    press(page.locator("main form button[type=submit]").last)

    breach_declined(senior)
    head = moved(desk, page, crn)
    ended(desk, head, crn)
