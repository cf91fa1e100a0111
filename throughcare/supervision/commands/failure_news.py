"""What follows when a failure is confirmed, explained or struck: the same from every way there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from throughcare.accounts.models import User
from throughcare.audit.commands import record as audit
from throughcare.supervision.commands.breach_questions import ask_where_reached
from throughcare.supervision.commands.enforcing import moved, tell
from throughcare.supervision.commands.warnings import withdraw_for_failure
from throughcare.supervision.events import FailureConfirmed, FailureStruck, ReasonAccepted
from throughcare.supervision.models import Failure
from throughcare.supervision.rules.enforcement_states import FAILURE


def note(action: str, failure: Failure, by: User, at: datetime, **detail: Any) -> None:
    """An audit entry about something that announces nothing."""
    audit(action=f"supervision.{action}", by=by, at=at, subject=failure.reference, person=failure.person_id, **detail)


def told_confirmed(failure: Failure, by: User, at: datetime) -> None:
    """Announce that a failure was without reasonable excuse, and ask a manager where that reaches the threshold."""
    tell(
        FailureConfirmed(failure.pk, failure.person_id, failure.sentence_id, failure.date, by.pk),
        action="confirm_failure",
        by=by,
        at=at,
        subject=failure.reference,
        person=failure.person_id,
        counts_because=failure.counts_because,
    )
    ask_where_reached(failure=failure, by=by, at=at)


def told_accepted(failure: Failure, by: User, at: datetime) -> None:
    """Announce that a reason was accepted, and withdraw the warnings that were about that failure alone."""
    tell(
        ReasonAccepted(failure.pk, failure.person_id, failure.sentence_id, by.pk),
        action="accept_reason",
        by=by,
        at=at,
        subject=failure.reference,
        person=failure.person_id,
    )
    withdraw_for_failure(failure=failure, by=by, at=at)


def strike(failure: Failure, by: User, at: datetime, *, why: str) -> None:
    """Take a failure out as recorded in error, with the warnings that were about it alone."""
    failure.state, failure.decided_on = moved(FAILURE, failure.state, "strike"), None
    failure.save(update_fields=["state", "decided_on"])
    tell(
        FailureStruck(failure.pk, failure.person_id, failure.sentence_id, False, by.pk),
        action="strike_failure",
        by=by,
        at=at,
        subject=failure.reference,
        person=failure.person_id,
        why=why,
    )
    withdraw_for_failure(failure=failure, by=by, at=at)
