"""What is bought, in which lots, by which rules and until when."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from throughcare.commissioning.rules.ocds.parts import (
    Amendment,
    Classification,
    Milestone,
    OrganizationReference,
    Part,
    Period,
    Text,
    Value,
)

TenderStatus = Literal["planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"]


class CriterionNumber(Part, frozen=True, kw_only=True):
    """A weight or a threshold of a criterion."""

    number: float
    weight: Literal["percentageExact", "pointsExact", "order"] | None = None
    threshold: Literal["minimumScore"] | None = None


class AwardCriterion(Part, frozen=True, kw_only=True):
    """One criterion (European Union profile)."""

    type: Literal["quality", "cost", "price"]
    name: Text
    description: Text | None = None
    numbers: tuple[CriterionNumber, ...] = ()


class AwardCriteria(Part, frozen=True, kw_only=True):
    """How bids are ranked."""

    criteria: Annotated[tuple[AwardCriterion, ...], Meta(min_length=1)]
    weighting_description: Text | None = None


class DynamicPurchasingSystem(Part, frozen=True, kw_only=True):
    """The open panel that a market is: ``open`` means that other buyers may use it."""

    type: Literal["open", "closed"]
    status: Literal["pending", "active", "cancelled", "terminated"]


class Techniques(Part, frozen=True, kw_only=True):
    """The kind of procurement."""

    has_dynamic_purchasing_system: bool
    dynamic_purchasing_system: DynamicPurchasingSystem | None = None
    has_framework_agreement: bool | None = None


class Lot(Part, frozen=True, kw_only=True):
    """A part of what is bought that has a winner of its own; in a market, a category."""

    id: Text
    title: Text
    status: TenderStatus
    description: Text | None = None
    value: Value | None = None
    contract_period: Period | None = None
    award_criteria: AwardCriteria | None = None
    has_renewal: bool | None = None


class LotDetails(Part, frozen=True, kw_only=True):
    """How many lots one supplier may bid for and win."""

    maximum_lots_bid_per_supplier: int | None = None
    maximum_lots_awarded_per_supplier: int | None = None
    award_criteria_details: Text | None = None


class LotGroup(Part, frozen=True, kw_only=True):
    """Lots that may be bought together."""

    id: Text
    related_lots: Annotated[tuple[Text, ...], Meta(min_length=2)]
    option_to_combine: bool | None = None
    maximum_value: Value | None = None


class Tender(Part, frozen=True, kw_only=True):
    """The market or the competition."""

    id: Text
    title: Text
    status: TenderStatus
    description: Text | None = None
    procuring_entity: OrganizationReference | None = None
    value: Value | None = None
    procurement_method: Literal["open", "selective", "limited", "direct"] | None = None
    procurement_method_details: Text | None = None
    procurement_method_rationale: Text | None = None
    main_procurement_category: Literal["services"] | None = None
    legal_basis: Classification | None = None
    special_regime: tuple[Literal["lightTouch"], ...] = ()
    above_threshold: bool | None = None
    award_criteria: Literal["ratedCriteria", "priceOnly"] | None = None
    tender_period: Period | None = None
    enquiry_period: Period | None = None
    award_period: Period | None = None
    contract_period: Period | None = None
    lots: tuple[Lot, ...] = ()
    lot_details: LotDetails | None = None
    lot_groups: tuple[LotGroup, ...] = ()
    techniques: Techniques | None = None
    milestones: tuple[Milestone, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    risk_details: Text | None = None
