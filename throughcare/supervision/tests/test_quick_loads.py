"""Loads that the database counts for many officers are the sums of their ledgers, whoever looks."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection

from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import CustodySpell, LimitedAccess, Person, Requirement
from throughcare.supervision.models import OfficerSpell
from throughcare.supervision.queries.carried import carried
from throughcare.supervision.queries.workload import ledgers, loads
from throughcare.supervision.tests.factories import OfficerSpellFactory, RegistrationFactory
from throughcare.supervision.tests.test_workload import ON, START, case_of
from throughcare.testing.acting import as_role
from throughcare.workforce.models import Staff
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

DAYS = (ON - timedelta(days=40), ON, ON + timedelta(days=60))
TIERS = (None, "A3", "B2", "B1S", "C1", "D0", "D2")
SENTENCES = ("community-order", "suspended-sentence-order", "custody-determinate", "custody-life", "youth-custody")
FACTS = (
    "people_person", "people_sentence", "people_custodyspell", "people_requirement", "supervision_officerspell",
    "supervision_registration", "supervision_assessment", "supervision_tier",
)  # fmt: skip


def a_day(chance: Random) -> date:
    return ON + timedelta(days=chance.randint(-60, 60))


def some_case(chance: Random, staff: Staff) -> Person:
    """A case of any kind: running or over, inside or out, with or without a tier, an assessment and what takes points."""
    ends_on = chance.choice([date(2023, 6, 1), a_day(chance), None])
    given = {"kind": chance.choice(SENTENCES), "ends_on": ends_on, "person__delivery_unit": staff.delivery_unit}
    person = case_of(None, chance.choice(TIERS), assessed=chance.random() < 0.7, **given)
    until = None if chance.random() < 0.7 else a_day(chance)
    OfficerSpellFactory(person=person, staff=staff, start=START, until=until)
    if until is not None:
        OfficerSpellFactory(person=person, staff=StaffFactory(), start=until)
    sentence = person.sentences.get()
    if chance.random() < 0.3:
        kind, left = chance.choice(["sentence", "recall", "remand"]), chance.choice([None, a_day(chance)])
        CustodySpell.objects.create(person=person, sentence=sentence, kind=kind, start=START, until=left)
    if chance.random() < 0.4:
        RegistrationFactory(person=person, type=chance.choice(["RVHR", "T2A", "WRNT"]), registered_on=a_day(chance))
    if chance.random() < 0.3:
        category = chance.choice(["upw", "rar"])
        Requirement.objects.create(
            reference=f"Q-{person.pk}", person=person, sentence=sentence, category=category, start=START
        )
    return person


@pytest.fixture(params=[1, 2, 3], ids=lambda seed: f"seed {seed}")
def chance(request) -> Random:
    return Random(request.param)


@pytest.fixture
def scene(chance):
    """Three officers, one of them in another region; a fifth of the people behind limited access for the reader."""
    near = StaffFactory()
    officers = [near, StaffFactory(delivery_unit=near.delivery_unit, region=near.region), StaffFactory()]
    reader = PostingFactory(region=near.region, user__role="head").user
    hidden = set()
    with as_role("jobs"):
        for number in range(24):
            person = some_case(chance, officers[number % 3])
            if number % 5 == 0:
                kind, user = ("exclusion", reader) if number % 2 else ("restriction", PostingFactory().user)
                LimitedAccess.objects.create(person=person, kind=kind, user=user, reason="knows them", start=START)
                hidden.add(person.pk)
    return officers, reader, hidden


def agree(staff: list[int] | None, on: date) -> dict[int, int]:
    """The cases of each officer, after every figure was found to be the sum of the ledger's lines."""
    quick, full = loads(staff, on=on), ledgers(staff, on=on)
    assert quick == {key: found.load for key, found in full.items()}
    for key, found in full.items():
        assert quick[key].case_points == sum(line.points for line in found.cases)
        assert quick[key].task_points == sum(line.points for line in found.tasks)
        assert quick[key].cases == len(found.cases)
        assert quick[key].uncounted == sum(bool(line.weight.problem) for line in found.cases)
    return {key: load.cases for key, load in quick.items() if load.cases}


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_the_sums_are_those_of_the_ledgers_for_whoever_looks(scene, on):
    officers, reader, hidden = scene
    keys = [officer.pk for officer in officers]
    with as_role("jobs"):
        everything = agree(keys, on)
        held = OfficerSpell.objects.filter(staff__in=keys, start__lte=on).exclude(until__lte=on)
        assert sum(everything.values()) == held.count()
        near = held.filter(staff__in=keys[:2]).exclude(person__in=hidden).count()
    with as_role("web", reader.pk):
        assert sum(agree(keys, on).values()) == near
        assert agree(None, on).keys() >= agree(keys, on).keys()
    with as_role("web", PostingFactory().user.pk):
        assert agree(keys, on) == {}


def test_nothing_is_counted_while_nobody_acts(scene):
    officers, *_ = scene
    with as_role("web"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('throughcare.actor', '', true)")
        assert carried([officer.pk for officer in officers], on=ON) == {}


def test_a_record_merged_into_another_is_not_counted_twice():
    staff = StaffFactory()
    with as_role("jobs"):
        one, other = case_of(staff), case_of(staff)
        assert agree([staff.pk], ON) == {staff.pk: 2}
        Person.objects.filter(pk=one.pk).update(merged_into=other)
        assert agree([staff.pk], ON) == {staff.pk: 1}


def test_what_weighs_a_case_is_seen_by_whoever_sees_the_person():
    """The premise of counting without asking again: no table of these has a rule of its own beside that of its person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, qual FROM pg_policies WHERE policyname = tablename || '_web' AND tablename = ANY (%s)",
            [list(FACTS)],
        )
        rules = {table: " ".join(rule.split()) for table, rule in cursor.fetchall()}
    assert rules.keys() == set(FACTS)
    for table in FACTS[1:]:
        expected = f"(EXISTS ( SELECT 1 FROM people_person seen WHERE (seen.id = {table}.person_id)))"
        assert rules[table] == expected
