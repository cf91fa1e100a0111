"""What an applicant does: begin an application, fill it, gather partners, sign, send it, answer, take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.commands.library import keep_answer
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.events import ApplicationMoved
from throughcare.commissioning.models import (
    ApplicationAnswer,
    ApplicationCategory,
    ApplicationGround,
    ApplicationPartner,
    Market,
    MarketApplication,
    MarketCategory,
    SupplierAnswer,
    SupplierEvidence,
)
from throughcare.commissioning.queries.applications import answers_asked, belongs_to_other
from throughcare.commissioning.queries.library import best_evidence
from throughcare.commissioning.queries.markets import opened_on
from throughcare.commissioning.rules.panel_codes import TOPIC
from throughcare.commissioning.rules.panel_grounds import grounds_on
from throughcare.commissioning.rules.states import APPLICATION
from throughcare.kernel.events import announcer
from throughcare.kernel.transitions import NotAllowed
from throughcare.organisations.commands.suppliers import IdentifierRefused
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import supplier_with
from throughcare.organisations.rules.codes import LOCAL
from throughcare.organisations.rules.identifiers import TypedIdentifier, identify

WRITTEN = ("draft", "information-requested")


@dataclass(frozen=True)
class Answered:
    """An answer to a condition: ``met``, ``not-met`` or empty, words, and evidence from the applicant's library."""

    answer: str
    text: str = ""
    evidence: SupplierEvidence | None = None


@transaction.atomic
def start_application(*, market: Market, supplier: Supplier, by: User, at: datetime) -> MarketApplication:
    """Begin an application, its answers filled from the library. Raises ``PanelRefused``."""
    if market.state != "open":
        raise PanelRefused("not-open")
    numbers = sorted(supplier.identifiers.all(), key=lambda each: (each.verified_at is None, each.scheme == LOCAL))
    first = numbers[0] if numbers else None
    try:
        with transaction.atomic():
            made = MarketApplication.objects.create(
                market=market, supplier=supplier, made_by=by, made_at=at,
                scheme=first.scheme if first else "", number=first.number if first else "",
            )  # fmt: skip
    except IntegrityError as fault:
        raise PanelRefused("already-applying") from fault
    known = {each.topic: each for each in SupplierAnswer.objects.filter(supplier=supplier)}
    evidence = best_evidence(supplier, on=timezone.localdate(at))
    for condition in market.conditions.all():
        answer = known.get(_topic(condition.code))
        ApplicationAnswer.objects.create(
            application=made, condition=condition, answer=_said(answer.met) if answer else "",
            text=answer.text if answer else "", evidence=evidence.get(condition.evidence_kind),
        )  # fmt: skip
    _say(made, "start_application", "draft", by, at)
    return made


@transaction.atomic
def fill_application(
    *, application: MarketApplication, categories: Sequence[MarketCategory], scheme: str, number: str,
    answers: Mapping[int, Answered], keep: bool = False, by: User, at: datetime,
) -> None:  # fmt: skip
    """Change what is asked for and answered; ``answers`` by number of the condition. ``keep`` puts them in the library too.

    Raises ``PanelRefused``, and ``IdentifierRefused`` for a number that is none of its register.
    """
    stored = _locked(application)
    if stored.state not in WRITTEN:
        raise PanelRefused("wrong-state")
    stored.scheme, stored.number, stored.changed_at = scheme, _number(scheme, number, at), at
    stored.save(update_fields=["scheme", "number", "changed_at"])
    if stored.state == "draft":
        stored.categories.exclude(category__in=categories).delete()
        there = set(stored.categories.values_list("category", flat=True))
        for each in categories:
            if each.pk not in there:
                ApplicationCategory.objects.create(application=stored, category=each)
    for row in stored.answers.select_related("condition"):
        given = answers.get(row.condition_id)
        if given is None:
            continue
        _answer(row, given)
        topic = _topic(row.condition.code)
        if keep and given.answer and topic in TOPIC:
            keep_answer(supplier=stored.supplier, topic=topic, met=given.answer == "met", text=given.text, by=by, at=at)
    _say(stored, "fill_application", stored.state, by, at)


