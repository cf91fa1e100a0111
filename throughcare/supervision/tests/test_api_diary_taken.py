"""When somebody is free, and time that is taken, over the API, for the whole cast."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.kernel.local_time import instant
from throughcare.people.models import LimitedAccess
from throughcare.supervision.models import Engagement
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


@pytest.fixture
def day(scene):
    return scene.on + timedelta(days=7)


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def wrong(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def busy(caller, day, **query):
    answer = caller.get("/diary/taken", {"first": day.isoformat(), "days": 2} | query)
    assert answer.status_code == 200, answer.content
    return [
        tuple(datetime.fromisoformat(one[name]) for name in ("starts_at", "ends_at")) for one in answer.json()["busy"]
    ]


def at(day, hour, minute=0):
    return instant(day, time(hour, minute), second=False)


def meets(scene, person, day, hour, minutes):
    with as_role("jobs", 1):
        ContactFactory(person=person, date=day, time=time(hour), minutes=minutes, outcome="", staff=scene.staff)


def test_taken_time_is_joined_and_says_neither_with_whom_nor_why(scene, day):
    person, hidden = case(scene), case(scene)
    meets(scene, person, day, 9, 30)
    meets(scene, hidden, day, 11, 60)
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=hidden, kind="exclusion", user=scene.cast["colleague"], reason="x", start=scene.on
        )
    owner = Caller(scene.owner)
    court = {"kind": "court", "first": day.isoformat(), "last": day.isoformat(), "start": "09:30", "end": "10:15"}
    made = owner.post("/diary/taken", court | {"title": "Bench"})
    assert made.status_code == 201
    leave = owner.post("/diary/taken", {"kind": "leave"} | dict.fromkeys(("first", "last"), str(day + timedelta(1))))
    colleague = Caller(scene.cast["colleague"])
    expected = [
        (at(day, 9), at(day, 10, 15)), (at(day, 11), at(day, 12)),
        (at(day + timedelta(1), 0), at(day + timedelta(2), 0)),
    ]  # fmt: skip
    assert busy(colleague, day, staff=scene.staff.code) == busy(owner, day) == expected
    answer = colleague.get("/diary/taken", {"first": day.isoformat(), "staff": scene.staff.code}).json()
    assert {name for one in answer["busy"] for name in one} == {"starts_at", "ends_at"}
    assert busy(owner, day, days=1) == expected[:2]
    where = f"/diary/taken/{made.json()['reference']}/remove"
    assert made.headers["Location"] == f"/api/v1{where.removesuffix('/remove')}"
    assert [owner.post(where).json()["removed"] for _ in range(2)] == [True, True]
    assert busy(owner, day)[0] == (at(day, 9), at(day, 9, 30))
    assert (leave.json()["whole_days"], leave.json()["removed"]) == (True, False)


def test_a_leader_enters_time_of_those_they_lead_and_nobody_else_does(scene, day):
    body = {"kind": "sick", "first": str(day), "last": str(day), "staff": scene.staff.code}
    made = Caller(scene.cast["senior"]).post("/diary/taken", body)
    assert (made.status_code, made.json()["staff"]) == (201, scene.staff.code)
    where = f"/diary/taken/{made.json()['reference']}/remove"
    StaffFactory(user=scene.cast["colleague"], team=scene.staff.team)
    for who in ("colleague", "stranger"):
        caller = Caller(scene.cast[who])
        assert problem(caller.post("/diary/taken", body)) == problem(caller.post(where)) == (404, "not-found")
    for who in WITHOUT_ACCESS:
        caller = Caller(scene.cast[who])
        assert {caller.post("/diary/taken", body).status_code, caller.get("/diary/taken").status_code} == {403}
    assert problem(Caller(scene.cast["stranger"]).get("/diary/taken", {"staff": scene.staff.code})) == (
        404,
        "not-found",
    )
    assert problem(Caller(scene.cast["director"]).get("/diary/taken")) == (422, "invalid")
    reader = Caller(scene.owner, "diaries:read")
    assert problem(reader.post("/diary/taken", body)) == problem(reader.post(where)) == (403, "scope-missing")
    assert problem(reader.get("/diary")) == (403, "scope-missing")
    for who in WITH_ACCESS:
        assert len(busy(Caller(scene.cast[who]), day, staff=scene.staff.code)) == 1
    assert list(Engagement.objects.values_list("kind", "removed_at")) == [("sick", None)]


@pytest.mark.parametrize(("changes", "code", "expected"), [
    ({"last": "2020-01-01"}, "refused", [("last", "ends-before")]),
    ({"start": "09:00"}, "refused", [("end", "one-time")]),
    ({"start": "10:00", "end": "09:00"}, "refused", [("last", "ends-before")]),
    ({"kind": "golf"}, "invalid", [("kind", "unknown-code")]),
    ({"title": "x" * 121}, "invalid", [("title", "string_too_long")]),
])  # fmt: skip
def test_time_that_cannot_be_is_refused_and_changes_nothing(scene, day, changes, code, expected):
    answer = Caller(scene.owner).post(
        "/diary/taken", {"kind": "court", "first": str(day), "last": str(day)} | changes
    )  # fmt: skip
    assert (problem(answer), wrong(answer)) == ((422, code), expected)
    assert not Engagement.objects.exists()
