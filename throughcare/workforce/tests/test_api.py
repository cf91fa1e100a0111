"""Working time over the API, for the whole cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.testing.acting import as_role
from throughcare.workforce.models import ContractedHours, Reduction, Staff
from throughcare.workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
COURT = {"reason": "court-duty", "hours": 7.4}


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def staff():
    return StaffFactory(contracted_hours=37)


def user_of(staff, role):
    return PostingFactory(region=staff.region, delivery_unit=staff.delivery_unit, user__role=role).user


@pytest.fixture
def senior(staff):
    return Caller(user_of(staff, "senior"))


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def wrong(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def kept():
    with as_role("jobs", 1):
        hours = list(ContractedHours.objects.order_by("pk").values_list("hours", "start", "until"))
        off = list(Reduction.objects.order_by("pk").values_list("reason", "start", "until", "deleted_at"))
        return hours, off, list(Staff.objects.order_by("pk").values_list("grade", flat=True))


def writes(staff, reference, on):
    at, later = f"/staff/{staff.code}", (on + 5 * ONE_DAY).isoformat()
    return [
        (f"{at}/hours", {"hours": 30, "start": later}),
        (f"{at}/hours/{later}/withdraw", None),
        (f"{at}/reductions", COURT | {"start": later}),
        (f"{at}/reductions/{reference}", COURT | {"start": later}),
        (f"{at}/reductions/{reference}/end", {"until": later}),
        (f"{at}/reductions/{reference}/delete", None),
        (f"{at}/grade", {"grade": "PSO", "since": on.isoformat()}),
    ]


def added(senior, staff, on):
    made = senior.post(f"/staff/{staff.code}/reductions", COURT | {"start": on.isoformat(), "notes": "Bench"})
    assert made.status_code == 201, made.content
    return made.headers["Location"].rpartition("/")[2], made.json()


def test_hours_are_set_from_a_day_on_and_taken_back(staff, senior, on):
    at, later = f"/staff/{staff.code}", (on + 10 * ONE_DAY).isoformat()
    before = senior.get(f"{at}/working-time").json()
    assert (before["staff"], before["grade"], before["hours"]) == (staff.code, "PO", [])
    assert (before["capacity"]["hours"], before["capacity"]["problem"]) == (37.0, None)
    now = senior.post(f"{at}/hours", {"hours": 18.5, "start": on.isoformat()})
    assert now.status_code == 201 and now.json()["capacity"]["hours"] == 18.5
    assert now.json()["capacity"]["available_points"] < before["capacity"]["available_points"]
    then = senior.post(f"{at}/hours", {"hours": 30, "start": later}).json()
    assert then["hours"] == [
        {"hours": 30.0, "start": later, "until": None}, {"hours": 18.5, "start": on.isoformat(), "until": later},
    ]  # fmt: skip
    back = senior.post(f"{at}/hours/{later}/withdraw")
    assert back.status_code == 200
    assert back.json()["hours"] == [{"hours": 18.5, "start": on.isoformat(), "until": None}]
    again = senior.post(f"{at}/hours/{on.isoformat()}/withdraw")
    assert (problem(again), wrong(again)) == ((422, "refused"), [("", "not-scheduled")])
    assert problem(senior.post(f"{at}/hours/{later}/withdraw")) == (404, "not-found")


def test_a_reduction_is_added_once_changed_ended_and_taken_back(staff, senior, on):
    at = f"/staff/{staff.code}/reductions"
    body = COURT | {"start": on.isoformat()}
    made = [senior.post(at, body, Idempotency_Key="reduction-1") for _ in range(2)]
    assert made[0].status_code == 201 and made[0].content == made[1].content
    (row,) = made[0].json()["reductions"]
    assert made[0].headers["Location"] == f"/api/v1{at}/{row['reference']}"
    assert (row["reason"], row["hours"], row["share"], row["state"]) == ("court-duty", 7.4, None, "active")
    where, until = f"{at}/{row['reference']}", (on + 3 * ONE_DAY).isoformat()
    changed = senior.post(where, body | {"hours": 3.7, "notes": "Half"}).json()["reductions"]
    assert [(one["hours"], one["notes"]) for one in changed] == [(3.7, "Half")]
    ended = senior.post(f"{where}/end", {"until": until}).json()["reductions"]
    assert [(one["until"], one["state"]) for one in ended] == [(until, "active")]
    assert [one["state"] for one in senior.post(f"{where}/delete").json()["reductions"]] == ["deleted"]
    over = senior.post(f"{where}/end", {"until": until})
    assert (problem(over), wrong(over)) == ((422, "refused"), [("", "not-allowed")])
    graded = senior.post(f"/staff/{staff.code}/grade", {"grade": "PSO", "since": on.isoformat()}).json()
    assert (graded["grade"], graded["grade_since"]) == ("PSO", on.isoformat())


@pytest.mark.parametrize(("path", "body", "code", "expected"), [
    ("hours", {"hours": 61}, "invalid", [("hours", "less_than_equal")]),
    ("hours", {"hours": 30, "start": "2019-12-31"}, "refused", [("start", "out-of-post")]),
    ("reductions", {"reason": "pqip-0-6"}, "invalid", [("reason", "unknown-code")]),
    ("reductions", {"reason": "court-duty"}, "refused", [("share", "share-or-hours")]),
    ("reductions", COURT | {"until": "2020-01-01"}, "refused", [("until", "ends-before-start")]),
    ("grade", {"grade": "SPO", "since": "2026-01-01"}, "invalid", [("grade", "unknown-code")]),
    ("grade", {"grade": "PO", "since": "2026-01-01"}, "refused", [("grade", "grade-same")]),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(staff, senior, on, path, body, code, expected):
    before = kept()
    given = body if path == "grade" else {"start": on.isoformat()} | body
    answer = senior.post(f"/staff/{staff.code}/{path}", given)
    assert (problem(answer), wrong(answer)) == ((422, code), expected)
    assert kept() == before


def test_nobody_changes_their_own_and_only_leaders_change_anybodys(staff, senior, on):
    reference, _made = added(senior, staff, on)
    every, before = writes(staff, reference, on), kept()
    for role in ("practitioner", "administrator", "auditor", "supplier", "person", "none"):
        caller = Caller(user_of(staff, role))
        assert problem(caller.get(f"/staff/{staff.code}/working-time")) == (403, "not-permitted")
        assert {problem(caller.post(*each)) for each in every} == {(403, "not-permitted")}, role
    own = user_of(staff, "senior")
    other = StaffFactory(user=own, grade="SPO", team=staff.team)
    for caller, code in [
        (Caller(own), other.code), (Caller(PostingFactory(user__role="head").user), staff.code), (senior, "NOBODY"),
    ]:  # fmt: skip
        assert problem(caller.get(f"/staff/{code}/working-time")) == (404, "not-found")
        assert problem(caller.post(f"/staff/{code}/hours", {"hours": 1, "start": on.isoformat()})) == (404, "not-found")
    assert problem(senior.post(f"/staff/{other.code}/reductions/{reference}/delete")) == (404, "not-found")
    reader, writer = (Caller(user_of(staff, "senior"), f"workforce:{what}") for what in ("read", "write"))
    assert {problem(reader.post(*each)) for each in every} == {(403, "scope-missing")}
    assert problem(writer.get(f"/staff/{staff.code}/working-time")) == (403, "scope-missing")
    assert reader.get(f"/staff/{staff.code}/working-time").status_code == 200
    assert [grade for grade in kept()[2] if grade == "SPO"] == ["SPO"]
    assert kept()[:2] == before[:2]
