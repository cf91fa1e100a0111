"""Finding people by name, date of birth or identifier. Runs at the reach of whoever is acting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Func, Value

from throughcare.people.models import Identifier, Person
from throughcare.people.rules.identifiers import plain
from throughcare.people.rules.search_terms import Terms

MOST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """The keys of the people found, best first, at most ``MOST``; ``more`` says that the rest was cut."""

    keys: tuple[int, ...]
    more: bool


def search_people(terms: Terms) -> Found:
    """Who fits the terms, nobody for empty terms. Merged records give the record they were merged into."""
    if not terms:
        return Found((), False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person FROM throughcare_search_people(%s, %s::date[], %s::text[], %s)",
            [terms.name, list(terms.born) or None, list(terms.numbers), MOST + 1],
        )
        keys = tuple(key for (key,) in cursor.fetchall())
    return Found(keys[:MOST], len(keys) > MOST)


def people_in_order(keys: Sequence[int]) -> list[Person]:
    """Those people, in that order, with unit, region and other names; three queries whatever their number."""
    people = Person.objects.select_related("delivery_unit__region").prefetch_related("other_names").in_bulk(list(keys))
    return [people[key] for key in keys if key in people]


def others_with_identifier(identifier: Identifier) -> list[Person]:
    """Other people within reach who carry the same identifier, however it is written there."""
    same = (
        Identifier.objects.annotate(plain=Func(F("value"), function="people_plain"))
        .filter(kind=identifier.kind, plain=Value(plain(identifier.value)))
        .exclude(person_id=identifier.person_id)
    )
    return list(Person.objects.filter(pk__in=same.values("person_id"), merged_into__isnull=True).order_by("crn"))
