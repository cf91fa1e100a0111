"""Ending a sentence: what is still open and what stands in the way, and the ending itself."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Schema, Status
from ninja.params.functions import Query
from pydantic import Field

from throughcare.accounts.api import Among, Body, Day, Problem, caller, operation
from throughcare.people.api import open_record
from throughcare.people.models import Person, Sentence
from throughcare.people.rules.codes import TERMINATION_REASON
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.commands.endings import EndingRefused, end_sentence
from throughcare.supervision.queries.ending import closings_of, ending_case
from throughcare.supervision.rules.ending import BLOCKS, Ending, EndingCase, decide_ending

router = Router(tags=["endings"])

How = Annotated[str, Among(entry.code for entry in TERMINATION_REASON)]
EndingWords = Annotated[str, Field(max_length=10_000)]
HOW: How = Query("completed", description="A code of termination-reason.")
END: Day | None = Query(None, description="The last day of the sentence; today where it is left out.")
_FIELDS = {
    "in-the-future": "end_date", "before-start": "end_date", "before-expiry": "how", "after-expiry": "how",
    "no-words": "reasons", "no-summary": "summary",
}  # fmt: skip


class EndingOut(Schema):
    """What ending the sentence so would do. ``blocks`` must be put right first, ``open`` is settled by it or left.

    ``keep_until`` is the first day on which the record need no longer be kept, where supervision ends.
    """

    sentence: str
    how: str
    end_date: dt.date
    can_end: bool
    blocks: list[str]
    open: list[str]
    supervision_ends: bool
    keep_until: dt.date | None
    unconfirmed: bool


class ClosingOut(Schema):
    """How a sentence ended, with its closing summary."""

    sentence: str
    how: str
    ended_on: dt.date
    reasons: str
    summary: str
    went_well: str
    supervision_ended: bool
    keep_until: dt.date | None
    closed_on: dt.date


class EndingIn(Body):
    """How it ended, its last day, the reasons where they are needed, the closing summary, what went well."""

    how: How
    end_date: Day
    reasons: EndingWords = ""
    summary: EndingWords
    went_well: EndingWords = ""


@router.get("/people/{crn}/closings", response=list[ClosingOut], summary="Read how a person's sentences ended")
@operation(permission="people.view", scope="endings:read", opens_record=True)
def list_closings(request: HttpRequest, crn: str) -> list[ClosingOut]:
    """The closing summaries, the latest first."""
    person = open_record(request, crn, page="closings")
    return [
        ClosingOut(
            sentence=row.sentence.reference,
            **{name: getattr(row, name) for name in ClosingOut.model_fields if name != "sentence"},
        )
        for row in closings_of(person.pk)
    ]


# A reference may hold a stroke, so what follows it in the address is matched with it.
@router.get(
    "/people/{crn}/sentences/{path:reference}/ending", response=EndingOut, summary="Read what an ending would do"
)
@operation(permission="people.view", scope="endings:read", opens_record=True)
def read_ending(
    request: HttpRequest, crn: str, reference: str, how: How = HOW, end_date: Day | None = END
) -> EndingOut:
    """What is still open about the sentence, and what stands in the way of ending it so; the words are taken as written."""
    sentence = _find(open_record(request, crn, page="ending"), reference)
    on = timezone.localdate()
    last = end_date or on
    case = ending_case(sentence, how=how, end_date=last, reasons="-", summary="-", on=on)
    return _ending(sentence, how, last, _decided(case, "query"))


@router.post("/people/{crn}/sentences/{path:reference}/ending", response={201: EndingOut}, summary="End a sentence")
@operation(permission="supervision.end_sentence", scope="endings:write", opens_record=True)
def end(request: HttpRequest, crn: str, reference: str, body: EndingIn) -> Status[EndingOut]:
    """End the sentence. Where no other runs on, appointments ahead are cancelled and nobody is responsible any more."""
    sentence, on = _find(open_record(request, crn, page="end-sentence"), reference), timezone.localdate()
    case = ending_case(
        sentence, how=body.how, end_date=body.end_date, reasons=body.reasons, summary=body.summary, on=on
    )
    foreseen = _decided(case, "body")
    try:
        end_sentence(
            sentence=sentence, how=body.how, end_date=body.end_date, reasons=body.reasons, summary=body.summary,
            went_well=body.went_well, by=caller(request).user, on=on, at=timezone.now(),
        )  # fmt: skip
    except EndingRefused as refused:
        raise Problem("refused", errors=[_block(code) for code in refused.decision.value.blocks]) from None
    return Status(201, _ending(sentence, body.how, body.end_date, foreseen))


def _decided(case: EndingCase, where: str) -> Ending:
    """What the rule says; raises ``Problem`` for a last day before the first rules that are held."""
    try:
        return decide_ending(case).value
    except NoPolicyInForce:
        detail = gettext("No rules are held for so early a day.")
        raise Problem("invalid", errors=[{"in": where, "field": "end_date", "code": "day", "detail": detail}]) from None


def _find(person: Person, reference: str) -> Sentence:
    found = None if "\x00" in reference else Sentence.objects.filter(person=person, reference=reference).first()
    if found is None:
        raise Http404
    return found


def _block(code: str) -> dict[str, str]:
    return {"in": "body", "field": _FIELDS.get(code, ""), "code": code, "detail": gettext(BLOCKS[code])}


def _ending(sentence: Sentence, how: str, last: dt.date, value: Ending) -> EndingOut:
    return EndingOut(
        sentence=sentence.reference,
        how=how,
        end_date=last,
        can_end=value.can_end,
        blocks=list(value.blocks),
        open=list(value.open),
        supervision_ends=value.supervision_ends,
        keep_until=value.keep_until,
        unconfirmed=value.unconfirmed,
    )
