"""Panels over the API: the list, one in full with what it asks, and its places as they stand."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, Problem, cursor_at, operation, read_place
from throughcare.commissioning.api.register import NEED, REGION
from throughcare.commissioning.api.steps import WhyOut, why_out
from throughcare.commissioning.models import Market, MarketCategory, MarketCondition
from throughcare.commissioning.queries.markets import (
    Place,
    categories_of,
    conditions_of,
    law_for_market,
    markets_matching,
    members_of,
    standing_places,
)

router = Router(tags=["panels"])


class PanelOut(Schema):
    """A panel; ``region`` is null for one of all regions, ``pack`` names the law it is under."""

    reference: str
    ocid: str
    title: str
    description: str
    region: str | None
    pack: str
    state: str
    opened_at: dt.datetime | None
    ends_on: dt.date | None


class PanelCategoryOut(Schema):
    """A need, for everybody or a cohort, in a region or one of its areas; ``places`` says how many are held in it."""

    key: int
    need: str
    cohort: str | None
    region: str
    police_area: str | None
    closed_at: dt.datetime | None
    places: int


class PanelConditionOut(Schema):
    """What a supplier must meet to join; ``category`` is null for every category, ``cure`` says how to put it right.

    ``evidence_kind`` is a code of panel-evidence, null where no evidence is asked for.
    """

    key: int
    code: str
    title: str
    text: str
    cure: str
    evidence_kind: str | None
    category: int | None


class PanelDetailOut(PanelOut):
    """A panel in full; ``law`` says why it is under its law, or would be if it were opened today."""

    first_evaluation_until: dt.date | None
    categories: list[PanelCategoryOut]
    conditions: list[PanelConditionOut]
    law: WhyOut


class PlaceOut(Schema):
    """A place in a panel and how it stands today; ``until`` is the first day on which time alone ends that."""

    number: int
    supplier: int
    category: int
    need: str
    cohort: str | None
    region: str
    police_area: str | None
    admitted_on: dt.date
    standing: str
    until: dt.date | None


@router.get("/panels", response=PageOf[PanelOut], summary="List panels")
@operation(permission="organisations.read", scope="panels:read")
def list_panels(
    request: HttpRequest, need: str = NEED, region: str = REGION, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[PanelOut]:
    """Panels in the order in which they were begun."""
    (after,) = read_place(cursor, int) or [0]
    listed = list(markets_matching(need=need, region=region).filter(pk__gt=after).order_by("pk")[: limit + 1])
    return PageOf(
        items=[panel_out(each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/panels/{reference}", response=PanelDetailOut, summary="Read a panel")
@operation(permission="organisations.read", scope="panels:read")
def read_panel(request: HttpRequest, reference: str) -> PanelDetailOut:
    """One panel with its categories and conditions; a draft is there for those who buy alone."""
    return panel_in_full(market_of(reference))


@router.get("/panels/{reference}/places", response=PageOf[PlaceOut], summary="List the places of a panel")
@operation(permission="organisations.read", scope="panels:read")
def list_places(request: HttpRequest, reference: str, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[PlaceOut]:
    """The places that have not ended, in the order in which they were given, as they stand today."""
    (after,) = read_place(cursor, int) or [0]
    listed = list(members_of(market_of(reference)).filter(pk__gt=after).order_by("pk")[: limit + 1])
    return PageOf(
        items=[place_out(each) for each in standing_places(listed[:limit], on=timezone.localdate())],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


def market_of(reference: str) -> Market:
    """The panel, for whoever may see it; raises ``Problem``."""
    found = Market.objects.select_related("region").filter(reference=reference).first()
    if found is None:
        raise Problem("not-found")
    return found


def panel_out(each: Market) -> PanelOut:
    """The panel as the API tells it."""
    same = ("reference", "ocid", "title", "description", "pack", "state", "opened_at", "ends_on")
    return PanelOut(**{name: getattr(each, name) for name in same}, region=each.region.code if each.region else None)


def panel_in_full(market: Market) -> PanelDetailOut:
    """The panel with what it is divided into and what it asks."""
    on = timezone.localdate(market.opened_at)
    return PanelDetailOut(
        **panel_out(market).dict(),
        first_evaluation_until=market.first_evaluation_until,
        categories=[_category(each) for each in categories_of(market)],
        conditions=[_condition(each) for each in conditions_of(market)],
        law=why_out(law_for_market(on=on, authority=market.authority)),
    )


def place_out(each: Place) -> PlaceOut:
    """The place as the API tells it."""
    membership, value = each.membership, each.decision.value
    category = membership.category
    return PlaceOut(
        number=membership.pk, supplier=membership.supplier_id, category=category.pk, need=category.need,
        cohort=category.cohort or None, region=category.region.code, police_area=category.police_area or None,
        admitted_on=timezone.localdate(membership.admitted_at), standing=value.standing, until=value.until,
    )  # fmt: skip


def _category(each: MarketCategory) -> PanelCategoryOut:
    return PanelCategoryOut(
        key=each.pk, need=each.need, cohort=each.cohort or None, region=each.region.code,
        police_area=each.police_area or None, closed_at=each.closed_at,
        places=each.places,  # type: ignore[attr-defined]
    )  # fmt: skip


def _condition(each: MarketCondition) -> PanelConditionOut:
    same = ("code", "title", "text", "cure")
    return PanelConditionOut(
        key=each.pk,
        **{name: getattr(each, name) for name in same},
        evidence_kind=each.evidence_kind or None,
        category=each.category_id,
    )
