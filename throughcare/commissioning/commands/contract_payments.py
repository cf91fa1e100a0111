"""Invoices under a contract: received, checked by one person and paid by another, or returned because they are not valid."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.commands.contract_steps import (
    ContractRefused,
    constraint_of,
    locked,
    out,
    refuse_unless,
    say,
)
from throughcare.commissioning.models import Contract, ContractInvoice
from throughcare.commissioning.queries.contract_cases import spend_case, spent_on
from throughcare.commissioning.queries.ocds_contract import contract_release
from throughcare.commissioning.queries.reach import reaches
from throughcare.commissioning.rules.contract_spend import decide_spend

_OF_CONSTRAINT = {"invoice_number_once": "number-taken", "invoice_of_a_contract_in_force": "not-in-force",
                  "contract_spend_within_value": "stopped", "invoice_of_an_amount": "amount",
                  "invoice_days_in_order": "day-order", "invoice_paid_by_somebody_else": "same-payer"}  # fmt: skip


@transaction.atomic
def record_invoice(
    *, contract: Contract, number: str, what: str, dated_on: date, net_pence: int, vat_pence: int, by: User, at:
    datetime, received_on: date | None = None,
) -> ContractInvoice:  # fmt: skip
    """Receive an invoice, from the supplier itself or recorded by a commissioner; the clock for paying it begins.

    ``received_on`` is today where it is not given; a supplier's own invoice is received when it is sent. Amounts are
    in pence. Raises ``ContractRefused``: number received before, contract not in force, days not in order.
    """
    contract = Contract.objects.select_related("competition__market", "supplier").get(pk=contract.pk)
    if not reaches(by, contract.competition):
        raise ContractRefused("out-of-reach")
    today = timezone.localdate(at)
    received = received_on or today
    if not dated_on <= received <= today:
        raise ContractRefused("day-order")
    if contract.activated_on is None:
        raise ContractRefused("not-in-force")
    if net_pence <= 0 or not 0 <= vat_pence <= net_pence:
        raise ContractRefused("amount")
    number = " ".join(number.split())
    made = ContractInvoice(
        contract=contract, supplier=contract.supplier, number=number, what=what, dated_on=dated_on,
        received_on=received, due_on=received + timedelta(days=contract.payment_days), net_pence=net_pence,
        vat_pence=vat_pence, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _save(made)
    say(contract, "record_invoice", by, at, number=number, net_pence=net_pence, vat_pence=vat_pence)
    return made


@transaction.atomic
def return_invoice(*, invoice: ContractInvoice, why: str, by: User, at: datetime) -> ContractInvoice:
    """Send an invoice back that is not valid; the supplier may use its number again. Raises ``ContractRefused``."""
    invoice, contract = _waiting(invoice, by)
    invoice.returned_on, invoice.returned_why = timezone.localdate(at), why
    invoice.settled_by, invoice.settled_at = by, at
    invoice.save(update_fields=["returned_on", "returned_why", "settled_by", "settled_at"])
    say(contract, "return_invoice", by, at, number=invoice.number)
    return invoice


@transaction.atomic
def check_invoice(*, invoice: ContractInvoice, by: User, at: datetime) -> ContractInvoice:
    """Say that an invoice is right: somebody else pays it then. Raises ``ContractRefused`` for one that is checked."""
    invoice, contract = _waiting(invoice, by)
    if invoice.checked_at is not None:
        raise ContractRefused("checked-already")
    invoice.checked_by, invoice.checked_at = by, at
    invoice.save(update_fields=["checked_by", "checked_at"])
    say(contract, "check_invoice", by, at, number=invoice.number)
    return invoice


@transaction.atomic
def pay_invoice(*, invoice: ContractInvoice, paid_on: date, by: User, at: datetime) -> ContractInvoice:
    """Record that an invoice was paid whole, as somebody else than who checked it; published as a transaction.

    Raises ``ContractRefused`` with the decision of ``contract-spend`` where the cost would exceed the value: then the
    contract is changed first. Payments of one contract wait for each other, and the database refuses one that slips by.
    """
    invoice, contract = _waiting(invoice, by)
    if not invoice.received_on <= paid_on <= timezone.localdate(at):
        raise ContractRefused("day-order")
    if invoice.checked_at is None:
        raise ContractRefused("unchecked")
    if invoice.checked_by_id == by.pk:
        raise ContractRefused("same-payer")
    case = spend_case(contract, on=paid_on, spent=spent_on(contract), invoice=invoice.net_pence)
    spend = decide_spend(case)
    refuse_unless(spend, spend.value.may_pay)
    invoice.paid_on, invoice.settled_by, invoice.settled_at = paid_on, by, at
    _save(invoice)
    out(contract_release(contract, tag="implementation", at=at, paid=[invoice]), by)
    say(contract, "pay", by, at, number=invoice.number, net_pence=invoice.net_pence)
    return invoice


def _waiting(invoice: ContractInvoice, by: User) -> tuple[ContractInvoice, Contract]:
    """The invoice as it stands with its contract, which is locked; raises ``ContractRefused`` where it is settled."""
    contract = locked(invoice.contract, by)
    found = ContractInvoice.objects.get(pk=invoice.pk)
    found.contract = contract
    if found.settled_at is not None:
        raise ContractRefused("settled")
    return found, contract


def _save(invoice: ContractInvoice) -> None:
    try:
        with transaction.atomic():
            invoice.save()
    except IntegrityError as refused:
        raise ContractRefused(_OF_CONSTRAINT[constraint_of(refused, _OF_CONSTRAINT)]) from refused
