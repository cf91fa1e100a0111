"""Search: what it finds, and what it must not show."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.people.models import Identifier, LimitedAccess, OtherName, Person
from throughcare.people.queries.search import people_in_order, search_people
from throughcare.people.rules.search_terms import Terms, read_terms
from throughcare.people.tests.factories import PersonFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
ADDRESS = "/people/search/"


def crns(user, typed, born=None, reach="national"):
    with acting(user, reach=reach):
        return [found.crn for found in people_in_order(search_people(read_terms(typed, born)).keys)]


def bar(person, user, kind="exclusion"):
    with as_role("jobs"):
        LimitedAccess.objects.create(person=person, kind=kind, user=user, reason="Related", start=date(2026, 1, 1))


@pytest.mark.parametrize(
    "typed",
    ["John Smith", "smith john", "Jon Smyth", "SMITH, John", "Smith", "Jhon Smith", "17/05/1990", "17 May 1990",
     "1990-05-17", "John Smith 17.5.1990", "17 Mai 1990", "x100001", " X 100001 "],
)  # fmt: skip
def test_it_finds_the_person_however_it_is_typed(person, cast, typed):
    assert crns(cast.practitioner, typed) == ["X100001"]


@pytest.mark.parametrize("typed", ["Garfield", "18/05/1990", "X100002", "", "   ", "John Smith 18/5/1990"])
def test_it_finds_nobody_where_nobody_fits(person, cast, typed):
    assert crns(cast.practitioner, typed) == []


def test_it_folds_accents(unit, cast):
    with as_role("jobs"):
        PersonFactory(delivery_unit=unit, crn="X100003", forenames="Rhŷs", surname="O'Neill")
    assert crns(cast.practitioner, "Rhys ONeill") == ["X100003"]
    assert crns(cast.practitioner, "rhŷs o’neill") == ["X100003"]


def test_it_finds_by_preferred_name_and_by_other_names(person, cast):
    with as_role("jobs"):
        Person.objects.filter(pk=person.pk).update(preferred_name="Buster")
        OtherName.objects.create(person=person, kind="alias", forenames="Jack", surname="Rackham")
    assert crns(cast.practitioner, "Buster Smith") == ["X100001"]
    assert crns(cast.practitioner, "Rackam") == ["X100001"]


@pytest.mark.parametrize("typed", ["2004/0012345D", "2004/12345d", "04/12345D", "04/0012345D", "20040012345D"])
def test_it_finds_by_police_number_in_every_form(person, cast, typed):
    with as_role("jobs"):
        Identifier.objects.create(person=person, kind="PNC", value="2004/0012345D")
    assert crns(cast.practitioner, typed) == ["X100001"]


def test_it_puts_the_nearest_name_first(person, unit, cast):
    with as_role("jobs"):
        PersonFactory(delivery_unit=unit, crn="X100009", forenames="Jon", surname="Smyth")
        PersonFactory(delivery_unit=unit, crn="X100008", forenames="John", surname="Smithson")
    assert crns(cast.practitioner, "Jon Smyth")[:2] == ["X100009", "X100001"]


def test_it_puts_words_as_they_were_typed_before_words_like_them(unit, cast):
    with as_role("jobs"):
        PersonFactory(delivery_unit=unit, crn="X100009", forenames="Brandoon", surname="Li")
        PersonFactory(delivery_unit=unit, crn="X100008", forenames="Brandon Alexander", surname="Luke")
        brenda = PersonFactory(delivery_unit=unit, crn="X100007", forenames="Brenda", surname="Fotheringay")
        OtherName.objects.create(person=brenda, kind="alias", forenames="Brandon", surname="Fotheringay")
    assert crns(cast.practitioner, "brandon") == ["X100008", "X100007", "X100009"]


def test_day_and_month_exchanged_come_after_the_date_typed(unit, cast):
    with as_role("jobs"):
        PersonFactory(delivery_unit=unit, crn="X100011", surname="Alder", date_of_birth=date(1990, 4, 3))
        PersonFactory(delivery_unit=unit, crn="X100012", surname="Birch", date_of_birth=date(1990, 3, 4))
    assert crns(cast.practitioner, "4/3/1990") == ["X100012", "X100011"]


def test_it_reaches_every_region_but_only_at_national_reach(person, cast):
    assert crns(cast.stranger, "John Smith") == ["X100001"]
    assert crns(cast.stranger, "John Smith", reach="region") == []


@pytest.mark.parametrize("role", ["administrator", "auditor", "supplier", "person"])
@pytest.mark.parametrize("typed", ["John Smith", "X100001", "17/5/1990"])
def test_other_roles_find_nobody(person, cast, role, typed):
    assert crns(getattr(cast, role), typed) == []


@pytest.mark.parametrize("typed", ["John Smith", "X100001", "17/5/1990", "2004/0012345D", "Rackham"])
def test_a_barred_user_gets_the_answer_that_an_absent_record_gets(person, unit, cast, typed):
    with as_role("jobs"):
        PersonFactory(delivery_unit=unit, crn="X100020", forenames="Joan", surname="Smithers")
    without = crns(cast.practitioner, typed)
    with as_role("jobs"):
        Identifier.objects.create(person=person, kind="PNC", value="2004/0012345D")
        OtherName.objects.create(person=person, kind="alias", forenames="Jack", surname="Rackham")
    bar(person, cast.practitioner)
    hidden = crns(cast.practitioner, typed)
    assert "X100001" not in hidden
    assert hidden == [crn for crn in without if crn != "X100001"]
    assert "X100001" in crns(cast.colleague, typed)


def test_a_hidden_person_takes_no_place_among_the_most(person, unit, cast):
    with as_role("jobs"):
        PersonFactory(delivery_unit=unit, crn="X100030", forenames="John", surname="Smith")
    bar(person, cast.practitioner)
    with acting(cast.practitioner, reach="national"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM throughcare_search_people('John Smith', NULL, '{}', 1)")
        assert cursor.fetchone() == (1,)
    assert crns(cast.practitioner, "John Smith") == ["X100030"]


def test_nobody_acting_finds_nobody(person):
    assert search_people(Terms(name="John Smith")).keys == ()


def test_the_page_shows_another_region_with_the_need_for_a_reason(person, cast, opened):
    page = opened(cast.stranger, f"{ADDRESS}?q=Jon+Smyth").content.decode()
    assert "John Smith" in page and person.delivery_unit.region.name in page and "Reason needed" in page
    own = opened(cast.practitioner, f"{ADDRESS}?q=Jon+Smyth").content.decode()
    assert "John Smith" in own and "Reason needed" not in own


def test_a_search_is_audited_with_the_number_found(person, cast, opened):
    opened(cast.practitioner, f"{ADDRESS}?q=John+Smith")
    with as_role("owner"):
        entry = Entry.objects.get(action="people.search")
    assert (entry.actor, entry.person, entry.detail) == (
        cast.practitioner.pk,
        None,
        {"found": 1, "typed": "John Smith"},
    )


def test_the_page_is_the_same_for_a_hidden_and_an_absent_record(person, cast, opened):
    absent = opened(cast.practitioner, f"{ADDRESS}?q=X999999").content.decode()
    bar(person, cast.practitioner)
    hidden = opened(cast.practitioner, f"{ADDRESS}?q=X100001").content.decode()
    assert hidden.replace("X100001", "X999999").split("<main")[1] == absent.split("<main")[1]
    assert "Nobody was found" in hidden


@pytest.mark.parametrize("role", ["administrator", "auditor", "supplier", "person"])
def test_other_roles_are_refused_and_nothing_is_logged(person, cast, opened, role):
    assert opened(getattr(cast, role), f"{ADDRESS}?q=John").status_code == 403
    with as_role("owner"):
        assert Entry.objects.filter(action="people.search").count() == 0


def test_the_number_of_queries_does_not_grow_with_the_number_found(unit, cast, opened, django_assert_max_num_queries):
    with as_role("jobs"):
        for _ in range(60):
            PersonFactory(delivery_unit=unit, forenames="John", surname="Smith")
    with django_assert_max_num_queries(30):
        page = opened(cast.practitioner, f"{ADDRESS}?q=John+Smith").content.decode()
    assert page.count("/?from=search") == 50
    assert "Showing 1 to 50 of 60" in page


def test_a_date_that_is_none_is_said_to_be_wrong_and_kept(cast, opened):
    page = opened(cast.practitioner, f"{ADDRESS}?q=John&born=31+2+1990").content.decode()
    assert "Enter a real date" in page and "31 2 1990" in page


PLAIN = r"""btrim(regexp_replace(translate(lower(unaccent('unaccent', %s)), '''’`', ''), '[^a-z0-9]+', ' ', 'g'))"""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.text(st.sampled_from("abcXYZ 09'’`-.ŷéÉßĳ\n"), max_size=12)
    | st.text(max_size=8).filter(lambda name: "\x00" not in name)
)
def test_a_name_is_folded_to_plain_letters_and_digits(db, name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT people_fold(%s), {PLAIN}", [name, name])
        found, plain = cursor.fetchone()
    assert found == plain


@pytest.mark.parametrize(
    ("folded", "sounds"),
    [("john smith", ["JN", "AN", "SM0", "XMT"]), ("a b", []), ("", []), ("garcia 1", ["KRS", "KRX"]), ("42", [])],
)
def test_a_name_sounds_like_its_words_and_their_second_sounds(db, folded, sounds):
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_sounds(%s)", [folded])
        assert cursor.fetchone()[0] == sounds
