"""Writing and agreeing sentence plans over the API, for the whole cast."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.tests.api import Caller
from throughcare.people.models import LimitedAccess
from throughcare.supervision.commands.derive import derive
from throughcare.supervision.models import Contact, PlanVersion, StepProgress
from throughcare.supervision.tests.factories import AssessmentFactory, ContactFactory
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene(timezone.localdate())


@pytest.fixture
def person(scene):
    found = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        AssessmentFactory(person=found, need_drugs="severe", need_ete="standard", need_alcohol="none")
        ContactFactory(person=found, type="COAI", outcome="ATTC", date=scene.on - timedelta(days=8))
    with acting(scene.owner):
        derive([found.pk], on=scene.on, cause="test")
    return found


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def wrong(answer):
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


class Api:
    """The plan of one person, as the practitioner's program writes it."""

    def __init__(self, scene, person):
        self.on, self.caller, self.at = scene.on, Caller(scene.owner), f"/people/{person.crn}/plan"

    def begin(self, **body):
        answer = self.caller.post(f"{self.at}/versions", body)
        assert answer.status_code == 201, answer.content
        where = answer.headers["Location"].removeprefix("/api/v1")
        assert self.caller.get(where).json() == answer.json()
        return where

    def do(self, where, status=200, **body):
        answer = self.caller.post(where, body)
        assert answer.status_code == status, answer.content
        return answer.json()

    def agreement(self, **changes):
        review = (self.on + timedelta(days=90)).isoformat()
        return {
            "agreed_on": self.on.isoformat(), "review_on": review, "view": "agrees", "signed": "signed",
            "own_words": "I want to stop.",
        } | changes  # fmt: skip

    def written(self):
        """A version with one objective of the shared wording and one step; where it is, and the two."""
        where = self.begin()
        made = self.do(f"{where}/objectives", 201, section="drugs", wording="drug-stop")["objectives"][0]
        steps = self.do(f"{where}/objectives/{made['key']}/steps", 201, wording="drug-service")["objectives"][0][
            "steps"
        ]
        return where, made, steps[0]


@pytest.fixture
def api(scene, person):
    return Api(scene, person)


def kept():
    with as_role("jobs", 1):
        versions = list(PlanVersion.objects.order_by("pk").values_list("number", "state", "strengths"))
        return versions, Contact.objects.count(), StepProgress.objects.count()


