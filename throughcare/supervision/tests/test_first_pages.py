"""The first pages of those who lead: what waits, loads by both measures, service levels, transfers; for the whole cast."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.supervision.models import Contact
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.load_tables import officer_loads
from throughcare.supervision.queries.outcomes import count_without_outcome, overdue_outcomes, without_outcome
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.waiting import waiting_in
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import Scene, case, make_scene
from throughcare.supervision.tests.test_transfers import offered
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
LEADERS = ("senior", "head", "director")


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(timezone.localdate())
    for role in ("head", "senior"):
        PostingFactory(user=scene.cast[role], region=scene.unit.region, delivery_unit=scene.unit)
    return scene


def page(user, address, **query):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(address, query)


def text(answer) -> str:
    return " ".join(re.sub("<[^>]*>", " ", answer.content.decode()).split())


def first_page(scene, role):
    return {
        "senior": "/team/",
        "head": f"/units/{scene.unit.code}/",
        "director": f"/regions/{scene.unit.region.code}/",
    }[role]


def without_an_outcome(scene, person, days: int, **given) -> Contact:
    with as_role("jobs"):
        return ContactFactory(
            person=person, staff=scene.staff, date=scene.on - timedelta(days=days), **{"outcome": "", **given}
        )


def arrives(scene, person):
    """A case of another region is offered to the scene's unit."""
    far = make_scene(scene.on)
    away = {"unit": scene.unit, "head": scene.cast["head"]}
    return far, offered(far, away, person or case(far), wanted_on=timezone.localdate() + timedelta(days=3))


@pytest.mark.parametrize("role", LEADERS)
def test_signing_in_leads_there(scene, role):
    answer = Client()
    answer.force_login(scene.cast[role])
    landed = answer.get("/", follow=True)
    assert landed.redirect_chain[-1][0] == first_page(scene, role)


@pytest.mark.parametrize("role", LEADERS)
def test_what_waits_comes_before_the_figures_of_contact(scene, role):
    case(scene, due=scene.on)
    html = page(scene.cast[role], first_page(scene, role)).content.decode()
    assert html.index('aria-label="Waiting for you"') < html.index('id="contact"')
    # Nobody has assessed this person yet: a senior is told of the review.
    assert ("Reviews overdue" if role == "senior" else "Nothing waits for your decision.") in html


@pytest.mark.parametrize("role", LEADERS)
def test_a_transfer_offered_is_counted_for_who_answers_it_and_leads_to_it(scene, role, monkeypatch):
    from throughcare.supervision.tests import test_transfers

    monkeypatch.setattr(test_transfers, "ON", scene.on)
    monkeypatch.setattr(test_transfers, "AT", timezone.now())
    _far, transfer = arrives(scene, None)
    answer = page(scene.cast[role], first_page(scene, role))
    assert "1 Transfers to answer" in text(answer)
    address = re.search(r'href="(/transfers/[^"]*)"', answer.content.decode())[1]
    assert transfer.person.crn in page(scene.cast[role], address).content.decode()


def test_the_team_shows_each_load_by_both_measures_and_overdue_outcomes(scene):
    person = case(scene, due=scene.on)
    without_an_outcome(scene, person, 2)
    without_an_outcome(scene, person, 9)
    without_an_outcome(scene, person, 1, type="NOTE")
    without_an_outcome(scene, person, 0)
    without_an_outcome(scene, person, 3, outcome="ATTC")
    shown = text(page(scene.cast["senior"], "/team/"))
    assert "2 Outcomes overdue" in shown
    assert "Of capacity Cases Outcomes overdue" in shown
    assert "With more than 50 cases: 0, with more than 60: 0." in shown


@pytest.mark.parametrize("role", ["head", "director"])
def test_the_load_stands_against_its_lines(scene, role):
    case(scene, due=scene.on)
    shown = text(page(scene.cast[role], first_page(scene, role)))
    for words in ("Officers above 110%", "Officers with more than 50 cases", "Officers with more than 60 cases",
                  "Too much for 4 weeks"):  # fmt: skip
        assert words in shown


@pytest.mark.parametrize("role", ["head", "director"])
def test_the_service_levels_of_the_last_month_are_a_link_that_is_filled_in(scene, role):
    html = page(scene.cast[role], first_page(scene, role)).content.decode()
    address = re.search(r'data-fill="([^"]+)" data-part="([^"]+)"', html)
    assert address and address[2] == ".tc-table"
    behind = page(scene.cast[role], address[1].replace("&amp;", "&")).content.decode()
    assert 'class="tc-table ' in behind


