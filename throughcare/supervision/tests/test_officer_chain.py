"""The database takes officer spells exactly when they are one chain without overlap, gap or empty spell."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from throughcare.people.tests.factories import PersonFactory
from throughcare.supervision.models import OfficerSpell
from throughcare.testing.acting import as_role

DAYS = st.integers(1, 6)
SPELLS = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=5)


def is_chain(spells):
    ordered = sorted(spells, key=lambda spell: spell[0])
    if not ordered:
        return True
    meets = all(until == start for (_, until), (start, _) in pairwise(ordered))
    return meets and ordered[-1][1] is None and all(until is None or start < until for start, until in ordered)


def chains():
    return st.sets(DAYS, min_size=1).map(sorted).map(lambda days: list(zip(days, [*days[1:], None], strict=True)))


def accepted(person, spells):
    try:
        with transaction.atomic():
            OfficerSpell.objects.bulk_create(
                OfficerSpell(person=person, start=day(start), until=until and day(until), status="unallocated")
                for start, until in spells
            )
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def day(number):
    return date(2026, 1, number)


@pytest.fixture
def person(db):
    with as_role("jobs"):
        yield PersonFactory()


@given(spells=SPELLS | chains() | st.tuples(chains(), SPELLS).map(lambda both: both[0] + both[1][:1]))
@example(spells=[(1, 5), (2, 5), (5, None)])
@example(spells=[(1, None), (3, None)])
@example(spells=[(3, 3)])
@example(spells=[(1, 3), (3, 3)])
@example(spells=[(1, 2), (4, None)])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_it_takes_chains_and_nothing_else(person, spells):
    assert accepted(person, spells) == is_chain(spells)
