"""A panel as its releases tell it: announced, opened, suspended or closed, and who joined and went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from itertools import groupby

from django.utils import timezone

from throughcare.commissioning.models import Market, MarketCategory, Membership, PublishedRelease
from throughcare.commissioning.queries.ocds_parties import party_of
from throughcare.commissioning.queries.ocds_shared import buyer_of, legal_basis
from throughcare.commissioning.rules.ocds import (
    Amendment,
    DynamicPurchasingSystem,
    Lot,
    Organization,
    Period,
    Release,
    Tag,
    Techniques,
    Tender,
)
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED

_STATUS = {
    "draft": "planning", "intended": "planned", "open": "active", "suspended": "active", "closed": "complete",
}  # fmt: skip
_SYSTEM = {
    "draft": "pending", "intended": "pending", "open": "active", "suspended": "pending", "closed": "terminated",
}  # fmt: skip


def market_release(market: Market, *, tag: Tag, at: datetime) -> Release:
    """What is published when the panel itself changes: everything about it but its members."""
    buyer = buyer_of(market)
    return _release(market, tag, at, parties=(buyer,), tender=_tender(market))


def places_release(market: Market, *, added: Sequence[Membership] = (), ended: Sequence[Membership] = (),
                   at: datetime) -> Release:  # fmt: skip
    """What is published when places are given or end: the suppliers, and one amendment for each of the two."""
    amendments = (*_joined(added), *_gone(ended))
    places = [*added, *ended]
    tender = Tender(
        id=market.reference, title=market.title, status=_STATUS[market.state], amendments=amendments,  # type: ignore[arg-type]
    )  # fmt: skip
    parties = (buyer_of(market), *_parties(places))
    return _release(market, "tenderAmendment", at, parties=parties, tender=tender)


def market_now(market: Market) -> tuple[tuple[Organization, ...], Tender]:
    """Parties and tender as all releases together must tell them: the panel as it stands, with all who joined and went."""
    places = list(
        Membership.objects.filter(category__market=market)
        .select_related("supplier", "category__region")
        .prefetch_related("supplier__identifiers")
        .order_by("admitted_at", "pk")
    )
    amendments = sorted(
        (*_joined(places), *_gone([each for each in places if each.ended_at])), key=lambda each: each.date
    )
    return (buyer_of(market), *_parties(places)), _tender(market, tuple(amendments))


def _release(market: Market, tag: Tag, at: datetime, *, parties: tuple[Organization, ...], tender: Tender) -> Release:
    number = PublishedRelease.objects.filter(ocid=market.ocid).count() + 1
    return Release(
        ocid=market.ocid, id=f"{market.ocid}-{number}", date=at, tag=(tag,), initiation_type="tender", language="en",
        title=market.title, parties=parties, buyer=parties[0].reference, tender=tender,
    )  # fmt: skip


def _tender(market: Market, amendments: tuple[Amendment, ...] = ()) -> Tender:
    status = _STATUS[market.state]
    opened = market.opened_at
    ends = (
        datetime.combine(market.ends_on, time(23, 59, 59), timezone.get_default_timezone()) if market.ends_on else None
    )
    return Tender(
        id=market.reference, title=market.title, status=status, description=market.description,  # type: ignore[arg-type]
        procuring_entity=buyer_of(market).reference, procurement_method="selective",
        main_procurement_category="services", legal_basis=legal_basis(market.pack), special_regime=("lightTouch",),
        tender_period=Period(start_date=opened, end_date=ends) if opened else None,
        lots=tuple(_lot(each, status) for each in market.categories.select_related("region")),
        techniques=Techniques(
            has_dynamic_purchasing_system=True,
            dynamic_purchasing_system=DynamicPurchasingSystem(type="closed", status=_SYSTEM[market.state]),  # type: ignore[arg-type]
        ),
        amendments=amendments,
    )  # fmt: skip


def _lot(category: MarketCategory, status: str) -> Lot:
    shown = "complete" if category.closed_at else status
    return Lot(id=f"category-{category.pk}", title=category_title(category), status=shown)  # type: ignore[arg-type]


def category_title(category: MarketCategory) -> str:
    """A category in English, as releases name it."""
    area = police_areas().get(category.police_area)
    where = area.name if area else category.region.name
    who = f", {COHORT.label(category.cohort)}" if category.cohort else ""
    return f"{NEED.label(category.need)}{who}: {where}"


def _parties(places: Iterable[Membership]) -> tuple[Organization, ...]:
    once = {each.supplier_id: each.supplier for each in places}
    return tuple(party_of(each, "supplier") for each in once.values())


def _joined(places: Iterable[Membership]) -> Iterable[Amendment]:
    for (when, supplier), together in groupby(places, key=lambda each: (each.admitted_at, each.supplier)):
        listed = list(together)
        names = "; ".join(category_title(each.category) for each in listed)
        yield Amendment(
            id=f"added-{listed[0].pk}", date=when, description=f"Admitted: {names}",
            suppliers_added=(party_of(supplier, "supplier").reference,),
        )  # fmt: skip


def _gone(places: Iterable[Membership]) -> Iterable[Amendment]:
    for each in places:
        assert each.ended_at is not None
        how = "Removed" if each.removed_on else "Left"
        yield Amendment(
            id=f"ended-{each.pk}", date=each.ended_at, description=f"{how}: {category_title(each.category)}",
            suppliers_removed=(party_of(each.supplier, "supplier").reference,),
        )  # fmt: skip
