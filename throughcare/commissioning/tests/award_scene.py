"""Small rounds for tests of awards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hypothesis import strategies as st

from throughcare.commissioning.rules.award_check import breaches_of, limits_broken, score_of
from throughcare.commissioning.rules.award_problem import (
    LEVELS,
    LOWER,
    WHOLE,
    AtLeastOrNone,
    AtMostOne,
    Award,
    AwardBid,
    AwardLimits,
    AwardLot,
    AwardMember,
    AwardRound,
    AwardSupplier,
    OnlyIf,
    Score,
    SupplierMinimum,
    VcseMinimum,
)


def a_lot(key, value=100_000, **given):
    return AwardLot(**{"key": key, "need": "accommodation", "area": "North", "value_pence": value, **given})


def a_supplier(key, **given):
    return AwardSupplier(key=key, **given)


def a_bid(key, supplier, lots, scores, **given):
    scores = (scores,) * len(lots) if isinstance(scores, int) else scores
    return AwardBid(**{"key": key, "supplier": supplier, "lots": lots, "scores": scores, "price_pence": 1, **given})


def a_round(lots, suppliers, bids, conditions=(), draw="drawn", **limits):
    return AwardRound(
        reference="R1",
        on=date(2026, 11, 26),
        draw=draw,
        lots=tuple(lots),
        suppliers=tuple(suppliers),
        bids=tuple(bids),
        limits=AwardLimits(**{"market_share_cap": None, "conditional_bids": True, **limits}),
        conditions=tuple(conditions),
    )


def rank(score: Score) -> tuple[int, ...]:
    """Higher is better at every place."""
    return tuple(-value if name in LOWER else value for name, value in zip(LEVELS, score, strict=True))


def every_award(given: AwardRound) -> Iterator[tuple[str, ...]]:
    """Each set of bids that the limits allow."""
    by_key = {bid.key: bid for bid in given.bids}

    def grow(chosen: tuple[str, ...], taken: frozenset[str], rest: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if not rest:
            if not limits_broken(given, chosen):
                yield chosen
            return
        yield from grow(chosen, taken, rest[1:])
        lots = by_key[rest[0]].lots
        if taken.isdisjoint(lots):
            yield from grow((*chosen, rest[0]), taken | set(lots), rest[1:])

    yield from grow((), frozenset(), tuple(sorted(by_key)))


def best_of_all(given: AwardRound) -> Score:
    """The best score there is, by trying every award."""
    return max((score_of(given, Award(chosen, {}, ())) for chosen in every_award(given)), key=rank)


def is_good(given: AwardRound, award: Award) -> bool:
    return breaches_of(given, award) == []


SCORES = st.sampled_from([4_000, 5_500, 6_000, 7_250, 8_000, 9_125])


@st.composite
def rounds(draw) -> AwardRound:
    """Up to six lots, four suppliers and ten bids, with every kind of limit and condition."""
    lots = [
        a_lot(
            f"L{place}", draw(st.sampled_from([100_000, 250_000, 400_000])), need=draw(st.sampled_from(["a", "b"])),
            area=draw(st.sampled_from(["N", "S"])), ceiling_pence=draw(st.sampled_from([None, None, 90_000])),
        )
        for place in range(draw(st.integers(1, 6)))
    ]  # fmt: skip
    suppliers = [
        a_supplier(
            f"S{place}", group=draw(st.sampled_from(["", "", "G"])), vcse=draw(st.booleans()),
            held_pence=draw(st.sampled_from([0, 0, 200_000])), lot_limit=draw(st.sampled_from([None, 0, 1, 2])),
            capacity=draw(st.sampled_from([{}, {"staff": 3}, {"staff": 5}])),
        )
        for place in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    bids = [_bid(draw, place, lots, suppliers) for place in range(draw(st.integers(0, 10)))]
    conditions = [_condition(draw, bids) for _ in range(draw(st.integers(0, 3)))] if len(bids) > 2 else []
    needs, areas = sorted({lot.need for lot in lots}), sorted({lot.area for lot in lots})
    least = [SupplierMinimum(need=draw(st.sampled_from(needs)), suppliers=2)] if draw(st.booleans()) else []
    vcse = [VcseMinimum(lots=1, area=draw(st.sampled_from(areas)))] if draw(st.booleans()) else []
    return a_round(
        lots, suppliers, bids, conditions,
        market_share_cap=draw(st.sampled_from([None, 2_500, 5_000, WHOLE])), lot_limit=draw(st.sampled_from([None, 2])),
        supplier_minimums=tuple(least), vcse_minimums=tuple(vcse),
    )  # fmt: skip


def _bid(draw, place, lots, suppliers):
    size = draw(st.sampled_from([1, 1, 1, 2, 3]))
    keys = draw(st.permutations([lot.key for lot in lots]))[:size]
    lead = draw(st.sampled_from(suppliers)).key
    others = [one.key for one in suppliers if one.key != lead]
    scores = tuple(draw(SCORES) for _ in keys)
    more = {
        "price_pence": draw(st.sampled_from([80_000, 200_000])),
        "quality": draw(SCORES),
        "social_value": draw(SCORES),
    }
    demand = {"staff": draw(st.integers(0, 3))}
    if others and draw(st.integers(0, 3)) == 0:
        parts = (lead, 6_000), (draw(st.sampled_from(others)), 4_000)
        more["members"] = tuple(AwardMember(supplier=one, share=share, demand=demand) for one, share in parts)
    else:
        more["demand"] = demand
    return a_bid(f"B{place}", lead, tuple(keys), scores, **more)


def _condition(draw, bids):
    keys = draw(st.permutations([bid.key for bid in bids]))
    kind = draw(st.sampled_from(["most", "only", "least"]))
    if kind == "most":
        return AtMostOne(bids=tuple(keys[:3]))
    if kind == "only":
        return OnlyIf(bid=keys[0], also=tuple(keys[1:3]))
    return AtLeastOrNone(bids=tuple(keys[:3]), lots=2)
