"""Applications to panels over the API: the list of whoever looks, and one in full with what the rule says of it."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Query

from throughcare.accounts.api import CURSOR, LIMIT, PageOf, Problem, caller, cursor_at, operation, read_place
from throughcare.commissioning.api.steps import Key, WhyOut, own_numbers, told, why_out
from throughcare.commissioning.models import ApplicationAnswer, MarketApplication
from throughcare.commissioning.queries.applications import (
    WAITING,
    Assessed,
    answers_asked,
    applications_of,
    assessments,
    due_of,
    in_full,
    visible_applications,
)
from throughcare.organisations.queries.suppliers import acting_for

router = Router(tags=["applications"])

WAIT: bool = Query(False, description="Those alone that wait for a decision.")


class ApplicationOut(Schema):
    """An application; ``due_on`` is the last day for deciding it, ``clock`` how it stands: both null before it is sent.

    ``clock`` is ``open``, ``overdue``, ``decided`` or ``decided-late``.
    """

    key: int
    panel: str
    supplier: int
    state: str
    submitted_at: dt.datetime | None
    decided_at: dt.datetime | None
    due_on: dt.date | None
    clock: str | None


class CureOut(Schema):
    """What stands in the way, by the code of its condition, and how to put it right."""

    code: str
    why: str
    cure: str


class AskedCategoryOut(Schema):
    """A category asked for. ``outcome`` is what was decided, or before that what the rule says today (``decided`` false)."""

    category: int
    outcome: str
    decided: bool
    failed: list[CureOut]
    why: WhyOut | None


class ApplicationAnswerOut(Schema):
    """The answer to a condition, ``met`` or ``not-met``, and how it was assessed; null while nobody has said.

    ``key`` names the answer, ``condition`` the condition, ``evidence`` a piece of the applicant's library.
    """

    key: int
    condition: int
    code: str
    answer: str | None
    text: str
    evidence: int | None
    assessed: str | None
    note: str


class PartnerOut(Schema):
    """A member of the consortium beside the lead; ``signed`` where it signed what the application says now."""

    key: int
    supplier: int
    part: str
    signed: bool


class GroundOut(Schema):
    """A ground of exclusion, declared or found; ``self_cleaning`` is what became of what was done about it."""

    key: int
    ground: str
    event_on: dt.date | None
    words: str
    found: bool
    self_cleaning: str
    reasons: str


class ApplicationQuestionOut(Schema):
    """What a commissioner asked, and the answer; ``answered_at`` is null while it is open."""

    key: int
    asked_at: dt.datetime
    text: str
    answer: str
    answered_at: dt.datetime | None


class ApplicationDetailOut(ApplicationOut):
    """An application in full; ``scheme`` and ``number`` are the identifier under which it applies.

    ``due`` says why it is decided by then.
    """

    scheme: str
    number: str
    extension_reason: str
    decision_words: str
    categories: list[AskedCategoryOut]
    answers: list[ApplicationAnswerOut]
    partners: list[PartnerOut]
    grounds: list[GroundOut]
    questions: list[ApplicationQuestionOut]
    due: WhyOut | None


@router.get("/applications", response=PageOf[ApplicationOut], summary="List applications to panels")
@operation(permission="commissioning.read_applications", scope="applications:read")
def list_applications(
    request: HttpRequest, waiting: bool = WAIT, limit: int = LIMIT, cursor: str = CURSOR
) -> PageOf[ApplicationOut]:
    """For those who buy what was sent, for a supplier its own and those in which it is a partner; oldest first."""
    user, (after,) = caller(request).user, read_place(cursor, int) or [0]
    if user.may("commissioning.apply"):
        found = applications_of([each.supplier for each in acting_for(user)])
    else:
        found = visible_applications()
    if waiting:
        found = found.filter(state__in=WAITING)
    listed = list(found.filter(pk__gt=after).order_by("pk")[: limit + 1])
    on = timezone.localdate()
    return PageOf(
        items=[application_out(each, on=on) for each in listed[:limit]],
        next_cursor=cursor_at([listed[limit - 1].pk]) if len(listed) > limit else None,
    )


@router.get("/applications/{key}", response=ApplicationDetailOut, summary="Read an application")
@operation(permission="commissioning.read_applications", scope="applications:read")
def read_application(request: HttpRequest, key: Key) -> ApplicationDetailOut:
    """One application, for its applicant, its partners, and those who buy once it was sent."""
    return application_in_full(application_of(key))


def application_of(key: int) -> MarketApplication:
    """The application, for whoever may see it; raises ``Problem``."""
    found = in_full(MarketApplication.objects.filter(pk=key)).first()
    if found is None:
        raise Problem("not-found")
    return found


def own_application(request: HttpRequest, key: int) -> MarketApplication:
    """The application, for whoever acts for its lead; raises ``Problem``."""
    found = application_of(key)
    if found.supplier_id not in own_numbers(request):
        raise Problem("not-found")
    return found


def application_out(each: MarketApplication, *, on: dt.date) -> ApplicationOut:
    """The application as the API tells it in a list."""
    due = due_of(each, on=on).value if each.submitted_at else None
    return ApplicationOut(
        key=each.pk, panel=each.market.reference, supplier=each.supplier_id, state=each.state,
        submitted_at=each.submitted_at, decided_at=each.decided_at, due_on=due.due_date if due else None,
        clock=due.state if due else None,
    )  # fmt: skip


def application_in_full(found: MarketApplication) -> ApplicationDetailOut:
    """The application with everything in it."""
    on = timezone.localdate()
    same = ("scheme", "number", "extension_reason", "decision_words")
    return ApplicationDetailOut(
        **application_out(found, on=on).dict(),
        **{name: getattr(found, name) for name in same},
        categories=_categories(found, on=on),
        answers=[_answer(each) for each in answers_asked(found)],
        partners=[
            PartnerOut(key=each.pk, supplier=each.supplier_id, part=each.part, signed=each.signed)
            for each in found.partners.all()
        ],
        grounds=[told(GroundOut, each) for each in found.grounds.all()],
        questions=[told(ApplicationQuestionOut, each) for each in found.questions.all()],
        due=why_out(due_of(found, on=on)) if found.submitted_at else None,
    )


def _categories(found: MarketApplication, *, on: dt.date) -> list[AskedCategoryOut]:
    if found.decided_at is None:
        return [_judged(each) for each in assessments(found, on=on)]
    return [
        AskedCategoryOut(
            category=each.category_id, outcome=each.outcome, decided=True, failed=[CureOut(**one) for one in each.cures],
            why=None,
        )
        for each in found.categories.all()
    ]  # fmt: skip


def _judged(each: Assessed) -> AskedCategoryOut:
    value = each.decision.value
    return AskedCategoryOut(
        category=each.asked.category_id,
        outcome=value.outcome,
        decided=False,
        failed=[CureOut(code=one.code, why=one.why, cure=one.cure) for one in value.failed],
        why=why_out(each.decision),
    )


def _answer(each: ApplicationAnswer) -> ApplicationAnswerOut:
    return ApplicationAnswerOut(
        key=each.pk, condition=each.condition_id, code=each.condition.code, answer=each.answer or None, text=each.text,
        evidence=each.evidence_id, assessed=each.assessed or None, note=each.note,
    )  # fmt: skip
