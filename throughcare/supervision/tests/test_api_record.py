"""Sentences, custody, registrations and assessments changed over the API, for the whole cast."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.people.models import CustodySpell, Sentence
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Assessment, ContactDue, Registration, RegistrationReview
from throughcare.supervision.tests.factories import AssessmentFactory, RegistrationFactory
from throughcare.supervision.tests.scene import WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def scene(on):
    return make_scene(on)


@pytest.fixture
def person(scene, on):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        RegistrationFactory(person=found, reference="R/1", type="RHRH", registered_on=on - timedelta(days=60))
        AssessmentFactory(person=found, reference="S-1", completed_on=on - timedelta(days=60), rsr=2)
    with acting(scene.owner):
        derive([found.pk], on=on, cause="test")
    return found


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def codes(answer):
    return [each["code"] for each in answer.json()["errors"]]


def custodial(person):
    with as_role("jobs", 1):
        Sentence.objects.filter(person=person).update(kind="custody-determinate")
        return Sentence.objects.get(person=person).reference


def everything():
    with as_role("jobs", 1):
        return (
            list(Sentence.objects.order_by("pk").values_list("kind", "sentenced_on")),
            list(CustodySpell.objects.order_by("pk").values_list("kind", "start", "until")),
            list(Registration.objects.order_by("pk").values_list("level", "note", "review_on", "ended_on")),
            list(Assessment.objects.order_by("pk").values_list("rsr", "withdrawn_on")),
            RegistrationReview.objects.count(),
        )


def passed(scene, on, **given):
    return {
        "kind": "community-order", "offence_group": "theft", "sentenced_on": on.isoformat(),
        "ends_on": (on + timedelta(days=365)).isoformat(), "team": scene.staff.team.code,
        "requirements": [{"category": "rar", "length": 20}],
    } | given  # fmt: skip


def test_a_further_sentence_is_recorded_with_what_it_requires(scene, person, on):
    caller, at = Caller(scene.owner), f"/people/{person.crn}/sentences/new"
    first, again = (caller.post(at, passed(scene, on), Idempotency_Key="one") for _ in range(2))
    assert first.status_code == 201, first.content
    assert again.json() == first.json()
    body = first.json()
    assert [(each["category"], each["length"], each["unit"]) for each in body["requirements"]] == [("rar", 20, "days")]
    assert len(everything()[0]) == 2
    assert body["reference"] in [each["reference"] for each in caller.get(f"/people/{person.crn}/sentences").json()]


@pytest.mark.parametrize(
    ("given", "expected", "code"),
    [
        ({"requirements": []}, "refused", "no-requirement"),
        ({"requirements": [{"category": "rar"}]}, "refused", "length-missing"),
        ({"ends_on": None}, "refused", "no-end"),
        ({"conditions": ["residence"]}, "refused", "conditions-of-order"),
        ({"team": "NOWHERE"}, "invalid", "unknown"),
        ({"kind": "nonsense"}, "invalid", "unknown-code"),
    ],
)
def test_a_sentence_that_no_court_passed_so_is_refused_and_nothing_changes(scene, person, on, given, expected, code):
    before = everything()
    answer = Caller(scene.owner).post(f"/people/{person.crn}/sentences/new", passed(scene, on, **given))
    assert (problem(answer), codes(answer)) == ((422, expected), [code])
    assert everything() == before


def test_an_order_without_a_requirement_is_recorded_once_confirmed_and_every_answer_holds(scene, person, on):
    with as_role("jobs", 1):
        person.sentences.all().delete()
    caller = Caller(scene.owner)
    body = passed(scene, on - timedelta(days=3), requirements=[], confirmed=True)
    made = caller.post(f"/people/{person.crn}/sentences/new", body)
    assert (made.status_code, made.json()["requirements"]) == (201, [])
    standing = caller.get(f"/people/{person.crn}/supervision").json()
    assert standing["contact_due"]["duty"] == "first-appointment"
    assert [each["scheme"] for each in standing["tiers"]] == ["a-to-g-2026", "two-axis-2021"]
    (compliance,) = caller.get(f"/people/{person.crn}/compliance").json()
    assert (compliance["supervision"], compliance["standing"]["counted"]) == ("community-order", 0)
    ending = caller.get(f"/people/{person.crn}/sentences/{made.json()['reference']}/ending", {
        "how": "completed-early", "end_date": on.isoformat()}).json()  # fmt: skip
    assert "requirements-open" not in ending["open"]


def test_recall_suspends_contact_and_release_starts_it_afresh(scene, person, on):
    at, caller = f"/people/{person.crn}/sentences/{custodial(person)}", Caller(scene.owner)
    held, out = on - timedelta(days=20), on - timedelta(days=1)
    answer = caller.post(f"{at}/custody", {"kind": "recall", "on": (on + timedelta(days=1)).isoformat()})
    assert (problem(answer), codes(answer)) == ((422, "refused"), ["in-the-future"])
    body = caller.post(f"{at}/custody", {"kind": "recall", "on": held.isoformat()}).json()
    assert [(each["kind"], each["until"]) for each in body["custody"]] == [("recall", None)]
    with acting(scene.owner):
        assert ContactDue.objects.get(person=person).state == "suspended"
    assert codes(caller.post(f"{at}/custody", {"kind": "recall", "on": on.isoformat()})) == ["held-already"]
    assert caller.post(f"{at}/release", {"on": out.isoformat()}).status_code == 200
    with acting(scene.owner):
        due = ContactDue.objects.get(person=person)
        assert (due.state, due.duty) == ("due", "first-appointment")
    assert codes(caller.post(f"{at}/release", {"on": on.isoformat()})) == ["not-held"]
    assert everything()[1] == [("recall", held, out)]


def test_a_registration_is_reviewed_put_right_and_ended(scene, person, on):
    at, caller = f"/people/{person.crn}/registrations/R/1", Caller(scene.owner)
    ahead = (on + timedelta(days=90)).isoformat()
    reviewed = caller.post(f"{at}/review", {"reviewed_on": on.isoformat(), "next_review_on": ahead})
    assert (reviewed.json()["last_reviewed_on"], reviewed.json()["next_review_on"]) == (on.isoformat(), ahead)
    again = caller.post(f"{at}/review", {"reviewed_on": on.isoformat(), "next_review_on": ahead})
    assert codes(again) == ["reviewed-that-day"]
    entry = {"registered_on": (on - timedelta(days=50)).isoformat(), "review_on": ahead, "note": "Since the 6th"}
    body = caller.post(f"{at}/correction", entry).json()
    assert body["registration"]["note"] == "Since the 6th"
    assert codes(caller.post(f"{at}/correction", entry)) == ["nothing-changed"]
    ended = caller.post(f"{at}/end", {"ended_on": on.isoformat(), "reason": "no-longer", "note": "Moved on"}).json()
    assert (ended["registration"]["ended_on"], ended["registration"]["end_reason"]) == (on.isoformat(), "no-longer")
    assert codes(caller.post(f"{at}/end", {"ended_on": on.isoformat(), "reason": "no-longer"})) == ["ended-already"]


def test_an_assessment_is_put_right_and_withdrawn(scene, person, on):
    at, caller = f"/people/{person.crn}/assessments/S-1", Caller(scene.owner)
    entry = {"kind": "OASYS", "completed_on": (on - timedelta(days=60)).isoformat(), "scores": {"rsr": 7.5}}
    body = caller.post(f"{at}/correction", entry | {"confirmed": True})
    assert body.json()["assessment"]["scores"] == {"rsr": 7.5}
    assert problem(caller.post(f"{at}/withdraw", {"why": ""})) == (422, "invalid")
    assert caller.post(f"{at}/withdraw", {"why": "Another person’s"}).json()["assessment"]["withdrawn_on"] == str(on)
    assert problem(caller.post(f"{at}/withdraw", {"why": "x"})) == (422, "refused")


def writes(scene, person, on):
    at, day = f"/people/{person.crn}", on.isoformat()
    with as_role("jobs", 1):
        sentence = Sentence.objects.get(person=person).reference
    return {
        f"{at}/sentences/new": passed(scene, on),
        f"{at}/sentences/{sentence}/custody": {"kind": "remand", "on": day},
        f"{at}/sentences/{sentence}/release": {"on": day},
        f"{at}/registrations/R/1/review": {"reviewed_on": day, "next_review_on": day},
        f"{at}/registrations/R/1/correction": {"registered_on": day},
        f"{at}/registrations/R/1/end": {"ended_on": day, "reason": "no-longer"},
        f"{at}/assessments/S-1/correction": {"kind": "OASYS", "completed_on": day},
        f"{at}/assessments/S-1/withdraw": {"why": "x"},
    }


def test_nobody_else_writes_and_nothing_changes(scene, person, on):
    found, before = writes(scene, person, on), everything()
    callers = {who: Caller(scene.cast[who]) for who in WITHOUT_ACCESS}
    narrow, stranger = Caller(scene.owner, "people:read"), Caller(scene.cast["stranger"])
    for at, body in found.items():
        for who, caller in callers.items():
            assert problem(caller.post(at, body)) == (403, "not-permitted"), (who, at)
        assert problem(Caller(None).post(at, body)) == (401, "no-token"), at
        assert problem(narrow.post(at, body)) == (403, "scope-missing"), at
        assert problem(stranger.post(at, body)) == (403, "reason-needed"), at
    assert everything() == before


def test_what_is_not_there_is_not_found(scene, person, on):
    caller = Caller(scene.owner)
    for at, body in writes(scene, person, on).items():
        if at.endswith("/new"):
            continue
        *start, _reference, last = at.split("/")
        if start[-1] == "R":
            start.pop()
        assert problem(caller.post("/".join([*start, "none", last]), body)) == (404, "not-found"), at


# After the licence


@pytest.fixture
def before_the_reform(monkeypatch):
    """Supervision after a sentence is for who was released before September 2026."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))


