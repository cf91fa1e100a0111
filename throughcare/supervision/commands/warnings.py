"""Warnings: given with a letter, appealed to somebody else, withdrawn; also after a breach began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.people.models import Sentence
from throughcare.supervision.commands.documents import issue_letter, person_language
from throughcare.supervision.commands.enforcing import check, day, lock, moved, refuse, tell
from throughcare.supervision.events import AppealDecided, WarningAppealed, WarningIssued, WarningWithdrawn
from throughcare.supervision.models import Breach, Failure, FormalWarning, WarnedFailure
from throughcare.supervision.queries.compliance import sentence_of_failure
from throughcare.supervision.rules.breach_policy import respond_by as earliest_response
from throughcare.supervision.rules.enforcement_entry import check_appeal, check_warning
from throughcare.supervision.rules.enforcement_states import OPEN_BREACH, STANDING_WARNING, WARNING
from throughcare.supervision.rules.letters import LetterKind


@transaction.atomic
def give_warning(
    *,
    sentence: Sentence,
    failures: Sequence[Failure],
    kind: str,
    respond_by: date,
    words: str,
    reference: str,
    language: str,
    by: User,
    at: datetime,
) -> FormalWarning:
    """Give a warning about ``failures`` today, with its letter in ``language``. The same ``reference`` is given once.

    Raises ``EnforcementRefused``: without a failure that may still count, about one warned about already, with less
    time to respond than the standard gives, or on licence before a manager has decided.
    """
    lock(sentence.person_id)
    standing = FormalWarning.objects.filter(reference=reference, sentence=sentence).first()
    if standing is not None:
        return standing
    warned = list(Failure.objects.select_for_update().filter(pk__in=[one.pk for one in failures], sentence=sentence))
    _check_failures(sentence, warned, respond_by, by, at)
    warning = FormalWarning.objects.create(
        reference=reference,
        person_id=sentence.person_id,
        sentence=sentence,
        kind=kind,
        given_on=day(at),
        respond_by=respond_by,
        words=words,
        state=WARNING.start,
        given_at=at,
        given_by=by,
    )
    WarnedFailure.objects.bulk_create(
        WarnedFailure(person_id=sentence.person_id, warning=warning, failure=failure) for failure in warned
    )
    Failure.objects.filter(pk__in=[one.pk for one in warned], state="awaiting-reason").update(respond_by=respond_by)
    tell(
        WarningIssued(warning.pk, warning.person_id, sentence.pk, respond_by, by.pk),
        action="give_warning",
        by=by,
        at=at,
        subject=reference,
        person=warning.person_id,
        kind=kind,
        failures=[one.reference for one in warned],
        respond_by=respond_by,
    )
    issue_letter(kind="warning", person=sentence.person_id, warning=warning, language=language, by=by, at=at)
    return warning


@transaction.atomic
def withdraw_warning(*, warning: FormalWarning, because: str, language: str, by: User, at: datetime) -> FormalWarning:
    """Withdraw a warning, saying why, with a letter. A breach that had begun stays: a manager looks at it again."""
    if not because.strip():
        raise refuse("say-why")
    warning = _locked(warning)
    _withdraw(warning, because, by, at)
    issue_letter(kind="warning-withdrawn", person=warning.person_id, warning=warning, language=language, by=by, at=at)
    return warning


@transaction.atomic
def appeal_warning(*, warning: FormalWarning, words: str, on: date, by: User, at: datetime) -> FormalWarning:
    """Record that the person appeals against a warning. It stands until somebody else decides."""
    warning = _locked(warning)
    check(check_appeal(given_on=warning.given_on, appealed_on=on, today=day(at)))
    warning.state = moved(WARNING, warning.state, "appeal")
    warning.appealed_on, warning.appeal_words = on, words
    warning.save(update_fields=["state", "appealed_on", "appeal_words"])
    tell(
        WarningAppealed(warning.pk, warning.person_id, by.pk),
        action="appeal_warning",
        by=by,
        at=at,
        subject=warning.reference,
        person=warning.person_id,
        on=on,
    )
    return warning


@transaction.atomic
def decide_appeal(
    *, warning: FormalWarning, outcome: str, reasons: str, language: str, by: User, at: datetime
) -> FormalWarning:
    """Decide on an appeal with reasons: ``upheld`` or ``withdrawn``. Never by who gave the warning."""
    if not reasons.strip():
        raise refuse("say-why")
    warning = _locked(warning)
    if warning.given_by_id == by.pk:
        raise refuse("own-warning")
    if warning.state != "appealed":
        raise refuse("not-possible-now")
    warning.appeal_outcome, warning.appeal_decided_on, warning.appeal_decided_by = outcome, day(at), by
    warning.appeal_reasons = reasons
    if outcome == "upheld":
        warning.state = moved(WARNING, warning.state, "uphold")
        warning.save(update_fields=["state", *_APPEAL])
    else:
        _withdraw(warning, reasons, by, at)
        warning.save(update_fields=list(_APPEAL))
    tell(
        AppealDecided(warning.pk, warning.person_id, outcome, by.pk),
        action="decide_appeal",
        by=by,
        at=at,
        subject=warning.reference,
        person=warning.person_id,
        outcome=outcome,
    )
    letter: LetterKind = "appeal-upheld" if outcome == "upheld" else "warning-withdrawn"
    issue_letter(kind=letter, person=warning.person_id, warning=warning, language=language, by=by, at=at)
    return warning


def withdraw_for_failure(*, failure: Failure, by: User, at: datetime) -> None:
    """Withdraw the standing warnings about ``failure`` that no other failure still supports. In the caller's transaction."""
    about = WarnedFailure.objects.filter(failure=failure).values("warning")
    for warning in FormalWarning.objects.select_for_update().filter(pk__in=about, state__in=STANDING_WARNING):
        if warning.failures.exclude(pk=failure.pk).filter(state__in=("awaiting-reason", "unacceptable")).exists():
            continue
        _withdraw(warning, "", by, at)
        language = person_language(warning.person_id)
        issue_letter(
            kind="warning-withdrawn", person=warning.person_id, warning=warning, language=language, by=by, at=at
        )


