"""What people asked over the API, for the whole cast."""

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.tests.api import Caller
from throughcare.own.models import Asked
from throughcare.own.tests.scene import contact_of, make_own_scene
from throughcare.people.models import LimitedAccess
from throughcare.supervision.tests.scene import WITHOUT_ACCESS
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
NO = {"answer": "refuse", "words": "The hearing report is due. Please come."}


@pytest.fixture
def scene():
    return make_own_scene()


def ask(person, days, **given):
    with as_role("jobs", 1):
        return Asked.objects.create(
            person=person, contact=contact_of(person, days), asked_at=timezone.now(), **{"reason": "work"} | given
        )


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def states():
    with as_role("jobs", 1):
        return list(Asked.objects.order_by("pk").values_list("state", "answer"))


def test_what_waits_is_listed_answered_once_and_read_by_the_person(scene):
    first, second = ask(scene.person, 8, words="After five"), ask(scene.other, 1)
    caller = Caller(scene.cast.owner)
    page = caller.get("/asked", {"limit": 1}).json()
    rest = caller.get("/asked", {"limit": 1, "cursor": page["next_cursor"]}).json()
    assert ([one["key"] for one in page["items"] + rest["items"]], rest["next_cursor"]) == ([first.pk, second.pk], None)
    (one,) = page["items"]
    assert (one["crn"], one["appointment"], one["words"]) == (scene.person.crn, f"C/{scene.person.pk}/8", "After five")
    assert (one["date"], one["time"]) == ((scene.on + timedelta(days=8)).isoformat(), "10:30:00")
    where = f"/people/{scene.person.crn}/asked/{first.pk}/answer"
    answers = [caller.post(where, NO, Idempotency_Key="answer-1") for _ in range(2)]
    assert answers[0].status_code == 200 and answers[0].content == answers[1].content
    said = answers[0].json()
    assert (said["state"], said["answer"], said["answered_by"]) == (
        "refused", NO["words"], scene.cast.owner.get_full_name() or scene.cast.owner.username,
    )  # fmt: skip
    late = caller.post(where, {"answer": "agree", "words": "Yes"})
    assert (problem(late), late.json()["detail"]) == ((409, "conflict"), "It was answered or taken back already.")
    assert states() == [("refused", NO["words"]), ("waiting", "")]
    assert [one["key"] for one in caller.get("/asked").json()["items"]] == [second.pk]
    again = ask(scene.person, 1)
    history = caller.get(f"/people/{scene.person.crn}/asked").json()["items"]
    assert [(one["key"], one["state"]) for one in history] == [(again.pk, "waiting"), (first.pk, "refused")]
    senior = Caller(scene.cast.cast["senior"])
    assert senior.get("/asked").json()["items"] == []
    of_staff = senior.get("/asked", {"staff": scene.cast.staff.code}).json()["items"]
    assert [one["key"] for one in of_staff] == [second.pk, again.pk]


def test_nobody_else_reads_or_answers_and_what_is_not_there_is_said(scene):
    asked = ask(scene.person, 8)
    at = f"/people/{scene.person.crn}/asked"
    for who in (*WITHOUT_ACCESS, "stranger"):
        caller = Caller(scene.cast.cast[who])
        assert caller.get(at).status_code == caller.post(f"{at}/{asked.pk}/answer", NO).status_code == 403, who
    assert problem(Caller(scene.me).get("/asked")) == (403, "not-permitted")
    assert problem(Caller(None).post(f"{at}/{asked.pk}/answer", NO)) == (401, "no-token")
    reader = Caller(scene.cast.owner, "asked:read")
    assert problem(reader.post(f"{at}/{asked.pk}/answer", NO)) == (403, "scope-missing")
    owner = Caller(scene.cast.owner)
    assert problem(owner.post(f"/people/{scene.other.crn}/asked/{asked.pk}/answer", NO)) == (404, "not-found")
    for body in (NO | {"words": "  "}, NO | {"answer": "withdraw"}, {"answer": "agree"}):
        assert problem(owner.post(f"{at}/{asked.pk}/answer", body)) == (422, "invalid")
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=scene.person, kind="exclusion", user=scene.cast.owner, reason="x", start=scene.on
        )
    assert owner.get("/asked").json()["items"] == []
    hidden = owner.post(f"{at}/{asked.pk}/answer", NO)
    assert hidden.content == owner.post(f"/people/X000001/asked/{asked.pk}/answer", NO).content
    assert problem(Caller(scene.cast.cast["director"]).get("/asked")) == (422, "invalid")
    assert problem(owner.get("/asked", {"staff": "NOBODY"})) == (404, "not-found")
    assert states() == [("waiting", "")]
