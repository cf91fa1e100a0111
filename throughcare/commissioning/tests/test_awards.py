"""Prices after quality, the award proposed from the record, and its way to the published notice and its end."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import awards, challenges, no_awards, prices
from throughcare.commissioning.models import (
    Award,
    AwardDecision,
    Bid,
    BidRejection,
    Competition,
    FeedbackLetter,
    PublishedRelease,
)
from throughcare.commissioning.queries.award_round import round_of, supplier_key
from throughcare.commissioning.queries.awards import latest_proposal, not_before
from throughcare.commissioning.queries.bid_prices import lot_prices
from throughcare.commissioning.queries.feedback import feedback_due, feedback_on_time
from throughcare.commissioning.queries.ocds_awards import award_release
from throughcare.commissioning.rules.award_problem import draw_places
from throughcare.commissioning.rules.evaluation_refusals import EvaluationRefused
from throughcare.commissioning.rules.feedback import feedback_of
from throughcare.commissioning.rules.ocds import compile_releases, decode, encode
from throughcare.commissioning.tests.evaluation_scene import (
    AGREED,
    DECIDED,
    PRICED,
    evaluation_scene,
    moderated_scene,
    open_prices,
    proposed,
    published,
)
from throughcare.commissioning.tests.test_evaluators import refused
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
SCORES = {1: 5, 2: 4, 3: 3}


def codes(work, *arguments, **named):
    with pytest.raises(EvaluationRefused) as refusal, transaction.atomic():
        work(*arguments, **named)
    return refusal.value.codes


def by_label(made, lot=0):
    with as_role("owner"):
        found = lot_prices(made.competition)[lot]
    return {found.label(each.bid): each for each in found.scores.value.scores}, found


def test_no_award_is_proposed_before_the_prices_are_open():
    made = moderated_scene(bids=2)
    with acting(made.commissioner):
        given = round_of(made.competition, on=PRICED.date())
        assert given.bids == ()
    assert codes(proposed, made) == ("no-prices",)


def test_the_published_formula_scores_the_prices_beside_the_agreed_quality():
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    scored, found = by_label(made)
    assert {label: (each.quality, each.price_score, each.total, each.rank) for label, each in scored.items()} == {
        "Bidder 1": (100, 83.33, 95.83, 1),
        "Bidder 2": (80, 100, 85, 2),
        "Bidder 3": (60, 86.96, 66.74, 3),
    }
    assert not found.scores.value.rank_reversal
    with as_role("owner"):
        given = round_of(made.competition, on=PRICED.date())
    assert [(bid.key, bid.scores) for bid in given.bids if bid.key.startswith("bidder-1")] == [
        ("bidder-1.lot-1", (9583,)), ("bidder-1.lot-2", (9583,)),
    ]  # fmt: skip
    assert given.draw == "0123456789abcdef" and given.limits.market_share_cap is None


def test_it_warns_where_the_order_hangs_on_a_third_bid():
    """Relative to the lowest: without bidder 3, who is far behind, bidder 2 would overtake bidder 1."""
    made = open_prices(moderated_scene({1: 4.5, 2: 4, 3: 0}), {1: 240_000_00, 2: 120_000_00, 3: 60_000_00})
    _scored, found = by_label(made)
    value = found.scores.value
    assert value.rank_reversal and value.winner_changes
    turned = value.overturned[0]
    assert [found.label(key) for key in (turned.left_out, turned.overtaken, turned.overtakes)] == [
        "Bidder 3", "Bidder 1", "Bidder 2",
    ]  # fmt: skip


def test_fixed_prices_leave_the_decision_to_quality():
    made = open_prices(moderated_scene(SCORES, formula="fixed-price"), dict.fromkeys((1, 2, 3), 240_000_00))
    scored, _found = by_label(made)
    assert [(label, each.price_score) for label, each in scored.items()] == [
        ("Bidder 1", 100), ("Bidder 2", 100), ("Bidder 3", 100),
    ]  # fmt: skip
    proposal = proposed(made)
    with acting(made.commissioner):
        assert latest_proposal(made.competition).award.chosen == ("bidder-1.lot-1", "bidder-1.lot-2")
        assert proposal.is_proven


def test_an_abnormally_low_price_is_asked_about_before_anything_follows():
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: {"lot-1": 100_000_00}, 3: 230_000_00})
    low, lot = made.bids[1], made.scene.lots[0]
    assert codes(proposed, made) == ("price-unasked",)
    with acting(made.commissioner):
        said = {"by": made.commissioner, "at": PRICED}
        refused("not-to-reject", prices.reject_price, opened=low, lot=lot, why="Too low", **said)
        refused("not-low", prices.ask_about_price, opened=made.bids[0], lot=lot, words="How?", **said)
        inquiry = prices.ask_about_price(opened=low, lot=lot, words="How is it so low?", **said)
        refused("price-unanswered", prices.judge_answer, inquiry=inquiry, satisfies=False, why="No", **said)
    assert codes(proposed, made) == ("price-unanswered",)
    with acting(made.commissioner):
        inquiry = prices.record_answer(inquiry=inquiry, words="Volunteers.", **said)
        refused("not-to-reject", prices.reject_price, opened=low, lot=lot, why="Too low", **said)
        prices.judge_answer(inquiry=inquiry, satisfies=False, why="Volunteers cannot hold cases.", **said)
        prices.reject_price(opened=low, lot=lot, why="The answer does not carry the price.", **said)
    with as_role("owner"):
        assert BidRejection.objects.get().lot == lot
    assert list(by_label(made)[0]) == ["Bidder 1", "Bidder 3"]
    assert proposed(made).is_proven


def test_a_tie_is_settled_by_the_draw_that_was_made_at_publishing():
    made = open_prices(moderated_scene(bids=2), dict.fromkeys((1, 2), 240_000_00))
    _scored, found = by_label(made)
    assert len(found.scores.value.tied) == 2 and found.tie.value.decided_by == "draw"
    first, second = proposed(made), proposed(made)
    assert first.award == second.award and first.is_proven
    with as_role("owner"):
        given = round_of(made.competition, on=PRICED.date())
    places = draw_places("0123456789abcdef", tuple(bid.key for bid in given.bids))
    best = {lot: min((places[b.key], b.key) for b in given.bids if b.lots == (lot,))[1] for lot in ("lot-1", "lot-2")}
    assert set(first.award["chosen"]) == set(best.values()) and found.tie.value.winner == best["lot-1"]


def test_a_consortium_counts_with_the_share_of_its_member_against_the_cap():
    """Bidder 2 is a member of bidder 1's consortium with 60 percent, and would hold more than 60 percent of both lots."""
    made = moderated_scene(
        SCORES, market_share_cap=6000, lots_of={2: ("lot-2",)}, consortia={1: ((1, 4000), (2, 6000))}
    )
    lead, partner, _third = made.scene.suppliers
    open_prices(made, {1: 240_000_00, 2: {"lot-2": 200_000_00}, 3: 230_000_00})
    proposal = proposed(made)
    with acting(made.commissioner):
        found = latest_proposal(made.competition)
    assert found.award.chosen == ("bidder-1.lot-1", "bidder-1.lot-2")
    assert proposal.is_proven
    partner_of = {each.supplier: each.share for bid in found.round.bids if bid.members for each in bid.members}
    assert partner_of == {supplier_key(lead.pk): 4000, supplier_key(partner.pk): 6000}
    with as_role("owner"):
        Competition.objects.filter(pk=made.competition.pk).update(market_share_cap=5000)
    proposed(made)
    with acting(made.commissioner):
        found = latest_proposal(made.competition)
    reason = next(each for each in found.explanation.lots if each.limits)
    assert reason.limits == (f"cap:{supplier_key(partner.pk)}",) and "bidder-1.lot-1" in (
        *found.award.chosen,
        reason.best,
    )


