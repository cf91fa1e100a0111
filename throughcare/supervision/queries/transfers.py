"""Transfers of a place: what is offered to it, what it offered, what became of them; and who moved address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from throughcare.organisations.models import DeliveryUnit, Region
from throughcare.people.models import Person
from throughcare.supervision.models import OfficerSpell, Transfer
from throughcare.supervision.queries.places import Place
from throughcare.supervision.rules.transfer_states import OPEN
from throughcare.workforce.models import Team

# Whose address of today began after their officer's spell and lies in another postcode district than the one before.
_MOVED = """
    SELECT person.id, person.crn, person.forenames || ' ' || person.surname, now.start, before.value, now.value,
        (SELECT max(refused.answered_on) FROM supervision_transfer refused
         WHERE refused.person_id = person.id AND refused.state = 'refused' AND refused.offered_on >= now.start)
    FROM people_person person
    JOIN supervision_officerspell spell ON spell.person_id = person.id AND spell.until IS NULL
         AND spell.status <> 'ended'
    JOIN people_contactdetail now ON now.person_id = person.id AND now.kind = 'address' AND now.until IS NULL
         AND now.start > spell.start
    JOIN LATERAL (
        SELECT past.value FROM people_contactdetail past
        WHERE past.person_id = person.id AND past.kind = 'address' AND past.until IS NOT NULL AND past.until <= now.start
        ORDER BY past.until DESC, past.id DESC LIMIT 1
    ) before ON true
    WHERE person.merged_into_id IS NULL AND person.delivery_unit_id = ANY(%(units)s)
      AND (%(person)s::bigint IS NULL OR person.id = %(person)s)
      AND supervision_district(now.value) IS DISTINCT FROM supervision_district(before.value)
      AND NOT EXISTS (SELECT 1 FROM supervision_transfer since
                      WHERE since.person_id = person.id AND since.offered_on >= now.start
                        AND since.state IN ('offered', 'accepted', 'moved'))
    ORDER BY now.start DESC, person.surname, person.id LIMIT %(most)s
"""
MOST = 50


@dataclass(frozen=True, slots=True)
class MovedAddress:
    """Somebody whose new address lies elsewhere, for whom no transfer stands; ``refused_on`` is when one was refused."""

    person_id: int
    crn: str
    name: str
    since: date
    before: str
    now: str
    refused_on: date | None


def coming(place: Place) -> QuerySet[Transfer]:
    """Open transfers into the place, the earliest wanted first."""
    return _whole(Q(to_unit__in=units_of(place), state__in=OPEN)).order_by("state", "wanted_on", "pk")


def going(place: Place) -> QuerySet[Transfer]:
    """Open transfers out of the place, the earliest wanted first."""
    return _whole(Q(from_unit__in=units_of(place), state__in=OPEN)).order_by("state", "wanted_on", "pk")


def ended(place: Place) -> QuerySet[Transfer]:
    """Transfers into or out of the place that are over, the latest first."""
    units = units_of(place)
    over = (Q(to_unit__in=units) | Q(from_unit__in=units)) & ~Q(state__in=OPEN)
    return _whole(over).order_by("-answered_on", "-pk")


def of_person(person: Person) -> QuerySet[Transfer]:
    """Every transfer of a person, the latest first."""
    return _whole(Q(person=person)).order_by("-offered_on", "-pk")


def moved_addresses(place: Place, *, person: int | None = None) -> list[MovedAddress]:
    """Who moved to another postcode district under this officer, without a transfer that stands since."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"units": list(units_of(place)), "person": person, "most": MOST})
        return [MovedAddress(*row) for row in cursor.fetchall()]


def open_spell(person: Person) -> OfficerSpell | None:
    """Who is responsible now."""
    spells = OfficerSpell.objects.select_related("staff", "team").filter(person=person, until__isnull=True)
    return spells.first()


def units_of(place: Place) -> list[int]:
    """The keys of the delivery units that the place is or lies in."""
    what = place.what
    if isinstance(what, Region):
        return list(DeliveryUnit.objects.filter(region=what).values_list("pk", flat=True))
    if isinstance(what, DeliveryUnit):
        return [what.pk]
    team = what if isinstance(what, Team) else what.team
    return [team.delivery_unit_id] if team is not None else []


def _whole(which: Q) -> QuerySet[Transfer]:
    named = ("person", "from_unit", "to_unit", "to_team", "to_staff", "offered_by", "answered_by", "from_spell__staff")
    return Transfer.objects.filter(which).select_related(*named)
