"""Awards over the API: what was won, for everybody; how an award stands, for those who buy; letters; own assignments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, Problem, caller, cursor_at, operation, read_place
from throughcare.commissioning.api.competitions import competition_of
from throughcare.commissioning.api.register import SUPPLIER
from throughcare.commissioning.api.steps import JudgedOut, Key, judged_out, told
from throughcare.commissioning.models import Award as Won
from throughcare.commissioning.models import AwardDecision, Competition, Evaluator, FeedbackLetter
from throughcare.commissioning.queries.awards import (
    Proposal,
    challenges_of,
    latest_proposal,
    no_awards_of,
    price_blocks,
    standing_decision,
    standstill_of,
)
from throughcare.commissioning.queries.evaluators import evaluations_of
from throughcare.commissioning.queries.feedback import letters_sent
from throughcare.commissioning.queries.scoring import scores_left

router = Router(tags=["awards"])
_BEFORE_PROPOSALS = ("moderated",)


class AwardOut(Schema):
    """What was won, as published: lots by their numbers, money in pence without VAT over the whole term.

    ``members`` are the shares of a consortium by supplier, in hundredths of a per cent, the lead's not among them.
    """

    key: int
    competition: str
    supplier: int
    lots: list[int]
    value_pence: int
    members: dict[int, int]
    published_at: dt.datetime


class AwardLotOut(Schema):
    """A lot in a proposal: bids and suppliers by their keys, empty where there is none; scores are hundredths.

    ``best`` is the best bid where nothing bound, ``awarded`` the one proposed, ``limits`` what kept the best from winning.
    """

    lot: str
    reason: str
    best: str
    best_supplier: str
    best_score: int | None
    awarded: str
    supplier: str
    score: int | None
    limits: list[str]


class LimitOut(Schema):
    """A limit that bound, on which lots, and what an award without it would gain; null where it was not solved again."""

    limit: str
    lots: list[str]
    points: int | None
    open: int | None
    is_proven: bool


class AwardProposalOut(Schema):
    """A proposal; ``chosen`` are the bids that win, ``open`` the lots that nobody wins with the code of the reason."""

    key: int
    made_at: dt.datetime
    is_proven: bool
    chosen: list[str]
    open: dict[str, str]
    lots: list[AwardLotOut]
    limits: list[LimitOut]


class AwardDecisionOut(Schema):
    """A decision on its way, or that stands: recommended, approved by a director, published."""

    key: int
    proposal: int
    words: str
    recommended_at: dt.datetime
    approved_at: dt.datetime | None
    published_at: dt.datetime | None


class LotEndOut(Schema):
    """A lot that ends without an award, its ground and what follows; ``published_at`` is null until the award is out."""

    lot: int
    ground: str
    words: str
    follow_up: str
    published_at: dt.datetime | None


class ChallengeOut(Schema):
    """A challenge to the award; ``settled_at`` is null while it is open."""

    key: int
    supplier: int
    received_on: dt.date
    about: str
    settled_at: dt.datetime | None
    outcome: str


class AwardStandOut(Schema):
    """How the award of a competition stands. ``blocks`` says what about prices stands in the way of a proposal.

    ``standstill`` is what the rule says of it today, null until the award is published.
    """

    competition: str
    state: str
    blocks: list[str]
    proposal: AwardProposalOut | None
    decision: AwardDecisionOut | None
    ended: list[LotEndOut]
    standstill: JudgedOut | None
    challenges: list[ChallengeOut]


class ResultOut(Schema):
    """A letter to a bidder: its scores with their reasons, and for each lot its rank and what the winner scored."""

    key: int
    competition: str
    supplier: int
    sent_at: dt.datetime
    letter: dict[str, Any]


class AssignmentOut(Schema):
    """A competition that the user evaluates; ``left`` counts answers without a score, null before bids are shown to them."""

    competition: str
    title: str
    state: str
    is_chair: bool
    appointed_at: dt.datetime
    cleared_at: dt.datetime | None
    locked_at: dt.datetime | None
    left: int | None


@router.get("/awards", response=PageOf[AwardOut], summary="List what was won")
@operation(permission="organisations.read", scope="awards:read")
def list_awards(
    request: HttpRequest, supplier: int | None = SUPPLIER, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[AwardOut]:
    """Published awards that stand, in the order in which they were made; of a supplier those that it leads."""
    (after,) = read_place(cursor, int) or [0]
    found = Won.objects.filter(decision__published_at__isnull=False, decision__undone_at=None, pk__gt=after)
    if supplier is not None:
        found = found.filter(supplier=supplier)
    found = found.select_related("decision", "competition").prefetch_related("lots", "shares")
    listed = list(found.order_by("pk")[: limit + 1])
    return PageOf(
        items=[_award(each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/competitions/{reference}/award", response=AwardStandOut, summary="Read how an award stands")
@operation(permission="commissioning.oversee", scope="awards:read")
def read_award(request: HttpRequest, reference: str) -> AwardStandOut:
    """The proposal and the decision as far as they have come, for those who buy."""
    return award_stands(competition_of(reference))


@router.get("/results", response=PageOf[ResultOut], summary="List letters about results")
@operation(permission="commissioning.results", scope="awards:read")
def list_results(request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[ResultOut]:
    """The letters that the suppliers of the user were sent, or for those who buy all; in the order they were written."""
    (after,) = read_place(cursor, int) or [0]
    listed = list(letters_sent().filter(pk__gt=after).order_by("pk")[: limit + 1])
    return PageOf(
        items=[_result(each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/results/{key}", response=ResultOut, summary="Read a letter about a result")
@operation(permission="commissioning.results", scope="awards:read")
def read_result(request: HttpRequest, key: Key) -> ResultOut:
    """One letter."""
    found = letters_sent().filter(pk=key).first()
    if found is None:
        raise Problem("not-found")
    return _result(found)


@router.get("/evaluations", response=list[AssignmentOut], summary="List what one evaluates")
@operation(permission="commissioning.evaluate", scope="awards:read")
def list_evaluations(request: HttpRequest) -> list[AssignmentOut]:
    """The user's assignments; bids are read and scored on their pages, by people."""
    return [_assignment(each) for each in evaluations_of(caller(request).user)]