def test_suppliers_owned_together_are_one_group():
    made = open_prices(moderated_scene(SCORES, market_share_cap=5000), dict.fromkeys((1, 2, 3), 240_000_00))
    with as_role("owner"):
        child = made.scene.suppliers[1]
        child.owned_by = made.scene.suppliers[0]
        child.save()
        given = round_of(made.competition, on=PRICED.date())
    parent = supplier_key(made.scene.suppliers[0].pk)
    assert [each.group for each in given.suppliers] == [parent, parent, ""]
    proposed(made)
    with acting(made.commissioner):
        won = {key.split(".")[0] for key in latest_proposal(made.competition).award.chosen}
    assert won == {"bidder-1", "bidder-3"}


def test_a_lot_that_nobody_bid_for_says_why_and_what_follows_before_anything_is_recommended():
    made = open_prices(moderated_scene(SCORES, lots=("lot-1",)), dict.fromkeys((1, 2, 3), 240_000_00))
    proposal, lot = proposed(made), made.scene.lots[1]
    said = {"by": made.commissioner, "at": DECIDED}
    with acting(made.commissioner):
        refused("no-award-missing", awards.recommend_award, proposal=proposal, words="Best", **said)
        end = {"lot": lot, "words": "Nobody bid.", "follow_up": "new-price", **said}
        assert "ground-not-true" in codes(no_awards.end_lot, ground="unaffordable", **end)
        no_awards.end_lot(ground="no-bids", **end)
        refused("ended-already", no_awards.end_lot, ground="no-bids", **end)
        decision = awards.recommend_award(proposal=proposal, words="Best", **said)
    with acting(made.director):
        awards.approve_award(decision=decision, by=made.director, at=DECIDED)
    with acting(made.commissioner):
        awards.publish_award(decision=decision, **said)
        release = decode(PublishedRelease.objects.get(ocid=made.competition.ocid, number=2).body)
    assert [(each.status, each.related_lots, each.description) for each in release.awards] == [
        ("active", ("lot-1",), "Best"), ("unsuccessful", ("lot-2",), "Nobody bid."),
    ]  # fmt: skip


