"""Signing in, and keeping who is signed in apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState

from tests.browser.world import Member, World

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
# How long a page may take on a machine that does much else.
MOST_MILLISECONDS = 60_000


@dataclass
class Desk:
    """Browser sessions by role and language; a session is signed in once and used again."""

    browser: Browser
    world: World
    _states: dict[str, StorageState] = field(default_factory=dict)
    _pages: dict[tuple[str, str], Page] = field(default_factory=dict)

    def page(self, role: str, language: str = "en") -> Page:
        """A page signed in as the member of the cast with that role, kept for the run; ``anonymous`` is nobody."""
        if (role, language) not in self._pages:
            context = self.session(self.world.cast[role] if role != "anonymous" else None, language)
            self._pages[role, language] = context.new_page()
        return self._pages[role, language]

    def session(
        self, member: Member | None, language: str = "en", *, javascript: bool = True, base_url: str = ""
    ) -> BrowserContext:
        """A new browser session, signed in as ``member``; ``base_url`` names another site than the world's."""
        state = self._state(member) if member else None
        context = self.browser.new_context(
            base_url=base_url or self.world.base_url, viewport=DESKTOP, locale="en-GB", storage_state=state,
            java_script_enabled=javascript, reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(MOST_MILLISECONDS)
        if language != "en":
            context.add_cookies([{"name": "language", "value": language, "url": base_url or self.world.base_url}])
        return context

    def _state(self, member: Member) -> StorageState:
        if member.username not in self._states:
            context = self.browser.new_context(base_url=self.world.base_url)
            sign_in(context.new_page(), member)
            self._states[member.username] = context.storage_state()
            context.close()
        return self._states[member.username]


def sign_in(page: Page, member: Member) -> None:
    """Pick the member on the list of everybody in the role, as a visitor of a demonstration does."""
    page.goto(f"/sign-in/as/{member.role}/")
    press(page.locator(f"button[name=user][value='{member.number}']"))


def press(leading: Locator) -> None:
    """Click what leads to another page, and go on when that page is there: not while the old one is being left."""
    with leading.page.expect_navigation():
        leading.click()


def panel(page: Page, name: str) -> Locator:
    """A section of a page, by the name of its heading."""
    return page.locator(f"section[aria-labelledby='{name}']")
