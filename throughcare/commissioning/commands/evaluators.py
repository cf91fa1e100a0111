"""Evaluators: appointing them, what they declare about the bidders, and what happens when a conflict is found later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.commands.bid_officers import stand_with_bidders
from throughcare.commissioning.commands.stages import advance, commissioned, locked_competition
from throughcare.commissioning.events import EvaluatorsChanged
from throughcare.commissioning.models import Competition, Consensus, Evaluator, EvaluatorInterest, OpeningOfficer
from throughcare.commissioning.queries.evaluators import (
    EVALUATING,
    access_of,
    bidders_of,
    evaluators_of,
    interests_of,
    least_evaluators,
    scorers_of,
)
from throughcare.commissioning.rules.evaluation_refusals import refusal
from throughcare.commissioning.rules.evaluator_access import Access
from throughcare.kernel.decision import Decision
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Supplier

_APPOINTING = ("approved", "published", "closed", *EVALUATING)


class Interest(NamedTuple):
    """What somebody says about one bidder: ``none``, ``conflict``, ``wrote-for`` or ``manages``, and what it is."""

    kind: str
    about: str = ""


@transaction.atomic
def appoint_evaluator(
    *, competition: Competition, user: User, by: User, at: datetime, is_chair: bool = False
) -> Evaluator:
    """Appoint somebody to score the bids; of all of them one is the chair. Raises ``EvaluationRefused``."""
    stored = _appointing(competition, by)
    if not user.is_active or not user.may("commissioning.evaluate"):
        raise refusal("role")
    if stand_with_bidders(stored, [user.pk]):
        raise refusal("stands-with-a-bidder")
    if OpeningOfficer.objects.filter(competition=stored, user=user, removed_at=None).exists():
        raise refusal("opening-officer")
    earlier = Evaluator.objects.filter(competition=stored, user=user)
    if earlier.filter(ended_at=None).exists():
        raise refusal("already")
    if earlier.filter(ending="conflict").exists():
        raise refusal("had-a-conflict")
    if is_chair and Evaluator.objects.filter(competition=stored, is_chair=True, ended_at=None).exists():
        raise refusal("chair-there")
    if stored.state == "consensus":
        _score_again(stored)
    made = Evaluator.objects.create(competition=stored, user=user, is_chair=is_chair, appointed_by=by, appointed_at=at)
    _say("appoint_evaluator", stored, by, at, evaluator=user.username, chair=is_chair)
    return made


def _score_again(stored: Competition) -> None:
    """Somebody new scores by themselves first; what was agreed is agreed again after that."""
    Consensus.objects.filter(opened__competition=stored).update(agreed_at=None)
    advance(stored, "score-again")


@transaction.atomic
def make_chair(*, evaluator: Evaluator, by: User, at: datetime) -> None:
    """Let somebody else lead the consensus."""
    stored = _appointing(evaluator.competition, by)
    if evaluator.ended_at is not None:
        raise refusal("ended")
    Evaluator.objects.filter(competition=stored, is_chair=True, ended_at=None).update(is_chair=False)
    Evaluator.objects.filter(pk=evaluator.pk).update(is_chair=True)
    _say("make_chair", stored, by, at, evaluator=evaluator.user.username)


@transaction.atomic
def end_evaluator(*, evaluator: Evaluator, why: str, by: User, at: datetime) -> None:
    """Let somebody evaluate no more, without a conflict: allowed until their scores are locked."""
    stored = _appointing(evaluator.competition, by)
    found = _held(evaluator)
    if found.locked_at is not None:
        raise refusal("locked")
    if not why.strip():
        raise refusal("no-words")
    _end(found, "replaced", why, at)
    _say("end_evaluator", stored, by, at, evaluator=found.user.username)
    consensus_if_ready(stored)


@transaction.atomic
def record_mitigation(*, evaluator: Evaluator, words: str, by: User, at: datetime) -> Decision[Access]:
    """Record what keeps it fair where an evaluator wrote the specification for a bidder or manages its contract."""
    stored = _appointing(evaluator.competition, by)
    found = _held(evaluator)
    if by.pk == found.user_id:
        raise refusal("own-mitigation")
    if not words.strip():
        raise refusal("no-words")
    found.mitigation, found.mitigated_by = words.strip(), by
    found.save(update_fields=["mitigation", "mitigated_by"])
    _say("record_mitigation", stored, by, at, evaluator=found.user.username)
    return _settle(found, at)


@transaction.atomic
def declare_interests(
    *, evaluator: Evaluator, interests: Mapping[int, Interest], by: User, at: datetime
) -> Decision[Access]:
    """Sign what stands between an evaluator and every bidder, by the number of the bidder; before any bid is shown.

    A conflict ends the evaluator. Raises ``EvaluationRefused`` where a bidder is left out; then nothing is written.
    """
    if by.pk != evaluator.user_id:
        raise refusal("not-yours")
    found = _held(evaluator)
    if found.competition.state not in EVALUATING:
        raise refusal("wrong-stage")
    bidders = bidders_of(found.competition)
    missing = [each.legal_name for each in bidders if each.pk not in interests]
    if missing or not bidders:
        raise refusal("not-about-everybody" if missing else "no-bids", names=", ".join(missing))
    said = {each.pk: interests[each.pk] for each in bidders}
    if any(each.kind != "none" and not each.about.strip() for each in said.values()):
        raise refusal("no-words")
    for supplier, each in said.items():
        EvaluatorInterest.objects.create(
            evaluator=found,
            supplier_id=supplier,
            kind=each.kind,
            about=each.about.strip(),
            declared_at=at,
            declared_by=by,
        )
    _say("declare_interests", found.competition, by, at, kinds=sorted({each.kind for each in said.values()}))
    return _settle(found, at)


@transaction.atomic
def find_conflict(*, evaluator: Evaluator, supplier: Supplier, about: str, by: User, at: datetime) -> Decision[Access]:
    """Record a conflict that came to light later: the scores are kept and count no more, and somebody else scores."""
    if by.pk != evaluator.user_id and by.role != "commissioner":
        raise refusal("not-a-commissioner")
    found = _held(evaluator)
    if supplier not in bidders_of(found.competition):
        raise refusal("not-a-bidder")
    if not about.strip():
        raise refusal("no-words")
    EvaluatorInterest.objects.create(
        evaluator=found, supplier=supplier, kind="conflict", about=about.strip(), declared_at=at, declared_by=by
    )
    _say("find_conflict", found.competition, by, at, evaluator=found.user.username, supplier=supplier.pk)
    return _settle(found, at)


@transaction.atomic
def start_scoring(*, competition: Competition, by: User, at: datetime) -> Competition:
    """Let the evaluators begin: there are enough of them with a chair, and bids to score."""
    stored = commissioned(competition, by, "opened")
    there = evaluators_of(stored)
    least = least_evaluators(stored)
    if len(there) < least:
        raise refusal("too-few", count=len(there), least=least)
    if not any(each.is_chair for each in there):
        raise refusal("no-chair")
    if not bidders_of(stored):
        raise refusal("no-bids")
    advance(stored, "score")
    _say("start_scoring", stored, by, at, evaluators=len(there))
    return stored


def consensus_if_ready(stored: Competition) -> bool:
    """Go on to the consensus once enough evaluators are there and every one has locked. Whether it did."""
    there, locked = scorers_of(stored)
    ready = there >= least_evaluators(stored) and locked == there
    if stored.state == "individual-scoring" and ready:
        advance(stored, "lock")
    return ready


def _settle(found: Evaluator, at: datetime) -> Decision[Access]:
    """Let the evaluator see the bids, or end them, as the rule says now.

    Somebody with a conflict is waited for no more; what was agreed with them is agreed anew, which the database sees to.
    """
    decided = access_of(
        found,
        bidders=bidders_of(found.competition),
        interests=interests_of([found])[found.pk],
        on=timezone.localdate(at),
    )
    if "conflict" in decided.value.blocks:
        _end(found, "conflict", str(decided.reason.words), at)
        if found.competition.state == "individual-scoring":
            consensus_if_ready(locked_competition(found.competition, "individual-scoring"))
    elif decided.value.allowed and found.cleared_at is None:
        found.cleared_at = at
        found.save(update_fields=["cleared_at"])
    return decided


def _end(found: Evaluator, ending: str, why: str, at: datetime) -> None:
    found.ended_at, found.ending, found.ended_why = at, ending, why.strip()
    found.save(update_fields=["ended_at", "ending", "ended_why"])


def _held(evaluator: Evaluator) -> Evaluator:
    found = Evaluator.objects.select_for_update(of=("self",)).select_related("competition", "user").get(pk=evaluator.pk)
    if found.ended_at is not None:
        raise refusal("ended")
    return found


def _appointing(competition: Competition, by: User) -> Competition:
    return commissioned(competition, by, *_APPOINTING)


def _say(verb: str, competition: Competition, by: User, at: datetime, **detail: Any) -> None:
    record(action=f"commissioning.{verb}", subject=competition.reference, by=by, at=at, **detail)
    announcer.announce(EvaluatorsChanged(competition.pk, verb.replace("_", "-"), by.pk, at))
