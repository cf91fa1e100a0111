"""Ending a sentence: what stands in the way is refused, what is open is settled, and with the last the officers end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.decision import Decision
from throughcare.kernel.events import announcer
from throughcare.people.models import Person, Sentence
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.ending import Change, cancel
from throughcare.supervision.commands.officers import end_responsibility
from throughcare.supervision.commands.plans import end_open_plan
from throughcare.supervision.events import SentenceEnded
from throughcare.supervision.models import Closing, Contact, OfficerSpell
from throughcare.supervision.queries.ending import ending_case, open_requirements
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.ending import Ending, decide_ending

_ONE_DAY = timedelta(days=1)


class EndingRefused(ValueError):
    """Something stands in the way; ``decision`` says what."""

    def __init__(self, decision: Decision[Ending]) -> None:
        self.decision = decision
        super().__init__(decision.reason.code)


def end_sentence(
    *,
    sentence: Sentence,
    how: str,
    end_date: date,
    reasons: str,
    summary: str,
    went_well: str,
    by: User,
    on: date,
    at: datetime,
) -> Closing:
    """End ``sentence`` with ``end_date`` its last day, ``how`` a code of ``TERMINATION_REASON``.

    Its requirements end with it. Where no other sentence runs on, appointments ahead are cancelled, nobody is responsible
    from the next day on, and the clock of retention starts. Raises ``EndingRefused``.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=sentence.person_id)
        sentence = Sentence.objects.select_for_update(of=("self",)).select_related("person").get(pk=sentence.pk)
        case = ending_case(sentence, how=how, end_date=end_date, reasons=reasons, summary=summary, on=on)
        decision = decide_ending(case)
        if not decision.value.can_end:
            raise EndingRefused(decision)
        first_day_after = end_date + _ONE_DAY
        sentence.terminated_on, sentence.termination_reason = first_day_after, how
        sentence.save(update_fields=["terminated_on", "termination_reason"])
        open_requirements(sentence).filter(start__lte=first_day_after).update(
            terminated_on=first_day_after, termination_reason=how
        )
        if decision.value.supervision_ends:
            _end_supervision(sentence.person, first_day_after, by, on, at)
        closing = Closing.objects.create(
            person=sentence.person, sentence=sentence, how=how, ended_on=end_date, reasons=reasons.strip(),
            summary=summary.strip(), went_well=went_well.strip(), supervision_ended=decision.value.supervision_ends,
            keep_until=decision.value.keep_until, closed_on=on, closed_by=by,
        )  # fmt: skip
        record(
            action="supervision.end_sentence", by=by, at=at, subject=sentence.reference, person=sentence.person_id,
            how=how, ended_on=end_date, supervision_ended=closing.supervision_ended, keep_until=closing.keep_until,
        )  # fmt: skip
        announcer.announce(
            SentenceEnded(
                sentence.pk, sentence.person_id, how, end_date, closing.supervision_ended, closing.keep_until, by.pk
            )
        )
        derive([sentence.person_id], on=on, cause="sentence-ended")
        return closing


def _end_supervision(person: Person, first_day_after: date, by: User, on: date, at: datetime) -> None:
    """Cancel what lies ahead, end the plan, and end the chain of officers: not before the last officer began."""
    ahead = Contact.objects.filter(person=person, outcome="", date__gt=on)
    change = Change("service", "The sentence has ended")
    for contact in ahead.exclude(type__in=CONTACT_TYPE.having("mode", "none")).order_by("date", "pk"):
        cancel(contact=contact, change=change, by=by, at=at)
    current = OfficerSpell.objects.filter(person=person, until__isnull=True).exclude(status="ended").first()
    if current is not None:
        end_responsibility(person=person, on=min(max(first_day_after, current.start), on), by=by, at=at)
    end_open_plan(person=person, on=min(first_day_after, on), by=by, at=at)
