"""Allocation over the API, for the whole cast: the list, candidates, giving a case, plans and their lines."""

from __future__ import annotations

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Consultation, Entry
from throughcare.organisations.tests.factories import PostingFactory
from throughcare.people.models import LimitedAccess
from throughcare.supervision.models import Allocation, AllocationPlan, AllocationPlanLine, ConflictOfInterest
from throughcare.supervision.tests.allocation_scene import chain, give, officer, waiting
from throughcare.supervision.tests.scene import Scene, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.models import Staff
from throughcare.workforce.tests.factories import StaffFactory

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


@pytest.fixture
def elsewhere() -> Caller:
    """A head of another region."""
    return Caller(PostingFactory(user__role="head").user)


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def wrong(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def allocations():
    with as_role("owner"):
        return Allocation.objects.count()


def of_unit(scene):
    return {"kind": "unit", "code": scene.unit.code}


def seen_of(caller, person):
    return caller.get(f"/people/{person.crn}/allocation").json()["seen"]


def given(scene, caller, person, **changes):
    return {"staff": scene.staff.code, "seen": seen_of(caller, person), "evidence": "Has room"} | changes


def plan_of(scene, caller, **changes):
    answer = caller.post("/allocation/plans", of_unit(scene) | changes)
    assert answer.status_code == 201, answer.content
    assert answer.headers["Location"] == f"/api/v1/allocation/plans/{answer.json()['key']}"
    return answer.json()


def lines_of(caller, key):
    return caller.get(f"/allocation/plans/{key}").json()["items"]


# The cast


def addresses(scene, person, key):
    """Every operation: how it is called, and with what."""
    body = {"staff": scene.staff.code, "seen": "0-0", "evidence": "Has room"}
    return [
        ("get", "/allocation/waiting", of_unit(scene)),
        ("get", f"/people/{person.crn}/allocation", None),
        ("post", f"/people/{person.crn}/allocation", body),
        ("post", "/allocation/plans", of_unit(scene)),
        ("get", f"/allocation/plans/{key}", None),
        ("post", f"/allocation/plans/{key}/decisions", {"lines": [{"line": 1, "verb": "accept"}]}),
    ]


def call(caller, how, path, body, **headers):
    return getattr(caller, how)(path, body, **headers)


def test_leaders_read_everything(scene, senior):
    person = waiting(scene)
    key = plan_of(scene, senior)["key"]
    for role in LEADERS:
        caller = Caller(scene.cast[role])
        for how, path, body in addresses(scene, person, key):
            if how == "get":
                assert caller.get(path, body).status_code == 200, (role, path)


def test_nobody_else_does_anything_and_nothing_changes(scene, senior):
    person = waiting(scene)
    key = plan_of(scene, senior)["key"]
    for how, path, body in addresses(scene, person, key):
        for role in OTHERS:
            assert problem(call(Caller(scene.cast[role]), how, path, body)) == (403, "not-permitted"), (role, path)
        assert problem(call(Caller(None), how, path, body)) == (401, "no-token")
        assert problem(call(Caller(scene.cast["senior"], "people:read"), how, path, body)) == (403, "scope-missing")
        if how == "post":
            reader = Caller(scene.cast["senior"], "allocation:read")
            assert problem(call(reader, how, path, body)) == (403, "scope-missing")
    assert allocations() == 0 and chain(person)[-1][2] == "unallocated"
    assert AllocationPlan.objects.count() == 1


def test_a_leader_of_another_region_finds_nothing_even_with_a_reason(scene, senior, elsewhere):
    person = waiting(scene)
    key = plan_of(scene, senior)["key"]
    line = lines_of(senior, key)[0]["line"]
    theirs = elsewhere.get("/allocation/waiting", of_unit(scene))
    none = elsewhere.get("/allocation/waiting", {"kind": "unit", "code": "NOWHERE"})
    assert problem(theirs) == (404, "not-found") and theirs.content == none.content
    at = f"/people/{person.crn}/allocation"
    body = {"staff": scene.staff.code, "seen": seen_of(senior, person), "evidence": "Has room"}
    assert problem(elsewhere.get(at)) == (403, "reason-needed")
    assert problem(elsewhere.post(at, body)) == (403, "reason-needed")
    assert problem(elsewhere.get(at, Access_Reason=REASON)) == (403, "not-permitted")
    assert problem(elsewhere.post(at, body, Access_Reason=REASON)) == (403, "not-permitted")
    for what in (of_unit(scene), {"kind": "team", "code": scene.staff.team.code},
                 {"kind": "staff", "code": scene.staff.code, "reason": "officer-left"}):  # fmt: skip
        assert wrong(elsewhere.post("/allocation/plans", what)) == [("code", "unknown")]
    assert problem(elsewhere.get(f"/allocation/plans/{key}")) == (404, "not-found")
    accept = {"lines": [{"line": line, "verb": "accept"}]}
    assert problem(elsewhere.post(f"/allocation/plans/{key}/decisions", accept)) == (404, "not-found")
    assert allocations() == 0 and AllocationPlan.objects.count() == 1


def test_a_hidden_record_answers_as_an_absent_one(scene, senior):
    person = waiting(scene)
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.cast["senior"], reason="x", start=scene.on
        )
    hidden, absent = senior.get(f"/people/{person.crn}/allocation"), senior.get("/people/X000001/allocation")
    assert problem(hidden) == (404, "not-found") and hidden.content == absent.content
    listed = senior.get("/allocation/waiting", of_unit(scene)).json()["items"]
    assert person.crn not in [each["crn"] for each in listed]


