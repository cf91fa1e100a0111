"""What becomes of a competition over the API: to a director, published, changed, withdrawn, again; answers to questions."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema, Status
from pydantic import Field, StrictBool, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from throughcare.accounts.api import CURSOR, LIMIT, Body, Day, PageOf, Problem, cursor_at, operation, read_place
from throughcare.commissioning.api.competition_drafts import Asked, Money, NoMoney, ShortText, lot_of, question_of
from throughcare.commissioning.api.competitions import CompetitionDetailOut, competition_of, in_full, router
from throughcare.commissioning.api.steps import Key, Line, Moment, Paragraphs, acts, refusals, told, unknown
from throughcare.commissioning.commands import competition_publishing as publishing
from throughcare.commissioning.commands.competition_changes import change_competition, next_round, withdraw_competition
from throughcare.commissioning.commands.competition_enquiries import answer_question
from throughcare.commissioning.models import Competition, CompetitionEnquiry

WholeText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Cases = Annotated[int, Field(ge=1, le=1_000_000)]


class CompetitionWhyIn(Body):
    """Why, in words; published where the competition was published."""

    why: Asked


class ApproveIn(Body):
    """Why it is published although a lot is below its full cost, where one is: published with the director's name."""

    public_reason: ShortText = ""


class PublishIn(Body):
    """When it closes; null for the closing that its author proposed, or else the usual one."""

    closes_at: Moment | None = None


class Changed(Body):
    """What of something published can be changed: what is left out stays, and nothing is made empty."""

    @model_validator(mode="after")
    def _nothing_made_empty(self) -> Changed:
        for name in self.model_fields_set:
            if getattr(self, name) is None:
                raise PydanticCustomError("null", "{name} cannot be null: leave it out", {"name": name})
        return self


class ChangedTerms(Changed):
    """The terms that can be changed once it is published."""

    specification: WholeText | None = None
    starts_on: Day | None = None
    term_months: Annotated[int, Field(ge=12, le=48)] | None = None
    extension_months: Annotated[int, Field(ge=0, le=48)] | None = None
    lot_limit: Annotated[int, Field(ge=1, le=500)] | None = None
    market_share_cap: Annotated[int, Field(ge=1, le=10_000)] | None = None
    conditional_bids: StrictBool | None = None


class ChangedLot(Changed):
    """What of a lot, by its number, is changed."""

    lot: int
    title: Line | None = None
    value_pence: Money | None = None
    mobilisation_pence: NoMoney | None = None
    annual_volume: Cases | None = None
    ceiling_pence: Money | None = None


class ChangedQuestion(Changed):
    """What of a question, by its code, is changed."""

    question: str
    text: Asked | None = None
    good_answer: ShortText | None = None
    words: Annotated[int, Field(ge=0, le=5_000)] | None = None


class ChangeIn(Body):
    """What is changed while bids are taken, and why; published, and told to everybody invited.

    The closing moves by itself where too little time would be left; ``closes_at`` asks for a later one.
    """

    why: Asked
    closes_at: Moment | None = None
    terms: ChangedTerms | None = None
    lots: Annotated[list[ChangedLot], Field(max_length=500)] = []
    questions: Annotated[list[ChangedQuestion], Field(max_length=200)] = []


class RoundIn(Body):
    """The numbers of the lots that are competed for again; the title of before where none is given."""

    lots: Annotated[list[int], Field(min_length=1, max_length=500)]
    title: Line | None = None


class AnswerEnquiryIn(Body):
    """The answer, and the question as everybody reads it: leave out what would say who asked. ``told`` empty as asked."""

    answer: Paragraphs
    told: ShortText = ""


class EnquiryOut(Schema):
    """A question and its answer as those who buy see it; ``number`` and ``told`` are what everybody reads."""

    key: int
    supplier: int
    asked_at: dt.datetime
    text: str
    number: int | None
    told: str
    answer: str
    answered_at: dt.datetime | None


