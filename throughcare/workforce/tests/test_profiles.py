"""Languages and sex of a practitioner, the office of a team: who records them, and what is kept of that."""

import pytest
from django.test import Client

from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.testing.acting import as_role
from throughcare.workforce.models import StaffProfile, TeamOffice
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return TeamFactory(delivery_unit=DeliveryUnitFactory())


@pytest.fixture
def staff(team):
    return StaffFactory(team=team)


def leader(team, role="senior"):
    user = PostingFactory(region=team.delivery_unit.region, user__role=role).user
    StaffFactory(user=user, team=team, grade="SPO")
    return user


def send(user, path, **given):
    client = Client()
    client.force_login(user)
    return client.post(path, given)


def test_who_leads_them_records_what_they_told_and_takes_it_back(team, staff):
    path = f"/staff/{staff.code}/profile/"
    assert send(leader(team), path, speaks_welsh="on", sex="F").status_code == 302
    found = StaffProfile.objects.get(staff=staff)
    assert (found.speaks_welsh, found.sex) == (True, "F")
    client = Client()
    client.force_login(leader(team))
    assert "checked" in client.get(path).content.decode()
    assert send(leader(team), path).status_code == 302
    found.refresh_from_db()
    assert (found.speaks_welsh, found.sex) == (False, "")
    with as_role("owner"):
        assert Entry.objects.filter(action="workforce.set_profile").count() == 2


def test_the_office_of_a_team_is_a_whole_postcode(team):
    path = f"/staff/teams/{team.code}/office/"
    assert send(leader(team), path, postcode="m14 5ab").status_code == 302
    assert TeamOffice.objects.get(team=team).postcode == "M14 5AB"
    answer = send(leader(team), path, postcode="M14")
    assert answer.status_code == 200 and 'value="M14"' in answer.content.decode()
    assert TeamOffice.objects.get(team=team).postcode == "M14 5AB"


def test_nobody_else_records_either(team, staff):
    paths = (f"/staff/{staff.code}/profile/", f"/staff/teams/{team.code}/office/")
    for path in paths:
        assert send(leader(TeamFactory()), path, postcode="M14 5AB").status_code == 404
        for role in ("practitioner", "administrator", "auditor", "supplier", "person", "none"):
            user = PostingFactory(region=team.delivery_unit.region, user__role=role).user
            assert send(user, path, postcode="M14 5AB").status_code == 403
        assert Client().post(path).status_code in (302, 403)
    assert not StaffProfile.objects.exists() and not TeamOffice.objects.exists()
