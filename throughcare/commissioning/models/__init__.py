"""Models of the commissioning context."""

from throughcare.commissioning.models.application import (
    ApplicationAnswer,
    ApplicationCategory,
    ApplicationGround,
    ApplicationPartner,
    ApplicationQuestion,
    MarketApplication,
)
from throughcare.commissioning.models.bid import (
    Bid,
    BidClock,
    BidDraft,
    BidDraftFile,
    BidEvent,
    BidVersion,
    BidVersionFile,
)
from throughcare.commissioning.models.competition import (
    Competition,
    CompetitionCriterion,
    CompetitionInvitation,
    CompetitionLot,
    CompetitionQuestion,
    LotFunding,
)
from throughcare.commissioning.models.competition_course import CompetitionChange, CompetitionEnquiry
from throughcare.commissioning.models.library import EvidenceFile, SupplierAnswer, SupplierEvidence
from throughcare.commissioning.models.market import (
    Market,
    MarketCategory,
    MarketCondition,
    Membership,
    MembershipSuspension,
)
from throughcare.commissioning.models.opening import (
    BidKey,
    BidKeyShare,
    OfficerSecret,
    OpenedBid,
    OpenedBidder,
    OpenedFile,
    OpenedPrice,
    OpeningAttempt,
    OpeningDeclaration,
    OpeningOfficer,
    TurnedKey,
)
from throughcare.commissioning.models.publication import PublishedProcess, PublishedRelease
from throughcare.commissioning.models.register import RegisteredContract, RegisteredSubcontractor

__all__ = [
    "ApplicationAnswer",
    "ApplicationCategory",
    "ApplicationGround",
    "ApplicationPartner",
    "ApplicationQuestion",
    "Bid",
    "BidClock",
    "BidDraft",
    "BidDraftFile",
    "BidEvent",
    "BidKey",
    "BidKeyShare",
    "BidVersion",
    "BidVersionFile",
    "Competition",
    "CompetitionChange",
    "CompetitionCriterion",
    "CompetitionEnquiry",
    "CompetitionInvitation",
    "CompetitionLot",
    "CompetitionQuestion",
    "EvidenceFile",
    "LotFunding",
    "Market",
    "MarketApplication",
    "MarketCategory",
    "MarketCondition",
    "Membership",
    "MembershipSuspension",
    "OfficerSecret",
    "OpenedBid",
    "OpenedBidder",
    "OpenedFile",
    "OpenedPrice",
    "OpeningAttempt",
    "OpeningDeclaration",
    "OpeningOfficer",
    "PublishedProcess",
    "PublishedRelease",
    "RegisteredContract",
    "RegisteredSubcontractor",
    "SupplierAnswer",
    "SupplierEvidence",
    "TurnedKey",
]
