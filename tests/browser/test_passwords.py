"""Signing in as a deployment asks for it: a link, a password, a second factor, recovery codes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import Listener, axe_problems, english_left, language_problems, overflow_problems
from tests.browser.desk import PHONE, Desk, press
from tests.browser.world import World, serving

pytestmark = pytest.mark.browser
PASSWORD = "rain on a tin roof in March"


@pytest.fixture(scope="module")
def password_site(site: World) -> Iterator[str]:
    """The same database behind a site that asks for passwords."""
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "tests.browser.password_settings"}
    with serving(site.folder, environment) as base_url:
        yield base_url


@pytest.mark.parametrize(("language", "role"), [("en", "senior"), ("cy", "head")])
def test_an_invited_user_chooses_a_password_and_sets_up_a_second_factor(
    desk: Desk, password_site: str, language: str, role: str
) -> None:
    member = desk.world.cast[role]
    page = desk.session(None, language, base_url=password_site).new_page()
    page.set_viewport_size(PHONE)
    listener = Listener(page)
    page.goto(link_for(desk, member.number))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    problems = look(page, language, desk.world) + send(page, language, desk.world)
    give_name_and_password(page, member.username)
    secret = page.locator("main code").inner_text()
    problems += look(page, language, desk.world)
    page.locator("[name=code]").fill(code_now(secret))
    problems += send(page, language, desk.world)
    recovery_code = page.locator("main code").first.inner_text()
    press(page.locator("main a.govuk-button"))
    expect(page.locator(".tc-header__who")).to_contain_text(member.name)
    problems += change_own(page, language, desk.world, recovery_code)
    press(page.locator("form[action='/sign-out/'] button"))
    page.goto("/sign-in/")
    give_name_and_password(page, member.username, PASSWORD + "s")
    expect(page.locator("[name=code]")).to_be_visible()
    problems += look(page, language, desk.world) + listener.problems
    assert not problems, "\n".join(problems)


def link_for(desk: Desk, number: int) -> str:
    """The path of a link to choose a password, as an administrator makes it."""
    page = desk.session(desk.world.cast["administrator"]).new_page()
    page.goto(f"/accounts/users/{number}/")
    press(page.get_by_role("button", name="Make a link to choose a password"))
    link = page.locator("main code").inner_text()
    assert axe_problems(page) == []
    return "/" + link.split("/", 3)[3]


def change_own(page: Page, language: str, world: World, recovery_code: str) -> list[str]:
    """From the name in the header: another password, then new recovery codes; what is wrong with those pages."""
    press(page.locator(".tc-header__who a"))
    problems = look(page, language, world)
    press(page.locator("main a[href='/accounts/own/password/']"))
    problems += look(page, language, world)
    page.locator("[name=current]").fill(PASSWORD)
    page.locator("[name=password]").fill(PASSWORD + "s")
    page.locator("[name=again]").fill(PASSWORD + "s")
    problems += send(page, language, world)
    press(page.locator("main a[href='/accounts/own/recovery-codes/']"))
    problems += look(page, language, world)
    page.locator("[name=code]").fill(recovery_code)
    problems += send(page, language, world)
    assert page.locator("main code").count() == 10
    return problems


def give_name_and_password(page: Page, username: str, password: str = PASSWORD) -> None:
    """The first step of signing in."""
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    press(page.locator("main form button[type=submit]"))


def send(page: Page, language: str, world: World) -> list[str]:
    """Send the form; what is wrong with the page that follows."""
    press(page.locator("main form button[type=submit]"))
    return look(page, language, world)


def look(page: Page, language: str, world: World) -> list[str]:
    """What the checks of every page find."""
    found = axe_problems(page) + overflow_problems(page) + language_problems(page, language)
    found += english_left(page, world.data_words, world.said) if language == "cy" else []
    return [f"{page.url}: {each}" for each in found]


def code_now(secret: str) -> str:
    """The code of an authenticator app, of which some seconds are left: RFC 6238, six digits, half a minute, SHA-1."""
    left = 30 - time.time() % 30
    if left < 10:
        time.sleep(left)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
