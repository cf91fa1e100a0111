"""The register of contracts over the API."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, Problem, cursor_at, operation, read_place
from throughcare.commissioning.models import RegisteredContract
from throughcare.commissioning.queries.register import Asked, contracts_matching, in_full

router = Router(tags=["contracts"])

WORDS: str = Query("", max_length=100, description="Words of the title, the reference or the name of an organisation.")
NEED: str = Query("", max_length=24, description="A code of the table commissioned-need.")
REGION: str = Query("", max_length=5, description="The code of a region.")
SUPPLIER: int | None = Query(
    None, ge=1, lt=2**63, description="The number of a supplier that is named in the contract."
)


class ContractOut(Schema):
    """A contract of the register. ``police_area`` is null for the whole region; organisations are numbers of suppliers."""

    reference: str
    title: str
    type: str
    need: str
    region: str
    police_area: str | None
    women: bool
    men: bool
    minimum_age: int
    maximum_age: int | None
    visible_from: dt.date
    visible_until: dt.datetime | None
    prime: int
    subcontractors: list[int]


@router.get("/contracts", response=PageOf[ContractOut], summary="List contracts")
@operation(permission="organisations.read", scope="contracts:read")
def list_contracts(
    request: HttpRequest,
    q: str = WORDS,
    need: str = NEED,
    region: str = REGION,
    supplier: int | None = SUPPLIER,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> PageOf[ContractOut]:
    """Contracts in the order in which they were imported."""
    (after,) = read_place(cursor, int) or [0]
    asked = Asked(at=timezone.now(), words=q, need=need, region=region, supplier=supplier)
    listed = list(in_full(contracts_matching(asked).filter(pk__gt=after)).order_by("pk")[: limit + 1])
    return PageOf(
        items=[contract_out(each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/contracts/{reference}", response=ContractOut, summary="Read a contract")
@operation(permission="organisations.read", scope="contracts:read")
def read_contract(request: HttpRequest, reference: str) -> ContractOut:
    """One contract with its chain."""
    found = in_full(RegisteredContract.objects.filter(reference=reference)).first() if "\0" not in reference else None
    if found is None:
        raise Problem("not-found")
    return contract_out(found)


def contract_out(each: RegisteredContract) -> ContractOut:
    """The contract as the API tells it."""
    same = ("reference", "title", "type", "need", "women", "men", "minimum_age", "maximum_age", "visible_from",
            "visible_until")  # fmt: skip
    return ContractOut(
        **{name: getattr(each, name) for name in same},
        region=each.region.code,
        police_area=each.police_area or None,
        prime=each.prime_id,
        subcontractors=[one.supplier_id for one in each.subcontractors.all()],
    )