def award_stands(one: Competition) -> AwardStandOut:
    """How the award of a competition stands."""
    decision, proposal = standing_decision(one), latest_proposal(one)
    published = decision is not None and decision.published_at is not None
    on = timezone.localdate()
    blocks = price_blocks(one) if one.state in _BEFORE_PROPOSALS else []
    return AwardStandOut(
        competition=one.reference,
        state=one.state,
        blocks=[each.words.say(gettext) for each in blocks],
        proposal=_proposal(proposal) if proposal else None,
        decision=_decision(decision) if decision else None,
        ended=[told(LotEndOut, each, lot=each.lot.number) for each in no_awards_of(one).values()],
        standstill=judged_out(standstill_of(one, decision, on=on)) if published else None,
        challenges=[
            told(ChallengeOut, each, supplier=each.supplier_id)
            for each in (challenges_of(decision) if decision else [])
        ],
    )


def _decision(decision: AwardDecision) -> AwardDecisionOut:
    return told(AwardDecisionOut, decision, proposal=decision.proposal_id)


def _proposal(found: Proposal) -> AwardProposalOut:
    return AwardProposalOut(
        key=found.row.pk, made_at=found.row.made_at, is_proven=found.row.is_proven, chosen=list(found.award.chosen),
        open=dict(found.award.open),
        lots=[told(AwardLotOut, each, limits=list(each.limits)) for each in found.explanation.lots],
        limits=[told(LimitOut, each, lots=list(each.lots)) for each in found.explanation.limits],
    )  # fmt: skip


def _award(each: Won) -> AwardOut:
    return told(
        AwardOut, each, competition=each.competition.reference, supplier=each.supplier_id,
        lots=sorted(lot.number for lot in each.lots.all()),
        members={one.supplier_id: one.share for one in each.shares.all()}, published_at=each.decision.published_at,
    )  # fmt: skip


def _result(each: FeedbackLetter) -> ResultOut:
    one = each.decision.competition if each.decision is not None else each.ended
    assert one is not None
    return told(ResultOut, each, competition=one.reference, supplier=each.supplier_id, letter=each.content)


def _assignment(each: Evaluator) -> AssignmentOut:
    one = each.competition
    return told(
        AssignmentOut, each, competition=one.reference, title=one.title, state=one.state,
        left=scores_left(each) if each.cleared_at is not None else None,
    )  # fmt: skip
