"""Evaluators: who is appointed, what they declare before any bid is shown, and conflicts that are found later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import evaluators
from throughcare.commissioning.models import Competition, Consensus, Evaluator, OpenedBid, OpenedBidder, Score
from throughcare.commissioning.queries.evaluators import bidders_of
from throughcare.commissioning.queries.scoring import answers_of
from throughcare.commissioning.rules.evaluation_refusals import EvaluationRefused
from throughcare.commissioning.tests.evaluation_scene import (
    AGREED,
    OPENED,
    SCORED,
    agree_all,
    declare,
    evaluation_scene,
    evaluators_appoint,
    score_all,
    start,
)
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return evaluation_scene()


def refused(code, work, *arguments, **named):
    with pytest.raises(EvaluationRefused) as refusal, transaction.atomic():
        work(*arguments, **named)
    assert refusal.value.codes == (code,)


def test_only_staff_who_stand_apart_are_appointed(made):
    with as_role("owner"):
        practitioner = UserFactory(role="practitioner")
    with acting(made.commissioner):
        refused("role", evaluators_appoint, made, practitioner)
        refused("role", evaluators_appoint, made, made.scene.bidders[0].user)
        refused("already", evaluators_appoint, made, made.people[0])
        with as_role("owner"):
            spare = UserFactory(role="head")
        refused("chair-there", evaluators_appoint, made, spare, chair=True)
    with as_role("owner"):
        made.scene.bidders[0].user.role = "senior"
        made.scene.bidders[0].user.save()
    with acting(made.commissioner):
        refused("stands-with-a-bidder", evaluators_appoint, made, made.scene.bidders[0].user)
    with acting(made.director):
        refused("not-a-commissioner", evaluators.appoint_evaluator, competition=made.competition, user=spare,
                by=made.director, at=OPENED)  # fmt: skip


def test_no_bid_is_shown_before_the_declaration_and_no_bidder_after_it(made):
    senior, buyer = made.people[0], made.people[2]
    for user in (senior, buyer):
        with acting(user):
            assert not OpenedBid.objects.exists()
            by_name = sorted(made.scene.suppliers, key=lambda each: (each.legal_name, each.pk))
            assert bidders_of(made.competition) == by_name
    assert declare(made, 0).value.allowed and declare(made, 2).value.allowed
    for user in (senior, buyer):
        with acting(user):
            assert [each.label for each in OpenedBid.objects.all()] == ["Bidder 1", "Bidder 2", "Bidder 3"]
            assert not OpenedBidder.objects.exists()
    with as_role("owner"):
        stranger = UserFactory(role="head")
    with acting(stranger):
        assert not OpenedBid.objects.exists() and not bidders_of(made.competition) and not Evaluator.objects.exists()


def test_the_declaration_names_every_bidder(made):
    user, one = made.people[0], made.scene.suppliers[0]
    with acting(user):
        refused("not-about-everybody", evaluators.declare_interests, evaluator=made.evaluator(0),
                interests={one.pk: evaluators.Interest("none")}, by=user, at=OPENED)  # fmt: skip
    with acting(made.commissioner):
        said = {each.pk: evaluators.Interest("none") for each in made.scene.suppliers}
        refused("not-yours", evaluators.declare_interests, evaluator=made.evaluator(0), interests=said,
                by=made.commissioner, at=OPENED)  # fmt: skip
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), acting(user):
        Evaluator.objects.filter(user=user).update(cleared_at=OPENED)
    assert refusal.value.__cause__.diag.constraint_name == "evaluator_cleared_by_a_declaration"


def test_members_of_a_consortium_are_declared_about_as_well():
    made = evaluation_scene(bids=1, consortia={1: ((1, 6000), (3, 4000))})
    partner = made.scene.suppliers[2]
    with acting(made.people[0]):
        assert partner in bidders_of(made.competition)
    assert declare(made, 0, b2=("conflict", "A cousin works there")).value.blocks == ("conflict",)
    with acting(made.people[0]):
        assert not OpenedBid.objects.exists()


def test_somebody_who_manages_a_bidders_contract_scores_only_with_what_keeps_it_fair(made):
    decided = declare(made, 0, b1=("manages", "Contract manager until March"))
    assert decided.value.blocks == ("manages-incumbent",) and made.evaluator(0).cleared_at is None
    with acting(made.people[0]):
        refused("not-a-commissioner", evaluators.record_mitigation, evaluator=made.evaluator(0), words="Trust me",
                by=made.people[0], at=OPENED)  # fmt: skip
    with acting(made.commissioner):
        words = "Does not score the question about the present service"
        settled = evaluators.record_mitigation(
            evaluator=made.evaluator(0), words=words, by=made.commissioner, at=OPENED
        )
    assert settled.value.allowed and made.evaluator(0).cleared_at == OPENED


def test_scoring_begins_with_three_evaluators_and_a_chair():
    two = evaluation_scene(evaluators=2)
    with acting(two.commissioner):
        refused("too-few", evaluators.start_scoring, competition=two.competition, by=two.commissioner, at=OPENED)
        with as_role("owner"):
            third = UserFactory(role="head")
        evaluators_appoint(two, third)
        with as_role("owner"):
            Evaluator.objects.update(is_chair=False)
        refused("no-chair", evaluators.start_scoring, competition=two.competition, by=two.commissioner, at=OPENED)
        with as_role("owner"):
            third_row = Evaluator.objects.get(user=third)
        evaluators.make_chair(evaluator=third_row, by=two.commissioner, at=OPENED)
        evaluators.start_scoring(competition=two.competition, by=two.commissioner, at=OPENED)
    assert two.competition.state == "individual-scoring"


def test_a_conflict_found_later_sets_the_scores_aside_and_somebody_else_scores(made):
    start(made)
    for place in range(3):
        score_all(made, place, {1: 5} if place == 1 else None)
    assert made.competition.state == "consensus"
    later = SCORED + timedelta(hours=1)
    with acting(made.commissioner):
        decided = evaluators.find_conflict(
            evaluator=made.evaluator(1), supplier=made.scene.suppliers[0], about="Sits on its board",
            by=made.commissioner, at=later,
        )  # fmt: skip
    assert (decided.value.set_scores_aside, decided.value.reassign) == (True, True)
    assert made.evaluator(1).is_set_aside
    with as_role("owner"):
        assert Score.objects.filter(evaluator__user=made.people[1]).count() == 9
        answer = answers_of(made.competition, on=later.date())[0]
    assert [float(each.score) for each in answer.scores] == [4, 4] and [float(each.score) for each in answer.aside] == [
        5
    ]
    assert answer.divergence.value.blocks == ("too-few-evaluators",)
    with acting(made.people[1]):
        assert not OpenedBid.objects.exists()
    with acting(made.commissioner):
        refused("had-a-conflict", evaluators_appoint, made, made.people[1])
        with as_role("owner"):
            made.people.append(UserFactory(role="director"))
        evaluators_appoint(made, made.people[3], at=later)
    assert made.competition.state == "individual-scoring"
    declare(made, 3, at=later)
    with acting(made.people[3]):
        assert not Score.objects.exists()
    assert score_all(made, 3, at=AGREED) is True
    assert made.competition.state == "consensus"


def test_somebody_leaves_before_they_lock_and_the_others_go_on():
    made = start(evaluation_scene(evaluators=4))
    for place in (0, 1, 2):
        assert score_all(made, place) is False
    with acting(made.commissioner):
        refused("locked", evaluators.end_evaluator, evaluator=made.evaluator(0), why="On leave", by=made.commissioner,
                at=SCORED)  # fmt: skip
        evaluators.end_evaluator(evaluator=made.evaluator(3), why="On leave", by=made.commissioner, at=SCORED)
    assert made.competition.state == "consensus"


def test_somebody_who_finds_a_conflict_of_their_own_is_waited_for_no_more():
    made = start(evaluation_scene(evaluators=4))
    for place in (0, 1, 2):
        score_all(made, place)
    with acting(made.people[3]):
        evaluators.find_conflict(
            evaluator=made.evaluator(3),
            supplier=made.scene.suppliers[1],
            about="A new partner",
            by=made.people[3],
            at=SCORED,
        )
    assert made.competition.state == "consensus"
    agree_all(made)
    with acting(made.people[1]):
        evaluators.find_conflict(
            evaluator=made.evaluator(1), supplier=made.scene.suppliers[1], about="A gift", by=made.people[1], at=AGREED
        )
    with as_role("owner"):
        assert not Consensus.objects.exclude(agreed_at=None).exists() and Consensus.objects.count() == 9


def test_an_evaluator_moves_the_competition_nowhere_else(made):
    start(made)
    with acting(made.people[0]):
        with pytest.raises(IntegrityError), transaction.atomic():
            Competition.objects.filter(pk=made.competition.pk).update(state="consensus")
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Competition.objects.filter(pk=made.competition.pk).update(state="moderated")
