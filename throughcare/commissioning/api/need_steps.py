"""What becomes of a statement of need over the API: its route, its steps, and what is begun from it."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Status
from pydantic import Field, StrictBool

from throughcare.accounts.api import Body, operation
from throughcare.commissioning.api.needs import NeedDetailOut, need_in_full, need_of, router
from throughcare.commissioning.api.steps import Line, Number, Optional, Pence, acts, refusals, unknown
from throughcare.commissioning.commands import need_routes, need_steps
from throughcare.commissioning.commands.need_routes import RouteFacts
from throughcare.commissioning.models import Market, Need

_PLAIN = {"agree": need_steps.agree_need, "publish": need_steps.publish_need, "use": need_steps.use_need}
_ENDS = {"meet": need_steps.meet_need, "withdraw": need_steps.withdraw_need}
RouteName = Literal["in-house", "direct-award", "grant", "competition"]


class RouteIn(Body):
    """What is known of the need, and the route chosen; ``departs_why`` where it is another one than the rule proposes."""

    value_pence: Pence
    outcome_certain: StrictBool = True
    service_bought: StrictBool = True
    reserved: StrictBool = False
    in_house_capacity: StrictBool = False
    chosen: RouteName
    departs_why: Optional = ""


class NeedStepIn(Body):
    """A step: ``agree`` freezes it, ``publish`` makes it public, ``use`` takes it into use.

    ``meet`` and ``withdraw`` end it and say why in ``words``.
    """

    step: Literal["agree", "publish", "use", "meet", "withdraw"]
    words: Optional = ""


class BeginCompetitionIn(Body):
    """The reference of an open panel, and the keys of the lines that become lots."""

    panel: Line
    lines: Annotated[list[Number], Field(min_length=1, max_length=500)]
    title: Annotated[str, Field(max_length=200)] = ""


class BeginPanelIn(Body):
    """What the panel is called; empty for the title of the need."""

    title: Annotated[str, Field(max_length=200)] = ""


@router.post("/needs/{reference}/route", response=NeedDetailOut, summary="Choose the route")
@operation(permission="commissioning.needs", scope="needs:write")
def choose_need_route(request: HttpRequest, reference: str, body: RouteIn) -> NeedDetailOut:
    """Keep the route that a person chose beside the one that the rule proposes."""
    one = need_of(reference)
    facts = RouteFacts(**body.dict(exclude={"chosen", "departs_why"}))
    with refusals({"departs-without-reason": "departs_why"}):
        need_routes.choose_route(
            need=one, facts=facts, chosen=body.chosen, departs_why=body.departs_why, **acts(request)
        )  # fmt: skip
    return _after(one)


@router.post(
    "/needs/{reference}/state", response=NeedDetailOut, summary="Agree a need, publish, use, meet or withdraw it"
)
@operation(permission="commissioning.needs", scope="needs:write")
def move_need(request: HttpRequest, reference: str, body: NeedStepIn) -> NeedDetailOut:
    """Take a step; a need that is not whole is refused with everything that it lacks."""
    one = need_of(reference)
    with refusals({"no-reason": "words"}):
        if body.step in _PLAIN:
            _PLAIN[body.step](need=one, **acts(request))
        else:
            _ENDS[body.step](need=one, why=body.words, **acts(request))
    return _after(one)


@router.post(
    "/needs/{reference}/competitions", response={201: NeedDetailOut}, summary="Begin a competition from a need"
)
@operation(permission="commissioning.needs", scope="needs:write")
def begin_competition(request: HttpRequest, reference: str, body: BeginCompetitionIn) -> Status[NeedDetailOut]:
    """Draft a competition whose lots are lines of the need, with their volumes and values."""
    one, market = need_of(reference), Market.objects.filter(reference=body.panel).first()
    if market is None:
        raise unknown("panel")
    lines = list(one.lines.select_related("region").filter(pk__in=body.lines))
    if len(lines) < len(set(body.lines)):
        raise unknown("lines", "not a line of this need")
    with refusals({"no-category": "lines"}):
        need_routes.begin_competition(need=one, market=market, lines=lines, title=body.title, **acts(request))
    return Status(201, _after(one))


@router.post("/needs/{reference}/panels", response={201: NeedDetailOut}, summary="Begin a panel from a need")
@operation(permission="commissioning.needs", scope="needs:write")
def begin_panel(request: HttpRequest, reference: str, body: BeginPanelIn) -> Status[NeedDetailOut]:
    """Draft a panel with a category for each line; its conditions are written with the operations of panels."""
    one = need_of(reference)
    with refusals():
        need_routes.begin_panel(need=one, title=body.title, **acts(request))
    return Status(201, _after(one))


def _after(one: Need) -> NeedDetailOut:
    return need_in_full(need_of(one.reference))
