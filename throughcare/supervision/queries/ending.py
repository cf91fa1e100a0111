"""What is still open about a person whose sentence is to be ended."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from throughcare.people.models import Requirement, Sentence
from throughcare.people.rules.codes import SENTENCE_KIND
from throughcare.supervision.models import Breach, Closing, Contact, Registration, Transfer
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.supervision.rules.ending import EndingCase
from throughcare.supervision.rules.enforcement_states import OPEN_BREACH
from throughcare.supervision.rules.transfer_states import OPEN

_ONE_DAY = timedelta(days=1)
_WITHOUT_MEETING = CONTACT_TYPE.having("mode", "none")


def ending_case(sentence: Sentence, *, how: str, end_date: date, reasons: str, summary: str, on: date) -> EndingCase:
    """The facts with which the rule of endings is asked about this sentence."""
    person = sentence.person_id
    waiting = Contact.objects.filter(person=person, outcome="").exclude(type__in=_WITHOUT_MEETING)
    in_force = Registration.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), person=person)
    return EndingCase(
        on=on,
        how=how,  # type: ignore[arg-type]
        end_date=end_date,
        start_date=sentence.starts_on,
        expiry_date=sentence.ends_on - _ONE_DAY if sentence.ends_on else None,
        terminated=sentence.terminated_on is not None,
        words=bool(reasons.strip()),
        summary=bool(summary.strip()),
        other_sentences=running_beside(sentence, on=on).count(),
        indeterminate=bool(SENTENCE_KIND[sentence.kind].facts.get("indeterminate")),
        mappa=in_force.filter(type="MAPP").exists(),
        breach_open=Breach.objects.filter(sentence=sentence, state__in=OPEN_BREACH).exists(),
        transfer_open=Transfer.objects.filter(person=person, state__in=OPEN).exists(),
        appointments_ahead=waiting.filter(date__gt=on).count(),
        outcomes_missing=waiting.filter(date__lte=on).count(),
        requirements_open=open_requirements(sentence).count(),
        registrations_open=in_force.count(),
    )


def running_beside(sentence: Sentence, *, on: date) -> QuerySet[Sentence]:
    """Other sentences of the person that have not ended."""
    running = Q(terminated_on__isnull=True) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    return Sentence.objects.filter(running, person=sentence.person_id, sentenced_on__lte=on).exclude(pk=sentence.pk)


def open_requirements(sentence: Sentence) -> QuerySet[Requirement]:
    """Requirements of the sentence that nothing has ended."""
    return Requirement.objects.filter(sentence=sentence, terminated_on__isnull=True)


def closings_of(person: int) -> QuerySet[Closing]:
    """Closing summaries of a person, the latest first."""
    return Closing.objects.filter(person=person).select_related("sentence", "closed_by").order_by("-ended_on", "-pk")
