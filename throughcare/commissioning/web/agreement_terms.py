"""The terms of a draft: everything that can be set until a side signs, on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.web.access import requires
from throughcare.commissioning.commands import contracts as commands
from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.models import Contract, ContractIndicator, ContractInstalment
from throughcare.commissioning.queries.contract_cases import terms_case
from throughcare.commissioning.rules.contract_terms import decide_terms
from throughcare.commissioning.web import agreement_forms as forms
from throughcare.commissioning.web import agreement_words as words
from throughcare.commissioning.web.agreement_steps import acting, contract_of

_MANAGE = "commissioning.manage_contract"


@requires(_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything of a draft; sending the first form sets its terms."""
    contract = contract_of(reference)
    if request.method != "POST":
        return _page(request, contract)
    return _sent(request, contract, "terms_form", forms.TermsForm, commands.set_terms)


@requires(_MANAGE)
@require_POST
def add_indicator(request: HttpRequest, reference: str) -> HttpResponse:
    """Add an indicator of performance."""
    return _sent(request, contract_of(reference), "indicator_form", forms.IndicatorForm, commands.add_indicator)


@requires(_MANAGE)
@require_POST
def remove_indicator(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Take an indicator out."""
    contract = contract_of(reference)
    indicator = get_object_or_404(ContractIndicator, pk=key, contract=contract)
    return _try(request, contract, commands.remove_indicator, indicator=indicator)


@requires(_MANAGE)
@require_POST
def add_instalment(request: HttpRequest, reference: str) -> HttpResponse:
    """Foresee a payment."""
    return _sent(request, contract_of(reference), "instalment_form", forms.InstalmentForm, commands.add_instalment)


@requires(_MANAGE)
@require_POST
def remove_instalment(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Take a foreseen payment out."""
    contract = contract_of(reference)
    instalment = get_object_or_404(ContractInstalment, pk=key, contract=contract)
    return _try(request, contract, commands.remove_instalment, instalment=instalment)


@requires(_MANAGE)
@require_POST
def set_members(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who is in the consortium."""
    return _sent(request, contract_of(reference), "members_form", forms.MembersForm, commands.set_members)


def _sent(
    request: HttpRequest, contract: Contract, name: str, kind: type[forms.ContractForm], command: Callable[..., object]
) -> HttpResponse:
    form = kind(request.POST, contract=contract)
    if form.is_valid():
        try:
            command(contract=contract, **form.handed(), **acting(request))
        except ContractRefused as refused:
            form.refuse(refused)
        else:
            return redirect("commissioning:agreement-terms", reference=contract.reference)
    return _page(request, contract, **{name: form, "form": form})


def _try(request: HttpRequest, contract: Contract, command: Callable[..., object], **given: Any) -> HttpResponse:
    try:
        command(**given, **acting(request))
    except ContractRefused as refused:
        form = forms.TermsForm(contract=contract)
        return _page(request, contract, refused=words.refusal(refused), terms_form=form)
    return redirect("commissioning:agreement-terms", reference=contract.reference)


def _page(request: HttpRequest, contract: Contract, **sent: Any) -> HttpResponse:
    context = {
        "contract": contract, "words": words,
        "editable": contract.state == "pending" and not contract.signatures.all(),
        "indicators": list(contract.indicators.all()), "instalments": list(contract.instalments.all()),
        "decision": decide_terms(terms_case(contract, on=timezone.localdate())),
        "terms_form": forms.TermsForm(contract=contract), "indicator_form": forms.IndicatorForm(contract=contract),
        "instalment_form": forms.InstalmentForm(contract=contract), "members_form": forms.MembersForm(contract=contract),
        **sent,
    }  # fmt: skip
    return render(request, "commissioning/agreement_terms.html", context)
