"""The size of an organisation by its income: each bound belongs to the larger band."""

from datetime import date

import pytest

from throughcare.organisations.rules.sizes import Size, YearOfIncome, size_of
from throughcare.policy.book import NoPolicyInForce

YEAR_END = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("pounds", "below", "at"),
    [
        (10_000, ("micro", "under-1m"), ("small", "under-1m")),
        (100_000, ("small", "under-1m"), ("medium", "under-1m")),
        (1_000_000, ("medium", "under-1m"), ("large", "1m-10m")),
        (10_000_000, ("large", "1m-10m"), ("major", "over-10m")),
        (100_000_000, ("major", "over-10m"), ("super-major", "over-10m")),
    ],
)
def test_a_bound_belongs_to_the_larger_band(pounds, below, at):
    for pence, expected in ((-1, below), (0, at), (1, at)):
        assert size_of(YearOfIncome(YEAR_END, pounds * 100 + pence)).value == Size(*expected)


def test_no_income_is_the_smallest_and_no_policy_is_no_answer():
    assert size_of(YearOfIncome(YEAR_END, 0)).value.band == "micro"
    with pytest.raises(NoPolicyInForce):
        size_of(YearOfIncome(date(1999, 12, 31), 0))
