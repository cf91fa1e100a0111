"""Two who pay under one contract at once: together they do not exceed its value."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands.contract_payments import pay_invoice, record_invoice
from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.models import ContractInvoice
from throughcare.commissioning.tests.contract_scene import checked, day, in_force
from throughcare.testing.acting import as_role

PAID = day("2026-08-20")


def invoiced(made, number):
    at = day("2026-08-01")
    with acting(made.supplier):
        return record_invoice(
            contract=made.contract, number=number, what="July", dated_on=at.date(), net_pence=130_000_00, vat_pence=0,
            by=made.supplier, at=at,
        )  # fmt: skip


@pytest.mark.nightly
def test_of_two_payments_at_once_that_together_exceed_the_value_one_is_made(own_database):
    made = in_force()
    both = [checked(made, invoiced(made, number)) for number in ("A", "B")]
    start, answers = threading.Barrier(2), []

    def pay(invoice):
        start.wait()
        try:
            with acting(made.commissioner):
                answers.append(pay_invoice(invoice=invoice, paid_on=PAID.date(), by=made.commissioner, at=PAID))
        except ContractRefused as why:
            answers.append(why)
        connection.close()

    threads = [threading.Thread(target=pay, args=(each,)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (lost,) = [each for each in answers if isinstance(each, ContractRefused)]
    assert (lost.code, lost.decision.value.left_pence) == ("stopped", -20_000_00)
    with as_role("owner"):
        assert ContractInvoice.objects.filter(paid_on__isnull=False).count() == 1
