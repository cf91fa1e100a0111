"""The award of a competition: a proposal is kept, recommended, approved by somebody else, published, and concluded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.feedback_letters import write_letters
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.commands.stages import advance, commissioned, locked_competition
from throughcare.commissioning.events import AwardApproved, AwardConcluded, AwardPublished, AwardRecommended
from throughcare.commissioning.models import Award as Won
from throughcare.commissioning.models import (
    AwardDecision,
    AwardProposal,
    AwardShare,
    Bid,
    Competition,
    NoAward,
    OpenedBidder,
)
from throughcare.commissioning.queries.award_round import round_of, supplier_number
from throughcare.commissioning.queries.awards import (
    Proposal,
    lots_by_key,
    no_awards_of,
    opened_by_key,
    price_blocks,
    read_proposal,
    standing_decision,
    standstill_of,
)
from throughcare.commissioning.queries.evaluators import register_in_summary
from throughcare.commissioning.queries.ocds_awards import award_release
from throughcare.commissioning.queries.reach import reaches
from throughcare.commissioning.rules.award_check import breaches_of
from throughcare.commissioning.rules.award_explanation import AwardExplanation
from throughcare.commissioning.rules.award_problem import Award, AwardRound
from throughcare.commissioning.rules.evaluation_refusals import EvaluationRefused, reason, refusal
from throughcare.commissioning.rules.states import BID
from throughcare.kernel.decision import Reason
from throughcare.kernel.events import announcer


@transaction.atomic
def keep_proposal(
    *, competition: Competition, given: AwardRound, award: Award, explanation: AwardExplanation, by: User, at: datetime
) -> AwardProposal:
    """Keep what the planner proposed, whole. Raises ``EvaluationRefused`` while a price is open, or for a stale round."""
    stored = commissioned(competition, by, "moderated")
    blocks = price_blocks(stored)
    if blocks:
        raise EvaluationRefused(blocks)
    if given != round_of(stored, on=timezone.localdate(at)) or breaches_of(given, award):
        raise refusal("stale-proposal")
    made = AwardProposal.objects.create(
        competition=stored, made_by=by, made_at=at, round=msgspec.to_builtins(given), award=msgspec.to_builtins(award),
        reasons=msgspec.to_builtins(explanation), is_proven=award.is_proven,
    )  # fmt: skip
    _say("keep_proposal", stored, by, at, proposal=made.pk, proven=award.is_proven)
    return made


@transaction.atomic
def recommend_award(*, proposal: AwardProposal, words: str, by: User, at: datetime) -> AwardDecision:
    """Put a proposal to a director. Every lot that nobody wins has its ground and what follows by then."""
    stored = commissioned(proposal.competition, by, "moderated")
    found = read_proposal(proposal)
    blocks = [*price_blocks(stored), *_open_lots(stored, found)]
    if found.round != round_of(stored, on=timezone.localdate(at)):
        blocks.append(reason("stale-proposal"))
    if not found.award.chosen:
        blocks.append(reason("nothing-won"))
    if not words.strip():
        blocks.append(reason("no-words"))
    if blocks:
        raise EvaluationRefused(blocks)
    made = AwardDecision.objects.create(
        competition=stored, proposal=proposal, recommended_by=by, recommended_at=at, words=words.strip()
    )
    advance(stored, "recommend")
    _say("recommend_award", stored, by, at, decision=made.pk, proposal=proposal.pk)
    announcer.announce(AwardRecommended(stored.pk, made.pk, by.pk, at))
    return made


@transaction.atomic
def send_award_back(*, decision: AwardDecision, why: str, by: User, at: datetime) -> AwardDecision:
    """Do not approve it: back to the commissioner, with why."""
    stored, kept = _directed(decision, by)
    if not why.strip():
        raise refusal("no-words")
    kept.sent_back_at, kept.sent_back_why = at, why.strip()
    kept.save(update_fields=["sent_back_at", "sent_back_why"])
    advance(stored, "return")
    _say("send_award_back", stored, by, at, decision=kept.pk)
    return kept


@transaction.atomic
def approve_award(*, decision: AwardDecision, by: User, at: datetime) -> AwardDecision:
    """Approve it, as a director who did not recommend it."""
    stored, kept = _directed(decision, by)
    kept.approved_by, kept.approved_at = by, at
    kept.save(update_fields=["approved_by", "approved_at"])
    advance(stored, "approve-award")
    _say("approve_award", stored, by, at, decision=kept.pk)
    announcer.announce(AwardApproved(stored.pk, kept.pk, by.pk, at))
    return kept


@transaction.atomic
def publish_award(*, decision: AwardDecision, by: User, at: datetime) -> AwardDecision:
    """Publish an approved award: its notice goes out, every bidder is told how it was scored, the standstill begins."""
    stored = commissioned(decision.competition, by, "award-approved")
    kept = AwardDecision.objects.select_for_update().get(pk=decision.pk)
    if kept.approved_at is None or kept.undone_at is not None:
        raise refusal("wrong-stage")
    found = read_proposal(kept.proposal)
    kept.published_at, kept.register = at, register_in_summary(stored)
    kept.save(update_fields=["published_at", "register"])
    won = _win(stored, kept, found)
    NoAward.objects.filter(lot__competition=stored, published_at=None).update(published_at=at)
    write_letters(competition=stored, decision=kept, won=won, by=by, at=at)
    advance(stored, "publish-award")
    publish(release=award_release(stored, at=at, tag="award"), by=by)
    _say("publish_award", stored, by, at, decision=kept.pk, awards=len(won), open=len(found.award.open))
    announcer.announce(AwardPublished(stored.pk, kept.pk, len(won), len(found.award.open), by.pk, at))
    return kept


@transaction.atomic
def conclude_award(*, competition: Competition, by: User, at: datetime) -> Competition:
    """End the competition once the standstill is over and no challenge is open: contracts may be signed."""
    stored = commissioned(competition, by, "standstill")
    decision = standing_decision(stored)
    stands = standstill_of(stored, decision, on=timezone.localdate(at))
    if not stands.value.may_sign:
        blocks = []
        if "running" in stands.value.blocks:
            blocks.append(reason("standstill-runs", last=stands.value.last_day or stands.value.may_sign_from))
        if "challenged" in stands.value.blocks:
            blocks.append(reason("challenge-open"))
        raise EvaluationRefused(blocks or [reason("wrong-stage")])
    assert decision is not None
    _end_bids(stored, {each.opened_id for each in Won.objects.filter(decision=decision)})
    stored.ended_at = at
    stored.save(update_fields=["ended_at"])
    advance(stored, "conclude")
    _say("conclude_award", stored, by, at, decision=decision.pk)
    announcer.announce(AwardConcluded(stored.pk, decision.pk, by.pk, at))
    return stored


def _win(stored: Competition, kept: AwardDecision, found: Proposal) -> list[Won]:
    """The rows of what was won."""
    bids, opened, lots = {each.key: each for each in found.round.bids}, opened_by_key(stored), lots_by_key(stored)
    won = []
    for number, key in enumerate(sorted(found.award.chosen), start=1):
        bid, (label, offer) = bids[key], key.split(".", 1)
        award = Won.objects.create(
            decision=kept, competition=stored, number=number, opened=opened[label], offer=offer,
            supplier_id=supplier_number(bid.supplier), value_pence=bid.price_pence, score=bid.scores[0],
            reasons=[msgspec.to_builtins(found.reasons[lot]) for lot in bid.lots],
        )  # fmt: skip
        award.lots.set([lots[lot] for lot in bid.lots])
        AwardShare.objects.bulk_create(
            AwardShare(award=award, supplier_id=supplier_number(each.supplier), share=each.share)
            for each in bid.members
        )
        won.append(award)
    return won


def _end_bids(stored: Competition, won: set[object]) -> None:
    """What became of every bid, step by step as the table of states allows."""
    for one in OpenedBidder.objects.filter(opened__competition=stored).select_related("bid", "opened"):
        out = one.opened.content is None or one.opened.rejections.filter(lot=None).exists()
        state = one.bid.state
        for verb in ("reject",) if out else ("admit", "score", "award" if one.opened_id in won else "decline"):
            state = BID.table[state].get(verb, state)
        Bid.objects.filter(pk=one.bid_id).update(state=state)


def _open_lots(stored: Competition, found: Proposal) -> list[Reason]:
    ended = no_awards_of(stored)
    lots = lots_by_key(stored)
    missing = [lots[key].title for key in sorted(found.award.open) if lots[key].pk not in ended]
    won = [lot for lot in lots.values() if lot.pk in ended and lot.key not in found.award.open]
    blocks = [reason("no-award-missing", lots=", ".join(missing))] if missing else []
    return [*blocks, *([reason("stale-proposal")] if won else [])]


def _directed(decision: AwardDecision, by: User) -> tuple[Competition, AwardDecision]:
    if by.pk == decision.recommended_by_id:
        raise refusal("own-recommendation")
    if by.role != "director":
        raise refusal("not-a-director")
    if not reaches(by, decision.competition):
        raise refusal("out-of-reach")
    stored = locked_competition(decision.competition, "award-recommended")
    kept = AwardDecision.objects.select_for_update().get(pk=decision.pk)
    if kept.sent_back_at is not None:
        raise refusal("wrong-stage")
    return stored, kept


def _say(verb: str, stored: Competition, by: User, at: datetime, **detail: Any) -> None:
    record(action=f"commissioning.{verb}", subject=stored.reference, by=by, at=at, **detail)