def test_recommendation_and_approval_are_by_two_people():
    made = open_prices(moderated_scene(SCORES), dict.fromkeys((1, 2, 3), 240_000_00))
    proposal = proposed(made)
    with acting(made.commissioner):
        refused("no-words", awards.recommend_award, proposal=proposal, words=" ", by=made.commissioner, at=DECIDED)
        decision = awards.recommend_award(proposal=proposal, words="Best", by=made.commissioner, at=DECIDED)
        refused("own-recommendation", awards.approve_award, decision=decision, by=made.commissioner, at=DECIDED)
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            AwardDecision.objects.update(approved_by=made.commissioner, approved_at=DECIDED)
        assert refusal.value.__cause__.diag.constraint_name == "award_approved_by_somebody_else"
        refused("wrong-stage", awards.publish_award, decision=decision, by=made.commissioner, at=DECIDED)
    with as_role("owner"):
        other = UserFactory(role="commissioner")
    with acting(other):
        refused("not-a-director", awards.approve_award, decision=decision, by=other, at=DECIDED)
    with acting(made.director):
        awards.send_award_back(decision=decision, why="Say more about the cap.", by=made.director, at=DECIDED)
    assert made.competition.state == "moderated"
    with acting(made.commissioner):
        again = awards.recommend_award(proposal=proposed(made), words="Better", by=made.commissioner, at=DECIDED)
    with acting(made.director):
        awards.approve_award(decision=again, by=made.director, at=DECIDED)
    assert made.competition.state == "award-approved"


