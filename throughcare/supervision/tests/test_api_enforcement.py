"""Enforcement over the API, from a reason to the court, for the whole cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Entry
from throughcare.people.models import LimitedAccess, Requirement
from throughcare.supervision.models import Breach, Failure, FormalWarning, IssuedDocument, ReasonOffered
from throughcare.supervision.rules.breach_policy import respond_by
from throughcare.supervision.tests.enforcement_scene import enforced
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db
REASON = "duty: Called the duty line"


@pytest.fixture
def on():
    return timezone.localdate()


@pytest.fixture
def it(on):
    return enforced(make_scene(on))


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def codes(answer):
    return [each["code"] for each in answer.json()["errors"]]


def state():
    with as_role("jobs", 1):
        rows = (Failure, FormalWarning, Breach)
        return tuple(list(model.objects.order_by("pk").values_list("state", flat=True)) for model in rows)


def entries(action):
    with as_role("owner"):
        return Entry.objects.filter(action=action).count()


def missed(it, days, outcome="AFTA"):
    """A failure of an appointment so many days ago, as the API names it."""
    return it.failure(it.missed(it.scene.on - timedelta(days=days), outcome, at=timezone.now())).reference


def begun(it):
    """Two failures with a warning between them, and a breach that a manager began; its reference."""
    first = it.failure(it.missed(it.scene.on - timedelta(days=40), at=timezone.now()))
    it.warn(first, at=timezone.now() - timedelta(days=30))
    it.missed(it.scene.on - timedelta(days=1), at=timezone.now())
    it.decide(True, at=timezone.now())
    return it.breach().reference


def warning(it, **given):
    until = respond_by(it.scene.on).day
    return {"kind": "formal", "respond_by": until.isoformat(), "language": "cy"} | given


# Failures and reasons


def test_a_failure_says_its_reasons_and_what_confirming_it_would_bring(it):
    name, caller = missed(it, 2), Caller(it.scene.owner)
    at = f"/people/{it.person.crn}/failures/{name}"
    body = caller.get(at).json()
    assert (body["sentence"], body["failure"]["state"]) == (it.sentence.reference, "awaiting-reason")
    assert body["reasons"] == [] and body["consequence"]["standing"]["counted"] == 1
    reason = {"reason": "AAME", "offered_on": it.scene.on.isoformat(), "words": "Was ill"}
    assert caller.post(f"{at}/reasons", reason).status_code == 200
    (given,) = caller.get(at).json()["reasons"]
    assert (given["reason"], given["decision"], given["words"]) == ("AAME", "", "Was ill")
    decide = f"{at}/reasons/{given['key']}/decision"
    answer = caller.post(decide, {"decision": "accepted"})
    assert (problem(answer), codes(answer)) == ((422, "refused"), ["evidence-missing"])
    body = caller.post(decide, {"decision": "accepted", "evidence": "Letter from the surgery"}).json()
    assert [each["state"] for each in body["failures"]] == ["acceptable"]
    assert (state()[0], caller.get(at).json()["consequence"]) == (["acceptable"], None)
    assert codes(caller.post(decide, {"decision": "refused"})) == ["not-possible-now"]
    assert problem(caller.post(f"{at}/reasons/999999/decision", {"decision": "refused"})) == (404, "not-found")


def test_a_reason_is_decided_on_at_once_or_nothing_is_written(it):
    at = f"/people/{it.person.crn}/failures/{missed(it, 2)}/reasons"
    reason = {"reason": "AAME", "offered_on": it.scene.on.isoformat(), "decision": "accepted"}
    assert codes(Caller(it.scene.owner).post(at, reason)) == ["evidence-missing"]
    with as_role("jobs", 1):
        assert ReasonOffered.objects.count() == 0
    assert Caller(it.scene.owner).post(at, reason | {"evidence": "Seen"}).status_code == 200
    assert state()[0] == ["acceptable"]


def test_confirming_reopening_and_asking_a_manager(it):
    at, caller = f"/people/{it.person.crn}/failures/{missed(it, 2)}", Caller(it.scene.owner)
    body = caller.post(f"{at}/confirm", {}).json()
    assert (body["failures"][0]["state"], body["standing"]["counted"]) == ("unacceptable", 1)
    assert codes(caller.post(f"{at}/reopen", {"why": " "})) == ["say-why"]
    assert caller.post(f"{at}/reopen", {"why": "A letter came"}).json()["failures"][0]["state"] == "awaiting-reason"
    caller.post(f"{at}/confirm", {})
    body = caller.post(f"{at}/ask", {"because": "serious", "words": "Threats at the desk"}).json()
    assert [(each["state"], each["because"]) for each in body["breaches"]] == [("waiting", "serious")]
    assert codes(caller.post(f"{at}/ask", {"because": "serious", "words": "Again"})) == ["open-already"]
    assert state() == (["unacceptable"], [], ["waiting"])


def test_only_a_failure_that_is_no_appointment_is_struck_out(it, on):
    caller, at = Caller(it.scene.owner), f"/people/{it.person.crn}/failures"
    of_contact = missed(it, 3)
    day = (on - timedelta(days=1)).isoformat()
    body = {"sentence": it.sentence.reference, "kind": "residence", "date": day, "aware_on": day, "aware_source": "own"}
    own = caller.post(at, body).json()["failure"]["reference"]
    answer = caller.post(at, body)
    assert (problem(answer), codes(answer)) == ((422, "refused"), ["recorded-already"])
    assert caller.post(at, body | {"confirmed": True}).status_code == 201
    assert codes(caller.post(f"{at}/{of_contact}/in-error", {"why": "x"})) == ["not-possible-now"]
    assert caller.post(f"{at}/{own}/in-error", {"why": "Another person"}).status_code == 200
    assert sorted(state()[0]) == ["awaiting-reason", "awaiting-reason", "struck"]


def test_a_failure_known_from_a_contact_gets_its_row_only_where_the_act_is_done(it, on):
    from throughcare.supervision.tests.factories import ContactFactory

    with as_role("jobs", 1):
        contact = ContactFactory(person=it.person, reference="old/1", date=on - timedelta(days=5), outcome="AFTA")
    at, caller = f"/people/{it.person.crn}/failures/{contact.reference}", Caller(it.scene.owner)
    assert caller.get(at).json()["failure"]["contact"] == "old/1"
    assert codes(caller.post(f"{at}/reopen", {"why": " "})) == ["say-why"]
    assert state()[0] == []
    assert caller.post(f"{at}/confirm", {}).status_code == 200
    assert state()[0] == ["unacceptable"]


# Warnings


def test_a_warning_is_given_with_its_letter_appealed_and_decided_by_somebody_else(it):
    caller, senior = Caller(it.scene.owner), Caller(it.scene.cast["senior"])
    at, name = f"/people/{it.person.crn}/warnings", missed(it, 2, "UAAB")
    answer = caller.post(at, warning(it, failures=[name], respond_by=it.scene.on.isoformat()))
    assert codes(answer) == ["respond-by-too-early"]
    assert state()[1] == []
    body = caller.post(at, warning(it, failures=[name]))
    assert body.status_code == 201
    (made,) = body.json()["warnings"]
    with as_role("jobs", 1):
        assert IssuedDocument.objects.values_list("kind", "language").get() == ("warning", "cy")
    assert codes(caller.post(at, warning(it, failures=[name]))) == ["warned-already"]
    one, today = f"{at}/{made['reference']}", it.scene.on.isoformat()
    assert caller.post(f"{one}/appeal", {"appealed_on": today, "words": "I rang"}).status_code == 200
    decision = {"outcome": "withdrawn", "why": "The call was logged"}
    assert problem(caller.post(f"{one}/appeal/decision", decision)) == (403, "not-permitted")
    body = senior.post(f"{one}/appeal/decision", decision).json()
    assert [(each["state"], each["appeal_outcome"]) for each in body["warnings"]] == [("withdrawn", "withdrawn")]
    assert codes(caller.post(f"{one}/withdraw", {"why": "x"})) == ["not-possible-now"]


def test_whoever_gave_a_warning_does_not_decide_on_its_appeal(it):
    senior, name = Caller(it.scene.cast["senior"]), missed(it, 2, "UAAB")
    at = f"/people/{it.person.crn}/warnings"
    made = senior.post(at, warning(it, failures=[name])).json()["warnings"][0]["reference"]
    senior.post(f"{at}/{made}/appeal", {"appealed_on": it.scene.on.isoformat(), "words": "I rang"})
    answer = senior.post(f"{at}/{made}/appeal/decision", {"outcome": "upheld", "why": "x"})
    assert (problem(answer), codes(answer)) == ((422, "refused"), ["own-warning"])
    assert state()[1] == ["appealed"]


def test_a_warning_is_about_failures_that_are_there(it):
    answer = Caller(it.scene.owner).post(f"/people/{it.person.crn}/warnings", warning(it, failures=["F-none"]))
    assert (problem(answer), codes(answer)) == ((422, "invalid"), ["unknown"])
    assert problem(Caller(it.scene.owner).post(f"/people/{it.person.crn}/warnings/none/withdraw", {"why": "x"})) == (
        404, "not-found",
    )  # fmt: skip


# Breach


def test_a_manager_decides_and_the_court_is_recorded_step_by_step(it, on):
    senior, caller = Caller(it.scene.cast["senior"]), Caller(it.scene.owner)
    first = it.failure(it.missed(on - timedelta(days=40), at=timezone.now()))
    it.warn(first, at=timezone.now() - timedelta(days=30))
    it.missed(on - timedelta(days=1), at=timezone.now())
    at = f"/people/{it.person.crn}/breaches/{it.breach().reference}"
    decision = {"decision": "begin", "reasons": "Two missed, no reason."}
    assert problem(caller.post(f"{at}/decision", decision)) == (403, "not-permitted")
    assert codes(senior.post(f"{at}/decision", decision | {"reasons": " "})) == ["say-why"]
    assert codes(caller.post(f"{at}/pack", {})) == ["not-possible-now"]
    assert senior.post(f"{at}/decision", decision).json()["breaches"][0]["state"] == "begun"
    pack = caller.post(f"{at}/pack", {"language": "en"})
    assert pack.status_code == 201 and len(pack.json()["sha256"]) == 64
    presented = {"presented_on": on.isoformat(), "court": "Leeds Magistrates", "accepted_first_time": True}
    early = presented | {"presented_on": (on - timedelta(days=50)).isoformat()}
    assert codes(caller.post(f"{at}/presented", early)) == ["presented-before-aware"]
    assert caller.post(f"{at}/presented", presented).json()["breaches"][0]["state"] == "presented"
    hearing = {"on": on.isoformat(), "outcome": "more-onerous"}
    assert codes(caller.post(f"{at}/hearings", hearing)) == ["requirement-missing"]
    added = {"category": "curfew", "length": 2, "unit": "months"}
    body = caller.post(f"{at}/hearings", hearing | {"added": added})
    assert body.status_code == 200, body.content
    assert body.json()["breaches"][0]["state"] == "concluded"
    with as_role("jobs", 1):
        assert list(Requirement.objects.values_list("category", "length", "unit")) == [("curfew", 2, "months")]
    assert codes(senior.post(f"{at}/withdraw", {"on": on.isoformat(), "why": "x"})) == ["not-possible-now"]


def test_a_breach_is_withdrawn_by_who_decides(it, on):
    at, body = f"/people/{it.person.crn}/breaches/{begun(it)}/withdraw", {"on": on.isoformat(), "why": "A letter came"}
    assert problem(Caller(it.scene.owner).post(at, body)) == (403, "not-permitted")
    assert Caller(it.scene.cast["senior"]).post(at, body).status_code == 200
    assert state()[2] == ["withdrawn"]


def test_a_recall_is_concluded(on):
    it = enforced(make_scene(on), kind="custody-determinate")
    with as_role("jobs", 1):
        from throughcare.people.models import CustodySpell

        CustodySpell.objects.create(
            person=it.person, sentence=it.sentence, kind="sentence", start=it.sentence.starts_on,
            until=it.sentence.starts_on + timedelta(days=30),
        )  # fmt: skip
        type(it.sentence).objects.filter(pk=it.sentence.pk).update(licence_ends_on=it.sentence.ends_on)
    with acting(it.scene.owner):
        it.missed(on - timedelta(days=1), at=timezone.now())
    it.decide(True, at=timezone.now())
    at = f"/people/{it.person.crn}/breaches/{it.breach().reference}/recalled"
    assert Caller(it.scene.owner).post(at, {"on": on.isoformat(), "why": "Arrested in Leeds"}).status_code == 200
    assert state()[2] == ["concluded"]


# The cast


def steps(it, on):
    """Address and body of every write, and what must not change."""
    failure, breach = missed(it, 2), begun(it)
    with as_role("jobs", 1):
        made = FormalWarning.objects.get().reference
    at = f"/people/{it.person.crn}"
    day = on.isoformat()
    return {
        f"{at}/failures/{failure}/reasons": {"reason": "AAME", "offered_on": day},
        f"{at}/failures/{failure}/reasons/1/decision": {"decision": "refused"},
        f"{at}/failures/{failure}/confirm": {},
        f"{at}/failures/{failure}/reopen": {"why": "x"},
        f"{at}/failures/{failure}/in-error": {"why": "x"},
        f"{at}/failures/{failure}/ask": {"because": "other", "words": "x"},
        f"{at}/warnings": warning(it, failures=[failure]),
        f"{at}/warnings/{made}/withdraw": {"why": "x"},
        f"{at}/warnings/{made}/appeal": {"appealed_on": day, "words": "x"},
        f"{at}/warnings/{made}/appeal/decision": {"outcome": "upheld", "why": "x"},
        f"{at}/breaches/{breach}/decision": {"decision": "decline", "reasons": "x"},
        f"{at}/breaches/{breach}/pack": {},
        f"{at}/breaches/{breach}/presented": {"presented_on": day, "court": "x"},
        f"{at}/breaches/{breach}/hearings": {"on": day, "outcome": "fine"},
        f"{at}/breaches/{breach}/recalled": {"on": day, "why": "x"},
        f"{at}/breaches/{breach}/withdraw": {"on": day, "why": "x"},
    }  # fmt: skip


def test_nobody_else_takes_a_step_and_nothing_changes(it, on):
    found = steps(it, on)
    before, looks = state(), entries("people.search")
    callers = {who: Caller(it.scene.cast[who]) for who in WITHOUT_ACCESS}
    narrow, stranger = Caller(it.scene.cast["senior"], "enforcement:read"), Caller(it.scene.cast["stranger"])
    for at, body in found.items():
        for who, caller in callers.items():
            assert problem(caller.post(at, body)) == (403, "not-permitted"), (who, at)
        assert problem(Caller(None).post(at, body)) == (401, "no-token"), at
        assert problem(narrow.post(at, body)) == (403, "scope-missing"), at
        assert problem(stranger.post(at, body))[0] == 403, at
    assert (state(), entries("people.search")) == (before, looks)


def test_hidden_and_absent_answer_alike(it, on):
    found = steps(it, on)
    before = state()
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=it.person, kind="exclusion", user=it.scene.cast["senior"], reason="x", start=on
        )
    senior = Caller(it.scene.cast["senior"])
    for at, body in found.items():
        hidden = senior.post(at, body)
        absent = senior.post(at.replace(it.person.crn, "X000001"), body)
        assert problem(hidden) == (404, "not-found"), at
        assert hidden.content == absent.content
    assert state() == before


def test_the_same_key_takes_a_step_once(it):
    caller, at = Caller(it.scene.owner), f"/people/{it.person.crn}/failures/{missed(it, 2)}/reasons"
    body = {"reason": "AAME", "offered_on": it.scene.on.isoformat()}
    first, again = (caller.post(at, body, Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, first.json()) == (200, again.json())
    with as_role("jobs", 1):
        assert ReasonOffered.objects.count() == 1


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_the_region_reads_a_failure(it, who):
    at = f"/people/{it.person.crn}/failures/{missed(it, 2)}"
    assert Caller(it.scene.cast[who]).get(at).status_code == 200
    assert problem(Caller(it.scene.cast[who]).get(f"/people/{it.person.crn}/failures/none")) == (404, "not-found")
