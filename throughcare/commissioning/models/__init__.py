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
