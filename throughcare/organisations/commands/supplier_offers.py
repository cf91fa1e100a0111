"""Where a supplier works, what it offers and to whom, and its income, from which its size follows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.kernel.events import announcer
from throughcare.organisations.events import SupplierChanged
from throughcare.organisations.models import Region, Supplier, SupplierArea, SupplierIncome, SupplierOffer
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.sizes import YearOfIncome, size_of
from throughcare.organisations.rules.supplier_codes import COHORT, NEED

TABLES = {"need": NEED, "cohort": COHORT}


class UnknownOffer(ValueError):
    """The need or cohort is not in its table, or a need is marked as led by and for somebody."""


class AreaElsewhere(ValueError):
    """The police-force area is not one of the region."""


class YearNotOver(ValueError):
    """The year of the accounts has not ended."""


@transaction.atomic
def add_area(*, supplier: Supplier, region: Region, police_area: str = "", by: User, at: datetime) -> SupplierArea:
    """Say that the supplier works in a region, or in one police-force area of it. Raises ``AreaElsewhere``."""
    if police_area and (police_area not in police_areas() or police_areas()[police_area].region != region.code):
        raise AreaElsewhere(police_area)
    area, made = SupplierArea.objects.get_or_create(supplier=supplier, region=region, police_area=police_area)
    if made:
        _say(supplier, "add_area", "areas", by, at, region=region.code, police_area=police_area)
    return area


@transaction.atomic
def remove_area(*, area: SupplierArea, by: User, at: datetime) -> None:
    """Say that the supplier no longer works there; once is enough."""
    removed, _ = SupplierArea.objects.filter(pk=area.pk).delete()
    if removed:
        _say(area.supplier, "remove_area", "areas", by, at, region=area.region.code, police_area=area.police_area)


@transaction.atomic
def add_offer(
    *, supplier: Supplier, kind: str, code: str, by_and_for: bool = False, by: User, at: datetime
) -> SupplierOffer:
    """Say that the supplier meets a need or serves a cohort; ``by_and_for`` that it is led by those people themselves.

    Saying it again with another mark changes the mark. Raises ``UnknownOffer``.
    """
    if kind not in TABLES or code not in TABLES[kind] or (by_and_for and kind == "need"):
        raise UnknownOffer(f"{kind} {code}")
    offer, made = SupplierOffer.objects.get_or_create(
        supplier=supplier, kind=kind, code=code, defaults={"by_and_for": by_and_for}
    )
    if not made and offer.by_and_for == by_and_for:
        return offer
    if not made:
        offer.by_and_for = by_and_for
        offer.save(update_fields=["by_and_for"])
    _say(supplier, "add_offer", "offers", by, at, kind=kind, code=code, by_and_for=by_and_for)
    return offer


@transaction.atomic
def remove_offer(*, offer: SupplierOffer, by: User, at: datetime) -> None:
    """Say that the supplier no longer offers it; once is enough."""
    removed, _ = SupplierOffer.objects.filter(pk=offer.pk).delete()
    if removed:
        _say(offer.supplier, "remove_offer", "offers", by, at, kind=offer.kind, code=offer.code)


@transaction.atomic
def record_income(*, supplier: Supplier, year_end: date, income: int, by: User, at: datetime) -> None:
    """Record the income, in pence, of a year of accounts, and keep the size that the latest year gives.

    The income is private, so the audit entry holds the year alone. Raises ``YearNotOver``, and ``NoPolicyInForce`` for
    a year before the bands.
    """
    if year_end > at.date():
        raise YearNotOver(year_end)
    stored = Supplier.objects.select_for_update().get(pk=supplier.pk)
    size_of(YearOfIncome(year_end, income))
    SupplierIncome.objects.update_or_create(
        supplier=stored, year_end=year_end, defaults={"income": income, "recorded_at": at}
    )
    latest = SupplierIncome.objects.filter(supplier=stored).order_by("-year_end")[0]
    size = size_of(YearOfIncome(latest.year_end, latest.income)).value.band
    Supplier.objects.filter(pk=stored.pk).update(size=size, size_on=latest.year_end)
    _say(stored, "record_income", "size", by, at, year_end=year_end, size=size)


def _say(supplier: Supplier, verb: str, part: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"organisations.{verb}",
        by=by,
        at=at,
        subject=supplier.legal_name[:MOST_SUBJECT],
        supplier=supplier.pk,
        **detail,
    )
    announcer.announce(SupplierChanged(supplier.pk, part, by.pk, at))
