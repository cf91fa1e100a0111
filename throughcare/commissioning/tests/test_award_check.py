"""The checker of awards finds each thing that is broken; it shares nothing with the solver."""

from __future__ import annotations

import msgspec
import pytest

from throughcare.commissioning.rules.award_check import AwardBreach, breaches_of, score_of
from throughcare.commissioning.rules.award_problem import (
    LEVELS,
    AtLeastOrNone,
    AtMostOne,
    Award,
    AwardLevel,
    AwardMember,
    OnlyIf,
    SupplierMinimum,
    VcseMinimum,
    draw_places,
)
from throughcare.commissioning.tests.award_scene import a_bid, a_lot, a_round, a_supplier

LOTS = (a_lot("L1"), a_lot("L2", 300_000, need="women"), a_lot("L3", ceiling_pence=50))
SUPPLIERS = (
    a_supplier("S1", group="G", capacity={"staff": 4}),
    a_supplier("S2", group="G", vcse=True),
    a_supplier("S3", held_pence=100_000),
)
BIDS = (
    a_bid("A1", "S1", ("L1",), 8_000, quality=7_000, social_value=100, demand={"staff": 3}),
    a_bid("A2", "S1", ("L2",), 6_000, demand={"staff": 2}),
    a_bid("B12", "S2", ("L1", "L2"), (5_000, 4_000), quality=10),
    a_bid("C2", "S3", ("L2",), 7_000),
    a_bid("C3", "S3", ("L3",), 7_000, price_pence=51),
    a_bid(
        "D1", "S3", ("L1",), 2_000,
        members=(AwardMember(supplier="S3", share=4_000), AwardMember(supplier="S2", share=6_000)),
    ),
)  # fmt: skip
OPEN = {"L3": "limits"}


def found(chosen, conditions=(), left=OPEN, levels=(), **limits):
    given = a_round(LOTS, SUPPLIERS, BIDS, conditions, **limits)
    return {(breach.code, breach.about) for breach in breaches_of(given, Award(tuple(chosen), left, tuple(levels)))}


def test_it_finds_nothing_in_a_good_award():
    assert found(["A1", "C2"], market_share_cap=8_000) == set()
    assert found([], left=dict.fromkeys(("L1", "L2", "L3"), "no-bids")) == set()


@pytest.mark.parametrize(
    ("breach", "chosen", "more"),
    [
        (("bid-unknown", "X"), ["X"], {}),
        (("bid-twice", "A1"), ["A1", "A1", "C2"], {}),
        (("lot-twice", "L1"), ["A1", "B12"], {}),
        (("lot-lost", "L1"), ["C2"], {}),
        (("lot-lost", "L3"), ["A1", "C2"], {"left": {"L3": "because"}}),
        (("lot-open-and-awarded", "L1"), ["A1", "C2"], {"left": {**OPEN, "L1": "limits"}}),
        (("lot-unknown", "L9"), ["A1", "C2"], {"left": {**OPEN, "L9": "limits"}}),
        (("ceiling", "C3"), ["A1", "C2", "C3"], {"left": {}}),
        (("lots", "S2"), ["B12"], {"lot_limit": 1}),
        (("capacity", "S1"), ["A1", "A2"], {}),
        (("condition", "0"), ["A1", "C2"], {"conditions": [AtMostOne(bids=("A1", "C2"))]}),
        (("condition", "0"), ["A1", "C2"], {"conditions": [OnlyIf(bid="A1", also=("A2", "C3"))]}),
        (("condition", "0"), ["A1", "C2"], {"conditions": [AtLeastOrNone(bids=("A1", "B12"), lots=2)]}),
        # Of 600,000: 100,000 held and 300,000 won are two thirds.
        (("cap", "S3"), ["A1", "C2"], {"market_share_cap": 6_666}),
        # Six tenths of L1 through the consortium and L2 for its sister.
        (("cap", "G"), ["A2", "D1"], {"market_share_cap": 5_999}),
    ],
)  # fmt: skip
def test_it_finds_each_rule_that_is_broken(breach, chosen, more):
    assert breach in found(chosen, **more)


def test_edges_of_limits_are_allowed():
    assert found(["A1", "C2"], market_share_cap=6_667) == set()
    assert found(["A2", "D1"], market_share_cap=6_000) == set()
    assert found(["B12"], lot_limit=2) == set()
    assert found(["A1", "C2"], [OnlyIf(bid="A1", also=("C2",)), AtMostOne(bids=("A1", "B12"))]) == set()
    assert found(["B12"], [AtLeastOrNone(bids=("A1", "B12"), lots=2)]) == set()


def test_what_is_held_already_breaks_nothing_while_nothing_is_won():
    assert found(["B12"], market_share_cap=10_000) == set()
    assert ("cap", "S3") not in found(["A1"], left={**OPEN, "L2": "limits"}, market_share_cap=2_000)


def test_it_works_the_levels_out():
    given = a_round(
        LOTS, SUPPLIERS, BIDS, supplier_minimums=(SupplierMinimum(need="women", suppliers=2),),
        vcse_minimums=(VcseMinimum(lots=1), VcseMinimum(lots=2, need="women")),
    )  # fmt: skip
    places = draw_places("drawn", tuple(bid.key for bid in BIDS))
    assert score_of(given, Award(("A1", "C2"), OPEN, ())) == (
        1 + 1 + 2, 1, 100_000 * 8_000 + 300_000 * 7_000, 100_000 * 7_000, 100_000 * 100, places["A1"] + places["C2"],
    )  # fmt: skip
    assert score_of(given, Award(("B12",), OPEN, ()))[:4] == (1 + 0 + 1, 1, 1_700_000_000, 4_000_000)


@pytest.mark.parametrize("name", LEVELS)
def test_it_finds_a_figure_that_is_not_so_and_a_bound_that_cannot_be(name):
    given = a_round(LOTS, SUPPLIERS, BIDS)
    values = score_of(given, Award(("A1", "C2"), OPEN, ()))
    better = {"short": -1, "open": -1, "points": 1, "quality": 1, "social": 1, "draw": -1}[name]

    def codes(value, bound):
        levels = [
            AwardLevel(other, own + value if other == name else own, own + bound if other == name else None)
            for other, own in zip(LEVELS, values, strict=True)
        ]
        return breaches_of(given, Award(("A1", "C2"), OPEN, tuple(levels)))

    assert codes(0, 0) == codes(0, better) == []
    assert codes(1, 1) == [AwardBreach(f"figure-{name}")]
    assert codes(0, -better) == [AwardBreach(f"bound-{name}")]


def test_a_gap_is_a_share_of_the_bound_and_a_level_without_bound_has_none():
    assert AwardLevel("points", 99, 100).gap == 0.01 and not AwardLevel("points", 99, 100).is_proven
    assert AwardLevel("open", 0, 0).gap == 0 and AwardLevel("open", 0, 0).is_proven
    assert AwardLevel("draw", 7, None).gap is None and not AwardLevel("draw", 7, None).is_proven
    assert not Award((), {}, (AwardLevel("draw", 7, None),)).is_proven


def test_the_draw_can_be_worked_out_by_anybody():
    places = draw_places("noon", ("B", "A", "C"))
    assert sorted(places.values()) == [1, 2, 3] and places == draw_places("noon", ("C", "B", "A"))
    assert msgspec.json.decode(msgspec.json.encode(places)) == places
