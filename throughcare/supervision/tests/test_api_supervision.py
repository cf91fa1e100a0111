"""Workload, risk, plans, enforcement, service levels, transfers and endings over the API, for the whole cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.audit.models import Consultation, Entry
from throughcare.organisations.tests.factories import DeliveryUnitFactory, PostingFactory
from throughcare.people.models import LimitedAccess, Sentence
from throughcare.supervision.models import Assessment, Closing, Failure, Registration, Transfer
from throughcare.supervision.tests.factories import RegistrationFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, Scene, case, make_scene
from throughcare.testing.acting import as_role
from throughcare.workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
READS = (
    "registrations", "assessments", "plan", "plan/versions", "compliance", "consequence", "transfers", "closings",
)  # fmt: skip
REASON = "duty: Called the duty line"


@pytest.fixture
def scene() -> Scene:
    scene = make_scene(timezone.localdate())
    PostingFactory(user=scene.cast["head"], region=scene.unit.region, delivery_unit=scene.unit)
    return scene


@pytest.fixture
def person(scene):
    return case(scene, due=scene.on)


@pytest.fixture
def sentence(person):
    with as_role("jobs", 1):
        return Sentence.objects.get(person=person)


@pytest.fixture
def other():
    """A delivery unit of another region, with a team, a practitioner and a head."""
    unit = DeliveryUnitFactory()
    team = TeamFactory(delivery_unit=unit)
    head = PostingFactory(region=unit.region, delivery_unit=unit, user__role="head").user
    return {"unit": unit, "team": team, "head": head, "staff": StaffFactory(team=team)}


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def fields(answer):
    return [each["field"] for each in answer.json()["errors"]]


def count(model):
    with as_role("jobs", 1):
        return model.objects.count()


def looks():
    with as_role("owner"):
        return list(Consultation.objects.order_by("pk").values_list("page", flat=True))


def entries(action):
    with as_role("owner"):
        return Entry.objects.filter(action=action).count()


def registration(on, **changes):
    return {"type": "RHRH", "registered_on": on.isoformat(), "confirmed": True} | changes


def failure(sentence, on, /, **changes):
    day = (on - timedelta(days=1)).isoformat()
    return {
        "sentence": sentence.reference, "kind": "behaviour", "date": day, "aware_on": day, "aware_source": "own"
    } | changes  # fmt: skip


def offer(other, on, **changes):
    return {"to_unit": other["unit"].code, "reason": "address", "words": "Moved", "day": on.isoformat()} | changes


def writes(person, sentence, other, on):
    """Address and body of every write, and what it makes."""
    at = f"/people/{person.crn}"
    return {
        "registration": (f"{at}/registrations", registration(on), Registration),
        "assessment": (f"{at}/assessments",
                       {"kind": "OASYS", "completed_on": on.isoformat(), "scores": {"rsr": 1.5}, "confirmed": True},
                       Assessment),
        "failure": (f"{at}/failures", failure(sentence, on), Failure),
        "transfer": (f"{at}/transfers", offer(other, on), Transfer),
        "ending": (f"{at}/sentences/{sentence.reference}/ending",
                   {"how": "revoked-other", "end_date": on.isoformat(), "reasons": "Court", "summary": "Done"}, Closing),
    }  # fmt: skip


WRITES = ("registration", "assessment", "failure", "transfer", "ending")

# Reading one record


@pytest.mark.parametrize("what", READS)
def test_a_record_is_read_by_its_region_and_nobody_else(scene, person, what):
    at = f"/people/{person.crn}/{what}"
    for who in WITH_ACCESS:
        assert Caller(scene.cast[who]).get(at).status_code == 200, who
    assert len(looks()) == len(WITH_ACCESS)
    for who in WITHOUT_ACCESS:
        assert problem(Caller(scene.cast[who]).get(at)) == (403, "not-permitted"), who
    assert problem(Caller(None).get(at)) == (401, "no-token")
    stranger = Caller(scene.cast["stranger"])
    assert problem(stranger.get(at)) == (403, "reason-needed")
    assert stranger.get(at, Access_Reason=REASON).status_code == 200


@pytest.mark.parametrize("what", READS)
def test_hidden_and_absent_answer_alike(scene, person, what):
    with as_role("jobs", 1):
        LimitedAccess.objects.create(person=person, kind="exclusion", user=scene.owner, reason="x", start=scene.on)
    caller = Caller(scene.owner)
    hidden, absent = caller.get(f"/people/{person.crn}/{what}"), caller.get(f"/people/X000001/{what}")
    assert problem(hidden) == (404, "not-found")
    assert hidden.content == absent.content


@pytest.mark.parametrize(("what", "scope"), [
    ("registrations", "risk:read"), ("plan", "plans:read"), ("compliance", "enforcement:read"),
    ("transfers", "transfers:read"), ("closings", "endings:read"),
])  # fmt: skip
def test_a_token_covers_what_its_scopes_say(scene, person, what, scope):
    at = f"/people/{person.crn}/{what}"
    assert Caller(scene.owner, scope).get(at).status_code == 200
    assert problem(Caller(scene.owner, "people:read").get(at)) == (403, "scope-missing")


# Writing


@pytest.mark.parametrize("what", WRITES)
def test_nobody_else_writes_and_nothing_changes(scene, person, sentence, other, what):
    at, body, model = writes(person, sentence, other, scene.on)[what]
    before = count(model)
    for who in WITHOUT_ACCESS:
        assert problem(Caller(scene.cast[who]).post(at, body)) == (403, "not-permitted"), who
    assert problem(Caller(None).post(at, body)) == (401, "no-token")
    assert problem(Caller(scene.cast["stranger"]).post(at, body)) == (403, "reason-needed")
    assert problem(Caller(scene.owner, "people:read").post(at, body)) == (403, "scope-missing")
    assert count(model) == before


@pytest.mark.parametrize("what", WRITES)
def test_the_same_key_writes_once(scene, person, sentence, other, what):
    at, body, model = writes(person, sentence, other, scene.on)[what]
    before, caller = count(model), Caller(scene.owner)
    first = caller.post(at, body, Idempotency_Key="once")
    assert first.status_code == 201, first.content
    again = caller.post(at, body, Idempotency_Key="once")
    assert (again.status_code, again.json()) == (201, first.json())
    assert count(model) == before + 1


@pytest.mark.parametrize("what", WRITES)
def test_a_name_that_is_not_known_is_an_error(scene, person, sentence, other, what):
    at, body, model = writes(person, sentence, other, scene.on)[what]
    before = count(model)
    answer = Caller(scene.owner).post(at, body | {"colour": "red"})
    assert (problem(answer), fields(answer)) == ((422, "invalid"), ["colour"])
    assert count(model) == before


# Risk


def test_registering_says_how_the_tier_changed(scene, person):
    answer = Caller(scene.owner).post(f"/people/{person.crn}/registrations", registration(scene.on, type="RVHR"))
    body = answer.json()
    assert answer.status_code == 201
    assert (body["registration"]["type"], body["registration"]["registered_on"]) == ("RVHR", scene.on.isoformat())
    tier = body["changes"]["tiers"][0]
    # Without an assessment there is no tier by that scheme: the one kept before stood on nothing.
    assert (tier["scheme"], tier["before"], tier["after"], tier["changed"]) == ("a-to-g-2026", "C", "MISSING", True)
    listed = Caller(scene.owner).get(f"/people/{person.crn}/registrations").json()
    assert [each["type"] for each in listed] == ["RVHR"]
    assert entries("supervision.register") == 1


def test_a_registration_that_takes_anothers_place_names_it(scene, person):
    with as_role("jobs", scene.owner.pk):
        old = RegistrationFactory(person=person, type="RMRH", registered_on=scene.on - timedelta(days=9))
    answer = Caller(scene.owner).post(f"/people/{person.crn}/registrations", registration(scene.on)).json()
    assert answer["changes"]["replaced"] == [old.reference]


def test_an_impossible_registration_is_refused_with_its_field(scene, person):
    body = registration(scene.on + timedelta(days=1))
    answer = Caller(scene.owner).post(f"/people/{person.crn}/registrations", body)
    assert problem(answer) == (422, "refused")
    assert fields(answer) == ["registered_on"]
    assert count(Registration) == 0


def test_a_doubt_goes_away_when_it_is_confirmed(scene, person):
    at = f"/people/{person.crn}/assessments"
    body = {"kind": "OASYS", "completed_on": scene.on.isoformat(), "scores": {"rsr": 1}}
    doubtful = Caller(scene.owner).post(at, body)
    assert problem(doubtful) == (422, "refused")
    assert "confirmed" in doubtful.json()["detail"]
    assert count(Assessment) == 0
    assert Caller(scene.owner).post(at, body | {"confirmed": True}).status_code == 201
    assert Caller(scene.owner).get(at).json()[0]["scores"] == {"rsr": 1.0}


# Enforcement


def test_a_failure_comes_with_what_it_would_bring(scene, person, sentence):
    at = f"/people/{person.crn}"
    answer = Caller(scene.owner).post(f"{at}/failures", failure(sentence, scene.on))
    body = answer.json()
    assert answer.status_code == 201, body
    assert (body["failure"]["state"], body["failure"]["kind"]) == ("awaiting-reason", "behaviour")
    assert body["consequence"]["standing"]["counted"] == 1
    assert body["consequence"]["words"]
    (shown,) = Caller(scene.owner).get(f"{at}/compliance").json()
    assert [each["reference"] for each in shown["failures"]] == [body["failure"]["reference"]]
    assert (shown["sentence"], shown["supervision"]) == (sentence.reference, "community-order")
    # A reason may still be given, so it does not count yet.
    assert (shown["standing"]["counted"], shown["standing"]["awaiting"]) == (0, 1)
    assert Caller(scene.owner).get(f"{at}/consequence").json()["standing"]["threshold"] == 2


@pytest.mark.parametrize(("changes", "code", "field"), [
    ({"aware_on": "2020-01-01"}, "refused", "aware_on"),
    ({"sentence": "NONE"}, "invalid", "sentence"),
    ({"requirement": "NONE"}, "invalid", "requirement"),
    ({"requirement": "NONE", "condition": "NONE"}, "invalid", "condition"),
    ({"kind": "rudeness"}, "invalid", "kind"),
])  # fmt: skip
def test_an_impossible_failure_is_refused(scene, person, sentence, changes, code, field):
    answer = Caller(scene.owner).post(f"/people/{person.crn}/failures", failure(sentence, scene.on, **changes))
    assert problem(answer) == (422, code)
    assert fields(answer) == [field]
    assert count(Failure) == 0


# Plans


def test_a_plan_and_its_versions_are_read(scene, person):
    from throughcare.supervision.models import Plan, PlanVersion

    with as_role("jobs", scene.owner.pk):
        plan = Plan.objects.create(person=person, opened_on=scene.on)
        PlanVersion.objects.create(plan=plan, person=person, number=1, reason="first", begun_on=scene.on,
                                   strengths="Kind\nPatient")  # fmt: skip
    caller, at = Caller(scene.owner), f"/people/{person.crn}/plan"
    body = caller.get(at).json()
    assert (body["current"], body["draft"]["number"], body["draft"]["state"]) == (None, 1, "draft")
    (row,) = caller.get(f"{at}/versions").json()
    version = caller.get(f"{at}/versions/{row['plan']}/{row['number']}").json()
    assert (version["version"], version["strengths"]) == (row, ["Kind", "Patient"])
    assert problem(caller.get(f"{at}/versions/{row['plan']}/2")) == (404, "not-found")


# Workload


def test_a_ledger_adds_up_and_is_ones_own_or_of_whoever_one_leads(scene, person):
    own = Caller(scene.owner).get(f"/workload/officers/{scene.staff.code}").json()
    assert [line["crn"] for line in own["cases"]] == [person.crn]
    assert own["load"]["cases"] == 1
    assert own["load"]["points"] == sum(line["points"] for line in (*own["cases"], *own["tasks"]))
    at = f"/workload/officers/{scene.staff.code}"
    for who in ("senior", "head", "director"):
        assert Caller(scene.cast[who]).get(at).status_code == 200
    for who in ("colleague", "stranger"):
        assert problem(Caller(scene.cast[who]).get(at)) == (404, "not-found")
    for who in WITHOUT_ACCESS:
        assert problem(Caller(scene.cast[who]).get(at)) == (403, "not-permitted")
    assert fields(Caller(scene.owner).get(at, {"on": "2020-01-01"})) == ["on"]


def test_the_loads_of_a_place_are_paged_and_added_up(scene, person):
    others = [StaffFactory(team=scene.staff.team, contracted_hours=37) for _n in range(3)]
    caller, seen, cursor = Caller(scene.cast["senior"]), [], ""
    for _page in range(4):
        body = caller.get(f"/workload/places/team/{scene.staff.team.code}", {"limit": 2, "cursor": cursor}).json()
        seen += [one["staff"] for one in body["items"]]
        cursor = body["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == sorted([scene.staff.code, *(one.code for one in others)])
    assert (body["total"]["officers"], body["total"]["cases"]) == (4, 1)


@pytest.mark.parametrize("at", ["/workload/places/unit/{unit}", "/service-levels?kind=unit&code={unit}",
                                "/transfers?kind=unit&code={unit}",
                                "/service-levels/monthly-contact/cases?kind=unit&code={unit}"])  # fmt: skip
def test_a_place_of_another_region_is_as_absent_as_none(scene, person, at):
    stranger = Caller(PostingFactory(user__role="head").user)
    theirs, none = stranger.get(at.format(unit=scene.unit.code)), stranger.get(at.format(unit="NOWHERE"))
    assert problem(theirs) == (404, "not-found")
    assert theirs.content == none.content
    assert Caller(scene.cast["head"]).get(at.format(unit=scene.unit.code)).status_code == 200
    for who in WITHOUT_ACCESS:
        assert problem(Caller(scene.cast[who]).get(at.format(unit=scene.unit.code))) == (403, "not-permitted")


# Service levels


def test_every_figure_opens_into_its_cases(scene, person):
    caller = Caller(scene.cast["head"])
    place = {"kind": "unit", "code": scene.unit.code, "month": f"{scene.on:%Y-%m}"}
    found = {each["measure"]: each for each in caller.get("/service-levels", place).json()["measures"]}
    level = found["monthly-contact"]
    for state, number in (("met", level["met"]), ("missed", level["counted"] - level["met"]),
                          ("pending", level["pending"]), ("left-out", sum(level["left_out"].values()))):  # fmt: skip
        body = caller.get("/service-levels/monthly-contact/cases", place | {"state": state}).json()
        assert len(body["items"]) == number, state
        assert body["rule_set"] == level["rule_set"]
    everything = caller.get("/service-levels/monthly-contact/cases", place).json()["items"]
    assert [each["crn"] for each in everything] == [person.crn]


@pytest.mark.parametrize("state", ["", "pending"])
def test_pages_of_cases_hold_every_case_once(scene, person, state):
    people = {person.crn, *(case(scene, due=scene.on).crn for _n in range(4))}
    caller, seen, cursor = Caller(scene.cast["head"]), [], ""
    asked = {"kind": "unit", "code": scene.unit.code, "month": f"{scene.on:%Y-%m}", "limit": 2, "state": state}
    while cursor is not None:
        body = caller.get("/service-levels/monthly-contact/cases", asked | {"cursor": cursor}).json()
        seen += [each["crn"] for each in body["items"]]
        cursor = body["next_cursor"]
    assert sorted(seen) == sorted(people)


@pytest.mark.parametrize("month", ["2999-01", "2026-13", "soon"])
def test_a_month_that_is_none_is_refused(scene, month):
    answer = Caller(scene.cast["head"]).get(
        "/service-levels", {"kind": "unit", "code": scene.unit.code, "month": month}
    )
    assert (problem(answer), fields(answer)) == ((422, "invalid"), ["month"])


# Transfers


def test_an_offer_is_seen_accepted_and_moves_the_case(scene, person, other):
    sent = Caller(scene.owner).post(f"/people/{person.crn}/transfers", offer(other, scene.on)).json()
    head = Caller(other["head"])
    coming = head.get("/transfers", {"kind": "unit", "code": other["unit"].code}).json()["items"]
    assert [(each["crn"], each["state"]) for each in coming] == [(person.crn, "offered")]
    at = f"/people/{person.crn}/transfers/{sent['key']}/answer"
    body = {"answer": "accept", "team": other["team"].code, "staff": other["staff"].code, "day": scene.on.isoformat()}
    assert problem(Caller(scene.owner).post(at, body)) == (403, "not-permitted")
    answered = head.post(at, body)
    assert (answered.status_code, answered.json()["state"]) == (200, "moved")
    assert problem(head.post(at, body)) == (422, "refused")
    over = head.get("/transfers", {"kind": "unit", "code": other["unit"].code, "which": "ended"}).json()["items"]
    assert [each["key"] for each in over] == [sent["key"]]


@pytest.mark.parametrize(("changes", "code", "field"), [
    ({"to_unit": "NOWHERE"}, "invalid", "to_unit"), ({"words": " "}, "refused", "words"),
    ({"day": "2020-01-01"}, "refused", "day"), ({"reason": "whim"}, "invalid", "reason"),
])  # fmt: skip
def test_an_impossible_offer_is_refused(scene, person, other, changes, code, field):
    answer = Caller(scene.owner).post(f"/people/{person.crn}/transfers", offer(other, scene.on, **changes))
    assert (problem(answer), fields(answer)) == ((422, code), [field])
    assert count(Transfer) == 0


def test_an_offer_is_taken_back_with_words_only(scene, person, other):
    caller = Caller(scene.owner)
    key = caller.post(f"/people/{person.crn}/transfers", offer(other, scene.on)).json()["key"]
    at = f"/people/{person.crn}/transfers/{key}/answer"
    assert fields(caller.post(at, {"answer": "withdraw"})) == ["words"]
    assert fields(Caller(other["head"]).post(at, {"answer": "accept"})) == ["team"]
    assert caller.post(at, {"answer": "withdraw", "words": "Stays"}).json()["state"] == "withdrawn"


# Endings


def test_what_is_open_is_said_before_a_sentence_is_ended(scene, person, sentence):
    caller, at = Caller(scene.owner), f"/people/{person.crn}/sentences/{sentence.reference}/ending"
    early = caller.get(at).json()
    assert (early["can_end"], early["blocks"]) == (False, ["before-expiry"])
    could = caller.get(at, {"how": "revoked-other"}).json()
    assert (could["can_end"], could["supervision_ends"]) == (True, True)
    with acting(scene.owner):
        sentence.refresh_from_db()
        assert sentence.terminated_on is None
    body = {"how": "completed", "end_date": scene.on.isoformat(), "summary": "Done"}
    refused = caller.post(at, body)
    assert (problem(refused), fields(refused)) == ((422, "refused"), ["how"])
    for early in (caller.get(at, {"end_date": "1352-11-30"}), caller.post(at, body | {"end_date": "1352-11-30"})):
        assert (problem(early), fields(early)) == ((422, "invalid"), ["end_date"])
    assert count(Closing) == 0
    ended = caller.post(at, body | {"how": "revoked-other", "reasons": "Court"})
    assert (ended.status_code, ended.json()["supervision_ends"]) == (201, True)
    assert [each["sentence"] for each in caller.get(f"/people/{person.crn}/closings").json()] == [sentence.reference]
    assert problem(caller.get(f"/people/{person.crn}/sentences/NONE/ending")) == (404, "not-found")
