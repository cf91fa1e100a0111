"""What must be true of a release before it is published, beyond its shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from throughcare.commissioning.rules.ocds.parts import OrganizationReference, Period
from throughcare.commissioning.rules.ocds.release import Release


@dataclass(frozen=True, slots=True)
class ReleaseFault:
    """One thing that is wrong: where, as a path, and what."""

    path: str
    problem: str


def check_release(release: Release, *, earlier: Iterable[Release] = ()) -> tuple[ReleaseFault, ...]:
    """Everything wrong with a release, given those published before it; empty when it may go out.

    ``earlier`` may be one release that compiles them all: whoever publishes then sees to it that no id comes twice.

    Ids are unique in their list; every organisation is a party; lots, bids and awards that are referred to exist, here or in
    an earlier release; periods do not end before they start; the release comes after the earlier ones and repeats no id of
    theirs; only the winner's bid carries a value.
    """
    before = tuple(earlier)
    return (*_identity(release, before), *_repeated(release), *_strangers(release, before), *_dangling(release, before),
            *_periods(release), *_losers(release))  # fmt: skip


def _identity(release: Release, before: tuple[Release, ...]) -> Iterator[ReleaseFault]:
    for other in before:
        if other.ocid != release.ocid:
            yield ReleaseFault("ocid", f"an earlier release is of the process {other.ocid}")
        if other.id == release.id:
            yield ReleaseFault("id", f"{release.id} is published already")
        if other.date >= release.date:
            yield ReleaseFault("date", f"not after the release {other.id}")


def _repeated(release: Release) -> Iterator[ReleaseFault]:
    for path, ids in _lists_with_ids(release):
        for each, count in Counter(ids).items():
            if count > 1:
                yield ReleaseFault(path, f"the id {each} stands {count} times")


def _lists_with_ids(release: Release) -> Iterator[tuple[str, list[str]]]:
    yield "parties", [each.id for each in release.parties]
    yield "awards", [each.id for each in release.awards]
    yield "contracts", [each.id for each in release.contracts]
    if release.planning:
        yield "planning/documents", [each.id for each in release.planning.documents]
        yield "planning/milestones", [each.id for each in release.planning.milestones]
    if release.tender:
        yield "tender/lots", [each.id for each in release.tender.lots]
        yield "tender/milestones", [each.id for each in release.tender.milestones]
    if release.bids:
        yield "bids/details", [each.id for each in release.bids.details]
        yield "bids/statistics", [each.id for each in release.bids.statistics]
    for award in release.awards:
        if award.subcontracting:
            yield f"awards/{award.id}/subcontracting", [each.id for each in award.subcontracting.subcontracts]
    for contract in release.contracts:
        yield f"contracts/{contract.id}/amendments", [each.id for each in contract.amendments]
        if contract.implementation:
            yield f"contracts/{contract.id}/transactions", [each.id for each in contract.implementation.transactions]


def _strangers(release: Release, before: tuple[Release, ...]) -> Iterator[ReleaseFault]:
    known = {party.id for each in (*before, release) for party in each.parties}
    for path, reference in _references(release):
        if reference.id not in known:
            yield ReleaseFault(path, f"{reference.id} is not among the parties")


def _references(release: Release) -> Iterator[tuple[str, OrganizationReference]]:
    if release.buyer:
        yield "buyer", release.buyer
    if release.tender and release.tender.procuring_entity:
        yield "tender/procuringEntity", release.tender.procuring_entity
    for bid in release.bids.details if release.bids else ():
        yield from ((f"bids/{bid.id}/tenderers", each) for each in bid.tenderers)
    for award in release.awards:
        yield from ((f"awards/{award.id}/suppliers", each) for each in award.suppliers)
        for link in award.subcontracting.subcontracts if award.subcontracting else ():
            yield f"awards/{award.id}/subcontracts/{link.id}", link.subcontractor
            yield from ((f"awards/{award.id}/subcontracts/{link.id}", each) for each in link.main_contractors)
    for contract in release.contracts:
        for paid in contract.implementation.transactions if contract.implementation else ():
            yield f"contracts/{contract.id}/transactions/{paid.id}/payer", paid.payer
            yield f"contracts/{contract.id}/transactions/{paid.id}/payee", paid.payee


def _dangling(release: Release, before: tuple[Release, ...]) -> Iterator[ReleaseFault]:
    whole = (*before, release)
    lots = {lot.id for each in whole if each.tender for lot in each.tender.lots}
    bids = {bid.id for each in whole if each.bids for bid in each.bids.details}
    awards = {award.id for each in whole for award in each.awards}
    for award in release.awards:
        yield from (ReleaseFault(f"awards/{award.id}/relatedLots", f"there is no lot {lot}")
                    for lot in award.related_lots if lot not in lots)  # fmt: skip
        if award.related_bid and award.related_bid not in bids:
            yield ReleaseFault(f"awards/{award.id}/relatedBid", f"there is no bid {award.related_bid}")
        if (award.status == "unsuccessful") == bool(award.suppliers):
            yield ReleaseFault(f"awards/{award.id}/suppliers", "an award has suppliers, one that failed has none")
    for contract in release.contracts:
        if contract.award_id not in awards:
            yield ReleaseFault(f"contracts/{contract.id}/awardID", f"there is no award {contract.award_id}")


def _periods(release: Release) -> Iterator[ReleaseFault]:
    for path, period in _all_periods(release):
        if period and period.start_date and period.end_date and period.end_date < period.start_date:
            yield ReleaseFault(path, "ends before it starts")


def _all_periods(release: Release) -> Iterator[tuple[str, Period | None]]:
    if tender := release.tender:
        yield from ((f"tender/{name}", period) for name, period in (
            ("tenderPeriod", tender.tender_period), ("enquiryPeriod", tender.enquiry_period),
            ("awardPeriod", tender.award_period), ("contractPeriod", tender.contract_period),
        ))  # fmt: skip
        yield from ((f"tender/lots/{lot.id}/contractPeriod", lot.contract_period) for lot in tender.lots)
    for award in release.awards:
        yield f"awards/{award.id}/contractPeriod", award.contract_period
        yield f"awards/{award.id}/standstillPeriod", award.standstill_period
    yield from ((f"contracts/{contract.id}/period", contract.period) for contract in release.contracts)


def _losers(release: Release) -> Iterator[ReleaseFault]:
    won = {award.related_bid for award in release.awards if award.related_bid}
    for bid in release.bids.details if release.bids else ():
        if bid.value and bid.id not in won:
            yield ReleaseFault(f"bids/{bid.id}/value", "what a bid that was not awarded offered is withheld")
