"""The volume of a need from the caseload: whom the database counts, for whom it counts, and what the line keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.factories import UserFactory
from throughcare.commissioning.commands import need_lines
from throughcare.commissioning.commands.need_lines import LineDetails
from throughcare.commissioning.models import NeedLine
from throughcare.commissioning.queries.need_caseload import projection_of
from throughcare.commissioning.rules.need_policy import told_volume
from throughcare.commissioning.tests.need_scene import stated
from throughcare.organisations.models import DeliveryUnit, Region
from throughcare.organisations.tests.factories import DeliveryUnitFactory, RegionFactory
from throughcare.people.models import Characteristic, Person
from throughcare.people.tests.factories import PersonFactory, SentenceFactory
from throughcare.supervision.queries.need_counts import NeedCounts, need_counts
from throughcare.supervision.tests.factories import AssessmentFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def units() -> tuple[DeliveryUnit, DeliveryUnit]:
    """A unit in Cleveland and one in Durham, of the North East."""
    with as_role("owner"):
        region = Region.objects.filter(code="N54").first() or RegionFactory(code="N54", name="North East")
        return tuple(
            DeliveryUnit.objects.filter(code=code).first() or DeliveryUnitFactory(code=code, region=region)
            for code in ("N54STHA", "N54DUR")
        )


def person(unit: DeliveryUnit, starts_on: date = date(2026, 1, 5), **given) -> Person:
    """Somebody with a sentence from ``starts_on``; what begins with ``sentence_`` is about the sentence."""
    sentence = {name.removeprefix("sentence_"): given.pop(name) for name in list(given) if name.startswith("sentence_")}
    made = PersonFactory(delivery_unit=unit, **given)
    SentenceFactory(person=made, starts_on=starts_on, sentenced_on=starts_on, **{"ends_on": None, **sentence})
    return made


def counted(**asked) -> NeedCounts:
    """The counts as a commissioner gets them."""
    commissioner = UserFactory(role="commissioner")
    with acting(commissioner):
        return need_counts(**{"region": "N54", "on": DAY, "sections": ("accommodation",), **asked})


def test_people_are_counted_by_the_days_of_their_sentences(units):
    cleveland, durham = units
    with as_role("jobs", 1):
        person(cleveland, DAY)
        person(cleveland, date(2026, 3, 3))
        person(cleveland, date(2025, 3, 2), sentence_ends_on=DAY)
        person(cleveland, date(2024, 3, 3), sentence_ends_on=date(2025, 3, 3))
        person(cleveland, date(2024, 3, 3), sentence_ends_on=date(2025, 3, 2))
        person(cleveland, date(2024, 3, 2), sentence_terminated_on=date(2026, 3, 3))
        person(durham, DAY)
    assert counted(units=("N54STHA",)) == NeedCounts(today=2, year=4, began=1, began_before=3)
    assert counted() == NeedCounts(today=3, year=5, began=2, began_before=3)
    assert counted(region="N03") == NeedCounts()


def test_the_last_assessment_that_says_something_counts(units):
    unit = units[0]
    with as_role("jobs", 1):
        severe, gone, silent, error, none, _unassessed = (person(unit) for _ in range(6))
        AssessmentFactory(person=severe, need_accommodation="severe")
        AssessmentFactory(person=gone, need_accommodation="standard", completed_on=date(2026, 1, 10))
        AssessmentFactory(person=gone, need_accommodation="none", completed_on=date(2026, 2, 10))
        AssessmentFactory(person=silent, need_accommodation="standard", completed_on=date(2026, 1, 10))
        AssessmentFactory(person=silent, kind="RSR", completed_on=date(2026, 2, 10))
        AssessmentFactory(
            person=error, need_accommodation="severe", withdrawn_on=date(2026, 2, 20), withdrawn_why="Another person."
        )
        AssessmentFactory(person=none, need_drugs="none", need_alcohol="standard", completed_on=date(2026, 3, 3))
    assert counted()[4:] == (3, 2)
    assert counted(sections=("drugs", "alcohol"))[4:] == (0, 0)
    assert counted(sections=("drugs", "alcohol"), on=date(2026, 3, 3))[4:] == (1, 1)
    assert counted(sections=())[4:] == (0, 0)


def test_a_cohort_is_known_by_sex_by_age_and_by_what_people_last_said(units):
    unit = units[0]
    with as_role("jobs", 1):
        person(unit, sex="F", date_of_birth=date(2000, 3, 3))
        person(unit, date_of_birth=date(2000, 3, 2))
        said, changed = person(unit), person(unit)
        for each, kind, value, day in (
            (said, "religion", "none", date(2025, 1, 1)), (said, "religion", "muslim", date(2026, 1, 1)),
            (changed, "religion", "muslim", date(2025, 1, 1)), (changed, "religion", "none", date(2026, 1, 1)),
        ):  # fmt: skip
            Characteristic.objects.create(person=each, kind=kind, value=value, recorded_on=day)
    assert counted(sex="F").today == 1
    assert counted(born_after=date(2000, 3, 2)).today == 1
    assert counted(born_by=date(2000, 3, 2)).today == 3
    assert counted(known_as=("religion:muslim",)).today == 1


@pytest.mark.parametrize("role", ["supplier", "practitioner", "person", "auditor"])
def test_nobody_who_does_not_buy_is_told_a_number(units, role):
    with as_role("jobs", 1):
        person(units[0])
    with as_role("web", UserFactory(role=role).pk):
        assert need_counts(region="N54", on=DAY) == NeedCounts()
    with as_role("web"):
        assert need_counts(region="N54", on=DAY) == NeedCounts()


def test_a_commissioner_is_told_numbers_and_sees_nobody(units):
    with as_role("jobs", 1):
        person(units[0])
    commissioner = UserFactory(role="commissioner")
    with as_role("web", commissioner.pk):
        assert need_counts(region="N54", on=DAY).today == 1
        assert Person.objects.count() == 0


def test_a_line_keeps_its_counts_and_is_worked_out_anew_when_asked(units):
    with as_role("jobs", 1):
        for _ in range(10):
            person(units[0], date_of_birth=date(2002, 1, 1))
    made = stated(volume=None)
    with acting(made.commissioner):
        cleveland, durham = NeedLine.objects.order_by("pk")
        assert (cleveland.projected, cleveland.basis["year"], cleveland.basis["on"]) == (4, 10, "2026-03-02")
        assert projection_of(cleveland).value.method == "assumed"
        assert (durham.projected, projection_of(durham).reason.code) == (None, "caseload-empty")
    with as_role("jobs", 1):
        for _ in range(10):
            person(units[0])
    with acting(made.commissioner):
        need_lines.project_lines(need=made.need, by=made.commissioner, at=AT)
        cleveland.refresh_from_db()
        assert (cleveland.projected, cleveland.volume) == (7, 7)
        assert told_volume(cleveland.volume, on=DAY) == 7
        need_lines.overrule_volume(line=cleveland, volume=4, why="A trial.", by=made.commissioner, at=AT)
        cleveland.refresh_from_db()
        assert (cleveland.projected, cleveland.volume) == (7, 4)
        assert told_volume(cleveland.volume, on=DAY) is None
        veterans = need_lines.keep_line(
            need=made.need, details=LineDetails("accommodation", made.region, "veterans"), by=made.commissioner, at=AT
        )
        assert (veterans.projected, projection_of(veterans).reason.code) == (None, "cohort-not-recorded")
