"""What the record says that a new contact is checked against."""

from __future__ import annotations

from datetime import timedelta

from throughcare.kernel.period import Period
from throughcare.people.models import CustodySpell, Sentence
from throughcare.supervision.rules.contact_entry import RecordFacts


def record_facts(person: int) -> RecordFacts:
    """The facts about ``person`` (a primary key): first day of sentence, last day of supervision, time in custody."""
    sentences = list(Sentence.objects.filter(person=person).values_list("sentenced_on", "ends_on", "terminated_on"))
    ends = [terminated or ends_on for _, ends_on, terminated in sentences]
    known = [end for end in ends if end is not None]
    custody = CustodySpell.objects.filter(person=person).order_by("start").values_list("start", "until")
    return RecordFacts(
        sentenced_on=min((sentenced for sentenced, _, _ in sentences), default=None),
        last_day=max(known) - timedelta(days=1) if known and len(known) == len(ends) else None,
        custody=tuple(Period(start, until) for start, until in custody),
    )
