"""Panels, which are public: the list, and one with its conditions, categories and members as they stand today."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from throughcare.accounts.models import User
from throughcare.accounts.web.access import public
from throughcare.commissioning.models import Market
from throughcare.commissioning.queries.applications import decisions_of_market
from throughcare.commissioning.queries.markets import (
    categories_of,
    conditions_of,
    markets_matching,
    members_of,
    opened_on,
    standing_places,
    terms_of_market,
)
from throughcare.commissioning.queries.reach import reaches_market
from throughcare.commissioning.web import panel_words
from throughcare.commissioning.web.market_forms import FindPanelForm
from throughcare.kernel.csv_safe import csv_lines

PAGE = 25


@public
@require_safe
def panel_list(request: HttpRequest) -> HttpResponse:
    """Every panel that fits."""
    finder = FindPanelForm(request.GET)
    listed = Paginator(markets_matching(**finder.asked()), PAGE).get_page(request.GET.get("page"))
    context = {"finder": finder, "list_page": listed, "words": panel_words, "may_draft": _may(request, "market")}
    return render(request, "commissioning/panels.html", context)


@public
@require_safe
def panel(request: HttpRequest, reference: str) -> HttpResponse:
    """One panel; its members of one category with ``?category=``, and all of them as CSV."""
    market = get_object_or_404(Market.objects.select_related("region"), reference=reference)
    on, categories = timezone.localdate(), categories_of(market)
    chosen = next((each for each in categories if str(each.pk) == request.GET.get("category")), None)
    members = members_of(market, category=chosen.pk if chosen else None)
    if request.GET.get("format") == "csv":
        return _csv(market, members)
    listed = Paginator(members, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "market": market,
        "categories": categories,
        "conditions": conditions_of(market),
        "chosen": chosen,
        "list_page": listed,
        "places": standing_places(list(listed), on=on),
        "terms": terms_of_market(market, on=on),
        "decisions": decisions_of_market(market.pk, on=on, pack=market.pack, opened=opened_on(market))
        if market.opened_at
        else None,
        "words": panel_words,
        "may_change": _may(request, "market", market),
        "may_oversee": _may(request, "oversee", market),
        "may_apply": _may(request, "apply"),
    }
    return render(request, "commissioning/panel.html", context)


def _may(request: HttpRequest, verb: str, market: Market | None = None) -> bool:
    user = request.user
    if not isinstance(user, User) or not user.may(f"commissioning.{verb}"):
        return False
    return market is None or reaches_market(user, market)


def _csv(market: Market, members: Any) -> HttpResponse:
    header = [gettext("Supplier"), gettext("Category"), gettext("Admitted on"), gettext("Standing"), gettext("Until")]
    lines = csv_lines(
        header,
        (
            [
                each.membership.supplier.legal_name, panel_words.category_name(each.membership.category),
                timezone.localdate(each.membership.admitted_at),
                panel_words.standing_name(each.decision.value.standing), each.decision.value.until or "",
            ]
            for each in standing_places(list(members), on=timezone.localdate())
        ),
    )  # fmt: skip
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{market.reference}.csv"'
    return response
