"""Every page, for whoever opens it, on a phone: in Welsh, whose words are longer; all of them in English too at night.

`make screenshots` does the same on a desk.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet

from tests.browser.checks import Listener, axe_problems, english_left, language_problems, overflow_problems
from tests.browser.desk import DESKTOP, PHONE, Desk
from tests.browser.pages import PAGES, Listed

pytestmark = pytest.mark.browser


# Where each of the cast begins, and the page about one person: looked at in English whenever anything is.
IN_ENGLISH = {"home", "sign-in", "own:home", "organisations:home", "commissioning:contracts", "supervision:caseload",
              "supervision:person", "supervision:book"}  # fmt: skip


def visits() -> Iterator[ParameterSet]:
    """Each page in each language; in English most are for the night."""
    for listed in PAGES:
        yield pytest.param(listed, "cy", id=f"{listed.id}-cy")
        marks = () if listed.name in IN_ENGLISH else pytest.mark.nightly
        yield pytest.param(listed, "en", id=f"{listed.id}-en", marks=marks)


@pytest.mark.parametrize(("listed", "language"), list(visits()))
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