def test_the_award_is_published_and_its_releases_say_together_what_stands():
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    decision = published(made)
    supplier = made.scene.suppliers[0]
    with as_role("web"):
        won = list(Award.objects.filter(decision=decision))
        assert [(each.supplier, each.value_pence, each.score) for each in won] == [(supplier, 240_000_00, 9583)] * 2
        assert not FeedbackLetter.objects.exists()
    competition = made.competition
    with as_role("owner"):
        bodies = [each.body for each in PublishedRelease.objects.filter(ocid=competition.ocid).order_by("number")]
        projected = encode(award_release(competition, at=DECIDED, tag="award"))
        compiled = compile_releases([decode(body) for body in bodies])
    for name in ("id", "date", "tag"):
        projected.pop(name), compiled.pop(name)
    assert compiled == {**projected, "initiationType": "tender"}
    award = decode(bodies[-1]).awards[0]
    assert (award.status, award.suppliers[0].name) == ("active", supplier.legal_name)
    assert timezone.localdate(award.standstill_period.start_date) == DECIDED.date()
    assert award.assessment_summaries_date_sent == DECIDED
    assert [(each.measure, each.value) for each in decode(bodies[-1]).bids.statistics if each.related_lot == "lot-1"] == [
        ("bids", 3), ("validBids", 3),
    ]  # fmt: skip


def test_nothing_is_concluded_before_the_standstill_ends_or_while_a_challenge_is_open():
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    decision = published(made)
    buyer = made.commissioner
    with acting(buyer):
        first = not_before(made.competition)
        assert (first - DECIDED.date()).days >= 8
        refused("standstill-runs", awards.conclude_award, competition=made.competition, by=buyer, at=DECIDED)
        raised = challenges.record_challenge(
            decision=decision, supplier=made.scene.suppliers[1], received_on=DECIDED.date(), about="The price score.",
            by=buyer, at=DECIDED,
        )  # fmt: skip
        later = DECIDED + (first - DECIDED.date())
        refused("challenge-open", awards.conclude_award, competition=made.competition, by=buyer, at=later)
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            Competition.objects.filter(pk=made.competition.pk).update(state="concluded")
        assert refusal.value.__cause__.diag.constraint_name == "concluded_without_a_challenge"
        challenges.settle_challenge(challenge=raised, outcome="The formula was followed.", by=buyer, at=later)
        awards.conclude_award(competition=made.competition, by=buyer, at=later)
        assert sorted(Bid.objects.values_list("state", flat=True)) == ["successful", "unsuccessful", "unsuccessful"]
    assert made.competition.state == "concluded"


def test_an_award_that_is_taken_back_is_cancelled_in_public():
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    decision = published(made)
    with acting(made.commissioner):
        challenges.take_award_back(
            decision=decision, why="A score was mistyped.", by=made.commissioner, at=DECIDED + timedelta(days=1)
        )
        last = decode(PublishedRelease.objects.get(ocid=made.competition.ocid, number=3).body)
    assert made.competition.state == "moderated"
    assert [each.status for each in last.awards] == ["cancelled", "cancelled"]


def test_every_bidder_is_told_its_own_scores_and_those_of_the_winner():
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    published(made)
    for place in (0, 1):
        with acting(made.scene.bidders[place].user):
            (letter,) = FeedbackLetter.objects.all()
        told = feedback_of(letter.content)
        assert (letter.supplier, letter.sent_at) == (made.scene.suppliers[place], DECIDED)
        own = {0: ("won", True, 1, 95.83), 1: ("lost", False, 2, 85.0)}[place]
        assert (told.lots[0].won, told.lots[0].rank, told.lots[0].total) == own[1:]
    assert told.answers[0].reasons == "Agreed for bidder 2." and told.answers[0].score == 4
    assert told.answers[0].winners == {made.scene.suppliers[0].legal_name: 5}
    assert made.scene.suppliers[2].legal_name not in msgspec.json.encode(told).decode()
    assert (told.lots[0].winner_total, told.lots[0].bids) == (95.83, 3)


