"""Checking an award by the round alone: every limit it breaks, and its levels worked out anew.

Shares nothing with whoever made the award but the statement of the round.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from throughcare.commissioning.rules.award_problem import (
    LEVELS,
    LOWER,
    OPEN_REASONS,
    WHOLE,
    AtLeastOrNone,
    AtMostOne,
    Award,
    AwardBid,
    AwardRound,
    Score,
    draw_places,
)


@dataclass(frozen=True, slots=True)
class AwardBreach:
    """One rule that an award breaks, and what it is about: a bid, a lot, a supplier, a group, the number of a condition."""

    code: str
    about: str = ""


def breaches_of(given: AwardRound, award: Award) -> list[AwardBreach]:
    """Everything wrong with ``award``; an empty list where it may be followed."""
    known = {bid.key for bid in given.bids}
    unknown = [AwardBreach("bid-unknown", key) for key in award.chosen if key not in known]
    if unknown:
        return unknown
    return [
        *_of_lots(given, award),
        *_of_limits(given, award),
        *_of_conditions(given, award),
        *_of_levels(given, award),
    ]


def limits_broken(given: AwardRound, chosen: tuple[str, ...]) -> list[AwardBreach]:
    """The limits and conditions alone that these bids would break together."""
    award = Award(chosen, {}, ())
    return [*_of_limits(given, award), *_of_conditions(given, award)]


def score_of(given: AwardRound, award: Award) -> Score:
    """The award's value at every level, in their order."""
    values = {lot.key: lot.value_pence for lot in given.lots}
    places = draw_places(given.draw, tuple(bid.key for bid in given.bids))
    won = _won(given, award)
    points = quality = social = 0
    for bid in won:
        package = 0
        for key, score in zip(bid.lots, bid.scores, strict=True):
            points += values[key] * score
            package += values[key]
        quality += package * bid.quality
        social += package * bid.social_value
    taken = sum(len(bid.lots) for bid in won)
    draw = sum(places[bid.key] for bid in won)
    short = sum(minimums_missed(given, award.chosen).values())
    return (short, len(given.lots) - taken, points, quality, social, draw)


def _won(given: AwardRound, award: Award) -> list[AwardBid]:
    by_key = {bid.key: bid for bid in given.bids}
    return [by_key[key] for key in sorted(set(award.chosen))]


def _of_lots(given: AwardRound, award: Award) -> Iterator[AwardBreach]:
    for key, times in sorted(Counter(award.chosen).items()):
        if times > 1:
            yield AwardBreach("bid-twice", key)
    taken = Counter(lot for bid in _won(given, award) for lot in bid.lots)
    for lot in sorted(given.lots, key=lambda one: one.key):
        if taken[lot.key] > 1:
            yield AwardBreach("lot-twice", lot.key)
        if taken[lot.key] and lot.key in award.open:
            yield AwardBreach("lot-open-and-awarded", lot.key)
        if not taken[lot.key] and award.open.get(lot.key) not in OPEN_REASONS:
            yield AwardBreach("lot-lost", lot.key)
    known = {lot.key for lot in given.lots}
    yield from (AwardBreach("lot-unknown", key) for key in sorted(set(award.open) - known))


def _of_limits(given: AwardRound, award: Award) -> Iterator[AwardBreach]:
    ceilings = {lot.key: lot.ceiling_pence for lot in given.lots}
    won = _won(given, award)
    for bid in won:
        most = [ceilings[key] for key in bid.lots]
        if None not in most and bid.price_pence > sum(one for one in most if one is not None):
            yield AwardBreach("ceiling", bid.key)
    yield from _of_market_share(given, won)
    lots: Counter[str] = Counter()
    used: Counter[tuple[str, str]] = Counter()
    for bid in won:
        lots[bid.supplier] += len(bid.lots)
        for supplier, _, demand in _members(bid):
            for resource, amount in demand.items():
                used[supplier, resource] += amount
    for one in sorted(given.suppliers, key=lambda each: each.key):
        most_lots = given.limits.lot_limit if one.lot_limit is None else one.lot_limit
        if most_lots is not None and lots[one.key] > most_lots:
            yield AwardBreach("lots", one.key)
        if any(used[one.key, resource] > amount for resource, amount in one.capacity.items()):
            yield AwardBreach("capacity", one.key)