def test_a_plan_is_written_shown_agreed_and_followed_by_another(scene, person, api):
    where = api.begin()
    begun = api.caller.get(where).json()
    assert (begun["version"]["reason"], begun["needs"]) == ("first", {"drugs": "severe", "ete": "standard"})
    assert api.do(f"{where}/needs", needs={"drugs": "severe"})["needs"] == {"drugs": "severe"}
    assert api.do(f"{where}/strengths", strengths="Good with people\nOn time")["strengths"] == [
        "Good with people", "On time",
    ]  # fmt: skip
    first = api.do(f"{where}/objectives", 201, section="drugs", wording="drug-stop")["objectives"][0]
    second = api.do(f"{where}/objectives", 201, section="order", text="You keep to it.")["objectives"][1]
    assert (first["wording"], second["wording"], second["text"]) == ("drug-stop", "", "You keep to it.")
    assert first["text_cy"] and first["text_cy"] != first["text"]
    changed = api.do(f"{where}/objectives/{second['key']}", section="order", text="You keep to your order.")
    assert [one["key"] for one in changed["objectives"]] == [first["key"], second["key"]]
    moved = api.do(f"{where}/objectives/{second['key']}/up")["objectives"]
    assert [one["text"] for one in moved] == ["You keep to your order.", first["text"]]
    assert [one["key"] for one in api.do(f"{where}/objectives/{second['key']}/remove")["objectives"]] == [first["key"]]
    steps = f"{where}/objectives/{first['key']}/steps"
    api.do(steps, 201, text="Ring the service", who="agency", agency="The drug service")
    made = api.do(steps, 201, wording="drug-service")["objectives"][0]["steps"]
    assert [(one["who"], one["agency"]) for one in made] == [("agency", "The drug service"), ("person", "")]
    api.do(f"{where}/steps/{made[0]['key']}/remove")
    day = (scene.on + timedelta(days=20)).isoformat()
    step = api.do(f"{where}/steps/{made[1]['key']}", wording="drug-service", due_on=day)["objectives"][0]["steps"]
    assert [(one["key"], one["due_on"], one["state"]) for one in step] == [(made[1]["key"], day, "to-do")]
    shared = api.do(f"{where}/share", shared_on=scene.on.isoformat(), how="together")
    assert shared["version"]["state"] == "shared"
    refused = api.caller.post(f"{where}/strengths", {"strengths": "More"})
    assert (problem(refused), wrong(refused)) == ((422, "refused"), [("", "not-a-draft")])
    assert api.do(f"{where}/take-back")["version"]["state"] == "draft"
    agreed = api.do(f"{where}/agree", **api.agreement())
    assert (agreed["version"]["state"], agreed["view"], agreed["own_words"]) == ("agreed", "agrees", "I want to stop.")
    with as_role("jobs", 1):
        assert Contact.objects.filter(person=person, type="PLAN", date=scene.on).count() == 1
    done = api.do(f"{api.at}/steps/{made[1]['key']}", 201, state="started", on=scene.on.isoformat())
    assert done == {"step": made[1]["key"], "state": "started", "on": scene.on.isoformat(), "note": ""}
    unsaid = api.caller.post(f"{api.at}/versions", {})
    assert (problem(unsaid), wrong(unsaid)) == ((422, "invalid"), [("reason", "missing")])
    following = api.begin(reason="risk")
    carried = api.caller.get(following).json()
    assert (carried["version"]["number"], carried["objectives"][0]["steps"][0]["state"]) == (2, "started")
    assert api.do(f"{following}/discard")["version"]["state"] == "discarded"
    over = api.do(f"{api.at}/end", reason="error", closed_on=scene.on.isoformat())
    assert (over["closed_on"], over["end_reason"]) == (scene.on.isoformat(), "error")
    assert api.caller.get(api.at).json()["current"] is None


def test_a_doubt_goes_away_once_it_is_confirmed_and_the_same_key_agrees_once(api):
    where, _objective, _step = api.written()
    before = kept()
    doubtful = api.caller.post(f"{where}/agree", api.agreement(own_words=""))
    assert (problem(doubtful), wrong(doubtful)) == ((422, "refused"), [("own_words", "no-own-words")])
    assert "confirmed" in doubtful.json()["detail"]
    assert kept() == before
    body = api.agreement(own_words="", confirmed=True)
    sent = [api.caller.post(f"{where}/agree", body, Idempotency_Key="agree-1") for _ in range(2)]
    assert [each.status_code for each in sent] == [200, 200] and sent[0].content == sent[1].content
    assert sent[1].headers["Idempotency-Replayed"] == "true"
    again = api.caller.post(f"{where}/agree", body)
    assert (problem(again), wrong(again)) == ((422, "refused"), [("", "not-a-draft")])
    assert kept()[1] == before[1] + 1


