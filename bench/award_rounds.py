"""Made-up rounds of lots for the bench of awards: four families, the same for the same seed.

Each family has a share cap, capacities, lot limits and sets of packages of which at most one wins. Beyond that:

- ``cap-binds``: four large suppliers score best nearly everywhere, and may together hold less than they would win;
- ``packages``: most bids are for two to four lots, and score a little better for being together;
- ``thin-rural``: six lots of ten have few bids, from small suppliers without much capacity;
- ``consortium-overlap``: two bids of five come from consortia whose members overlap, a fifth of suppliers are owned.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from throughcare.commissioning.rules.award_problem import (
    WHOLE,
    AtMostOne,
    AwardBid,
    AwardLimits,
    AwardLot,
    AwardMember,
    AwardRound,
    AwardSupplier,
)

FAMILIES = ("cap-binds", "packages", "thin-rural", "consortium-overlap")
SIZES = {17: (30, 76), 110: (60, 1_100), 220: (150, 5_100), 500: (400, 27_500), 1_000: (800, 102_000)}
"""Lots: suppliers and bids."""
NEEDS = ("accommodation", "employment", "wellbeing", "women", "debt", "dependency", "mentoring")


@dataclass(frozen=True)
class _Kind:
    """What makes a family: the cap in hundredths of a percent, and the shares of bids and lots that are special."""

    cap: int
    packages: float
    thin: float = 0.0
    consortia: float = 0.0
    large: int = 0


_KINDS = {
    "cap-binds": _Kind(cap=1_200, packages=0.3, large=4),
    "packages": _Kind(cap=2_500, packages=0.7),
    "thin-rural": _Kind(cap=2_500, packages=0.3, thin=0.6),
    "consortium-overlap": _Kind(cap=600, packages=0.3, consortia=0.4),
}


def round_of(family: str, lots: int, seed: int) -> AwardRound:
    """The round of that family, size and seed."""
    return _Maker(family, lots, random.Random(f"{family} {lots} {seed}")).make()


class _Maker:
    def __init__(self, family: str, lots: int, dice: random.Random) -> None:
        self.family, self.kind, self.dice = family, _KINDS[family], dice
        self.suppliers, self.target = SIZES[lots]
        self.areas = [f"A{place:02}" for place in range(max(2, lots // 12))]
        self.lots = [self._lot(place) for place in range(lots)]
        self.by_area = {area: [lot for lot in self.lots if lot.area == area] for area in self.areas}
        self.skipped = 1 - 4 * lots / self.target
        self.thin = {lot.key for lot in self.lots if dice.random() < self.kind.thin}
        self.skill = {place: dice.gauss(6_600, 700) for place in range(self.suppliers)}
        for place in range(self.kind.large):
            self.skill[place] = dice.gauss(8_300, 150)
        self.mean = sum(lot.value_pence for lot in self.lots) / lots

    def make(self) -> AwardRound:
        bids, sets = [], []
        large = [min(len(self.lots) * 9 // 10, self.target // 8)] * self.kind.large
        others = [self.dice.lognormvariate(0, 0.5) for _ in range(self.suppliers - len(large))]
        scale = (self.target - sum(large)) / sum(others)
        for place, count in enumerate([*large, *(max(1, round(weight * scale)) for weight in others)]):
            own = self._bids(place, count)
            packages = tuple(bid.key for bid in own if len(bid.lots) > 1)
            if len(packages) > 1:
                sets.append(AtMostOne(bids=packages))
            bids += own
        return AwardRound(
            reference=f"{self.family}-{len(self.lots)}",
            on=date(2026, 11, 26),
            draw="drawn before opening",
            lots=tuple(self.lots),
            suppliers=tuple(self._supplier(place) for place in range(self.suppliers)),
            bids=tuple(bids),
            limits=AwardLimits(market_share_cap=max(self.kind.cap, 30_000 // len(self.lots)), conditional_bids=True),
            conditions=tuple(sets),
        )

    def _lot(self, place: int) -> AwardLot:
        value = int(min(12_000, max(40, self.dice.lognormvariate(6.2, 0.8)))) * 100_000
        return AwardLot(
            key=f"L{place:04}", need=self.dice.choice(NEEDS), area=self.dice.choice(self.areas), value_pence=value
        )

    def _supplier(self, place: int) -> AwardSupplier:
        large = place < self.kind.large
        most = len(self.lots) if large else max(2, round(self.dice.lognormvariate(0, 0.5) * len(self.lots) / 40) + 2)
        cases = 10**9 if large else int(self.dice.uniform(1.2, 4.0) * 200)
        if self.family == "thin-rural":
            cases //= 2
        owned = self.family == "consortium-overlap" and place % 5 == 0
        return AwardSupplier(
            key=_name(place),
            group=f"G{place // 15}" if owned else "",
            vcse=not large,
            lot_limit=most,
            capacity={"cases": cases},
        )

    def _bids(self, place: int, count: int) -> list[AwardBid]:
        home = self.dice.sample(self.areas, min(len(self.areas), max(1, count // 8)))
        near = [lot for area in home for lot in self.by_area[area]] or self.lots
        seen: set[tuple[str, ...]] = set()
        bids: list[AwardBid] = []
        for _ in range(count * 6):
            if len(bids) == count:
                break
            lots = self._package(self.lots if place < self.kind.large else near)
            keys = tuple(lot.key for lot in lots)
            if keys in seen or (len(keys) == 1 and keys[0] in self.thin and self.dice.random() < self.skipped):
                continue
            seen.add(keys)
            bids.append(self._bid(place, len(bids), lots))
        return bids

    def _package(self, near: list[AwardLot]) -> list[AwardLot]:
        first = self.dice.choice(near)
        if self.dice.random() >= self.kind.packages:
            return [first]
        beside = [lot for lot in self.by_area[first.area] if lot is not first and lot.key not in self.thin]
        more = self.dice.sample(beside, min(len(beside), self.dice.randint(1, 3)))
        return sorted([first, *more], key=lambda lot: lot.key)

    def _bid(self, place: int, number: int, lots: list[AwardLot]) -> AwardBid:
        together = 120 * (len(lots) - 1)
        scores = tuple(self._score(self.skill[place] + together) for _ in lots)
        value = sum(lot.value_pence for lot in lots)
        demand = {"cases": max(1, round(200 * value / self.mean * self.dice.uniform(0.3, 0.6)))}
        consortium = self.dice.random() < self.kind.consortia
        return AwardBid(
            key=f"{_name(place)}-{number:04}",
            supplier=_name(place),
            lots=tuple(lot.key for lot in lots),
            scores=scores,
            price_pence=round(value * self.dice.uniform(0.8, 1.0)),
            quality=self._score(self.skill[place]),
            social_value=self._score(6_000),
            demand={} if consortium else demand,
            members=self._members(place, demand["cases"]) if consortium else (),
        )

    def _score(self, middle: float) -> int:
        return int(min(WHOLE, max(2_000, self.dice.gauss(middle, 600))))

    def _members(self, place: int, cases: int) -> tuple[AwardMember, ...]:
        others = self.dice.sample([one for one in range(self.suppliers) if one != place], self.dice.randint(1, 3))
        share = self.dice.choice((1_000, 1_500, 2_000))
        parts = [(place, WHOLE - share * len(others)), *((other, share) for other in others)]
        return tuple(
            AwardMember(supplier=_name(one), share=part, demand={"cases": cases * part // WHOLE}) for one, part in parts
        )


def _name(place: int) -> str:
    return f"S{place:03}"
