"""Statements of need over the API: the list, and one in full with its shares, its volumes and what was begun from it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, Among, PageOf, Problem, cursor_at, operation, read_place
from throughcare.commissioning.api.register import NEED, REGION
from throughcare.commissioning.api.steps import WhyOut, told, why_out
from throughcare.commissioning.models import Need, NeedLine, NeedParty
from throughcare.commissioning.queries.need_caseload import projection_of
from throughcare.commissioning.queries.need_checks import blocks_of, shares_of
from throughcare.commissioning.queries.needs import NeedsAsked, needs_matching, route_decision, route_of
from throughcare.commissioning.rules.states import NEED as STATES

router = Router(tags=["needs"])
State = Annotated[str, Among(STATES.table)]
STATE: str | None = Query(None, description="Only needs in this state.")


class NeedOut(Schema):
    """A need; ``value_pence`` is what is set aside over ``term_months`` for all lines, without VAT."""

    reference: str
    ocid: str
    title: str
    description: str
    state: str
    starts_on: dt.date
    term_months: int
    value_pence: int
    agreed_at: dt.datetime | None
    published_at: dt.datetime | None
    ended_at: dt.datetime | None
    ended_why: str


class NeedBodyOut(Schema):
    """A body that states the need, with its share in hundredths of a per cent; ``region`` for a probation region alone.

    ``agreed_name`` and the rest are empty until somebody agreed for it.
    """

    key: int
    kind: str
    region: str | None
    name: str
    share: int
    agreed_name: str
    agreed_post: str
    agreed_on: dt.date | None


class NeedLineOut(Schema):
    """What is needed, for whom and where. ``volume`` is the cases of a year that count: ``overruled``, else ``projected``.

    ``why`` says how it comes about; null before the caseload was asked.
    """

    key: int
    need: str
    cohort: str | None
    region: str
    police_area: str | None
    value_pence: int | None
    volume: int | None
    projected: int | None
    projected_on: dt.date | None
    overruled: int | None
    overruled_why: str
    why: WhyOut | None


class NeedRouteOut(Schema):
    """The route that was chosen last, and the one that the rule proposed with its reasons."""

    chosen: str
    proposed: str
    departs_why: str
    decided_at: dt.datetime
    why: WhyOut


class NeedBlockOut(Schema):
    """Something that stands in the way of agreeing: in which part, by code and in words."""

    part: str
    code: str
    text: str


class NeedDetailOut(NeedOut):
    """A need in full; ``shares`` says whether they make a whole, ``blocks`` what stands in the way while it is a draft.

    ``panels`` and ``competitions`` are references of what was begun from it.
    """

    bodies: list[NeedBodyOut]
    lines: list[NeedLineOut]
    shares: WhyOut
    blocks: list[NeedBlockOut]
    route: NeedRouteOut | None
    panels: list[str]
    competitions: list[str]


@router.get("/needs", response=PageOf[NeedOut], summary="List statements of need")
@operation(permission="commissioning.oversee", scope="needs:read")
def list_needs(
    request: HttpRequest,
    need: str = NEED,
    region: str = REGION,
    state: State | None = STATE,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> PageOf[NeedOut]:
    """Needs in the order in which they were begun."""
    (after,) = read_place(cursor, int) or [0]
    found = needs_matching(NeedsAsked(category=need, region=region, state=state or ""))
    listed = list(found.filter(pk__gt=after).order_by("pk")[: limit + 1])
    return PageOf(
        items=[need_out(each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/needs/{reference}", response=NeedDetailOut, summary="Read a statement of need")
@operation(permission="commissioning.oversee", scope="needs:read")
def read_need(request: HttpRequest, reference: str) -> NeedDetailOut:
    """One need with its bodies, lines, route and what stands in its way."""
    return need_in_full(need_of(reference))


def need_of(reference: str) -> Need:
    """The need, for whoever may see it; raises ``Problem``."""
    found = Need.objects.filter(reference=reference).first() if "\0" not in reference else None
    if found is None:
        raise Problem("not-found")
    return found


def need_out(each: Need) -> NeedOut:
    """The need as the API tells it."""
    value = getattr(each, "value_pence", None)
    if value is None:
        value = sum(line.value_pence or 0 for line in each.lines.all())
    return told(NeedOut, each, value_pence=value)


def need_in_full(one: Need) -> NeedDetailOut:
    """The need with all that the rules say of it."""
    on, route = timezone.localdate(one.agreed_at), route_of(one)
    return NeedDetailOut(
        **need_out(one).dict(),
        bodies=[_body(each) for each in one.parties.select_related("region")],
        lines=[_line(each) for each in one.lines.select_related("region")],
        shares=why_out(shares_of(one, on=on)),
        blocks=[
            NeedBlockOut(part=each.part, code=each.reason.code, text=each.reason.words.say(gettext))
            for each in (blocks_of(one, on=on) if one.state == "draft" else ())
        ],
        route=told(NeedRouteOut, route, why=why_out(route_decision(route))) if route else None,
        panels=[each.market.reference for each in one.uses.select_related("market") if each.market],
        competitions=[
            each.competition.reference for each in one.uses.select_related("competition") if each.competition
        ],
    )


def _body(each: NeedParty) -> NeedBodyOut:
    return told(NeedBodyOut, each, region=each.region.code if each.region else None, share=int(each.share * 100))


def _line(each: NeedLine) -> NeedLineOut:
    decision = projection_of(each)
    return told(
        NeedLineOut, each, need=each.category, cohort=each.cohort or None, region=each.region.code,
        police_area=each.police_area or None, why=why_out(decision) if decision else None,
    )  # fmt: skip
