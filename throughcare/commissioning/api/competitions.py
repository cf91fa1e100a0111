"""Competitions over the API as those who buy see them: by stage, one in full, and what the rules say of it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, Problem, cursor_at, operation, read_place
from throughcare.commissioning.api.competition_schemas import (
    CriterionOut,
    CriterionQuestionOut,
    LotOut,
    criteria_of,
    lots_of,
    questions_of,
)
from throughcare.commissioning.api.steps import JudgedOut, judged_out, told
from throughcare.commissioning.commands.competition_closing import close_if_due
from throughcare.commissioning.models import Competition, CompetitionInvitation
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.queries.workbench import competitions_at, next_of

router = Router(tags=["competitions"])

Stage = Literal["drafting", "open", "assessing", "ended"]
STAGE: Stage | None = Query(None, description="Where it stands.")
PANEL: str = Query("", max_length=40, description="The reference of a panel.")


class CompetitionOut(Schema):
    """A competition; ``next`` is a code of what comes next, ``next_at`` the day or instant, null where there is none.

    ``unanswered`` counts questions without an answer.
    """

    reference: str
    ocid: str
    panel: str
    title: str
    state: str
    pack: str
    lots: int
    closes_at: dt.datetime | None
    next: str
    next_at: dt.date | dt.datetime | None
    unanswered: int


class CompetitionDetailOut(CompetitionOut):
    """A competition in full. Money is in pence without VAT, ``market_share_cap`` in hundredths of a per cent.

    ``offered_at`` is when it was put to a director, ``sent_back_why`` why it came back, ``invited`` how many may bid.
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
    suppliers_per_need: int | None
    partners_per_bid: int
    questions_override: str
    closes_wanted: dt.datetime | None
    closing_reason: str
    agreed_by_all: bool
    offered_at: dt.datetime | None
    sent_back_why: str
    approved_at: dt.datetime | None
    underfunding_reason: str
    published_at: dt.datetime | None
    questions_until: dt.date | None
    answers_by: dt.date | None
    ended_at: dt.datetime | None
    ended_why: str
    round_of: str | None
    invited: int
    lot_list: list[LotOut]
    criteria: list[CriterionOut]
    questions: list[CriterionQuestionOut]


class BlockOut(Schema):
    """Something that stands in the way; ``part`` is the step of drafting that it belongs to."""

    part: str
    code: str
    text: str


class LotChecksOut(Schema):
    """What the rules say of a lot; ``invited`` are the numbers of the suppliers who would be invited today."""

    lot: int
    invited: list[int]
    invitation: JudgedOut
    funding: JudgedOut | None
    size: JudgedOut
    bidding: JudgedOut


class ChecksOut(Schema):
    """Everything that the rules say of a competition if it were published now; nothing stands in the way without blocks."""

    blocks: list[BlockOut]
    weights: JudgedOut
    questions: JudgedOut | None
    timetable: JudgedOut
    example: JudgedOut | None
    lots: list[LotChecksOut]


@router.get("/competitions", response=PageOf[CompetitionOut], summary="List competitions")
@operation(permission="commissioning.oversee", scope="competitions:read")
def list_competitions(
    request: HttpRequest, stage: Stage | None = STAGE, panel: str = PANEL, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[CompetitionOut]:
    """Competitions with what comes next, in the order in which they were begun."""
    (after,) = read_place(cursor, int) or [0]
    found = competitions_at(stage or "").filter(pk__gt=after)
    if panel:
        found = found.filter(market__reference=panel)
    listed = list(found.order_by("pk")[: limit + 1])
    now = timezone.now()
    return PageOf(
        items=[competition_out(each, at=now) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/competitions/{reference}", response=CompetitionDetailOut, summary="Read a competition")
@operation(permission="commissioning.oversee", scope="competitions:read")
def read_competition(request: HttpRequest, reference: str) -> CompetitionDetailOut:
    """One competition with its lots, what is weighed and what is asked."""
    return in_full(competition_of(reference))


@router.get("/competitions/{reference}/checks", response=ChecksOut, summary="Check a competition")
@operation(permission="commissioning.oversee", scope="competitions:read")
def read_checks(request: HttpRequest, reference: str) -> ChecksOut:
    """What the rules say of a draft, or of what a director approved, each with its reason; 409 once it was published."""
    one = competition_of(reference)
    if one.published_at is not None or one.ended_at is not None:
        raise Problem("conflict", gettext("The competition is no draft any more, so this cannot be changed here."))
    return _checks(CompetitionChecks(one, at=timezone.now()))


def competition_of(reference: str) -> Competition:
    """The competition as it stands now, for those who buy; raises ``Problem``."""
    found = competitions_at("").filter(reference=reference).select_related("market__region", "round_of").first()
    if found is None:
        raise Problem("not-found")
    closed: Competition = close_if_due(found, at=timezone.now())
    return closed


def competition_out(one: Competition, *, at: dt.datetime) -> CompetitionOut:
    """The competition as the API tells it in a list."""
    ahead = next_of(one, at=at)
    return told(
        CompetitionOut, one, panel=one.market.reference, next=ahead.what, next_at=ahead.when,
        lots=one.lot_count, unanswered=one.unanswered,  # type: ignore[attr-defined]
    )  # fmt: skip


def in_full(one: Competition) -> CompetitionDetailOut:
    """The competition with everything in it."""
    return told(
        CompetitionDetailOut, one, **competition_out(one, at=timezone.now()).dict(),
        round_of=one.round_of.reference if one.round_of else None,
        invited=CompetitionInvitation.objects.filter(competition=one).count(),
        lot_list=lots_of(one), criteria=criteria_of(one), questions=questions_of(one),
    )  # fmt: skip


def _checks(checks: CompetitionChecks) -> ChecksOut:
    return ChecksOut(
        blocks=[
            BlockOut(part=each.part, code=each.reason.code, text=each.reason.words.say(gettext))
            for each in checks.blocks
        ],
        weights=judged_out(checks.weights),
        questions=judged_out(checks.budget) if checks.budget else None,
        timetable=judged_out(checks.timetable),
        example=judged_out(checks.example) if checks.example else None,
        lots=[_lot(checks, lot.pk, lot.number) for lot in checks.lots],
    )


def _lot(checks: CompetitionChecks, key: int, number: int) -> LotChecksOut:
    invitation, funding = checks.invitations[key], checks.funding[key]
    return LotChecksOut(
        lot=number,
        invited=sorted(each.pk for each in invitation.invited),
        invitation=judged_out(invitation.decision),
        funding=judged_out(funding) if funding else None,
        size=judged_out(checks.sizes[key]),
        bidding=judged_out(checks.bidding[key]),
    )
