"""The row of a failure that so far only the outcome of a contact told of."""

from __future__ import annotations

from datetime import datetime

from throughcare.accounts.models import User
from throughcare.supervision.commands.enforcing import day, refuse, tell
from throughcare.supervision.events import FailureRecorded
from throughcare.supervision.models import Contact, Failure
from throughcare.supervision.queries.compliance import sentence_of_failure
from throughcare.supervision.queries.failures import KIND_OF_OUTCOME, STATE_OF_OUTCOME
from throughcare.supervision.queries.suspension import suspended_by
from throughcare.supervision.rules.breach_policy import respond_by


def row_of_contact(contact: Contact, by: User, at: datetime) -> tuple[Failure, bool]:
    """The failure of a contact, and whether it was made now. In the transaction, and under the lock, of the caller.

    Raises ``EnforcementRefused`` where the outcome is no failure, or no sentence was served in the community that day.
    """
    standing = Failure.objects.select_related("sentence").filter(contact=contact).first()
    if standing is not None:
        return standing, False
    against = sentence_of_failure(contact.person_id, on=contact.date, named=contact.sentence_id)
    against = against or sentence_of_failure(contact.person_id, on=contact.date)
    if against is None or contact.outcome not in STATE_OF_OUTCOME:
        raise refuse("no-supervision")
    state = STATE_OF_OUTCOME[contact.outcome]
    failure = Failure.objects.create(
        reference=contact.reference,
        person_id=contact.person_id,
        sentence_id=against[0],
        contact=contact,
        kind=KIND_OF_OUTCOME[contact.outcome],
        date=contact.date,
        aware_on=contact.date,
        aware_source="own",
        respond_by=respond_by(contact.date).day,
        state=state,
        decided_on=day(at) if state == "unacceptable" else None,
        suspended_by=suspended_by(contact.person_id, sentence=against[0], on=contact.date),
        recorded_at=at,
        recorded_by=by,
    )
    told_recorded(failure, by, at)
    return failure, True


def told_recorded(failure: Failure, by: User, at: datetime) -> None:
    """One audit entry and one event about a failure that came to be known."""
    tell(
        FailureRecorded(failure.pk, failure.person_id, failure.sentence_id, failure.date, failure.state, by.pk),
        action="record_failure",
        by=by,
        at=at,
        subject=failure.reference,
        person=failure.person_id,
        kind=failure.kind,
        date=failure.date,
        state=failure.state,
        suspended_by=failure.suspended_by,
    )
