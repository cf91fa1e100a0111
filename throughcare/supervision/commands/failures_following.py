"""The failure that goes with a contact's outcome: made, confirmed, explained or struck as the outcome changes.

The contact's outcome says whether the person complied; the failure says what was done about it. Whoever changes the
first changes the second in the same transaction, so that the two cannot tell different stories.
"""

from __future__ import annotations

from datetime import datetime

from throughcare.accounts.models import User
from throughcare.supervision.commands.enforcing import day, lock, moved
from throughcare.supervision.commands.failure_news import note, strike, told_accepted, told_confirmed
from throughcare.supervision.commands.failures import take_up
from throughcare.supervision.events import ContactRecorded, OutcomeRecorded
from throughcare.supervision.models import Contact, Failure, ReasonOffered
from throughcare.supervision.queries.compliance import sentence_of_failure
from throughcare.supervision.queries.failures import KIND_OF_OUTCOME, STATE_OF_OUTCOME
from throughcare.supervision.rules.codes import OUTCOME
from throughcare.supervision.rules.enforcement_states import FAILURE


def follow_outcome(event: ContactRecorded | OutcomeRecorded) -> None:
    """Bring the failure of a contact in line with its outcome."""
    contact = Contact.objects.get(pk=event.contact)
    failure = Failure.objects.select_related("sentence").filter(contact=contact).first()
    if failure is None and contact.outcome not in STATE_OF_OUTCOME:
        return
    if event.at is None:
        raise ValueError("an outcome without a moment cannot be followed")
    by = User.objects.get(pk=event.by)
    if failure is None:
        if sentence_of_failure(contact.person_id, on=contact.date) is not None:
            take_up(contact=contact, by=by, at=event.at)
        return
    lock(contact.person_id)
    _bring(failure, contact, by, event.at)


def wanted_state(outcome: str) -> str:
    """The state that a failure has when its contact has that outcome."""
    if outcome in STATE_OF_OUTCOME:
        return STATE_OF_OUTCOME[outcome]
    facts = OUTCOME[outcome].facts if outcome else {}
    return "acceptable" if facts.get("attended") is False and facts.get("complied") else "struck"


def _bring(failure: Failure, contact: Contact, by: User, at: datetime) -> None:
    wanted = wanted_state(contact.outcome)
    if contact.outcome in KIND_OF_OUTCOME and failure.kind != KIND_OF_OUTCOME[contact.outcome]:
        failure.kind = KIND_OF_OUTCOME[contact.outcome]
        failure.save(update_fields=["kind"])
    if failure.state == wanted:
        return
    if wanted == "struck":
        strike(failure, by, at, why=f"outcome {contact.outcome or 'taken back'}")
        return
    if failure.state == "struck":
        _move(failure, "restore", at)
        note("restore_failure", failure, by, at)
    elif (failure.state, wanted) != ("unacceptable", "acceptable") and failure.state != "awaiting-reason":
        _move(failure, "reopen", at)
        accepted = ReasonOffered.objects.filter(failure=failure, decision="accepted")
        accepted.update(decision="refused", decided_on=day(at), decided_by=by)
        note("reopen_failure", failure, by, at)
    if wanted == "acceptable":
        _move(failure, "accept", at)
        told_accepted(failure, by, at)
    elif wanted == "unacceptable":
        _move(failure, "confirm", at)
        told_confirmed(failure, by, at)


def _move(failure: Failure, verb: str, at: datetime) -> None:
    failure.state = moved(FAILURE, failure.state, verb)
    failure.decided_on = day(at) if failure.state in ("acceptable", "unacceptable") else None
    failure.save(update_fields=["state", "decided_on"])