# The list


def test_the_list_is_paged_and_says_what_is_missing(scene, senior):
    people = {waiting(scene).crn for _ in range(3)} | {waiting(scene, tier=None, axes=None).crn}
    case(scene)
    found, cursor = [], ""
    while cursor is not None:
        body = senior.get("/allocation/waiting", of_unit(scene) | {"limit": 2, "cursor": cursor}).json()
        assert len(body["items"]) <= 2
        found += body["items"]
        cursor = body["next_cursor"]
    assert sorted(each["crn"] for each in found) == sorted(people)
    missing = {tuple(each["flags"]) for each in found}
    assert missing == {(), ("tier", "assessment", "weight")}
    assert {each["problem"] for each in found if "tier" in each["flags"]} == {"tier-missing"}


@pytest.mark.parametrize("kind", ["team", "unit", "region"])
def test_the_list_is_of_a_team_a_unit_or_a_region(scene, kind):
    person = waiting(scene)
    loose = waiting(scene, team=False)
    code = {"team": scene.staff.team.code, "unit": scene.unit.code, "region": scene.unit.region.code}[kind]
    body = Caller(scene.cast["director"]).get("/allocation/waiting", {"kind": kind, "code": code}).json()
    expected = {person.crn} if kind == "team" else {person.crn, loose.crn}
    assert {each["crn"] for each in body["items"]} == expected


# One case


def test_candidates_come_with_load_now_and_after_and_what_stands_against_them(scene, senior):
    person, barred = waiting(scene), officer(scene)
    junior = officer(scene, grade="PSO")
    with as_role("jobs"):
        ConflictOfInterest.objects.create(
            person=person, staff=barred, words="Cousin", recorded_on=scene.on, recorded_by=scene.cast["senior"]
        )
    body = senior.get(f"/people/{person.crn}/allocation").json()
    found = {one["staff"]: one for one in body["candidates"]}
    assert (body["crn"], body["tier"], body["holder"]) == (person.crn, "C", None)
    best = found[scene.staff.code]
    assert (best["verdict"], best["refusals"], best["doubts"]) == ("yes", [], [])
    assert best["points_after"] == best["points_now"] + body["points"]
    assert (best["cases_now"], best["cases_after"]) == (0, 1) and best["percent_after"] > best["percent_now"]
    assert (found[barred.code]["verdict"], found[barred.code]["refusals"]) == ("no", ["conflict"])
    assert (found[junior.code]["verdict"], found[junior.code]["doubts"]) == ("with-reason", ["grade"])
    assert [one["verdict"] for one in body["candidates"]][-1] == "no"
    with as_role("owner"):
        assert Consultation.objects.filter(page="api-allocation").count() == 1


