"""Failures to comply: recorded, explained, confirmed, put right. The contact's outcome and its failure say the same."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.people.models import LicenceCondition, Person, Requirement, Sentence
from throughcare.supervision.commands.breach_questions import ask_where_reached
from throughcare.supervision.commands.contacts import ContactRefused, record_outcome
from throughcare.supervision.commands.enforcing import check, day, lock, moved, refuse
from throughcare.supervision.commands.failure_news import note, strike, told_accepted, told_confirmed
from throughcare.supervision.commands.failure_rows import row_of_contact, told_recorded
from throughcare.supervision.models import Contact, Failure, ReasonOffered
from throughcare.supervision.queries.compliance import sentence_of_failure
from throughcare.supervision.rules.breach_policy import respond_by
from throughcare.supervision.rules.enforcement_entry import check_failure, check_reason
from throughcare.supervision.rules.enforcement_states import FAILURE

CONFIRMED_ABSENCE = "UAAB"


@transaction.atomic
def take_up(*, contact: Contact, by: User, at: datetime) -> Failure:
    """The failure that the outcome of ``contact`` says there was, recorded if it is not yet; where it is without
    reasonable excuse, a manager may have to be asked. Raises ``EnforcementRefused`` where no sentence was served in the
    community on that day."""
    lock(contact.person_id)
    failure, made = row_of_contact(contact, by, at)
    if made and failure.state == "unacceptable":
        ask_where_reached(failure=failure, by=by, at=at)
    return failure


@transaction.atomic
def record_failure(
    *,
    person: Person,
    sentence: Sentence,
    kind: str,
    date: date,
    words: str,
    aware_on: date,
    aware_source: str,
    reference: str,
    by: User,
    at: datetime,
    requirement: Requirement | None = None,
    condition: LicenceCondition | None = None,
    confirmed: bool = False,
) -> Failure:
    """Record a failure that is not an appointment's. The same ``reference`` is recorded once.

    Raises ``EnforcementRefused`` for one outside the sentence, of the future, or known before it happened; and for one like
    another of that day, unless it is ``confirmed`` to be a further one.
    """
    lock(person.pk)
    standing = Failure.objects.filter(reference=reference, person=person).first()
    if standing is not None:
        return standing
    ended = min((end for end in (sentence.terminated_on, sentence.ends_on) if end is not None), default=None)
    like = Failure.objects.filter(person=person, kind=kind, date=date).exclude(state="struck")
    check(
        check_failure(
            failed_on=date, aware_on=aware_on, begins=sentence.starts_on, ended=ended, today=day(at),
            alike=not confirmed and like.exists(),
        )
    )  # fmt: skip
    if sentence_of_failure(person.pk, on=date, named=sentence.pk) is None:
        raise refuse("no-supervision")
    failure = Failure.objects.create(
        reference=reference,
        person=person,
        sentence=sentence,
        requirement=requirement,
        condition=condition,
        kind=kind,
        date=date,
        words=words,
        aware_on=aware_on,
        aware_source=aware_source,
        respond_by=max(respond_by(date).day, respond_by(aware_on).day),
        state=FAILURE.start,
        recorded_at=at,
        recorded_by=by,
    )
    told_recorded(failure, by, at)
    return failure


@transaction.atomic
def confirm_failure(*, failure: Failure, by: User, at: datetime, counts_because: str = "") -> Failure:
    """Find that a failure was without reasonable excuse; an absence becomes unacceptable. Where that reaches the
    threshold, or the Act asks for referral, a manager's decision is asked for in the same transaction.

    ``counts_because`` says why it counts although contact was suspended. Raises ``EnforcementRefused``.
    """
    failure = _locked(failure)
    failure.state = moved(FAILURE, failure.state, "confirm")
    failure.decided_on, failure.counts_because = day(at), counts_because.strip()
    failure.save(update_fields=["state", "decided_on", "counts_because"])
    if failure.contact is not None and failure.contact.outcome == "AFTA":
        _set_outcome(failure.contact, CONFIRMED_ABSENCE, by, at)
    told_confirmed(failure, by, at)
    return failure


@transaction.atomic
def offer_reason(
    *,
    failure: Failure,
    reason: str,
    words: str,
    offered_on: date,
    by: User,
    at: datetime,
    evidence: str = "",
    evidence_on: date | None = None,
) -> ReasonOffered:
    """Record a reason that the person gives, to be decided on. Raises ``EnforcementRefused``."""
    failure = _locked(failure)
    check(
        check_reason(offered_on=offered_on, evidence=evidence, evidence_on=evidence_on, accepting=False, today=day(at))
    )
    offered = ReasonOffered.objects.create(
        person_id=failure.person_id,
        failure=failure,
        reason=reason,
        words=words,
        offered_on=offered_on,
        evidence=evidence.strip(),
        evidence_on=evidence_on,
        recorded_at=at,
        recorded_by=by,
    )
    note("offer_reason", failure, by, at, reason=reason)
    return offered


@transaction.atomic
def decide_reason(
    *, offered: ReasonOffered, accept: bool, by: User, at: datetime, evidence: str = "", evidence_on: date | None = None
) -> Failure:
    """Accept a reason, which takes the failure and the warnings about it alone out of the count, or do not.

    Accepting asks for the evidence; an absence becomes acceptable on the record. Raises ``EnforcementRefused``.
    """
    failure = _locked(offered.failure)
    offered = ReasonOffered.objects.select_for_update().get(pk=offered.pk)
    if offered.decision:
        raise refuse("not-possible-now")
    seen = evidence.strip() or offered.evidence
    check(
        check_reason(
            offered_on=offered.offered_on, evidence=seen, evidence_on=evidence_on, accepting=accept, today=day(at)
        )
    )
    offered.decision = "accepted" if accept else "refused"
    offered.decided_on, offered.decided_by, offered.evidence = day(at), by, seen
    offered.evidence_on = evidence_on or offered.evidence_on
    offered.save(update_fields=["decision", "decided_on", "decided_by", "evidence", "evidence_on"])
    if not accept:
        note("refuse_reason", failure, by, at, reason=offered.reason)
        return failure
    failure.state = moved(FAILURE, failure.state, "accept")
    failure.decided_on = day(at)
    failure.save(update_fields=["state", "decided_on"])
    if failure.contact is not None and failure.contact.outcome != offered.reason:
        _set_outcome(failure.contact, offered.reason, by, at)
    told_accepted(failure, by, at)
    return failure


@transaction.atomic
def reopen_failure(*, failure: Failure, why: str, by: User, at: datetime) -> Failure:
    """Look again at a failure, because the reason accepted for it proved untrue or a new one is heard of.

    An absence waits for a reason once more; coming without complying counts again at once.
    """
    if not why.strip():
        raise refuse("say-why")
    failure = _locked(failure)
    failure.state = moved(FAILURE, failure.state, "reopen")
    failure.decided_on = None
    failure.save(update_fields=["state", "decided_on"])
    ReasonOffered.objects.filter(failure=failure, decision="accepted").update(
        decision="refused", decided_on=day(at), decided_by=by
    )
    if failure.contact is not None:
        _set_outcome(failure.contact, "AFTA" if failure.kind == "absence" else "AFTC", by, at)
        failure.refresh_from_db()
    note("reopen_failure", failure, by, at, why=why)
    return failure


@transaction.atomic
def strike_failure(*, failure: Failure, why: str, by: User, at: datetime) -> Failure:
    """Take out a failure recorded in error; the row stays, marked. One that is an appointment's is put right there."""
    if not why.strip():
        raise refuse("say-why")
    failure = _locked(failure)
    if failure.contact is not None:
        raise refuse("not-possible-now")
    strike(failure, by, at, why=why)
    return failure


def _locked(failure: Failure) -> Failure:
    lock(failure.person_id)
    return Failure.objects.select_for_update(of=("self",)).select_related("contact").get(pk=failure.pk)


def _set_outcome(contact: Contact, outcome: str, by: User, at: datetime) -> None:
    try:
        record_outcome(contact=contact, outcome=outcome, notes=contact.notes, minutes=contact.minutes, by=by, at=at)
    except ContactRefused as fault:
        raise refuse("outcome-impossible") from fault
