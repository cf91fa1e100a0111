"""Models of the commissioning context."""

from throughcare.commissioning.models.competition import (
    Competition,
    CompetitionCriterion,
    CompetitionInvitation,
    CompetitionLot,
    CompetitionQuestion,
    LotFunding,
)
from throughcare.commissioning.models.library import EvidenceFile, SupplierAnswer, SupplierEvidence
from throughcare.commissioning.models.market import (
    Market,
    MarketCategory,
    MarketCondition,
    Membership,
    MembershipSuspension,
)
from throughcare.commissioning.models.publication import PublishedProcess, PublishedRelease
from throughcare.commissioning.models.register import RegisteredContract, RegisteredSubcontractor

__all__ = [
    "Competition",
    "CompetitionCriterion",
    "CompetitionInvitation",
    "CompetitionLot",
    "CompetitionQuestion",
    "EvidenceFile",
    "LotFunding",
    "Market",
    "MarketCategory",
    "MarketCondition",
    "Membership",
    "MembershipSuspension",
    "PublishedProcess",
    "PublishedRelease",
    "RegisteredContract",
    "RegisteredSubcontractor",
    "SupplierAnswer",
    "SupplierEvidence",
]
