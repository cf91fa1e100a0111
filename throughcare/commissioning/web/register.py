"""The register of contracts, which is public: the list, as CSV too, and one contract with its chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import public
from throughcare.commissioning.models import RegisteredContract
from throughcare.commissioning.queries.register import Asked, contracts_matching, in_full, state_of
from throughcare.kernel.csv_safe import csv_lines
from throughcare.organisations.models import Region, Supplier
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import NEED
from throughcare.organisations.web.supplier_words import choices, label, region_name

PAGE = 50
STATE_NAMES = {"current": _("Offered now"), "coming": _("Offered later"), "past": _("No longer offered")}
STATE_KINDS = {"current": "fine", "coming": "info", "past": "neutral"}
SEXES = [("", _("Any")), ("women", _("Women")), ("men", _("Men"))]


class FindForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=_("Title, reference or organisation"), max_length=100, required=False)
    need = forms.ChoiceField(label=_("Need"), required=False, choices=lambda: choices(NEED, _("Any")))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=lambda: _regions())
    area = forms.ChoiceField(label=_("Police-force area"), required=False, choices=lambda: _areas())
    sex = forms.ChoiceField(label=_("For whom"), required=False, choices=SEXES)
    state = forms.ChoiceField(label=_("Offered"), required=False, choices=[("", _("Any")), *STATE_NAMES.items()])
    supplier = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    presentation = {name: {"optional": False} for name in ("q", "need", "region", "area", "sex", "state")}

    def asked(self, at: datetime) -> Asked:
        """What was asked; a value that is none of the choices narrows nothing."""
        self.is_valid()
        typed = self.cleaned_data
        named = {name: typed.get(name, "") for name in ("need", "region", "area", "sex", "state")}
        return Asked(at=at, words=typed.get("q", ""), supplier=typed.get("supplier"), **named)


@public
@require_safe
def contract_list(request: HttpRequest) -> HttpResponse:
    """Every contract that fits, fifty a page, and all of them as CSV."""
    finder, now = FindForm(request.GET), timezone.now()
    asked = finder.asked(now)
    found = in_full(contracts_matching(asked))
    if request.GET.get("format") == "csv":
        return _csv(found.iterator(chunk_size=500), now)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "finder": finder,
        "list_page": listed,
        "rows": [_shown(each, now) for each in listed],
        "of": Supplier.objects.filter(pk=asked.supplier).first() if asked.supplier else None,
    }
    return render(request, "commissioning/contracts.html", context)


@public
@require_safe
def contract(request: HttpRequest, reference: str) -> HttpResponse:
    """One contract: what it is for, where, for whom, and its chain."""
    found = get_object_or_404(in_full(RegisteredContract.objects.all()), reference=reference)
    return render(request, "commissioning/contract.html", _shown(found, timezone.now()))


def _shown(each: RegisteredContract, at: datetime) -> dict[str, Any]:
    state = state_of(each, at=at)
    return {
        "contract": each,
        "below": [one.supplier for one in each.subcontractors.all()],
        "need": label(NEED, each.need),
        "where": where(each),
        "for_whom": for_whom(each),
        "state": STATE_NAMES[state],
        "state_kind": STATE_KINDS[state],
    }


def where(each: RegisteredContract) -> str:
    """The police-force area, or the region."""
    known = police_areas().get(each.police_area)
    return known.name if known else region_name(each.region)


def for_whom(each: RegisteredContract) -> str:
    """Sex and ages."""
    who = gettext("Women and men") if each.women and each.men else gettext("Women") if each.women else gettext("Men")
    ages = {"who": who, "from": each.minimum_age, "to": each.maximum_age}
    if each.maximum_age is None:
        return gettext("%(who)s, aged %(from)s and over") % ages
    return gettext("%(who)s, aged %(from)s to %(to)s") % ages


def _csv(found: Iterable[RegisteredContract], at: datetime) -> HttpResponse:
    header = [gettext("Reference"), gettext("Title"), gettext("Type"), gettext("Need"), gettext("Region"),
              gettext("Police-force area"), gettext("Women"), gettext("Men"), gettext("Youngest age"),
              gettext("Oldest age"), gettext("Offered from"), gettext("Offered until"), gettext("Offered"),
              gettext("Prime provider"), gettext("Subcontractors")]  # fmt: skip
    lines = "".join(csv_lines(header, _lines(found, at)))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="contracts.csv"'
    return response


def _lines(found: Iterable[RegisteredContract], at: datetime) -> Iterator[list[object]]:
    said = {True: gettext("yes"), False: gettext("no")}
    for each in found:
        until = timezone.localtime(each.visible_until).isoformat(timespec="minutes") if each.visible_until else ""
        below = "; ".join(one.supplier.legal_name for one in each.subcontractors.all())
        area = police_areas().get(each.police_area)
        yield [
            each.reference, each.title, each.type, label(NEED, each.need), region_name(each.region),
            area.name if area else "", said[each.women], said[each.men], each.minimum_age, each.maximum_age,
            each.visible_from, until, str(STATE_NAMES[state_of(each, at=at)]), each.prime.legal_name, below,
        ]  # fmt: skip


def _regions() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((each.code, region_name(each)) for each in Region.objects.all())]


def _areas() -> list[tuple[str, str]]:
    named = sorted(((each.code, each.name) for each in police_areas().values()), key=lambda each: each[1])
    return [("", gettext("Any")), *named]
