"""Rules over HTTP answer what ``throughcare decide`` prints; reference data is what the code says."""

import json
from io import BytesIO

import pytest

from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.rules.scopes import SCOPE
from throughcare.accounts.tests.api import Caller
from throughcare.accounts.tests.factories import UserFactory
from throughcare.organisations.tests.factories import DeliveryUnitFactory
from throughcare.site.cli.decide import run
from throughcare.site.decision_writer import rule_schema
from throughcare.site.rulebooks import all_rules, find_rule
from throughcare.site.worked_examples import example_of

pytestmark = pytest.mark.django_db
RULES = sorted(all_rules(), key=lambda rule: (rule.name, rule.rule_set))


@pytest.fixture
def caller():
    return Caller(UserFactory(role="none"))


def problem(answer):
    return answer.status_code, answer.json()["type"].removeprefix("urn:throughcare:problem:")


def printed(rule, facts):
    target = BytesIO()
    run(rule, BytesIO(json.dumps(facts).encode()), target)
    return json.loads(target.getvalue())


def test_every_rule_is_listed(caller):
    listed = caller.get("/rules").json()
    assert {(each["name"], each["rule_set"]) for each in listed} == {(rule.name, rule.rule_set) for rule in RULES}
    assert sum(each["default"] for each in listed if each["name"] == "tier") == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name} {rule.rule_set}")
def test_every_rule_answers_what_the_command_prints(caller, rule):
    facts = example_of(rule)
    answer = caller.post(f"/decisions/{rule.name}?rule_set={rule.rule_set}", facts)
    assert answer.status_code == 200
    assert answer.json() == printed(rule, facts)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name} {rule.rule_set}")
def test_every_rule_gives_its_schemas(caller, rule):
    assert caller.get(f"/rules/{rule.name}", {"rule_set": rule.rule_set}).json() == json.loads(
        json.dumps(rule_schema(rule), default=str)
    )


def test_a_decision_is_said_in_welsh(caller):
    facts = example_of(find_rule("contact-due"))
    english = caller.post("/decisions/contact-due", facts).json()
    welsh = caller.post("/decisions/contact-due", facts, Accept_Language="cy").json()
    assert english["reason"]["code"] == welsh["reason"]["code"]
    assert english["reason"]["text"] != welsh["reason"]["text"]


def test_the_calculation_date_may_stand_in_the_address(caller):
    facts = dict(example_of(find_rule("contact-due")))
    on = facts.pop("on")
    assert caller.post("/decisions/contact-due", facts).status_code == 422
    assert caller.post(f"/decisions/contact-due?on={on}", facts).status_code == 200


def test_no_key_is_needed_because_nothing_is_kept(caller):
    facts = json.dumps(example_of(find_rule("tier")))
    answer = caller.client.post(
        "/api/v1/decisions/tier", facts, content_type="application/json", headers=caller.headers
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("address", "body", "expected"),
    [
        ("/decisions/colour", {}, (404, "not-found")),
        ("/decisions/tier?rule_set=none", {}, (404, "not-found")),
        ("/decisions/tier", {}, (422, "invalid")),
        ("/decisions/tier", [], (422, "invalid")),
        ("/decisions/tier", {"colour": "blue"}, (422, "invalid")),
        ("/decisions/tier", "{", (400, "malformed")),
        ("/decisions/tier", "", (400, "malformed")),
        ("/decisions/tier?on=soon", {}, (422, "invalid")),
    ],
)
def test_what_cannot_be_decided_is_a_problem(caller, address, body, expected):
    assert problem(caller.post(address, body)) == expected


def test_a_day_without_policy_says_so(caller):
    facts = dict(example_of(find_rule("contact-due"))) | {"sentence_date": "1950-01-02", "on": "1950-01-09"}
    answer = caller.post("/decisions/contact-due", facts)
    assert problem(answer) == (422, "undecided")
    assert "no value in force" in answer.json()["detail"]


@pytest.mark.parametrize("role", [entry.code for entry in ROLE])
def test_every_role_may_run_rules_and_read_reference_data(role):
    caller = Caller(UserFactory(role=role))
    assert caller.get("/rules").status_code == caller.get("/reference/codes").status_code == 200


@pytest.mark.parametrize("address", ["/rules", "/reference/codes", "/reference/regions", "/reference/parameters"])
def test_nobody_reads_without_a_token(address):
    assert problem(Caller(None).get(address)) == (401, "no-token")


def test_every_code_table_can_be_read(caller):
    names = [each["name"] for each in caller.get("/reference/codes").json()]
    assert {"contact-type", "contact-outcome", "role", "record-reason", "api-scope", "sentence-kind"} <= set(names)
    assert all(caller.get(f"/reference/codes/{name}").json()["codes"] for name in names)
    scopes = caller.get("/reference/codes/api-scope").json()["codes"]
    assert [each["code"] for each in scopes] == [entry.code for entry in SCOPE]
    assert problem(caller.get("/reference/codes/none")) == (404, "not-found")


def test_labels_come_in_welsh(caller):
    english = caller.get("/reference/codes/contact-type").json()
    welsh = caller.get("/reference/codes/contact-type", Accept_Language="cy").json()
    assert [each["code"] for each in english["codes"]] == [each["code"] for each in welsh["codes"]]
    assert english["title"] != welsh["title"]


def test_regions_come_with_their_delivery_units(caller):
    unit = DeliveryUnitFactory()
    found = {each["code"]: each for each in caller.get("/reference/regions").json()}
    assert unit.code in {each["code"] for each in found[unit.region.code]["units"]}


def test_every_family_of_parameters_can_be_read(caller):
    names = [each["name"] for each in caller.get("/reference/parameters").json()]
    assert {"api", "national-standards", "record-access", "bank-holidays"} <= set(names)
    for name in names:
        parameters = caller.get(f"/reference/parameters/{name}").json()["parameters"]
        assert all(each["citation"] for parameter in parameters for each in parameter["values"])
    assert problem(caller.get("/reference/parameters/none")) == (404, "not-found")
