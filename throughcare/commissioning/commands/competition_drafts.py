"""Drafting a competition: what it is for, its lots with their funding, what is weighed and asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.events import CompetitionChanged
from throughcare.commissioning.models import (
    Competition,
    CompetitionCriterion,
    CompetitionLot,
    CompetitionQuestion,
    LotFunding,
    Market,
    MarketCategory,
)
from throughcare.commissioning.queries.ocds_shared import ocid_of
from throughcare.commissioning.queries.reach import reaches, reaches_market
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused, block
from throughcare.commissioning.rules.procurement_pack import ProcurementCase, decide_pack
from throughcare.kernel.events import announcer
from throughcare.policy.calendar import working_calendar

TERMS = frozenset({
    "title", "specification", "starts_on", "term_months", "extension_months", "formula", "benchmark_pence", "lot_limit",
    "market_share_cap", "conditional_bids", "suppliers_per_need", "questions_override", "partners_per_bid", "closes_wanted",
    "closing_reason", "agreed_by_all",
})  # fmt: skip
"""What of the competition itself can be changed while it is a draft."""

RESERVED = frozenset({"invited", "new", "approvals"})
"""Words that stand in the addresses of pages, where a reference would."""


@dataclass(frozen=True)
class CriterionFacts:
    """What is weighed; ``weight`` is in per cent of the whole."""

    code: str
    title: str
    kind: str
    weight: Decimal


@transaction.atomic
def draft_competition(*, market: Market, title: str, by: User, at: datetime, reference: str = "") -> Competition:
    """Begin a competition among the members of a market, under the pack of that market on this day.

    Raises ``CompetitionRefused`` where the market is not open, or its rules let nothing new be opened.
    """
    if not reaches_market(by, market):
        raise CompetitionRefused([block("out-of-reach")])
    market = Market.objects.select_for_update(no_key=True).get(pk=market.pk)
    if market.state != "open" or market.opened_at is None:
        raise CompetitionRefused([block("market-not-open")])
    on = timezone.localdate(at)
    case = ProcurementCase(
        on=on, route="call-off", market_opened_on=timezone.localdate(market.opened_at), authority=market.authority  # type: ignore[arg-type]
    )  # fmt: skip
    pack = decide_pack(case)
    if pack.value.pack is None:
        raise CompetitionRefused([pack.reason])
    made = Competition.objects.create(
        market=market, reference=reference or (named := _reference(market, title)), title=title.strip(),
        ocid=ocid_of("competition", reference or named), pack=pack.value.pack, opened_on=on, made_by=by, made_at=at,
    )  # fmt: skip
    _say(made, "draft_competition", "draft", by, at)
    return made


@transaction.atomic
def change_draft(*, competition: Competition, by: User, at: datetime, **changes: Any) -> None:
    """Change ``TERMS`` of a draft; what is the same already writes nothing. Raises ``CompetitionRefused``."""
    if unknown := set(changes) - TERMS:
        raise TypeError(f"not a term of a competition: {', '.join(sorted(unknown))}")
    stored = draft_of(competition, by)
    changed = {name: value for name, value in changes.items() if getattr(stored, name) != value}
    if not changed:
        return
    check_days(changed.get("closes_wanted"), changed.get("starts_on"))
    before = {name: getattr(stored, name) for name in changed}
    _no_longer_offered(stored, **changed)
    _say(stored, "change_draft", "terms", by, at, before=before, after=changed)


@transaction.atomic
def keep_lot(
    *, competition: Competition, facts: Mapping[str, Any], by: User, at: datetime, lot: CompetitionLot | None = None
) -> CompetitionLot:
    """Add a lot (``title``, ``category``, ``value_pence``, ``mobilisation_pence``, ``annual_volume``, ``ceiling_pence``),
    or change ``lot``. Raises ``CompetitionRefused`` for a category of another market or one that is closed.
    """
    stored = draft_of(competition, by)
    category: MarketCategory = facts["category"]
    if category.market_id != stored.market_id or category.closed_at is not None:
        raise CompetitionRefused([block("category-not-open")])
    if lot is None:
        last = stored.lots.aggregate(last=Max("number"))["last"] or 0
        lot = CompetitionLot.objects.create(competition=stored, number=last + 1, **facts)
        _say(stored, "add_lot", "lots", by, at, lot=lot.number, **_plain(facts))
    else:
        before = {name: getattr(lot, name) for name in facts}
        CompetitionLot.objects.filter(pk=lot.pk, competition=stored).update(**facts)
        lot.refresh_from_db()
        _say(stored, "change_lot", "lots", by, at, lot=lot.number, before=_plain(before), after=_plain(facts))
    within_reach(stored, by, "leaves-reach")
    _no_longer_offered(stored)
    return lot


@transaction.atomic
def remove_lot(*, lot: CompetitionLot, by: User, at: datetime) -> None:
    """Take a lot out of a draft; the numbers of the others stay."""
    stored = draft_of(lot.competition, by)
    CompetitionLot.objects.filter(pk=lot.pk).delete()
    within_reach(stored, by, "leaves-reach")
    _no_longer_offered(stored)
    _say(stored, "remove_lot", "lots", by, at, lot=lot.number, title=lot.title)


@transaction.atomic
def keep_funding(*, lot: CompetitionLot, figures: Mapping[str, Any], by: User, at: datetime) -> LotFunding:
    """Keep what the service of a lot costs, in place of what was kept before."""
    stored = draft_of(lot.competition, by)
    kept, _new = LotFunding.objects.update_or_create(lot=lot, defaults=dict(figures))
    _no_longer_offered(stored)
    _say(stored, "keep_funding", "funding", by, at, lot=lot.number, **dict(figures))
    return kept


@transaction.atomic
def set_criteria(*, competition: Competition, criteria: Sequence[CriterionFacts], by: User, at: datetime) -> None:
    """Replace what is weighed; a criterion keeps its questions by its code.

    Any weights are kept, so that nothing typed is lost; whether they can be published is for the checks. Raises
    ``CompetitionRefused`` where a criterion that has questions would go, or a code is there twice.
    """
    stored = draft_of(competition, by)
    codes = [each.code for each in criteria]
    if len(set(codes)) < len(codes):
        raise CompetitionRefused([block("criterion-twice")])
    gone = CompetitionCriterion.objects.filter(competition=stored).exclude(code__in=codes)
    if asked := gone.filter(questions__isnull=False).first():
        raise CompetitionRefused([block("criterion-has-questions", title=asked.title)])
    gone.delete()
    for place, each in enumerate(criteria, start=1):
        told = {"place": place, "title": each.title.strip(), "kind": each.kind, "weight": each.weight}
        CompetitionCriterion.objects.update_or_create(competition=stored, code=each.code, defaults=told)
    _no_longer_offered(stored)
    _say(stored, "set_criteria", "criteria", by, at, weights={each.code: str(each.weight) for each in criteria})


@transaction.atomic
def keep_question(
    *,
    competition: Competition,
    facts: Mapping[str, Any],
    by: User,
    at: datetime,
    question: CompetitionQuestion | None = None,
) -> CompetitionQuestion:
    """Add a question with the fields of its table in ``facts``, ``criterion`` among them, or change ``question``."""
    stored = draft_of(competition, by)
    if facts["criterion"].competition_id != stored.pk or facts["criterion"].kind == "price":
        raise CompetitionRefused([block("criterion-takes-no-questions")])
    if question is None:
        place = (stored.questions.aggregate(last=Max("place"))["last"] or 0) + 1
        question = CompetitionQuestion.objects.create(
            competition=stored, place=place, **{"code": _question_code(stored, place), **facts}
        )
        _say(stored, "add_question", "questions", by, at, question=question.code, text=question.text)
    else:
        CompetitionQuestion.objects.filter(pk=question.pk, competition=stored).update(**facts)
        before = question.text
        question.refresh_from_db()
        _say(stored, "change_question", "questions", by, at, question=question.code, before=before, after=question.text)
    _no_longer_offered(stored)
    return question


@transaction.atomic
def remove_question(*, question: CompetitionQuestion, by: User, at: datetime) -> None:
    """Take a question out of a draft."""
    stored = draft_of(question.competition, by)
    CompetitionQuestion.objects.filter(pk=question.pk).delete()
    _no_longer_offered(stored)
    _say(stored, "remove_question", "questions", by, at, question=question.code, text=question.text)


def draft_of(competition: Competition, by: User) -> Competition:
    """The competition, locked until the transaction ends; raises ``CompetitionRefused`` where it is no draft of theirs."""
    within_reach(competition, by)
    stored = Competition.objects.select_for_update(no_key=True).get(pk=competition.pk)
    if stored.state != "draft":
        raise CompetitionRefused([block("not-a-draft")])
    return stored


def check_days(*days: date | datetime | None) -> None:
    """Refuse a day for which nothing can be counted, before it is written: every check after it would fail.

    Raises ``CompetitionRefused``.
    """
    known = working_calendar()
    for each in days:
        on = timezone.localdate(each) if isinstance(each, datetime) else each
        if on is not None and not known.start <= on < known.until:
            raise CompetitionRefused([block("day-unknown", until=known.until)])


def within_reach(competition: Competition, by: User, code: str = "out-of-reach") -> None:
    """Raise ``CompetitionRefused`` where the competition is of other regions than those of whoever buys."""
    if not reaches(by, competition):
        raise CompetitionRefused([block(code)])


def _no_longer_offered(stored: Competition, **changed: Any) -> None:
    """What was changed has to be put to a director again."""
    for name, value in {**changed, "offered_at": None}.items():
        setattr(stored, name, value)
    stored.save(update_fields=[*changed, "offered_at"])


def _reference(market: Market, title: str) -> str:
    """A short name that no other competition has: words of the title, and a number where they are taken."""
    words = slugify(title)[:36].strip("-") or market.reference[:36].strip("-")
    number, found = 1, words
    while found in RESERVED or Competition.objects.filter(reference=found).exists():
        number += 1
        found = f"{words}-{number}"
    return found


def _question_code(stored: Competition, place: int) -> str:
    """Q1, Q2, ... in small letters; a number is not given twice."""
    taken = set(stored.questions.values_list("code", flat=True))
    while f"q{place}" in taken:
        place += 1
    return f"q{place}"


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without models, as the audit keeps them."""
    return {name: value.pk if isinstance(value, MarketCategory) else value for name, value in facts.items()}


def _say(stored: Competition, verb: str, part: str, by: User, at: datetime, **detail: Any) -> None:
    record(action=f"commissioning.{verb}", by=by, at=at, subject=stored.reference, competition=stored.pk, **detail)
    announcer.announce(CompetitionChanged(stored.pk, part, by.pk, at))
