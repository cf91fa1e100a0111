"""The pages about workload, for the whole cast."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.supervision.commands.loads import keep_loads
from throughcare.supervision.models import LoadSpell, WorkloadAlarm, WorkloadTask
from throughcare.supervision.tests.factories import AssessmentFactory, TierFactory
from throughcare.supervision.tests.scene import WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.models import ContractedHours, Reduction
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef0123456789abcdef"
LEADERS = ("senior", "head", "director")


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on):
    made = make_scene(on)
    PostingFactory(user=made.cast["head"], region=made.unit.region, delivery_unit=made.unit, start=on - timedelta(1))
    made.staff.contracted_hours = 37
    made.staff.save()
    return made


def held(scene, tier="B2", **given):
    person = case(scene, **given)
    with as_role("jobs"):
        if tier:
            TierFactory(person=person, scheme="two-axis-2021", label=tier)
            AssessmentFactory(person=person)
    return person


def signed_in(user, language="en-gb"):
    client = Client()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def page(user, address, language="en-gb", **query):
    return signed_in(user, language).get(address, query)


def ledger_at(scene):
    return f"/workload/staff/{scene.staff.code}/"


def working_time_at(scene, rest="working-time/"):
    return f"/staff/{scene.staff.code}/{rest}"


def addresses(scene):
    return [
        ledger_at(scene),
        f"/workload/team/{scene.staff.team.code}/",
        "/workload/alarms/",
        "/workload/problems/",
        working_time_at(scene),
        working_time_at(scene, "hours/new/"),
        working_time_at(scene, "reductions/new/"),
        working_time_at(scene, "grade/"),
    ]


def overload(scene, days=28):
    """Above the line since so many days."""
    for _ in range(12):
        held(scene, "A3")
    with as_role("jobs"):
        keep_loads([scene.staff.pk], on=scene.on - timedelta(days=days))
        keep_loads([scene.staff.pk], on=scene.on)


# Who opens what


@pytest.mark.parametrize("who", LEADERS)
def test_whoever_leads_opens_every_page(scene, who):
    held(scene)
    for address in addresses(scene):
        assert page(scene.cast[who], address).status_code == 200, address


def test_the_pages_hold_in_welsh(scene):
    overload(scene)
    held(scene, None)
    for address in addresses(scene):
        assert page(scene.cast["head"], address, "cy").status_code == 200, address


def test_a_practitioner_opens_their_own_ledger_and_nothing_else(scene):
    held(scene)
    first, *others = addresses(scene)
    assert page(scene.owner, first).status_code == 200
    for address in others:
        assert page(scene.owner, address).status_code == 403, address
    assert page(scene.cast["colleague"], first).status_code == 404


@pytest.mark.parametrize("who", WITHOUT_ACCESS)
def test_those_who_do_not_practise_open_nothing(scene, who):
    for address in (*addresses(scene), "/workload/"):
        assert page(scene.cast[who], address).status_code == 403, address


def test_whoever_is_not_signed_in_is_sent_to_sign_in(scene):
    for address in (*addresses(scene), "/workload/"):
        assert Client().get(address).status_code == 302, address


@pytest.mark.parametrize("role", LEADERS)
def test_another_region_is_as_absent_as_nobody(scene, role):
    elsewhere = PostingFactory(user__role=role).user
    unit = f"/workload/unit/{scene.unit.code}/"
    for address in (ledger_at(scene), f"/workload/team/{scene.staff.team.code}/", unit, working_time_at(scene)):
        there, nowhere = page(elsewhere, address), page(elsewhere, address.replace(scene.staff.code, "NOBODY"))
        assert (there.status_code, nowhere.status_code) == (404, 404)


def test_a_head_of_another_unit_may_look_but_not_manage(scene):
    other = PostingFactory(region=scene.unit.region, user__role="head").user
    assert page(other, ledger_at(scene)).status_code == 200
    assert page(other, working_time_at(scene)).status_code == 404


def test_the_way_in_leads_to_what_each_role_leads(scene):
    assert page(scene.owner, "/workload/").url == ledger_at(scene)
    assert page(scene.cast["senior"], "/workload/").url == f"/workload/team/{scene.staff.team.code}/"
    assert page(scene.cast["head"], "/workload/").url == f"/workload/unit/{scene.unit.code}/"
    assert page(scene.cast["director"], "/workload/").url == f"/workload/region/{scene.unit.region.code}/"
    assert page(scene.cast["unlinked"], "/workload/").status_code == 200


# What they show


def test_the_ledger_shows_every_point_and_both_measures(scene):
    first, second = held(scene, "B2"), held(scene, "A3")
    html = page(scene.owner, ledger_at(scene)).content.decode()
    assert first.crn in html
    assert second.crn in html
    assert "14.8%" in html
    assert "321" in html
    assert "Tier B2, community: points by the table." in html
    assert "50 to 60 is the most that can be managed well" in html


def test_the_ledger_as_a_download_adds_up(scene):
    held(scene, "B2")
    held(scene, "A3")
    text = page(scene.owner, ledger_at(scene), format="csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(int(row["Points"]) for row in rows) == 321
    assert rows[0]["Why"] == "Tier A3, community: points by the table."


def test_a_case_without_a_tier_is_said_and_not_a_silent_zero(scene):
    person = held(scene, None)
    html = page(scene.owner, ledger_at(scene)).content.decode()
    assert "1 case could not be weighed, so the load is at least what is shown." in html
    assert "at least 0.0%" in html
    problems = page(scene.cast["senior"], "/workload/problems/").content.decode()
    assert person.crn in problems
    assert "Tier missing" in problems


def test_an_officer_of_an_unknown_capacity_is_listed(scene):
    StaffFactory(team=scene.staff.team, surname="Hoursless")
    html = page(scene.cast["senior"], "/workload/problems/").content.decode()
    assert "Hoursless" in html
    assert "Contracted hours not recorded" in html
    assert str(scene.staff) not in html


def test_a_record_that_one_may_not_see_is_in_no_figure_and_no_line(scene):
    held(scene, "B2")
    hidden = held(scene, "A3")
    reader = scene.cast["senior"]
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=hidden, kind="exclusion", user=reader, reason="knows them", start=scene.on - timedelta(1)
        )
    html = page(reader, ledger_at(scene)).content.decode()
    assert hidden.crn not in html
    assert "5.3%" in html
    assert "5.3%" in page(reader, f"/workload/team/{scene.staff.team.code}/").content.decode()
    assert "14.8%" in page(scene.owner, ledger_at(scene)).content.decode()


def test_a_day_to_come_can_be_asked_about(scene):
    held(scene, "B2")
    ContractedHours.objects.create(staff=scene.staff, hours=18.5, start=scene.on + timedelta(days=10))
    html = page(scene.owner, ledger_at(scene), on=(scene.on + timedelta(days=10)).isoformat()).content.decode()
    assert "10.6%" in html


@pytest.mark.parametrize("typed", ["soon", "2020-01-01", "2099-01-01"])
def test_an_impossible_day_is_said_and_today_is_shown(scene, typed):
    held(scene, "B2")
    html = page(scene.owner, ledger_at(scene), on=typed).content.decode()
    assert "What is shown is today’s." in html
    assert "5.3%" in html


def test_the_table_puts_the_heaviest_load_first_and_adds_up(scene):
    light = StaffFactory(team=scene.staff.team, surname="Light", contracted_hours=37)
    held(scene, "A3")
    html = page(scene.cast["senior"], f"/workload/team/{scene.staff.team.code}/").content.decode()
    assert html.index(str(scene.staff)) < html.index(str(light))
    text = page(scene.cast["senior"], f"/workload/team/{scene.staff.team.code}/", format="csv").content.decode()
    rows = {row["Code"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows[scene.staff.code]["Points"] == "206"
    assert rows[light.code]["Percent of capacity"] == "0.0"


def test_a_unit_adds_up_its_teams_and_a_region_its_units(scene):
    held(scene, "A3")
    unit = page(scene.cast["head"], f"/workload/unit/{scene.unit.code}/").content.decode()
    assert scene.staff.team.name in unit
    region = page(scene.cast["director"], f"/workload/region/{scene.unit.region.code}/").content.decode()
    assert f"/workload/unit/{scene.unit.code}/" in region


def test_queries_do_not_grow_with_cases_or_officers(scene, django_assert_max_num_queries):
    held(scene)
    client = signed_in(scene.cast["senior"])
    address = f"/workload/team/{scene.staff.team.code}/"
    client.get(address)
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    count = len(first)
    for _ in range(5):
        held(scene)
        StaffFactory(team=scene.staff.team, contracted_hours=37)
    client.get(address)
    with django_assert_max_num_queries(count):
        client.get(address)


# Alarms


def test_an_excessive_load_alarms_the_head_who_answers_it(scene):
    overload(scene)
    head = scene.cast["head"]
    first = page(head, f"/units/{scene.unit.code}/").content.decode()
    assert "1 Alarms about workload" in " ".join(re.sub("<[^>]*>", " ", first).split())
    html = page(head, "/workload/alarms/").content.decode()
    assert "No answer yet" in html
    alarm = WorkloadAlarm.objects.get()
    answered = signed_in(head).post(f"/workload/alarms/{alarm.pk}/", {"answer": "Four cases go to the other team."})
    assert answered.url == "/workload/alarms/"
    assert "Four cases go to the other team." in page(head, "/workload/alarms/").content.decode()
    assert "Four cases go to the other team." in page(scene.owner, ledger_at(scene)).content.decode()


def test_an_empty_answer_is_asked_for_again(scene):
    overload(scene)
    alarm = WorkloadAlarm.objects.get()
    html = signed_in(scene.cast["head"]).post(f"/workload/alarms/{alarm.pk}/", {"answer": ""}).content.decode()
    assert "Say what is being done about it" in html
    alarm.refresh_from_db()
    assert alarm.answer == ""


def test_a_senior_sees_the_alarm_and_does_not_answer_it(scene):
    overload(scene)
    alarm = WorkloadAlarm.objects.get()
    assert "No answer yet" in page(scene.cast["senior"], "/workload/alarms/").content.decode()
    assert page(scene.cast["senior"], f"/workload/alarms/{alarm.pk}/").status_code == 403


def test_an_alarm_of_another_place_is_absent(scene):
    overload(scene)
    alarm = WorkloadAlarm.objects.get()
    elsewhere = PostingFactory(user__role="head")
    assert page(elsewhere.user, f"/workload/alarms/{alarm.pk}/").status_code == 404


def test_a_load_above_the_line_for_less_long_is_on_its_way(scene):
    overload(scene, days=9)
    html = page(scene.cast["head"], "/workload/alarms/").content.decode()
    assert "No load has been excessive for so long" in html
    assert "9 days" in html


def test_opening_a_ledger_keeps_what_time_has_changed(scene):
    held(scene, "B2")
    with as_role("jobs"):
        keep_loads([scene.staff.pk], on=scene.on - timedelta(days=5))
    ContractedHours.objects.create(staff=scene.staff, hours=18.5, start=scene.on)
    page(scene.owner, ledger_at(scene))
    assert [str(one.percent) for one in LoadSpell.objects.order_by("start")] == ["5.3", "10.6"]


# Hours, reductions, tasks


def send(user, address, **typed):
    return signed_in(user).post(address, typed)


def test_a_senior_changes_hours_and_sees_what_it_does(scene):
    answer = send(scene.cast["senior"], working_time_at(scene, "hours/new/"), hours="18.5", start=scene.on.isoformat())
    assert answer.url == working_time_at(scene)
    client = signed_in(scene.cast["senior"])
    client.post(working_time_at(scene, "hours/new/"), {"hours": "37", "start": scene.on.isoformat()})
    html = client.get(working_time_at(scene)).content.decode()
    assert "Points available today: 2176, before: 1088." in html


def test_a_form_that_is_refused_keeps_what_was_typed_and_changes_nothing(scene):
    html = send(
        scene.cast["senior"],
        working_time_at(scene, "reductions/new/"),
        reason="union-facility-time",
        share="60",
        start=scene.on.isoformat(),
        token=TOKEN,
        notes="Half a week",
    ).content.decode()
    assert "For this reason at most 50% can be taken off." in html
    assert "Half a week" in html
    assert 'value="60"' in html
    assert Reduction.objects.count() == 0


def test_a_reduction_is_added_changed_ended_and_deleted(scene):
    senior, start = scene.cast["senior"], scene.on.isoformat()
    typed = {"reason": "court-duty", "hours": "7.4", "start": start, "token": TOKEN}
    assert send(senior, working_time_at(scene, "reductions/new/"), **typed).status_code == 302
    made = Reduction.objects.get()
    at = working_time_at(scene, f"reductions/{made.pk}/")
    assert send(senior, at, **{**typed, "hours": "3.7"}).status_code == 302
    assert send(senior, at + "end/", until=(scene.on + timedelta(days=7)).isoformat()).status_code == 302
    made.refresh_from_db()
    assert (made.hours, made.until) == (Decimal("3.7"), scene.on + timedelta(days=7))
    assert page(senior, at + "delete/").status_code == 200
    assert send(senior, at + "delete/").status_code == 302
    made.refresh_from_db()
    assert made.deleted_at is not None


def test_hours_to_come_are_taken_back(scene):
    ahead = ContractedHours.objects.create(staff=scene.staff, hours=20, start=scene.on + timedelta(days=9))
    address = working_time_at(scene, f"hours/{ahead.pk}/take-back/")
    assert send(scene.cast["senior"], address).url == working_time_at(scene)
    assert ContractedHours.objects.count() == 0


def test_a_trainee_qualifies(scene):
    scene.staff.grade = "PQiP"
    scene.staff.save()
    assert send(scene.cast["senior"], working_time_at(scene, "grade/"), grade="NQO", since=scene.on.isoformat()).url
    scene.staff.refresh_from_db()
    assert (scene.staff.grade, scene.staff.grade_since) == ("NQO", scene.on)


def test_nobody_manages_their_own_working_time(scene):
    own = scene.cast["senior"]
    senior = StaffFactory._meta.model.objects.get(user=own)
    assert page(own, f"/staff/{senior.code}/working-time/").status_code == 404


def test_an_officer_records_a_report_and_takes_it_back(scene):
    address = f"{ledger_at(scene)}tasks/new/"
    typed = {"token": TOKEN, "kind": "standard-court-report", "done_on": scene.on.isoformat(), "crn": ""}
    assert send(scene.owner, address, **typed).url == ledger_at(scene)
    assert send(scene.owner, address, **typed).url == ledger_at(scene)
    with as_role("jobs"):
        task = WorkloadTask.objects.get()
    assert "138" in page(scene.owner, ledger_at(scene)).content.decode()
    assert send(scene.owner, f"{ledger_at(scene)}tasks/{task.pk}/take-back/").url == ledger_at(scene)
    with as_role("jobs"):
        assert WorkloadTask.objects.count() == 0


def test_a_record_that_is_not_there_and_one_that_is_hidden_answer_the_same(scene):
    hidden = held(scene)
    with as_role("jobs"):
        LimitedAccess.objects.create(
            person=hidden, kind="exclusion", user=scene.owner, reason="knows them", start=scene.on - timedelta(1)
        )
    address = f"{ledger_at(scene)}tasks/new/"
    typed = {"token": TOKEN, "kind": "parole-report", "done_on": scene.on.isoformat()}
    answers = [send(scene.owner, address, crn=crn, **typed).content.decode() for crn in (hidden.crn, "X000000")]
    assert all("No record with this number was found." in html for html in answers)


def test_a_colleague_records_no_tasks_for_others(scene):
    assert page(scene.cast["colleague"], f"{ledger_at(scene)}tasks/new/").status_code == 404
    assert page(scene.cast["senior"], f"{ledger_at(scene)}tasks/new/").status_code == 200


def test_working_time_downloads_hours_and_reductions_without_formulas(scene):
    with as_role("jobs", 1):
        ContractedHours.objects.create(staff=scene.staff, hours=30, start=scene.on)
        Reduction.objects.create(
            reference="R-csv", staff=scene.staff, reason="court-duty", hours=7.4, start=scene.on, notes="=1+1"
        )
    answer = signed_in(scene.cast["senior"]).get(f"/staff/{scene.staff.code}/working-time/?format=csv")
    found = list(csv.reader(io.StringIO(answer.content.decode())))[1:]
    assert [(line[2], line[5], line[7]) for line in found] == [
        ("Contracted hours", "30.0", str(scene.on)), ("Contracted hours", "37.0", "2020-01-01"),
        ("Reduction", "7.4", str(scene.on)),
    ]  # fmt: skip
    assert found[1][8] == str(scene.on) and found[2][-1] == "'=1+1"
    assert signed_in(scene.owner).get(f"/staff/{scene.staff.code}/working-time/?format=csv").status_code == 403
