"""Planning ahead over the API: proposed, taken as proposed or changed, for the whole cast."""

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.people.models import LimitedAccess
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Contact
from throughcare.supervision.tests.factories import ContactFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
    with as_role("jobs", 1):
        ContactFactory(person=found, type="COAI", outcome="ATTC", date=scene.on - timedelta(days=8))
    with acting(scene.owner):
        derive([found.pk], on=scene.on, cause="test")
    return found


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def wrong(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


def booked():
    with as_role("jobs", 1):
        return list(Contact.objects.filter(outcome="").order_by("date").values_list("type", "date", "staff__code"))


def test_what_is_proposed_is_booked_at_once_and_then_nothing_more_is(scene, person):
    caller, at = Caller(scene.cast["colleague"]), f"/people/{person.crn}/plan-ahead"
    proposal = caller.get(at).json()
    assert proposal["staff"] == scene.staff.code
    assert booked() == []
    assert len(proposal["appointments"]) > 1
    assert proposal["stop_text"] and proposal["stop"] == "horizon"
    wanted = [{name: one[name] for name in ("type", "date", "time", "minutes")} for one in proposal["appointments"]]
    body = {"appointments": wanted, "place": "Garth House"}
    made = [caller.post(at, body, Idempotency_Key="ahead-1") for _ in range(2)]
    assert made[0].status_code == 201 and made[0].content == made[1].content
    said = made[0].json()
    assert [(one["date"], one["time"], one["place"]) for one in said["appointments"]] == [
        (one["date"], one["time"], "Garth House") for one in wanted
    ]  # fmt: skip
    assert len({one["series"] for one in said["appointments"]}) == 1
    assert said["due_after"]["booked_for"] == wanted[0]["date"]
    assert [(kind, day.isoformat(), staff) for kind, day, staff in booked()] == [
        (one["type"], one["date"], scene.staff.code) for one in wanted
    ]  # fmt: skip
    assert caller.get(at).json()["appointments"] == []


def test_one_that_cannot_be_holds_up_all_and_says_which(scene, person):
    caller, at = Caller(scene.owner), f"/people/{person.crn}/plan-ahead"
    good, past = (scene.on + timedelta(days=5)).isoformat(), (scene.on - timedelta(days=5)).isoformat()
    one = {"type": "COAP", "time": "10:00", "minutes": 30}
    answer = caller.post(at, {"appointments": [one | {"date": good}, one | {"date": past}]})
    assert (problem(answer), answer.json()["errors"][0]["number"]) == ((422, "refused"), 1)
    twice = caller.post(at, {"appointments": [one | {"date": good}] * 2})
    assert problem(twice) == (422, "refused") and ("times", "taken") in wrong(twice)
    for body in ({"appointments": []}, {"appointments": [one]}, {"appointments": [one | {"date": good, "type": "X"}]}):
        assert problem(caller.post(at, body)) == (422, "invalid")
    assert booked() == []


def test_others_neither_see_nor_book_and_once_the_sentence_is_over_there_is_nothing(scene, person):
    at, body = (
        f"/people/{person.crn}/plan-ahead",
        {"appointments": [{"type": "COAP", "date": str(scene.on + timedelta(days=3))}]},
    )
    for who in (*WITHOUT_ACCESS, "stranger"):
        caller = Caller(scene.cast[who])
        assert caller.get(at).status_code == caller.post(at, body).status_code == 403, who
    assert problem(Caller(scene.owner, "contacts:read").post(at, body)) == (403, "scope-missing")
    for who in WITH_ACCESS[1:]:
        assert Caller(scene.cast[who]).get(at).json()["staff"] == scene.staff.code
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.cast["colleague"], reason="x", start=scene.on
        )
        person.sentences.update(terminated_on=scene.on, termination_reason="completed")
    assert problem(Caller(scene.cast["colleague"]).get(at)) == (404, "not-found")
    over = Caller(scene.owner).get(at).json()
    assert (over["appointments"], over["stop"], over["next_due"]) == ([], "ended", None)
    with as_role("jobs", 1):
        person.sentences.all().delete()
    assert problem(Caller(scene.owner).get(at)) == (422, "undecided")
    assert booked() == []
