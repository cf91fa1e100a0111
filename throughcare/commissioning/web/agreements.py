"""Contracts: the list with what asks for attention first, one contract for everybody who may see it, and payments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import public, requires, signed_in
from throughcare.commissioning.models import (
    Contract,
    ContractEnding,
    ContractInvoice,
    ContractMeasurement,
    ContractRating,
)
from throughcare.commissioning.queries.agreements import (
    Quarter,
    agreement,
    agreements,
    buys,
    buys_here,
    large_payments,
    late_invoices,
    leads,
    near_contracts,
    own_contracts,
    quarter_before,
    quarter_of,
    spend_with,
    whole_contracts,
)
from throughcare.commissioning.queries.contract_cases import ending_case, terms_case
from throughcare.commissioning.queries.contract_funding import can_be_reviewed, funding_review
from throughcare.commissioning.rules.contract_ending import decide_contract_ending
from throughcare.commissioning.rules.contract_terms import decide_terms
from throughcare.commissioning.web import agreement_words as words
from throughcare.commissioning.web.agreement_step_forms import PayForm, WhyForm
from throughcare.commissioning.web.panel_words import buyer_name
from throughcare.kernel.csv_safe import csv_lines

PAGE = 50
STATES = ("living", "pending", "over")
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")
_CASES = re.compile(r"[0-9]{1,6}", re.ASCII)


@requires("commissioning.contracts")
@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """Every contract that fits, the most pressing first, fifty a page, and all of them as CSV; a supplier's are its own."""
    user, on = signed_in(request), timezone.localdate()
    state, typed = request.GET.get("state", ""), request.GET.get("q", "").strip()[:100]
    found = near_contracts() if buys(user) else own_contracts(user)
    rows = agreements(found, on=on, words=typed, state=state if state in STATES else "")
    if request.GET.get("format") == "csv":
        return _csv("agreements.csv", _head(), ([
            row.contract.reference, row.contract.title, row.contract.supplier.legal_name, words.state_name(row.contract),
            pounds(row.contract.value_pence), pounds(row.contract.gross_pence), pounds(row.spent_pence),
            row.contract.starts_on, row.contract.ends_on, row.review_due, "; ".join(map(words.point, row.points)),
        ] for row in rows))  # fmt: skip
    context = {
        "list_page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "pressing": sum(row.pressing for row in rows), "words": words, "typed": typed, "state": state, "on": on,
        "buys": buys(user),
    }  # fmt: skip
    return render(request, "commissioning/agreements.html", context)


