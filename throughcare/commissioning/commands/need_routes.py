"""From a need to what is begun: a person chooses the route, then a competition or a panel is drafted from its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.commands import competition_drafts as drafts
from throughcare.commissioning.commands import markets
from throughcare.commissioning.commands.need_steps import use_need
from throughcare.commissioning.commands.needs import locked_need, tell
from throughcare.commissioning.models import (
    Competition,
    Market,
    MarketCategory,
    Need,
    NeedLine,
    NeedLot,
    NeedRoute,
    NeedUse,
)
from throughcare.commissioning.queries.need_checks import line_words
from throughcare.commissioning.queries.needs import category_for, route_of, suppliers_known
from throughcare.commissioning.rules.need_blocks import NeedRefused, block, refuse
from throughcare.commissioning.rules.route_choice import ROUTE_NAMES, NeedCase, decide_route

TITLE = 200


@dataclass(frozen=True)
class RouteFacts:
    """What a person knows of a need that the register does not; the value is over the whole term with VAT."""

    value_pence: int
    outcome_certain: bool = True
    service_bought: bool = True
    reserved: bool = False
    in_house_capacity: bool = False


def route_case(need: Need, facts: RouteFacts, *, at: datetime) -> NeedCase:
    """The case of the rule ``route``: how many could provide it is counted in the register of suppliers."""
    return NeedCase(
        on=timezone.localdate(at), value_pence=facts.value_pence, suppliers=suppliers_known(need),
        outcome_certain=facts.outcome_certain, service_bought=facts.service_bought, reserved=facts.reserved,
        in_house_capacity=facts.in_house_capacity,
    )  # fmt: skip


@transaction.atomic
def choose_route(
    *, need: Need, facts: RouteFacts, chosen: str, departs_why: str = "", by: User, at: datetime
) -> NeedRoute:
    """Keep the route that a person chose beside the one proposed; a reason where it departs. Raises ``NeedRefused``."""
    stored = locked_need(need, by)
    if stored.state not in ("draft", "agreed"):
        raise refuse("wrong-state")
    if chosen not in ROUTE_NAMES:
        raise refuse("unknown-route")
    case = route_case(stored, facts, at=at)
    proposed = decide_route(case).value.route
    if chosen != proposed and not departs_why.strip():
        raise refuse("departs-without-reason")
    why = departs_why.strip() if chosen != proposed else ""
    made = NeedRoute.objects.create(
        need=stored, facts=msgspec.to_builtins(case), proposed=proposed, chosen=chosen, departs_why=why,
        decided_by=by, decided_at=at,
    )  # fmt: skip
    tell("choose_need_route", stored, "route", by, at, proposed=proposed, chosen=chosen, why=why)
    return made


@transaction.atomic
def begin_competition(
    *, need: Need, market: Market, lines: Sequence[NeedLine], by: User, at: datetime, title: str = ""
) -> Competition:
    """Draft a competition with a lot for each line, its volume and its value; the need is in use from then on.

    Raises ``NeedRefused`` where the route is another one, or the panel has no category for a line, and
    ``CompetitionRefused`` where nothing can be opened under the panel.
    """
    stored = _to_be_used(need, by, "competition")
    placed = _placed(stored, market, lines)
    made = drafts.draft_competition(market=market, title=title.strip() or stored.title, by=by, at=at)
    drafts.change_draft(
        competition=made, by=by, at=at, specification=stored.description, starts_on=stored.starts_on,
        term_months=stored.term_months,
    )  # fmt: skip
    NeedUse.objects.create(need=stored, competition=made, begun_by=by, begun_at=at)
    for line, category in placed:
        facts = {
            "title": str(line_words(line))[:TITLE], "category": category, "value_pence": line.value_pence,
            "annual_volume": line.volume,
        }  # fmt: skip
        lot = drafts.keep_lot(competition=made, by=by, at=at, facts=facts)
        NeedLot.objects.create(lot=lot, line=line)
    use_need(need=stored, by=by, at=at)
    tell("begin_competition_from_need", stored, "in-use", by, at, competition=made.reference)
    return made


@transaction.atomic
def begin_panel(*, need: Need, by: User, at: datetime, title: str = "") -> Market:
    """Draft a panel with a category for each line of the need, which is in use from then on; it has no conditions yet.

    Raises ``NeedRefused``, or ``PanelRefused`` where no law fits the day.
    """
    stored = _to_be_used(need, by, "competition")
    regions = [each.region for each in stored.parties.select_related("region") if each.region]
    details = markets.MarketDetails(
        title=title.strip() or stored.title, description=stored.description,
        region=regions[0] if len(regions) == 1 else None,
    )  # fmt: skip
    made = markets.draft_market(details=details, by=by, at=at)
    for line in stored.lines.select_related("region"):
        markets.add_category(
            market=made, need=line.category, cohort=line.cohort, region=line.region, police_area=line.police_area,
            by=by, at=at,
        )  # fmt: skip
    NeedUse.objects.create(need=stored, market=made, begun_by=by, begun_at=at)
    use_need(need=stored, by=by, at=at)
    tell("begin_panel_from_need", stored, "in-use", by, at, market=made.reference)
    return made


def _to_be_used(need: Need, by: User, route: str) -> Need:
    """An agreed need whose route is that one, locked."""
    stored = locked_need(need, by)
    if stored.state not in ("agreed", "in-use"):
        raise refuse("not-agreed")
    chosen = route_of(stored)
    if chosen is None:
        raise refuse("no-route")
    if chosen.chosen != route:
        raise refuse("other-route")
    return stored


def _placed(need: Need, market: Market, lines: Sequence[NeedLine]) -> list[tuple[NeedLine, MarketCategory]]:
    """Each line with its category in the panel; raises ``NeedRefused`` naming every line without one."""
    if not lines:
        raise refuse("nothing-to-carry")
    if any(line.need_id != need.pk for line in lines):
        raise refuse("line-of-another")
    found = [(line, category_for(line, market)) for line in lines]
    missing = [block("no-category", line=line_words(line)) for line, category in found if category is None]
    if missing:
        raise NeedRefused(missing)
    return [(line, category) for line, category in found if category is not None]
