"""Questions about an open competition: asked by somebody who is invited, answered to everybody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.competition_drafts import within_reach
from throughcare.commissioning.commands.competition_news import tell_invited
from throughcare.commissioning.events import EnquiryAnswered, EnquiryAsked
from throughcare.commissioning.models import Competition, CompetitionEnquiry, CompetitionInvitation
from throughcare.commissioning.queries.competitions import takes_bids, takes_questions
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused, block
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import acting_for


@transaction.atomic
def ask_question(
    *, competition: Competition, supplier: Supplier, text: str, by: User, at: datetime
) -> CompetitionEnquiry:
    """Ask a question for a supplier that is invited and that ``by`` acts for, until the last day for questions.

    Raises ``CompetitionRefused``. The log says that it was asked, by whom and for whom; the event does not.
    """
    acts = acting_for(by).filter(supplier=supplier).exists()
    if not (acts and CompetitionInvitation.objects.filter(competition=competition, supplier=supplier).exists()):
        raise CompetitionRefused([block("not-invited")])
    stored = Competition.objects.get(pk=competition.pk)
    if not takes_bids(stored, at=at):
        raise CompetitionRefused([block("not-published" if stored.state == "withdrawn" else "deadline-passed")])
    if not takes_questions(stored, at=at):
        raise CompetitionRefused([block("questions-over", day=stored.questions_until)])
    asked = CompetitionEnquiry.objects.create(
        competition=stored, supplier=supplier, asked_by=by, asked_at=at, text=text.strip()
    )
    record(action="commissioning.ask_question", by=by, at=at, subject=stored.reference, competition=stored.pk,
           supplier=supplier.pk, enquiry=asked.pk)  # fmt: skip
    announcer.announce(EnquiryAsked(stored.pk, at))
    return asked


@transaction.atomic
def answer_question(*, enquiry: CompetitionEnquiry, answer: str, by: User, at: datetime, told: str = "") -> None:
    """Answer to everybody, or put an answer right; ``told`` is the question in words that name nobody.

    Everybody who is invited is told. Raises ``CompetitionRefused`` after the last day for answers.
    """
    within_reach(enquiry.competition, by)
    one = Competition.objects.select_for_update(no_key=True).get(pk=enquiry.competition_id)
    stored = CompetitionEnquiry.objects.select_for_update(no_key=True).get(pk=enquiry.pk)
    if not takes_bids(one, at=at):
        raise CompetitionRefused([block("not-published" if one.state == "withdrawn" else "deadline-passed")])
    if one.answers_by is not None and timezone.localdate(at) > one.answers_by:
        raise CompetitionRefused([block("answers-over", day=one.answers_by)])
    before = {"told": stored.told, "answer": stored.answer} if stored.answered_at else None
    stored.told, stored.answer = (told or stored.text).strip(), answer.strip()
    stored.answered_by, stored.answered_at = by, at
    if stored.number is None:
        stored.number = (one.enquiries.aggregate(last=Max("number"))["last"] or 0) + 1
    stored.save(update_fields=["told", "answer", "answered_by", "answered_at", "number"])
    tell_invited(competition=one, template="competition-answer", key=f"answer-{stored.number}", by=by, at=at)
    record(action="commissioning.answer_question", by=by, at=at, subject=one.reference, competition=one.pk,
           number=stored.number, told=stored.told, answer=stored.answer, before=before)  # fmt: skip
    announcer.announce(EnquiryAnswered(one.pk, stored.number, by.pk, at))
