"""The round of a competition as the record gives it: packages, conditions, benchmarks, and what is held already."""

from __future__ import annotations

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands import no_awards, prices
from throughcare.commissioning.commands.award_contracts import draft_contracts
from throughcare.commissioning.models import Contract
from throughcare.commissioning.queries.award_round import round_of, supplier_key
from throughcare.commissioning.queries.awards import latest_proposal
from throughcare.commissioning.queries.bid_prices import lot_prices
from throughcare.commissioning.queries.held_value import held_in_market
from throughcare.commissioning.rules.award_problem import AtMostOne, OnlyIf
from throughcare.commissioning.tests.evaluation_scene import (
    DECIDED,
    PRICED,
    moderated_scene,
    open_prices,
    proposed,
    published,
)
from throughcare.commissioning.tests.factories import CompetitionFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ON = PRICED.date()


def the_round(made):
    with as_role("owner"):
        return round_of(made.competition, on=ON)


def test_a_package_falls_on_its_lots_by_their_values_and_is_won_whole():
    made = open_prices(
        moderated_scene({1: 5, 2: 4}, bids=2),
        {1: {"lot-1+lot-2": 400_000_00}, 2: {"lot-1": 220_000_00, "lot-2": 250_000_00}},
    )
    package = next(bid for bid in the_round(made).bids if bid.supplier == supplier_key(made.scene.suppliers[0].pk))
    assert (package.key, package.lots, package.price_pence) == ("bidder-1.lot-1+lot-2", ("lot-1", "lot-2"), 400_000_00)
    with as_role("owner"):
        north, _south = lot_prices(made.competition)
    assert {each.bid: each.price_score for each in north.scores.value.scores} == {
        "bidder-1.lot-1+lot-2": 100, "bidder-2.lot-1": 90.91,
    }  # fmt: skip
    proposed(made)
    with acting(made.commissioner):
        assert latest_proposal(made.competition).award.chosen == ("bidder-1.lot-1+lot-2",)
    decision = published(made)
    with acting(made.commissioner):
        (won,) = decision.awards.all()
        (contract,) = draft_contracts(competition=made.competition, by=made.commissioner, at=DECIDED)
        assert draft_contracts(competition=made.competition, by=made.commissioner, at=DECIDED) == []
    assert [lot.number for lot in won.lots.all()] == [1, 2]
    assert contract.value_pence == 400_000_00 and contract.not_before > timezone.localdate(DECIDED)


def test_conditions_name_bids_of_the_round_and_one_that_hangs_on_a_rejected_bid_is_out():
    made = moderated_scene({1: 5, 2: 4}, bids=2, conditional_bids=True)
    said = [{"kind": "only-if", "bid": "lot-2", "also": ["lot-1"]}, {"kind": "at-most-one", "bids": ["lot-1", "lot-2"]}]
    open_prices(made, dict.fromkeys((1, 2), 240_000_00), conditions={1: said})
    assert the_round(made).conditions == (
        OnlyIf(bid="bidder-1.lot-2", also=("bidder-1.lot-1",)),
        AtMostOne(bids=("bidder-1.lot-1", "bidder-1.lot-2")),
    )
    with as_role("owner"):
        made.bids[0].rejections.create(
            lot=made.scene.lots[0], ground="abnormally-low", reason="No answer.", by=made.commissioner, at=PRICED
        )
    given = the_round(made)
    assert given.conditions == () and [bid.key for bid in given.bids] == ["bidder-2.lot-1", "bidder-2.lot-2"]


def test_a_whole_bid_that_is_rejected_wins_nothing():
    made = open_prices(moderated_scene({1: 5, 2: 4}, bids=2), dict.fromkeys((1, 2), 240_000_00))
    with acting(made.commissioner):
        prices.reject_bid(opened=made.bids[0], why="It offers another service.", by=made.commissioner, at=PRICED)
    assert {bid.key.split(".")[0] for bid in the_round(made).bids} == {"bidder-2"}


def test_a_benchmark_falls_on_the_lots_by_their_values():
    made = moderated_scene({1: 4, 2: 4}, bids=2, formula="fixed-benchmark", benchmark_pence=480_000_00)
    open_prices(made, {1: 240_000_00, 2: 120_000_00})
    with as_role("owner"):
        north = lot_prices(made.competition)[0]
    assert {each.bid: each.price_score for each in north.scores.value.scores} == {
        "bidder-2.lot-1": 100, "bidder-1.lot-1": 50,
    }  # fmt: skip


def test_what_is_held_already_counts_by_award_and_then_by_its_contract():
    made = open_prices(moderated_scene({1: 5, 2: 4}, bids=2, lots=("lot-1",)), dict.fromkeys((1, 2), 240_000_00))
    buyer = made.commissioner
    with acting(buyer):
        no_awards.end_lot(
            lot=made.scene.lots[1], ground="no-bids", words="Nobody bid.", follow_up="run-again", by=buyer, at=PRICED
        )
    published(made)
    holder = made.scene.suppliers[0].pk
    with as_role("owner"):
        other = CompetitionFactory(market=made.scene.market)
        assert held_in_market(other, on=ON) == {holder: 240_000_00}
        assert held_in_market(made.competition, on=ON) == {}
    with acting(buyer):
        (contract,) = draft_contracts(competition=made.competition, by=buyer, at=DECIDED)
    with as_role("owner"):
        Contract.objects.filter(pk=contract.pk).update(value_pence=250_000_00)
        assert held_in_market(other, on=ON) == {holder: 250_000_00}
        assert held_in_market(other, on=contract.ends_on.replace(year=contract.ends_on.year + 1)) == {}
