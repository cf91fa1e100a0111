"""The number of a team: who changes it, and what is kept of that."""

import pytest
from django.test import Client

from throughcare.audit.models import Entry
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return TeamFactory(delivery_unit=DeliveryUnitFactory())


def send(user, team, phone):
    client = Client()
    client.force_login(user)
    return client.post(f"/staff/teams/{team.code}/phone/", {"phone": phone})


def leader(team, role="senior"):
    user = PostingFactory(region=team.delivery_unit.region, user__role=role).user
    StaffFactory(user=user, team=team, grade="SPO")
    return user


def test_who_leads_it_changes_it_and_that_is_audited(team):
    assert send(leader(team), team, "020 7946 0000").status_code == 302
    assert send(leader(team), team, "020 7946 0000").status_code == 302
    director = PostingFactory(region=team.delivery_unit.region, user__role="director").user
    assert send(director, team, "020 7946 0001").status_code == 302
    team.refresh_from_db()
    assert team.phone == "020 7946 0001"
    with as_role("owner"):
        assert Entry.objects.filter(action="workforce.set_team_phone").count() == 2


def test_nobody_else_does(team):
    stranger = leader(TeamFactory())
    assert send(stranger, team, "1234567").status_code == 404
    assert send(PostingFactory(user__role="director").user, team, "1234567").status_code == 404
    for role in ("practitioner", "administrator", "auditor", "supplier", "person", "none"):
        user = PostingFactory(region=team.delivery_unit.region, user__role=role).user
        assert send(user, team, "1234567").status_code == 403
    team.refresh_from_db()
    assert team.phone == ""


def test_what_is_no_number_is_kept_in_the_form_and_not_saved(team):
    answer = send(leader(team), team, "ring us")
    assert 'value="ring us"' in answer.content.decode()
    team.refresh_from_db()
    assert team.phone == ""
