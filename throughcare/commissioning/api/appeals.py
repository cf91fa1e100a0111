"""Appeals about panels over the API: against declining an application, and answering any of them."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import StrictBool

from throughcare.accounts.api import CURSOR, LIMIT, Body, PageOf, Problem, caller, cursor_at, operation, read_place
from throughcare.commissioning.api.applications import own_application
from throughcare.commissioning.api.steps import Key, Paragraphs, WordsIn, acts, refusals, told
from throughcare.commissioning.commands import appeals
from throughcare.commissioning.models import PanelAppeal
from throughcare.commissioning.queries.sanctions import appeal_decision, open_appeals

router = Router(tags=["places"])


class AppealOut(Schema):
    """An appeal against declining an application or imposing a sanction, each by its key; ``outcome`` empty until heard.

    ``answer_due`` is the last day for the answer. ``may_hear`` is whether the user was not involved.
    """

    key: int
    supplier: int
    application: int | None
    sanction: int | None
    words: str
    appealed_at: dt.datetime
    answer_due: dt.date
    outcome: str
    heard_at: dt.datetime | None
    reasons: str
    may_hear: bool


class PanelAppealDecisionIn(Body):
    """Whether what was decided is put right or stands, and why."""

    uphold: StrictBool
    reasons: Paragraphs


@router.post("/applications/{key}/appeal", response={201: AppealOut}, summary="Appeal against a declined application")
@operation(permission="commissioning.apply", scope="applications:write")
def appeal_against_declining(request: HttpRequest, key: Key, body: WordsIn) -> Status[AppealOut]:
    """Appeal within its time; somebody who was not involved hears it."""
    found = own_application(request, key)
    with refusals():
        made = appeals.appeal_declined(application=found, words=body.words, **acts(request))
    return Status(201, _appeal(request, made))


@router.get("/panel-appeals", response=PageOf[AppealOut], summary="List appeals about panels")
@operation(permission="commissioning.oversee", scope="places:read")
def list_open_appeals(request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR) -> PageOf[AppealOut]:
    """The appeals that wait to be heard, in the order in which they came."""
    (after,) = read_place(cursor, int) or [0]
    listed = list(open_appeals().filter(pk__gt=after).order_by("pk")[: limit + 1])
    return PageOf(
        items=[_appeal(request, each) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.post("/panel-appeals/{key}/decision", response=AppealOut, summary="Answer an appeal")
@operation(permission="commissioning.oversee", scope="places:write")
def answer_appeal(request: HttpRequest, key: Key, body: PanelAppealDecisionIn) -> AppealOut:
    """Uphold it, which puts right what was decided, or dismiss it, as somebody who was not involved."""
    found = PanelAppeal.objects.filter(pk=key).first()
    if found is None:
        raise Problem("not-found")
    with refusals():
        appeals.hear_appeal(appeal=found, uphold=body.uphold, reasons=body.reasons, **acts(request))
    found.refresh_from_db()
    return _appeal(request, found)


def _appeal(request: HttpRequest, each: PanelAppeal) -> AppealOut:
    heard_by = caller(request).user.username
    value = appeal_decision(each, on=timezone.localdate(), heard_by=heard_by).value
    return told(
        AppealOut, each, supplier=each.supplier_id, application=each.application_id, sanction=each.sanction_id,
        answer_due=value.answer_due, may_hear="was-involved" not in value.blocks,
    )  # fmt: skip
