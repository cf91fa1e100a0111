"""Challenges to an award: recorded while nothing is concluded, settled, and where need be the award is taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.contract_signing import abandon_drafts
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.commands.stages import advance, commissioned
from throughcare.commissioning.models import AwardChallenge, AwardDecision, OpenedBidder
from throughcare.commissioning.queries.ocds_awards import award_release
from throughcare.commissioning.rules.evaluation_refusals import refusal
from throughcare.organisations.models import Supplier


@transaction.atomic
def record_challenge(
    *, decision: AwardDecision, supplier: Supplier, received_on: date, about: str, by: User, at: datetime
) -> AwardChallenge:
    """Record what a bidder has against an award; until it is settled nothing is concluded."""
    stored = commissioned(decision.competition, by, "standstill")
    _check(about)
    if not OpenedBidder.objects.filter(opened__competition=stored, supplier=supplier).exists():
        raise refusal("not-a-bidder")
    made = AwardChallenge.objects.create(
        decision=decision,
        supplier=supplier,
        received_on=received_on,
        about=about.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    record(action="commissioning.record_challenge", subject=stored.reference, by=by, at=at, challenge=made.pk)
    return made


@transaction.atomic
def settle_challenge(*, challenge: AwardChallenge, outcome: str, by: User, at: datetime) -> AwardChallenge:
    """Say how a challenge ended."""
    stored = commissioned(challenge.decision.competition, by, "standstill")
    _check(outcome)
    kept = AwardChallenge.objects.select_for_update().get(pk=challenge.pk)
    if kept.settled_at is not None:
        raise refusal("wrong-stage")
    kept.settled_at, kept.settled_by, kept.outcome = at, by, outcome.strip()
    kept.save(update_fields=["settled_at", "settled_by", "outcome"])
    record(action="commissioning.settle_challenge", subject=stored.reference, by=by, at=at, challenge=kept.pk)
    return kept


@transaction.atomic
def take_award_back(*, decision: AwardDecision, why: str, by: User, at: datetime) -> AwardDecision:
    """Take a published award back during the standstill: its cancellation goes out, and another one is proposed."""
    stored = commissioned(decision.competition, by, "standstill")
    _check(why)
    kept = AwardDecision.objects.select_for_update().get(pk=decision.pk)
    if kept.published_at is None or kept.undone_at is not None:
        raise refusal("wrong-stage")
    kept.undone_at, kept.undone_why = at, why.strip()
    kept.save(update_fields=["undone_at", "undone_why"])
    abandon_drafts(decision=kept, why=why.strip(), by=by, at=at)
    advance(stored, "return")
    publish(release=award_release(stored, at=at, tag="awardCancellation"), by=by)
    record(action="commissioning.take_award_back", subject=stored.reference, by=by, at=at, decision=kept.pk, why=why)
    return kept


def _check(words: str) -> None:
    if not words.strip():
        raise refusal("no-words")
