"""One release says what an event changed; a package carries several."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from throughcare.commissioning.rules.ocds.awards import Award, Contract
from throughcare.commissioning.rules.ocds.bids import Bids
from throughcare.commissioning.rules.ocds.parts import (
    Instant,
    Organization,
    OrganizationReference,
    Part,
    RelatedProcess,
    Text,
)
from throughcare.commissioning.rules.ocds.planning import Planning
from throughcare.commissioning.rules.ocds.tender import Tender

Tag = Literal[
    "planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate", "tenderCancellation", "award", "awardUpdate",
    "awardCancellation", "contract", "contractUpdate", "contractAmendment", "implementation", "implementationUpdate",
    "contractTermination", "compiled",
]  # fmt: skip


class Release(Part, frozen=True, kw_only=True):
    """What one event made public about one process, never changed once it is out."""

    ocid: Text
    id: Text
    date: Instant
    tag: Annotated[tuple[Tag, ...], Meta(min_length=1)]
    initiation_type: Literal["tender"]
    language: Literal["en", "cy"]
    title: Text | None = None
    description: Text | None = None
    parties: tuple[Organization, ...] = ()
    buyer: OrganizationReference | None = None
    planning: Planning | None = None
    tender: Tender | None = None
    bids: Bids | None = None
    awards: tuple[Award, ...] = ()
    contracts: tuple[Contract, ...] = ()
    related_processes: tuple[RelatedProcess, ...] = ()


def encode(release: Release) -> dict[str, Any]:
    """The release as JSON knows it."""
    body: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(release))
    return body


def decode(body: dict[str, Any]) -> Release:
    """The release of a JSON object; raises ``msgspec.ValidationError`` with the place of what does not fit."""
    return msgspec.convert(body, Release)
