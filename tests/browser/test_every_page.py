"""Every page, for whoever opens it, in both languages, on a phone; `make screenshots` does the same on a desk."""

from __future__ import annotations

import pytest

from tests.browser.checks import Listener, axe_problems, english_left, language_problems, overflow_problems
from tests.browser.desk import DESKTOP, PHONE, Desk
from tests.browser.pages import PAGES, Listed

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("listed", PAGES, ids=lambda listed: listed.id)
def test_a_page_is_accessible_fits_the_screen_and_keeps_to_its_language(
    desk: Desk, listed: Listed, language: str
) -> None:
    address = listed.address(desk.world)
    page = desk.page(listed.role, language)
    page.set_viewport_size(DESKTOP)
    listener = Listener(page)
    response = page.goto(address)
    assert response is not None
    assert response.status == listed.status
    assert response.url == f"{desk.world.base_url}{address}", "it leads elsewhere"
    problems = language_problems(page, language)
    page.set_viewport_size(PHONE)
    problems += [f"phone: {each}" for each in axe_problems(page) + overflow_problems(page)]
    if language == "cy":
        problems += english_left(page, desk.world.data_words, desk.world.said)
    listener.stop()
    problems += listener.problems
    assert not problems, "\n".join([page.url, *problems])
