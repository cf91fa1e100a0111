"""What a bid says, as it stands in its two envelopes: who bids and how (quality), and for how much (price). Data, no method.

A lot is named by its key (``lot-1``). Money is whole pence over the whole term, shares are hundredths of a per cent.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from throughcare.commissioning.rules.award_problem import WHOLE, Amounts, Condition, Key, Pence

MOST_FILES = 8
"""How many files may come with a bid."""


class _Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen record that refuses names it does not know."""


class BidFile(_Record, frozen=True):
    """A file that comes with the bid; ``key`` names where its bytes are kept, ``kind`` was found in its bytes."""

    key: str
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    kind: str
    size: Annotated[int, Meta(ge=1)]
    sha256: str


class BidContent(_Record, frozen=True):
    """What evaluators read: the lots bid for, and the answers by the code of the question. It names no bidder by itself."""

    lots: Annotated[tuple[Key, ...], Meta(min_length=1)]
    answers: dict[str, str]
    files: tuple[BidFile, ...] = ()


class BidMember(_Record, frozen=True):
    """A member of a consortium, by the number of the organisation; ``demand`` is what it needs of its own capacity."""

    supplier: int
    name: str
    share: Annotated[int, Meta(ge=1, le=WHOLE)]
    demand: Amounts = field(default_factory=dict)


class BidderDetails(_Record, frozen=True):
    """Who bids: members with the lead first, none where the supplier bids alone.

    ``capacity`` is what the lead has, ``demand`` what each lot needs of it, by the key of the lot.
    """

    members: tuple[BidMember, ...] = ()
    capacity: Amounts = field(default_factory=dict)
    demand: dict[Key, Amounts] = field(default_factory=dict)


class QualityEnvelope(_Record, frozen=True):
    """The first envelope."""

    content: BidContent
    bidder: BidderDetails


class PriceOffer(_Record, frozen=True):
    """A price for one lot, or for a package of lots that is won whole or not at all."""

    key: Key
    lots: Annotated[tuple[Key, ...], Meta(min_length=1)]
    pence: Pence


class BidPrices(_Record, frozen=True):
    """The second envelope; conditions name offers by their keys, and are there only where conditional bids were invited."""

    offers: Annotated[tuple[PriceOffer, ...], Meta(min_length=1)]
    conditions: tuple[Condition, ...] = ()


def encode_part(part: Struct) -> bytes:
    """A part as JSON."""
    return msgspec.json.encode(part)


def plain(part: Struct) -> dict[str, Any]:
    """A part as a row keeps it once it is open."""
    built: dict[str, Any] = msgspec.to_builtins(part)
    return built


def read_quality(body: bytes) -> QualityEnvelope:
    """The first envelope; raises ``msgspec.DecodeError`` for anything else."""
    return msgspec.json.decode(body, type=QualityEnvelope)


def read_prices(body: bytes) -> BidPrices:
    """The second envelope; raises ``msgspec.DecodeError`` for anything else."""
    return msgspec.json.decode(body, type=BidPrices)


def content_of(kept: dict[str, Any]) -> BidContent:
    """The content of ``OpenedBid.content``."""
    return msgspec.convert(kept, BidContent)


def bidder_of(kept: dict[str, Any]) -> BidderDetails:
    """The details of ``OpenedBidder.who``."""
    return msgspec.convert(kept, BidderDetails)


def prices_of(kept: dict[str, Any]) -> BidPrices:
    """The prices of ``OpenedPrice.content``."""
    return msgspec.convert(kept, BidPrices)
