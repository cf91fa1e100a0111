"""Who is on the stage: everybody with a page of their own, the clock, and what a decisive page is looked at for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import psycopg
from playwright.sync_api import Browser, Page

from tests.browser.checks import Listener, axe_problems, english_left, language_problems, overflow_problems
from tests.browser.clock import CLOCK
from tests.browser.desk import DESKTOP, MOST_MILLISECONDS, sign_in
from tests.browser.second_round.words import SAID
from tests.browser.world import Member, World

PHONE = {"width": 390, "height": 844}
LONDON = ZoneInfo("Europe/London")
COMMISSIONER, COLLEAGUE = "demo.commissioner", "demo.commissioner2"
LANTERN, MILLRACE, KILN_LANE = "demo.supplier", "demo.supplier2", "demo.supplier3"
"""Who acts for each of the three organisations that bid; whoever bids for Kiln Lane also acts for Millrace's partner."""
_WHO = "SELECT id, username, btrim(first_name || ' ' || last_name), role FROM accounts_user WHERE username = %s"
_ANYBODY = """
    SELECT id, username, btrim(first_name || ' ' || last_name), role FROM accounts_user
    WHERE role = %s AND is_active ORDER BY id LIMIT 1
"""
_BUY_THERE = """
    INSERT INTO organisations_posting (user_id, region_id, start)
    SELECT who.id, place.id, DATE '2020-02-01' FROM accounts_user who, organisations_region place
    WHERE who.role IN ('commissioner', 'director') AND place.code = %s
"""
"""The region of the story has two police areas, the demonstration's one: who buys there is posted there as well."""


@dataclass
class Stage:
    """The site, the browser, and a page for each actor until the clock moves: then everybody signs in again."""

    browser: Browser
    world: World
    _pages: dict[str, Page] = field(default_factory=dict)
    _listeners: list[Listener] = field(default_factory=list)

    def member(self, who: str) -> Member:
        """A user by name, or the first of a role."""
        rows = self.world.rows(_WHO, who) or self.world.rows(_ANYBODY, who)
        return Member(*rows[0])  # type: ignore[arg-type]

    def page(self, who: str, *, phone: bool = False) -> Page:
        """The page of an actor; nobody is signed in for ``""``. Suppliers look at phones."""
        if who not in self._pages:
            context = self.browser.new_context(
                base_url=self.world.base_url, viewport=PHONE if phone else DESKTOP, locale="en-GB", reduced_motion="reduce"
            )  # fmt: skip
            context.set_default_timeout(MOST_MILLISECONDS)
            page = context.new_page()
            if who:
                sign_in(page, self.member(who))
            self._listeners.append(Listener(page))
            self._pages[who] = page
        return self._pages[who]

    def phone(self, who: str) -> Page:
        """The page of an actor on a phone."""
        return self.page(who, phone=True)

    def post(self, region: str) -> None:
        """Post everybody who buys to a region."""
        with psycopg.connect(self.world.environment["DATABASE_OWNER_URL"]) as owner:
            owner.execute("SELECT set_config('throughcare.actor', '0', true)")
            owner.execute(_BUY_THERE, [region])

    def now(self) -> datetime:
        """What the site's clock shows."""
        file = self.world.folder / CLOCK
        return datetime.now(LONDON) + timedelta(seconds=float(file.read_text()) if file.exists() else 0)

    def move_to(self, on: date, at: time) -> None:
        """Set the clock forward to a moment: sessions have run out by then, and what is due closes.

        The database believes its own clock, or its owner.
        """
        moment = datetime.combine(on, at, LONDON)
        (self.world.folder / CLOCK).write_text(str((moment - datetime.now(LONDON)).total_seconds()))
        with psycopg.connect(self.world.environment["DATABASE_OWNER_URL"]) as owner:
            owner.execute("SELECT commissioning_close_due(%s)", [moment])
        for page in self._pages.values():
            page.context.close()
        self._pages.clear()

    def look_at(self, page: Page) -> None:
        """A decisive page holds for everybody: accessible, as wide as the screen, and in Welsh when Welsh is asked for."""
        problems = _looks(page, "en")
        page.context.add_cookies([{"name": "language", "value": "cy", "url": self.world.base_url}])
        page.reload()
        problems += _looks(page, "cy") + english_left(page, self.world.data_words, (*SAID, *self.world.said))
        page.context.add_cookies([{"name": "language", "value": "en", "url": self.world.base_url}])
        page.reload()
        assert not problems, "\n".join([page.url, *problems])

    def faults(self) -> list[str]:
        """What consoles and servers complained about on any page of the story."""
        return [problem for listener in self._listeners for problem in listener.problems]


def _looks(page: Page, language: str) -> list[str]:
    found = language_problems(page, language) + axe_problems(page) + overflow_problems(page)
    return [f"{language}: {each}" for each in found]
