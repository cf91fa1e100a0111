"""The load of officers and the ledger it is made up of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import CustodySpell, LimitedAccess, Person, Requirement
from throughcare.people.tests.factories import PersonFactory, SentenceFactory
from throughcare.supervision.queries.workload import ledger, load_of, loads, weigh_people
from throughcare.supervision.tests.factories import (
    AssessmentFactory,
    OfficerSpellFactory,
    RegistrationFactory,
    TierFactory,
)
from throughcare.testing.acting import as_role
from throughcare.workforce.models import ContractedHours, Reduction, Staff
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

ON = date(2022, 3, 7)
START = date(2021, 6, 1)


@pytest.fixture
def staff() -> Staff:
    return StaffFactory(contracted_hours=37)


def case_of(
    staff: Staff | None,
    tier: str | None = "B2",
    *,
    assessed: bool = True,
    kind: str = "community-order",
    **sentence: object,
) -> Person:
    given = {"sentenced_on": START, "starts_on": START, "ends_on": date(2023, 6, 1), **sentence}
    person = SentenceFactory(kind=kind, **given).person
    if staff is not None:
        OfficerSpellFactory(person=person, staff=staff, start=START)
    if tier is not None:
        TierFactory(person=person, scheme="two-axis-2021", label=tier, decided_on=START)
    if assessed:
        AssessmentFactory(person=person, completed_on=START)
    return person


def test_points_are_shares_of_what_the_officer_can_carry(staff):
    with as_role("jobs"):
        case_of(staff, "B2")
        case_of(staff, "A3")
        load = load_of(staff.pk, on=ON)
    assert (load.points, load.available, load.percent, load.cases, load.uncounted) == (321, 2176, 14.8, 2, 0)
    assert (load.level, load.case_level, load.problem) == ("room", "manageable", None)


def test_an_officer_without_cases_carries_nothing(staff):
    with as_role("jobs"):
        assert (load_of(staff.pk, on=ON).points, load_of(staff.pk, on=ON).percent) == (0, 0.0)


def test_the_ledger_adds_up_to_the_load(staff):
    with as_role("jobs"):
        for tier in ("B2", "A3", "D0", "C1S"):
            case_of(staff, tier)
        found = ledger(staff.pk, on=ON)
    assert [line.points for line in found.cases] == [206, 115, 29, 0]
    assert sum(line.points for line in found.cases) == found.load.points
    assert found.cases[0].weight.steps[0].result == 206


@pytest.mark.parametrize(
    ("facts", "custody", "expected"),
    [
        ({"kind": "community-order"}, None, ("community", 115)),
        ({"kind": "suspended-sentence-order"}, None, ("community", 115)),
        ({"kind": "custody-determinate"}, ("sentence", START, None), ("custody", 48)),
        ({"kind": "custody-determinate"}, ("sentence", START, date(2022, 3, 8)), ("custody", 48)),
        ({"kind": "custody-determinate"}, ("sentence", START, ON), ("licence", 132)),
        ({"kind": "custody-determinate"}, ("recall", date(2022, 3, 1), None), ("custody", 48)),
        ({"kind": "custody-determinate"}, ("remand", date(2022, 3, 1), None), ("licence", 132)),
        ({"kind": "custody-life", "ends_on": None}, None, ("licence", 132)),
        ({"kind": "community-order"}, ("remand", date(2022, 3, 1), None), ("community", 115)),
    ],
)
def test_the_type_of_a_case_follows_the_sentence_and_custody(staff, facts, custody, expected):
    with as_role("jobs"):
        person = case_of(staff, "B2", **facts)
        if custody is not None:
            kind, start, until = custody
            CustodySpell.objects.create(
                person=person, sentence=person.sentences.get(), kind=kind, start=start, until=until
            )
        (line,) = ledger(staff.pk, on=ON).cases
    assert (line.case_type, line.points) == expected


def test_a_release_that_is_known_counts_from_its_day(staff):
    with as_role("jobs"):
        person = case_of(staff, "B2", kind="custody-determinate")
        until = date(2022, 4, 1)
        CustodySpell.objects.create(
            person=person, sentence=person.sentences.get(), kind="sentence", start=START, until=until
        )
        assert load_of(staff.pk, on=until - timedelta(days=1)).points == 48
        assert load_of(staff.pk, on=until).points == 132


def test_a_case_whose_sentence_is_over_weighs_nothing_and_says_so(staff):
    with as_role("jobs"):
        case_of(staff, "B2", ends_on=ON)
        (line,) = ledger(staff.pk, on=ON).cases
    assert (line.inactive, line.points, line.weight.problem) == ("overdue-termination", 0, "")


def test_a_warrant_takes_the_points_of_a_case(staff):
    with as_role("jobs"):
        RegistrationFactory(person=case_of(staff, "B2"), type="WRNT", registered_on=date(2022, 3, 1))
        (line,) = ledger(staff.pk, on=ON).cases
    assert (line.inactive, line.points) == ("warrant", 0)


def test_unpaid_work_alone_keeps_its_points(staff):
    with as_role("jobs"):
        person = case_of(staff, "D0")
        Requirement.objects.create(
            reference="Q-1", person=person, sentence=person.sentences.get(), category="upw", start=START
        )
        (line,) = ledger(staff.pk, on=ON).cases
    assert (line.inactive, line.points) == ("unpaid-work", 29)


def test_transition_to_adulthood_has_its_own_row(staff):
    with as_role("jobs"):
        RegistrationFactory(person=case_of(staff, "B2"), type="T2A", registered_on=START)
        (line,) = ledger(staff.pk, on=ON).cases
    assert (line.t2a, line.points) == (True, 48)


def test_a_missing_tier_leads_the_ledger_and_is_counted_beside_the_points(staff):
    with as_role("jobs"):
        case_of(staff, "A3")
        bare = case_of(staff, None)
        found = ledger(staff.pk, on=ON)
    assert (found.load.points, found.load.uncounted) == (206, 1)
    assert (found.cases[0].crn, found.cases[0].weight.problem) == (bare.crn, "tier-missing")


def test_the_floor_of_a_person_without_assessment_is_not_a_tier(staff):
    with as_role("jobs"):
        case_of(staff, "D2", assessed=False)
        graded = case_of(staff, "B2", assessed=False)
        RegistrationFactory(person=graded, type="RHRH", registered_on=START)
        found = ledger(staff.pk, on=ON)
    assert [(line.points, line.weight.problem) for line in found.cases] == [(0, "tier-missing"), (115, "")]


def test_a_case_without_a_sentence_is_not_weighed(staff):
    with as_role("jobs"):
        person = PersonFactory()
        OfficerSpellFactory(person=person, staff=staff, start=START)
        TierFactory(person=person, scheme="two-axis-2021", label="B2")
        AssessmentFactory(person=person, completed_on=START)
        assert ledger(staff.pk, on=ON).cases[0].weight.problem == "case-type-not-known"


def test_only_the_cases_of_the_day_count(staff):
    with as_role("jobs"), transaction.atomic():
        person = case_of(None, "B2")
        OfficerSpellFactory(person=person, staff=staff, start=START, until=ON)
        OfficerSpellFactory(person=person, staff=StaffFactory(), start=ON)
    with as_role("jobs"):
        assert load_of(staff.pk, on=ON - timedelta(days=1)).points == 115
        assert load_of(staff.pk, on=ON).cases == 0


def test_a_case_can_be_weighed_before_anybody_holds_it():
    with as_role("jobs"):
        person = case_of(None, "B2")
        assert {key: weight.points for key, weight in weigh_people([person.pk], on=ON).items()} == {person.pk: 115}


def test_hours_of_the_day_go_before_those_of_the_staff_record(staff):
    ContractedHours.objects.create(staff=staff, hours=18.5, start=ON)
    with as_role("jobs"):
        assert load_of(staff.pk, on=ON).available == 1088
        assert load_of(staff.pk, on=ON - timedelta(days=1)).available == 2176


def test_spells_of_hours_cannot_overlap(staff):
    ContractedHours.objects.create(staff=staff, hours=37, start=START, until=ON)
    with pytest.raises(IntegrityError, match="contracted_hours_do_not_overlap"), transaction.atomic():
        ContractedHours.objects.create(staff=staff, hours=30, start=ON - timedelta(days=1))
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_reduction_that_was_taken_back_does_not_count(staff):
    given = {"staff": staff, "reason": "court-duty", "hours": 7.4, "start": START}
    kept = Reduction.objects.create(reference="RD-1", **given)
    with as_role("jobs"):
        assert load_of(staff.pk, on=ON).available == 1740
    kept.deleted_at = datetime(2022, 3, 1, tzinfo=ZoneInfo("Europe/London"))
    kept.save()
    with as_role("jobs"):
        assert load_of(staff.pk, on=ON).available == 2176


def test_all_loads_are_those_of_each(staff):
    other = StaffFactory(grade="SPO")
    with as_role("jobs"):
        case_of(staff, "B2")
        case_of(other, "C1")
        everybody = loads(None, on=ON)
        assert everybody[staff.pk] == load_of(staff.pk, on=ON)
        assert everybody[other.pk].problem == "no-capacity-for-grade"
        assert everybody[other.pk].level == "unknown"


def test_a_record_that_one_may_not_see_does_not_weigh(staff):
    reader = PostingFactory(region=staff.region, user__role="senior").user
    with as_role("jobs"):
        case_of(staff, "B2", person__delivery_unit=staff.delivery_unit)
        barred = case_of(staff, "A3", person__delivery_unit=staff.delivery_unit)
        LimitedAccess.objects.create(person=barred, kind="exclusion", user=reader, reason="knows them", start=START)
        assert load_of(staff.pk, on=ON).points == 321
    with as_role("web", reader.pk):
        assert (load_of(staff.pk, on=ON).points, load_of(staff.pk, on=ON).cases) == (115, 1)
        assert len(ledger(staff.pk, on=ON).cases) == 1
