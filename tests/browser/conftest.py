"""One site and one browser for the run. Without chromium these tests are skipped, and the run says why."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import chromium
from tests.browser.desk import MOST_MILLISECONDS, Desk
from tests.browser.world import World, world


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The small fictional region, served: loaded once for the workers of a run, each of which has a copy."""
    of_worker = tmp_path_factory.getbasetemp()
    shared = of_worker.parent / "browser-world" if "PYTEST_XDIST_WORKER" in os.environ else None
    with world(shared) as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or the reason why there is none."""
    if chromium.find_chromium() is None:
        pytest.skip(chromium.NOT_FOUND)
    expect.set_options(timeout=MOST_MILLISECONDS)
    with sync_playwright() as playwright:
        started = chromium.launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def desk(browser: Browser, site: World) -> Desk:
    """Signed-in sessions of the cast."""
    return Desk(browser, site)
