"""Personal details: what the page shows and what its forms change."""

from datetime import UTC, date, datetime

import pytest

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.kernel.events import announcer
from throughcare.people.commands import details as commands
from throughcare.people.events import PersonDetailsChanged
from throughcare.people.models import Characteristic, Circumstance, ContactDetail, Identifier, OtherName, Person
from throughcare.people.rules.identifiers import InvalidIdentifier
from throughcare.people.tests.factories import PersonFactory
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
DETAILS = "/people/X100001/details/"
ON, AT = date(2026, 3, 2), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def announced(monkeypatch):
    seen = []
    monkeypatch.setattr(announcer, "announce", seen.append)
    return seen


def entries(action):
    with as_role("owner"):
        return list(Entry.objects.filter(action=action).values_list("actor", "subject"))


def rows(model, *fields):
    with as_role("jobs"):
        return list(model.objects.order_by("pk").values_list(*fields))


def test_not_recorded_is_not_the_same_as_not_said(person, cast, opened):
    with as_role("jobs"):
        Characteristic.objects.create(
            person=person, kind="religion", value="not-said", recorded_on=ON, recorded_by="MAN001"
        )
    page = opened(cast.practitioner, DETAILS).content.decode()
    assert "Prefer not to say" in page and "recorded 2 Mar 2026 by staff MAN001" in page
    assert page.count("Not recorded yet") == 6
    assert f"{DETAILS}characteristics/ethnicity/" in page


def test_it_is_in_welsh_where_asked_for(person, cast, client):
    client.force_login(cast.practitioner)
    client.cookies["language"] = "cy"
    page = client.get(DETAILS).content.decode()
    assert 'lang="cy"' in page and "Manylion personol" in page


def test_the_number_of_queries_does_not_grow_with_what_is_recorded(
    person, cast, opened, client, django_assert_max_num_queries
):
    with as_role("jobs"):
        for n in range(20):
            ContactDetail.objects.create(person=person, kind="mobile", value=f"07000 {n}", start=ON)
            Circumstance.objects.create(person=person, kind="health", description=f"Note {n}", start=ON)
            OtherName.objects.create(person=person, kind="alias", surname=f"Alias{n}")
    client.force_login(cast.practitioner)
    with django_assert_max_num_queries(20):
        page = client.get(DETAILS).content.decode()
    assert "Alias19" in page and "07000 19" in page


def test_changing_the_person_is_audited_announced_and_kept_in_history(person, cast, announced):
    with acting(cast.practitioner):
        commands.change_person(person=person, changes={"preferred_name": "Jack"}, by=cast.practitioner, at=AT)
    assert rows(Person, "preferred_name") == [("Jack",)]
    assert entries("people.change_person") == [(cast.practitioner.pk, "X100001")]
    assert announced == [PersonDetailsChanged(person.pk, "person", None, cast.practitioner.pk, AT)]


def test_changing_nothing_is_refused_and_leaves_no_trace(person, cast, announced):
    with acting(cast.practitioner), pytest.raises(commands.NothingChanged):
        commands.change_person(person=person, changes={"surname": "Smith"}, by=cast.practitioner, at=AT)
    assert (entries("people.change_person"), announced) == ([], [])


def test_a_new_address_ends_the_old_one_which_is_kept(person, cast):
    with as_role("jobs"):
        ContactDetail.objects.create(person=person, kind="address", value="1 Old Road", start=date(2025, 1, 1))
        ContactDetail.objects.create(person=person, kind="mobile", value="07000 1", start=date(2025, 1, 1))
    with acting(cast.practitioner):
        commands.add_contact_detail(
            person=person, kind="address", value="2 New Road", postcode="M1 1AA", by=cast.practitioner, on=ON, at=AT
        )
    assert rows(ContactDetail, "value", "start", "until") == [
        ("1 Old Road", date(2025, 1, 1), ON),
        ("07000 1", date(2025, 1, 1), None),
        ("2 New Road", ON, None),
    ]