def test_a_case_is_given_with_its_evidence(scene, senior):
    person = waiting(scene)
    answer = senior.post(
        f"/people/{person.crn}/allocation", given(scene, senior, person, oversight="Weekly", sensitive=True)
    )
    made = answer.json()
    assert answer.status_code == 201, answer.content
    assert (made["crn"], made["staff"], made["before"]) == (person.crn, scene.staff.code, None)
    assert (made["evidence"], made["oversight"], made["sensitive"]) == ("Has room", "Weekly", True)
    assert made["cases_after"] == 1 and made["percent_after"] > made["percent_before"]
    assert chain(person)[-1][3] == scene.staff.pk
    with as_role("owner"):
        assert Entry.objects.filter(action="supervision.allocate").count() == 1
    holder = senior.get(f"/people/{person.crn}/allocation").json()["holder"]
    assert (holder["staff"], holder["since"]) == (scene.staff.code, scene.on.isoformat())
    assert holder["decided_at"] == made["decided_at"] and holder["decided_by"] == made["decided_by"]
    assert senior.get("/allocation/waiting", of_unit(scene)).json()["items"] == []


def test_the_same_key_gives_a_case_once(scene, senior):
    person = waiting(scene)
    body = given(scene, senior, person)
    first = senior.post(f"/people/{person.crn}/allocation", body, Idempotency_Key="once")
    again = senior.post(f"/people/{person.crn}/allocation", body, Idempotency_Key="once")
    assert (first.status_code, again.status_code) == (201, 201) and again.json() == first.json()
    assert allocations() == 1


def test_whoever_comes_second_is_told_who_was_quicker_and_when(scene, senior):
    person, other = waiting(scene), officer(scene)
    body = given(scene, senior, person, staff=other.code)
    with acting(scene.cast["senior"]):
        made = give(scene, person, scene.staff, timezone.now())
    answer = Caller(scene.cast["head"]).post(f"/people/{person.crn}/allocation", body)
    assert problem(answer) == (409, "conflict") and wrong(answer) == [("seen", "already-allocated")]
    said, user = answer.json()["detail"], scene.cast["senior"]
    for part in (user.get_full_name() or user.username, str(scene.staff),
                 timezone.localtime(made.decided_at).strftime("%d.%m.%Y")):  # fmt: skip
        assert part in said
    assert allocations() == 1 and chain(person)[-1][3] == scene.staff.pk


