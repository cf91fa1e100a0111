"""Changing what is said of a supplier, for a commissioner and for whoever acts for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.organisations.commands import supplier_offers as offers
from throughcare.organisations.commands import suppliers as commands
from throughcare.organisations.models import Supplier, SupplierArea, SupplierIdentifier, SupplierOffer
from throughcare.organisations.queries.suppliers import in_full, incomes_of, may_change
from throughcare.organisations.web import supplier_words as words
from throughcare.organisations.web.supplier_forms import (
    AreaForm,
    ChangeForm,
    EvidenceForm,
    IdentifierForm,
    IncomeForm,
    OfferForm,
)

REFUSALS = {
    commands.AlreadyVerified: _("This identifier was verified: it stays as it is"),
    commands.NotVerifiable: _("A local number stands in no register that could be looked at"),
    commands.LastIdentifier: _("An organisation needs at least one identifier: add another one first"),
}


def changed_by(request: HttpRequest, number: int) -> Supplier:
    """The supplier, for whoever may change it; raises ``Http404`` and ``PermissionDenied``."""
    supplier = get_object_or_404(in_full(Supplier.objects.all()), pk=number)
    if not may_change(request.user, supplier):
        raise PermissionDenied
    return supplier


@requires("organisations.change")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Everything that can be changed of one supplier; sending the first form changes who it is."""
    supplier = changed_by(request, number)
    if request.method != "POST":
        return _page(request, supplier)
    form = ChangeForm(request.POST)
    if form.is_valid():
        try:
            commands.change_supplier(
                supplier=supplier, details=form.details(), owned_by=form.cleaned_data["owned_by"], **_acting(request)
            )
        except commands.OwnersInACircle:
            form.add_error("owned_by", _("The organisation would own itself"))
        else:
            return _done(request, supplier)
    return _page(request, supplier, details=form)


@requires("organisations.change")
@require_POST
def add_identifier(request: HttpRequest, number: int) -> HttpResponse:
    """Add a further identifier."""
    supplier, form = changed_by(request, number), IdentifierForm(request.POST)
    if form.is_valid():
        try:
            commands.add_identifier(supplier=supplier, **form.cleaned_data, **_acting(request))
        except commands.IdentifierRefused as refused:
            field = "reason" if refused.decision.reason.code == "reason-missing" else "number"
            form.add_error(field, refused.decision.reason.words.say(gettext))
        except commands.IdentifierTaken as taken:
            text = gettext("This number belongs to another organisation: %(name)s")
            form.add_error("number", text % {"name": taken.supplier.legal_name})
        else:
            return _done(request, supplier)
    return _page(request, supplier, identifier=form)


@requires("organisations.register")
@require_POST
def verify_identifier(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Note that the identifier was looked up."""
    identifier = get_object_or_404(SupplierIdentifier, pk=key, supplier=changed_by(request, number))
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Say what you looked at"))
        return redirect("organisations:change-supplier", number=number)
    return _try(request, number, lambda: commands.verify_identifier(
        identifier=identifier, evidence=form.cleaned_data["evidence"], **_acting(request)))  # fmt: skip


@requires("organisations.change")
@require_POST
def remove_identifier(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Take an identifier away that nobody verified."""
    identifier = get_object_or_404(SupplierIdentifier, pk=key, supplier=changed_by(request, number))
    return _try(request, number, lambda: commands.remove_identifier(identifier=identifier, **_acting(request)))


@requires("organisations.change")
@require_POST
def add_area(request: HttpRequest, number: int) -> HttpResponse:
    """Add a region or a police-force area."""
    supplier, form = changed_by(request, number), AreaForm(request.POST)
    if form.is_valid():
        try:
            offers.add_area(supplier=supplier, **form.cleaned_data, **_acting(request))
        except offers.AreaElsewhere:
            form.add_error("police_area", _("This police-force area is in another region"))
        else:
            return _done(request, supplier)
    return _page(request, supplier, area=form)


@requires("organisations.change")
@require_POST
def remove_area(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Take an area away."""
    supplier = changed_by(request, number)
    offers.remove_area(area=get_object_or_404(SupplierArea, pk=key, supplier=supplier), **_acting(request))
    return _done(request, supplier)


@requires("organisations.change")
@require_POST
def add_offer(request: HttpRequest, number: int) -> HttpResponse:
    """Add a need or people served."""
    supplier, form = changed_by(request, number), OfferForm(request.POST)
    if not form.is_valid():
        return _page(request, supplier, offer=form)
    kind, _slash, code = form.cleaned_data["offer"].partition("/")
    marked = form.cleaned_data["by_and_for"]
    offers.add_offer(supplier=supplier, kind=kind, code=code, by_and_for=marked, **_acting(request))
    return _done(request, supplier)


@requires("organisations.change")
@require_POST
def remove_offer(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Take a need or people served away."""
    supplier = changed_by(request, number)
    offers.remove_offer(offer=get_object_or_404(SupplierOffer, pk=key, supplier=supplier), **_acting(request))
    return _done(request, supplier)


@requires("organisations.change")
@require_POST
def record_income(request: HttpRequest, number: int) -> HttpResponse:
    """Record the income of a year, from which the size follows."""
    supplier, form = changed_by(request, number), IncomeForm(request.POST)
    if not form.is_valid():
        return _page(request, supplier, income=form)
    pence = int(form.cleaned_data["income"] * 100)
    offers.record_income(supplier=supplier, year_end=form.cleaned_data["year_end"], income=pence, **_acting(request))
    return _done(request, supplier)


def _acting(request: HttpRequest) -> dict[str, Any]:
    by: User = signed_in(request)
    at: datetime = timezone.now()
    return {"by": by, "at": at}


def _try(request: HttpRequest, number: int, command: Any) -> HttpResponse:
    try:
        command()
    except tuple(REFUSALS) as refused:
        messages.error(request, str(REFUSALS[type(refused)]))
    else:
        messages.success(request, gettext("Saved"))
    return redirect("organisations:change-supplier", number=number)


def _done(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    messages.success(request, gettext("Saved"))
    return redirect("organisations:change-supplier", number=supplier.pk)


def _page(request: HttpRequest, supplier: Supplier, **sent: forms.Form) -> HttpResponse:
    """The page; ``sent`` is the form that was sent and refused."""
    owner = supplier.owned_by.identifiers.first() if supplier.owned_by else None
    first = {
        "legal_name": supplier.legal_name,
        "known_as": supplier.known_as,
        "legal_form": supplier.legal_form,
        "voluntary": {True: "yes", False: "no", None: "unknown"}[supplier.voluntary],
        "owned_by": str(owner) if owner else "",
    }
    context: dict[str, Any] = {
        "supplier": supplier,
        "words": words,
        "details": sent.get("details", ChangeForm(initial=first)),
        "identifier": sent.get("identifier", IdentifierForm(prefix=None)),
        "area": sent.get("area", AreaForm()),
        "offer": sent.get("offer", OfferForm()),
        "income": sent.get("income", IncomeForm()),
        "evidence": EvidenceForm(),
        "incomes": incomes_of(supplier),
        "may_verify": signed_in(request).may("organisations.register"),
        "form": next(iter(sent.values()), None),
    }
    if context["form"] is None:
        del context["form"]
    return render(request, "organisations/change_supplier.html", context)
