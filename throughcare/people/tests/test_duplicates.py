"""Duplicate records: finding, comparing, merging and undoing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.people.commands import merge as commands
from throughcare.people.events import PeopleMerged, PeopleUnmerged
from throughcare.people.models import (
    ContactDetail,
    Identifier,
    LimitedAccess,
    Merge,
    NotSame,
    OtherName,
    Person,
    Sentence,
)
from throughcare.people.queries.duplicates import likely_duplicates
from throughcare.people.tests.factories import PersonFactory, SentenceFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COMPARE = "/people/duplicates/X100001/X100002/"


@pytest.fixture
def other(unit):
    with as_role("jobs"):
        return PersonFactory(delivery_unit=unit, crn="X100002", forenames="Jon", surname="Smyth")


def pairs(user):
    with acting(user):
        return [(pair.one.crn, pair.other.crn, pair.reasons) for pair in likely_duplicates(most=50).rows]


def snapshot(*people):
    """Every row of this context about those records, as the database has it."""
    with as_role("jobs"):
        keys = [person.pk for person in people]
        found = {"person": list(Person.objects.filter(pk__in=keys).order_by("pk").values())}
        for model in (*commands.MOVED, LimitedAccess):
            found[model.__name__] = list(model.objects.filter(person__in=keys).order_by("pk").values())
    return found


def merge(by, survivor, duplicate, choices=()):
    with acting(by):
        return commands.merge_people(
            survivor=survivor, duplicate=duplicate, choices=choices, by=by, at=AT, why="One person"
        )


def test_it_proposes_likely_pairs_with_reasons_likeliest_first(person, other, unit, cast):
    with as_role("jobs"):
        Identifier.objects.create(person=person, kind="PNC", value="2004/0012345D")
        Identifier.objects.create(person=other, kind="PNC", value="2004/0012345d")
        PersonFactory(
            delivery_unit=unit, crn="X100005", forenames="Ann", surname="Marsh", date_of_birth=date(1980, 3, 4)
        )
        PersonFactory(
            delivery_unit=unit, crn="X100006", forenames="Anne", surname="Marsh", date_of_birth=date(1980, 4, 3)
        )
        PersonFactory(
            delivery_unit=unit, crn="X100007", forenames="Zed", surname="Quill", date_of_birth=date(1980, 3, 4)
        )
    assert pairs(cast.senior) == [
        ("X100001", "X100002",
         ("They carry the same identifier", "The same date of birth and a like name")),
        ("X100005", "X100006", ("A like name; day and month of birth are exchanged",)),
    ]  # fmt: skip


def test_it_proposes_nobody_of_another_region_or_hidden(person, other, cast):
    assert pairs(cast.stranger) == []
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=other, kind="exclusion", user=cast.senior, reason="Kin", start=date(2026, 1, 1)
        )
    assert pairs(cast.senior) == []


def test_a_pair_declared_apart_is_not_proposed_again(person, other, cast, opened):
    assert opened(cast.senior, f"{COMPARE}not-same/", why="Both seen on one day").url == "/people/duplicates/"
    assert pairs(cast.senior) == []
    with as_role("owner"):
        assert Entry.objects.filter(action="people.declare_not_same").count() == 2


def test_merging_moves_rows_keeps_conflicts_and_closes_the_duplicate(person, other, cast, monkeypatch):
    seen = []
    monkeypatch.setattr(announcer, "announce", seen.append)
    with as_role("jobs"):
        for one in (person, other):
            Identifier.objects.create(person=one, kind="NOMS", value="A1234BC")
        Identifier.objects.create(person=other, kind="PNC", value="2004/0012345D")
        sentence = SentenceFactory(person=other)
    done = merge(cast.senior, person, other, ["forenames"])
    with as_role("jobs"):
        assert sorted(Identifier.objects.values_list("person__crn", "kind")) == [
            ("X100001", "NOMS"), ("X100001", "PNC"), ("X100002", "NOMS"),
        ]  # fmt: skip
        assert Sentence.objects.get().person_id == person.pk
        assert Person.objects.get(crn="X100002").merged_into_id == person.pk
        assert Person.objects.get(crn="X100001").name == "Jon Smith"
    assert done.moved["people.sentence"] == [sentence.pk]
    assert seen == [PeopleMerged(done.pk, person.pk, other.pk, cast.senior.pk, AT, date(2026, 3, 2))]
    with as_role("owner"):
        assert Entry.objects.filter(action="people.merge_people", person=person.pk).count() == 1
    with acting(cast.senior):
        commands.unmerge(merge=done, by=cast.senior, at=AT, why="Wrong")
    assert isinstance(seen[1], PeopleUnmerged)


def test_limited_access_of_both_holds_on_both(person, other, cast, opened):
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=other, kind="exclusion", user=cast.colleague, reason="Kin", start=date(2026, 1, 1)
        )
    merge(cast.senior, person, other)
    assert opened(cast.colleague, "/people/X100001/details/").status_code == 404
    assert opened(cast.colleague, "/people/X100002/details/").status_code == 404
    assert opened(cast.practitioner, "/people/X100002/details/").url == "/people/X100001/details/"


def test_a_merged_record_cannot_be_merged_again_nor_undone_twice(person, other, unit, cast):
    with as_role("jobs"):
        third = PersonFactory(delivery_unit=unit)
    done = merge(cast.senior, person, other)
    for survivor, duplicate in ((third, other), (other, third), (person, person)):
        with pytest.raises(commands.CannotMerge):
            merge(cast.senior, survivor, duplicate)
    later = merge(cast.senior, third, person)
    with acting(cast.senior), pytest.raises(commands.CannotUnmerge):
        commands.unmerge(merge=done, by=cast.senior, at=AT, why="Wrong")
    for one in (later, done):
        with acting(cast.senior):
            commands.unmerge(merge=one, by=cast.senior, at=AT, why="Wrong")
    with acting(cast.senior), pytest.raises(commands.CannotUnmerge):
        commands.unmerge(merge=done, by=cast.senior, at=AT, why="Wrong")


def test_undoing_keeps_what_was_changed_since(person, other, cast):
    done = merge(cast.senior, person, other, ["forenames", "surname"])
    with as_role("jobs"):
        Person.objects.filter(pk=person.pk).update(surname="Smythe")
    with acting(cast.senior):
        commands.unmerge(merge=done, by=cast.senior, at=AT, why="Wrong")
    with as_role("jobs"):
        assert Person.objects.get(pk=person.pk).name == "John Smythe"


numbers = st.lists(st.sampled_from(["A1234BC", "A1234BD", "B1234BC"]), unique=True, max_size=3)
days = st.dates(date(2020, 1, 1), date(2025, 1, 1))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ones=numbers, others=numbers, choices=st.sets(st.sampled_from(commands.CHOOSABLE)), start=days,
    sentences=st.integers(0, 2), barred=st.lists(st.sampled_from([0, 1]), max_size=2),
)  # fmt: skip
def test_merging_and_undoing_gives_the_same_rows(person, other, cast, ones, others, choices, start, sentences, barred):
    with as_role("jobs"):
        for model in (*commands.MOVED, LimitedAccess):
            model.objects.filter(person__in=[person, other]).delete()
        for one, values in ((person, ones), (other, others)):
            for value in values:
                Identifier.objects.create(person=one, kind="NOMS", value=value)
            OtherName.objects.create(person=one, kind="alias", surname="Rackham")
            ContactDetail.objects.create(person=one, kind="mobile", value=one.crn, start=start)
        for which in set(barred):
            LimitedAccess.objects.create(
                person=(person, other)[which], kind="exclusion", user=cast.colleague, reason="Kin", start=start
            )
        for _ in range(sentences):
            SentenceFactory(person=other)
    before = snapshot(person, other)
    done = merge(cast.senior, person, other, choices)
    assert snapshot(person, other) != before
    with acting(cast.senior):
        commands.unmerge(merge=done, by=cast.senior, at=AT, why="Wrong")
    assert snapshot(person, other) == before


def test_the_pages_compare_merge_and_undo(person, other, cast, opened):
    page = opened(cast.senior, "/people/duplicates/").content.decode()
    assert COMPARE in page and "The same date of birth and a like name" in page
    with as_role("jobs"):
        Identifier.objects.create(person=other, kind="PNC", value="2004/0012345D")
    page = opened(cast.senior, COMPARE).content.decode()
    assert "John" in page and "Smyth" in page and page.count("Differs") == 2
    assert "17 May 1990" in page and "Police National Computer number: 2004/0012345D" in page
    form = {"survivor": "X100002", "forenames": "X100001", "surname": "X100002", "why": "Same fingerprints"}
    assert opened(cast.senior, COMPARE, **form).url == "/people/X100002/details/"
    with as_role("jobs"):
        assert Person.objects.get(crn="X100002").name == "John Smyth"
        key = Merge.objects.get().pk
    assert "Same fingerprints" in opened(cast.senior, "/people/X100002/details/").content.decode()
    undo = f"/people/X100002/merges/{key}/undo/"
    assert opened(cast.senior, undo).status_code == 200
    assert opened(cast.senior, undo, why="Mistake").url == "/people/X100002/details/"
    with as_role("jobs"):
        assert Person.objects.get(crn="X100002").name == "Jon Smyth"
        assert Person.objects.get(crn="X100001").merged_into_id is None


def test_a_merge_without_a_reason_changes_nothing(person, other, cast, opened):
    page = opened(
        cast.senior, COMPARE, survivor="X100001", forenames="X100001", surname="X100001", why=""
    ).content.decode()
    assert "Enter why?" in page
    with as_role("jobs"):
        assert Merge.objects.count() == 0


@pytest.mark.parametrize("role", ["practitioner", "administrator", "auditor", "supplier", "person"])
def test_others_are_refused_and_nothing_changes(person, other, cast, opened, role):
    user = getattr(cast, role)
    form = {"survivor": "X100001", "forenames": "X100001", "surname": "X100001", "why": "x"}
    for answer in (opened(user, "/people/duplicates/"), opened(user, COMPARE), opened(user, COMPARE, **form),
                   opened(user, f"{COMPARE}not-same/", why="x")):  # fmt: skip
        assert answer.status_code == 403
    with as_role("jobs"):
        assert (Merge.objects.count(), NotSame.objects.count()) == (0, 0)


def test_the_number_of_queries_does_not_grow_with_the_pairs(unit, cast, client, django_assert_max_num_queries):
    with as_role("jobs"):
        for _ in range(12):
            PersonFactory(delivery_unit=unit, surname="Twin")
    client.force_login(cast.senior)
    with django_assert_max_num_queries(12):
        page = client.get("/people/duplicates/").content.decode()
    assert "Showing 1 to 50 of 66" in page