def test_the_list_of_outcomes_holds_exactly_those_that_are_counted(scene):
    person = case(scene, due=scene.on)
    made = [without_an_outcome(scene, person, days) for days in (1, 5, 30)]
    without_an_outcome(scene, person, 0)
    other = StaffFactory(team=TeamFactory(delivery_unit=scene.unit))
    with as_role("jobs"):
        ContactFactory(person=person, staff=other, date=scene.on - timedelta(days=3), outcome="")
    senior = scene.cast["senior"]
    rows = list(csv.reader(io.StringIO(page(senior, "/outcomes/", format="csv").content.decode())))
    assert [row[3] for row in rows[1:]] == [str(one.date) for one in sorted(made, key=lambda one: one.date)]
    with as_role("web", senior.pk):
        assert overdue_outcomes([scene.staff.pk, other.pk], on=scene.on) == {scene.staff.pk: 3, other.pk: 1}
        counts = {kind: count_without_outcome(Area(kind, key), on=scene.on) for kind, key in (
            ("staff", scene.staff.pk), ("team", scene.staff.team_id), ("unit", scene.unit.pk),
            ("region", scene.unit.region_id))}  # fmt: skip
        assert counts == {"staff": 3, "team": 3, "unit": 4, "region": 4}
        assert [
            one.reference for one in without_outcome(Area("staff", scene.staff.pk), on=scene.on, first=1, most=1)
        ] == [made[1].reference]


@pytest.mark.parametrize("who", ["owner", *LEADERS])
def test_the_list_of_outcomes_opens_for_who_practises(scene, who):
    without_an_outcome(scene, case(scene, due=scene.on), 2)
    answer = page(scene.cast[who], "/outcomes/")
    assert (answer.status_code, "Say what happened" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("who", ["administrator", "auditor", "supplier", "person", "none"])
def test_the_list_of_outcomes_opens_for_nobody_else(scene, who):
    assert page(scene.cast[who], "/outcomes/").status_code == 403
    assert page(None, "/outcomes/").status_code == 302


def test_another_regions_outcomes_and_places_are_absent(scene):
    person = case(scene, due=scene.on)
    without_an_outcome(scene, person, 2)
    far = make_scene(scene.on)
    for address in ("/outcomes/", "/transfers/", "/workload/alarms/"):
        assert page(far.cast["senior"], address, team=scene.staff.team.code).status_code == 404
    assert person.crn not in page(far.cast["senior"], "/outcomes/").content.decode()


def test_a_limited_record_waits_only_for_those_who_may_see_it(scene):
    hidden = case(scene, due=scene.on)
    without_an_outcome(scene, hidden, 2)
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=hidden, kind="exclusion", user=scene.cast["senior"], reason="x", start=scene.on
        )
    assert hidden.crn not in page(scene.cast["senior"], "/outcomes/", team=scene.staff.team.code).content.decode()
    assert hidden.crn in page(scene.cast["director"], "/outcomes/", team=scene.staff.team.code).content.decode()


def test_a_head_looks_at_the_alarms_of_another_unit_and_answers_only_their_own(scene):
    other = DeliveryUnitFactory(region=scene.unit.region)
    answer = page(scene.cast["head"], "/workload/alarms/", unit=other.code)
    assert answer.status_code == 200
    assert "No load has been excessive for so long" in answer.content.decode()


def test_reviews_are_counted_where_they_are_asked_for(scene):
    case(scene, due=scene.on)
    team = scene.staff.team
    with as_role("web", scene.cast["senior"].pk):
        area = Area("team", team.pk)
        officers = officer_loads(area, on=scene.on)
        without = waiting_in(Place(area, team), officers, on=scene.on)
        counted = waiting_in(Place(area, team), officers, on=scene.on, reviews=True)
    assert without.reviews is None
    # Nobody has assessed this person yet.
    assert counted.reviews == 1


@pytest.mark.parametrize("role", LEADERS)
def test_the_pages_hold_in_welsh(scene, role):
    case(scene, due=scene.on)
    client = Client()
    client.force_login(scene.cast[role])
    client.cookies["language"] = "cy"
    html = client.get(first_page(scene, role)).content.decode()
    assert "Yn aros amdanoch chi" in html
    assert "Waiting for you" not in html
