"""Who was awarded what, the contracts, the chain below them, and what was paid."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from throughcare.commissioning.rules.ocds.parts import (
    Amendment,
    Classification,
    Instant,
    Metric,
    OrganizationReference,
    Part,
    Period,
    Text,
    Value,
)


class Subcontract(Part, frozen=True, kw_only=True):
    """A partner: below the supplier it is of the second tier, below such a partner of the third."""

    id: Text
    subcontractor: OrganizationReference
    main_contractors: Annotated[tuple[OrganizationReference, ...], Meta(min_length=1)]
    description: Text | None = None


class Subcontracting(Part, frozen=True, kw_only=True):
    """The chain below the supplier."""

    subcontracts: Annotated[tuple[Subcontract, ...], Meta(min_length=1)]


class Award(Part, frozen=True, kw_only=True):
    """A decision on lots; ``unsuccessful`` where nobody was awarded them."""

    id: Text
    status: Literal["pending", "active", "cancelled", "unsuccessful"]
    title: Text | None = None
    description: Text | None = None
    date: Instant | None = None
    value: Value | None = None
    suppliers: tuple[OrganizationReference, ...] = ()
    related_lots: tuple[Text, ...] = ()
    related_bid: Text | None = None
    contract_period: Period | None = None
    standstill_period: Period | None = None
    assessment_summaries_date_sent: Instant | None = None
    has_subcontracting: bool | None = None
    subcontracting: Subcontracting | None = None


class Transaction(Part, frozen=True, kw_only=True):
    """A payment: by the buyer to the supplier, or by the supplier to a partner."""

    id: Text
    date: Instant
    value: Value
    payer: OrganizationReference
    payee: OrganizationReference


class Implementation(Part, frozen=True, kw_only=True):
    """What came of the contract."""

    transactions: tuple[Transaction, ...] = ()
    metrics: tuple[Metric, ...] = ()


class Contract(Part, frozen=True, kw_only=True):
    """A signed contract; its id stays the same for life."""

    id: Text
    award_id: Text = field(name="awardID")
    status: Literal["pending", "active", "cancelled", "terminated"]
    title: Text | None = None
    description: Text | None = None
    period: Period | None = None
    value: Value | None = None
    date_signed: Instant | None = None
    agreed_metrics: tuple[Metric, ...] = ()
    no_agreed_metrics_rationale: Text | None = None
    amendments: tuple[Amendment, ...] = ()
    implementation: Implementation | None = None
    termination_rationale_classifications: tuple[Classification, ...] = ()
