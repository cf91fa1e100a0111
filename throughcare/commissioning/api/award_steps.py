"""What is done about an award over the API: proposed, recommended, approved, published, challenged, concluded."""

from __future__ import annotations

from typing import Annotated, get_args

from django.http import HttpRequest
from django.utils import timezone
from ninja import Status

from throughcare.accounts.api import Among, Body, Day, Problem, operation
from throughcare.commissioning.api.awards import AwardStandOut, award_stands, router
from throughcare.commissioning.api.competition_drafts import lot_of
from throughcare.commissioning.api.competitions import competition_of
from throughcare.commissioning.api.steps import Key, Number, Paragraphs, WordsIn, acts, refusals, unknown
from throughcare.commissioning.commands import awards as commands
from throughcare.commissioning.commands import challenges, no_awards
from throughcare.commissioning.commands.award_contracts import draft_contracts
from throughcare.commissioning.models import AwardChallenge, AwardDecision, AwardProposal, Competition
from throughcare.commissioning.planning.award_proposal import propose
from throughcare.commissioning.queries.awards import standing_decision
from throughcare.commissioning.queries.evaluators import bidders_of
from throughcare.commissioning.rules.no_award import FollowUp, Ground

Grounds = Annotated[str, Among(get_args(Ground))]
FollowUps = Annotated[str, Among(get_args(FollowUp))]


class EndLotIn(Body):
    """Why a lot ends without an award, in words that are published, and what follows."""

    ground: Grounds
    words: Paragraphs
    follow_up: FollowUps


class ChallengeIn(Body):
    """What a bidder has against the award, by the number of the supplier."""

    supplier: Number
    received_on: Day
    words: Paragraphs


@router.post("/competitions/{reference}/award/proposals", response={201: AwardStandOut}, summary="Propose an award")
@operation(permission="commissioning.award", scope="awards:write")
def propose_award(request: HttpRequest, reference: str) -> Status[AwardStandOut]:
    """Work out the award of all lots together, and keep it as a proposal; nothing is decided by that."""
    one = competition_of(reference)
    with refusals():
        given = acts(request)
        asked, found, why = propose(one, on=timezone.localdate(given["at"]))
        commands.keep_proposal(competition=one, given=asked, award=found, explanation=why, **given)
    return Status(201, _after(one))


