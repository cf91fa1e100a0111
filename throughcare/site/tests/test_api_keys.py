"""A write is done once for each key, whoever sends it again, however many at a time."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from throughcare.accounts.jobs import forget_answers
from throughcare.accounts.models import ApiAnswer
from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Entry
from throughcare.people.models import LimitedAccess
from throughcare.supervision.models import Contact
from throughcare.supervision.tests.scene import case, make_scene
from throughcare.testing.acting import as_role


@pytest.fixture
def scene(db):
    return make_scene(timezone.localdate())


@pytest.fixture
def person(scene):
    return case(scene, due=scene.on)


@pytest.fixture
def body(scene):
    return {"type": "COAP", "date": scene.on.isoformat(), "outcome": "ATTC", "notes": "Spoke of work"}


def address(person):
    return f"/people/{person.crn}/contacts"


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def written():
    with as_role("jobs", 1):
        contacts = Contact.objects.count()
    with as_role("owner"):
        return contacts, Entry.objects.filter(action="supervision.record_contact").count()


def test_the_same_request_is_done_once_and_answered_alike(scene, person, body):
    caller = Caller(scene.owner)
    first = caller.post(address(person), body, Idempotency_Key="one")
    again = caller.post(address(person), body, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert written() == (1, 1)


def test_another_request_under_the_same_key_is_refused(scene, person, body):
    caller = Caller(scene.owner)
    caller.post(address(person), body, Idempotency_Key="one")
    answer = caller.post(address(person), body | {"notes": "Other"}, Idempotency_Key="one")
    assert problem(answer) == (422, "key-reused")
    other = case(scene, due=scene.on)
    assert problem(caller.post(address(other), body, Idempotency_Key="one")) == (422, "key-reused")
    assert written() == (1, 1)


def test_the_key_of_one_token_is_not_that_of_another(scene, person, body):
    for caller in (Caller(scene.owner), Caller(scene.owner), Caller(scene.cast["colleague"])):
        assert caller.post(address(person), body, Idempotency_Key="one").status_code == 201
    assert written() == (3, 3)


@pytest.mark.parametrize("key", ["", " ", "a b", "ŵ", "x" * 256, "a\x7f"])
def test_a_write_without_a_usable_key_is_refused(scene, person, body, key):
    answer = Caller(scene.owner).post(address(person), body, Idempotency_Key=key)
    assert problem(answer) == (400, "key-missing")
    assert written() == (0, 0)


def test_a_refusal_is_not_kept_so_that_the_mended_request_may_take_its_key(scene, person, body):
    caller = Caller(scene.owner)
    assert caller.post(address(person), body | {"type": "?"}, Idempotency_Key="one").status_code == 422
    assert caller.post(address(person), body, Idempotency_Key="one").status_code == 201


def test_an_answer_is_not_given_again_to_whoever_may_no_longer_see_the_record(scene, person, body):
    caller = Caller(scene.owner)
    caller.post(address(person), body, Idempotency_Key="one")
    with as_role("jobs", 1):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=scene.owner, reason="Kin", start=scene.on)
    hidden = caller.post(address(person), body, Idempotency_Key="one")
    assert problem(hidden) == (404, "not-found")
    assert hidden.content == caller.post("/people/X000001/contacts", body).content


def test_an_answer_about_another_region_is_given_again(scene, person, body):
    stranger = Caller(scene.cast["stranger"])
    answers = [
        stranger.post(address(person), body, Idempotency_Key="one", Access_Reason="duty: Called") for _ in range(2)
    ]
    assert answers[0].content == answers[1].content
    assert written() == (1, 1)


def test_nobody_else_sees_an_answer_that_is_kept(scene, person, body):
    Caller(scene.owner).post(address(person), body)
    seen = {}
    for who in ("owner", "colleague", "director", "administrator", "stranger"):
        with as_role("web", scene.cast[who].pk):
            seen[who] = ApiAnswer.objects.count()
    with as_role("web"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('throughcare.actor', '', true)")
        seen["nobody"] = ApiAnswer.objects.count()
    assert seen == {"owner": 1, "colleague": 0, "director": 0, "administrator": 0, "stranger": 0, "nobody": 0}


def test_answers_are_kept_for_a_day_and_then_forgotten(scene, person, body):
    Caller(scene.owner).post(address(person), body, Idempotency_Key="one")
    Caller(scene.owner).post(address(person), body, Idempotency_Key="two")
    with as_role("owner"):
        ApiAnswer.objects.filter(key="one").update(at=timezone.now() - timedelta(hours=24))
        ApiAnswer.objects.filter(key="two").update(at=timezone.now() - timedelta(hours=23))
    with as_role("jobs"):
        forget_answers(0)
    with as_role("owner"):
        assert list(ApiAnswer.objects.values_list("key", flat=True)) == ["two"]


def test_a_key_may_be_taken_again_once_its_answer_is_too_old(scene, person, body):
    caller = Caller(scene.owner)
    caller.post(address(person), body, Idempotency_Key="one")
    with as_role("owner"):
        ApiAnswer.objects.update(at=timezone.now() - timedelta(hours=25))
    answer = caller.post(address(person), body | {"notes": "Another"}, Idempotency_Key="one")
    assert answer.status_code == 201
    assert written() == (2, 2)


def test_what_fails_inside_undoes_what_was_written_and_keeps_no_answer(scene, person, body, monkeypatch):
    from throughcare.supervision.api import contacts

    def broken(saved):
        raise RuntimeError("after the write")

    with monkeypatch.context() as patched:
        patched.setattr(contacts, "_saved", broken)
        assert problem(Caller(scene.owner).post(address(person), body)) == (500, "failed")
    assert written() == (0, 0)
    with as_role("owner"):
        assert not ApiAnswer.objects.exists()


def test_the_same_request_from_many_at_once_is_written_once(own_database):
    scene = make_scene(timezone.localdate())
    person = case(scene, due=scene.on)
    body = {"type": "COAP", "date": scene.on.isoformat(), "outcome": "ATTC"}
    caller, answers, start = Caller(scene.owner), [], threading.Barrier(6)

    def send():
        start.wait()
        answers.append(caller.post(address(person), body, Idempotency_Key="one"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert all(problem(answer) == (409, "still-running") for answer in answers if answer.status_code == 409)
    assert caller.post(address(person), body, Idempotency_Key="one")["Idempotency-Replayed"] == "true"
    assert written() == (1, 1)


def test_the_database_refuses_a_second_answer_under_one_key(own_database):
    """Even where both had seen the key free: what the second had written is undone."""
    scene = make_scene(timezone.localdate())
    person = case(scene, due=scene.on)
    body = {"type": "COAP", "date": scene.on.isoformat(), "outcome": "ATTC"}
    caller = Caller(scene.owner)
    first = caller.post(address(person), body, Idempotency_Key="one")
    assert first.status_code == 201
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("throughcare.accounts.api.access.claim_key", lambda **_: None)
        answer = caller.post(address(person), body, Idempotency_Key="one")
    assert problem(answer) == (409, "still-running")
    assert written() == (1, 1)
