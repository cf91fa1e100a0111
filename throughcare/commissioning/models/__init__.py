"""Models of the commissioning context."""

from throughcare.commissioning.models.competition import (
    Competition,
    CompetitionCriterion,
    CompetitionInvitation,
    CompetitionLot,
    CompetitionQuestion,
    LotFunding,
)
from throughcare.commissioning.models.competition_course import CompetitionChange, CompetitionEnquiry
from throughcare.commissioning.models.contract import (
    Contract,
    ContractIndicator,
    ContractInstalment,
    ContractLot,
    ContractMember,
    ContractSignature,
)
from throughcare.commissioning.models.contract_life import (
    ContractChange,
    ContractEnding,
    ContractInvoice,
    ContractMeasurement,
    ContractNotice,
    ContractRating,
    ContractReview,
)
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
    "CompetitionChange",
    "CompetitionCriterion",
    "CompetitionEnquiry",
    "CompetitionInvitation",
    "CompetitionLot",
    "CompetitionQuestion",
    "Contract",
    "ContractChange",
    "ContractEnding",
    "ContractIndicator",
    "ContractInstalment",
    "ContractInvoice",
    "ContractLot",
    "ContractMeasurement",
    "ContractMember",
    "ContractNotice",
    "ContractRating",
    "ContractReview",
    "ContractSignature",
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
]
