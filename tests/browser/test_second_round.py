"""From an empty form to a second round, in pages alone and as each person: what issue 4 says when it is done.

A commissioner opens a panel and a competition for accommodation in two police areas; three small organisations, one of them
a consortium, bid on phones; evaluators score; an award is made, explained, published and validates; nobody bids for one lot,
which goes to a second round. It takes minutes, so it runs at night; `test_bidding.py` tries a part of it every day.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.second_round import awarding, bidding, drafting, evaluating, panels, published, second_round
from tests.browser.second_round.stage import Stage
from tests.browser.world import world

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A world of its own, for its clock is set forward by weeks."""
    shared = tmp_path_factory.getbasetemp().parent / "browser-world" if "PYTEST_XDIST_WORKER" in os.environ else None
    with world(shared, settings="tests.browser.clock_settings", called="_later") as made:
        yield Stage(browser, made)


def test_a_competition_from_an_empty_form_to_a_second_round(stage: Stage) -> None:
    panels.opened(stage)
    panels.joined(stage)
    address = drafting.drafted(stage)
    drafting.enrolled(stage, address)
    drafting.approved(stage, address)
    drafting.published(stage, address)
    bidding.asked(stage, address)
    bidding.bids(stage)
    evaluating.appointed(stage, address)
    evaluating.opened(stage, address)
    evaluating.scored(stage, address)
    evaluating.agreed(stage, address)
    awarding.priced(stage, address)
    awarding.awarded(stage, address)
    winner = next(who for who, won in awarding.told(stage).items() if won)
    awarding.contracted(stage, address, winner)
    again = awarding.concluded(stage, address)
    second_round.opened_again(stage, again)
    published.noticed(stage, awarding.ORGANISATIONS[winner])
    published.validated(stage)
    assert stage.faults() == []
