"""A round of lots to be awarded together: lots, suppliers, bids and the limits that were published. Data, no method.

Money is whole pence. Scores, quality, social value, shares and the cap are whole hundredths: a score of 81.25 is 8125, a
share of 60 percent is 6000. An award is compared level by level (``LEVELS``):

0. ``short``, lower is better: suppliers and voluntary-sector lots that published minimums still lack.
1. ``open``, lower: lots that nobody is given.
2. ``points``, higher: for each lot awarded its value in pence times the score of the bid that wins it.
3. ``quality`` and 4. ``social``, higher: the same with the quality and the social value of the bid, which settles ties.
5. ``draw``, lower: the places in the recorded draw of the bids that win, added up.

Commissioning rules W1 to W4 and E11: market share through consortia and groups, lot limit, capacity, conditional bids, ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

LEVELS = ("short", "open", "points", "quality", "social", "draw")
LOWER = frozenset({"short", "open", "draw"})
"""Levels at which less is better."""
Score = tuple[int, ...]

WHOLE = 10_000
"""A whole in hundredths of a percent, and full marks in hundredths of a point."""

Key = Annotated[str, Meta(min_length=1, max_length=60)]
Pence = Annotated[int, Meta(ge=0, le=10**13)]
Hundredths = Annotated[int, Meta(ge=0, le=WHOLE)]
Count = Annotated[int, Meta(ge=0, le=10**9)]
Amounts = dict[Key, Count]
"""So much of each named resource: staff, cases, pounds of funds."""


class _Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen record that refuses names it does not know."""


class AwardLot(_Record, frozen=True):
    """A lot: its value over the whole term, and the most that may be paid for it where that was published."""

    key: Key
    need: Key
    area: Key
    value_pence: Annotated[int, Meta(ge=1, le=10**13)]
    ceiling_pence: Pence | None = None


class AwardSupplier(_Record, frozen=True):
    """A supplier. Suppliers of the same ``group`` are owned together; ``held_pence`` is held in this market already.

    ``capacity`` names what is limited; what it does not name is not. ``lot_limit`` comes before the round's own.
    """

    key: Key
    group: str = ""
    vcse: bool = False
    held_pence: Pence = 0
    lot_limit: Count | None = None
    capacity: Amounts = field(default_factory=dict)


class AwardMember(_Record, frozen=True):
    """A member of a consortium: its share of what is won, and what it needs of its own capacity."""

    supplier: Key
    share: Annotated[int, Meta(ge=1, le=WHOLE)]
    demand: Amounts = field(default_factory=dict)


class AwardBid(_Record, frozen=True):
    """A bid for a package of one or several lots, won whole or not at all; ``scores`` are in the order of ``lots``.

    ``members`` stays empty where the supplier bids alone, with its own ``demand``.
    """

    key: Key
    supplier: Key
    lots: Annotated[tuple[Key, ...], Meta(min_length=1)]
    scores: Annotated[tuple[Hundredths, ...], Meta(min_length=1)]
    price_pence: Pence
    quality: Hundredths = 0
    social_value: Hundredths = 0
    demand: Amounts = field(default_factory=dict)
    members: tuple[AwardMember, ...] = ()

    @property
    def parts(self) -> tuple[AwardMember, ...]:
        """The members, or the supplier as the only one."""
        return self.members or (AwardMember(supplier=self.supplier, share=WHOLE, demand=self.demand),)


class AtMostOne(_Record, frozen=True, tag_field="kind", tag="at-most-one"):
    """Of these bids at most one wins: packages that exclude each other, or two bids that are not both wanted."""

    bids: Annotated[tuple[Key, ...], Meta(min_length=2)]


class OnlyIf(_Record, frozen=True, tag_field="kind", tag="only-if"):
    """The bid wins only if one of ``also`` wins."""

    bid: Key
    also: Annotated[tuple[Key, ...], Meta(min_length=1)]


class AtLeastOrNone(_Record, frozen=True, tag_field="kind", tag="at-least-or-none"):
    """Of these bids so many win that they hold at least ``lots`` lots, or none wins."""

    bids: Annotated[tuple[Key, ...], Meta(min_length=1)]
    lots: Annotated[int, Meta(ge=1)]


Condition = AtMostOne | OnlyIf | AtLeastOrNone


class SupplierMinimum(_Record, frozen=True):
    """A need is to be met by at least so many suppliers; those owned together count as one."""

    need: Key
    suppliers: Annotated[int, Meta(ge=1, le=100)]


class VcseMinimum(_Record, frozen=True):
    """At least so many lots go to bids led by a voluntary organisation; an empty area or need is any."""

    lots: Annotated[int, Meta(ge=1)]
    area: str = ""
    need: str = ""


class AwardLimits(_Record, frozen=True):
    """What was published before bids were asked for. Null is no limit; a cap left out is the one in force on the day.

    ``market_held_pence`` is what anybody holds in this market already; left out, what the suppliers listed hold.
    """

    market_share_cap: Hundredths | UnsetType | None = UNSET
    market_held_pence: Pence | None = None
    lot_limit: Count | None = None
    conditional_bids: bool = False
    supplier_minimums: tuple[SupplierMinimum, ...] = ()
    vcse_minimums: tuple[VcseMinimum, ...] = ()


class AwardRound(_Record, frozen=True):
    """One round. ``draw`` is recorded before opening: with a bid's key it settles the place of the bid in the draw."""

    reference: Key
    on: date
    draw: Key
    lots: tuple[AwardLot, ...]
    suppliers: tuple[AwardSupplier, ...]
    bids: tuple[AwardBid, ...]
    limits: AwardLimits = field(default_factory=AwardLimits)
    conditions: tuple[Condition, ...] = ()


class AwardLevel(Struct, frozen=True):
    """One level of an award: its value, and what no award can beat while the levels before it stay as they are.

    ``bound`` is None where none is known.
    """

    name: str
    value: int
    bound: int | None

    @property
    def is_proven(self) -> bool:
        """Whether it is proven that nothing is better."""
        return self.bound == self.value

    @property
    def gap(self) -> float | None:
        """How far from the bound, as a share of the bound; 0 is proven best, None where no bound is known."""
        if self.bound is None:
            return None
        return abs(self.bound - self.value) / abs(self.bound) if self.bound != self.value and self.bound else 0.0


class Award(Struct, frozen=True):
    """The bids that win, the lots that stay open with the code of the reason, and the levels."""

    chosen: tuple[str, ...]
    open: Mapping[str, str]
    levels: tuple[AwardLevel, ...]

    @property
    def is_proven(self) -> bool:
        """Whether it is proven that no award is better at any level."""
        return all(level.is_proven for level in self.levels)


OPEN_REASONS = ("no-bids", "unaffordable", "limits")
"""Nobody bid; every bid asks for more than the ceiling; what was published, or other lots, kept every bid from winning."""


def draw_places(draw: str, bids: tuple[str, ...]) -> dict[str, int]:
    """The place of each bid in the draw, from 1: in the order of the SHA-256 of ``draw``, a line feed and the key."""
    ordered = sorted(bids, key=lambda key: (sha256(f"{draw}\n{key}".encode()).digest(), key))
    return {key: place for place, key in enumerate(ordered, start=1)}
