"""Cuts: no award is lost by them, and relaxations come nearer to awards."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from bench.award_rounds import FAMILIES, round_of
from throughcare.commissioning.planning.award_cuts import Cuts
from throughcare.commissioning.planning.award_ground import Ground
from throughcare.commissioning.planning.award_relax import Relaxation
from throughcare.commissioning.rules.award_check import limits_broken
from throughcare.commissioning.rules.award_problem import AtMostOne
from throughcare.commissioning.tests.award_scene import a_bid, a_lot, a_round, a_supplier, every_award, rounds

LOTS = (a_lot("L1"), a_lot("L2"), a_lot("L3"))
ROUNDS = 20


def relaxed(one, rounds=ROUNDS, weights=None):
    ground = Ground(one)
    points = ground.levels["points"] if weights is None else weights
    return ground, Relaxation(ground, points + 10**13 * ground.levels["open"], ground.caps).solve(rounds)


def breaks(cuts, ground, award):
    """Cuts that these bids go beyond."""
    places = [ground.bid_place[key] for key in award]
    return [cut for cut in cuts if int(cut.values[np.isin(cut.columns, places)].sum()) > cut.most]


def test_of_three_packages_that_share_lots_one_wins():
    pairs = [("L1", "L2"), ("L2", "L3"), ("L1", "L3")]
    bids = [a_bid(f"B{place}", f"S{place}", pair, 8_000) for place, pair in enumerate(pairs)]
    one = a_round(LOTS, [a_supplier(f"S{place}") for place in range(3)], bids)
    ground = Ground(one)
    points = ground.levels["points"]
    loose, tight = (Relaxation(ground, points, ground.caps).solve(rounds) for rounds in (0, ROUNDS))
    assert (loose.bound, tight.bound) == (3 * 8_000 * 100_000, 2 * 8_000 * 100_000)
    [cut] = tight.cuts
    assert (cut.columns.tolist(), cut.values.tolist(), cut.most) == ([0, 1, 2], [1, 1, 1], 1)


def test_bids_too_heavy_together_give_way_with_every_package_in_their_place():
    supplier = a_supplier("S1", capacity={"staff": 5})
    bids = [
        a_bid("B1", "S1", ("L1",), 8_000, demand={"staff": 3}),
        a_bid("B2", "S1", ("L2",), 8_000, demand={"staff": 3}),
        a_bid("B3", "S1", ("L3",), 8_000, demand={"staff": 4}),
        a_bid("B4", "S1", ("L1", "L2", "L3"), 100, demand={"staff": 5}),
    ]
    one = a_round(LOTS, [supplier], bids, [AtMostOne(bids=("B3", "B4"))])
    ground = Ground(one)
    points = ground.levels["points"]
    tight = Relaxation(ground, points, ground.caps).solve(ROUNDS)
    assert tight.bound == 8_000 * 100_000
    assert all(not breaks(tight.cuts, ground, award) for award in every_award(one))


def test_a_cut_is_told_once():
    pairs = [("L1", "L2"), ("L2", "L3"), ("L1", "L3")]
    ground = Ground(
        a_round(LOTS, [a_supplier("S")], [a_bid(f"B{place}", "S", pair, 1) for place, pair in enumerate(pairs)])
    )
    column = np.repeat(np.arange(len(ground.names)), np.diff(ground.starts))
    cuts = Cuts(column, ground.rows, ground.values, high=ground.high, bids=3)
    parts = np.array([0.5, 0.5, 0.5, 0, 0, 0])
    assert [len(cuts.find(parts)) for _ in range(2)] == [1, 0]


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rounds())
def test_every_award_keeps_every_cut(one):
    ground = Ground(one)
    if not one.bids:
        return
    dice = random.Random(len(one.bids))
    awards = list(every_award(one))
    for _ in range(4):
        weights = np.array([dice.randrange(1, 9) for _ in ground.names], np.int64) * 10**6
        found = Relaxation(ground, weights, ground.caps).solve(ROUNDS)
        if found.cuts:
            assert [award for award in awards if breaks(found.cuts, ground, keep(award, ground))] == []


def keep(award, ground):
    return [key for key in award if key in ground.bid_place]


@pytest.mark.parametrize("family", FAMILIES)
def test_awards_of_larger_rounds_keep_every_cut_too(family):
    """Awards made at random, full ones, since those come nearest to the limits."""
    one = round_of(family, 110, 3)
    ground, found = relaxed(one)
    plain = relaxed(one, 0)[1]
    assert found.cuts and found.bound < plain.bound
    dice, likely = random.Random(family), np.nonzero(found.parts[: len(ground.bids)] > 1e-6)[0].tolist()
    for _ in range(30):
        award = full(ground, dice, likely)
        assert breaks(found.cuts, ground, award) == []
    assert limits_broken(one, tuple(award)) == []


def full(ground, dice, likely):
    """Bids in an order of chance, those that the relaxation takes a part of first, as long as each keeps the limits."""
    high, used, chosen = np.array(ground.high), np.zeros(len(ground.high), np.int64), []
    others = range(len(ground.bids))
    for place in [*dice.sample(likely, len(likely)), *dice.sample(others, len(others))]:
        cells = slice(ground.starts[place], ground.starts[place + 1])
        rows, values = ground.rows[cells], ground.values[cells]
        if ground.caps[place] and (used[rows] + values <= high[rows]).all():
            used[rows] += values
            chosen.append(ground.bids[place].key)
    return chosen