def end_without_an_award(made, at=PRICED):
    buyer = made.commissioner
    with acting(buyer):
        for lot in made.scene.lots:
            no_awards.end_lot(
                lot=lot,
                ground="withdrawn",
                words="The service is not needed.",
                follow_up="none-needed",
                by=buyer,
                at=at,
            )
        no_awards.award_nothing(competition=made.competition, by=buyer, at=at)


def test_bidders_are_told_how_they_were_scored_where_nothing_is_awarded():
    made = moderated_scene(SCORES)
    end_without_an_award(made)
    for place in (0, 1):
        with acting(made.scene.bidders[place].user):
            (letter,) = FeedbackLetter.objects.all()
            assert letter.competition.state == "no-award"
        told = feedback_of(letter.content)
        assert (letter.supplier, letter.sent_at, letter.decision) == (made.scene.suppliers[place], PRICED, None)
        assert [each.score for each in told.answers] == [SCORES[place + 1]] * len(told.answers)
        assert told.answers[0].reasons == f"Agreed for bidder {place + 1}." and told.answers[0].winners == {}
        assert {(each.total, each.winner, each.no_award) for each in told.lots} == {
            (None, "", "The service is not needed.")
        }


def test_a_letter_without_an_award_says_prices_where_they_were_opened():
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    end_without_an_award(made)
    with acting(made.scene.bidders[0].user):
        told = feedback_of(FeedbackLetter.objects.get().content)
    assert (told.lots[0].rank, told.lots[0].bids, told.lots[0].total, told.lots[0].winner) == (1, 3, 95.83, "")


def test_a_letter_is_of_one_outcome():
    made = moderated_scene(SCORES)
    end_without_an_award(made)
    with as_role("owner"):
        kept = FeedbackLetter.objects.first()
        with pytest.raises(IntegrityError, match="feedback_on_one_outcome"), transaction.atomic():
            FeedbackLetter.objects.create(
                opened=kept.opened, supplier=kept.supplier, content={}, made_at=PRICED, sent_at=PRICED,
                sent_by=made.commissioner,
            )  # fmt: skip
        with pytest.raises(IntegrityError, match="feedback_once_without_an_award"), transaction.atomic():
            FeedbackLetter.objects.create(
                ended=kept.ended, opened=kept.opened, supplier=kept.supplier, content={}, made_at=PRICED, sent_at=PRICED,
                sent_by=made.commissioner,
            )  # fmt: skip


def test_whether_bidders_were_told_in_time_is_measured():
    made = open_prices(moderated_scene(SCORES), {1: 240_000_00, 2: 200_000_00, 3: 230_000_00})
    decision = published(made)
    with acting(made.commissioner):
        on = timezone.localdate(DECIDED)
        assert feedback_on_time(on=on) == (1, 1)
        assert feedback_due(decision, on=on).value.state == "in-time"
        decision.published_at = decision.approved_at + timedelta(days=40)
        assert feedback_due(decision, on=on).value.state == "late"
        decision.approved_at = None
        assert feedback_due(decision, on=on) is None


def test_nothing_at_all_is_awarded_when_nobody_bids():
    made = evaluation_scene(bids=0)
    buyer = made.commissioner
    with acting(buyer):
        no_awards.end_lot(
            lot=made.scene.lots[0], ground="no-bids", words="Nobody bid.", follow_up="run-again", by=buyer, at=AGREED
        )
        refused("lots-left", no_awards.award_nothing, competition=made.competition, by=buyer, at=AGREED)
        no_awards.end_lot(
            lot=made.scene.lots[1], ground="no-bids", words="Nobody bid.", follow_up="run-again", by=buyer, at=AGREED
        )
        no_awards.award_nothing(competition=made.competition, by=buyer, at=AGREED)
        last = decode(PublishedRelease.objects.filter(ocid=made.competition.ocid).latest("number").body)
    assert (made.competition.state, last.tender.status) == ("no-award", "unsuccessful")
    assert [each.status for each in last.awards] == ["unsuccessful", "unsuccessful"]
