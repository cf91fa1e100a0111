"""Changing a competition that is open for bids, withdrawing it, and beginning a next round of what was not awarded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.competition_drafts import check_days, draft_competition, within_reach
from throughcare.commissioning.commands.competition_news import tell_invited
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.events import CompetitionAmended, CompetitionWithdrawn
from throughcare.commissioning.models import (
    Competition,
    CompetitionChange,
    CompetitionLot,
    CompetitionQuestion,
    LotFunding,
    NeedLot,
    NeedUse,
)
from throughcare.commissioning.queries.competition_checks import CompetitionChecks
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.queries.ocds_competition import competition_release, next_number
from throughcare.commissioning.queries.rounds import blocks_of_next_round
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused, block
from throughcare.commissioning.rules.competition_change import ChangeCase, decide_change
from throughcare.commissioning.rules.states import COMPETITION
from throughcare.kernel.events import announcer

TERMS = ("specification", "starts_on", "term_months", "extension_months", "lot_limit", "market_share_cap",
         "conditional_bids")  # fmt: skip
LOT_TERMS = ("title", "value_pence", "mobilisation_pence", "annual_volume", "ceiling_pence")
QUESTION_TERMS = ("text", "good_answer", "words", "minimum_score")
KEPT_ON_CHANGE = frozenset({"terms", "lots", "funding", "criteria", "price", "questions"})
COPIED = ("specification", "term_months", "extension_months", "formula", "benchmark_pence", "lot_limit", "market_share_cap",
          "conditional_bids", "suppliers_per_need", "partners_per_bid", "questions_override")  # fmt: skip

Changes = Mapping[str, Mapping[str, Any]]


@transaction.atomic
def change_competition(
    *, competition: Competition, changes: Changes, why: str, by: User, at: datetime, closes_at: datetime | None = None
) -> CompetitionChange:
    """Change what is asked, and push the closing where too little time would be left; everybody invited is told.

    ``changes`` are by what is changed: ``terms``, ``lot-<number>`` or ``question-<code>``. ``closes_at`` asks for a later
    closing. Old and new are kept and published. Raises ``CompetitionRefused``; weights and who is invited are not changed.
    """
    within_reach(competition, by)
    stored = open_competition(competition, at=at)
    if not why.strip():
        raise CompetitionRefused([block("no-reason")])
    assert stored.closes_at is not None and stored.published_at is not None
    check_days(closes_at, changes.get("terms", {}).get("starts_on"))
    pushed = decide_change(ChangeCase(on=timezone.localdate(at), changed_at=at, closing_at=stored.closes_at))
    if not pushed.value.allowed:
        raise CompetitionRefused([pushed.reason])
    closing = max(pushed.value.closing_at, closes_at or stored.closes_at)
    if closes_at is not None and closes_at < stored.closes_at:
        raise CompetitionRefused([block("closing-earlier")])
    before, after = _apply(stored, changes)
    if not after and closing == stored.closes_at:
        raise CompetitionRefused([block("nothing-changed")])
    checks = CompetitionChecks(stored, at=stored.published_at, closes_at=closing)
    found = [each.reason for each in checks.blocks if each.part in KEPT_ON_CHANGE and each.reason.code != "nobody"]
    found += [each.reason for each in checks.blocks if each.part == "dates" and closing != pushed.value.closing_at]
    if found:
        raise CompetitionRefused(found)
    kept = CompetitionChange.objects.create(
        competition=stored, number=stored.changes.count() + 1, changed_at=at, changed_by=by, why=why.strip(), before=before,
        after=after, closes_before=stored.closes_at, closes_after=closing,
    )  # fmt: skip
    _reschedule(stored, checks, closing)
    stored.refresh_from_db()
    publish(release=competition_release(stored, number=next_number(stored), at=at, tag="tenderAmendment"), by=by)
    tell_invited(
        competition=stored, template="competition-change", key=f"change-{kept.number}", why=kept.why, by=by, at=at
    )
    record(
        action="commissioning.change_competition", by=by, at=at, subject=stored.reference, competition=stored.pk,
        number=kept.number, why=kept.why, before=before, after=after, closes_before=kept.closes_before,
        closes_after=kept.closes_after,
    )  # fmt: skip
    announcer.announce(CompetitionAmended(stored.pk, kept.number, by.pk, at))
    return kept


@transaction.atomic
def withdraw_competition(*, competition: Competition, why: str, by: User, at: datetime) -> None:
    """Withdraw a competition before it closes, published or not. Raises ``CompetitionRefused`` once it has closed."""
    within_reach(competition, by)
    stored = Competition.objects.select_for_update(no_key=True).get(pk=competition.pk)
    if not why.strip():
        raise CompetitionRefused([block("no-reason")])
    was_published = stored.state == "published"
    if "withdraw" not in COMPETITION.table[stored.state] or (was_published and not takes_bids(stored, at=at)):
        raise CompetitionRefused([block("deadline-passed")])
    stored.state, stored.ended_at, stored.ended_why = COMPETITION.next(stored.state, "withdraw"), at, why.strip()
    stored.save(update_fields=["state", "ended_at", "ended_why"])
    if was_published:
        release = competition_release(stored, number=next_number(stored), at=at, tag="tenderCancellation")
        publish(release=release, by=by)
        tell_invited(
            competition=stored, template="competition-withdrawal", key="withdrawal", why=stored.ended_why, by=by, at=at
        )
    record(action="commissioning.withdraw_competition", by=by, at=at, subject=stored.reference, competition=stored.pk,
           why=stored.ended_why, published=was_published)  # fmt: skip
    announcer.announce(CompetitionWithdrawn(stored.pk, by.pk, at))


@transaction.atomic
def next_round(
    *, competition: Competition, lots: Iterable[CompetitionLot], by: User, at: datetime, title: str = ""
) -> Competition:
    """Draft a next round of lots that ended without an award: what is needed is copied, and can be changed.

    Dates, approval and invitations are made anew. Raises ``CompetitionRefused`` while the competition goes on, for a lot
    that was awarded, and for one that is in a next round already; the database refuses two at once.
    """
    within_reach(competition, by)
    competition = Competition.objects.select_for_update(no_key=True, of=("self",)).select_related("market").get(
        pk=competition.pk
    )  # fmt: skip
    chosen = sorted(lots, key=lambda lot: lot.number)
    if COMPETITION.table[competition.state]:
        raise CompetitionRefused([block("not-ended")])
    if not chosen or any(lot.competition_id != competition.pk for lot in chosen):
        raise CompetitionRefused([block("lot-of-another")])
    if blocks := blocks_of_next_round(competition, chosen):
        raise CompetitionRefused(blocks)
    made = draft_competition(market=competition.market, title=title or competition.title, by=by, at=at)
    for name in COPIED:
        setattr(made, name, getattr(competition, name))
    made.round_of = competition
    made.save(update_fields=[*COPIED, "round_of"])
    lines = _lines_met(competition, made, by=by, at=at)
    for number, lot in enumerate(chosen, start=1):
        figures, line = LotFunding.objects.filter(lot=lot).first(), lines.get(lot.pk)
        new = copy(lot)
        new.pk, new.competition, new.number, new.again_of_id = None, made, number, lot.pk
        new._state.adding = True
        new.save()
        if figures is not None:
            figures.pk, figures.lot = None, new
            figures._state.adding = True
            figures.save()
        if line is not None:
            NeedLot.objects.create(lot=new, line_id=line)
    _copy_questions(competition, made)
    record(action="commissioning.next_round", by=by, at=at, subject=made.reference, competition=made.pk,
           round_of=competition.pk, lots=len(chosen))  # fmt: skip
    return made


def _lines_met(competition: Competition, made: Competition, *, by: User, at: datetime) -> dict[int, int]:
    """Let ``made`` meet the need that ``competition`` met; the lines of it by the lot that meets them."""
    used = NeedUse.objects.filter(competition=competition).first()
    if used is None:
        return {}
    NeedUse.objects.create(need_id=used.need_id, competition=made, begun_by=by, begun_at=at)
    return dict(NeedLot.objects.filter(lot__competition=competition).values_list("lot", "line"))


def open_competition(competition: Competition, *, at: datetime) -> Competition:
    """The competition, locked; raises ``CompetitionRefused`` where it is not open for bids."""
    found = Competition.objects.select_for_update(no_key=True, of=("self",)).select_related("market__region")
    stored = found.get(pk=competition.pk)
    if not takes_bids(stored, at=at):
        raise CompetitionRefused([block("deadline-passed" if stored.published_at else "not-published")])
    return stored


def _apply(stored: Competition, changes: Changes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write what differs; returns old and new by what was changed, as they are kept."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for what, wanted in changes.items():
        row, allowed = _row(stored, what)
        if unknown := set(wanted) - set(allowed):
            raise TypeError(f"cannot be changed once it is published: {', '.join(sorted(unknown))}")
        differs = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if not differs:
            continue
        before[what] = {name: _plain(getattr(row, name)) for name in differs}
        after[what] = {name: _plain(value) for name, value in differs.items()}
        for name, value in differs.items():
            setattr(row, name, value)
        if isinstance(row, CompetitionLot) and row.value_pence <= row.mobilisation_pence:
            raise CompetitionRefused([block("value-below-starting", lot=row.number)])
        row.save(update_fields=list(differs))
    return before, after


def _row(stored: Competition, what: str) -> tuple[Any, tuple[str, ...]]:
    if what == "terms":
        return stored, TERMS
    kind, _hyphen, name = what.partition("-")
    if kind == "lot":
        return CompetitionLot.objects.get(competition=stored, number=int(name)), LOT_TERMS
    return CompetitionQuestion.objects.get(competition=stored, code=name), QUESTION_TERMS


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _reschedule(stored: Competition, checks: CompetitionChecks, closing: datetime) -> None:
    """The days for questions and answers follow the closing, and never come earlier."""
    if closing == stored.closes_at:
        return
    days = checks.timetable.value
    stored.closes_at = closing
    stored.questions_until = max(days.questions_until, stored.questions_until or days.questions_until)
    stored.answers_by = max(days.answers_by, stored.answers_by or days.answers_by)
    stored.save(update_fields=["closes_at", "questions_until", "answers_by"])


def _copy_questions(competition: Competition, made: Competition) -> None:
    for criterion in competition.criteria.prefetch_related("questions"):
        questions = list(criterion.questions.all())
        criterion.pk, criterion.competition = None, made
        criterion._state.adding = True
        criterion.save()
        for question in questions:
            question.pk, question.competition, question.criterion = None, made, criterion
            question._state.adding = True
            question.save()
