"""Bids, said only after an award: counts of all, and who bid; what the others offered is withheld."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from throughcare.commissioning.rules.ocds.parts import Instant, OrganizationReference, Part, Text, Value


class BidsStatistic(Part, frozen=True, kw_only=True):
    """A count for a lot (``bidStatistics`` codelist with the UK extension)."""

    id: Text
    measure: Literal[
        "bids",
        "validBids",
        "smeBids",
        "tendersAbnormallyLow",
        "finalStageBids",
        "smeFinalStageBids",
        "vcseFinalStageBids",
    ]
    value: float
    related_lot: Text | None = None


class Bid(Part, frozen=True, kw_only=True):
    """One bid; ``value`` of the winner only."""

    id: Text
    status: Literal["invited", "pending", "valid", "disqualified", "withdrawn"]
    tenderers: Annotated[tuple[OrganizationReference, ...], Meta(min_length=1)]
    date: Instant | None = None
    value: Value | None = None


class Bids(Part, frozen=True, kw_only=True):
    """The bids of the process."""

    statistics: tuple[BidsStatistic, ...] = ()
    details: tuple[Bid, ...] = ()
