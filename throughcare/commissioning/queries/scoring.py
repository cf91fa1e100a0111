"""Bids as evaluators read them, what each gave, and what was agreed: by label, never by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.commissioning.models import (
    Competition,
    CompetitionQuestion,
    Consensus,
    Evaluator,
    OpenedBid,
    OpenedFile,
    Score,
)
from throughcare.commissioning.queries.evaluators import evaluators_of
from throughcare.commissioning.rules.bid_content import BidContent, content_of
from throughcare.commissioning.rules.check_policy import evaluation
from throughcare.commissioning.rules.score_divergence import Divergence, EvaluatorScore, ScoresCase, decide_divergence
from throughcare.kernel.decision import Decision

Key = tuple[object, int]
"""An answer: the key of the opened bid and the number of the question."""


@dataclass(frozen=True)
class Scale:
    """Scores from 0 to ``top``, in steps of ``step``."""

    top: float
    step: float

    @property
    def steps(self) -> list[float]:
        """Every score that can be given, from 0 up."""
        return [number * self.step for number in range(round(self.top / self.step) + 1)]

    def holds(self, score: float) -> bool:
        """Whether the score can be given."""
        return 0 <= score <= self.top and (score / self.step).is_integer()


def scale_of(competition: Competition) -> Scale:
    """The scale in force when the competition was opened."""
    on = competition.opened_on
    return Scale(evaluation("divergence", on).value["top"], evaluation("score-step", on).value)


def questions_of(competition: Competition) -> list[CompetitionQuestion]:
    """What is scored, in the order of the competition."""
    found = CompetitionQuestion.objects.filter(competition=competition).select_related("criterion")
    return list(found.order_by("criterion__place", "place", "pk"))


def readable_bids(competition: Competition) -> list[OpenedBid]:
    """Every opened bid that can be read, by label; none for whoever is not let in."""
    return [each for each in OpenedBid.objects.filter(competition=competition) if each.content is not None]


def content(opened: OpenedBid) -> BidContent:
    """What the bid says."""
    assert opened.content is not None
    return content_of(opened.content)


def files_of(opened: OpenedBid) -> Mapping[str, OpenedFile]:
    """The files that came with it, by the name of their bytes; without the bytes."""
    return {str(each.key): each for each in OpenedFile.objects.filter(opened=opened).defer("content")}


def own_scores(evaluator: Evaluator) -> Mapping[Key, Score]:
    """What the evaluator has written so far."""
    return {(each.opened_id, each.question_id): each for each in Score.objects.filter(evaluator=evaluator)}


def scores_left(evaluator: Evaluator) -> int:
    """Answers that still lack a score or its reasons."""
    asked = len(questions_of(evaluator.competition)) * len(readable_bids(evaluator.competition))
    done = Score.objects.filter(evaluator=evaluator, score__isnull=False).exclude(reasons="").count()
    return asked - done


@dataclass(frozen=True)
class Answer:
    """One answer on its way to a consensus; ``scores`` are those that count, ``aside`` those that were set aside."""

    opened: OpenedBid
    question: CompetitionQuestion
    text: str
    scores: Sequence[Score]
    aside: Sequence[Score]
    divergence: Decision[Divergence]
    consensus: Consensus | None

    @property
    def is_agreed(self) -> bool:
        """Whether a score was agreed."""
        return self.consensus is not None and self.consensus.agreed_at is not None

    @property
    def below_minimum(self) -> bool:
        """Whether what was agreed is below the least score that was published."""
        least = self.question.minimum_score
        score = self.consensus.score if self.consensus else None
        return self.is_agreed and least is not None and score is not None and score < least


def answers_of(competition: Competition, *, on: date, opened: OpenedBid | None = None) -> list[Answer]:
    """Every answer with what was given for it, bid by bid; what a reader may not see yet is not among the scores."""
    bids = [opened] if opened is not None else readable_bids(competition)
    given: dict[Key, list[Score]] = defaultdict(list)
    rows = Score.objects.filter(opened__in=bids, locked_at__isnull=False).select_related("evaluator__user")
    for row in rows.order_by("evaluator_id"):
        given[row.opened_id, row.question_id].append(row)
    agreed = {(each.opened_id, each.question_id): each for each in Consensus.objects.filter(opened__in=bids)}
    people = evaluators_of(competition)
    questions = questions_of(competition)
    return [
        _answer(bid, question, given[bid.pk, question.pk], agreed.get((bid.pk, question.pk)), people, on)
        for bid in bids
        for question in questions
    ]


def _answer(
    bid: OpenedBid, question: CompetitionQuestion, rows: list[Score], agreed: Consensus | None,
    people: Sequence[Evaluator], on: date,
) -> Answer:  # fmt: skip
    standing = {each.pk for each in people}
    counted = [row for row in rows if row.evaluator_id in standing]
    least = question.minimum_score
    decided = decide_divergence(
        ScoresCase(
            on=on,
            scores=tuple(
                EvaluatorScore(evaluator=row.evaluator.user.username, score=float(row.score or 0)) for row in counted
            ),
            pass_mark=None if least is None else float(least),
        )
    )
    return Answer(
        bid, question, content(bid).answers.get(question.code, ""), counted,
        [row for row in rows if row.evaluator_id not in standing], decided, agreed,
    )  # fmt: skip
