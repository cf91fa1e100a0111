"""Signing in to a demonstration by picking a person."""

from datetime import date

import pytest

from throughcare.accounts.tests.factories import UserFactory
from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.tests.factories import SentenceFactory
from throughcare.supervision.models import OfficerSpell
from throughcare.testing.acting import as_role
from throughcare.workforce.models import Staff, Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return DeliveryUnitFactory(name="Bolton")


@pytest.fixture
def practitioner(unit):
    """A practitioner of team Bolton 2 with three people, one of them not visible to colleagues of other regions."""
    user = PostingFactory(region=unit.region, delivery_unit=unit, user__last_name="Busy").user
    team = Team.objects.create(code="T1", name="Bolton 2", delivery_unit=unit)
    staff = Staff.objects.create(
        code="S1", user=user, forenames="Sam", surname="Busy", grade="PO", team=team, start=date(2020, 1, 1)
    )
    with as_role("jobs"):
        for _ in range(3):
            person = SentenceFactory(person__delivery_unit=unit).person
            OfficerSpell.objects.create(person=person, start=date(2026, 1, 5), status="allocated", staff=staff)
    return user


def test_a_practitioner_is_offered_with_caseload_and_team(client, practitioner):
    page = client.get("/sign-in/").content.decode()
    assert "Sam Busy" in page
    assert "3 people · Bolton 2" in " ".join(page.split())


def test_the_page_is_short_and_the_rest_is_paged(client, practitioner, unit):
    for _ in range(60):
        PostingFactory(region=unit.region, user__role="senior")
    page = client.get("/sign-in/").content.decode()
    assert page.count('name="user"') == 5
    assert "All 60 in this role" in page
    assert client.get("/sign-in/as/senior/").content.decode().count('name="user"') == 50
    assert client.get("/sign-in/as/senior/?page=2").content.decode().count('name="user"') == 10


def test_picking_signs_in_and_is_audited(client, practitioner):
    assert client.post("/sign-in/", {"user": practitioner.pk, "next": "/audit/"}).url == "/audit/"
    assert client.session["_auth_user_id"] == str(practitioner.pk)
    with as_role("owner"):
        entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.detail) == (
        "accounts.signed_in",
        practitioner.pk,
        {"how": "demonstration"},
    )


@pytest.mark.parametrize("user", ["", "x", "0", "-1", "9" * 30, "²"])
def test_picking_nobody_signs_nobody_in(client, practitioner, user):
    assert client.post("/sign-in/", {"user": user}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_neither_offered_nor_opened(client):
    closed = UserFactory(last_name="Gone", is_active=False)
    assert "Gone" not in client.get("/sign-in/").content.decode()
    assert client.post("/sign-in/", {"user": closed.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_anywhere_else_picking_a_person_does_nothing(client, practitioner, settings):
    settings.DEMO_SIGN_IN = False
    assert "Sam Busy" not in client.get("/sign-in/").content.decode()
    client.post("/sign-in/", {"user": practitioner.pk})
    assert "_auth_user_id" not in client.session
    assert client.get("/sign-in/as/practitioner/").status_code == 404


def test_a_demonstration_without_data_says_so(client):
    assert "There is nobody to sign in as" in client.get("/sign-in/").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_cast(client, practitioner, unit, django_assert_max_num_queries):
    PostingFactory.create_batch(20, region=unit.region)
    client.get("/sign-in/")
    with django_assert_max_num_queries(40):
        client.get("/sign-in/")


def test_it_says_what_suppliers_and_commissioners_see_first(client):
    UserFactory(role="supplier")
    UserFactory(role="commissioner")
    page = client.get("/sign-in/").content.decode()
    assert "Sees first: what it may bid for, what runs out next, its places and its applications." in page
    assert "Sees first: the competitions, and in which state each is." in page
    assert "Sees nothing yet" not in page
