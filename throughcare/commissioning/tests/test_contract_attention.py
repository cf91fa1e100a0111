"""What about a contract asks for attention, on the days around each limit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from throughcare.commissioning.queries.agreements import Quarter, quarter_before, quarter_of
from throughcare.commissioning.rules.contract_attention import Standing, points, review_due

ON = date(2026, 9, 1)
FAR = ON + timedelta(days=400)


def codes(**given):
    stands = {"living": True, "signed": True, "ends_on": FAR} | given
    return [point.code for point in points(Standing(**stands), on=ON)]


def test_nothing_asks_for_attention():
    assert codes(review_due=FAR) == []


@pytest.mark.parametrize(
    ("days", "code"), [(-1, ["payment-late"]), (0, ["payment-soon"]), (7, ["payment-soon"]), (8, [])]
)
def test_an_invoice_by_its_last_day(days, code):
    assert codes(invoices=(ON + timedelta(days=days),)) == code


@pytest.mark.parametrize(
    ("days", "code"), [(-1, ["review-overdue"]), (0, ["review-soon"]), (30, ["review-soon"]), (31, [])]
)
def test_a_review_by_its_day(days, code):
    assert codes(review_due=ON + timedelta(days=days)) == code


@pytest.mark.parametrize(("days", "code"), [(-1, ["end-passed"]), (0, ["ends-soon"]), (180, ["ends-soon"]), (181, [])])
def test_the_end_by_the_last_day(days, code):
    assert codes(ends_on=ON + timedelta(days=days)) == code


def test_a_planned_end_is_no_surprise_until_its_day_has_passed():
    assert codes(end_planned_on=ON) == ["end-planned"]
    assert codes(end_planned_on=ON - timedelta(days=1)) == ["end-passed"]


def test_the_most_pressing_comes_first_and_several_are_counted():
    late = (ON - timedelta(days=9), ON - timedelta(days=2))
    found = points(
        Standing(living=True, signed=True, ends_on=ON, invoices=late, waiting_pence=2, left_pence=1, alert=True,
                 review_due=ON - timedelta(days=1), notices=(ON, ON - timedelta(days=1))),
        on=ON,
    )  # fmt: skip
    assert [point.code for point in found] == [
        "payment-late", "invoices-over-value", "review-overdue", "notice-overdue", "spend-alert", "notice-due", "ends-soon",
    ]  # fmt: skip
    assert (found[0].day, found[0].count) == (late[0], 2)
    assert [point.pressing for point in found] == [True] * 4 + [False] * 3


def test_a_draft_waits_for_one_side_or_the_other():
    assert codes(living=False, signed=False) == ["to-sign"]
    assert codes(living=False, signed=False, signed_by_supplier=True) == ["to-countersign"]


def test_a_review_is_due_after_coming_into_force_then_after_the_last_one():
    assert review_due(begun_on=date(2026, 1, 31), reviewed_on=None, months=12) == date(2027, 1, 31)
    assert review_due(begun_on=date(2026, 1, 31), reviewed_on=date(2028, 2, 29), months=12) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("day", "name"), [("2026-01-01", "2026-Q1"), ("2026-09-30", "2026-Q3"), ("2026-12-31", "2026-Q4")]
)
def test_quarters_follow_each_other_without_a_gap(day, name):
    quarter = quarter_of(date.fromisoformat(day))
    assert quarter.name == name and quarter.start <= date.fromisoformat(day) < quarter.until
    assert quarter_before(quarter).until == quarter.start
    assert Quarter(2026, 4).until == date(2027, 1, 1)
