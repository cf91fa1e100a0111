"""A competition as the Open Contracting Data Standard tells it: the projection of its current state."""

from __future__ import annotations

import datetime as dt

from throughcare.commissioning.models import (
    Competition,
    CompetitionChange,
    CompetitionLot,
    Need,
    NeedUse,
    PublishedRelease,
)
from throughcare.commissioning.queries.ocds_shared import buyer_of, legal_basis
from throughcare.commissioning.rules.formula_words import SAID
from throughcare.commissioning.rules.need_policy import said_volume
from throughcare.commissioning.rules.ocds import (
    Amendment,
    AwardCriteria,
    AwardCriterion,
    CriterionNumber,
    Lot,
    LotDetails,
    Period,
    RelatedProcess,
    Release,
    Tag,
    Techniques,
    Tender,
    Value,
)
from throughcare.commissioning.rules.ocds.tender import TenderStatus
from throughcare.kernel.calendar import add_months
from throughcare.kernel.local_time import HERE, day_bounds

_STATUS: dict[str, TenderStatus] = {"withdrawn": "cancelled", "cancelled": "cancelled", "no-award": "unsuccessful",
                                    "concluded": "complete", "standstill": "complete"}  # fmt: skip


def competition_release(competition: Competition, *, number: int, at: dt.datetime, tag: Tag) -> Release:
    """A release that says all of the current state of the tender; ``number`` counts the releases of the process."""
    buyer = buyer_of(competition.market)
    return Release(
        ocid=competition.ocid,
        id=f"{competition.ocid}-{number}",
        date=at,
        tag=(tag,),
        initiation_type="tender",
        language="en",
        title=competition.title,
        parties=(buyer,),
        buyer=buyer.reference,
        tender=tender_of(competition),
        related_processes=_related(competition),
    )


def next_number(competition: Competition) -> int:
    """The number of the next release of the process."""
    return PublishedRelease.objects.filter(ocid=competition.ocid).count() + 1


def tender_of(competition: Competition) -> Tender:
    """The tender of the release: what is bought, in which lots, by which weights and until when."""
    status = _STATUS.get(competition.state, "active")
    lots = list(competition.lots.select_related("category__region"))
    criteria = _criteria(competition)
    return Tender(
        id=competition.reference,
        title=competition.title,
        status=status,
        description=competition.specification,
        procuring_entity=buyer_of(competition.market).reference,
        value=Value.of_pence(sum(lot.value_pence for lot in lots)),
        procurement_method="selective",
        procurement_method_details="A competition among the members of an open market",
        main_procurement_category="services",
        legal_basis=legal_basis(competition.pack),
        special_regime=("lightTouch",) if "light-touch" in competition.pack else (),
        award_criteria="ratedCriteria",
        tender_period=Period(start_date=competition.published_at, end_date=competition.closes_at),
        enquiry_period=_enquiries(competition),
        contract_period=_contracts(competition),
        lots=tuple(_lot(lot, competition, criteria, status) for lot in lots),
        lot_details=LotDetails(maximum_lots_awarded_per_supplier=competition.lot_limit)
        if competition.lot_limit
        else None,
        techniques=Techniques(has_dynamic_purchasing_system=True),
        amendments=tuple(
            Amendment(id=f"change-{each.number}", date=each.changed_at, description=_what(each), rationale=each.why)
            for each in competition.changes.all()
        ),
        risk_details=competition.underfunding_reason or None,
    )


def _what(change: CompetitionChange) -> str:
    """What was changed, in the words of the notice."""
    said = [f"Changed: {name}" for name in sorted(change.after)]
    if change.closes_after != change.closes_before:
        said.append(f"Bids until {change.closes_after.astimezone(HERE):%d %B %Y, %H:%M}")
    return "; ".join(said)


def _lot(lot: CompetitionLot, competition: Competition, criteria: AwardCriteria, status: TenderStatus) -> Lot:
    return Lot(
        id=lot.key,
        title=lot.title,
        status=status,
        description=said_volume(lot.annual_volume, on=competition.opened_on),
        value=Value.of_pence(lot.value_pence),
        contract_period=_contracts(competition),
        award_criteria=criteria,
        has_renewal=competition.extension_months > 0,
    )


def _criteria(competition: Competition) -> AwardCriteria:
    return AwardCriteria(
        criteria=tuple(
            AwardCriterion(
                type="price" if each.kind == "price" else "quality",
                name=each.title,
                numbers=(CriterionNumber(number=float(each.weight), weight="percentageExact"),),
            )
            for each in competition.criteria.all()
        ),
        weighting_description=SAID[competition.formula],
    )


def _enquiries(competition: Competition) -> Period | None:
    if competition.questions_until is None:
        return None
    _begins, ends = day_bounds(competition.questions_until)
    return Period(start_date=competition.published_at, end_date=ends - dt.timedelta(seconds=1))


def _contracts(competition: Competition) -> Period | None:
    if competition.starts_on is None:
        return None
    until = add_months(competition.starts_on, competition.term_months)
    extended = add_months(competition.starts_on, competition.term_months + competition.extension_months)
    return Period.of_days(
        competition.starts_on, until, at_most_until=extended if competition.extension_months else None
    )


def _related(competition: Competition) -> tuple[RelatedProcess, ...]:
    market = competition.market
    found = [
        RelatedProcess(
            id="market", relationship=("framework",), scheme="ocid", identifier=market.ocid, title=market.title
        )
    ]
    if need := _need(competition):
        found.append(
            RelatedProcess(id="need", relationship=("planning",), scheme="ocid", identifier=need.ocid, title=need.title)
        )
    if competition.round_of is not None:
        before = competition.round_of
        found.append(
            RelatedProcess(
                id="round", relationship=("unsuccessfulProcess",), scheme="ocid", identifier=before.ocid, title=before.title
            )
        )  # fmt: skip
    return tuple(found)


def _need(competition: Competition) -> Need | None:
    """The need that it meets, where that was public when the competition was published."""
    used = NeedUse.objects.filter(competition=competition).select_related("need").first()
    if used is None or used.need.published_at is None or competition.published_at is None:
        return None
    return used.need if used.need.published_at <= competition.published_at else None