@transaction.atomic
def add_partner(*, application: MarketApplication, identifier: str, part: str, by: User, at: datetime) -> None:
    """Name a partner by its identifier, while the application is a draft; it signs itself. Raises ``PanelRefused``."""
    stored, partner = _draft(application), supplier_with(identifier)
    if partner is None:
        raise PanelRefused("partner-unknown")
    if partner.pk == stored.supplier_id:
        raise PanelRefused("partner-self")
    if stored.partners.filter(supplier=partner).exists():
        raise PanelRefused("partner-twice")
    ApplicationPartner.objects.create(application=stored, supplier=partner, part=part.strip())
    _say(stored, "add_partner", "draft", by, at, partner=partner.pk)


@transaction.atomic
def remove_partner(*, partner: ApplicationPartner, by: User, at: datetime) -> None:
    """Take a partner out of a draft. Raises ``PanelRefused``."""
    stored, number = _draft(partner.application), partner.supplier_id
    partner.delete()
    _say(stored, "remove_partner", "draft", by, at, partner=number)


@transaction.atomic
def sign_application(*, partner: ApplicationPartner, by: User, at: datetime) -> None:
    """Sign what the application says now, as a partner: the database lets only those who act for it.

    Raises ``PanelRefused``.
    """
    application = partner.application
    if application.state != "draft" or partner.signed:
        raise PanelRefused("wrong-state")
    partner.signed_at, partner.signed_by = at, by
    partner.save(update_fields=["signed_at", "signed_by"])
    _say(application, "sign_application", "draft", by, at, partner=partner.supplier_id)


@transaction.atomic
def state_ground(
    *, application: MarketApplication, ground: str, event_on: date | None, words: str, by: User, at: datetime,
    found: bool = False,
) -> ApplicationGround:  # fmt: skip
    """State a ground of exclusion: declared by the applicant in a draft, or ``found`` by a commissioner under review.

    Words about what was done since count as offered, for a person to decide. Raises ``PanelRefused``.
    """
    stored = _locked(application)
    if stored.state != ("under-review" if found else "draft"):
        raise PanelRefused("wrong-state")
    if ground not in grounds_on(opened_on(stored.market) or timezone.localdate(at)):
        raise PanelRefused("unknown-ground")
    if event_on is not None and event_on > timezone.localdate(at):
        raise PanelRefused("event-ahead")
    if stored.grounds.filter(ground=ground).exists():
        raise PanelRefused("ground-twice")
    made = ApplicationGround.objects.create(
        application=stored, ground=ground, event_on=event_on, words=words.strip(), found=found, added_by=by, added_at=at,
        self_cleaning="offered" if words.strip() else "none",
    )  # fmt: skip
    _say(stored, "state_ground", stored.state, by, at, ground=ground, found=found)
    return made


@transaction.atomic
def submit_application(*, application: MarketApplication, by: User, at: datetime) -> None:
    """Send it: the clock begins, and the evidence in it is shared with commissioners. Raises ``PanelRefused``."""
    stored = _locked(application)
    if stored.market.state != "open":
        raise PanelRefused("not-open")
    state = _next(stored, "submit")
    asked = list(stored.categories.select_related("category"))
    checked = (
        ("nothing-asked", not asked),
        ("category-closed", any(each.category.closed_at for each in asked)),
        ("unanswered", any(not each.answer for each in answers_asked(stored))),
        ("unsigned", not all(each.signed for each in stored.partners.select_related("application"))),
        ("other-organisation", belongs_to_other(stored)),
    )
    if codes := [code for code, applies in checked if applies]:
        raise PanelRefused(*codes)
    stored.state, stored.submitted_at, stored.submitted_by = state, at, by
    stored.save(update_fields=["state", "submitted_at", "submitted_by"])
    _share(stored, at)
    _say(stored, "submit_application", state, by, at)


