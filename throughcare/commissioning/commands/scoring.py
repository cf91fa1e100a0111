"""Scoring: an evaluator's own scores until they are locked, and what the evaluators then agree on."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.evaluators import consensus_if_ready
from throughcare.commissioning.commands.stages import advance, commissioned, locked_competition
from throughcare.commissioning.events import ConsensusModerated, ScoresLocked
from throughcare.commissioning.models import (
    BidRejection,
    Competition,
    CompetitionQuestion,
    Consensus,
    Evaluator,
    Moderation,
    OpenedBid,
    Score,
)
from throughcare.commissioning.queries.evaluators import evaluator_for
from throughcare.commissioning.queries.scoring import Answer, answers_of, scale_of, scores_left
from throughcare.commissioning.rules.evaluation_refusals import refusal
from throughcare.kernel.decision import mark
from throughcare.kernel.events import announcer

BELOW_MINIMUM = mark("An answer scored less than the least score that was published.")
UNREADABLE = mark("The bid could not be opened, or is not what was received.")


@transaction.atomic
def save_score(
    *,
    evaluator: Evaluator,
    opened: OpenedBid,
    question: CompetitionQuestion,
    score: Decimal | None,
    reasons: str,
    by: User,
    at: datetime,
) -> Score:
    """Keep what an evaluator thinks of an answer so far, with or without a score. Raises ``EvaluationRefused``."""
    own = _own(evaluator, by)
    if own.competition.state != "individual-scoring":
        raise refusal("wrong-stage")
    _check_scale(own.competition, score)
    kept, _made = Score.objects.update_or_create(
        evaluator=own, opened=opened, question=question,
        defaults={"score": score, "reasons": reasons.strip(), "saved_at": at},
    )  # fmt: skip
    record(
        action="commissioning.save_score",
        subject=own.competition.reference,
        by=by,
        at=at,
        bid=opened.key,
        question=question.code,
    )
    return kept


@transaction.atomic
def lock_scores(*, evaluator: Evaluator, by: User, at: datetime) -> bool:
    """Lock an evaluator's scores, for good. Whether it was the last one, so that the consensus begins.

    Raises ``EvaluationRefused`` where an answer has no score, or no reasons for it.
    """
    own = _own(evaluator, by)
    stored = locked_competition(own.competition, "individual-scoring")
    left = scores_left(own)
    if left:
        raise refusal("missing", count=left)
    Score.objects.filter(evaluator=own, locked_at=None).update(locked_at=at)
    Evaluator.objects.filter(pk=own.pk).update(locked_at=at)
    ready = consensus_if_ready(stored)
    record(action="commissioning.lock_scores", subject=stored.reference, by=by, at=at)
    announcer.announce(ScoresLocked(stored.pk, ready, by.pk, at))
    return ready


@transaction.atomic
def note_discussion(
    *, opened: OpenedBid, question: CompetitionQuestion, words: str, by: User, at: datetime
) -> Consensus:
    """Write down what was said about an answer whose scores lie apart; the chair does."""
    chair = _chair(opened, by)
    if not words.strip():
        raise refusal("no-words")
    kept, _made = Consensus.objects.update_or_create(
        opened=opened, question=question, defaults={"discussion": words.strip(), "saved_by": by, "saved_at": at}
    )
    record(
        action="commissioning.note_discussion", subject=chair.competition.reference, by=by, at=at, bid=opened.key,
        question=question.code,
    )  # fmt: skip
    return kept


@transaction.atomic
def agree_score(
    *, opened: OpenedBid, question: CompetitionQuestion, score: Decimal, reasons: str, by: User, at: datetime
) -> Consensus:
    """Write down the score that was agreed for an answer, with its reasons; until it is moderated it can be agreed anew.

    Raises ``EvaluationRefused`` where there are too few scores, or where they lie apart and no discussion is written down.
    """
    chair = _chair(opened, by)
    _check_scale(chair.competition, score)
    if not reasons.strip():
        raise refusal("no-words")
    answer = _answer(opened, question, at)
    divergence = answer.divergence
    if not divergence.value.ready:
        values = divergence.reason.words.values
        raise refusal("too-few", count=values.get("count", 0), least=values.get("least", 0))
    if divergence.value.must_discuss and not (answer.consensus and answer.consensus.discussion):
        raise refusal("discuss-first")
    kept, _made = Consensus.objects.update_or_create(
        opened=opened, question=question,
        defaults={"score": score, "reasons": reasons.strip(), "saved_by": by, "saved_at": at, "agreed_at": at},
    )  # fmt: skip
    record(
        action="commissioning.agree_score", subject=chair.competition.reference, by=by, at=at, bid=opened.key,
        question=question.code, score=str(score), given=[str(each.score) for each in answer.scores],
    )  # fmt: skip
    return kept


@transaction.atomic
def moderate(*, competition: Competition, note: str, by: User, at: datetime) -> Competition:
    """Close the consensus, as a commissioner who scored nothing; bids below a published minimum are out from here on.

    Raises ``EvaluationRefused`` where an answer has no agreed score.
    """
    stored = commissioned(competition, by, "consensus")
    if Evaluator.objects.filter(competition=stored, user=by, cleared_at__isnull=False).exists():
        raise refusal("evaluated")
    if not note.strip():
        raise refusal("no-words")
    answers = answers_of(stored, on=timezone.localdate(at))
    open_ones = sum(not each.is_agreed or not each.divergence.value.ready for each in answers)
    if open_ones:
        raise refusal("not-agreed", count=open_ones)
    Moderation.objects.create(competition=stored, by=by, at=at, note=note.strip())
    _leave_out(stored, answers, by, at)
    advance(stored, "moderate")
    record(action="commissioning.moderate", subject=stored.reference, by=by, at=at, note=note.strip())
    announcer.announce(ConsensusModerated(stored.pk, by.pk, at))
    return stored


def _leave_out(stored: Competition, answers: list[Answer], by: User, at: datetime) -> None:
    """Bids below a minimum, and those that nobody could read, are out."""
    for opened in OpenedBid.objects.filter(competition=stored):
        if opened.content is None:
            _reject(opened, "cannot-be-read", UNREADABLE, by, at)
        elif any(each.below_minimum for each in answers if each.opened.pk == opened.pk):
            _reject(opened, "below-minimum", BELOW_MINIMUM, by, at)


def _reject(opened: OpenedBid, ground: str, words: str, by: User, at: datetime) -> None:
    BidRejection.objects.create(opened=opened, ground=ground, reason=words, by=by, at=at)


def _check_scale(competition: Competition, score: Decimal | None) -> None:
    scale = scale_of(competition)
    if score is not None and not scale.holds(float(score)):
        raise refusal("off-the-scale", top=scale.top, step=scale.step)


def _answer(opened: OpenedBid, question: CompetitionQuestion, at: datetime) -> Answer:
    found = answers_of(opened.competition, on=timezone.localdate(at), opened=opened)
    return next(each for each in found if each.question.pk == question.pk)


def _own(evaluator: Evaluator, by: User) -> Evaluator:
    if evaluator.user_id != by.pk:
        raise refusal("not-yours")
    found = Evaluator.objects.select_for_update(of=("self",)).select_related("competition").get(pk=evaluator.pk)
    if found.ended_at is not None:
        raise refusal("ended")
    if found.cleared_at is None:
        raise refusal("not-cleared")
    if found.locked_at is not None:
        raise refusal("locked")
    return found


def _chair(opened: OpenedBid, by: User) -> Evaluator:
    chair = evaluator_for(opened.competition, by)
    if chair is None or not chair.is_chair or chair.cleared_at is None:
        raise refusal("not-the-chair")
    if chair.competition.state != "consensus":
        raise refusal("wrong-stage")
    return chair