_APPEAL = ("appeal_outcome", "appeal_decided_on", "appeal_decided_by", "appeal_reasons")


def _check_failures(sentence: Sentence, warned: list[Failure], respond_by: date, by: User, at: datetime) -> None:
    if not warned or any(one.state not in ("awaiting-reason", "unacceptable") for one in warned):
        raise refuse("nothing-to-warn-about")
    for failure in warned:
        earliest = earliest_response(day(at)).day
        check(check_warning(failed_on=failure.date, given_on=day(at), respond_by=respond_by, earliest=earliest))
    about = WarnedFailure.objects.filter(failure__in=warned, warning__state__in=STANDING_WARNING)
    if about.exists():
        raise refuse("warned-already")
    against = sentence_of_failure(sentence.person_id, on=day(at), named=sentence.pk)
    if against is None:
        raise refuse("no-supervision")
    decided = Breach.objects.filter(failure__in=warned, state="declined").exists()
    if against[1] == "licence" and not decided and not by.may("supervision.decide_breach"):
        raise refuse("manager-first")


def _locked(warning: FormalWarning) -> FormalWarning:
    lock(warning.person_id)
    return FormalWarning.objects.select_for_update(of=("self",)).select_related("person").get(pk=warning.pk)


def _withdraw(warning: FormalWarning, because: str, by: User, at: datetime) -> None:
    warning.state = moved(WARNING, warning.state, "withdraw")
    warning.withdrawn_on, warning.withdrawn_by, warning.withdrawn_because = day(at), by, because
    if warning.appealed_on is not None and not warning.appeal_outcome:
        warning.appeal_outcome, warning.appeal_decided_on = "withdrawn", day(at)
        warning.appeal_decided_by = by if by.pk != warning.given_by_id else None
    warning.save(
        update_fields=["state", "withdrawn_on", "withdrawn_by", "withdrawn_because",
                       "appeal_outcome", "appeal_decided_on", "appeal_decided_by"]
    )  # fmt: skip
    breach = (
        Breach.objects.filter(sentence=warning.sentence_id, state__in=OPEN_BREACH).values_list("pk", flat=True).first()
    )
    tell(
        WarningWithdrawn(warning.pk, warning.person_id, warning.sentence_id, breach, by.pk),
        action="withdraw_warning",
        by=by,
        at=at,
        subject=warning.reference,
        person=warning.person_id,
        because=because,
        breach=breach,
    )
