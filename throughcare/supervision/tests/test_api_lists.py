"""What waits, over the API: enforcement, outcomes owed, reviews, outgrown tiers, alarms; for the whole cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.supervision.models import Tier, WorkloadAlarm
from throughcare.supervision.tests.enforcement_scene import enforced
from throughcare.supervision.tests.factories import AssessmentFactory, ContactFactory, RegistrationFactory
from throughcare.supervision.tests.scene import WITHOUT_ACCESS, Scene, case, make_scene
from throughcare.supervision.tests.test_workload_pages import overload
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
LISTS = {
    "/enforcement": {"which": "reasons"},
    "/outcomes-owed": {},
    "/reviews": {},
    "/outgrown": {},
}


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on) -> Scene:
    scene = make_scene(on)
    PostingFactory(user=scene.cast["head"], region=scene.unit.region, delivery_unit=scene.unit)
    return scene


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def unit(scene, **query):
    return {"kind": "unit", "code": scene.unit.code} | query


def own(scene, **query):
    return {"kind": "staff", "code": scene.staff.code} | query


def test_enforcement_lists_hold_what_waits_and_a_practitioner_reads_their_own(scene, on):
    it = enforced(scene)
    failure = it.failure(it.missed(on - timedelta(days=1), "AFTA", at=timezone.now()))
    (row,) = Caller(scene.owner).get("/enforcement", own(scene, which="reasons")).json()["items"]
    assert (row["crn"], row["reference"], row["due_on"]) == (
        it.person.crn, failure.reference, failure.respond_by.isoformat(),
    )  # fmt: skip
    assert len(Caller(scene.cast["senior"]).get("/enforcement", unit(scene, which="reasons")).json()["items"]) == 1
    assert Caller(scene.cast["senior"]).get("/enforcement", unit(scene, which="court")).json()["items"] == []
    assert problem(Caller(scene.owner).get("/enforcement", unit(scene, which="reasons"))) == (404, "not-found")
    other = StaffFactory(team=scene.staff.team).code
    query = {"kind": "staff", "code": other, "which": "reasons"}
    assert problem(Caller(scene.owner).get("/enforcement", query)) == (404, "not-found")
    assert problem(Caller(scene.owner).get("/enforcement", own(scene, which="none"))) == (422, "invalid")


def test_outcomes_owed_come_a_page_at_a_time_the_oldest_first(scene, on):
    person = case(scene, due=on)
    with as_role("jobs", 1):
        for days in (3, 1, 2):
            ContactFactory(person=person, staff=scene.staff, date=on - timedelta(days=days), outcome="")
        ContactFactory(person=person, staff=scene.staff, date=on - timedelta(days=4), outcome="ATTC")
    caller, found, cursor = Caller(scene.owner), [], ""
    while cursor is not None:
        page = caller.get("/outcomes-owed", own(scene, limit=2, cursor=cursor)).json()
        found += [each["date"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert found == [(on - timedelta(days=days)).isoformat() for days in (3, 2, 1)]
    assert problem(caller.get("/outcomes-owed", own(scene, cursor="x"))) == (422, "invalid")


def test_reviews_say_by_when_and_why(scene, on):
    person = case(scene, due=on)
    with as_role("jobs", 1):
        RegistrationFactory(person=person, reference="R-1", type="RVHR", review_on=on - timedelta(days=1))
        AssessmentFactory(person=person, completed_on=on - timedelta(days=30))
    (row,) = Caller(scene.owner).get("/reviews", own(scene, about="registration")).json()["items"]
    assert (row["crn"], row["kind"], row["code"], row["reference"]) == (person.crn, "registration", "RVHR", "R-1")
    assert (row["overdue"], row["reason_code"]) == (True, "date-set")
    query = own(scene, about="assessment", within="all")
    (row,) = Caller(scene.owner).get("/reviews", query).json()["items"]
    assert (row["overdue"], row["reason_code"]) == (False, "assessment-interval")


def test_outgrown_tiers_are_for_who_leads(scene, on):
    person = case(scene, due=on)
    with as_role("jobs", 1):
        type(scene.staff).objects.filter(pk=scene.staff.pk).update(grade="PSO")
        Tier.objects.filter(person=person).update(label="A")
    (row,) = Caller(scene.cast["senior"]).get("/outgrown", unit(scene)).json()["items"]
    assert (row["crn"], row["tier"], row["grade"]) == (person.crn, "A", "PSO")
    assert problem(Caller(scene.owner).get("/outgrown", unit(scene))) == (403, "not-permitted")


def test_an_outgrown_case_is_left_where_it_is_once_and_for_a_reason(scene, on):
    person = case(scene, due=on)
    with as_role("jobs", 1):
        type(scene.staff).objects.filter(pk=scene.staff.pk).update(grade="PSO")
        Tier.objects.filter(person=person).update(label="A")
    senior, at = Caller(scene.cast["senior"]), f"/people/{person.crn}/grade-waiver"
    until = (on + timedelta(days=28)).isoformat()
    body = {"reason": "Known for years", "review_on": until}
    assert problem(senior.post(at, body | {"reason": ""})) == (422, "invalid")
    assert problem(senior.post(at, body | {"review_on": "2199-01-01"})) == (422, "refused")
    assert problem(Caller(scene.owner).post(at, body)) == (403, "not-permitted")
    assert problem(Caller(scene.cast["senior"], "allocation:read").post(at, body)) == (403, "scope-missing")
    sent = [senior.post(at, body, Idempotency_Key="waive-1") for _ in range(2)]
    assert sent[0].status_code == 201 and sent[0].content == sent[1].content
    assert sent[0].json() == {
        "crn": person.crn, "staff": scene.staff.code, "tier": "A", "decided_on": on.isoformat(), "review_on": until,
    }  # fmt: skip
    assert problem(senior.post(at, body)) == (422, "refused")
    assert senior.get("/outgrown", unit(scene)).json()["items"] == []


def test_reports_and_support_are_recorded_count_in_the_ledger_and_are_taken_back(scene, on):
    about = case(scene, due=on)
    caller, at = Caller(scene.owner), f"/workload/officers/{scene.staff.code}/tasks"
    body = {"kind": "parole-report", "done_on": on.isoformat(), "crn": about.crn}
    sent = [caller.post(at, body, Idempotency_Key="task-1") for _ in range(2)]
    assert sent[0].status_code == 201 and sent[0].content == sent[1].content
    made = sent[0].json()
    assert (made["staff"], made["kind"], made["crn"]) == (scene.staff.code, "parole-report", about.crn)
    ledger = f"/workload/officers/{scene.staff.code}"
    assert [line["kind"] for line in caller.get(ledger).json()["tasks"]] == ["parole-report"]
    for changes, code in [
        ({"crn": None}, "refused"), ({"crn": "X000001"}, "invalid"), ({"kind": "CMS01"}, "refused"),
        ({"done_on": (on + timedelta(days=1)).isoformat()}, "refused"), ({"kind": "tea"}, "invalid"),
    ]:  # fmt: skip
        assert problem(caller.post(at, body | changes)) == (422, code), changes
    stranger, colleague = Caller(scene.cast["stranger"]), Caller(scene.cast["colleague"])
    assert problem(stranger.post(at, body)) == problem(colleague.post(at, body)) == (404, "not-found")
    assert problem(Caller(scene.cast["auditor"]).post(at, body)) == (403, "not-permitted")
    where = f"{at}/{made['reference']}/withdraw"
    assert problem(colleague.post(where)) == (404, "not-found")
    assert Caller(scene.cast["senior"]).post(where).json() == made
    assert caller.get(ledger).json()["tasks"] == []
    assert problem(caller.post(where)) == (404, "not-found")


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_kept_from_everybody_else(scene, on, path):
    person, query = case(scene, due=on), unit(scene, **LISTS[path])
    with as_role("jobs", 1):
        ContactFactory(person=person, staff=scene.staff, date=on - timedelta(days=2), outcome="")
    for who in WITHOUT_ACCESS:
        assert problem(Caller(scene.cast[who]).get(path, query)) == (403, "not-permitted"), who
    assert problem(Caller(None).get(path, query)) == (401, "no-token")
    assert problem(Caller(scene.cast["senior"], "people:read").get(path, query)) == (403, "scope-missing")
    elsewhere = PostingFactory(user__role="senior").user
    assert problem(Caller(elsewhere).get(path, query)) == (404, "not-found")


def test_a_hidden_record_is_in_no_list(scene, on):
    person, senior = case(scene, due=on), scene.cast["senior"]
    with as_role("jobs", 1):
        ContactFactory(person=person, staff=scene.staff, date=on - timedelta(days=2), outcome="")
    paths = ("/outcomes-owed", "/reviews")
    assert [len(Caller(senior).get(path, unit(scene)).json()["items"]) > 0 for path in paths] == [True, True]
    with as_role("jobs", 1):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=senior, reason="x", start=on)
    assert [Caller(senior).get(path, unit(scene)).json()["items"] for path in paths] == [[], []]


def test_the_head_reads_an_alarm_and_answers_it(scene):
    with as_role("jobs", 1):
        type(scene.staff).objects.filter(pk=scene.staff.pk).update(contracted_hours=37)
    overload(scene)
    head, senior = Caller(scene.cast["head"]), Caller(scene.cast["senior"])
    with as_role("jobs", 1):
        alarm = WorkloadAlarm.objects.get()
    (row,) = head.get("/workload/alarms", unit(scene)).json()["items"]
    assert (row["staff"], row["key"], row["answer"]) == (scene.staff.code, alarm.pk, "")
    at, body = f"/workload/alarms/{alarm.pk}/answer", {"answer": "Four cases go to the other team."}
    assert problem(senior.post(at, body)) == (403, "not-permitted")
    assert problem(Caller(scene.cast["head"], "workload:read").post(at, body)) == (403, "scope-missing")
    assert problem(head.post(at, {"answer": ""})) == (422, "invalid")
    first, again = (head.post(at, body, Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, first.json()["answer"], again.json()) == (200, body["answer"], first.json())
    with as_role("jobs", 1):
        assert WorkloadAlarm.objects.get().answer == body["answer"]
    stranger = PostingFactory(user__role="head").user
    assert problem(Caller(stranger).post(at, body)) == (404, "not-found")
    assert problem(Caller(scene.owner).get("/workload/alarms", unit(scene))) == (403, "not-permitted")
