"""Lots that end without an award, and competitions of which nothing is awarded."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.feedback_letters import write_letters
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.commands.stages import advance, commissioned
from throughcare.commissioning.events import NothingAwarded
from throughcare.commissioning.models import Competition, CompetitionLot, NoAward
from throughcare.commissioning.queries.awards import latest_proposal, no_awards_of
from throughcare.commissioning.queries.bid_prices import admissible_in
from throughcare.commissioning.queries.ocds_awards import award_release
from throughcare.commissioning.rules.evaluation_refusals import EvaluationRefused, refusal
from throughcare.commissioning.rules.no_award import FollowUp, Ground, NoAwardCase, decide_no_award
from throughcare.kernel.decision import Reason
from throughcare.kernel.events import announcer

ENDING = ("closed", "opened", "individual-scoring", "consensus", "moderated")
"""States in which a lot can be ended without an award."""


@transaction.atomic
def end_lot(*, lot: CompetitionLot, ground: str, words: str, follow_up: str, by: User, at: datetime) -> NoAward:
    """End a lot without an award, on a ground that agrees with its bids, with what follows; published with the award.

    Raises ``EvaluationRefused`` with what the rule ``no-award`` has against it.
    """
    stored = commissioned(lot.competition, by, *ENDING)
    if NoAward.objects.filter(lot=lot).exists():
        raise refusal("ended-already")
    proposal = latest_proposal(stored)
    came, admissible, lowest = admissible_in(stored, lot)
    decided = decide_no_award(
        NoAwardCase(
            on=timezone.localdate(at),
            ground=cast("Ground", ground) if ground else None,
            bids=came,
            admissible_bids=admissible,
            lowest_price_pence=lowest,
            budget_pence=lot.ceiling_pence or lot.value_pence,
            kept_out_by_limits=proposal is not None and proposal.award.open.get(lot.key) == "limits",
            need_withdrawn=ground == "withdrawn",
            words=words,
            follow_up=cast("FollowUp", follow_up) if follow_up else None,
        )
    )
    if not decided.value.allowed:
        raise EvaluationRefused(
            [
                decided.reason,
                *(Reason(step.code, step.words) for step in decided.steps if step.words != decided.reason.words),
            ]
        )
    made = NoAward.objects.create(lot=lot, ground=ground, words=words.strip(), follow_up=follow_up, by=by, at=at)
    record(
        action="commissioning.end_lot",
        subject=stored.reference,
        by=by,
        at=at,
        lot=lot.key,
        ground=ground,
        follow_up=follow_up,
    )
    return made


@transaction.atomic
def award_nothing(*, competition: Competition, by: User, at: datetime) -> Competition:
    """End a competition of which every lot has ended without an award, and publish why."""
    stored = commissioned(competition, by, *ENDING)
    ended = no_awards_of(stored)
    left = [lot.title for lot in stored.lots.all() if lot.pk not in ended]
    if left:
        raise refusal("lots-left", lots=", ".join(left))
    NoAward.objects.filter(lot__competition=stored, published_at=None).update(published_at=at)
    stored.ended_at = at
    stored.ended_why = "; ".join(each.words for each in sorted(ended.values(), key=lambda each: each.lot.number))
    stored.save(update_fields=["ended_at", "ended_why"])
    told = write_letters(competition=stored, decision=None, by=by, at=at)
    advance(stored, "award-nothing")
    publish(release=award_release(stored, at=at, tag="award"), by=by)
    record(action="commissioning.award_nothing", subject=stored.reference, by=by, at=at, letters=told)
    announcer.announce(NothingAwarded(stored.pk, by.pk, at))
    return stored