def test_an_answer_is_recorded_with_its_day_and_the_earlier_one_is_kept(person, cast):
    with acting(cast.practitioner):
        for value, day in (("christian", ON), ("none", date(2026, 4, 1)), ("muslim", date(2026, 4, 1))):
            commands.record_characteristic(
                person=person, kind="religion", value=value, by=cast.practitioner, on=day, at=AT
            )
        with pytest.raises(commands.NotOfThisList):
            commands.record_characteristic(
                person=person, kind="religion", value="jedi", by=cast.practitioner, on=ON, at=AT
            )
    assert rows(Characteristic, "value", "recorded_on") == [("christian", ON), ("muslim", date(2026, 4, 1))]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("PNC", "2004/12345d", "2004/0012345D"),
        ("NOMS", "a1234 bc", "A1234BC"),
        ("NINO", "AB 12 34 56 C", "AB123456C"),
        ("CRO", "123456/99a", "123456/99A"),
        ("OLD-CRN", "x123456", "X123456"),
    ],
)
def test_an_identifier_is_kept_as_it_is_written(person, cast, kind, typed, kept):
    with acting(cast.practitioner):
        commands.add_identifier(person=person, kind=kind, value=typed, by=cast.practitioner, at=AT)
    assert rows(Identifier, "kind", "value") == [(kind, kept)]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("PNC", "2004/0012345E"), ("PNC", "04/12345D"), ("NOMS", "A123BC"), ("NINO", "QQ123456C"), ("X", "1")],
)
def test_an_identifier_of_the_wrong_form_is_refused(person, cast, kind, typed):
    with acting(cast.practitioner), pytest.raises(InvalidIdentifier):
        commands.add_identifier(person=person, kind=kind, value=typed, by=cast.practitioner, at=AT)
    assert (rows(Identifier, "value"), entries("people.add_identifier")) == ([], [])


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(person, cast, opened):
    page = opened(cast.practitioner, f"{DETAILS}identifiers/add/", kind="PNC", value="2004/0012345E").content.decode()
    assert "The last letter does not fit" in page and 'value="2004/0012345E"' in page
    assert rows(Identifier, "value") == []


def test_an_identifier_of_somebody_else_leads_to_the_comparison(person, unit, cast, opened):
    with as_role("jobs"):
        other = PersonFactory(delivery_unit=unit, crn="X100002")
        Identifier.objects.create(person=other, kind="PNC", value="2004/0012345D")
    form = {"kind": "PNC", "value": "2004/0012345D"}
    assert opened(cast.senior, f"{DETAILS}identifiers/add/", **form).url == "/people/duplicates/X100001/X100002/"
    with as_role("jobs"):
        Identifier.objects.filter(person=person).delete()
    assert opened(cast.practitioner, f"{DETAILS}identifiers/add/", **form).url == DETAILS


@pytest.mark.parametrize(
    ("page", "form"),
    [
        (
            "person/",
            {"forenames": "Jon", "surname": "Smith", "date_of_birth": "17 5 1990", "sex": "M", "language": "cy"},
        ),
        ("other-names/add/", {"kind": "alias", "surname": "Rackham"}),
        ("identifiers/add/", {"kind": "NOMS", "value": "A1234BC"}),
        ("contact-details/add/", {"kind": "address", "value": "1 Road", "postcode": "m1 1aa", "start": "2/3/2026"}),
        ("circumstances/add/", {"kind": "health", "description": "Asthma", "start": "2 March 2026"}),
        ("characteristics/religion/", {"value": "not-said", "recorded_on": "2 3 2026"}),
    ],
)
def test_each_form_opens_saves_and_goes_back(person, cast, opened, page, form):
    assert opened(cast.practitioner, DETAILS + page).status_code == 200
    answer = opened(cast.practitioner, DETAILS + page, **form)
    assert (answer.status_code, answer.url) == (302, DETAILS)
    again = opened(cast.practitioner, DETAILS).content.decode()
    assert "Saved" in again


@pytest.mark.parametrize("role", ["administrator", "auditor", "supplier", "person", "stranger"])
def test_nobody_else_changes_anything(person, cast, opened, role):
    answer = opened(getattr(cast, role), f"{DETAILS}identifiers/add/", kind="NOMS", value="A1234BC")
    assert answer.status_code == (302 if role == "stranger" else 403)
    assert rows(Identifier, "value") == []


def test_ending_and_removing(person, cast, opened):
    with as_role("jobs"):
        detail = ContactDetail.objects.create(person=person, kind="mobile", value="07000 1", start=ON)
        thing = Circumstance.objects.create(person=person, kind="health", description="Asthma", start=ON)
        name = OtherName.objects.create(person=person, kind="alias", surname="Rackham")
        number = Identifier.objects.create(person=person, kind="NOMS", value="A1234BC")
    for page in (f"contact-details/{detail.pk}/end/", f"circumstances/{thing.pk}/end/"):
        assert opened(cast.practitioner, DETAILS + page).status_code == 200
        assert opened(cast.practitioner, DETAILS + page, until="1 4 2026").url == DETAILS
    for page in (f"other-name/{name.pk}/remove/", f"identifier/{number.pk}/remove/"):
        assert opened(cast.practitioner, DETAILS + page).status_code == 200
        assert opened(cast.practitioner, DETAILS + page, sure="yes").url == DETAILS
    assert rows(ContactDetail, "until") == rows(Circumstance, "until") == [(date(2026, 4, 1),)]
    assert rows(OtherName, "pk") == rows(Identifier, "pk") == []
