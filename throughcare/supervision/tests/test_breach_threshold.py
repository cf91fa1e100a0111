"""Every scenario of enforcement gives what it says; the rule is total, and adding what does not count changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.rules import RULES
from throughcare.supervision.rules.breach_facts import BreachCase, FailureFact, WarningFact
from throughcare.supervision.rules.breach_preview import consequence_of
from throughcare.supervision.rules.breach_threshold import decide_breach_threshold, with_failure
from throughcare.supervision.tests.scenario_files import Scenario, scenarios

ALL = scenarios("breach-threshold")
ON = date(2026, 3, 10)


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_it_gives_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    decision = rule.decide(msgspec.json.decode(scenario.json, type=rule.case))
    expected = scenario.expect["value"]
    assert {name: getattr(decision.value, name) for name in expected} == expected
    assert decision.reason.code == scenario.expect["reason"]
    if "holds_until" in scenario.expect:
        assert decision.holds_until == scenario.expect["holds_until"]


def test_scenario_names_are_told_apart() -> None:
    assert len({scenario.name for scenario in ALL}) == len(ALL) >= 45


def test_an_order_older_than_the_acts_has_no_threshold() -> None:
    with pytest.raises(NoPolicyInForce):
        decide_breach_threshold(BreachCase(on=ON, sentence="community-order", sentence_date=date(2005, 4, 3)))


days = st.integers(0, 900).map(lambda n: ON - timedelta(days=n))
failures = st.lists(
    st.builds(
        FailureFact,
        date=days,
        state=st.sampled_from(["awaiting-reason", "unacceptable", "acceptable"]),
        reference=st.one_of(st.none(), st.sampled_from("abcdef")),
        accepted_on=st.one_of(st.none(), days),
        suspended_by=st.sampled_from([None, None, "reset", "impact", "custody"]),
        counts_nevertheless=st.booleans(),
    ),
    max_size=6,
).map(tuple)
warnings = st.lists(st.builds(WarningFact, given_on=days, withdrawn_on=st.one_of(st.none(), days)), max_size=3).map(
    tuple
)
kinds = st.sampled_from(
    ["community-order", "suspended-sentence-order", "supervision-default-order", "licence", "post-sentence-supervision"]
)
cases = st.builds(
    BreachCase,
    on=st.just(ON),
    sentence=kinds,
    sentence_date=st.just(date(2023, 6, 1)),
    failures=failures,
    warnings=warnings,
)


@given(cases)
def test_it_answers_every_case_and_every_failure_counts_or_says_why_not(case: BreachCase) -> None:
    value = decide_breach_threshold(case).value
    assert value.counted <= value.counted_at_last
    assert value.counted_at_last + len(value.fell_out) == len(case.failures)
    assert value.threshold_reached <= (value.threshold is not None and value.counted_at_last >= value.threshold)


@given(cases)
def test_the_order_in_which_failures_were_recorded_does_not_matter(case: BreachCase) -> None:
    turned = decide_breach_threshold(replace(case, failures=case.failures[::-1], warnings=case.warnings[::-1]))
    assert turned.value.counted_at_last == decide_breach_threshold(case).value.counted_at_last
    assert turned.reason == decide_breach_threshold(case).reason


@given(cases)
def test_an_accepted_failure_changes_nothing_but_the_list(case: BreachCase) -> None:
    more = with_failure(case, FailureFact(date=ON, state="acceptable", reference="new"))
    before, after = decide_breach_threshold(case), decide_breach_threshold(more)
    assert (after.value.counted, after.reason) == (before.value.counted, before.reason)


@given(cases)
def test_until_it_says_so_the_answer_holds(case: BreachCase) -> None:
    decision = decide_breach_threshold(case)
    day = (decision.holds_until or ON + timedelta(days=400)) - timedelta(days=1)
    assert decide_breach_threshold(replace(case, on=day)).reason == decision.reason


@pytest.mark.parametrize(
    ("sentence", "known", "count", "follows"),
    [
        ("community-order", [], "This would be the first failure in 12 months.", "warn"),
        ("community-order", ["2026-01-12"], "This would be the second failure in 12 months.", "decide-breach"),
        ("suspended-sentence-order", ["2026-01-12"], "This would be the second failure that counts.", "decide-breach"),
        ("licence", [], "This would be the first failure in 12 months.", "manager-decides"),
    ],
)
def test_the_next_consequence_is_said_before_a_failure_is_confirmed(sentence, known, count, follows) -> None:
    case = BreachCase(
        on=ON,
        sentence=sentence,
        sentence_date=date(2025, 6, 2),
        failures=tuple(FailureFact(date=date.fromisoformat(day), state="unacceptable") for day in known),
        warnings=tuple(WarningFact(given_on=date.fromisoformat(day)) for day in known),
    )
    consequence = consequence_of(case, FailureFact(date=ON, state="unacceptable", reference="new"))
    assert consequence.count.say() == count
    assert consequence.decision.value.next_step == follows


def test_a_failure_that_would_not_count_says_why() -> None:
    case = BreachCase(on=ON, sentence="community-order", sentence_date=date(2025, 6, 2))
    suspended = FailureFact(date=ON, state="unacceptable", reference="new", suspended_by="reset")
    consequence = consequence_of(case, suspended)
    assert consequence.count.say() == "Failure while contact was suspended (Probation Reset): flagged, and not counted."
    assert consequence.by is None


@pytest.mark.parametrize("other", ["acceptable", "awaiting-reason"])
def test_of_one_failure_recorded_twice_the_same_counts_whichever_came_in_first(other: str) -> None:
    day = ON - timedelta(days=20)
    twice = (FailureFact(date=day, state="unacceptable", reference="a"),
             FailureFact(date=day, state=other, reference="a"))  # type: ignore[arg-type]  # fmt: skip
    found = [
        decide_breach_threshold(
            BreachCase(on=ON, sentence="community-order", sentence_date=date(2023, 6, 1), failures=order)
        ).value.counted
        for order in (twice, twice[::-1])
    ]
    assert found == ([0, 0] if other == "acceptable" else [1, 1])
