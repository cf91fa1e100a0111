"""Releases for the tests: a competition from its notice to a contract that was changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from throughcare.commissioning.rules.ocds import (
    Amendment,
    Award,
    AwardCriteria,
    AwardCriterion,
    Bid,
    Bids,
    BidsStatistic,
    Classification,
    Contract,
    CriterionNumber,
    DynamicPurchasingSystem,
    Identifier,
    Implementation,
    Lot,
    LotDetails,
    LotGroup,
    Metric,
    Milestone,
    Observation,
    Organization,
    OrganizationDetails,
    Period,
    RelatedProcess,
    Release,
    Subcontract,
    Subcontracting,
    Techniques,
    Tender,
    Transaction,
    Value,
)  # fmt: skip

OCID = "ocds-demo00-comp-7"
BUYER = Organization(id="GB-GOR-TEST", name="Greater Manchester region", roles=("buyer", "procuringEntity"))
CHARITY = Organization(
    id="GB-CHC-9000001", name="Harbour Homes (fictional)", roles=("tenderer", "supplier"),
    identifier=Identifier(scheme="GB-CHC", id="9000001", legal_name="Harbour Homes"),
    additional_identifiers=(Identifier(scheme="GB-COH", id="99000001"),),
    details=OrganizationDetails(scale="small", vcse=True),
)  # fmt: skip
OTHER = Organization(id="GB-COH-99000002", name="Second Start (fictional)", roles=("tenderer",))
PARTNER = Organization(id="GB-CHC-9000003", name="Doorstep (fictional)", roles=("subcontractor",))
CRITERIA = AwardCriteria(criteria=(
    AwardCriterion(type="quality", name="Quality", numbers=(CriterionNumber(number=60, weight="percentageExact"),)),
    AwardCriterion(type="quality", name="Social value", numbers=(CriterionNumber(number=10, weight="percentageExact"),)),
    AwardCriterion(type="price", name="Price", numbers=(CriterionNumber(number=30, weight="percentageExact"),)),
))  # fmt: skip


def at(day: int, month: int = 3) -> datetime:
    """Noon of a day in 2026."""
    return datetime(2026, month, day, 12, tzinfo=UTC)


def tender_release() -> Release:
    """The notice of a competition for two lots."""
    lots = tuple(
        Lot(id=f"lot-{number}", title=f"Accommodation {number}", status="active", value=Value.of_pence(250_000_00),
            contract_period=Period.of_days(date(2026, 7, 1), date(2028, 7, 1)), award_criteria=CRITERIA)
        for number in (1, 2)
    )  # fmt: skip
    return Release(
        ocid=OCID, id=f"{OCID}-1", date=at(2), tag=("tender",), initiation_type="tender", language="en",
        title="Accommodation in two police areas", parties=(BUYER,), buyer=BUYER.reference,
        tender=Tender(
            id="comp-7", title="Accommodation", status="active", procuring_entity=BUYER.reference,
            value=Value.of_pence(500_000_00, gross=600_000_00), procurement_method="selective",
            main_procurement_category="services", above_threshold=False, award_criteria="ratedCriteria",
            special_regime=("lightTouch",), legal_basis=Classification(scheme="CELEX", id="PA2023"),
            tender_period=Period(start_date=at(2), end_date=at(31)),
            enquiry_period=Period(start_date=at(2), end_date=at(16)),
            lots=lots, lot_details=LotDetails(maximum_lots_awarded_per_supplier=1),
            lot_groups=(LotGroup(id="both", related_lots=("lot-1", "lot-2"), option_to_combine=True),),
            techniques=Techniques(
                has_dynamic_purchasing_system=True,
                dynamic_purchasing_system=DynamicPurchasingSystem(type="closed", status="active"),
            ),
            milestones=(Milestone(id="answers", title="Answers to questions", due_date=at(20), status="scheduled"),),
        ),
        related_processes=(
            RelatedProcess(id="1", relationship=("framework",), scheme="ocid", identifier="ocds-demo00-mkt-1"),
        ),
    )  # fmt: skip


def award_release() -> Release:
    """One lot won by a charity with a partner, the other not."""
    bid = Bid(id="bid-1", status="valid", tenderers=(CHARITY.reference,), value=Value.of_pence(240_000_00))
    chain = Subcontract(
        id="1", subcontractor=PARTNER.reference, main_contractors=(CHARITY.reference,), description="Rural areas"
    )
    return Release(
        ocid=OCID, id=f"{OCID}-2", date=at(20, 4), tag=("award",), initiation_type="tender", language="en",
        parties=(BUYER, CHARITY, OTHER, PARTNER),
        bids=Bids(
            statistics=(BidsStatistic(id="1", measure="bids", value=2, related_lot="lot-1"),),
            details=(bid, Bid(id="bid-2", status="valid", tenderers=(OTHER.reference,))),
        ),
        awards=(
            Award(id="award-1", status="active", date=at(20, 4), value=Value.of_pence(240_000_00),
                  suppliers=(CHARITY.reference,), related_lots=("lot-1",), related_bid="bid-1",
                  standstill_period=Period(start_date=at(20, 4), end_date=at(29, 4)),
                  assessment_summaries_date_sent=at(20, 4), has_subcontracting=True,
                  subcontracting=Subcontracting(subcontracts=(chain,))),
            Award(id="award-2", status="unsuccessful", date=at(20, 4), title="No bids", related_lots=("lot-2",)),
        ),
    )  # fmt: skip


def contract_release() -> Release:
    """The signed contract with a measure."""
    agreed = Metric(id="kpi-1", title="In settled accommodation after six months", observations=(
        Observation(id="target", measure="0.8", period=Period.of_days(date(2026, 7, 1), date(2027, 7, 1))),))  # fmt: skip
    return Release(
        ocid=OCID, id=f"{OCID}-3", date=at(4, 5), tag=("contract",), initiation_type="tender", language="en",
        contracts=(Contract(id="contract-1", award_id="award-1", status="active", date_signed=at(4, 5),
                            period=Period.of_days(date(2026, 7, 1), date(2028, 7, 1), at_most_until=date(2030, 7, 1)),
                            value=Value.of_pence(240_000_00), agreed_metrics=(agreed,)),),
    )  # fmt: skip


def amendment_release() -> Release:
    """The contract with more value, and the first payment."""
    change = Amendment(id="1", date=at(1, 9), description="Ten more places", rationale="Demand above the projection",
                       rationale_classifications=(Classification(scheme="GB-PA23-AMEND", id="light-touch"),))  # fmt: skip
    paid = Transaction(
        id="1", date=at(2, 9), value=Value.of_pence(20_000_05), payer=BUYER.reference, payee=CHARITY.reference
    )
    return Release(
        ocid=OCID, id=f"{OCID}-4", date=at(3, 9), tag=("contractAmendment", "implementation"), initiation_type="tender",
        language="en",
        contracts=(Contract(id="contract-1", award_id="award-1", status="active", value=Value.of_pence(260_000_00),
                            amendments=(change,), implementation=Implementation(transactions=(paid,))),),
    )  # fmt: skip


def process() -> tuple[Release, ...]:
    """All of it, in order."""
    return tender_release(), award_release(), contract_release(), amendment_release()
