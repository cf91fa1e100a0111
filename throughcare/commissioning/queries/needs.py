"""Statements of need: lists, their route, and how far what was begun from them has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from throughcare.commissioning.models import Market, MarketCategory, Need, NeedLine, NeedRoute
from throughcare.commissioning.rules.route_choice import NeedCase, RouteChoice, decide_route
from throughcare.commissioning.rules.states import NEED
from throughcare.kernel.decision import Decision
from throughcare.organisations.queries.suppliers import Asked, suppliers_matching


@dataclass(frozen=True)
class NeedsAsked:
    """What a list of needs is narrowed by; empty narrows nothing."""

    words: str = ""
    state: str = ""
    region: str = ""
    category: str = ""


def needs_matching(asked: NeedsAsked) -> QuerySet[Any]:
    """The needs that fit, the latest first, with how many lines they have and what is set aside for them."""
    found = Need.objects.all()
    if asked.words.strip():
        found = found.filter(Q(title__icontains=asked.words.strip()) | Q(description__icontains=asked.words.strip()))
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.region:
        found = found.filter(parties__region__code=asked.region)
    if asked.category:
        found = found.filter(pk__in=NeedLine.objects.filter(category=asked.category).values("need"))
    return with_sums(found).order_by("-made_at", "-pk")


def with_sums(needs: QuerySet[Need]) -> QuerySet[Any]:
    """The needs with ``line_count`` and ``value_pence``, each counted apart, so that no join multiplies them."""
    lines = NeedLine.objects.filter(need=OuterRef("pk")).order_by().values("need")
    return needs.annotate(
        line_count=Coalesce(Subquery(lines.annotate(found=Count("pk")).values("found")), 0),
        value_pence=Coalesce(Subquery(lines.annotate(found=Sum("value_pence")).values("found")), 0),
    )


def value_of(need: Need) -> int:
    """What is set aside for all lines together, in pence over the whole term."""
    return NeedLine.objects.filter(need=need).aggregate(found=Sum("value_pence"))["found"] or 0


def counts_by_state() -> Mapping[str, int]:
    """How many needs there are in each state, in the order of the table."""
    counted = dict(Need.objects.values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in NEED.table}


def route_of(need: Need) -> NeedRoute | None:
    """The route that was chosen last."""
    return need.routes.select_related("decided_by").first()


def route_decision(route: NeedRoute) -> Decision[RouteChoice]:
    """What the rule says of the facts that were known when the route was chosen."""
    return decide_route(msgspec.convert(route.facts, NeedCase))


def suppliers_known(need: Need) -> int:
    """The organisations of the register that could meet the line for which there are fewest; 0 without lines."""
    counts = [
        suppliers_matching(Asked(need=line.category, region=line.region.code, area=line.police_area)).count()
        for line in need.lines.select_related("region")
    ]
    return min(counts, default=0)


def category_for(line: NeedLine, market: Market) -> MarketCategory | None:
    """The open category of a panel that the line lies in: its area's own, else that of its whole region."""
    found = MarketCategory.objects.filter(
        market=market, closed_at=None, need=line.category, cohort=line.cohort, region=line.region
    )
    return found.filter(police_area=line.police_area).first() or found.filter(police_area="").first()


def markets_for(need: Need) -> list[Market]:
    """The open panels that have a category for some line of the need, by title."""
    lines = list(need.lines.select_related("region"))
    opened = Market.objects.filter(state="open").select_related("region").order_by("title")
    return [market for market in opened if any(category_for(line, market) for line in lines)]
