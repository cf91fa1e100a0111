"""A round as the methods read it: columns and rows of whole numbers.

A column is a bid that could win by itself, or one of few helpers: a lot left open, a set of bids made use of, a supplier
that serves a need, a minimum missed by so many. A row keeps a sum of columns between two whole numbers.
Everything is in the order of keys, so the order of a file changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from throughcare.commissioning.rules.award_problem import (
    WHOLE,
    AtLeastOrNone,
    AtMostOne,
    AwardBid,
    AwardRound,
    AwardSupplier,
    OnlyIf,
    draw_places,
)

Whole = NDArray[np.int64]
FAR = 2**62
"""No bound on a row."""


class Ground:
    """Columns ``0..len(bids)`` are bids, the rest helpers. ``starts``, ``rows``, ``values`` hold the matrix by column.

    ``lifted`` names limits that are left out: as they are named in
    ``rules/award_explanation``.
    """

    def __init__(self, given: AwardRound, lifted: frozenset[str] = frozenset()) -> None:
        self.round, self.lifted = given, lifted
        self.lots = sorted(given.lots, key=lambda lot: lot.key)
        self.suppliers = {one.key: one for one in sorted(given.suppliers, key=lambda one: one.key)}
        self.lot_place = {lot.key: place for place, lot in enumerate(self.lots)}
        self._ceilings = {lot.key: lot.ceiling_pence for lot in self.lots}
        self.bids = [bid for bid in sorted(given.bids, key=lambda bid: bid.key) if self._is_affordable(bid)]
        self.bid_place = {bid.key: place for place, bid in enumerate(self.bids)}
        self.value = [self._package_value(bid) for bid in self.bids]
        self.names: list[str] = [bid.key for bid in self.bids]
        self.upper: list[int] = [1] * len(self.bids)
        self.row_names: list[str] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self._places: list[int] = []
        self._columns: list[int] = []
        self._values: list[int] = []
        self._build()
        self._pack()

    def open_column(self, lot: int) -> int:
        """The helper that says the lot stays open."""
        return len(self.bids) + lot

    def _column(self, name: str, upper: int = 1) -> int:
        self.names.append(name)
        self.upper.append(upper)
        return len(self.names) - 1

    def _row(self, name: str, cells: Mapping[int, int] | Iterable[tuple[int, int]], low: int, high: int) -> None:
        pairs = dict(cells)
        if low <= -FAR and sum(value for value in pairs.values() if value > 0) <= high:
            return  # Nothing can break it.
        self._places += [len(self.low)] * len(pairs)
        self._columns += pairs
        self._values += pairs.values()
        self.row_names.append(name)
        self.low.append(low)
        self.high.append(high)

    def _build(self) -> None:
        for lot in self.lots:
            self._column(f"open {lot.key}")
        holders: dict[int, list[int]] = defaultdict(list)
        for place, bid in enumerate(self.bids):
            for key in bid.lots:
                holders[self.lot_place[key]].append(place)
        for place, lot in enumerate(self.lots):
            cells = [(column, 1) for column in (*holders[place], self.open_column(place))]
            self._row(f"lot {lot.key}", cells, 1, 1)
        self._market_share()
        self._lot_limits()
        self._capacity()
        for number, condition in enumerate(self.round.conditions):
            if f"condition:{number}" not in self.lifted:
                self._condition(number, condition)
        self.short_columns: list[int] = []
        self._supplier_minimums(holders)
        self._vcse_minimums()

    def group(self, supplier: str) -> str:
        """Who owns the supplier: its group, or itself."""
        return self.suppliers[supplier].group or supplier

    def _market_share(self) -> None:
        cap = self.round.limits.market_share_cap
        if not isinstance(cap, int):
            return
        held: dict[str, int] = defaultdict(int)
        for one in self.suppliers.values():
            held[self.group(one.key)] += one.held_pence
        known = self.round.limits.market_held_pence
        market = (sum(held.values()) if known is None else known) + sum(lot.value_pence for lot in self.lots)
        cells: dict[str, dict[int, int]] = defaultdict(dict)
        for place, bid in enumerate(self.bids):
            value = self.value[place]
            if not bid.members:
                cells[self.group(bid.supplier)][place] = WHOLE * value
            for part in bid.members:
                own = cells[self.group(part.supplier)]
                own[place] = own.get(place, 0) + part.share * value
        for group in sorted(cells):
            if f"cap:{group}" not in self.lifted:
                self._row(f"cap {group}", cells[group], -FAR, max(0, cap * market - WHOLE * held[group]))

    def _lot_limits(self) -> None:
        own: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, bid in enumerate(self.bids):
            own[bid.supplier].append((place, len(bid.lots)))
        for supplier, cells in sorted(own.items()):
            most = lot_limit_of(self.suppliers[supplier], self.round)
            if most is not None and f"lots:{supplier}" not in self.lifted:
                self._row(f"lots {supplier}", cells, -FAR, most)

    def _capacity(self) -> None:
        cells: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
        for place, bid in enumerate(self.bids):
            for supplier, demand in _demands(bid):
                for resource, amount in demand.items():
                    if amount and resource in self.suppliers[supplier].capacity:
                        cells[supplier, resource][place] = amount
        for (supplier, resource), own in sorted(cells.items()):
            if f"capacity:{supplier}" not in self.lifted:
                most = self.suppliers[supplier].capacity[resource]
                self._row(f"capacity {supplier} {resource}", own, -FAR, most)

    def _condition(self, number: int, condition: AtMostOne | OnlyIf | AtLeastOrNone) -> None:
        name, places = f"set {number}", self.bid_place
        if isinstance(condition, AtMostOne):
            self._row(name, [(places[key], 1) for key in condition.bids if key in places], -FAR, 1)
        elif isinstance(condition, OnlyIf):
            if condition.bid in places:
                also = {places[key]: -1 for key in condition.also if key in places}
                self._row(name, {**also, places[condition.bid]: 1}, -FAR, 0)
        else:
            own = [places[key] for key in condition.bids if key in places]
            used = self._column(f"used {number}")
            lots = {place: len(self.bids[place].lots) for place in own}
            self._row(name, {**lots, used: -condition.lots}, 0, FAR)
            for place in own:
                self._row(name, {place: 1, used: -1}, -FAR, 0)

    def _supplier_minimums(self, holders: Mapping[int, list[int]]) -> None:
        for minimum in self.round.limits.supplier_minimums:
            if f"suppliers:{minimum.need}" in self.lifted:
                continue
            by_group: dict[str, set[int]] = defaultdict(set)
            for place, lot in enumerate(self.lots):
                if lot.need == minimum.need:
                    for bid in holders[place]:
                        by_group[self.group(self.bids[bid].supplier)].add(bid)
            missing = self._column(f"short {minimum.need}", minimum.suppliers)
            self.short_columns.append(missing)
            total = {missing: 1}
            for group, own in sorted(by_group.items()):
                serves = self._column(f"serves {minimum.need} {group}")
                total[serves] = 1
                self._row("serves", {**dict.fromkeys(own, 1), serves: -1}, 0, FAR)
            self._row(f"suppliers {minimum.need}", total, minimum.suppliers, FAR)

    def _vcse_minimums(self) -> None:
        for number, minimum in enumerate(self.round.limits.vcse_minimums):
            if f"vcse:{number}" in self.lifted:
                continue
            cells = {}
            for place, bid in enumerate(self.bids):
                fits = sum(self.is_meant(key, minimum.area, minimum.need) for key in bid.lots)
                if fits and self.suppliers[bid.supplier].vcse:
                    cells[place] = fits
            missing = self._column(f"short vcse {number}", minimum.lots)
            self.short_columns.append(missing)
            self._row(f"vcse {number}", {**cells, missing: 1}, minimum.lots, FAR)

    def need(self, lot: str) -> str:
        """The need that the lot is for."""
        return self.lots[self.lot_place[lot]].need

    def is_meant(self, key: str, area: str, need: str) -> bool:
        """Whether the lot is in the area and for the need; empty is any."""
        lot = self.lots[self.lot_place[key]]
        return area in ("", lot.area) and need in ("", lot.need)

    def _is_affordable(self, bid: AwardBid) -> bool:
        return is_affordable(bid, self._ceilings)

    def _package_value(self, bid: AwardBid) -> int:
        return sum(self.lots[self.lot_place[key]].value_pence for key in bid.lots)

    def _pack(self) -> None:
        rows, columns = np.array(self._places, np.int64), np.array(self._columns, np.int64)
        values = np.array(self._values, np.int64)
        order = np.lexsort((rows, columns))
        self.rows, self.values = rows[order], values[order]
        self.starts = np.searchsorted(columns[order], np.arange(len(self.names) + 1))
        self._places, self._columns, self._values = [], [], []
        self.caps = np.array(self.upper, np.int64)
        self._drop_impossible()

    def _drop_impossible(self) -> None:
        """A bid that breaks a limit by itself can never win."""
        high, column = np.array(self.high), np.repeat(np.arange(len(self.names)), np.diff(self.starts))
        falling = np.zeros(len(high), bool)
        falling[self.rows[self.values < 0]] = True
        alone = (self.values > high[self.rows]) & ~falling[self.rows]
        self.caps[column[alone & (column < len(self.bids))]] = 0

    @cached_property
    def levels(self) -> dict[str, Whole]:
        """What a unit of each column counts at each level, higher always being better."""
        found = {
            name: np.zeros(len(self.names), np.int64)
            for name in ("short", "open", "points", "quality", "social", "draw")
        }
        found["short"][self.short_columns] = -1
        found["open"][len(self.bids) : len(self.bids) + len(self.lots)] = -1
        worth = {lot.key: lot.value_pence for lot in self.lots}
        places = draw_places(self.round.draw, tuple(bid.key for bid in self.round.bids))
        for place, bid in enumerate(self.bids):
            pairs = zip(bid.lots, bid.scores, strict=True)
            found["points"][place] = sum(worth[key] * score for key, score in pairs)
            found["quality"][place] = self.value[place] * bid.quality
            found["social"][place] = self.value[place] * bid.social_value
            found["draw"][place] = -places[bid.key]
        return found


def _demands(bid: AwardBid) -> list[tuple[str, dict[str, int]]]:
    """What each member needs of its capacity; the supplier where it bids alone."""
    return [(one.supplier, one.demand) for one in bid.members] or [(bid.supplier, bid.demand)]


def lot_limit_of(one: AwardSupplier, given: AwardRound) -> int | None:
    """Lots that the supplier may win as the one that leads the bid."""
    return given.limits.lot_limit if one.lot_limit is None else one.lot_limit


def is_affordable(bid: AwardBid, ceilings: Mapping[str, int | None]) -> bool:
    """Whether the price keeps to the ceilings of its lots added up; a lot without a ceiling takes any price."""
    found = [ceilings[key] for key in bid.lots]
    known = [one for one in found if one is not None]
    return len(known) < len(found) or bid.price_pence <= sum(known)


def short_of(ground: Ground, chosen: Sequence[int]) -> int:
    """Suppliers and lots that published minimums lack with these bids."""
    missing = 0
    won = [ground.bids[place] for place in chosen]
    for minimum in ground.round.limits.supplier_minimums:
        if f"suppliers:{minimum.need}" in ground.lifted:
            continue
        there = {ground.group(bid.supplier) for bid in won if any(ground.need(key) == minimum.need for key in bid.lots)}
        missing += max(0, minimum.suppliers - len(there))
    for number, least in enumerate(ground.round.limits.vcse_minimums):
        if f"vcse:{number}" in ground.lifted:
            continue
        own = [bid for bid in won if ground.suppliers[bid.supplier].vcse]
        lots = sum(ground.is_meant(key, least.area, least.need) for bid in own for key in bid.lots)
        missing += max(0, least.lots - lots)
    return missing