@pytest.mark.parametrize(("changes", "code", "expected"), [
    ({"evidence": " "}, "refused", [("evidence", "no-evidence")]),
    ({"staff": "NOBODY"}, "invalid", [("staff", "unknown")]),
    ({"seen": "yesterday"}, "invalid", [("seen", "seen")]),
    ({"reason": "whim"}, "invalid", [("reason", "unknown-code")]),
    ({"colour": "red"}, "invalid", [("colour", "extra_forbidden")]),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(scene, senior, changes, code, expected):
    person = waiting(scene)
    answer = senior.post(f"/people/{person.crn}/allocation", given(scene, senior, person, **changes))
    assert (problem(answer), wrong(answer)) == ((422, code), expected)
    assert allocations() == 0 and chain(person)[-1][2] == "unallocated"


def test_a_doubt_asks_for_a_reason_and_another_unit_is_refused(scene, senior):
    person, junior, far = waiting(scene), officer(scene, grade="PSO"), StaffFactory(contracted_hours=37)
    at = f"/people/{person.crn}/allocation"
    answer = senior.post(at, given(scene, senior, person, staff=junior.code))
    assert problem(answer) == (422, "refused")
    assert wrong(answer) == [("despite", "needs-reason"), ("staff", "grade")]
    assert wrong(senior.post(at, given(scene, senior, person, staff=far.code))) == [("staff", "other-unit")]
    assert allocations() == 0
    made = senior.post(at, given(scene, senior, person, staff=junior.code, despite="Knows her well"))
    assert (made.status_code, made.json()["doubts"]) == (201, ["grade"])


def test_a_held_case_changes_hands_with_a_reason_only(scene, senior):
    person, other = case(scene), officer(scene)
    at = f"/people/{person.crn}/allocation"
    body = given(scene, senior, person, staff=other.code, despite="No assessment yet")
    assert wrong(senior.post(at, body)) == [("reason", "no-reason")]
    assert allocations() == 0
    made = senior.post(at, body | {"reason": "caseload-adjustment"}).json()
    assert (made["before"], made["staff"]) == (scene.staff.code, other.code)


# Plans


def test_a_plan_is_read_with_bound_and_gap_of_every_level(scene, senior):
    people, bare = [waiting(scene) for _ in range(3)], waiting(scene, tier=None, axes=None)
    officer(scene)
    plan = plan_of(scene, senior)
    assert (plan["unit"], plan["team"], plan["left_out"]) == (scene.unit.code, None, 1)
    assert [level["name"] for level in plan["levels"]] == ["unplaced", "highest", "spread", "broken", "travel"]
    for level in plan["levels"]:
        assert level["bound"] <= level["value"] <= level["first_fit"] and level["gap"] == 0
    found, cursor = [], ""
    while cursor is not None:
        body = senior.get(f"/allocation/plans/{plan['key']}", {"limit": 3, "cursor": cursor}).json()
        assert body["levels"] == plan["levels"]
        found, cursor = found + body["items"], body["next_cursor"]
    assert sorted(each["crn"] for each in found) == sorted(one.crn for one in (*people, bare))
    assert {each["crn"]: each["problem"] for each in found}[bare.crn] == "tier-missing"
    placed = [each for each in found if each["proposed"]]
    assert len(placed) == 3 and all(each["state"] == "proposed" and each["runner_up"] for each in placed)
    assert [cost["level"] for cost in placed[0]["costs"]] == [level["name"] for level in plan["levels"]]
    assert allocations() == 0


def test_lines_are_decided_each_by_itself(scene, senior):
    people, other = [waiting(scene) for _ in range(3)], officer(scene)
    key = plan_of(scene, senior, kind="team", code=scene.staff.team.code)["key"]
    one, two, three = lines_of(senior, key)
    target = scene.staff.code if two["proposed"] == other.code else other.code
    override = {"line": two["line"], "verb": "override", "staff": target}
    lines = [{"line": one["line"], "verb": "accept"}, override, {"line": three["line"], "verb": "decline"}]
    answer = senior.post(f"/allocation/plans/{key}/decisions", {"lines": lines, "evidence": "Spoken with both"})
    assert answer.status_code == 200
    said = [(each["state"], each["refused"] and each["refused"]["code"]) for each in answer.json()]
    assert said == [("accepted", None), ("proposed", "no-words"), ("proposed", "no-words")]
    assert allocations() == 1
    lines = [override | {"words": "Knows the family"}, lines[2] | {"words": "Waits"}, lines[0]]
    answer = senior.post(f"/allocation/plans/{key}/decisions", {"lines": lines}).json()
    said = [(each["state"], each["staff"], each["refused"] and each["refused"]["code"]) for each in answer]
    assert said == [("overridden", target, None), ("declined", None, None), ("accepted", one["proposed"], "not-open")]
    assert allocations() == 2 and {chain(person)[-1][2] for person in people} == {"allocated", "unallocated"}
    assert [each["state"] for each in lines_of(senior, key)] == ["accepted", "overridden", "declined"]


def test_a_stale_line_is_refused_and_the_others_are_done(scene, senior):
    people = [waiting(scene) for _ in range(2)]
    key = plan_of(scene, senior)["key"]
    with acting(scene.cast["senior"]):
        give(scene, people[0], scene.staff, timezone.now())
    lines = {each["crn"]: each["line"] for each in lines_of(senior, key)}
    body = {"lines": [{"line": line, "verb": "accept"} for line in lines.values()]}
    head, at = Caller(scene.cast["head"]), f"/allocation/plans/{key}/decisions"
    answer = head.post(at, body, Idempotency_Key="once")
    told = {each["line"]: each for each in answer.json()}
    stale, done = told[lines[people[0].crn]], told[lines[people[1].crn]]
    assert (stale["state"], stale["refused"]["code"]) == ("stale", "already-allocated")
    assert str(scene.staff) in stale["refused"]["detail"]
    assert (done["state"], done["refused"]) == ("accepted", None) and allocations() == 2
    assert head.post(at, body, Idempotency_Key="once").json() == answer.json()
    assert [each["refused"]["code"] for each in head.post(at, body).json()] == ["not-open"] * 2 and allocations() == 2


@pytest.mark.parametrize(("change", "expected"), [
    ({"line": 2**62}, [("lines.0.line", "unknown")]),
    ({"verb": "override", "staff": "NOBODY"}, [("lines.0.staff", "unknown")]),
    ({"staff": "self"}, [("lines.0.staff", "verb")]),
    ({"verb": "maybe"}, [("lines.0.verb", "literal_error")]),
])  # fmt: skip
def test_choices_that_cannot_be_are_refused_before_any_is_done(scene, senior, change, expected):
    for _ in range(2):
        waiting(scene)
    key = plan_of(scene, senior)["key"]
    first, second = ({"line": each["line"], "verb": "accept"} for each in lines_of(senior, key))
    if change.get("staff") == "self":
        change = {"staff": scene.staff.code}
    answer = senior.post(f"/allocation/plans/{key}/decisions", {"lines": [first | change, second]})
    assert problem(answer) == (422, "invalid") and wrong(answer) == expected
    twice = senior.post(f"/allocation/plans/{key}/decisions", {"lines": [first, first]})
    assert wrong(twice) == [("lines.1.line", "twice")]
    with as_role("owner"):
        assert set(AllocationPlanLine.objects.values_list("state", flat=True)) == {"proposed"}
    assert allocations() == 0


def test_the_cases_of_whoever_gives_them_up_are_planned_with_a_reason(scene, senior):
    person = case(scene)
    officer(scene)
    leaving = {"kind": "staff", "code": scene.staff.code}
    assert wrong(senior.post("/allocation/plans", leaving)) == [("reason", "reason")]
    assert wrong(senior.post("/allocation/plans", of_unit(scene) | {"reason": "other"})) == [("reason", "reason")]
    assert not AllocationPlan.objects.exists()
    plan = plan_of(scene, senior, **leaving, reason="officer-left")
    assert (plan["staff"], plan["reason"]) == (scene.staff.code, "officer-left")
    (line,) = lines_of(senior, plan["key"])
    assert line["crn"] == person.crn and line["proposed"] != scene.staff.code


def test_an_empty_list_has_nothing_to_plan(scene, senior):
    answer = senior.post("/allocation/plans", of_unit(scene))
    assert (problem(answer), wrong(answer)) == ((422, "refused"), [("code", "nothing-to-plan")])
    assert not AllocationPlan.objects.exists()


def test_a_closed_record_is_left_out_of_a_plan_for_whoever_may_not_see_it(scene, senior):
    shown, hidden = waiting(scene), waiting(scene)
    key = plan_of(scene, senior)["key"]
    line = {each["crn"]: each["line"] for each in lines_of(senior, key)}[hidden.crn]
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=hidden, kind="exclusion", user=scene.cast["head"], reason="x", start=scene.on
        )
    head = Caller(scene.cast["head"])
    assert [each["crn"] for each in lines_of(head, key)] == [shown.crn]
    body = {"lines": [{"line": line, "verb": "accept"}]}
    assert wrong(head.post(f"/allocation/plans/{key}/decisions", body)) == [("lines.0.line", "unknown")]
    assert allocations() == 0
