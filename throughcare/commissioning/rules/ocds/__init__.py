"""Releases of the Open Contracting Data Standard 1.1.5, with the European Union profile and the UK extension.

Only the fields that Throughcare emits are here; the structs are their one definition: what is sent, the schema that is
published and the check before publishing all come from them.
"""

from throughcare.commissioning.rules.ocds.awards import (
    Award,
    Contract,
    Implementation,
    Subcontract,
    Subcontracting,
    Transaction,
)
from throughcare.commissioning.rules.ocds.bids import Bid, Bids, BidsStatistic
from throughcare.commissioning.rules.ocds.check import ReleaseFault, check_release
from throughcare.commissioning.rules.ocds.compiling import compile_onto, compile_releases
from throughcare.commissioning.rules.ocds.parts import (
    Amendment,
    Classification,
    Identifier,
    Metric,
    Milestone,
    Observation,
    Organization,
    OrganizationDetails,
    OrganizationReference,
    Period,
    RelatedProcess,
    Value,
)
from throughcare.commissioning.rules.ocds.planning import Budget, Document, Planning
from throughcare.commissioning.rules.ocds.release import Release, Tag, decode, encode
from throughcare.commissioning.rules.ocds.schema import release_schema
from throughcare.commissioning.rules.ocds.tender import (
    AwardCriteria,
    AwardCriterion,
    CriterionNumber,
    DynamicPurchasingSystem,
    Lot,
    LotDetails,
    LotGroup,
    Techniques,
    Tender,
)

__all__ = [
    "Amendment", "Award", "AwardCriteria", "AwardCriterion", "Bid", "Bids", "BidsStatistic", "Budget", "Classification",
    "Contract", "CriterionNumber", "Document", "DynamicPurchasingSystem", "Identifier", "Implementation", "Lot",
    "LotDetails", "LotGroup", "Metric", "Milestone", "Observation", "Organization", "OrganizationDetails",
    "OrganizationReference", "Period", "Planning", "RelatedProcess", "Release", "ReleaseFault", "Subcontract",
    "Subcontracting", "Tag", "Techniques", "Tender", "Transaction", "Value", "check_release", "compile_onto",
    "compile_releases", "decode", "encode", "release_schema",
]  # fmt: skip
