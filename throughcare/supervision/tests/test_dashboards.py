"""The pages with figures and the lists behind them, for the whole cast."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.supervision.models import ContactDue
from throughcare.supervision.tests.factories import ContactDueFactory, OfficerSpellFactory, TierFactory
from throughcare.supervision.tests.scene import WITHOUT_ACCESS, Scene, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db

LEADS_UNIT = ("head", "director")
LEADS_TEAM = ("senior", *LEADS_UNIT)


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


def addresses(scene):
    return {
        "team": "/team/",
        "unit": f"/units/{scene.unit.code}/",
        "region": f"/regions/{scene.unit.region.code}/",
        "cases": f"/cases/?unit={scene.unit.code}",
    }


def hand_over(person, **changes):
    """Change the open spell of a person."""
    from throughcare.supervision.models import OfficerSpell

    with as_role("jobs"):
        OfficerSpell.objects.filter(person=person, until=None).update(**changes)


@pytest.mark.parametrize("what", ["team", "unit", "region", "cases"])
def test_it_opens_for_those_who_lead_and_nobody_else(scene, what):
    case(scene, due=scene.on)
    address = addresses(scene)[what]
    allowed = LEADS_TEAM if what in ("team", "cases") else LEADS_UNIT
    for name, user in scene.cast.items():
        expected = 200 if name in allowed else 403
        assert page(user, address).status_code == expected, name
    assert page(None, address).status_code == 302


def test_the_cast_has_everybody(scene):
    assert {*WITHOUT_ACCESS, "owner", "colleague", "stranger", *LEADS_TEAM} <= set(scene.cast)


@pytest.mark.parametrize("role", ["senior", "head", "director"])
def test_another_region_is_as_absent_as_one_that_does_not_exist(scene, role):
    elsewhere = PostingFactory(user__role=role).user
    team = scene.staff.team
    missing = page(elsewhere, "/cases/", unit="NOWHERE")
    assert missing.status_code == 404
    for query in ({"unit": scene.unit.code}, {"team": team.code}, {"region": scene.unit.region.code},
                  {"staff": scene.staff.code}):  # fmt: skip
        answer = page(elsewhere, "/cases/", **query)
        assert answer.status_code == 404
        assert scene.unit.name.encode() not in answer.content
    assert page(elsewhere, "/team/", team=team.code).status_code == 404
    if role != "senior":
        assert page(elsewhere, addresses(scene)["unit"]).status_code == 404
        assert page(elsewhere, addresses(scene)["region"]).status_code == 404


def test_the_dashboard_is_the_heads_unit_and_the_directors_region(scene):
    assert page(scene.cast["head"], "/dashboard/").url == addresses(scene)["unit"]
    assert page(scene.cast["director"], "/dashboard/").url == addresses(scene)["region"]


def test_whoever_is_posted_nowhere_is_told_so():
    from throughcare.accounts.tests.factories import UserFactory

    lost = UserFactory(role="head")
    for address in ("/dashboard/", "/team/", "/cases/"):
        answer = page(lost, address)
        assert (answer.status_code, b"no place of work" in answer.content) == (200, True)


def test_the_team_page_shows_first_who_waits_for_a_practitioner(scene):
    waiting = case(scene, due=scene.on + timedelta(days=2), allocated=scene.on - timedelta(days=3))
    hand_over(waiting, staff=None, status="unallocated")
    html = page(scene.cast["senior"], "/team/").content.decode()
    assert waiting.crn in html
    assert "3 days" in html
    assert "No assessment" in html
    assert html.index('id="unallocated"') < html.index('id="practitioners"')


def test_a_leaver_who_still_holds_cases_is_flagged(scene):
    gone = StaffFactory(team=scene.staff.team, forenames="Gwen", surname="Gone", until=scene.on - timedelta(days=9))
    for _n in range(4):
        hand_over(case(scene, due=scene.on), staff=gone)
    html = page(scene.cast["senior"], "/team/").content.decode()
    assert "still holds 4" in html
    assert "Gwen Gone" in html


def test_unallocated_cases_of_no_team_are_said_on_the_team_page(scene):
    hand_over(case(scene, due=scene.on), staff=None, team=None, status="unallocated")
    html = page(scene.cast["senior"], "/team/").content.decode()
    assert "1 case of the delivery unit has no team yet." in html


def every_link_to_cases(html):
    """Figure and address of every link to a list of cases; shares are left out, as they are no counts."""
    for href, inside in re.findall(r'<a[^>]*href="(/cases/\?[^"]*)"[^>]*>(.*?)</a>', html, re.S):
        text = re.sub(r"<[^>]*>", " ", inside).strip()
        number = re.match(r"([\d,]+)(?:\s|$)", text)
        if number and not text.endswith("days"):
            yield int(number[1].replace(",", "")), unescape(href)


@pytest.mark.parametrize("what", ["team", "unit", "region"])
def test_every_figure_opens_into_exactly_its_cases(scene, what):
    second = TeamFactory(delivery_unit=scene.unit)
    gone = StaffFactory(team=second, until=scene.on - timedelta(days=1))
    for days in (-40, -8, -7, -1, 0, 3, 6, 7, 30):
        case(scene, due=scene.on + timedelta(days=days))
    case(scene, state="suspended")
    case(scene, state="no-standard")
    hand_over(case(scene, due=scene.on), staff=None, status="unallocated")
    hand_over(case(scene, due=scene.on), staff=None, team=None, status="unallocated")
    hand_over(case(scene, due=scene.on - timedelta(days=2)), staff=gone, team=second)
    user = scene.cast["senior" if what == "team" else "director"]
    html = page(user, addresses(scene)[what]).content.decode()
    links = list(every_link_to_cases(html))
    assert len(links) >= 9
    for number, href in set(links):
        rows = list(csv.reader(io.StringIO(b"".join(page(user, f"{href}&format=csv").streaming_content).decode())))
        assert len(rows) - 1 == number, href


def test_a_limited_access_record_is_counted_only_for_those_who_may_see_it(scene):
    hidden = case(scene, due=scene.on - timedelta(days=1))
    head, director = scene.cast["head"], scene.cast["director"]
    with as_role("jobs"):
        LimitedAccess.objects.create(person=hidden, kind="exclusion", user=head, reason="x", start=scene.on)
    shown = {user: page(user, "/cases/", unit=scene.unit.code).content.decode() for user in (head, director)}
    assert hidden.crn not in shown[head]
    assert hidden.crn in shown[director]
    rows = {user: page(user, addresses(scene)["unit"], format="csv").content.decode() for user in (head, director)}
    assert [line.split(",")[2] for line in rows[head].splitlines()[1:]] == ["0"]
    assert [line.split(",")[2] for line in rows[director].splitlines()[1:]] == ["1"]


@pytest.mark.parametrize("what", ["team", "unit", "region", "cases"])
def test_the_number_of_queries_does_not_grow_with_the_cases(scene, what, django_assert_max_num_queries):
    user = scene.cast["senior" if what in ("team", "cases") else "director"]
    case(scene, due=scene.on)
    with django_assert_max_num_queries(62 if what == "team" else 46) as few:
        page(user, addresses(scene)[what])
    for days in range(12):
        case(scene, due=scene.on + timedelta(days=days - 5))
    with django_assert_max_num_queries(len(few)):
        page(user, addresses(scene)[what])


def test_a_list_is_filtered_sorted_and_paged(scene):
    people = [case(scene, due=scene.on + timedelta(days=n)) for n in range(53)]
    senior = scene.cast["senior"]
    first = page(senior, "/cases/", team=scene.staff.team.code).content.decode()
    assert "Showing 1 to 50 of 53" in first
    second = page(senior, "/cases/", team=scene.staff.team.code, page=2).content.decode()
    assert [person.crn in second for person in people[49:]] == [False, True, True, True]
    turned = page(senior, "/cases/", team=scene.staff.team.code, sort="-due").content.decode()
    assert people[52].crn in turned
    assert people[0].crn not in turned
    one = page(senior, "/cases/", team=scene.staff.team.code, name=people[7].crn).content.decode()
    assert "Showing 1 to 1 of 1" in one
    none = page(senior, "/cases/", team=scene.staff.team.code, tier="A").content.decode()
    assert "No case matches these filters." in none


def test_a_formula_in_a_name_is_no_formula_in_the_download(scene):
    person = case(scene, due=scene.on)
    with as_role("jobs"):
        type(person).objects.filter(pk=person.pk).update(surname="=1+1")
    answer = page(scene.cast["senior"], "/cases/", staff=scene.staff.code, format="csv")
    assert "'=1+1" in b"".join(answer.streaming_content).decode()


def test_nonsense_in_the_address_is_passed_over(scene):
    case(scene, due=scene.on)
    query = {
        "team": scene.staff.team.code,
        "state": "x'--",
        "tier": "Z",
        "sentence": "?",
        "sort": ";",
        "page": "99999999",
    }
    assert page(scene.cast["senior"], "/cases/", **query, name="\x00%_\\").status_code == 200
    assert page(scene.cast["senior"], "/team/", sort="nonsense").status_code == 200


def test_a_unit_has_its_welsh_name_for_who_reads_welsh(scene):
    unit = DeliveryUnitFactory(region=scene.unit.region, name="North Unit", name_cy="Uned y Gogledd")
    client = Client()
    client.force_login(scene.cast["director"])
    client.cookies["language"] = "cy"
    for address in (addresses(scene)["region"], f"/units/{unit.code}/"):
        html = client.get(address).content.decode()
        assert "Uned y Gogledd" in html
        assert "North Unit" not in html


def test_stale_answers_are_asked_again_before_they_are_counted(scene):
    person = case(scene, due=scene.on + timedelta(days=30), holds_until=scene.on)
    before = ContactDueFactory.build().reason_code
    assert page(scene.cast["head"], addresses(scene)["unit"]).status_code == 200
    with as_role("jobs"):
        due = ContactDue.objects.get(person=person)
    assert due.holds_until is None or due.holds_until > scene.on
    assert due.reason_code != before or due.decided_on == scene.on


def test_more_stale_answers_than_a_page_asks_again_are_said(scene, monkeypatch):
    from throughcare.supervision.web import freshness

    monkeypatch.setattr(freshness, "AT_MOST", 1)
    monkeypatch.setattr(freshness.refresh, "__kwdefaults__", {"at_most": 1})
    for _n in range(3):
        case(scene, due=scene.on + timedelta(days=30), holds_until=scene.on)
    html = page(scene.cast["head"], addresses(scene)["unit"]).content.decode()
    assert "For 2 people the answer is from an earlier day" in html


def test_the_hourly_job_asks_again_about_everybody(scene):
    from throughcare.supervision.jobs import refresh_answers

    for _n in range(3):
        case(scene, due=scene.on + timedelta(days=30), holds_until=scene.on)
    with as_role("jobs"):
        refresh_answers.func(timestamp=0)
        assert not ContactDue.objects.filter(holds_until__lte=scene.on).exists()


def test_the_spells_of_the_scene_have_tiers(scene):
    person = case(scene, due=scene.on, derived=False)
    with as_role("jobs"):
        TierFactory(person=person, label="A", provisional=True)
        assert OfficerSpellFactory._meta.model.objects.filter(person=person).count() == 1
    html = page(scene.cast["head"], addresses(scene)["unit"]).content.decode()
    assert "1, of these 1 provisional" in html


def test_the_unit_names_practitioners_and_their_grades_in_words(scene):
    case(scene, due=scene.on)
    html = page(scene.cast["head"], addresses(scene)["unit"]).content.decode()
    assert f"{scene.staff.forenames} {scene.staff.surname}" in html
    assert GRADE.label(scene.staff.grade) in html and f">{scene.staff.grade}<" not in html