@pytest.mark.parametrize(("path", "body", "code", "expected"), [
    ("agree", {"view": "not-given"}, "refused", [("why_not", "why-missing")]),
    ("agree", {"agreed_on": "2026-02-30"}, "invalid", [("agreed_on", "date_from_datetime_parsing")]),
    ("agree", {"review_on": "2020-01-01"}, "refused", [("review_on", "review-not-after")]),
    ("needs", {"needs": {"colour": "severe"}}, "invalid", [("needs.colour.[key]", "unknown-code")]),
    ("needs", {"needs": {"drugs": "none"}}, "invalid", [("needs.drugs", "unknown-code")]),
    ("objectives", {"section": "drugs"}, "refused", [("text", "text-missing")]),
    ("objectives", {"section": "ete", "wording": "drug-stop"}, "invalid", [("wording", "wording")]),
    ("objectives", {"section": "drugs", "wording": "drug-stop", "text": "Own"}, "invalid", [("text", "text")]),
    ("objectives/KEY/steps", {"text": "Own"}, "invalid", [("who", "who")]),
    ("objectives/KEY/steps", {"text": "Own", "who": "agency"}, "refused", [("agency", "agency-missing")]),
    ("share", {"shared_on": "2999-01-01", "how": "sent"}, "refused", [("shared_on", "shared-in-the-future")]),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(api, path, body, code, expected):
    where, objective, _step = api.written()
    before = kept()
    body = api.agreement(**body) if path == "agree" else body
    answer = api.caller.post(f"{where}/{path.replace('KEY', objective['key'])}", body)
    assert (problem(answer), wrong(answer)) == ((422, code), expected)
    assert kept() == before


def test_a_version_objective_or_step_of_somebody_else_is_not_there(scene, api):
    where, objective, step = api.written()
    other = Api(scene, case(scene))
    theirs = where.replace(api.at, other.at)
    body = {"section": "drugs", "text": "Own"}
    for path in (theirs, f"{where.rpartition('/')[0]}/9"):
        assert problem(other.caller.post(f"{path}/objectives", body)) == (404, "not-found")
    assert problem(api.caller.post(f"{where}/objectives/{uuid4()}", body)) == (404, "not-found")
    assert problem(api.caller.post(f"{where}/steps/{objective['key']}/remove")) == (404, "not-found")
    begun = {"state": "started", "on": scene.on.isoformat()}
    assert problem(api.caller.post(f"{api.at}/steps/{step['key']}", begun)) == (404, "not-found")
    assert problem(other.caller.post(f"{other.at}/end", {"reason": "error", "closed_on": scene.on.isoformat()})) == (
        404, "not-found",
    )  # fmt: skip


def writes(api, where, objective, step):
    on = api.on.isoformat()
    return [
        (f"{api.at}/versions", {}),
        (f"{where}/needs", {"needs": {}}),
        (f"{where}/strengths", {"strengths": "Other"}),
        (f"{where}/objectives", {"section": "drugs", "text": "Own"}),
        (f"{where}/objectives/{objective['key']}", {"section": "drugs", "text": "Own"}),
        (f"{where}/objectives/{objective['key']}/up", None),
        (f"{where}/objectives/{objective['key']}/remove", None),
        (f"{where}/objectives/{objective['key']}/steps", {"text": "Own", "who": "person"}),
        (f"{where}/steps/{step['key']}", {"text": "Own", "who": "person"}),
        (f"{where}/steps/{step['key']}/remove", None),
        (f"{where}/share", {"shared_on": on, "how": "sent"}),
        (f"{where}/take-back", None),
        (f"{where}/discard", None),
        (f"{where}/agree", api.agreement()),
        (f"{api.at}/steps/{step['key']}", {"state": "started", "on": on}),
        (f"{api.at}/end", {"reason": "error", "closed_on": on}),
    ]


def test_nobody_else_writes_a_plan_and_a_hidden_one_is_absent(scene, person, api):
    before, every = None, writes(api, *api.written())
    before = kept()
    callers = [Caller(scene.cast[who]) for who in (*WITHOUT_ACCESS, "stranger")]
    for path, body in every:
        assert {caller.post(path, body).status_code for caller in callers} == {403}, path
        assert problem(Caller(None).post(path, body)) == (401, "no-token")
    narrow = Caller(scene.owner, "plans:read", "people:read")
    assert {problem(narrow.post(path, body)) for path, body in every} == {(403, "scope-missing")}
    with as_role("jobs", 1):
        LimitedAccess.objects.create(
            person=person, kind="exclusion", user=scene.cast["colleague"], reason="x", start=scene.on
        )
    shut = Caller(scene.cast["colleague"])
    assert {problem(shut.post(path, body)) for path, body in every} == {(404, "not-found")}
    assert kept() == before
    for who in WITH_ACCESS:
        if who != "colleague":
            answer = Caller(scene.cast[who]).post(every[2][0], {"strengths": who})
            assert answer.json()["strengths"] == [who]
