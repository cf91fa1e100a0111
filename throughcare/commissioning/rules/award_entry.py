"""Reading a round from JSON and writing it: what cannot be used is refused with the place and what is wrong there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec

from throughcare.commissioning.rules.award_policy import award_policy
from throughcare.commissioning.rules.award_problem import (
    WHOLE,
    AtMostOne,
    AwardBid,
    AwardRound,
    OnlyIf,
)
from throughcare.policy import NoPolicyInForce

MOST_FAULTS = 50
"""Faults that are told at once."""
MOST_VALUE = 2 * 10**13
"""Pence of all lots and what is held together; beyond it sums leave what the solver reckons with."""


class RoundFault(ValueError):
    """The text is no round that can be awarded; ``faults`` say where and why, one line each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read_round(text: bytes) -> AwardRound:
    """The round, its cap filled in from policy where it says none. Raises ``RoundFault``."""
    try:
        found = msgspec.json.decode(text, type=AwardRound)
    except msgspec.ValidationError as fault:
        raise RoundFault([str(fault).replace(" - at `$.", " - at `")]) from None
    except msgspec.DecodeError as fault:
        raise RoundFault([f"not JSON: {fault}"]) from None
    except (UnicodeDecodeError, RecursionError):
        raise RoundFault(["not JSON in UTF-8"]) from None
    faults = faults_of(found)
    if faults:
        raise RoundFault(faults[:MOST_FAULTS])
    return with_policy(found)


def with_policy(given: AwardRound) -> AwardRound:
    """The same with the cap of the day where the round says none; raises ``RoundFault`` where no policy is in force."""
    if given.limits.market_share_cap is not msgspec.UNSET:
        return given
    try:
        cap = award_policy().on(given.on).market_share_cap * WHOLE // 100
    except NoPolicyInForce as fault:
        raise RoundFault([f"limits.market_share_cap: left out, and {fault}"]) from None
    return msgspec.structs.replace(given, limits=msgspec.structs.replace(given.limits, market_share_cap=cap))


def write_round(given: AwardRound) -> str:
    """The round as JSON, which ``read_round`` reads back."""
    return msgspec.json.format(msgspec.json.encode(given), indent=2).decode() + "\n"


def round_schema() -> dict[str, Any]:
    """The JSON Schema of a round file."""
    return msgspec.json.schema(AwardRound)


def faults_of(given: AwardRound) -> list[str]:
    """Everything that the types alone do not refuse, each with its place."""
    lots, suppliers = {lot.key for lot in given.lots}, {one.key for one in given.suppliers}
    bids = {bid.key: bid for bid in given.bids}
    return [
        *_twice("lots", (lot.key for lot in given.lots)),
        *_twice("suppliers", (one.key for one in given.suppliers)),
        *_twice("bids", (bid.key for bid in given.bids)),
        *(
            f"suppliers[{place}].group: {one.group!r} is the key of a supplier"
            for place, one in enumerate(given.suppliers)
            if one.group in suppliers
        ),
        *(fault for place, bid in enumerate(given.bids) for fault in _of_bid(f"bids[{place}]", bid, lots, suppliers)),
        *_of_limits(given),
        *_of_conditions(given, bids),
    ]


def _twice(name: str, keys: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for place, key in enumerate(keys):
        if key in seen:
            yield f"{name}[{place}].key: {key!r} stands there twice"
        seen.add(key)


def _of_bid(where: str, bid: AwardBid, lots: Collection[str], suppliers: Collection[str]) -> Iterator[str]:
    where = f"{where} ({bid.key})"
    if bid.supplier not in suppliers:
        yield f"{where}.supplier: there is no supplier {bid.supplier!r}"
    for place, key in enumerate(bid.lots):
        if key not in lots:
            yield f"{where}.lots[{place}]: there is no lot {key!r}"
    if len(set(bid.lots)) < len(bid.lots):
        yield f"{where}.lots: a lot stands there twice"
    if len(bid.scores) != len(bid.lots):
        yield f"{where}.scores: {len(bid.scores)} for {len(bid.lots)} lots; one score for each lot, in their order"
    if bid.members:
        yield from _of_members(where, bid, suppliers)


def _of_members(where: str, bid: AwardBid, suppliers: Collection[str]) -> Iterator[str]:
    named = [member.supplier for member in bid.members]
    for place, key in enumerate(named):
        if key not in suppliers:
            yield f"{where}.members[{place}].supplier: there is no supplier {key!r}"
    if bid.supplier not in named:
        yield f"{where}.members: the supplier that leads, {bid.supplier!r}, is not among them"
    for key, times in Counter(named).items():
        if times > 1:
            yield f"{where}.members: {key!r} is there twice"
    total = sum(member.share for member in bid.members)
    if total != WHOLE:
        yield f"{where}.members: the shares add up to {total}, not to {WHOLE}"
    if bid.demand:
        yield f"{where}.demand: a consortium states it for each member"


def _of_limits(given: AwardRound) -> Iterator[str]:
    held = sum(one.held_pence for one in given.suppliers)
    known = given.limits.market_held_pence
    if known is not None and known < held:
        yield f"limits.market_held_pence: {known} is less than the {held} that the suppliers hold together"
    if max(held, known or 0) + sum(lot.value_pence for lot in given.lots) > MOST_VALUE:
        yield f"lots: their value and what is held add up to more than {MOST_VALUE} pence"
    needs, areas = {lot.need for lot in given.lots}, {lot.area for lot in given.lots}
    for place, minimum in enumerate(given.limits.supplier_minimums):
        if minimum.need not in needs:
            yield f"limits.supplier_minimums[{place}].need: no lot is for {minimum.need!r}"
    yield from _twice_needs(one.need for one in given.limits.supplier_minimums)
    for place, least in enumerate(given.limits.vcse_minimums):
        if least.area and least.area not in areas:
            yield f"limits.vcse_minimums[{place}].area: no lot is in {least.area!r}"
        if least.need and least.need not in needs:
            yield f"limits.vcse_minimums[{place}].need: no lot is for {least.need!r}"


def _twice_needs(needs: Iterable[str]) -> Iterator[str]:
    for need, times in Counter(needs).items():
        if times > 1:
            yield f"limits.supplier_minimums: {need!r} is there twice"


def _of_conditions(given: AwardRound, bids: dict[str, AwardBid]) -> Iterator[str]:
    for place, one in enumerate(given.conditions):
        where = f"conditions[{place}]"
        named = [*one.also, one.bid] if isinstance(one, OnlyIf) else one.bids
        for key in named:
            if key not in bids:
                yield f"{where}: there is no bid {key!r}"
        if len(set(named)) < len(named):
            yield f"{where}: a bid stands there twice"
        if not isinstance(one, AtMostOne) and not given.limits.conditional_bids:
            yield f"{where}: conditional bids were not invited (limits.conditional_bids)"
