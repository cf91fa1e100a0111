"""Competitions of the demonstration that have closed: one whose award became a contract, one whose bids are being scored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone

from throughcare.accounts.acting import acting, acting_by_itself
from throughcare.accounts.models import User
from throughcare.commissioning.commands import awards, bid_openings, bids, contracts, evaluators, no_awards, scoring
from throughcare.commissioning.commands.competition_changes import next_round
from throughcare.commissioning.commands.contract_changes import change_contract
from throughcare.commissioning.commands.contract_payments import check_invoice, pay_invoice, record_invoice
from throughcare.commissioning.commands.contract_reviews import record_measurement, record_review
from throughcare.commissioning.commands.contract_signing import activate_due, sign_contract, sign_for_supplier
from throughcare.commissioning.commands.evaluators import Interest
from throughcare.commissioning.models import (
    Award,
    Competition,
    CompetitionLot,
    Contract,
    Evaluator,
    OpenedBid,
    OpenedBidder,
)
from throughcare.commissioning.planning.award_proposal import propose
from throughcare.commissioning.queries.evaluators import bidders_of
from throughcare.commissioning.rules.bid_draft import TypedBid
from throughcare.organisations.models import SupplierUser
from throughcare.site.demo_competitions import PASSPHRASE, Cast, draft_one, publish_one

DAY = timedelta(days=1)
BIDS = (
    ("demo.supplier", "Doorstep", {"lot-1": "228,000", "lot-2": "231,500"}, "4.5"),
    ("demo.supplier2", "Lantern", {"lot-1": "236,500"}, "3.5"),
    ("demo.supplier3", "Second Start", {"lot-1": "219,750", "lot-2": "238,000"}, "3.5"),
)
"""Who bids, what the organisation is known as, its prices, and what its answers are found to be worth."""


@dataclass(frozen=True)
class Closed:
    """A competition whose bids are open, with those who evaluate them, the chair first."""

    competition: Competition
    cast: Cast
    people: Sequence[User]
    closed_at: datetime

    def day(self, days: int) -> datetime:
        """So many days after it closed."""
        return self.closed_at + days * DAY


def award_one(cast: Cast) -> None:
    """Three lots: of two that are awarded one is a contract in force and one waits to be signed; nobody bids for the third,
    which goes to a next round.
    """
    title = "Fictional rooms and tenancies"
    needs = ("accommodation", "employment", "mentoring")
    made = _closed(draft_one(cast, title, *needs, value=240_000_00, months=4), cast)
    if made is None:
        return
    for user in made.people:
        _score(made, user)
    _agree(made)
    _open(made, "price", made.day(12))
    first, second = _award(made)
    contract = _contract(made, first)
    _sign(made, contract)
    _live(made, contract)
    _contract(made, second)
    with acting(cast.by, why="demonstration"):
        left = CompetitionLot.objects.filter(competition=made.competition, no_award__isnull=False)
        competition = Competition.objects.get(pk=made.competition.pk)
        next_round(
            competition=competition, lots=left, by=cast.by, at=made.day(40), title="Fictional mentoring, once more"
        )


def score_one(cast: Cast) -> None:
    """Its bids are open and one evaluator of three has scored."""
    made = _closed(draft_one(cast, "Fictional support in a first home", "accommodation", value=240_000_00), cast)
    if made is not None:
        _score(made, made.people[1])


def _closed(draft: Competition, cast: Cast) -> Closed | None:
    """Published, bid for, closed and opened, with evaluators who have declared; None where somebody is missing."""
    people = [User.objects.filter(**narrowed, is_active=True).order_by("pk").first() for narrowed in (
        {"username": "demo.commissioner2"}, {"role": "senior"}, {"role": "head"})]  # fmt: skip
    competition = publish_one(draft, cast)
    closes_at = competition.closes_at
    if closes_at is None or None in people:
        return None
    made = Closed(competition, cast, [each for each in people if each is not None], closes_at)
    with acting(cast.by, why="demonstration"):
        asked = {lot.key for lot in competition.lots.all()}
    for username, known_as, prices, _worth in BIDS:
        _bid(made, username, known_as, {lot: price for lot, price in prices.items() if lot in asked})
    _open(made, "quality", closes_at + timedelta(hours=2))
    given: dict[str, Any] = {"competition": competition, "at": made.day(1)}
    for place, user in enumerate(made.people):
        with acting(cast.by, why="demonstration"):
            evaluators.appoint_evaluator(user=user, by=cast.by, is_chair=place == 0, **given)
        with acting(user, why="demonstration"):
            own = Evaluator.objects.get(competition=competition, user=user)
            nothing = {each.pk: Interest("none") for each in bidders_of(competition)}
            evaluators.declare_interests(evaluator=own, interests=nothing, by=user, at=made.day(1))
    with acting(cast.by, why="demonstration"):
        evaluators.start_scoring(by=cast.by, **given)
    return made


def _bid(made: Closed, username: str, known_as: str, prices: dict[str, str]) -> None:
    user = User.objects.get(username=username)
    at = made.day(-3)
    with acting(user, why="demonstration"):
        supplier = SupplierUser.objects.get(user=user, ended_at=None, supplier__known_as=known_as).supplier
        bid, code = bids.start_bid(competition=made.competition, supplier=supplier, by=user, at=at)
        answers = {
            question.code: f"We say what an organisation of our size has done before. {question.good_answer}."
            for question in made.competition.questions.all()
        }
        typed = TypedBid(lots=tuple(prices), answers=answers, prices=prices)
        bids.change_draft(bid=bid, code=code, change=_written(typed), by=user, at=at)
        bids.submit_bid(bid=bid, code=code, by=user, at=at)


def _written(typed: TypedBid) -> Callable[[TypedBid], TypedBid]:
    return lambda _before: msgspec.structs.replace(typed)


def _open(made: Closed, envelope: str, at: datetime) -> None:
    """Two officers together, each with a passphrase and a declaration."""
    for user in (made.cast.by, made.cast.director):
        with acting(user, why="demonstration"):
            officer = made.competition.officers.get(user=user)
            if envelope == "quality":
                bid_openings.declare(officer=officer, conflict=False, about="", by=user, at=at)
            bid_openings.attempt_opening(
                competition=made.competition, envelope=envelope, passphrase=PASSPHRASE, by=user, at=at
            )


def _worth(made: Closed) -> dict[UUID, Decimal]:
    """What the answers of each bid are worth here; evaluators are not told whose they are."""
    known = {known_as: Decimal(worth) for _username, known_as, _prices, worth in BIDS}
    found = OpenedBidder.objects.filter(opened__competition=made.competition).select_related("supplier")
    return {each.opened_id: known[each.supplier.known_as] for each in found}


def _score(made: Closed, user: User) -> None:
    with acting(user, why="demonstration"):
        own, worth = Evaluator.objects.get(competition=made.competition, user=user), _worth(made)
        for opened in OpenedBid.objects.filter(competition=made.competition):
            for question in made.competition.questions.all():
                scoring.save_score(
                    evaluator=own, opened=opened, question=question, score=worth[opened.pk], by=user, at=made.day(5),
                    reasons="It names who does what, and shows that it was done before.",
                )  # fmt: skip
        scoring.lock_scores(evaluator=own, by=user, at=made.day(6))


def _agree(made: Closed) -> None:
    chair = made.people[0]
    with acting(chair, why="demonstration"):
        worth = _worth(made)
        for opened in OpenedBid.objects.filter(competition=made.competition):
            for question in made.competition.questions.all():
                scoring.agree_score(
                    opened=opened, question=question, score=worth[opened.pk], by=chair, at=made.day(9),
                    reasons="All three found the same: clear on people and dates, with evidence.",
                )  # fmt: skip
    with acting(made.cast.by, why="demonstration"):
        scoring.moderate(
            competition=made.competition, note="Read through and agreed.", by=made.cast.by, at=made.day(10)
        )


def _award(made: Closed) -> list[Award]:
    """Proposed, recommended, approved, published and concluded after the standstill; nobody bid for the last lot."""
    by, director = made.cast.by, made.cast.director
    with acting(by, why="demonstration"):
        competition = Competition.objects.get(pk=made.competition.pk)
        nobody = CompetitionLot.objects.get(competition=competition, number=3)
        no_awards.end_lot(
            lot=nobody,
            ground="no-bids",
            words="Nobody bid for mentoring.",
            follow_up="run-again",
            by=by,
            at=made.day(13),
        )
        given, found, why = propose(competition, on=timezone.localdate(made.day(14)))
        proposal = awards.keep_proposal(
            competition=competition, given=given, award=found, explanation=why, by=by, at=made.day(14)
        )
        words = "The bid with the best score for quality, social value and price together."
        decision = awards.recommend_award(proposal=proposal, words=words, by=by, at=made.day(14))
    with acting(director, why="demonstration"):
        decision = awards.approve_award(decision=decision, by=director, at=made.day(16))
    with acting(by, why="demonstration"):
        awards.publish_award(decision=decision, by=by, at=made.day(17))
        awards.conclude_award(competition=Competition.objects.get(pk=made.competition.pk), by=by, at=made.day(32))
        return list(Award.objects.filter(decision=decision).order_by("lots__number"))


def _contract(made: Closed, award: Award) -> Contract:
    """Drafted, with an indicator of outcome."""
    by = made.cast.by
    with acting(by, why="demonstration"):
        lot = award.lots.get()
        contract = contracts.draft_contract(
            competition=Competition.objects.get(pk=made.competition.pk), lots=[lot], supplier=award.supplier,
            value_pence=award.value_pence, award_key=award.key, reference=f"fictional-rooms-{lot.number}", vat_percent=20,
            title=f"Fictional {lot.title.lower()}", by=by, at=made.day(33), starts_on=timezone.localdate(made.day(45)),
        )  # fmt: skip
        contracts.add_indicator(
            contract=contract, name="Still in place six months later", by=by, at=made.day(33),
            definition="People who began and are still in the home or the work six months later",
            owner="Contract manager of the region", numerator="People still there six months later",
            denominator="People who began six months before", gaming="Only people who find it easy are taken on",
            target_percent=Decimal(75),
        )  # fmt: skip
    return contract


def _sign(made: Closed, contract: Contract) -> None:
    user = User.objects.get(username=BIDS[0][0])
    with acting(user, why="demonstration"):
        sign_for_supplier(contract=contract, by=user, at=made.day(35))
    with acting(made.cast.by, why="demonstration"):
        sign_contract(contract=contract, by=made.cast.by, at=made.day(36))
    with acting_by_itself(why="demonstration"):
        activate_due(at=made.day(45))


def _live(made: Closed, contract: Contract) -> None:
    """Three invoices: one paid, one late, one that waits; a change, a measurement and a review."""
    by, user = made.cast.by, User.objects.get(username=BIDS[0][0])
    sent = []
    for number, days, net in ((1, 75, 40_000_00), (2, 80, 9_000_50), (3, 135, 9_000_00)):
        with acting(user, why="demonstration"):
            sent.append(record_invoice(
                contract=contract, number=f"DOOR-{number}", what=f"Part {number} of the first year", net_pence=net,
                vat_pence=net // 5, dated_on=timezone.localdate(made.day(days)), by=user, at=made.day(days),
            ))  # fmt: skip
    checker = made.people[0]
    for each in sent[:2]:
        with acting(checker, why="demonstration"):
            check_invoice(invoice=each, by=checker, at=made.day(90))
    with acting(by, why="demonstration"):
        paid_on = timezone.localdate(made.day(95))
        pay_invoice(invoice=sent[0], paid_on=paid_on, by=by, at=made.day(95))
        change_contract(
            contract=contract, what="Five more places in the north.", why="More people wait than were projected.",
            ground="light-touch", added_pence=12_000_00, by=by, at=made.day(100),
        )  # fmt: skip
        indicator = contract.indicators.get()
        record_measurement(
            indicator=indicator, start=timezone.localdate(made.day(46)), until=timezone.localdate(made.day(106)),
            numerator=7, denominator=9, by=by, at=made.day(110),
        )  # fmt: skip
        record_review(
            contract=contract, held_on=timezone.localdate(made.day(112)), findings="A good start, with few referrals yet.",
            ratings={indicator: "approaching-target"}, by=by, at=made.day(112),
        )  # fmt: skip
