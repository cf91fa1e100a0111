"""Scoring: drafts, locking for good, divergence, a consensus that is agreed and not averaged, moderation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import scoring
from throughcare.commissioning.models import BidRejection, Consensus, Score
from throughcare.commissioning.queries.bid_prices import prices, prices_opened
from throughcare.commissioning.queries.scoring import answers_of
from throughcare.commissioning.tests.evaluation_scene import (
    AGREED,
    SCORED,
    agree_all,
    evaluation_scene,
    moderated_scene,
    score_all,
    start,
)
from throughcare.commissioning.tests.test_evaluators import refused
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return start(evaluation_scene(bids=2))


def save(made, place, score, reasons="Because.", question=0, **given):
    user = made.people[place]
    return scoring.save_score(
        evaluator=made.evaluator(place), opened=made.bids[0], question=made.questions[question], score=score,
        reasons=reasons, **{"by": user, "at": SCORED, **given},
    )  # fmt: skip


def agree(made, score="3.5", *, by=None, reasons="Agreed.", bid=0):
    user = by or made.people[0]
    with acting(user):
        return scoring.agree_score(
            opened=made.bids[bid], question=made.questions[0], score=Decimal(score), reasons=reasons, by=user, at=AGREED
        )


def refused_by_database(constraint, work):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        work()
    assert refusal.value.__cause__.diag.constraint_name == constraint


def test_a_draft_is_kept_without_a_score_and_locked_only_when_everything_is_there(made):
    with acting(made.people[0]):
        kept = save(made, 0, None, "A first thought")
        assert (kept.score, kept.reasons) == (None, "A first thought")
        assert save(made, 0, Decimal("3.5")).pk == kept.pk
        for wrong in ("5.5", "3.2", "-1"):
            refused("off-the-scale", save, made, 0, Decimal(wrong))
        refused("missing", scoring.lock_scores, evaluator=made.evaluator(0), by=made.people[0], at=SCORED)
        refused("not-yours", save, made, 1, Decimal(3), by=made.people[0])
    assert made.competition.state == "individual-scoring"


def test_nobody_sees_the_scores_of_another_before_the_consensus(made):
    score_all(made, 0)
    for user in (made.people[1], made.commissioner, made.director):
        with acting(user):
            assert not Score.objects.exists()
    score_all(made, 1)
    assert score_all(made, 2) is True
    with acting(made.people[1]):
        assert Score.objects.count() == 18
    with as_role("owner"):
        stranger = UserFactory(role="senior")
    with acting(stranger):
        assert not Score.objects.exists()


def test_the_database_refuses_to_change_a_locked_score(made):
    score_all(made, 0)
    with acting(made.people[0]):
        refused("locked", save, made, 0, Decimal(1))
        row = Score.objects.first()
        refused_by_database("score_is_locked", lambda: Score.objects.filter(pk=row.pk).update(score=1))
        refused_by_database("score_is_locked", lambda: Score.objects.filter(pk=row.pk).update(locked_at=None))
    with as_role("owner"):
        refused_by_database("score_is_locked", lambda: Score.objects.filter(pk=row.pk).delete())
        assert Score.objects.get(pk=row.pk).score == 4


def test_scores_that_lie_apart_are_discussed_before_anything_is_agreed(made):
    score_all(made, 0, {1: 2, 2: 4})
    score_all(made, 1, {1: 4, 2: 4})
    score_all(made, 2, {1: 3.5, 2: 4})
    refused("discuss-first", agree, made)
    refused("not-the-chair", agree, made, by=made.people[1])
    with acting(made.people[0]):
        scoring.note_discussion(
            opened=made.bids[0], question=made.questions[0], words="The answer names no landlord.", by=made.people[0],
            at=AGREED,
        )  # fmt: skip
    refused("no-words", agree, made, reasons=" ")
    kept = agree(made, "2.5")
    assert (kept.score, kept.discussion) == (Decimal("2.5"), "The answer names no landlord.")
    assert agree(made, "4", bid=1).discussion == ""
    with acting(made.people[1]):
        answer = answers_of(made.competition, on=AGREED.date())[0]
        assert answer.divergence.value.why == ("spread",) and answer.is_agreed
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Consensus.objects.create(
                opened=made.bids[0], question=made.questions[1], saved_by=made.people[1], saved_at=AGREED
            )


def test_a_fail_against_a_pass_is_discussed_however_close():
    made = start(evaluation_scene(bids=1, minimum=3))
    for place, given in enumerate((2.5, 3, 3)):
        score_all(made, place, {1: given})
    with as_role("owner"):
        finding, keeping, _community = answers_of(made.competition, on=AGREED.date())
    assert finding.divergence.value.why == ("fail-against-pass",) and finding.divergence.value.must_discuss
    assert not keeping.divergence.value.must_discuss


def test_moderation_closes_the_consensus(made):
    for place in range(3):
        score_all(made, place)
    with acting(made.commissioner):
        refused("not-agreed", scoring.moderate, competition=made.competition, note="x", by=made.commissioner, at=AGREED)
    agree_all(made)
    with acting(made.people[2]):
        refused("evaluated", scoring.moderate, competition=made.competition, note="x", by=made.people[2], at=AGREED)
    with acting(made.commissioner):
        assert prices(made.competition) == {} and prices_opened(made.competition) is False
        scoring.moderate(competition=made.competition, note="Read through.", by=made.commissioner, at=AGREED)
        assert not BidRejection.objects.exists()
    assert made.competition.state == "moderated"
    with acting(made.people[0]):
        refused("wrong-stage", scoring.agree_score, opened=made.bids[0], question=made.questions[0], score=Decimal(1),
                reasons="x", by=made.people[0], at=AGREED)  # fmt: skip
        refused_by_database("consensus_in_its_time", lambda: Consensus.objects.update(score=1))


def test_a_bid_below_a_published_minimum_is_out():
    made = moderated_scene({1: 2, 2: 4}, bids=2, minimum=3)
    with as_role("owner"):
        (out,) = BidRejection.objects.all()
    assert (out.opened_id, out.lot_id, out.ground) == (made.bids[0].pk, None, "below-minimum")
