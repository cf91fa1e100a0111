"""What holds for every check before publication, every scoring and every change to a contract."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.commissioning.rules.abnormally_low import Price, PricesCase, decide_low_prices
from throughcare.commissioning.rules.contract_change import ContractChangeCase, decide_contract_change
from throughcare.commissioning.rules.contract_spend import SpendCase, decide_spend
from throughcare.commissioning.rules.criteria_weights import Criterion, WeightsCase, decide_weights
from throughcare.commissioning.rules.lot_size import LotCase, PanelMember, decide_lot_size
from throughcare.commissioning.rules.price_score import PriceCase, PricedBid, decide_price_score
from throughcare.commissioning.rules.trail import rounded
from throughcare.commissioning.rules.underfunding import FundingCase, decide_funding

NOW = date(2026, 3, 2)
BIDS = st.lists(
    st.builds(
        PricedBid, bid=st.uuids().map(str), price_pence=st.integers(1, 10**8), quality=st.integers(0, 100).map(float)
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda bid: bid.bid,
)
FORMULAS = ("relative-to-lowest", "price-per-quality", "fixed-benchmark", "distance-from-mean", "fixed-price")


def scores_of(bids, formula, quality_weight=60):
    case = PriceCase(
        on=NOW, formula=formula, bids=tuple(bids), quality_weight=quality_weight, price_weight=100 - quality_weight,
        benchmark_pence=10**6,
    )  # fmt: skip
    return decide_price_score(case).value


@given(bids=BIDS, formula=st.sampled_from(FORMULAS), data=st.data())
def test_scores_do_not_hang_on_the_order_of_the_bids(bids, formula, data) -> None:
    assert scores_of(data.draw(st.permutations(bids)), formula) == scores_of(bids, formula)


@given(bids=BIDS, formula=st.sampled_from(FORMULAS))
def test_scores_lie_between_nothing_and_a_hundred_and_ranks_follow_them(bids, formula) -> None:
    found = scores_of(bids, formula).scores
    assert all(0 <= each.total <= 100 and 0 <= each.price_score <= 100 for each in found)
    assert [each.rank for each in found] == sorted(each.rank for each in found)
    assert found[0].rank == 1


@given(bids=BIDS, formula=st.sampled_from(("fixed-benchmark", "fixed-price", "price-per-quality")))
def test_a_formula_that_looks_at_one_bid_alone_never_turns_an_order_over(bids, formula) -> None:
    assert not scores_of(bids, formula).rank_reversal


@given(bids=BIDS)
def test_a_warning_of_a_turned_order_is_true_when_it_is_tried(bids) -> None:
    found = scores_of(bids, "relative-to-lowest")
    for each in found.overturned[:3]:
        before = {score.bid: score.rank for score in found.scores}
        rest = [bid for bid in bids if bid.bid != each.left_out]
        after = {score.bid: score.rank for score in scores_of(rest, "relative-to-lowest").scores}
        assert before[each.overtaken] < before[each.overtakes]
        assert after[each.overtaken] > after[each.overtakes]


@given(prices=st.lists(st.integers(1, 10**7), min_size=2, max_size=6))
def test_the_dearest_bid_is_never_abnormally_low_against_the_others(prices) -> None:
    flags = decide_low_prices(
        PricesCase(on=NOW, bids=tuple(Price(bid=str(n), price_pence=price) for n, price in enumerate(prices)))
    ).value.flags
    assert all(flag.level == "none" for flag, price in zip(flags, prices, strict=True) if price == max(prices))


MONEY = st.integers(0, 10**8)


@given(value=MONEY, volume=st.integers(1, 5000), fixed=MONEY, hours=st.integers(1, 40), overhead=st.integers(0, 40))
def test_the_break_even_volume_is_the_last_that_the_value_covers(value, volume, fixed, hours, overhead) -> None:
    def funding(cases):
        return decide_funding(
            FundingCase(
                on=NOW, value_pence=value, volume=cases, hours_per_case=hours, productive_hours=1500,
                cost_per_worker_pence=3_800_000, fixed_cost_pence=fixed, overhead_percent=overhead, mobilisation_pence=0,
            )
        ).value  # fmt: skip

    most = funding(volume).break_even_volume
    assert most is not None
    if most >= 1:
        assert funding(most).rating != "red"
    assert funding(most + 1).rating == "red"


@given(weights=st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_weights_are_published_only_when_they_total_a_hundred(weights) -> None:
    criteria = tuple(Criterion(code=str(n), kind="social-value", weight=weight) for n, weight in enumerate(weights))
    found = decide_weights(WeightsCase(on=NOW, pack="pa2023-dynamic-market-light-touch", criteria=criteria)).value
    assert found.allowed == (sum(weights) == 100)


@given(value=st.integers(1, 10**8), volume=st.integers(0, 900), incomes=st.lists(st.integers(0, 2 * 10**8), max_size=6))
def test_more_parts_never_put_a_lot_out_of_reach(value, volume, incomes) -> None:
    members = tuple(PanelMember(organisation=str(n), income_pence=income) for n, income in enumerate(incomes))
    splits = decide_lot_size(
        LotCase(on=NOW, annual_value_pence=value, annual_volume=volume, members=members)
    ).value.splits
    counts = [split.small_holders for split in splits]
    assert counts == sorted(counts)


@given(value=st.integers(1, 10**8), spent=MONEY, invoice=MONEY)
def test_nothing_is_paid_beyond_the_value(value, spent, invoice) -> None:
    found = decide_spend(SpendCase(on=NOW, value_pence=value, spent_pence=spent, invoice_pence=invoice)).value
    assert found.may_pay == (spent + invoice <= value)


@given(changes=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=6))
def test_changes_in_steps_come_to_the_same_as_at_once(changes) -> None:
    def change(*, earlier, now):
        return decide_contract_change(
            ContractChangeCase(
                on=NOW, pack="pcr2015-light-touch-dps", opened_on=NOW, ground="below-threshold", value_pence=2 * 10**7,
                earlier_changes_pence=tuple(earlier), change_pence=now,
            )
        ).value  # fmt: skip

    in_steps, at_once = change(earlier=changes[:-1], now=changes[-1]), change(earlier=[], now=sum(changes))
    assert (in_steps.allowed, in_steps.value_after_pence, in_steps.all_changes_percent) == (
        at_once.allowed, at_once.value_after_pence, at_once.all_changes_percent,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "text"), [("0.005", 0.01), ("-0.005", -0.01), ("2.675", 2.68), ("1/3", 0.33), ("99.995", 100.0)]
)
def test_a_half_is_rounded_as_people_round_it(number: str, text: float) -> None:
    assert rounded(Fraction(number)) == text
