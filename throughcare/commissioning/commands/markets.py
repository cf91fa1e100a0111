"""Panels: drafted with categories and conditions, announced, opened under a law that then stays, suspended and closed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.commands.refusals import PanelRefused, check_near
from throughcare.commissioning.events import MarketChanged
from throughcare.commissioning.models import Market, MarketCategory, MarketCondition
from throughcare.commissioning.queries.markets import law_for_market
from throughcare.commissioning.queries.ocds_markets import market_release
from throughcare.commissioning.queries.ocds_shared import ocid_of
from throughcare.commissioning.queries.reach import BUYERS, reaches_market, regions_of
from throughcare.commissioning.rules.ocds import Tag
from throughcare.commissioning.rules.states import MARKET
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed
from throughcare.organisations.models import Region
from throughcare.organisations.rules.geography import police_areas

EDITABLE = ("draft", "intended")
_TAGS: dict[str, Tag] = {
    "announce": "planning", "open": "tender", "suspend": "tenderUpdate", "resume": "tenderUpdate",
    "close": "tenderUpdate",
}  # fmt: skip


@dataclass(frozen=True)
class MarketDetails:
    """What a panel is; ``region`` None for one of all regions, ``ends_on`` its last day where one is set."""

    title: str
    description: str
    region: Region | None
    ends_on: date | None = None
    first_evaluation_until: date | None = None
    authority: str = "central"


@dataclass(frozen=True)
class ConditionDetails:
    """A condition as somebody writes it, about a ``topic`` of the table.

    ``category`` is None for one of every category, ``evidence_kind`` empty where no evidence is asked for.
    """

    topic: str
    title: str
    text: str
    cure: str
    evidence_kind: str = ""
    category: MarketCategory | None = None


@transaction.atomic
def draft_market(*, details: MarketDetails, by: User, at: datetime) -> Market:
    """Begin a panel, seen by those who buy alone. Raises ``PanelRefused`` where no law fits the day."""
    check_near(details.ends_on, details.first_evaluation_until, on=timezone.localdate(at))
    _within_reach(details.region, by)
    reference = _free_reference(details.title)
    market = Market.objects.create(
        reference=reference,
        ocid=ocid_of("market", reference),
        pack=_pack(details.authority, at),
        made_by=by,
        made_at=at,
        **_fields(details),
    )
    _say(market, "draft_market", "drafted", by, at)
    return market


@transaction.atomic
def change_market(*, market: Market, details: MarketDetails, by: User, at: datetime) -> None:
    """Change what a panel says of itself until it is open. Raises ``PanelRefused``."""
    check_near(details.ends_on, details.first_evaluation_until, on=timezone.localdate(at))
    stored = _editable(market, by)
    _within_reach(details.region, by)
    for name, value in _fields(details).items():
        setattr(stored, name, value)
    stored.save(update_fields=list(_fields(details)))
    _republish(stored, by, at)
    _say(stored, "change_market", "changed", by, at)


@transaction.atomic
def add_category(
    *, market: Market, need: str, region: Region, cohort: str = "", police_area: str = "", by: User, at: datetime
) -> MarketCategory:
    """Add a category: a need, for everybody or a cohort, in a region or one of its areas. Raises ``PanelRefused``."""
    stored = _editable(market, by)
    if police_area and police_areas()[police_area].region != region.code:
        raise PanelRefused("other-region")
    try:
        with transaction.atomic():
            made = MarketCategory.objects.create(
                market=stored, need=need, cohort=cohort, region=region, police_area=police_area
            )
    except IntegrityError as fault:
        raise PanelRefused("same-category") from fault
    _republish(stored, by, at)
    _say(stored, "add_category", "changed", by, at, category=made.pk)
    return made


@transaction.atomic
def remove_category(*, category: MarketCategory, by: User, at: datetime) -> None:
    """Take a category away while nobody has been told of it. Raises ``PanelRefused``."""
    stored = _editable(category.market, by)
    if stored.state != MARKET.start:
        raise PanelRefused("announced")
    number = category.pk
    category.delete()
    _say(stored, "remove_category", "changed", by, at, category=number)


@transaction.atomic
def add_condition(*, market: Market, details: ConditionDetails, by: User, at: datetime) -> MarketCondition:
    """Add a condition at the end, until the panel is open. Raises ``PanelRefused``."""
    stored = _editable(market, by)
    if details.category is not None and details.category.market_id != stored.pk:
        raise PanelRefused("other-category")
    there = dict(stored.conditions.values_list("code", "place"))
    made = MarketCondition.objects.create(
        market=stored, category=details.category, place=max(there.values(), default=0) + 1,
        code=_free(details.topic, there), title=details.title, text=details.text, cure=details.cure,
        evidence_kind=details.evidence_kind,
    )  # fmt: skip
    _say(stored, "add_condition", "changed", by, at, condition=made.code)
    return made


@transaction.atomic
def remove_condition(*, condition: MarketCondition, by: User, at: datetime) -> None:
    """Take a condition away, until the panel is open. Raises ``PanelRefused``."""
    stored = _editable(condition.market, by)
    condition.delete()
    _say(stored, "remove_condition", "changed", by, at, condition=condition.code)


@transaction.atomic
def move_market(*, market: Market, verb: str, by: User, at: datetime) -> None:
    """Announce, open, suspend, resume or close a panel, and publish that it happened.

    It is opened under the law of the day, which it keeps; from then on its conditions and categories are frozen.
    Raises ``PanelRefused``.
    """
    stored = _locked(market, by)
    try:
        state = MARKET.next(stored.state, verb)
    except NotAllowed as refused:
        raise PanelRefused("wrong-state") from refused
    if verb not in _TAGS:
        raise PanelRefused("wrong-state")
    if verb in ("announce", "open"):
        _check_whole(stored, at)
    changed: dict[str, Any] = {"state": state}
    if verb == "open":
        changed |= {"opened_at": at, "pack": _pack(stored.authority, at)}
    elif verb == "close":
        changed |= {"closed_at": at}
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(changed))
    publish(release=market_release(stored, tag=_TAGS[verb], at=at), by=by)
    _say(stored, f"{verb}_market", state, by, at)


def _check_whole(market: Market, at: datetime) -> None:
    checked = (
        ("no-category", not market.categories.exists()),
        ("no-condition", not market.conditions.exists()),
        ("ends-before", market.ends_on is not None and market.ends_on < timezone.localdate(at)),
    )
    if codes := [code for code, applies in checked if applies]:
        raise PanelRefused(*codes)


def _republish(market: Market, by: User, at: datetime) -> None:
    """Tell anew what was announced, where it was."""
    if market.state == "intended":
        publish(release=market_release(market, tag="planningUpdate", at=at), by=by)


def _editable(market: Market, by: User) -> Market:
    stored = _locked(market, by)
    if stored.state not in EDITABLE:
        raise PanelRefused("frozen")
    return stored


def _locked(market: Market, by: User) -> Market:
    if not reaches_market(by, market):
        raise PanelRefused("out-of-reach")
    return Market.objects.select_for_update(of=("self",)).select_related("region").get(pk=market.pk)


def _within_reach(region: Region | None, by: User) -> None:
    """Nobody begins a panel of another region, or hands one over to it."""
    if region is not None and by.role in BUYERS and region.pk not in regions_of(by):
        raise PanelRefused("out-of-reach")


def _pack(authority: str, at: datetime) -> str:
    found = law_for_market(on=timezone.localdate(at), authority=authority).value.pack
    if found is None:
        raise PanelRefused("no-pack")
    return found


def _fields(details: MarketDetails) -> dict[str, Any]:
    return {
        "title": details.title.strip(), "description": details.description.strip(), "region": details.region,
        "ends_on": details.ends_on, "first_evaluation_until": details.first_evaluation_until,
        "authority": details.authority,
    }  # fmt: skip


def _free_reference(title: str) -> str:
    """A reference made from the title that no panel has; one that another has gets a number."""
    base = slugify(title)[:30].strip("-") or "panel"
    # Pages of their own stand below the addresses of panels.
    taken = {"new"} | set(Market.objects.filter(reference__startswith=base).values_list("reference", flat=True))
    return _free(base, taken)


def _free(name: str, taken: Collection[str]) -> str:
    """The name, with the first number that makes it one that is not taken."""
    return next(each for each in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)


def _say(market: Market, verb: str, what: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"commissioning.{verb}",
        by=by,
        at=at,
        subject=market.reference[:MOST_SUBJECT],
        market=market.pk,
        **detail,
    )
    announcer.announce(MarketChanged(market.pk, what, by.pk, at))
