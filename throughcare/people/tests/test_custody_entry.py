"""Which days of custody and release can be recorded, at each boundary."""

from datetime import date, timedelta

import pytest

from throughcare.people.rules.custody_entry import REFUSALS, Held, check_custody, check_release

TODAY, STARTS = date(2026, 6, 10), date(2026, 1, 5)
ONE = timedelta(days=1)
OUT = Held(date(2026, 3, 1), date(2026, 3, 20))
INSIDE = Held(date(2026, 3, 1), None)


def taken(on=TODAY, **given):
    facts = {"sentence_kind": "custody-determinate", "why": "recall", "starts_on": STARTS, "last": None} | given
    return check_custody(**facts, on=on, today=TODAY)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ()),
        ({"on": TODAY + ONE}, ("in-the-future",)),
        ({"on": STARTS}, ()),
        ({"on": STARTS - ONE}, ("before-start",)),
        ({"sentence_kind": "community-order"}, ("order-has-no-custody",)),
        ({"sentence_kind": "community-order", "why": "sentence"}, ("order-has-no-custody",)),
        ({"sentence_kind": "community-order", "why": "remand"}, ()),
        ({"last": INSIDE}, ("held-already",)),
        ({"last": INSIDE, "on": TODAY + ONE}, ("in-the-future", "held-already")),
        ({"last": OUT, "on": date(2026, 3, 19)}, ("before-release",)),
        ({"last": OUT, "on": date(2026, 3, 20)}, ()),
        ({"last": Held(TODAY, TODAY), "on": TODAY}, ("before-release",)),
    ],
)
def test_custody_is_taken_where_it_can_be(given, expected):
    assert taken(**given) == expected


@pytest.mark.parametrize(
    ("last", "on", "expected"),
    [
        (INSIDE, date(2026, 3, 2), ()),
        (INSIDE, date(2026, 3, 1), ("before-custody",)),
        (INSIDE, TODAY, ()),
        (INSIDE, TODAY + ONE, ("in-the-future",)),
        (Held(TODAY + ONE, None), TODAY + ONE, ("in-the-future", "before-custody")),
        (OUT, TODAY, ("not-held",)),
        (None, TODAY, ("not-held",)),
    ],
)
def test_release_is_of_who_is_held_and_after_it_began(last, on, expected):
    assert check_release(last=last, on=on, today=TODAY) == expected


def test_every_refusal_has_words():
    codes = {"in-the-future", "before-start", "order-has-no-custody", "held-already", "before-release", "not-held"}
    assert set(REFUSALS) == codes | {"before-custody"}
