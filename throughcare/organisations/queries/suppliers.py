"""Suppliers: finding them, and who acts for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from throughcare.accounts.models import User
from throughcare.organisations.models import (
    Supplier,
    SupplierArea,
    SupplierIdentifier,
    SupplierIncome,
    SupplierInvitation,
    SupplierOffer,
    SupplierUser,
)
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import SIZE


@dataclass(frozen=True)
class Asked:
    """What a list of suppliers is narrowed by; what is empty does not narrow.

    ``area`` is the code of a police-force area, ``total`` a size of the published totals (``under-1m`` ...); ``sector``
    is ``voluntary`` or ``other``; ``verified`` is ``yes`` or ``no``; ``cohort`` with ``by_and_for`` asks who is led by them.
    """

    words: str = ""
    region: str = ""
    area: str = ""
    need: str = ""
    cohort: str = ""
    by_and_for: bool = False
    sector: str = ""
    total: str = ""
    verified: str = ""


def listed_suppliers() -> QuerySet[Supplier]:
    """The suppliers of the public register: one that registered itself is listed once somebody looked its number up."""
    verified = SupplierIdentifier.objects.filter(supplier=OuterRef("pk"), verified_at__isnull=False)
    return Supplier.objects.exclude(Q(registered_by__role="supplier") & ~Exists(verified))


def waiting_to_be_verified() -> QuerySet[Supplier]:
    """The suppliers that registered themselves and of which no number was looked up, the longest wait first."""
    verified = SupplierIdentifier.objects.filter(supplier=OuterRef("pk"), verified_at__isnull=False)
    found = Supplier.objects.filter(~Exists(verified), registered_by__role="supplier")
    return found.prefetch_related("identifiers").order_by("registered_at", "pk")


def may_read(user: object, supplier: Supplier) -> bool:
    """Whether the user may open the page of the supplier: everybody, once it is in the public register."""
    if listed_suppliers().filter(pk=supplier.pk).exists() or may_change(user, supplier):
        return True
    return isinstance(user, User) and user.may("commissioning.oversee")


def suppliers_matching(asked: Asked, *, everything: bool = False) -> QuerySet[Supplier]:
    """The suppliers that fit everything asked, by name; a whole region counts for each of its areas.

    ``everything`` are those too that registered themselves and were not looked up.
    """
    found = (Supplier.objects.all() if everything else listed_suppliers()).order_by(Lower("legal_name"), "pk")
    for word in asked.words.split()[:8]:
        found = found.filter(_named(word))
    if asked.region:
        found = found.filter(_has(SupplierArea, region__code=asked.region))
    if asked.area:
        from_area = Q(police_area=asked.area) | Q(police_area="", region__code=_region_of(asked.area))
        found = found.filter(Exists(SupplierArea.objects.filter(from_area, supplier=OuterRef("pk"))))
    if asked.need:
        found = found.filter(_has(SupplierOffer, kind="need", code=asked.need))
    if asked.cohort or asked.by_and_for:
        narrowed = {"kind": "cohort", "code": asked.cohort, "by_and_for": True}
        wanted = {key: value for key, value in narrowed.items() if key == "kind" or getattr(asked, _ASKED[key])}
        found = found.filter(_has(SupplierOffer, **wanted))
    if asked.sector:
        found = found.filter(voluntary=asked.sector == "voluntary")
    if asked.total:
        found = found.filter(size__in=SIZE.having("total", asked.total))
    if asked.verified:
        verified = _has(SupplierIdentifier, verified_at__isnull=False)
        found = found.filter(verified if asked.verified == "yes" else ~verified)
    return found


def in_full(found: QuerySet[Supplier]) -> QuerySet[Supplier]:
    """The same with everything public about them, in a few queries for any number."""
    return found.select_related("owned_by").prefetch_related("identifiers", "areas__region", "offers")


def supplier_with(identifier: str) -> Supplier | None:
    """The supplier with an identifier as other systems write it, such as GB-CHC-9999999."""
    text = "".join(identifier.split()).upper()
    found = [each for each in SupplierIdentifier.objects.filter(number=text.rpartition("-")[2]) if str(each) == text]
    local = SupplierIdentifier.objects.filter(scheme="LOCAL", number=text.removeprefix("LOCAL-"))
    first = (found or list(local if text.startswith("LOCAL-") else []))[:1]
    return first[0].supplier if first else None


def owners_of(supplier: Supplier) -> Sequence[Supplier]:
    """The organisations that it is owned by, the nearest first: the last one leads the group."""
    chain: list[Supplier] = []
    above = supplier.owned_by
    while above is not None:
        chain.append(above)
        above = above.owned_by
    return chain


def owned_by(supplier: Supplier) -> Sequence[Supplier]:
    """The organisations that it owns itself."""
    return list(Supplier.objects.filter(owned_by=supplier).order_by("legal_name"))


def may_change(user: object, supplier: Supplier) -> bool:
    """Whether the user may change what is said of the supplier: a commissioner, or somebody who acts for it."""
    if not isinstance(user, User) or not user.may("organisations.change"):
        return False
    return user.role == "commissioner" or acting_for(user).filter(supplier=supplier).exists()


def acting_for(user: User) -> QuerySet[SupplierUser]:
    """The suppliers that a user acts for, by name."""
    standing = SupplierUser.objects.filter(user=user, ended_at=None).select_related("supplier")
    return standing.order_by("supplier__legal_name", "pk")


def colleagues_of(supplier: Supplier) -> QuerySet[SupplierUser]:
    """Everybody who acts for the supplier now."""
    return SupplierUser.objects.filter(supplier=supplier, ended_at=None).select_related("user")


def open_invitations(supplier: Supplier, *, at: datetime) -> QuerySet[SupplierInvitation]:
    """The invitations that can still be accepted."""
    found = SupplierInvitation.objects.filter(supplier=supplier, accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return found.select_related("made_by")


def incomes_of(supplier: Supplier) -> QuerySet[SupplierIncome]:
    """The income of each year of accounts, the latest first; nothing for whoever may not see it."""
    return SupplierIncome.objects.filter(supplier=supplier)


_ASKED = {"code": "cohort", "by_and_for": "by_and_for"}


def _named(word: str) -> Q:
    number = word.upper().rpartition("-")[2] or word.upper()
    identified = SupplierIdentifier.objects.filter(supplier=OuterRef("pk"), number__startswith=number)
    return Q(legal_name__icontains=word) | Q(known_as__icontains=word) | Q(Exists(identified))


def _has(model: type, **narrowed: object) -> Exists:
    return Exists(model.objects.filter(supplier=OuterRef("pk"), **narrowed))  # type: ignore[attr-defined]


def _region_of(area: str) -> str:
    found = police_areas().get(area)
    return found.region if found else ""
