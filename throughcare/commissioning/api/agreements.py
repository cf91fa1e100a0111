"""Contracts in hand over the API: how each stands, and invoices from a supplier's own bookkeeping."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from throughcare.accounts.api import CURSOR, LIMIT, Body, PageOf, Problem, caller, cursor_at, operation, read_place
from throughcare.commissioning.commands.contract_payments import record_invoice
from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.models import Contract, ContractInvoice
from throughcare.commissioning.queries.agreements import (
    Agreement,
    agreement,
    buys,
    leads,
    near_contracts,
    own_contracts,
)
from throughcare.commissioning.rules.contract_refusals import REFUSALS

router = Router(tags=["agreements"])

Pence = Annotated[int, Field(ge=0, le=10**13)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00]*$")]


class AgreementOut(Schema):
    """A contract as it stands today. Amounts are in pence; ``value_pence`` and ``spent_pence`` are without VAT.

    ``supplier`` and ``members`` are numbers of suppliers, shares in hundredths of a per cent. ``attention`` names
    what asks for attention, the most pressing first.
    """

    reference: str
    title: str
    ocid: str
    supplier: int
    members: dict[str, int]
    state: str
    value_pence: int
    gross_pence: int
    vat_percent: int
    spent_pence: int
    starts_on: dt.date
    ends_on: dt.date
    extension_months: int
    extended_months: int
    signed_on: dt.date | None
    review_due: dt.date | None
    attention: list[str]


class InvoiceOut(Schema):
    """An invoice; amounts in pence. ``due_on`` is the last day for paying it; it waits until it is paid or returned."""

    key: int
    number: str
    what: str
    dated_on: dt.date
    received_on: dt.date
    due_on: dt.date
    net_pence: int
    vat_pence: int
    paid_on: dt.date | None
    returned_on: dt.date | None
    returned_why: str


class InvoiceIn(Body):
    """An invoice that is sent: net and VAT in pence, 0 of VAT where the service is exempt."""

    number: Number
    what: Line
    dated_on: dt.date
    net_pence: Pence
    vat_pence: Pence


@router.get("/agreements", response=PageOf[AgreementOut], summary="List contracts in hand")
@operation(permission="commissioning.contracts", scope="agreements:read")
def list_agreements(request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[AgreementOut]:
    """Those of the buyer, or of the organisations that the user acts for, in the order in which they were drafted."""
    user, (after,) = caller(request).user, read_place(cursor, int) or [0]
    found = near_contracts() if buys(user) else own_contracts(user)
    listed = list(found.filter(pk__gt=after).order_by("pk")[: limit + 1])
    on = timezone.localdate()
    return PageOf(
        items=[_out(agreement(each, on=on)) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/agreements/{reference}", response=AgreementOut, summary="Read a contract in hand")
@operation(permission="commissioning.contracts", scope="agreements:read")
def read_agreement(request: HttpRequest, reference: str) -> AgreementOut:
    """One contract that the user may see."""
    return _out(agreement(_contract(request, reference), on=timezone.localdate()))


@router.get("/agreements/{reference}/invoices", response=PageOf[InvoiceOut], summary="List the invoices of a contract")
@operation(permission="commissioning.contracts", scope="agreements:read")
def list_invoices(request: HttpRequest, reference: str, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[InvoiceOut]:
    """In the order in which they were recorded."""
    contract, (after,) = _contract(request, reference), read_place(cursor, int) or [0]
    listed = list(contract.invoices.filter(pk__gt=after).order_by("pk")[: limit + 1])
    return PageOf(
        items=[_invoice(each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.post("/agreements/{reference}/invoices", response={201: InvoiceOut}, summary="Send an invoice")
@operation(permission="commissioning.sign", scope="agreements:write")
def send_invoice(request: HttpRequest, reference: str, body: InvoiceIn) -> Status[InvoiceOut]:
    """Send an invoice for the supplier, or record one as the commissioner; the time for paying it begins today."""
    user, contract = caller(request).user, _contract(request, reference)
    if not (user.may("commissioning.manage_contract") or leads(user, contract)):
        raise Problem("not-permitted")
    try:
        made = record_invoice(contract=contract, by=user, at=timezone.now(), **body.dict())
    except ContractRefused as refused:
        raise Problem("conflict", gettext(REFUSALS[refused.code])) from None
    return Status(201, _invoice(made))


def _contract(request: HttpRequest, reference: str) -> Contract:
    user = caller(request).user
    found = near_contracts() if buys(user) else own_contracts(user)
    contract = found.filter(reference=reference).first() if "\0" not in reference else None
    if contract is None:
        raise Problem("not-found")
    return contract


def _out(row: Agreement) -> AgreementOut:
    contract = row.contract
    same = ("reference", "title", "state", "value_pence", "gross_pence", "vat_percent", "starts_on", "ends_on",
            "extension_months", "extended_months", "signed_on")  # fmt: skip
    return AgreementOut(
        **{name: getattr(contract, name) for name in same},
        ocid=contract.competition.ocid,
        supplier=contract.supplier_id,
        members={str(each.supplier_id): each.share for each in contract.members.all()},
        spent_pence=row.spent_pence,
        review_due=row.review_due,
        attention=[point.code for point in row.points],
    )


def _invoice(each: ContractInvoice) -> InvoiceOut:
    same = ("number", "what", "dated_on", "received_on", "due_on", "net_pence", "vat_pence", "paid_on", "returned_on",
            "returned_why")  # fmt: skip
    return InvoiceOut(key=each.pk, **{name: getattr(each, name) for name in same})
