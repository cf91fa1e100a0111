"""Notices of the demonstration: one competition open for bids, one that became a contract, one that nobody bid for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from throughcare.accounts.acting import acting_by_itself
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.models import PublishedProcess
from throughcare.commissioning.rules.ocds import (
    Award,
    AwardCriteria,
    AwardCriterion,
    Bid,
    Bids,
    BidsStatistic,
    Contract,
    CriterionNumber,
    Identifier,
    Lot,
    Metric,
    Organization,
    OrganizationDetails,
    Period,
    Release,
    Subcontract,
    Subcontracting,
    Tender,
    Value,
)  # fmt: skip
from throughcare.organisations.models import Region

_HARBOUR = Organization(
    id="GB-CHC-9000001", name="Harbour Homes (fictional)", roles=("tenderer", "supplier"),
    identifier=Identifier(scheme="GB-CHC", id="9000001"), details=OrganizationDetails(scale="small", vcse=True),
)  # fmt: skip
_DOORSTEP = Organization(id="GB-CHC-9000003", name="Doorstep (fictional)", roles=("subcontractor",))
_WEIGHTS = (("quality", "Quality", 60), ("quality", "Social value", 15), ("price", "Price", 25))
_AREAS = ("North", "South")


def publish_some(*, region: str, at: datetime) -> None:
    """Publish the notices, as releases; doing it twice changes nothing."""
    with acting_by_itself(why="demonstration"):
        if PublishedProcess.objects.filter(ocid__startswith="ocds-demo00-").exists():
            return
        place = Region.objects.get(code=region)
        buyer = Organization(id=f"XI-REGION-{place.code}", name=place.name, roles=("buyer", "procuringEntity"))
        for release in _releases(buyer, at):
            publish(release=release, by=None)


def _releases(buyer: Organization, at: datetime) -> Iterator[Release]:
    yield _tender("1", "Finding and keeping a home", buyer, at - timedelta(days=420))
    yield _award(buyer, at - timedelta(days=360))
    yield _contract(at - timedelta(days=345))
    yield _tender("2", "Peer mentoring for young adults", buyer, at - timedelta(days=80))
    yield _no_award(at - timedelta(days=41))
    yield _tender("3", "Finance, benefit and debt advice", buyer, at - timedelta(days=5))


def _release(number: str, step: int, at: datetime) -> Release:
    ocid = f"ocds-demo00-competition-{number}"
    return Release(ocid=ocid, id=f"{ocid}-{step}", date=at, tag=("tender",), initiation_type="tender", language="en")


def _tender(number: str, title: str, buyer: Organization, at: datetime) -> Release:
    weights = AwardCriteria(criteria=tuple(
        AwardCriterion(type=kind, name=name, numbers=(CriterionNumber(number=weight, weight="percentageExact"),))  # type: ignore[arg-type]
        for kind, name, weight in _WEIGHTS
    ))  # fmt: skip
    opens, closes = at, at + timedelta(days=30)
    start = (at + timedelta(days=90)).date()
    lots = tuple(
        Lot(id=f"lot-{place}", title=f"{title}: {area}", status="active", value=Value.of_pence(240_000_00),
            award_criteria=weights, contract_period=Period.of_days(start, start.replace(day=1) + timedelta(days=730)))
        for place, area in enumerate(_AREAS, start=1)
    )  # fmt: skip
    return replace(
        _release(number, 1, at), title=title,
        parties=(buyer,), buyer=buyer.reference,
        tender=Tender(
            id=f"competition-{number}", title=title, status="active", procuring_entity=buyer.reference,
            value=Value.of_pence(480_000_00), procurement_method="selective", main_procurement_category="services",
            award_criteria="ratedCriteria", special_regime=("lightTouch",), lots=lots,
            tender_period=Period(start_date=opens, end_date=closes),
        ),
    )  # fmt: skip


def _award(buyer: Organization, at: datetime) -> Release:
    chain = Subcontract(id="1", subcontractor=_DOORSTEP.reference, main_contractors=(_HARBOUR.reference,))
    return replace(
        _release("1", 2, at), tag=("award",),
        parties=(buyer, _HARBOUR, _DOORSTEP),
        bids=Bids(
            statistics=(BidsStatistic(id="1", measure="bids", value=3),),
            details=(Bid(id="bid-1", status="valid", tenderers=(_HARBOUR.reference,), value=Value.of_pence(231_500_00)),),
        ),
        awards=(
            Award(id="award-1", status="active", date=at, value=Value.of_pence(231_500_00), suppliers=(_HARBOUR.reference,),
                  related_lots=("lot-1",), related_bid="bid-1", has_subcontracting=True,
                  subcontracting=Subcontracting(subcontracts=(chain,))),
            Award(id="award-2", status="unsuccessful", date=at, title="Nobody bid for the south", related_lots=("lot-2",)),
        ),
    )  # fmt: skip


def _contract(at: datetime) -> Release:
    start = (at + timedelta(days=15)).date()
    kept = Metric(id="kpi-1", title="In settled accommodation six months after moving in")
    return replace(
        _release("1", 3, at), tag=("contract",),
        contracts=(Contract(id="contract-1", award_id="award-1", status="active", date_signed=at, agreed_metrics=(kept,),
                            value=Value.of_pence(231_500_00), period=Period.of_days(start, start + timedelta(days=730))),),
    )  # fmt: skip


def _no_award(at: datetime) -> Release:
    lots = tuple(f"lot-{place}" for place in range(1, len(_AREAS) + 1))
    nobody = Award(id="award-1", status="unsuccessful", date=at, title="No bids", related_lots=lots)
    return replace(_release("2", 2, at), tag=("award",), awards=(nobody,))
