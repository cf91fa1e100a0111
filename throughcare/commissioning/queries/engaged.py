"""Who is written to about a market-engagement event: the whole register put to the rule ``engagement-invitation``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from throughcare.commissioning.models import Engagement, Membership
from throughcare.commissioning.rules.engagement_invitation import (
    EngagementCase,
    Invitations,
    RegisteredSupplier,
    decide_engagement_invitation,
)
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import listed_suppliers
from throughcare.organisations.rules.geography import police_areas


@dataclass(frozen=True)
class Engaged:
    """The decision, with the suppliers behind the names in it."""

    decision: Decision[Invitations]
    suppliers: Mapping[str, Supplier]

    @property
    def invited(self) -> Sequence[tuple[Supplier, str]]:
        """Who is written to, and what for."""
        return [(self.suppliers[each.organisation], each.because) for each in self.decision.value.invited]


def engaged_in(one: Engagement, *, on: date) -> Engaged:
    """Who of the public register is written to about an event on this day: their names are published with the notes."""
    found = listed_suppliers().prefetch_related("areas__region", "offers").order_by("pk")
    holding = holding_places(one)
    named: dict[str, Supplier] = {}
    told = []
    for supplier in found:
        name = supplier.legal_name if supplier.legal_name not in named else f"{supplier.legal_name} ({supplier.pk})"
        named[name] = supplier
        told.append(_registered(supplier, name, holds=supplier.pk in holding))
    case = EngagementCase(
        on=on, suppliers=tuple(told), needs=tuple(one.needs), cohorts=tuple(one.cohorts),
        region=one.region.code if one.region else "", area=one.police_area,
    )  # fmt: skip
    return Engaged(decide_engagement_invitation(case), named)


def holding_places(one: Engagement) -> set[int]:
    """Suppliers with a place in the panel that the event is about, or in a category of any panel that it could concern.

    A category for everybody serves any people, and one for a whole region any area of it; a closed one, or one of a closed
    panel, concerns nobody any more. A suspended place is a place: nothing is bought at an event.
    """
    places = Membership.objects.filter(left_on=None, removed_on=None)
    if one.needs:
        places = places.filter(category__need__in=one.needs)
    there = Q(category__closed_at=None) & ~Q(category__market__state="closed")
    if one.cohorts:
        there &= Q(category__cohort__in=["", *one.cohorts])
    if one.region_id is not None:
        there &= Q(category__region=one.region_id)
    if one.police_area:
        there &= Q(category__police_area__in=["", one.police_area])
    of_the_panel = Q(category__market=one.market_id) if one.market_id is not None else Q(pk__in=[])
    return set(places.filter(there | of_the_panel).values_list("supplier", flat=True))


def _registered(supplier: Supplier, name: str, *, holds: bool) -> RegisteredSupplier:
    offers = list(supplier.offers.all())
    areas: set[str] = set()
    for each in supplier.areas.all():
        whole = (area.code for area in police_areas().values() if area.region == each.region.code)
        areas.update([each.police_area] if each.police_area else whole)
    return RegisteredSupplier(
        organisation=name,
        needs=tuple(each.code for each in offers if each.kind == "need"),
        cohorts=tuple(each.code for each in offers if each.kind == "cohort"),
        regions=tuple(sorted({each.region.code for each in supplier.areas.all()})),
        areas=tuple(sorted(areas)),
        holds_a_place=holds,
    )
