"""Why each lot went where it did, and what each limit cost."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from throughcare.commissioning.planning.award_explain import explain
from throughcare.commissioning.planning.award_solver import plan_award
from throughcare.commissioning.rules.award_explanation import REASONS, TOGETHER
from throughcare.commissioning.rules.award_problem import AtMostOne, SupplierMinimum
from throughcare.commissioning.tests.award_scene import a_bid, a_lot, a_round, a_supplier, rounds

SUPPLIERS = (a_supplier("S1", capacity={"staff": 1}), a_supplier("S2"), a_supplier("S3"))
LOTS = (a_lot("L1"), a_lot("L2"))


def told(bids, conditions=(), lots=LOTS, **limits):
    one = a_round(lots, SUPPLIERS, bids, conditions, **limits)
    found = explain(one, plan_award(one))
    return {line.lot: line for line in found.lots}, {cost.limit: cost for cost in found.limits}


def pair(first, second, **more):
    return [
        a_bid("A1", first, ("L1",), 9_000, **more), a_bid("A2", first, ("L2",), 9_000, **more),
        a_bid("B1", second, ("L1",), 6_000), a_bid("B2", second, ("L2",), 8_000),
    ]  # fmt: skip


def test_the_best_bid_for_every_lot_needs_no_limit():
    lines, limits = told(pair("S2", "S3"))
    assert {line.reason for line in lines.values()} == {"best"} and limits == {}
    assert (lines["L1"].awarded, lines["L1"].score, lines["L1"].below) == ("A1", 9_000, 0)


def test_each_kind_of_limit_is_named_and_priced():
    cases = {
        "cap:S2": told(pair("S2", "S3"), market_share_cap=5_000),
        "lots:S2": told(pair("S2", "S3"), lot_limit=1),
        "capacity:S1": told(pair("S1", "S3", demand={"staff": 1})),
        "condition:0": told(pair("S2", "S3"), [AtMostOne(bids=("A1", "A2"))]),
        "suppliers:accommodation": told(
            pair("S2", "S3"), supplier_minimums=(SupplierMinimum(need="accommodation", suppliers=2),)
        ),
    }
    for limit, (lines, limits) in cases.items():
        line = lines["L2"]
        assert (line.reason, line.limits, line.best, line.awarded) == ("limited", (limit,), "A2", "B2")
        assert (line.best_supplier, line.supplier, line.best_score, line.score) == (
            line.best_supplier,
            "S3",
            9_000,
            8_000,
        )
        assert line.below == 100_000 * 1_000
        assert set(limits) == {limit}
        assert (limits[limit].points, limits[limit].open, limits[limit].lots) == (100_000_000, 0, ("L2",))
        assert limits[limit].is_proven


def test_two_limits_that_bind_at_once_cost_something_only_together():
    two = (SupplierMinimum(need="accommodation", suppliers=2),)
    lines, limits = told(pair("S2", "S3"), supplier_minimums=two, market_share_cap=5_000)
    assert lines["L2"].limits == ("cap:S2", "suppliers:accommodation")
    assert {name: cost.points for name, cost in limits.items()} == {
        "cap:S2": 0, "suppliers:accommodation": 0, TOGETHER: 100_000_000,
    }  # fmt: skip


def test_a_limit_that_leaves_a_lot_open_is_priced_in_lots():
    lines, limits = told([a_bid("A1", "S2", ("L1",), 9_000), a_bid("A2", "S2", ("L2",), 8_000)], lot_limit=1)
    assert (lines["L2"].reason, lines["L2"].awarded, lines["L2"].score, lines["L2"].limits) == (
        "limits", "", None, ("lots:S2",),
    )  # fmt: skip
    assert (limits["lots:S2"].open, limits["lots:S2"].points) == (1, 100_000 * 8_000)


def test_a_package_that_brings_more_elsewhere_and_a_tie_are_told():
    bids = [a_bid("P", "S2", ("L1", "L2"), (7_000, 9_000)), a_bid("A1", "S3", ("L1",), 8_000)]
    lines, limits = told(bids)
    assert (lines["L1"].reason, lines["L1"].best, lines["L2"].reason, limits) == ("elsewhere", "A1", "best", {})
    same = [
        a_bid("A1", "S2", ("L1",), 8_000, quality=9_000), a_bid("P", "S3", ("L1", "L2"), (8_000, 8_000)),
        a_bid("B2", "S3", ("L2",), 1),
    ]  # fmt: skip
    lines, _ = told(same)
    assert (lines["L1"].reason, lines["L1"].awarded, lines["L1"].best) == ("same-score", "P", "A1")


def test_lots_without_bids_or_only_dear_ones_are_told():
    lots = (a_lot("L1"), a_lot("L2", ceiling_pence=10))
    lines, _ = told([a_bid("A2", "S2", ("L2",), 8_000, price_pence=11)], lots=lots)
    assert [(line.reason, line.best) for line in lines.values()] == [("no-bids", ""), ("unaffordable", "")]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rounds())
def test_every_lot_has_a_reason_and_no_limit_gains_by_being_there(one):
    award = plan_award(one)
    found = explain(one, award)
    assert [line.lot for line in found.lots] == sorted(lot.key for lot in one.lots)
    assert all(line.reason in REASONS for line in found.lots)
    assert {line.lot for line in found.lots if not line.awarded} == set(award.open)
    if award.levels[0].value == 0:
        limits = [cost for cost in found.limits if cost.limit.split(":")[0] not in ("suppliers", "vcse", TOGETHER)]
        assert all((cost.open, cost.points) >= (0, 0) for cost in limits)
