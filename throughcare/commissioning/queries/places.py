"""Places in a panel: how each stands on a day, and who is a member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import connection
from django.utils import timezone

from throughcare.commissioning.models import Membership
from throughcare.commissioning.rules.membership_standing import (
    Membership as Standing,
)
from throughcare.commissioning.rules.membership_standing import (
    MembershipCase,
    Suspension,
    decide_membership,
)
from throughcare.kernel.decision import Decision


def cases_of(places: Iterable[Membership], *, on: date) -> Mapping[int, MembershipCase]:
    """What the rule ``membership-standing`` is asked of each place, by its number; two queries for any number."""
    listed = list(places)
    spells = _suspensions([each.pk for each in listed])
    return {
        each.pk: MembershipCase(
            on=on,
            admitted_on=timezone.localdate(each.admitted_at),
            suspensions=spells[each.pk],
            left_on=each.left_on,
            removed_on=each.removed_on,
        )
        for each in listed
    }


def standings(places: Iterable[Membership], *, on: date) -> Mapping[int, Decision[Standing]]:
    """How each place stands on a day, by its number."""
    return {number: decide_membership(case) for number, case in cases_of(places, on=on).items()}


def _suspensions(numbers: Sequence[int]) -> Mapping[int, tuple[Suspension, ...]]:
    """The suspensions of places, whose dates are public while their grounds are not."""
    found: dict[int, tuple[Suspension, ...]] = defaultdict(tuple)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_suspensions(%s)", [list(numbers)])
        for place, start, until, lifted in cursor.fetchall():
            found[place] += (Suspension(start=start, until=until, lifted_on=lifted),)
    return found
