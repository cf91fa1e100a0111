"""What people asked for, conflicts of interest, cases to give on and the list of plans over the API, for the whole cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Consultation, Entry
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.supervision.models import AllocationNeed, AllocationPlan, ConflictOfInterest
from throughcare.supervision.tests.allocation_scene import officer, waiting
from throughcare.supervision.tests.scene import Scene, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.models import Staff
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
LEADERS = ("senior", "head", "director")
OTHERS = ("owner", "colleague", "administrator", "auditor", "supplier", "person", "none", "stranger")
REASON = "duty: Called the duty line"


@pytest.fixture
def scene() -> Scene:
    found = make_scene(timezone.localdate())
    Staff.objects.filter(pk=found.staff.pk).update(contracted_hours=37)
    return found


@pytest.fixture
def senior(scene) -> Caller:
    return Caller(scene.cast["senior"])


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def wrong(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def of_unit(scene):
    return {"kind": "unit", "code": scene.unit.code}


def kept() -> tuple[int, int, int]:
    """How many wishes, conflicts and entries of the audit about them there are."""
    actions = ("supervision.set_allocation_need", "supervision.note_conflict", "supervision.end_conflict")
    with as_role("owner"):
        entries = Entry.objects.filter(action__in=actions).count()
        return AllocationNeed.objects.count(), ConflictOfInterest.objects.count(), entries


def noted(scene, person, staff) -> ConflictOfInterest:
    with as_role("jobs"):
        return ConflictOfInterest.objects.create(
            person=person, staff=staff, words="Cousin", recorded_on=scene.on, recorded_by=scene.cast["senior"]
        )


def operations(scene, person, key):
    """Every operation: how it is called, where, and with what."""
    at = f"/people/{person.crn}/allocation"
    return [
        ("get", f"{at}/needs", None),
        ("post", f"{at}/needs", {"officer_sex": "F", "words": "Asked at court"}),
        ("get", f"{at}/conflicts", None),
        ("post", f"{at}/conflicts", {"staff": scene.staff.code, "words": "Neighbours"}),
        ("post", f"{at}/conflicts/{key}/end", {}),
        ("get", "/allocation/leavers", of_unit(scene)),
        ("get", "/allocation/plans", of_unit(scene)),
    ]


def pages(caller, path, **query):
    """Every item of a list, read two at a time."""
    found, cursor = [], ""
    while cursor is not None:
        body = caller.get(path, query | {"limit": 2, "cursor": cursor}).json()
        assert len(body["items"]) <= 2
        found, cursor = found + body["items"], body["next_cursor"]
    return found


# The cast


@pytest.mark.parametrize("role", LEADERS)
def test_leaders_do_everything(scene, role):
    person, caller = waiting(scene), Caller(scene.cast[role])
    key = noted(scene, person, officer(scene)).pk
    for how, path, body in operations(scene, person, key):
        assert getattr(caller, how)(path, body).status_code in (200, 201), (how, path)
    assert kept() == (1, 2, 3)


def test_nobody_else_does_anything_and_nothing_changes(scene):
    person = waiting(scene)
    key = noted(scene, person, officer(scene)).pk
    for how, path, body in operations(scene, person, key):
        for role in OTHERS:
            assert problem(getattr(Caller(scene.cast[role]), how)(path, body)) == (403, "not-permitted"), (role, path)
        assert problem(getattr(Caller(None), how)(path, body)) == (401, "no-token")
        for scopes in [("people:read",), ("allocation:read",) if how == "post" else ("allocation:write",)]:
            narrow = Caller(scene.cast["senior"], *scopes)
            assert problem(getattr(narrow, how)(path, body)) == (403, "scope-missing"), (how, path)
    assert kept() == (0, 1, 0)


def test_a_leader_of_another_region_does_nothing_even_with_a_reason(scene):
    person, elsewhere = waiting(scene), Caller(PostingFactory(user__role="head").user)
    key = noted(scene, person, officer(scene)).pk
    for how, path, body in operations(scene, person, key):
        answer = getattr(elsewhere, how)(path, body)
        if path.startswith("/allocation/"):
            assert problem(answer) == (404, "not-found")
            assert answer.content == elsewhere.get(path, {"kind": "unit", "code": "NOWHERE"}).content
            continue
        assert problem(answer) == (403, "reason-needed")
        assert problem(getattr(elsewhere, how)(path, body, Access_Reason=REASON)) == (403, "not-permitted")
    assert kept() == (0, 1, 0)


def test_a_hidden_record_answers_as_an_absent_one(scene, senior):
    person = waiting(scene)
    key = noted(scene, person, officer(scene)).pk
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.cast["senior"], reason="x", start=scene.on
        )
    for how, path, body in operations(scene, person, key)[:5]:
        hidden = getattr(senior, how)(path, body)
        absent = getattr(senior, how)(path.replace(person.crn, "X000001"), body)
        assert problem(hidden) == (404, "not-found") and hidden.content == absent.content
    assert kept() == (0, 1, 0)


# What a person asked for


def test_what_a_person_asked_for_is_read_and_recorded_and_counts_at_once(scene, senior):
    person = waiting(scene, language="cy")
    at = f"/people/{person.crn}/allocation"
    empty = {"words": None, "recorded_on": None, "recorded_by": None}
    assert senior.get(f"{at}/needs").json() == {"crn": person.crn, "welsh": True, "officer_sex": ""} | empty
    made = senior.post(f"{at}/needs", {"officer_sex": "F", "words": " Asked at court "})
    assert made.status_code == 201 and made.json() == senior.get(f"{at}/needs").json()
    said = made.json()
    assert (said["officer_sex"], said["words"], said["recorded_on"]) == ("F", "Asked at court", scene.on.isoformat())
    doubts = {one["staff"]: one["doubts"] for one in senior.get(at).json()["candidates"]}
    assert doubts[scene.staff.code] == ["welsh", "sex"]
    assert senior.post(f"{at}/needs", {"officer_sex": ""}).json()["officer_sex"] == ""
    assert kept() == (1, 0, 2)
    with as_role("owner"):
        assert Consultation.objects.filter(page="api-allocation").count() == 5


@pytest.mark.parametrize(("body", "expected"), [
    ({"officer_sex": "X"}, [("officer_sex", "unknown-code")]),
    ({}, [("officer_sex", "missing")]),
    ({"officer_sex": "F", "colour": "red"}, [("colour", "extra_forbidden")]),
    ({"officer_sex": "F", "words": "x" * 4_001}, [("words", "string_too_long")]),
])  # fmt: skip
def test_a_wish_that_cannot_be_is_refused_and_changes_nothing(scene, senior, body, expected):
    person = waiting(scene)
    answer = senior.post(f"/people/{person.crn}/allocation/needs", body)
    assert (problem(answer), wrong(answer)) == ((422, "invalid"), expected)
    assert kept() == (0, 0, 0)


# Conflicts of interest


def test_a_conflict_is_recorded_keeps_the_case_from_them_and_is_ended(scene, senior):
    person = waiting(scene)
    at = f"/people/{person.crn}/allocation"
    made = senior.post(f"{at}/conflicts", {"staff": scene.staff.code, "words": "Neighbours"})
    assert made.status_code == 201
    said = made.json()
    assert (said["staff"], said["words"], said["ended_on"]) == (scene.staff.code, "Neighbours", None)
    assert [one["refusals"] for one in senior.get(at).json()["candidates"]] == [["conflict"]]
    ended = senior.post(f"{at}/conflicts/{said['key']}/end", {})
    assert ended.status_code == 200 and ended.json() == said | {"ended_on": scene.on.isoformat()}
    assert senior.get(f"{at}/conflicts").json() == {"items": [], "next_cursor": None}
    assert [one["refusals"] for one in senior.get(at).json()["candidates"]] == [[]]
    again = senior.post(f"{at}/conflicts/{said['key']}/end", {})
    assert (problem(again), wrong(again)) == ((422, "refused"), [("", "ended")])
    assert kept() == (0, 1, 2)


def test_conflicts_that_stand_come_in_pages(scene, senior):
    person, other = waiting(scene), waiting(scene)
    rows = [noted(scene, person, officer(scene)) for _ in range(5)]
    noted(scene, other, scene.staff)
    with as_role("jobs"):
        ConflictOfInterest.objects.filter(pk=rows[1].pk).update(ended_on=scene.on + timedelta(days=1))
    found = pages(senior, f"/people/{person.crn}/allocation/conflicts")
    assert [one["key"] for one in found] == [rows[place].pk for place in (0, 2, 3, 4)]


@pytest.mark.parametrize(("body", "code", "expected"), [
    ({"words": " "}, "refused", [("words", "no-words")]),
    ({"staff": "NOBODY"}, "invalid", [("staff", "unknown")]),
    ({"staff": "far"}, "invalid", [("staff", "unknown")]),
    ({"staff": "noted"}, "refused", [("staff", "already")]),
])  # fmt: skip
def test_a_conflict_that_cannot_be_is_refused_and_changes_nothing(scene, senior, body, code, expected):
    person, far, other = waiting(scene), StaffFactory(), officer(scene)
    noted(scene, person, other)
    named = {"far": far.code, "noted": other.code}
    given = {"staff": scene.staff.code, "words": "Neighbours"} | body
    given["staff"] = named.get(given["staff"], given["staff"])
    answer = senior.post(f"/people/{person.crn}/allocation/conflicts", given)
    assert (problem(answer), wrong(answer)) == ((422, code), expected)
    assert kept() == (0, 1, 0)


def test_a_conflict_of_another_person_is_not_there(scene, senior):
    person, other = waiting(scene), waiting(scene)
    key = noted(scene, other, scene.staff).pk
    for each in (key, key + 1_000):
        assert problem(senior.post(f"/people/{person.crn}/allocation/conflicts/{each}/end", {})) == (404, "not-found")
    assert kept() == (0, 1, 0)


# Cases to give on


def test_who_leaves_or_is_away_is_listed_with_their_cases_those_gone_first(scene, senior):
    gone, leaves, away, stays = scene.staff, officer(scene), officer(scene, contracted_hours=0), officer(scene)
    for count, staff in enumerate((gone, leaves, away, stays), 1):
        for _ in range(count):
            case(Scene(scene.on, scene.unit, staff, scene.cast))
    Staff.objects.filter(pk=gone.pk).update(until=scene.on)
    Staff.objects.filter(pk=leaves.pk).update(until=scene.on + timedelta(days=3))
    found = pages(senior, "/allocation/leavers", **of_unit(scene))
    assert [(one["staff"], one["kind"], one["cases"]) for one in found] == [
        (gone.code, "left", 1), (away.code, "away", 3), (leaves.code, "leaves", 2),
    ]  # fmt: skip
    assert [one["on"] for one in found] == [scene.on.isoformat(), None, (scene.on + timedelta(days=3)).isoformat()]
    assert {(one["team"], one["unit"]) for one in found} == {(scene.staff.team.code, scene.unit.code)}


# The list of plans


def test_plans_are_listed_the_latest_first_with_what_is_open(scene, senior):
    people = [waiting(scene) for _ in range(2)]
    team = TeamFactory(delivery_unit=scene.unit)
    asked = [of_unit(scene), {"kind": "team", "code": scene.staff.team.code}, of_unit(scene)]
    keys = [senior.post("/allocation/plans", body).json()["key"] for body in asked]
    line = senior.get(f"/allocation/plans/{keys[2]}").json()["items"][0]["line"]
    decline = {"lines": [{"line": line, "verb": "decline", "words": "Waits"}]}
    assert senior.post(f"/allocation/plans/{keys[2]}/decisions", decline).status_code == 200
    found = pages(senior, "/allocation/plans", **of_unit(scene))
    assert [(one["key"], one["team"], one["open_lines"]) for one in found] == [
        (keys[2], None, 1), (keys[1], scene.staff.team.code, 2), (keys[0], None, 2),
    ]  # fmt: skip
    assert found[2] == {name: value for name, value in senior.get(f"/allocation/plans/{keys[0]}").json().items()
                        if name not in ("items", "next_cursor")} | {"open_lines": 2}  # fmt: skip
    of_team = senior.get("/allocation/plans", {"kind": "team", "code": scene.staff.team.code}).json()["items"]
    assert [one["key"] for one in of_team] == [keys[1]]
    assert senior.get("/allocation/plans", {"kind": "team", "code": team.code}).json()["items"] == []
    region = Caller(scene.cast["director"]).get("/allocation/plans", {"kind": "region", "code": scene.unit.region.code})
    assert [one["key"] for one in region.json()["items"]] == keys[::-1]
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=people[0], kind="exclusion", user=scene.cast["head"], reason="x", start=scene.on
        )
    head = Caller(scene.cast["head"]).get("/allocation/plans", of_unit(scene)).json()["items"]
    assert [one["open_lines"] for one in head][1:] == [1, 1]
    assert AllocationPlan.objects.count() == 3


def test_a_cursor_or_place_that_is_none_is_refused(scene, senior):
    answer = senior.get("/allocation/plans", of_unit(scene) | {"cursor": "x"})
    assert (problem(answer), wrong(answer)) == ((422, "invalid"), [("cursor", "cursor")])
    assert problem(senior.get("/allocation/plans", {"kind": "staff", "code": "x"})) == (422, "invalid")
