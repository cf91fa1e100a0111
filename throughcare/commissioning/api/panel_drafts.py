"""Writing a panel over the API: beginning one, its categories and conditions, announcing, opening and closing it."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Status

from throughcare.accounts.api import Among, Body, Day, Problem, operation
from throughcare.commissioning.api.panels import PanelDetailOut, market_of, panel_in_full, router
from throughcare.commissioning.api.steps import (
    Cohort,
    Key,
    Line,
    Need,
    Number,
    Paragraphs,
    Sentence,
    acts,
    refusals,
    region_named,
    unknown,
)
from throughcare.commissioning.commands import markets as commands
from throughcare.commissioning.commands.markets import ConditionDetails, MarketDetails
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import Market, MarketCategory, MarketCondition
from throughcare.commissioning.rules.panel_codes import EVIDENCE_KIND, TOPIC
from throughcare.organisations.rules.geography import police_areas

Topic = Annotated[str, Among(entry.code for entry in TOPIC)]
EvidenceKind = Annotated[str, Among(entry.code for entry in EVIDENCE_KIND)]
PoliceArea = Annotated[str, Among(sorted(police_areas()))]


class PanelIn(Body):
    """What a panel says of itself; ``region`` null for one of all regions.

    Until ``first_evaluation_until``, where it is announced, the first applications are decided together.
    """

    title: Line
    description: Paragraphs
    region: str | None = None
    ends_on: Day | None = None
    first_evaluation_until: Day | None = None


class PanelCategoryIn(Body):
    """A need (code of commissioned-need), for everybody or a cohort, in a region or one police-force area of it."""

    need: Need
    region: str
    cohort: Cohort | None = None
    police_area: PoliceArea | None = None


class PanelConditionIn(Body):
    """What a supplier must meet: about a topic (code of panel-topic), with evidence of a kind (panel-evidence) or none.

    ``category`` is null for a condition of every category.
    """

    topic: Topic
    title: Line
    text: Paragraphs
    cure: Sentence
    evidence_kind: EvidenceKind | None = None
    category: Number | None = None


class PanelStepIn(Body):
    """What is done with the panel. Opening one fixes its law, its conditions and its categories."""

    step: Literal["announce", "open", "suspend", "resume", "close"]


@router.post("/panels", response={201: PanelDetailOut}, summary="Begin a panel")
@operation(permission="commissioning.market", scope="panels:write")
def draft_panel(request: HttpRequest, response: HttpResponse, body: PanelIn) -> Status[PanelDetailOut]:
    """Begin a draft, which those who buy see alone. Its reference is made of the title."""
    with refusals({"ends-before": "ends_on", "day-far": "ends_on"}):
        made = commands.draft_market(details=_details(body), **acts(request))
    response["Location"] = f"{request.path}/{made.reference}"
    return Status(201, panel_in_full(made))


@router.post("/panels/{reference}", response=PanelDetailOut, summary="Change what a panel says of itself")
@operation(permission="commissioning.market", scope="panels:write")
def change_panel(request: HttpRequest, reference: str, body: PanelIn) -> PanelDetailOut:
    """Replace all of it, until the panel is open; what was announced is published anew."""
    market = market_of(reference)
    with refusals({"ends-before": "ends_on", "day-far": "ends_on"}):
        commands.change_market(market=market, details=_details(body), **acts(request))
    return _after(market)


@router.post("/panels/{reference}/categories", response={201: PanelDetailOut}, summary="Add a category")
@operation(permission="commissioning.market", scope="panels:write")
def add_panel_category(request: HttpRequest, reference: str, body: PanelCategoryIn) -> Status[PanelDetailOut]:
    """Add a category until the panel is open."""
    market, region = market_of(reference), region_named(body.region)
    assert region is not None
    with refusals({"same-category": "need", "other-region": "police_area"}):
        commands.add_category(
            market=market, need=body.need, region=region, cohort=body.cohort or "", police_area=body.police_area or "",
            **acts(request),
        )  # fmt: skip
    return Status(201, _after(market))


@router.post("/panels/{reference}/categories/{key}/remove", response=PanelDetailOut, summary="Take a category away")
@operation(permission="commissioning.market", scope="panels:write")
def remove_panel_category(request: HttpRequest, reference: str, key: Key) -> PanelDetailOut:
    """Take it out of a draft; one that was announced stays."""
    market = market_of(reference)
    category = MarketCategory.objects.filter(pk=key, market=market).first()
    if category is None:
        raise Problem("not-found")
    with refusals():
        commands.remove_category(category=category, **acts(request))
    return _after(market)


@router.post("/panels/{reference}/conditions", response={201: PanelDetailOut}, summary="Add a condition")
@operation(permission="commissioning.market", scope="panels:write")
def add_panel_condition(request: HttpRequest, reference: str, body: PanelConditionIn) -> Status[PanelDetailOut]:
    """Add a condition at the end, until the panel is open."""
    market, category = market_of(reference), None
    if body.category is not None:
        category = MarketCategory.objects.filter(pk=body.category, market=market).first()
        if category is None:
            raise unknown("category")
    details = ConditionDetails(body.topic, body.title, body.text, body.cure, body.evidence_kind or "", category)
    with refusals():
        commands.add_condition(market=market, details=details, **acts(request))
    return Status(201, _after(market))


@router.post("/panels/{reference}/conditions/{key}/remove", response=PanelDetailOut, summary="Take a condition away")
@operation(permission="commissioning.market", scope="panels:write")
def remove_panel_condition(request: HttpRequest, reference: str, key: Key) -> PanelDetailOut:
    """Take it out, until the panel is open."""
    market = market_of(reference)
    condition = MarketCondition.objects.filter(pk=key, market=market).first()
    if condition is None:
        raise Problem("not-found")
    with refusals():
        commands.remove_condition(condition=condition, **acts(request))
    return _after(market)


@router.post("/panels/{reference}/state", response=PanelDetailOut, summary="Announce, open, suspend or close a panel")
@operation(permission="commissioning.market", scope="panels:write")
def move_panel(request: HttpRequest, reference: str, body: PanelStepIn) -> PanelDetailOut:
    """Take a step, which is published. A panel that is not whole is refused with everything that it lacks."""
    market = market_of(reference)
    with refusals():
        commands.move_market(market=market, verb=body.step, **acts(request))
    return _after(market)


def _details(body: PanelIn) -> MarketDetails:
    if body.ends_on is not None and body.ends_on < timezone.localdate():
        raise PanelRefused("ends-before")
    return MarketDetails(
        title=body.title, description=body.description, region=region_named(body.region), ends_on=body.ends_on,
        first_evaluation_until=body.first_evaluation_until,
    )  # fmt: skip


def _after(market: Market) -> PanelDetailOut:
    return panel_in_full(market_of(market.reference))
