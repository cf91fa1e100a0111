"""Breach and recall: a manager's decision, the court, and what the court did to the sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.people.commands.sentences import SentenceEnded, add_requirement, end_sentence
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.commands.documents import issue_letter, person_language
from throughcare.supervision.commands.enforcing import check, day, lock, moved, refuse, tell
from throughcare.supervision.events import BreachDecided, BreachEnded, BreachHeard, BreachPresented
from throughcare.supervision.models import Breach, BreachHearing, Enforcement
from throughcare.supervision.rules.enforcement_codes import COURT_OUTCOME
from throughcare.supervision.rules.enforcement_entry import HearingEntry, check_hearing, check_presented
from throughcare.supervision.rules.enforcement_states import OF_BREACH

NOT_PROVED, RECALLED = "BRE99", "RECALLED"


@dataclass(frozen=True)
class AddedRequirement:
    """A requirement that the court added."""

    category: str
    length: int | None = None
    unit: str = ""


@transaction.atomic
def decide_breach(*, breach: Breach, begin: bool, reasons: str, by: User, at: datetime) -> Breach:
    """A manager's decision to begin breach or recall, or not to, with reasons either way, and the letter that says so.

    Beginning makes the enforcement process that tiers are computed from. Raises ``EnforcementRefused``.
    """
    if not reasons.strip():
        raise refuse("say-why")
    breach = _locked(breach)
    breach.state = moved(OF_BREACH[breach.kind], breach.state, "begin" if begin else "decline")
    breach.decided_on, breach.decided_by, breach.reasons = day(at), by, reasons
    if begin:
        running = Enforcement.objects.filter(sentence=breach.sentence_id, outcome_on__isnull=True)
        if running.exists():
            raise refuse("open-already")
        breach.process = Enforcement.objects.create(
            reference=breach.reference,
            person_id=breach.person_id,
            sentence_id=breach.sentence_id,
            started_on=day(at),
        )
    breach.save(update_fields=["state", "decided_on", "decided_by", "reasons", "process"])
    _tell(BreachDecided(breach.pk, breach.person_id, breach.sentence_id, begin, by.pk), "decide_breach", breach, by, at,
          begun=begin)  # fmt: skip
    if breach.kind == "breach":
        issue_letter(
            kind="breach-begun" if begin else "no-breach",
            person=breach.person_id,
            breach=breach,
            language=person_language(breach.person_id),
            by=by,
            at=at,
        )
    derive([breach.person_id], on=day(at), cause="breach-decided")
    return breach


@transaction.atomic
def present_breach(
    *,
    breach: Breach,
    presented_on: date,
    court: str,
    hearing_on: date | None,
    accepted_first_time: bool | None,
    by: User,
    at: datetime,
) -> Breach:
    """Record that a breach was presented to the court. Raises ``EnforcementRefused`` where the days cannot be."""
    breach = _locked(breach)
    assert breach.decided_on is not None or breach.state == "waiting"
    breach.state = moved(OF_BREACH[breach.kind], breach.state, "present")
    decided = breach.decided_on or breach.asked_on
    check(check_presented(aware_on=breach.aware_on, decided_on=decided, presented_on=presented_on, today=day(at)))
    if hearing_on is not None and hearing_on < presented_on:
        raise refuse("hearing-before-presented")
    breach.presented_on, breach.court, breach.hearing_on = presented_on, court, hearing_on
    breach.accepted_first_time = accepted_first_time
    breach.save(update_fields=["state", "presented_on", "court", "hearing_on", "accepted_first_time"])
    _tell(BreachPresented(breach.pk, breach.person_id, breach.sentence_id, presented_on, by.pk), "present_breach",
          breach, by, at, presented_on=presented_on, court=court)  # fmt: skip
    return breach


@transaction.atomic
def record_hearing(
    *,
    breach: Breach,
    on: date,
    outcome: str,
    words: str,
    by: User,
    at: datetime,
    court: str = "",
    adjourned_to: date | None = None,
    added: AddedRequirement | None = None,
) -> Breach:
    """Record what the court did. Anything but an adjournment ends the breach, gives the process its outcome and, where
    the court says so, ends the sentence or adds a requirement to it. Raises ``EnforcementRefused``."""
    breach = _locked(breach)
    facts = COURT_OUTCOME[outcome].facts
    verb = "adjourn" if facts.get("adjourns") else "conclude"
    if breach.presented_on is None:
        raise refuse("not-possible-now")
    breach.state = moved(OF_BREACH[breach.kind], breach.state, verb)
    last = breach.hearings.order_by("-on").values_list("on", flat=True).first()
    entry = HearingEntry(on, outcome, adjourned_to, added.category if added else "")
    check(
        check_hearing(
            entry, supervision=breach.supervision, presented_on=breach.presented_on, last_hearing=last, today=day(at)
        )
    )
    hearing = BreachHearing.objects.create(
        person_id=breach.person_id, breach=breach, on=on, court=court or breach.court, outcome=outcome,
        adjourned_to=adjourned_to, words=words, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    _tell(BreachHeard(breach.pk, breach.person_id, breach.sentence_id, outcome, on, by.pk), "record_hearing", breach,
          by, at, outcome=outcome, on=on)  # fmt: skip
    if verb == "adjourn":
        breach.hearing_on = adjourned_to
        breach.save(update_fields=["state", "hearing_on"])
        return breach
    _change_sentence(breach, hearing, added, by, at)
    return _end(breach, process=facts["process"], on=on, because=words, by=by, at=at)


@transaction.atomic
def conclude_recall(*, breach: Breach, on: date, words: str, by: User, at: datetime) -> Breach:
    """Record that a person was recalled. Custody itself is recorded where it is received."""
    breach = _locked(breach)
    _check_day(breach, on, at)
    breach.state = moved(OF_BREACH[breach.kind], breach.state, "conclude")
    return _end(breach, process=RECALLED, on=on, because=words, by=by, at=at)


@transaction.atomic
def withdraw_breach(*, breach: Breach, on: date, because: str, by: User, at: datetime) -> Breach:
    """Withdraw a breach or recall that had begun, saying why: the failure it stood on does not ask for it again."""
    if not because.strip():
        raise refuse("say-why")
    breach = _locked(breach)
    _check_day(breach, on, at)
    breach.state = moved(OF_BREACH[breach.kind], breach.state, "withdraw")
    return _end(breach, process=NOT_PROVED, on=on, because=because, by=by, at=at)


def _check_day(breach: Breach, on: date, at: datetime) -> None:
    if on > day(at):
        raise refuse("concluded-ahead")
    if on < max(breach.decided_on or breach.asked_on, breach.presented_on or breach.asked_on):
        raise refuse("concluded-before-begun")


def _change_sentence(
    breach: Breach, hearing: BreachHearing, added: AddedRequirement | None, by: User, at: datetime
) -> None:
    facts = COURT_OUTCOME[hearing.outcome].facts
    if facts.get("ends"):
        try:
            end_sentence(sentence=breach.sentence, reason="revoked-breach", on=hearing.on, by=by, at=at)
        except SentenceEnded as fault:
            raise refuse("not-possible-now") from fault
    if added is not None:
        add_requirement(
            sentence=breach.sentence,
            category=added.category,
            length=added.length,
            unit=added.unit,
            reference=f"{breach.reference}/R{hearing.pk}",
            on=hearing.on,
            by=by,
            at=at,
        )


def _end(breach: Breach, *, process: str, on: date, because: str, by: User, at: datetime) -> Breach:
    """Close the breach and its process on ``on``, and ask the rules again: the outcome counts in the tier."""
    breach.ended_on, breach.ended_because = on, because
    breach.save(update_fields=["state", "ended_on", "ended_because"])
    assert breach.process is not None
    breach.process.outcome, breach.process.outcome_on = process, on
    breach.process.save(update_fields=["outcome", "outcome_on"])
    _tell(BreachEnded(breach.pk, breach.person_id, breach.sentence_id, breach.state, on, by.pk), "end_breach", breach,
          by, at, state=breach.state, on=on, process=process)  # fmt: skip
    derive([breach.person_id], on=day(at), cause="breach-ended")
    return breach


def _locked(breach: Breach) -> Breach:
    lock(breach.person_id)
    rows = Breach.objects.select_for_update(of=("self",)).select_related("sentence", "failure", "process")
    return rows.get(pk=breach.pk)


def _tell(
    event: BreachDecided | BreachPresented | BreachHeard | BreachEnded,
    action: str,
    breach: Breach,
    by: User,
    at: datetime,
    **detail: object,
) -> None:
    tell(event, action=action, by=by, at=at, subject=breach.reference, person=breach.person_id, **detail)
