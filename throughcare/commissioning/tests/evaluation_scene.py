"""A competition whose bids are open, with evaluators: made as the owner, without the keys and envelopes of real bids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import awards, evaluators, scoring
from throughcare.commissioning.commands.evaluators import Interest
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.models import (
    AwardDecision,
    AwardProposal,
    Bid,
    Competition,
    CompetitionQuestion,
    Consensus,
    Evaluator,
    EvaluatorInterest,
    OpenedBid,
    OpenedBidder,
    OpenedPrice,
    Score,
)
from throughcare.commissioning.planning.award_proposal import propose
from throughcare.commissioning.queries.ocds_competition import competition_release
from throughcare.commissioning.tests.factories import CLOSES, PUBLISHED, Scene, competition_scene
from throughcare.organisations.models import Supplier
from throughcare.organisations.tests.factories import SupplierIdentifierFactory
from throughcare.testing.acting import as_role

OPENED = CLOSES + timedelta(hours=1)
SCORED = OPENED + timedelta(days=3)
AGREED = SCORED + timedelta(days=2)
PRICED = AGREED + timedelta(days=1)
DECIDED = PRICED + timedelta(days=2)


@dataclass
class Evaluation:
    """The scene with opened bids (bidder n is supplier n, counted from 1) and evaluators, the chair first."""

    scene: Scene
    bids: list[OpenedBid] = field(default_factory=list)
    people: list[User] = field(default_factory=list)

    @property
    def commissioner(self) -> User:
        """Who buys."""
        return self.scene.commissioner

    @property
    def director(self) -> User:
        """Who approves."""
        return self.scene.director

    @property
    def competition(self) -> Competition:
        """As it stands now."""
        with as_role("owner"):
            return Competition.objects.get(pk=self.scene.competition.pk)

    @property
    def questions(self) -> list[Any]:
        """What is scored."""
        return self.scene.questions

    def evaluator(self, place: int) -> Evaluator:
        """The row of an evaluator."""
        with as_role("owner"):
            return Evaluator.objects.select_related("competition", "user").filter(
                competition=self.scene.competition, user=self.people[place]
            ).latest("pk")  # fmt: skip

    @property
    def decision(self) -> AwardDecision:
        """The decision that stands."""
        with as_role("owner"):
            return AwardDecision.objects.get(competition=self.scene.competition, sent_back_at=None, undone_at=None)


def evaluation_scene(
    *, bids: int = 3, evaluators: int = 3, lots: tuple[str, ...] = ("lot-1", "lot-2"),
    consortia: dict[int, tuple[tuple[int, int], ...]] | None = None,
    lots_of: dict[int, tuple[str, ...]] | None = None, minimum: float | None = None, **competition: object,
) -> Evaluation:  # fmt: skip
    """Opened bids for ``lots`` (those of a bid in ``lots_of``), and evaluators who are appointed and have not declared.

    ``consortia`` are members of a bid, each the number of a supplier and its share. ``minimum`` is the least score of the
    first question.
    """
    with as_role("owner"):
        scene = competition_scene(members=max(bids, 3))
        Competition.objects.filter(pk=scene.competition.pk).update(**competition)
        CompetitionQuestion.objects.filter(pk=scene.questions[0].pk).update(minimum_score=minimum)
        for number, supplier in enumerate(scene.suppliers, start=1):
            SupplierIdentifierFactory(supplier=supplier, number=f"99{scene.competition.pk:04d}{number}"[-7:])
        scene.competition.refresh_from_db()
        publish(release=competition_release(scene.competition, number=1, at=PUBLISHED, tag="tender"), by=None)
        Competition.objects.filter(pk=scene.competition.pk).update(state="opened")
        made = Evaluation(scene)
        for number, bidder in enumerate(scene.bidders[:bids], start=1):
            made.bids.append(
                _bid(scene, number, bidder, (lots_of or {}).get(number, lots), (consortia or {}).get(number, ()))
            )
        roles = ("senior", "head", "commissioner", "senior")
        made.people = [UserFactory(role=role) for role in roles[:evaluators]]
    with acting(made.commissioner):
        for place, user in enumerate(made.people):
            evaluators_appoint(made, user, chair=place == 0)
    return made


def _bid(scene: Scene, number: int, bidder: Any, lots: tuple[str, ...], members: Any) -> OpenedBid:
    bid = Bid.objects.create(
        competition=scene.competition, supplier=bidder.supplier, state="submitted", started_at=PUBLISHED,
        started_by=bidder.user,
    )  # fmt: skip
    answers = {question.code: f"Answer {number} to {question.code}." for question in scene.questions}
    opened = OpenedBid.objects.create(
        competition=scene.competition, number=number, version=1, opened_at=OPENED,
        content={"lots": list(lots), "answers": answers, "files": []},
    )  # fmt: skip
    people = [(scene.suppliers[place - 1], share) for place, share in members]
    named = [{"supplier": each.pk, "name": each.legal_name, "share": share, "demand": {}} for each, share in people]
    OpenedBidder.objects.create(
        opened=opened, bid=bid, supplier=bidder.supplier, who={"members": named, "capacity": {}, "demand": {}}
    )
    return opened


def evaluators_appoint(made: Evaluation, user: User, *, chair: bool = False, at: datetime = OPENED) -> Evaluator:
    """Appoint, while the commissioner acts."""
    return evaluators.appoint_evaluator(
        competition=made.competition, user=user, by=made.commissioner, at=at, is_chair=chair
    )


def declare(made: Evaluation, place: int, *, at: datetime = OPENED, **kinds: tuple[str, str]) -> Any:
    """Declare about every bidder: nothing, but for ``b1=("conflict", "A cousin")``."""
    user = made.people[place]
    with acting(user):
        said = {}
        with as_role("owner"):
            everybody = dict(enumerate(_bidders(made), start=1))
        for number, supplier in everybody.items():
            said[supplier.pk] = Interest(*kinds.get(f"b{number}", ("none", "")))
        return evaluators.declare_interests(evaluator=made.evaluator(place), interests=said, by=user, at=at)


def _bidders(made: Evaluation) -> list[Supplier]:
    """The suppliers that bid, then members of consortia who do not bid themselves."""
    there = {each.supplier_id for each in OpenedBidder.objects.filter(opened__in=made.bids)}
    leads = [each for each in made.scene.suppliers if each.pk in there]
    inside = {m["supplier"] for each in OpenedBidder.objects.filter(opened__in=made.bids) for m in each.who["members"]}
    return [*leads, *Supplier.objects.filter(pk__in=inside - {each.pk for each in leads}).order_by("pk")]


def start(made: Evaluation, *, at: datetime = OPENED) -> Evaluation:
    """Everybody declares, and scoring begins."""
    for place in range(len(made.people)):
        declare(made, place, at=at)
    with acting(made.commissioner):
        evaluators.start_scoring(competition=made.competition, by=made.commissioner, at=at)
    return made


def score_all(made: Evaluation, place: int, scores: dict[int, float] | None = None, *, at: datetime = SCORED) -> bool:
    """An evaluator gives every answer of bidder n ``scores[n]``, or 4, and locks."""
    user, own = made.people[place], made.evaluator(place)
    with acting(user):
        for opened in made.bids:
            for question in made.questions:
                scoring.save_score(
                    evaluator=own, opened=opened, question=question, by=user, at=at, reasons="It holds what was asked.",
                    score=Decimal(str((scores or {}).get(opened.number, 4))),
                )  # fmt: skip
        return scoring.lock_scores(evaluator=own, by=user, at=at)


def agree_all(made: Evaluation, scores: dict[int, float] | None = None, *, at: datetime = AGREED) -> None:
    """The chair writes down ``scores[n]``, or 4, for every answer of bidder n."""
    chair = made.people[0]
    with acting(chair):
        for opened in made.bids:
            for question in made.questions:
                scoring.agree_score(
                    opened=opened, question=question, score=Decimal(str((scores or {}).get(opened.number, 4))),
                    reasons=f"Agreed for bidder {opened.number}.", by=chair, at=at,
                )  # fmt: skip


def moderated_scene(scores: dict[int, float] | None = None, **given: Any) -> Evaluation:
    """Everything up to the moderated consensus, every evaluator giving what is agreed; in bulk, for what follows."""
    made = evaluation_scene(**given)
    worth = {each.number: Decimal(str((scores or {}).get(each.number, 4))) for each in made.bids}
    answers = [(opened, question) for opened in made.bids for question in made.questions]
    with as_role("owner"):
        there = Competition.objects.filter(pk=made.scene.competition.pk)
        people = list(Evaluator.objects.filter(competition=made.scene.competition).select_related("user"))
        EvaluatorInterest.objects.bulk_create(
            EvaluatorInterest(evaluator=one, supplier=supplier, kind="none", declared_at=OPENED, declared_by=one.user)
            for one in people
            for supplier in _bidders(made)
        )
        Evaluator.objects.filter(pk__in=[one.pk for one in people]).update(cleared_at=OPENED)
        there.update(state="individual-scoring")
        Score.objects.bulk_create(
            Score(evaluator=one, opened=opened, question=question, score=worth[opened.number], reasons="Enough.",
                  saved_at=SCORED, locked_at=SCORED)
            for one in people for opened, question in answers
        )  # fmt: skip
        Evaluator.objects.filter(pk__in=[one.pk for one in people]).update(locked_at=SCORED)
        there.update(state="consensus")
        Consensus.objects.bulk_create(
            Consensus(opened=opened, question=question, score=worth[opened.number], saved_by=made.people[0], saved_at=AGREED,
                      reasons=f"Agreed for bidder {opened.number}.", agreed_at=AGREED)
            for opened, question in answers
        )  # fmt: skip
    with acting(made.commissioner):
        scoring.moderate(competition=made.competition, note="Read through.", by=made.commissioner, at=AGREED)
    return made


def open_prices(made: Evaluation, prices: dict[int, Any], *, conditions: dict[int, Any] | None = None) -> Evaluation:
    """The second envelopes: pence of bidder n for each of its lots, or its offers by lots joined with ``+``."""
    with as_role("owner"):
        for opened in made.bids:
            asked = prices[opened.number]
            offers = asked if isinstance(asked, dict) else dict.fromkeys(opened.content["lots"], asked)
            said = [{"key": key, "lots": key.split("+"), "pence": pence} for key, pence in offers.items()]
            content = {"offers": said, "conditions": (conditions or {}).get(opened.number, [])}
            OpenedPrice.objects.create(opened=opened, content=content, opened_at=PRICED)
    return made


def proposed(made: Evaluation, *, at: datetime = PRICED) -> AwardProposal:
    """The planner's proposal, kept."""
    with acting(made.commissioner):
        given, award, why = propose(made.competition, on=at.date())
        return awards.keep_proposal(
            competition=made.competition, given=given, award=award, explanation=why, by=made.commissioner, at=at
        )


def published(made: Evaluation, *, at: datetime = DECIDED) -> AwardDecision:
    """Proposed, recommended, approved and published."""
    proposal = proposed(made)
    with acting(made.commissioner):
        decision = awards.recommend_award(proposal=proposal, words="The best bids.", by=made.commissioner, at=at)
    with acting(made.director):
        awards.approve_award(decision=decision, by=made.director, at=at)
    with acting(made.commissioner):
        return awards.publish_award(decision=decision, by=made.commissioner, at=at)