def _of_market_share(given: AwardRound, won: list[AwardBid]) -> Iterator[AwardBreach]:
    cap = given.limits.market_share_cap
    if not isinstance(cap, int):
        return
    values = {lot.key: lot.value_pence for lot in given.lots}
    owner = {one.key: one.group or one.key for one in given.suppliers}
    alone = {one.key for one in given.suppliers if not one.group}
    held: Counter[tuple[str, bool]] = Counter()
    gained: Counter[tuple[str, bool]] = Counter()
    for one in given.suppliers:
        held[owner[one.key], one.key in alone] += one.held_pence
    market = given.limits.market_held_pence
    total = (sum(held.values()) if market is None else market) + sum(values.values())
    for bid in won:
        package = sum(values[key] for key in bid.lots)
        for supplier, share, _ in _members(bid):
            gained[owner[supplier], supplier in alone] += package * share
    for group, more in sorted(gained.items()):
        if more and held[group] * WHOLE + more > cap * total:
            yield AwardBreach("cap", group[0])


def _of_conditions(given: AwardRound, award: Award) -> Iterator[AwardBreach]:
    won = set(award.chosen)
    size = {bid.key: len(bid.lots) for bid in given.bids}
    for number, one in enumerate(given.conditions):
        if isinstance(one, AtMostOne):
            broken = len(won.intersection(one.bids)) > 1
        elif isinstance(one, AtLeastOrNone):
            broken = 0 < sum(size[key] for key in won.intersection(one.bids)) < one.lots
        else:
            broken = one.bid in won and won.isdisjoint(one.also)
        if broken:
            yield AwardBreach("condition", str(number))


def _of_levels(given: AwardRound, award: Award) -> Iterator[AwardBreach]:
    if Counter(award.chosen).most_common(1) and max(Counter(award.chosen).values()) > 1:
        return
    found = dict(zip(LEVELS, score_of(given, award), strict=True))
    for level in award.levels:
        if found.get(level.name) != level.value:
            yield AwardBreach(f"figure-{level.name}")
        if (
            level.bound is not None
            and level.bound != level.value
            and ((level.bound > level.value) == (level.name in LOWER))
        ):
            yield AwardBreach(f"bound-{level.name}")


def minimums_missed(given: AwardRound, chosen: tuple[str, ...]) -> dict[str, int]:
    """What each published minimum lacks with these bids: ``suppliers:NEED`` and ``vcse:NUMBER``, from 0."""
    won = _won(given, Award(chosen, {}, ()))
    lots = {lot.key: lot for lot in given.lots}
    suppliers = {one.key: one for one in given.suppliers}
    missing = {}
    for minimum in given.limits.supplier_minimums:
        serve = {
            (suppliers[bid.supplier].group or None, suppliers[bid.supplier].group or bid.supplier)
            for bid in won
            if any(lots[key].need == minimum.need for key in bid.lots)
        }
        missing[f"suppliers:{minimum.need}"] = max(0, minimum.suppliers - len(serve))
    for number, least in enumerate(given.limits.vcse_minimums):
        there = sum(
            least.area in ("", lots[key].area) and least.need in ("", lots[key].need)
            for bid in won
            if suppliers[bid.supplier].vcse
            for key in bid.lots
        )
        missing[f"vcse:{number}"] = max(0, least.lots - there)
    return missing


def _members(bid: AwardBid) -> Iterator[tuple[str, int, dict[str, int]]]:
    if not bid.members:
        yield bid.supplier, WHOLE, bid.demand
    by_supplier: dict[str, list[tuple[int, dict[str, int]]]] = defaultdict(list)
    for member in bid.members:
        by_supplier[member.supplier].append((member.share, member.demand))
    for supplier, parts in by_supplier.items():
        for share, demand in parts:
            yield supplier, share, demand
