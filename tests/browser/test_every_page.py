"""Every page, for whoever opens it, on a phone and in both languages; by `make test` where each of the cast begins.

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


# Where each of the cast begins, the page about one person, an opportunity: looked at by `make test`, the others at night.
FIRST = {"home", "sign-in", "own:home", "organisations:home", "commissioning:competitions", "commissioning:my-panels",
         "commissioning:opportunity", "commissioning:agreement", "supervision:caseload", "supervision:person",
         "supervision:book", "supervision:team", "supervision:dashboard"}  # fmt: skip


def visits() -> Iterator[ParameterSet]:
    """Each page in each language; most are for the night."""
    for listed in PAGES:
        for language in ("cy", "en"):
            marks = () if listed.name in FIRST else pytest.mark.nightly
            yield pytest.param(listed, language, id=f"{listed.id}-{language}", marks=marks)


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
