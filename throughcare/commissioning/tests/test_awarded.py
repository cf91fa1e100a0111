"""What was awarded, for anybody: the parts of small and voluntary organisations add up, what is not out is not counted."""

from __future__ import annotations

from html import unescape

import pytest

from throughcare.commissioning.queries.awarded import awarded_lots, total
from throughcare.commissioning.tests.evaluation_scene import moderated_scene, open_prices, proposed, published
from throughcare.organisations.models import Supplier
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
SCORES = {1: 5, 2: 4, 3: 3}
PRICES = {1: 240_000_00, 2: 200_000_00, 3: 230_000_00}


def awarded(*, size: str, voluntary: bool | None):
    """Two lots won by the first bidder; every bidder is of that size and sector."""
    made = open_prices(moderated_scene(SCORES), PRICES)
    with as_role("owner"):
        Supplier.objects.update(size=size, size_on="2026-03-31" if size else None, voluntary=voluntary)
    return made


def test_nothing_is_told_before_an_award_is_published(client):
    made = awarded(size="small", voluntary=True)
    proposed(made)
    assert awarded_lots() == []
    told = unescape(client.get("/awards/").content.decode())
    assert "Nothing has been awarded" in told and made.competition.title not in told


@pytest.mark.parametrize(
    ("size", "voluntary", "small", "of_voluntary", "unknown"),
    [("medium", True, 1, 1, 0), ("large", True, 0, 1, 0), ("micro", False, 1, 0, 0), ("", None, 0, 0, 1)],
)
def test_the_parts_are_those_of_the_winners(client, size, voluntary, small, of_voluntary, unknown):
    made = awarded(size=size, voluntary=voluntary)
    published(made)
    lots = awarded_lots()
    winner = made.scene.suppliers[0].legal_name
    assert [(each.reference, each.winners, each.value_pence) for each in lots] == [
        (made.competition.reference, (winner,), PRICES[1])
    ] * 2
    both, value = total(lots), 2 * PRICES[1]
    assert (both.lots, both.value_pence) == (2, value)
    assert (both.small_pence, both.voluntary_pence) == (small * value, of_voluntary * value)
    assert both.unknown_pence == unknown * value
    told = unescape(client.get("/awards/").content.decode())
    assert (
        f"Small organisations won {small * 100}% of £480,000.00, voluntary organisations {of_voluntary * 100}%." in told
    )
    assert ("does not know the size" in told) == bool(unknown)


def test_it_is_narrowed_by_need_and_region_and_a_value_that_is_no_choice_narrows_nothing(client):
    made = awarded(size="small", voluntary=True)
    published(made)
    lots = awarded_lots()
    [need], [region] = {each.need for each in lots}, {each.region for each in lots}
    assert awarded_lots(need=need, region=region) == lots
    assert awarded_lots(need="no-such-need") == [] == awarded_lots(region=region + 1)
    assert total([]).small is None
    assert made.competition.title in unescape(client.get("/awards/?need=nonsense&region=%00").content.decode())


def test_the_csv_names_the_winner_and_is_safe_to_open(client):
    made = awarded(size="small", voluntary=True)
    published(made)
    with as_role("owner"):
        Supplier.objects.filter(pk=made.scene.suppliers[0].pk).update(legal_name="=HYPERLINK(1)")
    lines = client.get("/awards/?format=csv").content.decode().splitlines()
    assert len(lines) == 3 and "'=HYPERLINK(1)" in lines[1] and "240000.00" in lines[1]
