"""What a commissioner does with an application: review it, ask, assess each answer, and decide by the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.commands.invitations import join_late
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.events import ApplicationMoved
from throughcare.commissioning.models import (
    ApplicationGround,
    ApplicationQuestion,
    MarketApplication,
    Membership,
)
from throughcare.commissioning.queries.applications import Assessed, answers_asked, assessments
from throughcare.commissioning.queries.ocds_markets import places_release
from throughcare.commissioning.queries.reach import reaches_market
from throughcare.commissioning.rules.states import APPLICATION
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed


@transaction.atomic
def review_application(*, application: MarketApplication, by: User, at: datetime) -> None:
    """Take an application up. Raises ``PanelRefused``."""
    stored = _locked(application, by)
    _move(stored, "review")
    _say(stored, "review_application", by, at)


@transaction.atomic
def ask_applicant(*, application: MarketApplication, text: str, by: User, at: datetime) -> ApplicationQuestion:
    """Ask for something; the clock goes on. Raises ``PanelRefused``."""
    stored = _locked(application, by)
    if not text.strip():
        raise PanelRefused("no-reason")
    _move(stored, "ask")
    made = ApplicationQuestion.objects.create(application=stored, asked_by=by, asked_at=at, text=text.strip())
    _say(stored, "ask_applicant", by, at, question=made.pk)
    return made


@transaction.atomic
def extend_application(*, application: MarketApplication, reason: str, by: User, at: datetime) -> None:
    """Give it the longer time, once, with a written reason, before it is decided. Raises ``PanelRefused``."""
    stored = _locked(application, by)
    if stored.state not in ("submitted", "information-requested", "under-review"):
        raise PanelRefused("wrong-state")
    if stored.extension_reason:
        raise PanelRefused("extended-already")
    if not reason.strip():
        raise PanelRefused("no-reason")
    stored.extension_reason, stored.extended_by, stored.extended_at = reason.strip(), by, at
    stored.save(update_fields=["extension_reason", "extended_by", "extended_at"])
    _say(stored, "extend_application", by, at)


@transaction.atomic
def assess_answers(
    *, application: MarketApplication, found: Mapping[int, tuple[str, str]], by: User, at: datetime
) -> None:
    """Say of each answer, by its number, whether the condition is ``met`` or ``not-met``, with a note to the applicant.

    Raises ``PanelRefused``.
    """
    stored = _locked(application, by)
    if stored.state != "under-review":
        raise PanelRefused("wrong-state")
    for row in stored.answers.filter(pk__in=list(found)):
        row.assessed, row.note = found[row.pk]
        row.assessed_by, row.assessed_at = (by, at) if row.assessed else (None, None)
        row.save(update_fields=["assessed", "note", "assessed_by", "assessed_at"])
    _say(stored, "assess_answers", by, at)


@transaction.atomic
def decide_ground(*, ground: ApplicationGround, accepted: bool, reasons: str, by: User, at: datetime) -> None:
    """Decide whether what the applicant did about a ground of exclusion is enough, for reasons. Raises ``PanelRefused``."""
    stored = _locked(ground.application, by)
    if stored.state != "under-review":
        raise PanelRefused("wrong-state")
    if not reasons.strip():
        raise PanelRefused("no-reason")
    ground.self_cleaning = "accepted" if accepted else "refused"
    ground.decided_by, ground.decided_at, ground.reasons = by, at, reasons.strip()
    ground.save(update_fields=["self_cleaning", "decided_by", "decided_at", "reasons"])
    _say(stored, "decide_ground", by, at, ground=ground.ground, accepted=accepted)


@transaction.atomic
def admit_application(
    *, application: MarketApplication, words: str = "", by: User, at: datetime
) -> Sequence[Membership]:
    """Give a place in each category that meets its conditions, publish it, and let the member join what is still open.

    A category that fails is recorded with its cures. Raises ``PanelRefused``.
    """
    stored = _locked(application, by)
    judged = _judged(stored, by, at)
    chosen = [each for each in judged if each.decision.value.outcome == "admit"]
    if not chosen:
        raise PanelRefused("nobody-to-admit")
    _decide(stored, "admit", judged, words, by, at)
    made = [
        Membership.objects.create(
            category=each.asked.category, supplier=stored.supplier, admitted_at=at, admitted_by=by, application=stored
        )
        for each in chosen
    ]
    publish(release=places_release(stored.market, added=made, at=at), by=by)
    for each in made:
        join_late(membership=each, by=by, at=at)
    return made


@transaction.atomic
def decline_application(*, application: MarketApplication, words: str = "", by: User, at: datetime) -> None:
    """Decline it, each failed condition with its cure. Raises ``PanelRefused``, where the rule says to admit too."""
    stored = _locked(application, by)
    judged = _judged(stored, by, at)
    if any(each.decision.value.outcome == "admit" for each in judged):
        raise PanelRefused("must-admit")
    _decide(stored, "decline", judged, words, by, at)


def _judged(application: MarketApplication, by: User, at: datetime) -> list[Assessed]:
    if application.state != "under-review":
        raise PanelRefused("wrong-state")
    if application.appeals.filter(outcome="upheld", against=by).exists():
        raise PanelRefused("decided-before")
    if any(not each.assessed for each in answers_asked(application)):
        raise PanelRefused("not-assessed")
    judged = assessments(application, on=timezone.localdate(at))
    if any(each.decision.value.outcome == "person-decides" for each in judged):
        raise PanelRefused("ground-open")
    return judged


def _decide(
    application: MarketApplication, verb: str, judged: Sequence[Assessed], words: str, by: User, at: datetime
) -> None:
    for each in judged:
        value = each.decision.value
        each.asked.outcome = "admit" if value.outcome == "admit" else "decline"
        each.asked.cures = [{"code": one.code, "why": one.why, "cure": one.cure} for one in value.failed]
        each.asked.save(update_fields=["outcome", "cures"])
    application.decided_by, application.decided_at, application.decision_words = by, at, words.strip()
    _move(application, verb, "decided_by", "decided_at", "decision_words")
    outcomes = {each.asked.category_id: each.asked.outcome for each in judged}
    _say(application, f"{verb}_application", by, at, outcomes=outcomes)


def _move(application: MarketApplication, verb: str, *fields: str) -> None:
    try:
        application.state = APPLICATION.next(application.state, verb)
    except NotAllowed as refused:
        raise PanelRefused("wrong-state") from refused
    application.save(update_fields=["state", *fields])


def _locked(application: MarketApplication, by: User) -> MarketApplication:
    if not reaches_market(by, application.market):
        raise PanelRefused("out-of-reach")
    found = MarketApplication.objects.select_for_update(of=("self",)).select_related("market__region", "supplier")
    return found.get(pk=application.pk)


def _say(application: MarketApplication, verb: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"commissioning.{verb}", by=by, at=at, subject=application.supplier.legal_name[:MOST_SUBJECT],
        application=application.pk, market=application.market_id, **detail,
    )  # fmt: skip
    announcer.announce(ApplicationMoved(application.pk, application.supplier_id, application.state, by.pk, at))
