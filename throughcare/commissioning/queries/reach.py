"""In which regions somebody commissions, and what lies within: the same that the database lets them see and change."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet

from throughcare.accounts.models import User
from throughcare.commissioning.models import Competition, CompetitionReach, Evaluator, Market, OpeningOfficer

BUYERS = ("commissioner", "director")


def regions_of(user: User) -> frozenset[int]:
    """The regions that somebody is posted to now; every region for whoever was never posted anywhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT commissioning_regions_of(%s)", [user.pk])
        return frozenset(cursor.fetchone()[0])


def reaches_market(user: User | None, market: Market) -> bool:
    """Whether a market is theirs: of a region of theirs, or of all. Everybody who does not buy has rules of their own."""
    if user is None or user.role not in BUYERS or market.region_id is None:
        return True
    return market.region_id in regions_of(user)


def reaches(user: User | None, competition: Competition) -> bool:
    """Whether a competition is of a region of theirs; everybody who does not buy has rules of their own."""
    if user is None or user.role not in BUYERS:
        return True
    return CompetitionReach.objects.filter(competition=competition.pk, region__in=regions_of(user)).exists()


def near(found: QuerySet[Competition]) -> QuerySet[Competition]:
    """Those competitions that are of a region of whoever asks: the database shows them the rows of their own regions."""
    return found.filter(pk__in=CompetitionReach.objects.values("competition"))


def near_or_named(found: QuerySet[Competition], user: User) -> QuerySet[Competition]:
    """The same with those that somebody evaluates, or opens the bids of, wherever they are."""
    evaluated = Evaluator.objects.filter(user=user).values("competition")
    opened = OpeningOfficer.objects.filter(user=user).values("competition")
    return found.filter(
        Q(pk__in=CompetitionReach.objects.values("competition")) | Q(pk__in=evaluated) | Q(pk__in=opened)
    )