@public
@require_safe
def agreement_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One contract: terms, changes, what was measured and paid; for its two sides also invoices, answers and what to do."""
    contract = get_object_or_404(whole_contracts(), reference=reference)
    return render(request, "commissioning/agreement.html", context_of(request, contract))


def context_of(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """What the page of a contract shows to whoever reads it."""
    on = timezone.localdate()
    inside, lead = buys_here(request.user, contract), leads(request.user, contract)
    ending = ContractEnding.objects.filter(contract=contract).first() if inside or lead else None
    stands = agreement(contract, on=on, end_planned_on=ending.ends_on if ending else None)
    measured = ContractMeasurement.objects.filter(indicator__contract=contract).select_related("indicator")
    rated = ContractRating.objects.filter(review__contract=contract).select_related("indicator", "review")
    manages = inside and signed_in(request).may("commissioning.manage_contract")
    cases = _CASES.fullmatch(request.GET.get("cases", "").strip()) if manages else None
    return {
        "reviewable": manages and can_be_reviewed(contract, on=on), "cases": cases[0] if cases else "",
        "funding": funding_review(contract, cases=int(cases[0]), on=on) if cases else None,
        "contract": contract, "row": stands, "words": words, "on": on, "ending": ending,
        "buys": inside, "lead": lead, "manages": manages,
        "signed_sides": {each.side for each in contract.signatures.all()},
        "lots": [each.lot for each in contract.contract_lots.select_related("lot")],
        "members": list(contract.members.select_related("supplier")),
        "indicators": list(contract.indicators.all()), "instalments": list(contract.instalments.all()),
        "measured": list(measured.order_by("start", "indicator__place")),
        "rated": list(rated.order_by("review__held_on", "indicator__place")),
        "terms": decide_terms(terms_case(contract, on=on)) if contract.state == "pending" else None,
        "may_end": decide_contract_ending(ending_case(contract, ending, on=on)) if ending else None,
        "paid": [each for each in contract.invoices.all() if each.paid_on is not None],
        "invoices": list(contract.invoices.all()) if inside or lead else [],
    }  # fmt: skip


@requires("commissioning.contracts")
@require_safe
def invoice_page(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """One invoice, for the two sides of its contract."""
    return render(request, "commissioning/agreement_invoice.html", invoice_context(request, invoice_of(reference, key)))


def invoice_of(reference: str, key: int) -> ContractInvoice:
    """The invoice; raises ``Http404``."""
    found = ContractInvoice.objects.select_related("contract__competition__market", "contract__supplier")
    return get_object_or_404(found, pk=key, contract__reference=reference)


def invoice_context(request: HttpRequest, invoice: ContractInvoice) -> dict[str, Any]:
    """What the page of an invoice shows."""
    contract, on = invoice.contract, timezone.localdate()
    return {
        "invoice": invoice, "contract": contract, "on": on, "spend": spend_with(invoice, on=on),
        "manages": signed_in(request).may("commissioning.manage_contract"), "reader": signed_in(request),
        "pay": PayForm(contract=contract), "back_form": WhyForm(contract=contract),
    }  # fmt: skip


@public
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    """Payments of a quarter above the published amount, for anybody; as CSV too."""
    this = quarter_of(timezone.localdate())
    asked = _QUARTER.fullmatch(request.GET.get("quarter", ""))
    quarter = Quarter(int(asked[1]), int(asked[2])) if asked else this
    if not 2015 <= quarter.year <= this.year + 1:
        raise Http404
    rows = large_payments(quarter)
    if request.GET.get("format") == "csv":
        head = [_("Paid on"), _("Supplier"), _("Contract"), _("Without VAT"), _("VAT"), _("With VAT"), _("Buyer")]
        return _csv(f"payments-{quarter.name}.csv", head, ([
            each.paid_on, each.supplier.legal_name, each.contract.reference, pounds(each.net_pence), pounds(each.vat_pence),
            pounds(each.gross_pence), buyer_name(each.contract.competition.market),
        ] for each in rows))  # fmt: skip
    recent = [this]
    while len(recent) < 8:
        recent.append(quarter_before(recent[-1]))
    context = {
        "list_page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "quarter": quarter, "quarters": recent,
        "total": sum(each.gross_pence for each in rows),
    }  # fmt: skip
    return render(request, "commissioning/agreement_payments.html", context)


@requires("commissioning.oversee")
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Invoices that wait although their last day is over, and those paid late in the last year; as CSV too."""
    on = timezone.localdate()
    found = late_invoices(on=on)
    if request.GET.get("format") == "csv":
        head = [
            _("Invoice"),
            _("Supplier"),
            _("Contract"),
            _("With VAT"),
            _("Received"),
            _("Due"),
            _("Paid on"),
            _("Days late"),
        ]
        return _csv("late-payments.csv", head, ([
            each.number, each.supplier.legal_name, each.contract.reference, pounds(each.gross_pence), each.received_on,
            each.due_on, each.paid_on, ((each.paid_on or on) - each.due_on).days,
        ] for each in found))  # fmt: skip
    context = {"list_page": Paginator(found, PAGE).get_page(request.GET.get("page")), "on": on}
    return render(request, "commissioning/agreement_late.html", context)


def pounds(pence: int) -> str:
    """An amount in a cell of a CSV file."""
    return f"{pence / 100:.2f}"


def _head() -> list[str]:
    return [_("Reference"), _("Title"), _("Supplier"), _("State"), _("Value without VAT"), _("Value with VAT"),
            _("Paid without VAT"), _("First day"), _("Last day"), _("Review due"), _("Attention")]  # fmt: skip


def _csv(name: str, head: list[str], rows: Iterable[list[object]]) -> HttpResponse:
    response = HttpResponse("".join(csv_lines(head, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
