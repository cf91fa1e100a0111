"""The steps of a contract, each a form of its own: it is checked, done, or shown again with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands.contract_changes import change_contract, extend_contract
from throughcare.commissioning.commands.contract_endings import complete_ending, plan_ending
from throughcare.commissioning.commands.contract_payments import (
    check_invoice,
    pay_invoice,
    record_invoice,
    return_invoice,
)
from throughcare.commissioning.commands.contract_reviews import record_measurement, record_notice, record_review
from throughcare.commissioning.commands.contract_signing import (
    abandon_contract,
    return_to_draft,
    sign_contract,
    sign_for_supplier,
)
from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.models import Contract, ContractIndicator
from throughcare.commissioning.queries.agreements import leads, whole_contracts
from throughcare.commissioning.queries.contract_cases import terms_case
from throughcare.commissioning.rules.contract_terms import decide_terms
from throughcare.commissioning.web import agreement_step_forms as forms
from throughcare.commissioning.web import agreement_words as words
from throughcare.commissioning.web.agreement_forms import ContractForm
from throughcare.commissioning.web.agreements import context_of, invoice_context, invoice_of


@dataclass(frozen=True)
class Step:
    """A form about a contract: what it is called, what it does, and what its button says."""

    title: Promise
    button: Promise
    form: type[ContractForm]
    do: Callable[..., object]
    hint: Promise | str = ""


def contract_of(reference: str) -> Contract:
    """The contract; raises ``Http404``."""
    return get_object_or_404(whole_contracts(), reference=reference)


def acting(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when."""
    return {"by": signed_in(request), "at": timezone.now()}


def take(request: HttpRequest, contract: Contract, step: Step, **given: Any) -> HttpResponse:
    """Show the form of a step, or do what it says; ``given`` is handed to the command beside what was typed."""
    form = step.form(request.POST if request.method == "POST" else None, contract=contract)
    decision = None
    if request.method == "POST" and form.is_valid():
        try:
            step.do(**form.handed(), **(given or {"contract": contract}), **acting(request))
        except ContractRefused as refused:
            form.refuse(refused)
            decision = refused.decision
        else:
            return done(request, contract.reference)
    context = {"contract": contract, "form": form, "step": step, "decision": decision}
    return render(request, "commissioning/agreement_step.html", context)


def done(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that it is saved, and lead back to the contract."""
    messages.success(request, gettext("Saved"))
    return redirect("commissioning:agreement", reference=reference)


def try_it(request: HttpRequest, reference: str, command: Callable[..., object], **given: Any) -> HttpResponse:
    """Do it, or say why not, and lead back to the contract."""
    try:
        command(**given, **acting(request))
    except ContractRefused as refused:
        messages.error(request, words.refusal(refused))
        return redirect("commissioning:agreement", reference=reference)
    return done(request, reference)


def _page(permission: str, step: Step) -> Callable[..., Any]:
    @requires(permission)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return take(request, contract_of(reference), step)

    return view


_MANAGE = "commissioning.manage_contract"
change = _page(_MANAGE, Step(
    _("Change the contract"), _("Make the change"), forms.ChangeForm, change_contract,
    _("The law of the contract decides whether it may be changed, all changes before this one counted. "
      "What was before is kept and the change is published at once."),
))  # fmt: skip
extend = _page(_MANAGE, Step(
    _("Extend by the option"), _("Extend it"), forms.ExtendForm, extend_contract,
    _("As far as the option that the contract was signed with. The extension is published at once."),
))  # fmt: skip
review = _page(_MANAGE, Step(
    _("Record a review"), _("Record the review"), forms.ReviewForm, record_review, _("The ratings are published at once."),
))  # fmt: skip
notice = _page(_MANAGE, Step(
    _("Record a notice"), _("Record the notice"), forms.NoticeForm, record_notice,
    _("For what was published elsewhere, such as a copy of the contract."),
))  # fmt: skip
end = _page(_MANAGE, Step(
    _("Plan the end"), _("Keep the plan"), forms.EndForm, plan_ending,
    _("Nobody is left without a service: each person with an open referral is referred elsewhere by the last day."),
))  # fmt: skip
abandon = _page(_MANAGE, Step(
    _("Give the contract up"), _("Give it up"), forms.WhyForm, abandon_contract,
    _("For a contract that has not come into force. Where it was signed, that is published."),
))  # fmt: skip
_INVOICE = Step(
    _("Send an invoice"), _("Send the invoice"), forms.InvoiceForm, record_invoice,
    _("The time for paying it begins today."),
)  # fmt: skip
_MEASURE = Step(
    _("Record a measurement"), _("Record the measurement"), forms.MeasureForm, record_measurement,
    _("It is published at once."),
)  # fmt: skip


@requires("commissioning.sign")
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: HttpRequest, reference: str) -> HttpResponse:
    """Send an invoice, or record one that came on paper."""
    contract = contract_of(reference)
    _side(request, contract)
    return take(request, contract, _INVOICE)


@requires(_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, reference: str, place: int) -> HttpResponse:
    """Record a measurement of one indicator."""
    contract = contract_of(reference)
    indicator = get_object_or_404(ContractIndicator, contract=contract, place=place)
    return take(request, contract, _MEASURE, indicator=indicator)


@requires("commissioning.sign")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Read the terms once more, and sign for one's own side."""
    contract = contract_of(reference)
    side = _side(request, contract)
    if request.method == "POST":
        command = sign_for_supplier if side == "supplier" else sign_contract
        return try_it(request, reference, command, contract=contract)
    terms = decide_terms(terms_case(contract, on=timezone.localdate()))
    context = {**context_of(request, contract), "side": side, "terms": terms}
    return render(request, "commissioning/agreement_sign.html", context)


@requires(_MANAGE)
@require_POST
def unsign(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the supplier's signature back, so that the terms can be put right."""
    return try_it(request, reference, return_to_draft, contract=contract_of(reference))


@requires(_MANAGE)
@require_POST
def complete(request: HttpRequest, reference: str) -> HttpResponse:
    """End the contract as planned."""
    return try_it(request, reference, complete_ending, contract=contract_of(reference))


@requires(_MANAGE)
@require_POST
def check(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Say that an invoice is right."""
    return try_it(request, reference, check_invoice, invoice=invoice_of(reference, key))


@requires(_MANAGE)
@require_POST
def pay(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Record that an invoice was paid."""
    return _settle(request, reference, key, "pay", forms.PayForm, pay_invoice)


@requires(_MANAGE)
@require_POST
def give_back(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Send an invoice back that is not valid."""
    return _settle(request, reference, key, "back_form", forms.WhyForm, return_invoice)


def _settle(
    request: HttpRequest,
    reference: str,
    key: int,
    name: str,
    kind: type[ContractForm],
    command: Callable[..., object],
) -> HttpResponse:
    found = invoice_of(reference, key)
    form = kind(request.POST, contract=found.contract)
    if form.is_valid():
        try:
            command(invoice=found, **form.handed(), **acting(request))
        except ContractRefused as refused:
            form.refuse(refused)
        else:
            return done(request, reference)
    context = {**invoice_context(request, found), name: form, "form": form}
    return render(request, "commissioning/agreement_invoice.html", context)


def _side(request: HttpRequest, contract: Contract) -> str:
    """Which side the user is of; raises ``PermissionDenied`` for one who acts for another supplier."""
    user = signed_in(request)
    if user.may(_MANAGE):
        return "commissioner"
    if leads(user, contract):
        return "supplier"
    raise PermissionDenied
