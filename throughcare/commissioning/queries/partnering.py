"""Finding partners among the suppliers that agreed to be found, and what was asked of whom."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from throughcare.commissioning.models import PartnerOffer, PartnerRequest
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import Asked, listed_suppliers, suppliers_matching


def findable() -> QuerySet[Supplier]:
    """The suppliers of the public register that agreed to be found."""
    return listed_suppliers().filter(pk__in=PartnerOffer.objects.values("supplier"))


def partners_matching(asked: Asked, *, without: Sequence[int]) -> QuerySet[Supplier]:
    """Those that fit everything asked, by name, without one's own."""
    return suppliers_matching(asked).filter(pk__in=PartnerOffer.objects.values("supplier")).exclude(pk__in=without)


def offers_of(suppliers: Sequence[int]) -> dict[int, PartnerOffer]:
    """What these suppliers say as partners, by number of the supplier; nothing of those that did not agree."""
    return {each.supplier_id: each for each in PartnerOffer.objects.filter(supplier__in=suppliers)}


def requests_of(suppliers: Sequence[int]) -> QuerySet[PartnerRequest]:
    """What these suppliers asked or were asked, the latest first."""
    found = PartnerRequest.objects.filter(Q(asker__in=suppliers) | Q(asked__in=suppliers))
    return found.select_related("asker", "asked", "competition", "market", "made_by", "answered_by")