@router.post(
    "/competitions/{reference}/award/proposals/{key}/recommend", response=AwardStandOut, summary="Recommend an award"
)
@operation(permission="commissioning.award", scope="awards:write")
def recommend_award(request: HttpRequest, reference: str, key: Key, body: WordsIn) -> AwardStandOut:
    """Put a proposal to a director, with why in words that are published."""
    one = competition_of(reference)
    proposal = AwardProposal.objects.filter(pk=key, competition=one).first()
    if proposal is None:
        raise Problem("not-found")
    with refusals():
        commands.recommend_award(proposal=proposal, words=body.words, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/award/approve", response=AwardStandOut, summary="Approve an award")
@operation(permission="commissioning.oversee", scope="awards:write")
def approve_award(request: HttpRequest, reference: str) -> AwardStandOut:
    """Approve what was recommended, as a director who did not recommend it."""
    one = competition_of(reference)
    with refusals():
        commands.approve_award(decision=_decision(one), **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/award/send-back", response=AwardStandOut, summary="Send an award back")
@operation(permission="commissioning.oversee", scope="awards:write")
def send_award_back(request: HttpRequest, reference: str, body: WordsIn) -> AwardStandOut:
    """Do not approve it: back to the commissioner, with why."""
    one = competition_of(reference)
    with refusals():
        commands.send_award_back(decision=_decision(one), why=body.words, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/award/publish", response=AwardStandOut, summary="Publish an award")
@operation(permission="commissioning.award", scope="awards:write")
def publish_award(request: HttpRequest, reference: str) -> AwardStandOut:
    """Publish what was approved: the notice and a letter to every bidder go out, and the standstill begins."""
    one = competition_of(reference)
    with refusals():
        commands.publish_award(decision=_decision(one), **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/award/take-back", response=AwardStandOut, summary="Take an award back")
@operation(permission="commissioning.award", scope="awards:write")
def take_award_back(request: HttpRequest, reference: str, body: WordsIn) -> AwardStandOut:
    """Take a published award back during the standstill: its cancellation goes out."""
    one = competition_of(reference)
    with refusals():
        challenges.take_award_back(decision=_decision(one), why=body.words, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/award/challenges", response={201: AwardStandOut}, summary="Record a challenge")
@operation(permission="commissioning.award", scope="awards:write")
def record_challenge(request: HttpRequest, reference: str, body: ChallengeIn) -> Status[AwardStandOut]:
    """Record what a bidder has against the award; until it is settled nothing is concluded."""
    one = competition_of(reference)
    decision = _decision(one)
    supplier = next((each for each in bidders_of(one) if each.pk == body.supplier), None)
    if supplier is None:
        raise unknown("supplier", "not a bidder of this competition")
    if body.received_on > timezone.localdate():
        raise unknown("received_on", "lies ahead")
    with refusals():
        challenges.record_challenge(
            decision=decision, supplier=supplier, received_on=body.received_on, about=body.words, **acts(request)
        )
    return Status(201, _after(one))


@router.post(
    "/competitions/{reference}/award/challenges/{key}/settle", response=AwardStandOut, summary="Settle a challenge"
)
@operation(permission="commissioning.award", scope="awards:write")
def settle_challenge(request: HttpRequest, reference: str, key: Key, body: WordsIn) -> AwardStandOut:
    """Say how it ended."""
    one = competition_of(reference)
    raised = AwardChallenge.objects.select_related("decision__competition").filter(
        pk=key, decision__competition=one
    ).first()  # fmt: skip
    if raised is None:
        raise Problem("not-found")
    with refusals():
        challenges.settle_challenge(challenge=raised, outcome=body.words, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/award/conclude", response=AwardStandOut, summary="Conclude an award")
@operation(permission="commissioning.award", scope="awards:write")
def conclude_award(request: HttpRequest, reference: str) -> AwardStandOut:
    """End the competition once the standstill is over and no challenge is open."""
    one = competition_of(reference)
    with refusals():
        commands.conclude_award(competition=one, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/award/contracts", response=AwardStandOut, summary="Draft the contracts")
@operation(permission="commissioning.award", scope="awards:write")
def draft_award_contracts(request: HttpRequest, reference: str) -> AwardStandOut:
    """Draft the contract of every award that has none yet; they are listed at ``/agreements``."""
    one = competition_of(reference)
    with refusals():
        draft_contracts(competition=one, **acts(request))
    return _after(one)


@router.post("/competitions/{reference}/lots/{lot}/end", response=AwardStandOut, summary="End a lot without an award")
@operation(permission="commissioning.award", scope="awards:write")
def end_one_lot(request: HttpRequest, reference: str, lot: int, body: EndLotIn) -> AwardStandOut:
    """End it on a ground that agrees with its bids, with what follows; published with the award."""
    one = competition_of(reference)
    row = lot_of(one, lot)
    with refusals({"no-ground": "ground", "ground-not-true": "ground", "follow-up-does-not-fit": "follow_up"}):
        no_awards.end_lot(lot=row, ground=body.ground, words=body.words, follow_up=body.follow_up, **acts(request))
    return _after(one)


@router.post(
    "/competitions/{reference}/award/nothing", response=AwardStandOut, summary="End a competition without any award"
)
@operation(permission="commissioning.award", scope="awards:write")
def award_nothing(request: HttpRequest, reference: str) -> AwardStandOut:
    """End a competition of which every lot has ended without an award, and publish why."""
    one = competition_of(reference)
    with refusals():
        no_awards.award_nothing(competition=one, **acts(request))
    return _after(one)


def _decision(one: Competition) -> AwardDecision:
    found = standing_decision(one)
    if found is None:
        raise Problem("not-found")
    return found


def _after(one: Competition) -> AwardStandOut:
    return award_stands(competition_of(one.reference))
