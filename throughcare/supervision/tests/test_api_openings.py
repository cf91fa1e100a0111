"""Opening a case for somebody new over the API, for the whole cast."""

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Entry
from throughcare.people.models import Person, Sentence
from throughcare.people.tests.factories import PersonFactory
from throughcare.supervision.models import OfficerSpell
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import TeamFactory

pytestmark = pytest.mark.django_db
BORN = "1991-04-02"


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


@pytest.fixture
def body(scene):
    on = scene.on
    return {
        "person": {"forenames": "Idris", "surname": "Brightwater", "date_of_birth": BORN, "sex": "M", "language": "cy"},
        "sentence": {
            "kind": "community-order", "offence_group": "theft", "sentenced_on": str(on - timedelta(days=1)),
            "ends_on": str(on + timedelta(days=364)), "team": scene.staff.team.code,
            "requirements": [{"category": "rar", "length": 20}],
        },
    }  # fmt: skip


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def wrong(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def kept():
    with as_role("jobs", 1):
        return Person.objects.count(), Sentence.objects.count(), OfficerSpell.objects.count()


def test_a_case_is_opened_once_and_waits_in_its_team(scene, body):
    caller = Caller(scene.owner)
    made = [caller.post("/cases", body, Idempotency_Key="case-1") for _ in range(2)]
    assert made[0].status_code == 201 and made[0].content == made[1].content
    said = made[0].json()
    assert made[0].headers["Location"] == f"/api/v1/people/{said['crn']}"
    assert (said["team"], said["sentence"]["kind"]) == (scene.staff.team.code, "community-order")
    person = caller.get(f"/people/{said['crn']}").json()
    assert (person["surname"], person["language"], person["delivery_unit"]) == ("Brightwater", "cy", scene.unit.code)
    waiting = Caller(scene.cast["senior"]).get("/allocation/waiting", {"kind": "unit", "code": scene.unit.code}).json()
    assert [one["crn"] for one in waiting["items"]] == [said["crn"]]
    assert kept() == (1, 1, 1)


def test_who_looks_alike_is_named_in_any_region_until_each_is_ruled_out(scene, body):
    with as_role("jobs", 1):
        alike = PersonFactory(forenames="Idris", surname="Brightwater", date_of_birth=BORN)
    caller = Caller(scene.owner)
    answer = caller.post("/cases", body)
    assert (problem(answer), wrong(answer)) == ((422, "refused"), [("none_of", "alike")])
    assert answer.json()["errors"][0]["detail"] == f"{alike.crn} Idris Brightwater, 2 April 1991"
    assert problem(caller.post("/cases", body | {"none_of": ["X000001"]})) == (422, "refused")
    assert kept() == (1, 0, 0)
    with as_role("owner"):
        assert Entry.objects.filter(action="people.search", detail__typed="Brightwater").count() == 2
    assert caller.post("/cases", body | {"none_of": [alike.crn]}).status_code == 201
    assert kept() == (2, 1, 1)


@pytest.mark.parametrize(("part", "changes", "code", "expected"), [
    ("person", {"date_of_birth": "2999-01-01"}, "invalid", [("person.date_of_birth", "future")]),
    ("person", {"pnc": "nonsense"}, "invalid", [("person.pnc", "pnc")]),
    ("person", {"surname": " "}, "invalid", [("person.surname", "string_too_short")]),
    ("person", {"nickname": "Id"}, "invalid", [("person.nickname", "extra_forbidden")]),
    ("sentence", {"team": "NOWHERE"}, "invalid", [("sentence.team", "unknown")]),
    ("sentence", {"team": "far"}, "invalid", [("sentence.team", "unknown")]),
    ("sentence", {"ends_on": None}, "refused", [("sentence.ends_on", "no-end")]),
    ("sentence", {"requirements": []}, "refused", [("sentence.requirements", "no-requirement")]),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_opens_nothing(scene, body, part, changes, code, expected):
    far = TeamFactory().code
    given = {**body[part], **changes}
    given["team"] = far if given.get("team") == "far" else given.get("team")
    if part == "person":
        given.pop("team")
    answer = Caller(scene.owner).post("/cases", body | {part: given})
    assert (problem(answer), wrong(answer)) == ((422, code), expected)
    assert kept() == (0, 0, 0)


def test_a_sentence_with_no_requirement_is_confirmed_and_others_open_nothing(scene, body):
    bare = body | {"sentence": body["sentence"] | {"requirements": []}}
    for who in WITHOUT_ACCESS:
        assert problem(Caller(scene.cast[who]).post("/cases", body)) == (403, "not-permitted")
    assert problem(Caller(None).post("/cases", body)) == (401, "no-token")
    assert problem(Caller(scene.cast["stranger"]).post("/cases", body)) == (422, "invalid")
    assert problem(Caller(scene.owner, "sentences:write").post("/cases", body)) == (403, "scope-missing")
    assert kept() == (0, 0, 0)
    for count, who in enumerate(WITH_ACCESS, 1):
        named = bare | {
            "person": bare["person"] | {"surname": f"Brightwater{'abcde'[count - 1] * 9}", "forenames": who}
        }
        named["sentence"] = bare["sentence"] | {"confirmed": True}
        assert Caller(scene.cast[who]).post("/cases", named | {"none_of": numbers()}).status_code == 201, who
        assert kept() == (count, count, count)


def numbers():
    with as_role("jobs", 1):
        return list(Person.objects.values_list("crn", flat=True))
