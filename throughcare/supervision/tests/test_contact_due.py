"""Scenarios of `contact-due`, one test each: what a policy colleague can read and add to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from throughcare.kernel.calendar import CalendarNotPublished
from throughcare.policy.book import NoPolicyInForce, PolicyFault
from throughcare.supervision.rules.contact_due import CONTACT_DUE_RULES, decide_contact_due
from throughcare.supervision.rules.contact_facts import POPULATIONS, ContactCase, is_plain
from throughcare.supervision.rules.contact_policy import FAMILIES, contact_policies, load_contact_family, populations

FILE = Path(__file__).parent / "scenarios" / "contact-due.yaml"
# YAML 1.1 reads the bare key `on` as true.
SCENARIOS: list[dict[str, Any]] = [
    {"on" if key is True else key: value for key, value in scenario.items()}
    for scenario in yaml.safe_load(FILE.read_text(encoding="utf-8"))["scenarios"]
]


def found(decision: Any, path: str) -> Any:
    """The value at a dotted path of the answer; ``duties`` are addressed by their kind."""
    value: Any = {"holds_until": decision.holds_until} if path == "holds_until" else decision.value
    for part in path.split("."):
        if isinstance(value, tuple) and value and hasattr(value[0], "kind"):
            value = next((duty for duty in value if duty.kind == part), None)
        elif isinstance(value, dict):
            value = value[part]
        else:
            value = getattr(value, part)
    if isinstance(value, tuple):
        return [getattr(item, "kind", item) for item in value]
    return value


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[item["name"] for item in SCENARIOS])
def test_it_answers_as_the_scenario_says(scenario: dict[str, Any]) -> None:
    case = msgspec.convert({"on": scenario["on"], **scenario["given"]}, ContactCase)
    decision = decide_contact_due(case, policies=contact_policies())
    expected = scenario["expect"]
    got = {path: found(decision, path) for path in expected["value"]}
    assert (got, decision.reason.code) == (expected["value"], expected["reason"])
    assert scenario["source"]


def test_it_has_scenarios_with_names_of_their_own() -> None:
    names = [item["name"] for item in SCENARIOS]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


def test_it_is_decoded_from_json_and_said_in_a_schema() -> None:
    text = b'{"on":"2023-03-07","sentence":"community-order","sentence_date":"2023-03-06","tier":"C2","contacts":[]}'
    decision = decide_contact_due(msgspec.json.decode(text, type=ContactCase), policies=contact_policies())
    assert decision.value.next is not None
    assert decision.value.next.due_date == date(2023, 3, 13)
    assert msgspec.json.decode(msgspec.json.encode(decision.value))["state"] == "due"
    for rule in CONTACT_DUE_RULES:
        assert "$defs" in msgspec.json.schema(rule.case)
        assert "$defs" in msgspec.json.schema(rule.value)


def test_it_refuses_a_key_that_is_no_fact() -> None:
    with pytest.raises(msgspec.ValidationError, match="teir"):
        msgspec.json.decode(b'{"on":"2023-03-07","sentence":"licence","teir":"C2"}', type=ContactCase)


def test_it_lists_one_default_and_one_rule_for_each_set() -> None:
    assert [(rule.rule_set, rule.default) for rule in CONTACT_DUE_RULES] == [
        ("national-standards", True),
        ("ns-2007", False),
        ("ns-2015", False),
        ("ns-2021", False),
        ("reset-2024", False),
        ("impact-2025", False),
        ("packages-2026", False),
    ]
    assert {rule.parameters for rule in CONTACT_DUE_RULES} == {FAMILIES}
    case = ContactCase(on=date(2022, 3, 1), sentence="community-order", sentence_date=date(2022, 2, 28))
    for rule in CONTACT_DUE_RULES:
        assert rule.decide(case).rule_set == rule.rule_set


def test_it_refuses_a_day_before_the_first_standard() -> None:
    case = ContactCase(on=date(2006, 12, 31), sentence="community-order", sentence_date=date(2006, 12, 1))
    with pytest.raises(NoPolicyInForce, match="2006-12-31"):
        decide_contact_due(case, policies=contact_policies())


def test_it_refuses_a_limit_beyond_the_known_bank_holidays() -> None:
    case = ContactCase(on=date(2029, 12, 31), sentence="community-order", sentence_date=date(2029, 12, 31))
    with pytest.raises(CalendarNotPublished):
        decide_contact_due(case, policies=contact_policies())


def skipped(**facts: Any) -> list[str]:
    """What the answer says about bank holidays, step by step."""
    given = {"sentence": "community-order", "end_date": "2027-12-20", "tier": "B2", **facts}
    decision = decide_contact_due(msgspec.convert(given, ContactCase, strict=False), policies=contact_policies())
    return [step.words.say() for step in decision.steps if step.code == "bank-holidays"]


def test_it_names_the_bank_holidays_that_a_count_of_working_days_left_out() -> None:
    over_christmas = (
        "Bank holidays left out of the count: 2026-12-25 (Christmas Day), 2026-12-28 (Substitute for Boxing Day)."
    )
    assert skipped(on="2026-12-22", sentence_date="2026-12-21") == [over_christmas]
    assert skipped(on="2026-11-17", sentence_date="2026-11-16") == []
    seen = [{"date": "2026-12-10", "kind": "initial"}]
    told = skipped(on="2026-12-22", sentence_date="2026-12-07", contacts=seen)
    assert told == [over_christmas.replace(").", "), 2027-01-01 (New Year’s Day).")], (
        "of the plan, not of the calendar month"
    )


def test_it_names_them_for_an_agreed_interval_of_working_days() -> None:
    agreed = {"count": 1, "every": 10, "unit": "business-days"}
    facts = {"sentence_date": "2026-11-16", "agreed_frequency": agreed, "plan_completed_date": "2026-12-01"}
    told = skipped(on="2026-12-22", contacts=[{"date": "2026-12-21", "kind": "initial"}], **facts)
    assert told == [
        "Bank holidays left out of the count: 2026-12-25 (Christmas Day), 2026-12-28 (Substitute for Boxing Day), "
        "2027-01-01 (New Year’s Day)."
    ]


def test_it_refuses_a_population_that_it_does_not_know() -> None:
    use = load_contact_family()["probation-reset.exempt"].use(date(2024, 6, 1))
    with pytest.raises(PolicyFault, match="left-handed"):
        populations(use._replace(value=["left-handed"]))


@pytest.mark.parametrize(
    "facts",
    [
        {"mappa_category": 1},
        {"mappa_level": 2},
        {"national_security_division": True},
        {"rosh": "very-high"},
        {"child_protection": True},
        {"child_in_need": True},
        {"intensive_supervision_court": True},
        {"offence_groups": ("sexual",)},
        {"offence_groups": ("domestic-abuse",)},
        {"offence_groups": ("serious-violence",)},
        {"youth_sentence": True},
        {"unlawfully_at_large": True},
        {"stand_alone_unpaid_work": True},
    ],
)
def test_it_asks_about_populations_exactly_when_the_person_is_in_one(facts: dict[str, Any]) -> None:
    plain = ContactCase(on=date(2026, 1, 5), sentence="licence")
    case = msgspec.structs.replace(plain, **facts)
    assert is_plain(plain)
    assert not any(belongs(plain) for belongs in POPULATIONS.values())
    assert not is_plain(case)
    assert any(belongs(case) for belongs in POPULATIONS.values())
