"""Who must be seen: the lists of a practitioner."""

from datetime import date, datetime, time, timedelta

import pytest

from throughcare.accounts.acting import acting
from throughcare.supervision.models import Tier
from throughcare.supervision.queries.caseload import CaseFilter, caseload_of
from throughcare.supervision.queries.diary import outcomes_owed
from throughcare.supervision.queries.home import home_of
from throughcare.supervision.tests.factories import ContactFactory, OfficerSpellFactory
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 10)


def day(away):
    return ON + timedelta(days=away)


@pytest.fixture
def scene():
    return make_scene(ON)


def home(scene):
    with acting(scene.owner):
        return home_of(scene.staff.pk, on=ON)


def test_it_counts_as_owed_what_has_passed_on_the_clock(scene):
    person = case(scene, due=day(1))
    with as_role("jobs", scene.owner.pk):
        made = {
            name: ContactFactory(person=person, staff=scene.staff, date=on, time=at, **more).reference
            for name, on, at, more in (
                ("yesterday", day(-1), None, {}),
                ("at nine", ON, time(9), {}),
                ("at ten", ON, time(10), {}),
                ("some time today", ON, None, {}),
                ("tomorrow", day(1), time(9), {}),
                ("told", day(-1), time(9), {"outcome": "ATTC"}),
            )
        }  # fmt: skip
    seen = home(scene)
    assert [each.reference for each in seen.owed_at(time(9, 59))] == [made["yesterday"], made["at nine"]]
    for clock in (time(0), time(9), time(10), time(23, 59)):
        with acting(scene.owner):
            owed = outcomes_owed([scene.staff.pk], now=datetime.combine(ON, clock))
        assert [each.reference for each in seen.owed_at(clock)] == [each.reference for each in owed]


def names(scene, sort="due", **only):
    with acting(scene.owner):
        return [row.crn for row in caseload_of(scene.staff.pk, on=ON, only=CaseFilter(**only), sort=sort)]


def test_it_sorts_due_dates_into_overdue_this_week_and_next(scene):
    people = {away: case(scene, due=day(away)) for away in (-5, -1, 0, 6, 7, 20, 21)}
    seen = home(scene)
    assert [row.crn for row in seen.overdue] == [people[-5].crn, people[-1].crn]
    assert [row.crn for row in seen.week] == [people[0].crn, people[6].crn]
    assert [row.crn for row in seen.ahead] == [people[7].crn, people[20].crn]
    assert seen.cases == 7


@pytest.mark.parametrize("state", ["suspended", "exempt", "no-standard", "ended"])
def test_it_leaves_out_those_for_whom_nothing_is_due(scene, state):
    case(scene, due=day(-5), state=state)
    seen = home(scene)
    assert (seen.overdue, seen.week, seen.ahead, seen.cases) == ((), (), (), 1)


def test_it_shows_what_waits(scene):
    fresh = case(scene, due=day(30), allocated=day(-6))
    older = case(scene, due=day(30), allocated=day(-7))
    unknown = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        Tier.objects.filter(person=older).update(provisional=True)
        past = ContactFactory(person=fresh, staff=scene.staff, date=day(-1))
        today = ContactFactory(person=fresh, staff=scene.staff, date=ON, time=time(9, 30))
        ContactFactory(person=fresh, staff=scene.staff, date=day(-1), outcome="ATTC")
        ContactFactory(person=fresh, staff=scene.staff, date=day(-1), type="NOTE")
        ContactFactory(person=fresh, date=day(-1))
    seen = home(scene)
    assert [contact.reference for contact in seen.without_outcome] == [past.reference]
    assert [contact.reference for contact in seen.diary] == [today.reference]
    assert [row.crn for row in seen.new_cases] == [fresh.crn]
    assert {row.crn for row in seen.tier_wanting} == {older.crn, unknown.crn}
    assert seen.ending == ()


@pytest.mark.parametrize(("days", "listed"), [(0, True), (27, True), (28, False), (-1, False)])
def test_it_names_sentences_that_end_within_four_weeks(scene, days, listed):
    person = case(scene, due=day(30))
    with as_role("jobs", scene.owner.pk):
        person.sentences.update(ends_on=day(days))
    assert [row.crn for row in home(scene).ending] == ([person.crn] if listed else [])


def test_it_shows_the_next_appointment_of_any_kind(scene):
    person = case(scene, due=day(3))
    with as_role("jobs", scene.owner.pk):
        ContactFactory(person=person, date=day(9))
        ContactFactory(person=person, date=day(2), time=time(14, 0), type="CHVS")
        ContactFactory(person=person, date=day(-2))
    (row,) = home(scene).week
    assert (row.booked_on, row.booked_at, row.booked_type) == (day(2), time(14, 0), "CHVS")


def test_it_filters_by_state(scene):
    late, soon = case(scene, due=day(-1)), case(scene, due=day(1))
    off, bare = case(scene, due=day(1), state="suspended"), case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        ContactFactory(person=soon, date=day(1))
    assert names(scene, state="overdue") == [late.crn]
    assert names(scene, state="this-week") == [soon.crn]
    assert names(scene, state="booked") == [soon.crn]
    assert names(scene, state="not-booked") == [late.crn]
    assert names(scene, state="suspended") == [off.crn]
    assert names(scene, state="tier-missing") == [bare.crn]
    assert len(names(scene, state="no such state")) == 4


def test_it_filters_by_tier_sentence_and_name_with_signs_taken_literally(scene):
    person, other = case(scene, due=day(1)), case(scene, due=day(2))
    with as_role("jobs", scene.owner.pk):
        Tier.objects.filter(person=other).update(label="B")
        other.sentences.update(kind="suspended-sentence-order")
        type(other).objects.filter(pk=other.pk).update(surname="100%_O'Hare")
    assert names(scene, tier="B") == [other.crn]
    assert names(scene, sentence="suspended-sentence-order") == [other.crn]
    assert names(scene, name="o'hare rowan") == [other.crn]
    assert names(scene, name="%_") == [other.crn]
    assert names(scene, name=person.crn.lower()) == [person.crn]
    assert names(scene, name="\\") == []


def test_it_sorts_both_ways_with_the_unknown_last(scene):
    late, soon, none = case(scene, due=day(-1)), case(scene, due=day(1)), case(scene, derived=False)
    assert names(scene) == [late.crn, soon.crn, none.crn]
    assert names(scene, sort="-due") == [soon.crn, late.crn, none.crn]
    assert names(scene, sort="; drop table") == [late.crn, soon.crn, none.crn]


def test_it_lists_only_current_cases_that_are_seen(scene):
    kept, gone = case(scene, due=day(1)), case(scene, due=day(1))
    with as_role("jobs", scene.owner.pk):
        spell = OfficerSpellFactory._meta.model.objects.get(person=gone)
        spell.until = day(-1)
        spell.save()
        OfficerSpellFactory(person=gone, start=day(-1))
    assert names(scene) == [kept.crn]
    with acting(scene.cast["stranger"]):
        assert caseload_of(scene.staff.pk, on=ON) == []


@pytest.mark.parametrize("cases", [5, 60])
def test_it_asks_the_database_once_for_any_number_of_cases(scene, cases, django_assert_num_queries):
    for number in range(cases):
        case(scene, due=day(number % 30 - 5))
    with acting(scene.owner), django_assert_num_queries(1):
        assert home_of(scene.staff.pk, on=ON).cases == cases
