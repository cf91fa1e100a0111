"""Contracts in the browser's terms: who sees what, and what sending a form does."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html import unescape
from unittest.mock import patch

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting, nobody_acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands.contract_payments import pay_invoice, record_invoice
from throughcare.commissioning.models import Contract, ContractInvoice, ContractSignature, LotFunding
from throughcare.commissioning.queries import contract_funding
from throughcare.commissioning.queries.agreements import agreements, whole_contracts
from throughcare.commissioning.tests.contract_scene import WHOLE, checked, drafted, in_force
from throughcare.commissioning.tests.drafts import FIGURES
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


def before(days):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def made():
    return in_force(at=before(60))


@pytest.fixture
def draft():
    day = timezone.localdate(before(1))
    return drafted(starts_on=day, not_before=day)


def text_of(answer):
    return unescape(answer.content.decode())


def at(made, path=""):
    return f"/agreements/{made.contract.reference}/{path}"


def invoiced(made, number="INV-1", net=10_000_00, vat=0, days=50):
    when = before(days)
    with acting(made.supplier):
        return record_invoice(
            contract=made.contract, number=number, what="=SUM(A1)", dated_on=timezone.localdate(when), net_pence=net,
            vat_pence=vat, by=made.supplier, at=when,
        )  # fmt: skip


def kept(model, **narrowed):
    with as_role("owner"):
        return list(model.objects.filter(**narrowed))


def test_supplier_and_commissioner_sign_and_the_public_reads(client, draft):
    client.force_login(draft.supplier)
    page = text_of(client.get(at(draft)))
    assert "Not yet signed" in page and "The terms are complete." in page and "Read and sign" in page
    assert client.post(at(draft, "sign/")).status_code == 302
    client.force_login(draft.commissioner)
    assert "Waits for our signature" in text_of(client.get("/agreements/"))
    assert "both sides have signed" in text_of(client.get(at(draft, "sign/")))
    assert client.post(at(draft, "sign/")).status_code == 302
    assert draft.again().state == "active"
    client.logout()
    page = text_of(client.get(at(draft)))
    assert "£240,000.00" in page and "Still housed" in page
    assert "gamed" not in page and "Send an invoice" not in page and "Invoices" not in page
    ocid = draft.scene.competition.ocid
    assert f'href="{at(draft)}"' in text_of(client.get(f"/notices/{ocid}/"))


def test_in_the_standstill_the_day_of_signing_stands_in_place_of_the_button(client, draft):
    first = timezone.localdate() + timedelta(days=1)
    with as_role("owner"):
        Contract.objects.filter(pk=draft.contract.pk).update(not_before=first)
    for user in (draft.supplier, draft.commissioner):
        client.force_login(user)
        page = text_of(client.get(at(draft)))
        assert "when the standstill is over" in page and "Read and sign" not in page
    client.force_login(draft.supplier)
    with patch.object(timezone, "localdate", return_value=first):
        assert "Read and sign" in text_of(client.get(at(draft)))


def test_a_draft_is_hidden_from_everybody_else(client, draft):
    with nobody_acting():
        assert client.get(at(draft)).status_code == 404
    for who in (draft.scene.bidders[1].user, UserFactory(role="practitioner")):
        client.force_login(who)
        assert client.get(at(draft)).status_code == 404
    client.force_login(draft.scene.bidders[1].user)
    assert client.post(at(draft, "sign/")).status_code == 404
    assert not kept(ContractSignature)


@pytest.mark.parametrize("role", ["practitioner", "administrator", "auditor", "person", "none", "director", "supplier"])
def test_nobody_else_manages_a_contract(client, made, role):
    invoice = invoiced(made)
    client.force_login(UserFactory(role=role))
    for path in ("change/", "extend/", "review/", "end/", "terms/", "notice/", "measure/1/"):
        assert client.get(at(made, path)).status_code == 403
    assert client.post(at(made, f"invoices/{invoice.pk}/pay/"), {"paid_on": "2026-09-01"}).status_code == 403
    assert kept(ContractInvoice, paid_on__isnull=True) == [invoice]


def test_terms_are_set_on_one_page_which_says_what_is_missing(client, draft):
    client.force_login(draft.commissioner)
    page = at(draft, "terms/")
    whole = {"title": "A home", "value": "£231,500.25", "vat_percent": "20", "annual_volume": "90",
             "starts_on": "2030-01-01", "ends_on": "2031-12-31", "extension_months": "12",
             "mobilisation": "5,000", "payment_days": "30",
             "notice_days": "90"}  # fmt: skip
    assert client.post(page, whole).status_code == 302
    contract = draft.again()
    assert (contract.value_pence, contract.gross_pence, contract.mobilisation_pence) == (
        231_500_25,
        277_800_30,
        5_000_00,
    )
    slow = text_of(client.post(page, whole | {"payment_days": "45"}, follow=True))
    assert "Payment takes longer than 30 days." in slow
    faulty = text_of(client.post(page, whole | {"value": "a lot", "title": "Kept as typed"}))
    assert "There is a problem" in faulty and 'value="Kept as typed"' in faulty
    assert client.post(at(draft, "indicators/"), WHOLE | {"name": "Trust", "measures": "quality"}).status_code == 302
    many = {"due_on": "2030-02-01", "net": "231500.26", "what": "All"}
    assert "come to more than the value" in text_of(client.post(at(draft, "instalments/"), many))
    assert "No supplier is registered" in text_of(client.post(at(draft, "members/"), {"members": "GB-CHC-1 60"}))


def test_a_supplier_sends_an_invoice_from_its_page_and_once(client, made):
    client.force_login(made.supplier)
    form = {
        "number": "A-1",
        "what": "September",
        "dated_on": timezone.localdate().isoformat(),
        "net": "1,234.56",
        "vat": "246.91",
    }
    assert client.post(at(made, "invoices/new/"), form).status_code == 302
    (kept_one,) = kept(ContractInvoice)
    assert (kept_one.net_pence, kept_one.vat_pence, kept_one.gross_pence) == (1_234_56, 246_91, 1_481_47)
    again = text_of(client.post(at(made, "invoices/new/"), form))
    assert "An invoice with this number was received already." in again and 'value="A-1"' in again
    client.force_login(made.scene.bidders[1].user)
    assert client.post(at(made, "invoices/new/"), form | {"number": "A-2"}).status_code == 403
    assert client.get(at(made, f"invoices/{kept_one.pk}/")).status_code == 404


def test_what_is_late_comes_first_and_is_listed(client, made):
    invoiced(made)
    client.force_login(made.commissioner)
    assert "Payment is late" in text_of(client.get("/agreements/"))
    assert "Not paid" in text_of(client.get("/agreements/late/"))
    rows = list(csv.reader(io.StringIO(client.get("/agreements/late/?format=csv").content.decode())))
    assert (rows[1][0], rows[1][7]) == ("INV-1", "20")
    client.force_login(made.supplier)
    assert client.get("/agreements/late/").status_code == 403


def test_a_payment_above_the_value_is_refused_on_the_page_with_its_reason(client, made):
    over = invoiced(made, net=240_000_01)
    client.force_login(made.commissioner)
    page = at(made, f"invoices/{over.pk}/")
    assert "It is paid only if the contract is changed." in text_of(client.get(page))
    assert client.post(page + "check/").status_code == 302
    told = text_of(client.get(page))
    assert "You checked it, so somebody else records the payment." in told and "Record the payment" not in told
    own = text_of(client.post(page + "pay/", {"paid_on": timezone.localdate().isoformat()}))
    assert "Whoever checked an invoice does not pay it: somebody else does." in own
    client.force_login(UserFactory(role="commissioner"))
    assert "Record the payment" in text_of(client.get(page))
    answer = client.post(page + "pay/", {"paid_on": timezone.localdate().isoformat()})
    assert answer.status_code == 200 and "There is a problem" in text_of(answer)
    assert not kept(ContractInvoice, paid_on__isnull=False)
    assert client.post(page + "return/", {"why": "Twice the amount"}).status_code == 302
    assert kept(ContractInvoice)[0].returned_why == "Twice the amount"


def test_large_payments_of_a_quarter_are_public_and_the_file_runs_no_formula(client, made):
    with as_role("owner"):
        made.scene.suppliers[0].legal_name = "=cmd|'/C calc'!A0"
        made.scene.suppliers[0].save()
    for number, net in (("small", 30_000_00), ("large", 30_000_01)):
        invoice = checked(made, invoiced(made, number, net=net))
        with acting(made.commissioner):
            pay_invoice(invoice=invoice, paid_on=timezone.localdate(), by=made.commissioner, at=timezone.now())
    day = timezone.localdate()
    address = f"/agreements/payments/?quarter={day.year}-Q{(day.month + 2) // 3}"
    page = text_of(client.get(address))
    assert "£30,000.01" in page and "£30,000.00" not in page
    rows = list(csv.reader(io.StringIO(client.get(address + "&format=csv").content.decode())))
    assert len(rows) == 2 and rows[1][1] == "'=cmd|'/C calc'!A0" and rows[1][3:6] == ["30000.01", "0.00", "30000.01"]
    assert client.get("/agreements/payments/?quarter=1999-Q1").status_code == 404
    assert "No large payment" in text_of(client.get("/agreements/payments/?quarter=2016-Q1"))


def test_change_extension_review_measurement_and_notice_from_their_pages(client, made):
    client.force_login(made.commissioner)
    today = timezone.localdate().isoformat()
    sent = [
        (
            "change/",
            {"what": "Ten places", "why": "Demand", "ground": "light-touch", "added": "12,000.50", "months": "0"},
        ),
        ("extend/", {"months": "6", "added": "0", "why": "It works"}),
        ("measure/1/", {"start": "2026-01-01", "last": "2026-01-31", "numerator": "3", "denominator": "4"}),
        ("review/", {"held_on": today, "findings": "Well begun", "rating_1": "good"}),
        ("notice/", {"name": "contract-copy", "published_on": today, "where": "https://example.org"}),
    ]
    for path, form in sent:
        assert client.get(at(made, path)).status_code == 200
        assert client.post(at(made, path), form).status_code == 302, path
    page = text_of(client.get(at(made)))
    for said in ("£252,000.50", "6 of 12 months taken", "75.00%", "Well begun", "£240,000.00 before, £252,000.50 after",
                 "https://example.org"):  # fmt: skip
        assert said in page
    refused = text_of(client.post(at(made, "extend/"), {"months": "7", "added": "0", "why": "Once more"}))
    assert "The option does not reach that far." in refused and "Once more" in refused
    missing = text_of(client.post(at(made, "review/"), {"held_on": today, "findings": "No rating"}))
    assert "There is a problem" in missing and "No rating" in missing


def test_with_the_cases_that_came_the_page_says_whether_to_talk_about_the_price(client, made, monkeypatch):
    client.force_login(made.commissioner)
    assert "Does it still pay" not in text_of(client.get(at(made), {"cases": "5"}))
    figures = LotFunding(lot=made.scene.lots[0], **FIGURES)
    monkeypatch.setattr(contract_funding, "_figures", lambda _contract: figures)
    page = text_of(client.get(at(made)))
    assert "Does it still pay what the service costs?" in page and "As published" not in page
    few, many = (text_of(client.get(at(made), {"cases": cases})) for cases in ("1", "100000"))
    assert "As published" in few and "no worse than published" in few and 'value="1"' in few
    assert "Talk about the price" in many and "Cases in 1 months: 100000." in many
    for typed in ("", "-1", "x", "9999999", "１"):
        assert "What was published, and what came" not in text_of(client.get(at(made), {"cases": typed}))
    client.force_login(made.supplier)
    assert "Does it still pay" not in text_of(client.get(at(made), {"cases": "5"}))
    client.logout()
    assert "Does it still pay" not in text_of(client.get(at(made), {"cases": "5"}))


def test_the_end_is_planned_with_the_reason_shown_and_completed_on_its_day(client, made):
    client.force_login(made.commissioner)
    today = timezone.localdate()
    plan = {"how": "termination", "ends_on": today.isoformat(), "ground": "agreement", "ground_words": "Both agree",
            "notice_on": (today - timedelta(days=90)).isoformat(), "exit_plan": "", "people_open": "0"}  # fmt: skip
    refused = text_of(client.post(at(made, "end/"), plan))
    assert (
        "There is no plan for handing over." in refused
        and "How it was worked out" in refused
        and "Both agree" in refused
    )
    assert client.post(at(made, "end/"), plan | {"exit_plan": "Records come back"}).status_code == 302
    assert "Records come back" in text_of(client.get(at(made)))
    assert client.post(at(made, "complete/")).status_code == 302
    assert made.again().state == "terminated"
    client.logout()
    page = text_of(client.get(at(made)))
    assert "Both agree" in page and "Records come back" not in page


def test_a_supplier_lists_its_own_contracts_and_the_pages_are_in_welsh(client, made):
    client.force_login(made.supplier)
    assert made.contract.reference in text_of(client.get("/agreements/"))
    client.force_login(made.scene.bidders[1].user)
    assert made.contract.reference not in text_of(client.get("/agreements/"))
    client.cookies["language"] = "cy"
    assert "Contractau mewn llaw" in text_of(client.get("/agreements/"))


def test_the_list_asks_the_database_as_often_for_two_contracts_as_for_one(made, django_assert_max_num_queries):
    invoiced(made)
    two = drafted()
    with acting(made.commissioner), django_assert_max_num_queries(9):
        rows = agreements(whole_contracts(), on=timezone.localdate())
    assert [row.contract.reference for row in rows] == [made.contract.reference, two.contract.reference]
