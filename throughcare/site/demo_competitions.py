"""Competitions of the demonstration: one that is open for bids, one approved, one that waits for a director, one drafted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.commissioning.commands import bid_officers
from throughcare.commissioning.commands import competition_drafts as drafts
from throughcare.commissioning.commands.competition_enquiries import answer_question, ask_question
from throughcare.commissioning.commands.competition_publishing import approve, offer_for_approval, publish_competition
from throughcare.commissioning.models import Competition, Market, MarketCategory, Membership
from throughcare.kernel.calendar import add_months
from throughcare.organisations.models import Supplier, SupplierUser

MEMBERS = {"accommodation": (0, 1, 4), "employment": (0, 2), "mentoring": (2, 5)}
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

PASSPHRASE = "seven herons over the weir"
"""Of both officers who open the bids of the demonstration; real ones choose their own."""


@dataclass(frozen=True)
class _Cast:
    """Who acts, and when it began."""

    market: Market
    by: User
    director: User
    at: datetime


def hold_competitions(*, at: datetime) -> None:
    """Draft, approve and publish them as people would; doing it twice changes nothing."""
    by = User.objects.filter(username="demo.commissioner").first()
    director = User.objects.filter(role="director", is_active=True).order_by("pk").first()
    if by is None or director is None:
        return
    with acting(by, why="demonstration"):
        market = Market.objects.filter(reference="fictional-rehabilitation").first()
        held = Competition.objects.filter(reference="fictional-homes-after-prison").exists()
    if market is None or held:
        return
    cast = _Cast(market, by, director, at)
    _give_places(cast)
    _publish(_draft(cast, "Fictional homes after prison", "accommodation", value=240_000_00), cast)
    ready = _draft(cast, "Fictional advice on money", "accommodation", value=120_000_00)
    with acting(director, why="demonstration"):
        why = "A first year, which a grant tops up while volumes are small."
        approve(competition=ready, public_reason=why, by=director, at=at - timedelta(days=1))
    waiting = _draft(cast, "Fictional help to find work", "employment", value=90_000_00)
    with acting(by, why="demonstration"):
        offer_for_approval(competition=waiting, by=by, at=at - timedelta(days=1))
        drafts.draft_competition(market=market, title="Fictional mentoring for young adults", by=by, at=at)


def _give_places(cast: _Cast) -> None:
    """Members of the panel, where it has none yet."""
    with acting(cast.by, why="demonstration"):
        suppliers = list(Supplier.objects.order_by("pk"))
        for category in MarketCategory.objects.filter(market=cast.market):
            for place in MEMBERS.get(category.need, ()):
                Membership.objects.get_or_create(
                    category=category, supplier=suppliers[place], left_on=None, removed_on=None,
                    defaults={"admitted_at": cast.at - timedelta(days=40), "admitted_by": cast.by},
                )  # fmt: skip


def _draft(cast: _Cast, title: str, need: str, *, value: int) -> Competition:
    at = cast.at - timedelta(days=12)
    given: dict[str, Any] = {"by": cast.by, "at": at}
    with acting(cast.by, why="demonstration"):
        one = drafts.draft_competition(market=cast.market, title=title, **given)
        starts_on = add_months(timezone.localdate(cast.at).replace(day=1), 6)
        said = "Help for people who leave prison or are supervised, from the first day and for as long as it takes."
        drafts.change_draft(competition=one, specification=said, starts_on=starts_on, **given)
        category = MarketCategory.objects.get(market=cast.market, need=need, cohort="")
        facts = {"title": "The whole region", "category": category, "value_pence": value,
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


def _publish(one: Competition, cast: _Cast) -> None:
    """Published two days ago, with one question answered and one that waits."""
    day = timedelta(days=1)
    for user in (cast.by, cast.director):
        with acting(cast.by, why="demonstration"):
            officer = bid_officers.name_officer(competition=one, user=user, by=cast.by, at=cast.at - 3 * day)
        with acting(user, why="demonstration"):
            bid_officers.enrol_officer(officer=officer, passphrase=PASSPHRASE, by=user, at=cast.at - 3 * day)
    with acting(cast.director, why="demonstration"):
        approve(competition=one, by=cast.director, at=cast.at - 3 * day)
    with acting(cast.by, why="demonstration"):
        one = publish_competition(competition=one, by=cast.by, at=cast.at - 2 * day)
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
