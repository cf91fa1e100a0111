"""Merging two people: what supervision holds moves with them, and comes back when the merge is undone."""

from datetime import UTC, date, datetime

import pytest

from throughcare.accounts.acting import acting
from throughcare.kernel.events import announcer
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.commands.details import record_characteristic
from throughcare.people.commands.merge import merge_people, unmerge
from throughcare.people.events import PeopleMerged, PeopleUnmerged, PersonDetailsChanged
from throughcare.people.models import Characteristic
from throughcare.people.tests.factories import PersonFactory, SentenceFactory
from throughcare.supervision.commands.merging import MOVED, move_records, return_records
from throughcare.supervision.commands.plan_content import add_objective, add_step
from throughcare.supervision.commands.plans import agree_version, begin_version
from throughcare.supervision.commands.recorders import name_recorder
from throughcare.supervision.models import OfficerSpell
from throughcare.supervision.rules.plan_entry import Agreement, ObjectiveEntry, StepEntry
from throughcare.supervision.tests.factories import (
    AssessmentFactory,
    ContactFactory,
    OfficerSpellFactory,
    RegistrationFactory,
)
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
AT, TODAY = datetime(2026, 3, 2, 9, tzinfo=UTC), date(2026, 3, 2)


@pytest.fixture(autouse=True)
def subscribed():
    before = announcer._handlers
    announcer.subscribe(
        {PeopleMerged: (move_records,), PeopleUnmerged: (return_records,), PersonDetailsChanged: (name_recorder,)}
    )
    yield
    announcer.subscribe(before)


@pytest.fixture
def pair():
    unit = DeliveryUnitFactory()
    with as_role("jobs"):
        return [PersonFactory(delivery_unit=unit) for _ in range(2)]


@pytest.fixture
def senior(pair):
    return PostingFactory(region=pair[0].delivery_unit.region, user__role="senior").user


def rows():
    with as_role("jobs"):
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in (*MOVED, OfficerSpell)}


def merge(senior, pair):
    with acting(senior):
        return merge_people(survivor=pair[0], duplicate=pair[1], choices=(), by=senior, at=AT, why="One person")


@pytest.mark.parametrize("start", [date(2026, 1, 5), TODAY, date(2026, 4, 1)])
def test_contacts_and_the_rest_move_and_come_back_exactly(pair, senior, start):
    with as_role("jobs"):
        for person in pair:
            ContactFactory(person=person)
            RegistrationFactory(person=person)
            AssessmentFactory(person=person)
            OfficerSpellFactory(person=person, start=start)
    before = rows()
    done = merge(senior, pair)
    after = rows()
    for name in ("Contact", "Registration", "Assessment"):
        assert [row["person_id"] for row in after[name]] == [pair[0].pk, pair[0].pk]
    spells = [row for row in after["OfficerSpell"] if row["person_id"] == pair[1].pk]
    assert [row["status"] for row in spells if row["until"] is None] == ["ended"]
    assert [row for row in after["OfficerSpell"] if row["person_id"] == pair[0].pk] == before["OfficerSpell"][:1]
    with acting(senior):
        unmerge(merge=done, by=senior, at=AT, why="Two people")
    assert rows() == before


def plan_for(person, staff_user):
    with as_role("jobs"):
        SentenceFactory(person=person)
    with acting(staff_user):
        version = begin_version(person=person, reason="first", by=staff_user, at=AT)
        objective = add_objective(version=version, entry=ObjectiveEntry("drugs", "drug-stop"), by=staff_user, at=AT)
        add_step(objective=objective, entry=StepEntry("person", "drug-service"), by=staff_user, at=AT)
        terms = Agreement(TODAY, date(2026, 6, 1), "agrees", "signed", "Yes")
        return agree_version(version=version, agreement=terms, by=staff_user, at=AT)


@pytest.mark.parametrize("both", [True, False])
def test_plans_move_whole_and_a_person_keeps_one_open(pair, senior, both):
    for person in pair if both else pair[1:]:
        plan_for(person, senior)
    before = rows()
    done = merge(senior, pair)
    after = rows()
    for name in ("Plan", "PlanVersion", "PlanNeed", "PlanObjective", "PlanStep"):
        assert {row["person_id"] for row in after[name]} <= {pair[0].pk}, name
    ends = [row["end_reason"] for row in after["Plan"]]
    assert ends == (["", "merged"] if both else [""])
    with acting(senior):
        unmerge(merge=done, by=senior, at=AT, why="Two people")
    assert rows() == before


def test_a_duplicate_without_an_officer_is_merged_and_returned(pair, senior):
    done = merge(senior, pair)
    assert rows()["OfficerSpell"] == []
    with acting(senior):
        unmerge(merge=done, by=senior, at=AT, why="Two people")
    assert rows()["OfficerSpell"] == []


def test_an_answer_carries_the_staff_code_of_who_recorded_it(pair, senior):
    staff = StaffFactory(user=senior)
    with acting(senior):
        record_characteristic(person=pair[0], kind="religion", value="none", by=senior, on=TODAY, at=AT)
    with as_role("jobs"):
        assert Characteristic.objects.get().recorded_by == staff.code
