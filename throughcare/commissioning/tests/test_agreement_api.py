"""Contracts over the API: who reads which, and an invoice from a supplier's own bookkeeping."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.commissioning.models import ContractInvoice
from throughcare.commissioning.tests.contract_scene import in_force
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return in_force(at=timezone.now() - timedelta(days=60))


def test_each_side_reads_its_contracts_and_another_supplier_none(made):
    address = f"/agreements/{made.contract.reference}"
    for who in (made.commissioner, made.scene.director, made.supplier):
        told = Caller(who, "agreements:read").get(address).json()
        assert (told["value_pence"], told["supplier"], told["state"]) == (
            240_000_00,
            made.scene.suppliers[0].pk,
            "active",
        )
    other = Caller(made.scene.bidders[1].user)
    assert other.get("/agreements").json()["items"] == []
    assert other.get(address).status_code == other.get(f"{address}/invoices").status_code == 404


def test_an_invoice_is_sent_once_and_by_the_supplier_alone(made):
    address = f"/agreements/{made.contract.reference}/invoices"
    body = {
        "number": "A-1",
        "what": "July",
        "dated_on": timezone.localdate().isoformat(),
        "net_pence": 10_05,
        "vat_pence": 2_01,
    }
    sent = Caller(made.supplier, "agreements:read", "agreements:write")
    answer = sent.post(address, body)
    assert (answer.status_code, answer.json()["net_pence"]) == (201, 10_05)
    again = sent.post(address, body)
    assert (again.status_code, again.json()["detail"]) == (409, "An invoice with this number was received already.")
    assert Caller(made.supplier, "agreements:read").post(address, body).status_code == 403
    assert Caller(made.scene.bidders[1].user).post(address, body | {"number": "A-2"}).status_code == 404
    assert Caller(made.scene.director).post(address, body | {"number": "A-2"}).status_code == 403
    assert [each["number"] for each in sent.get(address).json()["items"]] == ["A-1"]
    with as_role("owner"):
        assert ContractInvoice.objects.count() == 1
