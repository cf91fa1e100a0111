"""The register of suppliers, which is public: the list, as CSV too, and one organisation."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from throughcare.accounts.web.access import public, requires, signed_in
from throughcare.kernel.csv_safe import csv_lines
from throughcare.organisations.commands import suppliers as commands
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import (
    in_full,
    incomes_of,
    may_change,
    may_read,
    owned_by,
    owners_of,
    suppliers_matching,
)
from throughcare.organisations.web import supplier_words as words
from throughcare.organisations.web.supplier_forms import FindForm, RegisterForm

PAGE = 50


@public
@require_safe
def supplier_list(request: HttpRequest) -> HttpResponse:
    """Every supplier that fits, fifty a page, and all of them as CSV."""
    finder = FindForm(request.GET)
    may_register = request.user.is_authenticated and signed_in(request).may("organisations.register")
    found = suppliers_matching(finder.asked(), everything=may_register)
    if request.GET.get("format") == "csv":
        return _csv(in_full(found).iterator(chunk_size=500))
    listed = Paginator(in_full(found), PAGE).get_page(request.GET.get("page"))
    context = {"finder": finder, "list_page": listed, "words": words, "may_register": may_register}
    return render(request, "organisations/suppliers.html", context)


@public
@require_safe
def supplier_page(request: HttpRequest, number: int) -> HttpResponse:
    """What is public of one supplier; its income too for whoever may see it."""
    supplier = get_object_or_404(in_full(Supplier.objects.all()), pk=number)
    if not may_read(request.user, supplier):
        raise Http404
    context = {
        "supplier": supplier,
        "words": words,
        "owners": owners_of(supplier),
        "owned": owned_by(supplier),
        "may_change": may_change(request.user, supplier),
        "incomes": incomes_of(supplier) if request.user.is_authenticated else (),
    }
    return render(request, "organisations/supplier.html", context)


@requires("organisations.register")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a supplier; an identifier that is there leads to the organisation that has it."""
    form, there = RegisterForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = commands.register_supplier(
                details=form.details(), scheme=typed["scheme"], number=typed["number"], reason=typed["reason"],
                by=signed_in(request), at=timezone.now(),
            )  # fmt: skip
        except commands.IdentifierRefused as refused:
            field = "reason" if refused.decision.reason.code == "reason-missing" else "number"
            form.add_error(field, refused.decision.reason.words.say(gettext))
        except commands.IdentifierTaken as taken:
            there = taken.supplier
            form.add_error("number", _("An organisation with this number is registered already"))
        else:
            return redirect("organisations:change-supplier", number=made.pk)
    return render(request, "organisations/register_supplier.html", {"form": form, "there": there})


def _csv(found: Iterator[Supplier]) -> HttpResponse:
    header = [gettext("Legal name"), gettext("Known as"), gettext("Identifiers"), gettext("Verified"),
              gettext("Legal form"), gettext("Sector"), gettext("Size"), gettext("Owned by"), gettext("Areas"),
              gettext("Needs"), gettext("People served"), gettext("Led by and for")]  # fmt: skip
    response = HttpResponse("".join(csv_lines(header, map(_line, found))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="suppliers.csv"'
    return response


def _line(supplier: Supplier) -> list[object]:
    identifiers = list(supplier.identifiers.all())
    verified = [str(each) for each in identifiers if each.verified_at]
    return [
        supplier.legal_name,
        supplier.known_as,
        words.together(map(str, identifiers)),
        words.together(verified),
        words.legal_form(supplier),
        words.sector(supplier),
        words.size(supplier),
        supplier.owned_by.legal_name if supplier.owned_by else "",
        words.together(words.areas(supplier)),
        words.together(words.offers(supplier, "need")),
        words.together(words.offers(supplier, "cohort")),
        words.together(words.led_by(supplier)),
    ]
