"""Places in a panel: how each stands on a day, and who is a member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from throughcare.commissioning.models import MarketCondition, Membership
from throughcare.commissioning.rules.membership_standing import (
    EvidenceHeld,
    MembershipCase,
    Suspension,
    decide_membership,
)
from throughcare.commissioning.rules.membership_standing import (
    Membership as Standing,
)
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Supplier


def cases_of(places: Iterable[Membership], *, on: date) -> Mapping[int, MembershipCase]:
    """What the rule ``membership-standing`` is asked of each place, by its number; three queries for any number."""
    listed = list(places)
    numbers = [each.pk for each in listed]
    spells, held = _suspensions(numbers), _evidence(numbers)
    return {
        each.pk: MembershipCase(
            on=on,
            admitted_on=timezone.localdate(each.admitted_at),
            suspensions=spells[each.pk],
            evidence=held[each.pk],
            left_on=each.left_on,
            removed_on=each.removed_on,
        )
        for each in listed
    }


def standings(places: Iterable[Membership], *, on: date) -> Mapping[int, Decision[Standing]]:
    """How each place stands on a day, by its number."""
    return {number: decide_membership(case) for number, case in cases_of(places, on=on).items()}


def kinds_of_places(supplier: Supplier) -> frozenset[str]:
    """The kinds of evidence that the conditions of the supplier's places ask for."""
    open_places = Membership.objects.filter(supplier=supplier, left_on__isnull=True, removed_on__isnull=True)
    of_all, of_one = Q(category__isnull=True), Q(category__in=open_places.values("category"))
    asked = MarketCondition.objects.filter(market__in=open_places.values("category__market")).filter(of_all | of_one)
    return frozenset(asked.exclude(evidence_kind="").values_list("evidence_kind", flat=True))


def _evidence(numbers: Sequence[int]) -> Mapping[int, tuple[EvidenceHeld, ...]]:
    """The evidence that places rest on: until when it is good is public, what it is is not."""
    found: dict[int, tuple[EvidenceHeld, ...]] = defaultdict(tuple)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_evidence(%s)", [list(numbers)])
        for place, kind, expires, given in cursor.fetchall():
            found[place] += (EvidenceHeld(kind=kind, expires_on=expires, from_date=given),)
    return found


def _suspensions(numbers: Sequence[int]) -> Mapping[int, tuple[Suspension, ...]]:
    """The suspensions of places, whose dates are public while their grounds are not."""
    found: dict[int, tuple[Suspension, ...]] = defaultdict(tuple)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_suspensions(%s)", [list(numbers)])
        for place, start, until, lifted in cursor.fetchall():
            found[place] += (Suspension(start=start, until=until, lifted_on=lifted),)
    return found
