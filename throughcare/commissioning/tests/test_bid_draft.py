"""Whether a bid is ready to be submitted, and what it says then."""

import msgspec
import pytest

from throughcare.commissioning.rules.award_problem import AtLeastOrNone, AtMostOne, OnlyIf
from throughcare.commissioning.rules.bid_draft import (
    Asked,
    AskedLot,
    AskedQuestion,
    TypedBid,
    TypedMember,
    TypedPackage,
    count_words,
    decode_typed,
    encode_typed,
    finish,
    read_pence,
    read_share,
    warnings,
    without_lots,
)

ASKED = Asked(
    lots={"lot-1": AskedLot("North", 240_000_00, 100, 200_000_00), "lot-2": AskedLot("South", 90_000_00, 40)},
    questions={"how": AskedQuestion("How?", 5), "tick": AskedQuestion("Insured?", 0)},
    conditional_bids=True,
)
READY = TypedBid(
    lots=("lot-1", "lot-2"), answers={"how": "With great care, each day.", "tick": "yes"},
    prices={"lot-1": "£199,999.99", "lot-2": "90000"},
)  # fmt: skip


def faults(**typed):
    return [(each.step, each.place) for each in finish(msgspec.structs.replace(READY, **typed), ASKED).faults]


def test_a_bid_that_is_ready_has_two_envelopes_and_no_price_in_the_first():
    done = finish(READY, ASKED)
    assert done.faults == ()
    assert done.quality.content.answers == {"how": "With great care, each day.", "tick": "yes"}
    assert [(each.key, each.lots, each.pence) for each in done.prices.offers] == [
        ("lot-1", ("lot-1",), 199_999_99), ("lot-2", ("lot-2",), 90_000_00),
    ]  # fmt: skip
    assert b"199" not in msgspec.json.encode(done.quality)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"lots": ()}, [("lots", "")]),
        ({"lots": ("lot-9",)}, [("lots", "lot-9")]),
        ({"answers": {"how": "one two three four five six", "tick": "yes"}}, [("answers", "how")]),
        ({"answers": {"how": "  \n", "tick": "yes indeed"}}, [("answers", "how"), ("answers", "tick")]),
        ({"answers": {"how": "a" * 201, "tick": "yes"}}, [("answers", "how")]),
        ({"prices": {"lot-1": "=1+1", "lot-2": "90000"}}, [("prices", "lot-1")]),
        ({"prices": {"lot-1": "0", "lot-2": "-5"}}, [("prices", "lot-1"), ("prices", "lot-2")]),
        ({"prices": {"lot-1": "1e5"}}, [("prices", "lot-1"), ("prices", "lot-2")]),
        ({"capacity": "many"}, [("members", "capacity")]),
        ({"members": (TypedMember(1, "A", "100"),)}, [("members", "")]),
        ({"members": (TypedMember(1, "A", "60"), TypedMember(1, "A", "40"))}, [("members", "")]),
        ({"members": (TypedMember(1, "A", "60"), TypedMember(2, "B", "30"))}, [("members", "")]),
        ({"members": (TypedMember(1, "A", "99.99"), TypedMember(2, "B", "zero"))}, [("members", "2")]),
        ({"packages": (TypedPackage(("lot-1",), "5"),)}, [("prices", "package-1")]),
        ({"packages": (TypedPackage(("lot-1", "lot-2"), "5"),) * 2}, [("prices", "package-2")]),
        ({"packages": (TypedPackage(("lot-1", "lot-2"), "x"),)}, [("prices", "package-1")]),
        ({"conditions": (AtMostOne(bids=("lot-1", "package-1")),)}, [("prices", "conditions")]),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_its_place(typed, expected):
    assert faults(**typed) == expected


def test_a_package_prices_the_lots_in_it_and_conditions_name_offers():
    conditions = (OnlyIf(bid="lot-1", also=("package-1",)), AtLeastOrNone(bids=("lot-1", "package-1"), lots=2))
    typed = msgspec.structs.replace(
        READY, prices={"lot-1": "100"}, packages=(TypedPackage(("lot-1", "lot-2"), "150"),), conditions=conditions
    )
    done = finish(typed, ASKED)
    assert [(each.key, each.pence) for each in done.prices.offers] == [("lot-1", 100_00), ("package-1", 150_00)]
    assert done.prices.conditions == conditions
    unasked = msgspec.structs.replace(ASKED, conditional_bids=False)
    assert [each.place for each in finish(typed, unasked).faults] == ["conditions"]


def test_a_consortium_shares_to_the_hundredth_and_capacity_brings_demand():
    members = tuple(
        TypedMember(number, f"M{number}", share) for number, share in ((1, "33.34"), (2, "33.33 %"), (3, "33.33"))
    )
    bidder = finish(msgspec.structs.replace(READY, members=members, capacity="1,200"), ASKED).quality.bidder
    assert [each.share for each in bidder.members] == [3334, 3333, 3333]
    assert bidder.capacity == {"cases": 1200} and bidder.demand == {"lot-1": {"cases": 100}, "lot-2": {"cases": 40}}


def test_at_a_fixed_price_nobody_types_one():
    fixed = msgspec.structs.replace(ASKED, fixed_price=True)
    done = finish(msgspec.structs.replace(READY, prices={}), fixed)
    assert [each.pence for each in done.prices.offers] == [240_000_00, 90_000_00]


def test_a_price_above_the_ceiling_is_said_and_not_refused():
    typed = msgspec.structs.replace(READY, prices={"lot-1": "200,000.01", "lot-2": "1"})
    assert finish(typed, ASKED).faults == ()
    assert [(each.place, str(each.says)) for each in warnings(typed, ASKED)] == [
        ("lot-1", "North: you ask for £200,000.01, and at most £200,000 is paid, so it cannot win.")
    ]


@pytest.mark.parametrize(
    ("text", "pence"),
    [("240,000", 240_000_00), ("£ 1250.50", 1250_50), (" 7 ", 7_00), ("1,00", None), ("1.5", None), ("1.234", None),
     ("=SUM(A1)", None), ("-1", None), ("1e3", None), ("", None), ("\u0663", None), ("12345678901", None)],
)  # fmt: skip
def test_an_amount_is_plainly_an_amount(text, pence):
    assert read_pence(text) == pence


@pytest.mark.parametrize(
    ("text", "share"), [("100", 10000), ("0", None), ("100.01", None), ("12.5%", 1250), ("x", None)]
)
def test_a_share_is_above_nothing_and_at_most_all(text, share):
    assert read_share(text) == share


def test_words_are_what_stands_between_blanks_and_no_trick_makes_one_of_many():
    assert count_words("A well-known\nthree") == 3
    assert count_words("word-" * 40) == 5


def test_a_draft_is_kept_as_it_was_typed():
    typed = msgspec.structs.replace(READY, prices={"lot-1": "=1+1"}, conditions=(AtMostOne(bids=("lot-1", "lot-2")),))
    assert decode_typed(encode_typed(typed) + b"   ") == typed


def test_a_lot_that_is_left_out_takes_its_packages_and_conditions_along_and_keeps_its_price():
    typed = msgspec.structs.replace(
        READY,
        packages=(TypedPackage(("lot-1", "lot-2"), "150"),),
        conditions=(OnlyIf(bid="lot-1", also=("package-1",)),),
    )
    left = without_lots(typed, ("lot-1",))
    assert (left.lots, left.packages, left.conditions, left.prices) == (("lot-1",), (), (), READY.prices)
    assert without_lots(READY, ("lot-2",)).lots == ("lot-2",)
