"""What suppliers say about a market-engagement event: that they come, that they do not, and what they ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.engagement_news import tell_suppliers
from throughcare.commissioning.commands.engagements import locked
from throughcare.commissioning.events import EngagementAnswered, EngagementReplied
from throughcare.commissioning.models import Engagement, EngagementQuestion, EngagementReply
from throughcare.commissioning.queries.engagements import (
    days_of,
    places_left,
    takes_engagement_questions,
    takes_replies,
)
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused, refusal
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import acting_for

_ROOM, _TO_COME = "engagement_has_room", "engagement_is_to_come"


@transaction.atomic
def say_coming(
    *, engagement: Engagement, supplier: Supplier, people: int, by: User, at: datetime, wishes: str = ""
) -> EngagementReply:
    """Say that so many people of a supplier come, whether it was invited or not; saying it again changes it.

    Raises ``EngagementRefused``: the database refuses more people than there is room for.
    """
    stored = _acting(engagement, supplier, by)
    if not takes_replies(stored, at=at):
        raise refusal("over" if stored.state != "cancelled" and stored.starts_at <= at else "not-announced")
    given = {"people": people, "wishes": wishes.strip(), "said_by": by, "said_at": at, "withdrawn_at": None}
    try:
        with transaction.atomic():
            reply, _new = EngagementReply.objects.update_or_create(
                engagement=stored, supplier=supplier, defaults=given
            )  # fmt: skip
    except IntegrityError as fault:
        raise _refused(fault, stored) from fault
    _say(stored, supplier, "say_coming", "coming", by, at, people=people)
    return reply


@transaction.atomic
def say_not_coming(*, engagement: Engagement, supplier: Supplier, by: User, at: datetime) -> None:
    """Give the places back, until the event begins. Raises ``EngagementRefused``."""
    stored = _acting(engagement, supplier, by)
    if not takes_replies(stored, at=at):
        raise refusal("over" if stored.state != "cancelled" and stored.starts_at <= at else "not-announced")
    reply = EngagementReply.objects.filter(engagement=stored, supplier=supplier, withdrawn_at=None).first()
    if reply is None:
        raise refusal("not-coming")
    reply.withdrawn_at = at
    reply.save(update_fields=["withdrawn_at"])
    _say(stored, supplier, "say_not_coming", "not-coming", by, at)


@transaction.atomic
def ask_about(*, engagement: Engagement, supplier: Supplier, text: str, by: User, at: datetime) -> EngagementQuestion:
    """Ask a question before or after the event, for a supplier of the register. Raises ``EngagementRefused``."""
    stored = _acting(engagement, supplier, by)
    if not text.strip():
        raise refusal("nothing-asked")
    if stored.state not in ("announced", "held", "reported"):
        raise refusal("not-announced")
    if not takes_engagement_questions(stored, at=at):
        raise refusal("questions-over", day=days_of(stored).value.questions_until)
    asked = EngagementQuestion.objects.create(
        engagement=stored, supplier=supplier, asked_by=by, asked_at=at, text=text.strip()
    )
    _say(stored, supplier, "ask_about_engagement", "asked", by, at, question=asked.pk)
    return asked


@transaction.atomic
def answer_about(*, question: EngagementQuestion, told: str, answer: str, by: User, at: datetime) -> None:
    """Answer to everybody, or put an answer right; ``told`` is the question in words that name nobody.

    Whoever comes and whoever asked is told. Raises ``EngagementRefused``.
    """
    one = locked(question.engagement, by)
    stored = EngagementQuestion.objects.select_for_update(no_key=True).get(pk=question.pk)
    if not (told.strip() and answer.strip()):
        raise refusal("no-answer")
    before = {"told": stored.told, "answer": stored.answer} if stored.answered_at else None
    stored.told, stored.answer = told.strip(), answer.strip()
    stored.answered_by, stored.answered_at = by, at
    if stored.number is None:
        stored.number = (one.questions.aggregate(last=Max("number"))["last"] or 0) + 1
    stored.save(update_fields=["told", "answer", "answered_by", "answered_at", "number"])
    coming = one.replies.filter(withdrawn_at=None).values_list("supplier", flat=True)
    tell_suppliers(engagement=one, numbers={*coming, stored.supplier_id}, template="engagement-answer",
                   key=f"answer-{stored.number}", by=by, at=at)  # fmt: skip
    record(action="commissioning.answer_about_engagement", by=by, at=at, subject=one.reference, engagement=one.pk,
           number=stored.number, told=stored.told, answer=stored.answer, before=before)  # fmt: skip
    announcer.announce(EngagementAnswered(one.pk, stored.number, by.pk, at))


def _acting(engagement: Engagement, supplier: Supplier, by: User) -> Engagement:
    """The event as it stands, for somebody who acts for the supplier; raises ``EngagementRefused`` for anybody else."""
    if not acting_for(by).filter(supplier=supplier).exists():
        raise refusal("not-acting")
    found = Engagement.objects.filter(pk=engagement.pk).first()
    if found is None or found.announced_at is None:
        raise refusal("not-announced")
    return found


def _refused(fault: IntegrityError, stored: Engagement) -> EngagementRefused:
    name = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", "") or ""
    if name == _ROOM:
        return refusal("full", left=places_left(stored) or 0)
    if name == _TO_COME:
        return refusal("not-announced")
    raise fault


def _say(stored: Engagement, supplier: Supplier, verb: str, what: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"commissioning.{verb}", by=by, at=at, subject=stored.reference, engagement=stored.pk, supplier=supplier.pk,
        **detail,
    )  # fmt: skip
    announcer.announce(EngagementReplied(stored.pk, what, at))
