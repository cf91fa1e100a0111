"""A supplier's library: evidence and what runs out next, answers, and whether they are still true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import library as commands
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import EvidenceFile, SupplierAnswer, SupplierEvidence
from throughcare.commissioning.queries.library import answers_of, evidence_of
from throughcare.commissioning.rules.panel_refusals import REFUSALS
from throughcare.commissioning.web import panel_words
from throughcare.commissioning.web.library_forms import AnswerForm, EvidenceForm
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import acting_for

EVIDENCE_KINDS = {"valid": "fine", "expiring": "due", "expired": "overdue"}


def own_supplier(request: HttpRequest, number: int) -> Supplier:
    """A supplier that the user acts for; raises ``Http404`` for any other."""
    return get_object_or_404(acting_for(signed_in(request)), supplier=number).supplier


@requires("commissioning.apply")
@require_safe
def library(request: HttpRequest, number: int) -> HttpResponse:
    """Everything in the library of a supplier."""
    return _page(request, own_supplier(request, number))


@requires("commissioning.apply")
@require_POST
def add_evidence(request: HttpRequest, number: int) -> HttpResponse:
    """Add evidence."""
    supplier, form = own_supplier(request, number), EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            commands.add_evidence(supplier=supplier, details=form.details(), **_acting(request))
        except PanelRefused as refused:
            form.refuse(refused)
        else:
            return _done(request, number)
    return _page(request, supplier, evidence=form)


@requires("commissioning.apply")
@require_http_methods(["POST"])
def keep_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Keep an answer, in place of the one before."""
    supplier, form = own_supplier(request, number), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, supplier, answer=form)
    commands.keep_answer(supplier=supplier, **form.details(), **_acting(request))
    return _done(request, number)


@requires("commissioning.apply")
@require_POST
def confirm_evidence(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Say that evidence is still true."""
    evidence = get_object_or_404(SupplierEvidence, pk=key, supplier=own_supplier(request, number))
    return _try(request, number, lambda: commands.confirm_evidence(evidence=evidence, **_acting(request)))


@requires("commissioning.apply")
@require_POST
def remove_evidence(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Take evidence away that was never used."""
    evidence = get_object_or_404(SupplierEvidence, pk=key, supplier=own_supplier(request, number))
    return _try(request, number, lambda: commands.remove_evidence(evidence=evidence, **_acting(request)))


@requires("commissioning.apply")
@require_POST
def confirm_answer(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Say that an answer is still true."""
    answer = get_object_or_404(SupplierAnswer, pk=key, supplier=own_supplier(request, number))
    return _try(request, number, lambda: commands.confirm_answer(answer=answer, **_acting(request)))


@requires("commissioning.read_applications")
@require_safe
def evidence_file(_request: HttpRequest, key: int) -> HttpResponse:
    """The file of a piece of evidence, for whoever may see it; it is always downloaded, never shown by the site."""
    found = get_object_or_404(EvidenceFile, evidence=key)
    response = HttpResponse(bytes(found.body), content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _acting(request: HttpRequest) -> dict[str, Any]:
    return {"by": signed_in(request), "at": timezone.now()}


def _try(request: HttpRequest, number: int, command: Callable[[], object]) -> HttpResponse:
    try:
        command()
    except PanelRefused as refused:
        messages.error(request, gettext(REFUSALS[refused.code]))
        return redirect("commissioning:library", number=number)
    return _done(request, number)


def _done(request: HttpRequest, number: int) -> HttpResponse:
    messages.success(request, gettext("Saved"))
    return redirect("commissioning:library", number=number)


def _page(request: HttpRequest, supplier: Supplier, **sent: forms.Form) -> HttpResponse:
    """The page; ``sent`` is the form that was sent and refused."""
    on = timezone.localdate()
    context: dict[str, Any] = {
        "supplier": supplier,
        "held": evidence_of(supplier, on=on),
        "kept": answers_of(supplier, on=on),
        "words": panel_words,
        "kinds": EVIDENCE_KINDS,
        "evidence": sent.get("evidence") or EvidenceForm(initial={"from_on": on}),
        "answer": sent.get("answer") or AnswerForm(),
    }
    if sent:
        context["form"] = next(iter(sent.values()))
    return render(request, "commissioning/library.html", context)