@transaction.atomic
def answer_application(*, application: MarketApplication, answers: Mapping[int, str], by: User, at: datetime) -> None:
    """Answer every open question, by its number; the application goes back to be reviewed. Raises ``PanelRefused``."""
    stored = _locked(application)
    state = _next(stored, "answer")
    for question in stored.questions.filter(answered_at__isnull=True):
        text = answers.get(question.pk, "").strip()
        if not text:
            raise PanelRefused("question-open")
        question.answer, question.answered_by, question.answered_at = text, by, at
        question.save(update_fields=["answer", "answered_by", "answered_at"])
    _share(stored, at)
    stored.state = state
    stored.save(update_fields=["state"])
    _say(stored, "answer_application", state, by, at)


@transaction.atomic
def withdraw_application(*, application: MarketApplication, by: User, at: datetime) -> None:
    """Take it back before it is decided; applying again is possible at any time. Raises ``PanelRefused``."""
    stored = _locked(application)
    stored.state, stored.ended_at = _next(stored, "withdraw"), at
    stored.save(update_fields=["state", "ended_at"])
    _say(stored, "withdraw_application", stored.state, by, at)


def _answer(row: ApplicationAnswer, given: Answered) -> None:
    """Keep an answer; one that is changed after it was assessed is assessed anew."""
    number = given.evidence.pk if given.evidence else None
    if (row.answer, row.text, row.evidence_id) == (given.answer, given.text.strip(), number):
        return
    row.answer, row.text, row.evidence = given.answer, given.text.strip(), given.evidence
    row.assessed, row.note, row.assessed_by, row.assessed_at = "", "", None, None
    row.save(update_fields=["answer", "text", "evidence", "assessed", "note", "assessed_by", "assessed_at"])


def _share(application: MarketApplication, at: datetime) -> None:
    used = application.answers.filter(evidence__isnull=False).values("evidence")
    SupplierEvidence.objects.filter(pk__in=used, shared_at__isnull=True).update(shared_at=at)


def _number(scheme: str, number: str, at: datetime) -> str:
    if scheme == LOCAL:
        return number.strip()
    decision = identify(TypedIdentifier(timezone.localdate(at), scheme, number))  # type: ignore[arg-type]
    if not decision.value.valid:
        raise IdentifierRefused(decision)
    return decision.value.number


def _topic(code: str) -> str:
    """The topic of a condition, whose further ones of the same topic carry a number."""
    stem, _hyphen, last = code.rpartition("-")
    return stem if last.isdigit() else code


def _said(met: bool) -> str:
    return "met" if met else "not-met"


def _next(application: MarketApplication, verb: str) -> str:
    try:
        return APPLICATION.next(application.state, verb)
    except NotAllowed as refused:
        raise PanelRefused("wrong-state") from refused


def _draft(application: MarketApplication) -> MarketApplication:
    stored = _locked(application)
    if stored.state != "draft":
        raise PanelRefused("wrong-state")
    return stored


def _locked(application: MarketApplication) -> MarketApplication:
    """The application, held against others; one that was decided is not its applicant's to hold any more."""
    found = MarketApplication.objects.select_for_update(of=("self",)).select_related("market", "supplier")
    stored = found.filter(pk=application.pk).first()
    if stored is None:
        raise PanelRefused("wrong-state")
    return stored


def _say(application: MarketApplication, verb: str, state: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"commissioning.{verb}", by=by, at=at, subject=application.supplier.legal_name[:MOST_SUBJECT],
        application=application.pk, market=application.market_id, **detail,
    )  # fmt: skip
    announcer.announce(ApplicationMoved(application.pk, application.supplier_id, state, by.pk, at))
