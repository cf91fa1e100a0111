"""Competitions as the public and suppliers read them: the list, and one with its days, its lots and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.models import (
    Competition,
    CompetitionChange,
    CompetitionInvitation,
    CompetitionLot,
    LotFunding,
    Membership,
)
from throughcare.commissioning.queries.competition_checks import funding_case
from throughcare.commissioning.queries.competitions import SECOND
from throughcare.commissioning.rules.bidding_cost import BiddingCase, BiddingCost, decide_bidding_cost
from throughcare.commissioning.rules.competition_change import Change, ChangeCase, decide_change
from throughcare.commissioning.rules.formula_words import example_case
from throughcare.commissioning.rules.need_policy import told_volume
from throughcare.commissioning.rules.price_score import PriceScores, decide_price_score
from throughcare.commissioning.rules.timetable import Timetable, TimetableCase, decide_timetable
from throughcare.commissioning.rules.underfunding import Funding, decide_funding
from throughcare.kernel.decision import Decision
from throughcare.organisations.queries.suppliers import acting_for

STATES = ("open", "over")


def opportunities(
    *, at: datetime, words: str = "", need: str = "", region: str = "", state: str = "open"
) -> QuerySet[Any]:
    """Published competitions with their value and the number of their lots; open ones by their closing, the next first.

    ``state`` is ``open`` for those that take bids at ``at``, ``over`` for the others, empty for all.
    """
    found = Competition.objects.filter(published_at__isnull=False).select_related("market__region")
    is_open = Q(state="published", closes_at__gt=at - SECOND)
    if state == "open":
        found = found.filter(is_open)
    elif state == "over":
        found = found.exclude(is_open)
    for word in words.split()[:8]:
        found = found.filter(Q(title__icontains=word) | Q(reference__icontains=word) | Q(specification__icontains=word))
    lots = CompetitionLot.objects.filter(competition=OuterRef("pk"))
    if need:
        found = found.filter(Exists(lots.filter(category__need=need)))
    if region:
        found = found.filter(Exists(lots.filter(category__region__code=region)))
    found = found.annotate(value_pence=Sum("lots__value_pence"), lot_count=Count("lots"))
    return found.order_by("closes_at", "reference") if state == "open" else found.order_by("-closes_at", "reference")


def invitations_for(user: User, *, at: datetime) -> QuerySet[CompetitionInvitation]:
    """What a user may bid for, for each supplier that they act for: open ones first, the next to close first of them."""
    mine = CompetitionInvitation.objects.filter(supplier__in=acting_for(user).values("supplier"))
    still = Competition.objects.filter(pk=OuterRef("competition"), state="published", closes_at__gt=at - SECOND)
    return (
        mine.annotate(is_open=Exists(still))
        .select_related("competition", "supplier")
        .prefetch_related("lots")
        .order_by(F("is_open").desc(), "competition__closes_at", "pk")
    )


def my_invitations(user: object, competition: Competition) -> Sequence[CompetitionInvitation]:
    """The invitations of the suppliers that somebody acts for; none for whoever acts for none."""
    if not isinstance(user, User) or user.role != "supplier":
        return []
    mine = CompetitionInvitation.objects.filter(
        competition=competition, supplier__in=acting_for(user).values("supplier")
    )
    return list(mine.select_related("supplier").prefetch_related("lots"))


def timetable_of(competition: Competition) -> Decision[Timetable]:
    """The days of a published competition, as the rule decided them on the day it was published."""
    assert competition.published_at is not None
    closes_at = first_closing(competition)
    lots = list(competition.lots.all())
    categories = [lot.category_id for lot in lots]
    members = Membership.objects.filter(category__in=categories, admitted_at__lte=competition.published_at)
    case = TimetableCase(
        on=timezone.localdate(competition.published_at),
        pack=competition.pack,  # type: ignore[arg-type]
        value_pence=sum(lot.value_pence for lot in lots),
        vcse_members=members.filter(supplier__voluntary=True).exists(),
        authority=competition.market.authority,  # type: ignore[arg-type]
        agreed_by_all=competition.agreed_by_all,
        closing_at=closes_at,
        closing_reason=competition.closing_reason or None,
    )
    return decide_timetable(case)


def first_closing(competition: Competition) -> datetime | None:
    """The closing with which it was published, before any change."""
    first = competition.changes.first()
    return first.closes_before if first else competition.closes_at


def pushed_by(competition: Competition) -> Sequence[tuple[Any, Decision[Change]]]:
    """The changes, each with the rule's decision on the closing."""
    return [
        (each, decide_change(ChangeCase(on=timezone.localdate(each.changed_at), changed_at=each.changed_at,
                                        closing_at=each.closes_before)))
        for each in competition.changes.all()
    ]  # fmt: skip


def funding_of(competition: Competition) -> Mapping[int, Decision[Funding]]:
    """What each lot pays of its full cost, by its number in the database; as it was published."""
    on = competition.opened_on
    found = LotFunding.objects.filter(lot__competition=competition).select_related("lot")
    return {each.lot_id: decide_funding(funding_case(each.lot, each, competition, on=on)) for each in found}


def lots_explained(competition: Competition) -> frozenset[int]:
    """The lots whose funding everybody may see worked out: not where a small number of people could be read from it."""
    on = competition.opened_on
    found = LotFunding.objects.filter(lot__competition=competition).select_related("lot")
    return frozenset(
        each.lot_id for each in found
        if told_volume(each.lot.annual_volume, on=on) is not None
        and (each.actual_volume is None or told_volume(each.actual_volume, on=on) is not None)
    )  # fmt: skip


def changes_told(change: CompetitionChange, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a change says of before or after, with null for a volume that is too small to be told."""
    on = change.competition.opened_on
    return {
        what: {name: told_volume(value, on=on) if name == "annual_volume" else value for name, value in said.items()}
        for what, said in found.items()
    }


def effort_of(competition: Competition) -> Decision[BiddingCost]:
    """What one bid for everything takes in hours and money, against what all lots are worth together."""
    words = competition.questions.aggregate(words=Sum("words"))["words"] or 0
    worth = competition.lots.aggregate(worth=Sum("value_pence"))["worth"] or 0
    return decide_bidding_cost(BiddingCase(on=competition.opened_on, value_pence=worth, words=words, bidders=1))


def example_of(competition: Competition) -> Decision[PriceScores] | None:
    """Three made-up bids for the first lot, scored as published; None where there is no lot or the weights are wrong."""
    lot = competition.lots.first()
    weights = list(competition.criteria.values_list("kind", "weight"))
    if lot is None or sum(weight for _kind, weight in weights) != 100:
        return None
    case = example_case(
        on=competition.opened_on,
        formula=competition.formula,  # type: ignore[arg-type]
        value_pence=lot.value_pence,
        price_weight=float(sum(weight for kind, weight in weights if kind == "price")),
        benchmark_pence=competition.benchmark_pence,
    )
    return decide_price_score(case)
