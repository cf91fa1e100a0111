"""Competitions over the API as everybody reads them, what a supplier is invited to, and asking a question."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, Body, PageOf, Problem, caller, cursor_at, operation, read_place
from throughcare.commissioning.api.competition_drafts import Asked
from throughcare.commissioning.api.competition_schemas import CriterionOut, LotOut, criteria_of, lots_told
from throughcare.commissioning.api.register import NEED, REGION
from throughcare.commissioning.api.steps import (
    JudgedOut,
    Number,
    WhyOut,
    acts,
    judged_out,
    own_supplier,
    refusals,
    told,
    why_out,
)
from throughcare.commissioning.commands.competition_closing import close_if_due
from throughcare.commissioning.commands.competition_enquiries import ask_question
from throughcare.commissioning.models import Competition, CompetitionEnquiry
from throughcare.commissioning.queries.competitions import answers_of, takes_bids, takes_questions
from throughcare.commissioning.queries.opportunities import (
    changes_told,
    example_of,
    funding_of,
    invitations_for,
    lots_explained,
    my_invitations,
    opportunities,
    pushed_by,
    timetable_of,
)

router = Router(tags=["opportunities"])

Bids = Literal["open", "over", "all"]
STATE: Bids = Query("open", description="Whether bids are taken: those alone, the others, or all.")
WORDS: str = Query("", max_length=100, description="Words of the title, the reference or what is bought.")


class OpportunityOut(Schema):
    """A published competition; ``value_pence`` is all lots over the whole term without VAT."""

    reference: str
    ocid: str
    panel: str
    title: str
    state: str
    takes_bids: bool
    lots: int
    value_pence: int
    published_at: dt.datetime
    closes_at: dt.datetime


class OpportunityQuestionOut(Schema):
    """A question under a criterion; ``words`` is the most that an answer may hold, 0 for a tick or a number."""

    code: str
    criterion: str
    text: str
    good_answer: str
    words: int
    asks_for: str
    amount_pence: int | None
    years: int | None
    minimum_score: Decimal | None


class AnsweredOut(Schema):
    """A question that was asked, as everybody reads it, and its answer."""

    number: int
    told: str
    answer: str
    answered_at: dt.datetime


class ChangeOut(Schema):
    """A change while bids were taken: old and new by what was changed, and why the closing is where it is."""

    number: int
    changed_at: dt.datetime
    why: str
    before: dict[str, Any]
    after: dict[str, Any]
    closes_before: dt.datetime
    closes_after: dt.datetime
    closing: WhyOut


class InvitationOut(Schema):
    """That a supplier may bid, and for which lots; ``joined_late`` where it was admitted after it was published."""

    reference: str
    supplier: int
    lots: list[int]
    joined_late: bool
    takes_bids: bool
    closes_at: dt.datetime


class OpportunityDetailOut(OpportunityOut):
    """A published competition in full. ``mine`` are the invitations of the suppliers that the user acts for.

    ``funding`` is, by number of the lot, whether it pays what the service costs; ``example`` three made-up bids.
    Cases that are too few to be told are null, and their lot has no ``funding`` here.
    """

    specification: str
    starts_on: dt.date | None
    term_months: int
    extension_months: int
    formula: str
    benchmark_pence: int | None
    lot_limit: int | None
    market_share_cap: int | None
    conditional_bids: bool
    takes_questions: bool
    questions_until: dt.date | None
    answers_by: dt.date | None
    ended_why: str
    underfunding_reason: str
    round_of: str | None
    timetable: JudgedOut
    lot_list: list[LotOut]
    criteria: list[CriterionOut]
    questions: list[OpportunityQuestionOut]
    funding: dict[int, JudgedOut]
    example: JudgedOut | None
    answers: list[AnsweredOut]
    changes: list[ChangeOut]
    mine: list[InvitationOut]


class EnquiryIn(Body):
    """A question for a supplier that is invited; everybody reads it with its answer."""

    supplier: Number
    text: Asked


class OwnEnquiryOut(Schema):
    """A question that one asked; ``answer`` is empty while it is open."""

    key: int
    supplier: int
    asked_at: dt.datetime
    text: str
    answer: str
    answered_at: dt.datetime | None


@router.get("/opportunities", response=PageOf[OpportunityOut], summary="List opportunities")
@operation(permission="organisations.read", scope="opportunities:read")
def list_opportunities(
    request: HttpRequest,
    q: str = WORDS,
    need: str = NEED,
    region: str = REGION,
    state: Bids = STATE,
    limit: int = LIMIT,
    cursor: str = CURSOR,
) -> PageOf[OpportunityOut]:
    """Published competitions in the order in which they were begun; those that take bids unless something else is asked."""
    (after,), now = read_place(cursor, int) or [0], timezone.now()
    found = opportunities(at=now, words=q, need=need, region=region, state="" if state == "all" else state)
    listed = list(found.filter(pk__gt=after).select_related("market").order_by("pk")[: limit + 1])
    return PageOf(
        items=[_out(each, at=now) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/opportunities/{reference}", response=OpportunityDetailOut, summary="Read an opportunity")
@operation(permission="organisations.read", scope="opportunities:read")
def read_opportunity(request: HttpRequest, reference: str) -> OpportunityDetailOut:
    """One published competition: what, where, by when, how bids are ranked, and why."""
    now, user = timezone.now(), caller(request).user
    one = published_one(reference)
    numbers = {lot.pk: lot.number for lot in one.lots.all()}
    example, explained = example_of(one), lots_explained(one)
    return told(
        OpportunityDetailOut, one, **_out(one, at=now).dict(),
        takes_questions=takes_questions(one, at=now),
        round_of=one.round_of.reference if one.round_of else None,
        timetable=judged_out(timetable_of(one)),
        lot_list=lots_told(one), criteria=criteria_of(one),
        questions=[told(OpportunityQuestionOut, each, criterion=each.criterion.code)
                   for each in one.questions.select_related("criterion")],
        funding={numbers[key]: judged_out(each) for key, each in funding_of(one).items() if key in explained},
        example=judged_out(example) if example else None,
        answers=[told(AnsweredOut, each) for each in answers_of(one)],
        changes=[told(ChangeOut, each, closing=why_out(pushed), before=changes_told(each, each.before),
                      after=changes_told(each, each.after)) for each, pushed in pushed_by(one)],
        mine=[_invitation(each, one, at=now) for each in my_invitations(user, one)],
    )  # fmt: skip


@router.get("/invitations", response=PageOf[InvitationOut], summary="List what one is invited to")
@operation(permission="commissioning.ask", scope="opportunities:read")
def list_invitations(request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[InvitationOut]:
    """What the suppliers that the user acts for may bid for, or might have, in the order of the invitations."""
    (after,), now = read_place(cursor, int) or [0], timezone.now()
    found = invitations_for(caller(request).user, at=now).filter(pk__gt=after).order_by("pk")
    listed = list(found[: limit + 1])
    return PageOf(
        items=[_invitation(each, each.competition, at=now) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get(
    "/opportunities/{reference}/questions", response=list[OwnEnquiryOut], summary="List the questions that one asked"
)
@operation(permission="commissioning.ask", scope="opportunities:read")
def list_own_questions(request: HttpRequest, reference: str) -> list[OwnEnquiryOut]:
    """Those that were asked for the suppliers that the user acts for; everybody's answers stand in the opportunity."""
    one = published_one(reference)
    mine = [each.supplier_id for each in my_invitations(caller(request).user, one)]
    found = CompetitionEnquiry.objects.filter(competition=one, supplier__in=mine).order_by("pk")
    return [told(OwnEnquiryOut, each, supplier=each.supplier_id) for each in found]


