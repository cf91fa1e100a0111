"""In which regions somebody commissions, and what lies within: the same that the database lets them see and change."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet

from throughcare.accounts.models import User
from throughcare.commissioning.models import Competition, CompetitionReach, Evaluator, Market, Need, OpeningOfficer

BUYERS = ("commissioner", "director")


def regions_of(user: User) -> frozenset[int]:
    """The regions that somebody is posted to now; every region for whoever was never posted anywhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT commissioning_regions_of(%s)", [user.pk])
        return frozenset(cursor.fetchone()[0])


def reaches_region(user: User | None, region: int | None) -> bool:
    """Whether that region is theirs, as is what is of no single region. Who does not buy has rules of their own."""
    return user is None or user.role not in BUYERS or region is None or region in regions_of(user)


def reaches_need(user: User, need: Need) -> bool:
    """Whether a need is theirs: they began it, or a region of theirs states it; one that no region states is everybody's."""
    regions = {each for each in need.parties.values_list("region", flat=True) if each is not None}
    return user.role not in BUYERS or need.made_by_id == user.pk or not regions or bool(regions & regions_of(user))


def reaches_market(user: User | None, market: Market) -> bool:
    """Whether a market is theirs: of a region of theirs, or of all. Everybody who does not buy has rules of their own."""
    return reaches_region(user, market.region_id)


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
