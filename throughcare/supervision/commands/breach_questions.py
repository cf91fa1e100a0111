"""Putting the question of breach or recall to a manager: by itself at the threshold, or because somebody asks."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.supervision.commands.enforcing import day, lock, refuse, tell
from throughcare.supervision.commands.failure_rows import row_of_contact
from throughcare.supervision.events import BreachAsked
from throughcare.supervision.models import Breach, Failure
from throughcare.supervision.queries.compliance import Compliance, compliance_with
from throughcare.supervision.rules.breach_facts import BreachStanding
from throughcare.supervision.rules.breach_policy import present_by
from throughcare.supervision.rules.enforcement_states import BREACH


def ask_where_reached(*, failure: Failure, by: User, at: datetime) -> Breach | None:
    """Ask for a manager's decision where ``failure`` makes the rule say that one is due; None where it does not.

    Nobody decides anything here: it puts the case before a manager. Runs in the transaction of the caller.
    """
    standing = compliance_with(failure.sentence, on=day(at))
    if standing is None or standing.decision is None or standing.open_breach is not None:
        return None
    value = standing.decision.value
    if value.next_step not in ("decide-breach", "manager-decides"):
        return None
    return _ask(_last_that_counts(standing, value) or failure, standing, _why(value), "", by, at)


@transaction.atomic
def ask_for_decision(*, failure: Failure, because: str, words: str, by: User, at: datetime) -> Breach:
    """Ask for a manager's decision on ``failure``, whatever the count: one serious failure can be enough.

    ``because`` is a code of ``ASKED_BECAUSE``. Raises ``EnforcementRefused`` while one is open for the sentence, or
    where an acceptable reason explains the failure.
    """
    lock(failure.person_id)
    failure = Failure.objects.select_related("sentence").get(pk=failure.pk)
    if failure.state not in ("unacceptable", "awaiting-reason"):
        raise refuse("not-a-failure")
    standing = compliance_with(failure.sentence, on=day(at))
    if standing is None or standing.supervision is None:
        raise refuse("no-supervision")
    if standing.open_breach is not None or (standing.case is not None and standing.case.breach_since is not None):
        raise refuse("open-already")
    return _ask(failure, standing, because, words, by, at)


def _why(value: BreachStanding) -> str:
    if value.next_step == "manager-decides":
        return "licence"
    return "threshold" if value.threshold_reached else "referral-duty"


def _last_that_counts(standing: Compliance, value: BreachStanding) -> Failure | None:
    """The last failure that counts, where more than the contact's outcome is recorded of it."""
    name = value.counting[-1] if value.counting else None
    view = standing.failure(name) if name else None
    return view.row if view is not None else None


def _ask(failure: Failure, standing: Compliance, because: str, words: str, by: User, at: datetime) -> Breach:
    assert standing.supervision is not None
    kind = "recall" if standing.supervision == "licence" else "breach"
    breach = Breach.objects.create(
        reference=f"B-{secrets.token_hex(8)}",
        person_id=failure.person_id,
        sentence_id=failure.sentence_id,
        supervision=standing.supervision,
        failure=failure,
        kind=kind,
        because=because,
        words=words,
        asked_on=day(at),
        asked_by=by,
        aware_on=failure.aware_on,
        aware_source=failure.aware_source,
        due_on=_due(failure) if kind == "breach" else None,
        state=BREACH.start,
    )
    _take_up_what_counts(standing, by, at)
    tell(
        BreachAsked(breach.pk, breach.person_id, breach.sentence_id, because, breach.due_on, by.pk),
        action="ask_for_breach_decision",
        by=by,
        at=at,
        subject=breach.reference,
        person=breach.person_id,
        because=because,
        due_on=breach.due_on,
    )
    return breach


def _take_up_what_counts(standing: Compliance, by: User, at: datetime) -> None:
    """Give each failure that counts a row of its own, so that letters and the pack tell of it."""
    counting = standing.decision.value.counting if standing.decision is not None else ()
    for view in standing.failures:
        if view.row is None and view.contact is not None and view.reference in counting:
            row_of_contact(view.contact, by, at)


def _due(failure: Failure) -> date | None:
    try:
        return present_by(failed_on=failure.date, aware_on=failure.aware_on).day
    except CalendarNotPublished:
        return None
