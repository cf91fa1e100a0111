"""Suppliers over the API: what is public of them."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, Problem, cursor_at, operation, read_place
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import Asked, in_full, listed_suppliers, suppliers_matching

router = Router(tags=["suppliers"])

WORDS: str = Query("", max_length=100, description="Words of the name, or the beginning of a number.")
REGION: str = Query("", max_length=5, description="The code of a region in which the supplier works.")
AREA: str = Query(
    "", max_length=40, description="The code of a police-force area; a whole region counts for each of its areas."
)
NEED: str = Query("", max_length=24, description="A code of the table commissioned-need.")


class SupplierIdentifierOut(Schema):
    """A number of a register; ``verified_on`` is null where nobody has looked it up. ``reason`` is of a local number."""

    id: str
    scheme: str
    number: str
    verified_on: dt.date | None
    reason: str | None


class SupplierAreaOut(Schema):
    """Where a supplier works; ``police_area`` is null for the whole region."""

    region: str
    police_area: str | None


class CohortOut(Schema):
    """People whom a supplier serves, by the table commissioned-cohort; ``by_and_for`` where it is led by them."""

    cohort: str
    by_and_for: bool


class SupplierOut(Schema):
    """What is public of a supplier. ``voluntary`` and ``size`` are null where not known; ``owned_by`` is a number."""

    number: int
    legal_name: str
    known_as: str | None
    legal_form: str
    voluntary: bool | None
    size: str | None
    size_on: dt.date | None
    owned_by: int | None
    identifiers: list[SupplierIdentifierOut]
    areas: list[SupplierAreaOut]
    needs: list[str]
    cohorts: list[CohortOut]


@router.get("/suppliers", response=PageOf[SupplierOut], summary="List suppliers")
@operation(permission="organisations.read", scope="suppliers:read")
def list_suppliers(
    request: HttpRequest,
    q: str = WORDS,
    region: str = REGION,
    police_area: str = AREA,
    need: str = NEED,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> PageOf[SupplierOut]:
    """Suppliers in the order in which they were registered."""
    (after,) = read_place(cursor, int) or [0]
    found = suppliers_matching(Asked(words=q, region=region, area=police_area, need=need)).filter(pk__gt=after)
    listed = list(in_full(found).order_by("pk")[: limit + 1])
    return PageOf(
        items=[supplier_out(each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/suppliers/{number}", response=SupplierOut, summary="Read a supplier")
@operation(permission="organisations.read", scope="suppliers:read")
def read_supplier(request: HttpRequest, number: int) -> SupplierOut:
    """What is public of one supplier."""
    found = in_full(listed_suppliers().filter(pk=number)).first() if 0 <= number < 2**63 else None
    if found is None:
        raise Problem("not-found")
    return supplier_out(found)


def supplier_out(supplier: Supplier) -> SupplierOut:
    """The supplier as the API tells it."""
    offers = list(supplier.offers.all())
    return SupplierOut(
        number=supplier.pk,
        legal_name=supplier.legal_name,
        known_as=supplier.known_as or None,
        legal_form=supplier.legal_form,
        voluntary=supplier.voluntary,
        size=supplier.size or None,
        size_on=supplier.size_on,
        owned_by=supplier.owned_by_id,
        identifiers=[
            SupplierIdentifierOut(
                id=str(each),
                scheme=each.scheme,
                number=each.number,
                verified_on=each.verified_at.date() if each.verified_at else None,
                reason=each.reason or None,
            )
            for each in supplier.identifiers.all()
        ],
        areas=[
            SupplierAreaOut(region=each.region.code, police_area=each.police_area or None)
            for each in supplier.areas.all()
        ],
        needs=[each.code for each in offers if each.kind == "need"],
        cohorts=[CohortOut(cohort=each.code, by_and_for=each.by_and_for) for each in offers if each.kind == "cohort"],
    )
