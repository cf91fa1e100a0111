"""What was awarded, for anybody: by region and by need, and which part small and voluntary organisations won."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import public
from throughcare.commissioning.queries.awarded import AwardedLot, AwardedTotal, awarded_lots, total
from throughcare.kernel.csv_safe import csv_lines
from throughcare.organisations.models import Region
from throughcare.organisations.rules.supplier_codes import NEED
from throughcare.organisations.web.supplier_words import choices, label, region_name

PAGE = 50


class FindForm(forms.Form):
    """What the awards are narrowed by."""

    need = forms.ChoiceField(label=_("Need"), required=False, choices=lambda: choices(NEED, _("Any")))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=lambda: _regions())
    presentation = {name: {"optional": False} for name in ("need", "region")}

    def asked(self) -> dict[str, Any]:
        """What was asked; a value that is none of the choices narrows nothing."""
        self.is_valid()
        code = self.cleaned_data.get("region", "")
        region = Region.objects.filter(code=code).first() if code else None
        return {"need": self.cleaned_data.get("need", ""), "region": region.pk if region else 0}


@public
@require_safe
def award_list(request: HttpRequest) -> HttpResponse:
    """The totals by region and by need, and every lot that was awarded, fifty a page; ``?format=csv`` as CSV."""
    finder = FindForm(request.GET)
    found, regions = awarded_lots(**finder.asked()), _region_names()
    if request.GET.get("format") == "csv":
        answer = HttpResponse(
            "".join(csv_lines(_csv_header(), _csv_rows(found, regions))), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = 'attachment; filename="awards.csv"'
        return answer
    return render(
        request,
        "commissioning/awards.html",
        {
            "finder": finder,
            "all": total(found),
            "by_region": _grouped(found, lambda each: regions[each.region]),
            "by_need": _grouped(found, lambda each: label(NEED, each.need)),
            "list_page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "query": request.GET.dict(),
            "regions": regions,
            "need_name": lambda code: label(NEED, code),
        },
    )


def _grouped(lots: Sequence[AwardedLot], name: Callable[[AwardedLot], str]) -> list[tuple[str, AwardedTotal]]:
    names = sorted({name(each) for each in lots})
    return [(one, total(each for each in lots if name(each) == one)) for one in names]


def _csv_header() -> list[str]:
    return [
        gettext("Competition"), gettext("Lot"), gettext("Need"), gettext("Region"), gettext("Won by"), gettext("Value"),
        gettext("Part of small organisations"), gettext("Part of voluntary organisations"), gettext("Awarded"),
    ]  # fmt: skip


def _csv_rows(lots: Sequence[AwardedLot], regions: dict[int, str]) -> Iterator[list[object]]:
    for each in lots:
        yield [
            each.reference, each.lot, label(NEED, each.need), regions[each.region], "; ".join(each.winners),
            *(f"{pence / 100:.2f}" for pence in (each.value_pence, each.small_pence, each.voluntary_pence)),
            each.at.date().isoformat(),
        ]  # fmt: skip


def _region_names() -> dict[int, str]:
    return {region.pk: region_name(region) for region in Region.objects.all()}


def _regions() -> list[tuple[str, str]]:
    found = [(region.code, region_name(region)) for region in Region.objects.order_by("name")]
    return [("", gettext("Any")), *found]