@router.post(
    "/competitions/{reference}/offer", response=CompetitionDetailOut, summary="Put a competition to a director"
)
@operation(permission="commissioning.compete", scope="competitions:write")
def offer_competition(request: HttpRequest, reference: str) -> CompetitionDetailOut:
    """Put a draft to a director; refused with everything that stands in the way."""
    one = competition_of(reference)
    with refusals():
        publishing.offer_for_approval(competition=one, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/approve", response=CompetitionDetailOut, summary="Approve a competition")
@operation(permission="commissioning.approve", scope="competitions:write")
def approve_competition(request: HttpRequest, reference: str, body: ApproveIn) -> CompetitionDetailOut:
    """Approve it, as a director who did not make it."""
    one = competition_of(reference)
    with refusals({"red-without-reason": "public_reason"}):
        publishing.approve(competition=one, public_reason=body.public_reason, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/send-back", response=CompetitionDetailOut, summary="Send a competition back")
@operation(permission="commissioning.oversee", scope="competitions:write")
def send_competition_back(request: HttpRequest, reference: str, body: CompetitionWhyIn) -> CompetitionDetailOut:
    """Make a draft of it again, with what has to change."""
    one = competition_of(reference)
    with refusals():
        publishing.send_back(competition=one, why=body.why, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/publish", response=CompetitionDetailOut, summary="Publish a competition")
@operation(permission="commissioning.compete", scope="competitions:write")
def publish_one_competition(request: HttpRequest, reference: str, body: PublishIn) -> CompetitionDetailOut:
    """Publish what was approved: every member is invited, the days are set, the notice goes out."""
    one = competition_of(reference)
    with refusals({"day-unknown": "closes_at"}):
        publishing.publish_competition(competition=one, closes_at=body.closes_at, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/change", response=CompetitionDetailOut, summary="Change an open competition")
@operation(permission="commissioning.compete", scope="competitions:write")
def change_open_competition(request: HttpRequest, reference: str, body: ChangeIn) -> CompetitionDetailOut:
    """Change what is asked while bids are taken."""
    one = competition_of(reference)
    with refusals({"closing-earlier": "closes_at", "no-reason": "why"}):
        change_competition(
            competition=one, changes=_changes(one, body), why=body.why, closes_at=body.closes_at, **acts(request)
        )
    return _after(one)


@router.post("/competitions/{reference}/withdraw", response=CompetitionDetailOut, summary="Withdraw a competition")
@operation(permission="commissioning.compete", scope="competitions:write")
def withdraw_one_competition(request: HttpRequest, reference: str, body: CompetitionWhyIn) -> CompetitionDetailOut:
    """End it before it closes."""
    one = competition_of(reference)
    with refusals():
        withdraw_competition(competition=one, why=body.why, **acts(request))
    return _after(one)


@router.post(
    "/competitions/{reference}/next-round", response={201: CompetitionDetailOut}, summary="Draft a next round of lots"
)
@operation(permission="commissioning.compete", scope="competitions:write")
def draft_next_round(
    request: HttpRequest, response: HttpResponse, reference: str, body: RoundIn
) -> Status[CompetitionDetailOut]:
    """Draft a next round of lots of a competition that has ended; what is needed is copied and can be changed."""
    one = competition_of(reference)
    chosen = [_known_lot(one, number, f"lots.{place}") for place, number in enumerate(dict.fromkeys(body.lots))]
    with refusals({"lot-of-another": "lots"}):
        made = next_round(competition=one, lots=chosen, title=body.title or "", **acts(request))
    response["Location"] = f"/api/v1/competitions/{made.reference}"
    return Status(201, _after(made))


@router.get(
    "/competitions/{reference}/enquiries", response=PageOf[EnquiryOut], summary="List questions that were asked"
)
@operation(permission="commissioning.oversee", scope="competitions:read")
def list_enquiries(
    request: HttpRequest, reference: str, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[EnquiryOut]:
    """In the order in which they were asked."""
    (after,) = read_place(cursor, int) or [0]
    found = CompetitionEnquiry.objects.filter(competition=competition_of(reference), pk__gt=after)
    listed = list(found.order_by("pk")[: limit + 1])
    return PageOf(
        items=[told(EnquiryOut, each, supplier=each.supplier_id) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.post(
    "/competitions/{reference}/enquiries/{key}/answer", response=EnquiryOut, summary="Answer a question to everybody"
)
@operation(permission="commissioning.compete", scope="competitions:write")
def answer_enquiry(request: HttpRequest, reference: str, key: Key, body: AnswerEnquiryIn) -> EnquiryOut:
    """Answer it, or put an answer right, until the last day for answers; everybody who is invited is told."""
    found = CompetitionEnquiry.objects.filter(pk=key, competition=competition_of(reference)).first()
    if found is None:
        raise Problem("not-found")
    with refusals():
        answer_question(enquiry=found, answer=body.answer, told=body.told, **acts(request))
    found.refresh_from_db()
    return told(EnquiryOut, found, supplier=found.supplier_id)


def _changes(one: Competition, body: ChangeIn) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {"terms": body.terms.dict(exclude_unset=True)} if body.terms else {}
    for place, each in enumerate(body.lots):
        found[_known_lot(one, each.lot, f"lots.{place}.lot").key] = each.dict(exclude_unset=True, exclude={"lot"})
    for place, asked in enumerate(body.questions):
        try:
            row = question_of(one, asked.question)
        except Problem:
            raise unknown(f"questions.{place}.question", "not a question of this competition") from None
        found[f"question-{row.code}"] = asked.dict(exclude_unset=True, exclude={"question"})
    return found


def _known_lot(one: Competition, number: int, field: str) -> Any:
    try:
        return lot_of(one, number)
    except Problem:
        raise unknown(field, "not a lot of this competition") from None


def _after(one: Competition) -> CompetitionDetailOut:
    return in_full(competition_of(one.reference))
