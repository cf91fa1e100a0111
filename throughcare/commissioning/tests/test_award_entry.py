"""Reading a round: what cannot be used is refused with its place; what is written is read back."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from throughcare.commissioning.rules.award_entry import RoundFault, read_round, round_schema, write_round
from throughcare.commissioning.tests.award_scene import a_bid, a_lot, a_round, a_supplier, rounds

GOOD = {
    "reference": "R1",
    "on": "2026-11-26",
    "draw": "drawn",
    "limits": {"market_share_cap": None},
    "lots": [{"key": "L1", "need": "women", "area": "North", "value_pence": 100}],
    "suppliers": [{"key": "S1"}, {"key": "S2"}],
    "bids": [{"key": "B1", "supplier": "S1", "lots": ["L1"], "scores": [8000], "price_pence": 90}],
}
CONSORTIUM = {
    **GOOD["bids"][0],
    "members": [{"supplier": "S1", "share": 6000}, {"supplier": "S2", "share": 4000}],
}


def faults(**changes):
    with pytest.raises(RoundFault) as fault:
        read_round(json.dumps({**GOOD, **changes}).encode())
    return "; ".join(fault.value.faults)


def test_a_good_round_is_read_and_fits_its_schema():
    jsonschema.validate(GOOD, round_schema())
    assert read_round(json.dumps(GOOD).encode()) == a_round(
        [a_lot("L1", 100, need="women")],
        [a_supplier("S1"), a_supplier("S2")],
        [a_bid("B1", "S1", ("L1",), 8_000, price_pence=90)],
        conditional_bids=False,
    )


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rounds())
def test_what_is_written_is_read_back(one):
    text = write_round(one)
    assert read_round(text.encode()) == one
    jsonschema.validate(json.loads(text), round_schema())


def bid(**changes):
    return {"bids": [{**GOOD["bids"][0], **changes}]}


def members(*parts):
    return bid(members=[{"supplier": one, "share": share} for one, share in parts])


ONLY_IF = {"kind": "only-if", "bid": "B1", "also": ["B9"]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"lots": [{"key": "L1", "need": "a", "area": "b"}]}, "`value_pence` - at `lots[0]`"),
        ({"extra": 1}, "unknown field `extra`"),
        ({"on": "soon"}, "at `on`"),
        ({"draw": ""}, "at `draw`"),
        ({"lots": [{**GOOD["lots"][0], "value_pence": 1.5}]}, "at `lots[0].value_pence`"),
        ({"lots": [{**GOOD["lots"][0], "value_pence": 0}]}, "at `lots[0].value_pence`"),
        ({"lots": GOOD["lots"] * 2}, "lots[1].key: 'L1' stands there twice"),
        ({"suppliers": [{"key": "S1"}, {"key": "S1"}]}, "suppliers[1].key: 'S1' stands there twice"),
        (
            {"suppliers": [{"key": "S1", "group": "S2"}, {"key": "S2"}]},
            "suppliers[0].group: 'S2' is the key of a supplier",
        ),
        ({"bids": GOOD["bids"] * 2}, "bids[1].key: 'B1' stands there twice"),
        (bid(scores=[10001]), "at `bids[0].scores[0]`"),
        (bid(scores=[-1]), "at `bids[0].scores[0]`"),
        (bid(lots=[]), "at `bids[0].lots`"),
        (bid(scores=[1, 2]), "bids[0] (B1).scores: 2 for 1 lots"),
        (bid(lots=["L1", "L1"], scores=[1, 2]), "bids[0] (B1).lots: a lot stands there twice"),
        (bid(lots=["L9"]), "bids[0] (B1).lots[0]: there is no lot 'L9'"),
        (bid(supplier="S9"), "bids[0] (B1).supplier: there is no supplier 'S9'"),
        (members(("S1", 6000), ("S9", 4000)), "bids[0] (B1).members[1].supplier: there is no supplier 'S9'"),
        (members(("S1", 6000), ("S2", 3999)), "the shares add up to 9999, not to 10000"),
        (members(("S2", 10000)), "the supplier that leads, 'S1', is not among them"),
        (members(("S1", 5000), ("S1", 5000)), "members: 'S1' is there twice"),
        ({"bids": [{**CONSORTIUM, "demand": {"staff": 1}}]}, "demand: a consortium states it for each member"),
        ({"limits": {"market_share_cap": 10001}}, "at `limits.market_share_cap`"),
        ({"limits": {"market_held_pence": 1}, "suppliers": [{"key": "S1", "held_pence": 2}]}, "1 is less than the 2"),
        ({"limits": {"supplier_minimums": [{"need": "x", "suppliers": 2}]}}, "no lot is for 'x'"),
        ({"limits": {"vcse_minimums": [{"area": "x", "lots": 2}]}}, "no lot is in 'x'"),
        (
            {"conditions": [ONLY_IF]},
            "conditions[0]: there is no bid 'B9'; conditions[0]: conditional bids were not invited",
        ),
        ({"conditions": [{"kind": "at-most-one", "bids": ["B1", "B1"]}]}, "conditions[0]: a bid stands there twice"),
        ({"conditions": [{"kind": "perhaps", "bids": ["B1"]}]}, "at `conditions[0].kind`"),
        (
            {"lots": [{**GOOD["lots"][0], "key": f"L{n}", "value_pence": 10**13} for n in (1, 2, 3)]},
            "add up to more than",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(changes, told):
    assert told in faults(**changes)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000, b"null", b"[]"])
def test_what_is_no_round_at_all_is_refused(text):
    with pytest.raises(RoundFault):
        read_round(text)


def test_a_cap_that_is_left_out_is_the_one_in_force_and_null_is_none():
    left_out = {**GOOD, "limits": {}}
    assert read_round(json.dumps(left_out).encode()).limits.market_share_cap == 2_500
    assert read_round(json.dumps(GOOD).encode()).limits.market_share_cap is None
    assert "limits.market_share_cap: left out" in faults(limits={}, on="2001-01-01")


def test_many_faults_are_told_at_once_but_not_without_end():
    many = [{**GOOD["bids"][0], "key": f"B{place}", "lots": ["L9"]} for place in range(80)]
    assert faults(bids=many).count("there is no lot") == 50
