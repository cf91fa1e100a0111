"""Market engagement over the API: events, who comes, questions with their answers, and the pipeline."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from pydantic import Field, StringConstraints

from throughcare.accounts.api import CURSOR, LIMIT, Body, PageOf, Problem, caller, cursor_at, operation, read_place
from throughcare.commissioning.commands.engagement_replies import ask_about, say_coming, say_not_coming
from throughcare.commissioning.models import Engagement
from throughcare.commissioning.queries.engagements import Coming, answers_about, coming_to, days_of
from throughcare.commissioning.queries.pipeline import entries_of, latest_notice
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import acting_for

router = Router(tags=["engagement"])

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Wishes = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=r"^[^\x00]*$")]


class EngagementEventOut(Schema):
    """An event that was announced. ``needs`` and ``cohorts`` that are empty mean all, ``region`` null every region.

    ``places`` null means no limit. ``notes_said`` and ``notes_follows`` are empty until the notes are published.
    """

    reference: str
    ocid: str
    title: str
    about: str
    state: str
    region: str | None
    police_area: str | None
    needs: list[str]
    cohorts: list[str]
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    online: str
    language: str
    places: int | None
    how_to_join: str
    access: str
    announced_at: dt.datetime
    cancelled_why: str
    organisations_coming: int
    people_coming: int
    questions_until: dt.date | None
    notes_said: str
    notes_follows: str


class AnswerOut(Schema):
    """A question as everybody reads it, with its answer."""

    number: int
    question: str
    answer: str
    answered_at: dt.datetime


class EngagementReplyIn(Body):
    """How many people of a supplier come; 0 gives the places back."""

    supplier: int
    people: Annotated[int, Field(ge=0, le=50)]
    wishes: Wishes = ""


class ReplyOut(Schema):
    """What stands now."""

    supplier: int
    people: int


class QuestionIn(Body):
    """A question for a supplier."""

    supplier: int
    text: Words


class QuestionOut(Schema):
    """A question that was asked."""

    key: int
    asked_at: dt.datetime


class PipelineOut(Schema):
    """A purchase of the pipeline notice that went out last; amounts in pence over the whole term."""

    ocid: str
    title: str
    region: str | None
    needs: list[str]
    value_pence: int
    required: bool
    notice_on: dt.date | None
    starts_on: dt.date | None
    term_months: int


@router.get("/engagements", response=PageOf[EngagementEventOut], summary="List market-engagement events")
@operation(permission="organisations.read", scope="engagement:read")
def list_engagements(request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[EngagementEventOut]:
    """Events that were announced, in the order in which they were drafted."""
    (after,) = read_place(cursor, int) or [0]
    found = Engagement.objects.filter(announced_at__isnull=False, pk__gt=after).select_related("region").order_by("pk")
    listed = list(found[: limit + 1])
    coming = coming_to(each.pk for each in listed)
    return PageOf(
        items=[_out(each, coming.get(each.pk, Coming())) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/engagements/{reference}", response=EngagementEventOut, summary="Read a market-engagement event")
@operation(permission="organisations.read", scope="engagement:read")
def read_engagement(request: HttpRequest, reference: str) -> EngagementEventOut:
    """One event that was announced."""
    one = _announced(reference)
    return _out(one, coming_to([one.pk]).get(one.pk, Coming()))


@router.get("/engagements/{reference}/answers", response=list[AnswerOut], summary="Read answers about an event")
@operation(permission="organisations.read", scope="engagement:read")
def list_answers(request: HttpRequest, reference: str) -> list[AnswerOut]:
    """The questions that were answered, in the order of their answers; who asked is not said."""
    return [
        AnswerOut(number=each.number, question=each.told, answer=each.answer, answered_at=each.answered_at)
        for each in answers_about(_announced(reference))
    ]


@router.post("/engagements/{reference}/coming", response={201: ReplyOut}, summary="Say that a supplier comes")
@operation(permission="commissioning.attend", scope="engagement:write")
def post_coming(request: HttpRequest, reference: str, body: EngagementReplyIn) -> Status[ReplyOut]:
    """Say how many people of a supplier come to an event, or that none does."""
    one, supplier = _announced(reference), _supplier(request, body.supplier)
    given = {"engagement": one, "supplier": supplier, "by": caller(request).user, "at": timezone.now()}
    try:
        if body.people:
            say_coming(people=body.people, wishes=body.wishes, **given)  # type: ignore[arg-type]
        else:
            say_not_coming(**given)  # type: ignore[arg-type]
    except EngagementRefused as refused:
        raise Problem("conflict", _said(refused)) from None
    return Status(201, ReplyOut(supplier=supplier.pk, people=body.people))


@router.post("/engagements/{reference}/questions", response={201: QuestionOut}, summary="Ask about an event")
@operation(permission="commissioning.attend", scope="engagement:write")
def post_question(request: HttpRequest, reference: str, body: QuestionIn) -> Status[QuestionOut]:
    """Ask a question for a supplier; the answer is published to everybody."""
    one, supplier = _announced(reference), _supplier(request, body.supplier)
    try:
        asked = ask_about(
            engagement=one, supplier=supplier, text=body.text, by=caller(request).user, at=timezone.now()
        )  # fmt: skip
    except EngagementRefused as refused:
        raise Problem("conflict", _said(refused)) from None
    return Status(201, QuestionOut(key=asked.pk, asked_at=asked.asked_at))


@router.get("/pipeline", response=list[PipelineOut], summary="Read the pipeline")
@operation(permission="organisations.read", scope="engagement:read")
def read_pipeline(request: HttpRequest) -> list[PipelineOut]:
    """What stands in the pipeline notice that went out last; nothing before the first."""
    notice = latest_notice()
    same = ("ocid", "title", "value_pence", "required", "notice_on", "starts_on", "term_months")
    return [
        PipelineOut(
            **{name: getattr(each, name) for name in same}, needs=each.categories,
            region=each.region.code if each.region else None,
        )
        for each in (entries_of(notice) if notice else ())
    ]  # fmt: skip


def _announced(reference: str) -> Engagement:
    found = Engagement.objects.filter(announced_at__isnull=False, reference=reference).select_related("region")
    one = found.first() if "\0" not in reference else None
    if one is None:
        raise Problem("not-found")
    return one


def _supplier(request: HttpRequest, number: int) -> Supplier:
    """The supplier, where the user acts for it; for anybody else there is none."""
    found = acting_for(caller(request).user).filter(supplier=number).first() if number < 2**63 else None
    if found is None:
        raise Problem("not-permitted")
    return found.supplier


def _said(refused: EngagementRefused) -> str:
    return " ".join(each.words.say(gettext) for each in refused.reasons)


def _out(each: Engagement, coming: Coming) -> EngagementEventOut:
    same = ("reference", "ocid", "title", "about", "state", "needs", "cohorts", "starts_at", "ends_at", "place", "online",
            "language", "places", "how_to_join", "access", "announced_at", "cancelled_why", "notes_said",
            "notes_follows")  # fmt: skip
    return EngagementEventOut(
        **{name: getattr(each, name) for name in same},
        region=each.region.code if each.region else None,
        police_area=each.police_area or None,
        organisations_coming=coming.organisations,
        people_coming=coming.people,
        questions_until=days_of(each).value.questions_until,
    )
