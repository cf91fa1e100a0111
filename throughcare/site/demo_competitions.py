"""Competitions of the demonstration: one that is open for bids, one approved, one that waits for a director, one drafted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.commissioning.commands import competition_drafts as drafts
from throughcare.commissioning.commands.bid_officers import enrol_officer, name_officer
from throughcare.commissioning.commands.competition_enquiries import answer_question, ask_question
from throughcare.commissioning.commands.competition_publishing import approve, offer_for_approval, publish_competition
from throughcare.commissioning.models import Competition, Market, MarketCategory
from throughcare.commissioning.queries.reach import reaches_market
from throughcare.kernel.calendar import add_months
from throughcare.organisations.models import SupplierUser

WEIGHTS = (("quality", "Quality of the service", "quality", 60), ("social-value", "Value to the area", "social-value", 15),
           ("price", "Price asked", "price", 25))  # fmt: skip
QUESTIONS = (
    ("quality", "How will you find homes that people can keep?", 500, "Says who does what, and by when"),
    ("quality", "How will you support somebody whose tenancy is at risk?", 500, "Names what is done in the first week"),
    (
        "social-value",
        "What else will the area gain from your work?",
        250,
        "Names jobs, training or places, with a number",
    ),
)
FIGURES: Mapping[str, Any] = {
    "hours_per_case": Decimal(20), "productive_hours": Decimal(1400), "cost_per_worker_pence": 35_000_00,
    "fixed_cost_pence": 30_000_00, "overhead_percent": Decimal(10), "inflation_percent": Decimal(2),
}  # fmt: skip

LOTS = {
    "accommodation": "Rooms in the region",
    "employment": "Work in the region",
    "mentoring": "Mentors in the region",
}
PASSPHRASE = "seven herons over the weir"
"""With which each officer of the demonstration opens bids; outside it, everybody has one of their own."""


@dataclass(frozen=True)
class Cast:
    """Who acts, and when it began."""

    market: Market
    by: User
    director: User
    at: datetime


def hold_competitions(*, at: datetime, earlier: Mapping[Callable[[Cast], None], int] | None = None) -> None:
    """Draft, approve and publish them as people would; doing it twice changes nothing.

    ``earlier`` is done first, each as if so many days ago.
    """
    by = User.objects.filter(username="demo.commissioner").first()
    if by is None:
        return
    with acting(by, why="demonstration"):
        market = Market.objects.filter(reference="fictional-rehabilitation").first()
        held = Competition.objects.filter(reference="fictional-homes-after-prison").exists()
    if market is None or held:
        return
    directors = User.objects.filter(role="director", is_active=True).order_by("pk")
    director = next((each for each in directors if reaches_market(each, market)), None)
    if director is None:
        return
    cast = Cast(market, by, director, at)
    for work, days in (earlier or {}).items():
        work(replace(cast, at=at - timedelta(days=days)))
    _open(draft_one(cast, "Fictional homes after prison", "accommodation", value=240_000_00), cast)
    ready = draft_one(cast, "Fictional advice on money", "accommodation", value=120_000_00)
    with acting(director, why="demonstration"):
        why = "A first year, which a grant tops up while volumes are small."
        approve(competition=ready, public_reason=why, by=director, at=at - timedelta(days=1))
    waiting = draft_one(cast, "Fictional help to find work", "employment", value=90_000_00)
    with acting(by, why="demonstration"):
        offer_for_approval(competition=waiting, by=by, at=at - timedelta(days=1))
        drafts.draft_competition(market=market, title="Fictional mentoring for young adults", by=by, at=at)


def draft_one(cast: Cast, title: str, *needs: str, value: int, months: int = 6) -> Competition:
    """A draft of twelve days before ``cast.at`` with a lot for each need; contracts start ``months`` later."""
    at = cast.at - timedelta(days=12)
    given: dict[str, Any] = {"by": cast.by, "at": at}
    with acting(cast.by, why="demonstration"):
        one = drafts.draft_competition(market=cast.market, title=title, **given)
        starts_on = add_months(timezone.localdate(cast.at).replace(day=1), months)
        said = "Help for people who leave prison or are supervised, from the first day and for as long as it takes."
        drafts.change_draft(competition=one, specification=said, starts_on=starts_on, **given)
        for need in needs:
            category = MarketCategory.objects.get(market=cast.market, need=need)
            facts = {"title": LOTS[need], "category": category, "value_pence": value,
                     "mobilisation_pence": value // 24, "annual_volume": 80}  # fmt: skip
            lot = drafts.keep_lot(competition=one, facts=facts, **given)
            drafts.keep_funding(lot=lot, figures=FIGURES, **given)
        weighed = [drafts.CriterionFacts(code, name, kind, Decimal(weight)) for code, name, kind, weight in WEIGHTS]
        drafts.set_criteria(competition=one, criteria=weighed, **given)
        under = {each.code: each for each in one.criteria.all()}
        for code, text, words, good in QUESTIONS:
            asked = {"criterion": under[code], "text": text, "words": words, "good_answer": good, "serves": "A home"}
            drafts.keep_question(competition=one, facts=asked, **given)
    return one


def publish_one(one: Competition, cast: Cast) -> Competition:
    """Approved, with two officers to open the bids, and published two days before ``cast.at``."""
    day = timedelta(days=1)
    for officer in (cast.by, cast.director):
        with acting(cast.by, why="demonstration"):
            named = name_officer(competition=one, user=officer, by=cast.by, at=cast.at - 4 * day)
        with acting(officer, why="demonstration"):
            enrol_officer(officer=named, passphrase=PASSPHRASE, by=officer, at=cast.at - 4 * day)
    with acting(cast.director, why="demonstration"):
        approve(competition=one, by=cast.director, at=cast.at - 3 * day)
    with acting(cast.by, why="demonstration"):
        return publish_competition(competition=one, by=cast.by, at=cast.at - 2 * day)


def _open(one: Competition, cast: Cast) -> None:
    """Open for bids, with one question answered and one that waits."""
    day, one = timedelta(days=1), publish_one(one, cast)
    bidder = User.objects.filter(username="demo.supplier").first()
    if bidder is None:
        return
    with acting(bidder, why="demonstration"):
        supplier = SupplierUser.objects.filter(user=bidder, ended_at=None).order_by("pk")[0].supplier
        given: dict[str, Any] = {"competition": one, "supplier": supplier, "by": bidder, "at": cast.at - 2 * day}
        asked = ask_question(text="May a partner of ours hold the leases of the homes?", **given)
        ask_question(text="How many people waited for a home last year?", **given)
    with acting(cast.by, why="demonstration"):
        answer_question(
            enquiry=asked, answer="Yes, where the partner is named in the bid.", by=cast.by, at=cast.at - day
        )