@router.post("/opportunities/{reference}/questions", response={201: OwnEnquiryOut}, summary="Ask about an opportunity")
@operation(permission="commissioning.ask", scope="opportunities:write")
def ask_about(request: HttpRequest, reference: str, body: EnquiryIn) -> Status[OwnEnquiryOut]:
    """Ask until the last day for questions; who asked is told to those who buy, and to nobody else."""
    one, supplier = published_one(reference), own_supplier(request, body.supplier)
    with refusals({"not-invited": "supplier"}):
        made = ask_question(competition=one, supplier=supplier, text=body.text, **acts(request))
    return Status(201, told(OwnEnquiryOut, made, supplier=supplier.pk))


def published_one(reference: str) -> Competition:
    """A published competition as it stands now; raises ``Problem``."""
    now = timezone.now()
    found = opportunities(at=now, state="").filter(reference=reference).select_related("market", "round_of").first()
    if found is None:
        raise Problem("not-found")
    one: Competition = close_if_due(found, at=now)
    return one


def _out(one: Any, *, at: dt.datetime) -> OpportunityOut:
    return told(
        OpportunityOut, one, panel=one.market.reference, takes_bids=takes_bids(one, at=at), lots=one.lot_count,
        value_pence=one.value_pence or 0,
    )  # fmt: skip


def _invitation(each: Any, one: Competition, *, at: dt.datetime) -> InvitationOut:
    return told(
        InvitationOut, each, reference=one.reference, supplier=each.supplier_id, takes_bids=takes_bids(one, at=at),
        lots=sorted(lot.number for lot in each.lots.all()), closes_at=one.closes_at,
    )  # fmt: skip
