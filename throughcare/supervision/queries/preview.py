"""What one more failure would bring a person, asked before it is confirmed."""

from __future__ import annotations

from datetime import date

from throughcare.people.models import Sentence
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.models import Contact, Failure
from throughcare.supervision.queries.compliance import compliance_with, sentence_of_failure
from throughcare.supervision.queries.suspension import suspended_by
from throughcare.supervision.rules.breach_facts import FailureFact
from throughcare.supervision.rules.breach_preview import Consequence, consequence_of

NEW = "new"


def consequence_for_contact(contact: Contact, *, on: date) -> Consequence | None:
    """What recording an unacceptable absence of ``contact`` today would bring; None where no sentence was served in the
    community on its day, or it still lies ahead."""
    if contact.date > on:
        return None
    return _consequence(contact.person_id, contact.date, contact.reference, on, named=contact.sentence_id)


def consequence_today(person: int, *, on: date) -> Consequence | None:
    """What a failure of today would bring."""
    return _consequence(person, on, NEW, on, named=None)


def consequence_of_failure(failure: Failure, *, on: date) -> Consequence | None:
    """What confirming a recorded failure would bring."""
    standing = compliance_with(failure.sentence, on=on)
    if standing is None or standing.case is None or standing.decision is None:
        return None
    fact = FailureFact(
        date=failure.date,
        state="unacceptable",
        reference=failure.reference,
        aware_on=failure.aware_on,
        suspended_by=failure.suspended_by or None,  # type: ignore[arg-type]
        counts_nevertheless=bool(failure.counts_because),
    )
    return consequence_of(standing.case, fact)


def _consequence(person: int, day: date, reference: str, on: date, *, named: int | None) -> Consequence | None:
    against = sentence_of_failure(person, on=day, named=named) or sentence_of_failure(person, on=day)
    if against is None:
        return None
    sentence = Sentence.objects.get(pk=against[0])
    standing = compliance_with(sentence, on=on)
    if standing is None or standing.case is None:
        return None
    stopped = suspended_by(person, sentence=sentence.pk, on=day)
    fact = FailureFact(
        date=day,
        state="unacceptable",
        reference=reference,
        aware_on=day,
        suspended_by=stopped or None,  # type: ignore[arg-type]
    )
    try:
        return consequence_of(standing.case, fact)
    except NoPolicyInForce:
        return None