def short_sentence(person, on):
    with as_role("jobs", 1):
        Sentence.objects.filter(person=person).update(
            kind="custody-short", licence_ends_on=on + timedelta(days=30), ends_on=on + timedelta(days=270)
        )
        return f"/people/{person.crn}/sentences/{Sentence.objects.get(person=person).reference}/after-licence"


def test_what_follows_a_licence_is_proposed_and_set(before_the_reform, scene, person, on):
    at, caller = short_sentence(person, on), Caller(scene.owner)
    body = caller.get(at).json()
    proposed = [each["requirement"] for each in body["requirements"] if each["proposed"]]
    assert (body["applies"], body["stands"]) == (True, [])
    assert proposed == ["good-behaviour", "no-offence", "keep-in-touch", "visits", "residence", "travel"]
    fewer = {"requirements": proposed[:3]}
    answer = caller.post(at, fewer)
    assert (problem(answer), codes(answer)) == ((422, "refused"), ["say-why"])
    first, again = (caller.post(at, fewer | {"why": "Settled"}, Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, first.json()["stands"], again.json()) == (200, proposed[:3], first.json())
    assert caller.get(at).json()["stands"] == proposed[:3]
    assert problem(caller.post(at, {"requirements": ["curfew"]})) == (422, "invalid")


def test_nothing_follows_an_order_and_nobody_else_sets_it(before_the_reform, scene, person, on):
    caller = Caller(scene.owner)
    with as_role("jobs", 1):
        order = Sentence.objects.get(person=person).reference
    assert problem(caller.get(f"/people/{person.crn}/sentences/{order}/after-licence")) == (404, "not-found")
    at, body = short_sentence(person, on), {"requirements": ["no-offence"], "why": "x"}
    for who in WITHOUT_ACCESS:
        assert problem(Caller(scene.cast[who]).get(at)) == (403, "not-permitted"), who
        assert problem(Caller(scene.cast[who]).post(at, body)) == (403, "not-permitted"), who
    assert problem(Caller(None).post(at, body)) == (401, "no-token")
    assert problem(Caller(scene.owner, "people:read").post(at, body)) == (403, "scope-missing")
    assert problem(Caller(scene.cast["stranger"]).post(at, body)) == (403, "reason-needed")
    assert caller.get(at).json()["stands"] == []
