"""Panels: the list, one in full, its members and how their places stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from throughcare.commissioning.models import (
    Market,
    MarketApplication,
    MarketCategory,
    MarketCondition,
    Membership,
)
from throughcare.commissioning.queries.places import standings
from throughcare.commissioning.rules.membership_standing import Membership as Standing
from throughcare.commissioning.rules.packs import pack
from throughcare.commissioning.rules.plain_language import Passage, PlainCase, PlainLanguage, decide_plain_language
from throughcare.commissioning.rules.procurement_pack import (
    PackAnswer,
    PackTerms,
    ProcurementCase,
    decide_pack,
    terms_of,
)
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Region, Supplier


@dataclass(frozen=True, slots=True)
class Place:
    """A place, and how it stands on a day."""

    membership: Membership
    decision: Decision[Standing]


def markets_matching(*, need: str = "", region: str = "", state: str = "") -> QuerySet[Market]:
    """The panels that the reader may see and that fit, open ones first, with how many places are held in each.

    A panel of all regions counts for each region.
    """
    found = Market.objects.select_related("region")
    if need:
        found = found.filter(Q(categories__need=need))
    if region:
        found = found.filter(Q(categories__region__code=region) | Q(region__code=region) | Q(region__isnull=True))
    if state:
        found = found.filter(state=state)
    held = Q(categories__memberships__left_on__isnull=True, categories__memberships__removed_on__isnull=True)
    counted = Count("categories__memberships", filter=held, distinct=True)
    found = found.annotate(places=counted, divisions=Count("categories", distinct=True)).distinct()
    return found.order_by(F("opened_at").desc(nulls_last=True), "title", "pk")


def categories_of(market: Market) -> Sequence[MarketCategory]:
    """The categories with how many places are held in each."""
    held = Q(memberships__left_on__isnull=True, memberships__removed_on__isnull=True)
    return list(market.categories.select_related("region").annotate(places=Count("memberships", filter=held)))


def conditions_of(market: Market) -> Sequence[MarketCondition]:
    """The conditions in their order."""
    return list(market.conditions.select_related("category__region"))


def plain_conditions(conditions: Sequence[MarketCondition], *, on: date) -> Decision[PlainLanguage] | None:
    """How the conditions read, numbered as they are listed; None without one."""
    passages = tuple(
        Passage(code=f"{number}. {each.title}", text=f"{each.text}\n\n{each.cure}", kind="condition")
        for number, each in enumerate(conditions, start=1)
    )
    return decide_plain_language(PlainCase(on=on, passages=passages)) if passages else None


def members_of(market: Market, *, category: int | None = None) -> QuerySet[Membership]:
    """The places that have not ended, by name of the supplier."""
    found = Membership.objects.filter(category__market=market, left_on__isnull=True, removed_on__isnull=True)
    if category is not None:
        found = found.filter(category=category)
    return found.select_related("supplier", "category__region").order_by("supplier__legal_name", "pk")


def standing_places(places: Sequence[Membership], *, on: date) -> list[Place]:
    """The places with how they stand, in the same order."""
    decisions = standings(places, on=on)
    return [Place(each, decisions[each.pk]) for each in places]


def places_of(suppliers: Sequence[Supplier], *, on: date) -> list[Place]:
    """Every place of these suppliers that has not ended, by panel."""
    found = Membership.objects.filter(supplier__in=suppliers, left_on__isnull=True, removed_on__isnull=True)
    listed = found.select_related("supplier", "category__region", "category__market")
    return standing_places(list(listed.order_by("supplier__legal_name", "category__market__title", "pk")), on=on)


def joinable(suppliers: Sequence[Supplier]) -> QuerySet[Market]:
    """The open panels that one of these suppliers is not applying to and has no place in every category of."""
    found = Market.objects.filter(state="open", categories__closed_at__isnull=True)
    anybody = Q()
    for supplier in suppliers:
        held = Membership.objects.filter(supplier=supplier, left_on__isnull=True, removed_on__isnull=True)
        applying = MarketApplication.objects.filter(supplier=supplier).exclude(
            state__in=("admitted", "declined", "withdrawn")
        )
        free = MarketCategory.objects.filter(closed_at__isnull=True).exclude(pk__in=held.values("category"))
        anybody |= Q(categories__in=free) & ~Q(pk__in=applying.values("market"))
    return found.filter(anybody).select_related("region").distinct().order_by("title", "pk")


def terms_of_market(market: Market, *, on: date) -> PackTerms:
    """What the law of a panel fixes: of the day on which it was opened, or ``on`` while it is not open."""
    return terms_of(pack(market.pack, opened_on(market) or on))


def opened_on(market: Market) -> date | None:
    """The day on which the panel was opened."""
    return timezone.localdate(market.opened_at) if market.opened_at else None


def law_for_market(*, on: date, authority: str) -> Decision[PackAnswer]:
    """Which law a panel falls under that is opened on ``on``."""
    return decide_pack(ProcurementCase(on=on, route="market", authority=authority))  # type: ignore[arg-type]


def buying_regions() -> QuerySet[Region]:
    """The regions that a panel can be of."""
    return Region.objects.order_by("name")
