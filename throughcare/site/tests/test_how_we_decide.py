"""The public guide: every rule, every figure, an example that the rule decides, and the form to try one."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from throughcare.site.rulebooks import all_rules, families
from throughcare.site.worked_examples import EXAMPLES, decided_example

RULES = list(all_rules())
ASKED = {
    "sentence": "community-order", "sentence_date-day": "6", "sentence_date-month": "3", "sentence_date-year": "2023",
    "tier": "C2", "on-day": "7", "on-month": "3", "on-year": "2023",
}  # fmt: skip


def html_of(name, *args, language="en", **query):
    client = Client()
    client.cookies["language"] = language
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_it_says_that_nothing_is_automatic_and_lists_every_rule_and_family():
    html = html_of("how-we-decide")
    assert "Nothing about a person is decided automatically." in html
    for rule in RULES:
        assert reverse("how-we-decide-rule", args=[rule.name, rule.rule_set]) in html
    for _context, family in families():
        assert reverse("how-we-decide-family", args=[family.name]) in html


def test_every_rule_has_an_example():
    assert set(EXAMPLES) == {(rule.name, rule.rule_set) for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name}-{rule.rule_set}")
def test_a_rule_has_its_facts_its_figures_and_its_real_answer(rule):
    html = html_of("how-we-decide-rule", rule.name, rule.rule_set)
    assert rule.source in html
    decision = decided_example(rule)
    assert decision.reason.words.say(str) in html
    for step in decision.steps:
        assert step.words.say(str) in html
    for _context, family in families():
        if family.name in rule.parameters:
            for parameter in family.parameters.values():
                assert parameter.title in html
                assert all(value.citation in html for value in parameter.values)


@pytest.mark.parametrize("family", [family for _context, family in families()], ids=lambda family: family.name)
def test_an_unconfirmed_figure_is_marked(family):
    html = html_of("how-we-decide-family", family.name)
    values = [value for parameter in family.parameters.values() for value in parameter.values]
    assert html.count(">Unconfirmed<") == sum(value.confidence == "unconfirmed" for value in values)


def test_an_unknown_rule_or_family_is_not_found():
    for name, args in (
        ("how-we-decide-rule", ["tier", "nonsense"]),
        ("how-we-decide-rule", ["nonsense", "two-axis-2021"]),
        ("how-we-decide-family", ["nonsense"]),
    ):
        assert Client().get(reverse(name, args=args)).status_code == 404


def test_the_form_is_empty_at_first_and_asks_about_today():
    html = html_of("how-we-decide-try")
    assert "There is a problem" not in html
    assert "Ask the rule" in html


def test_the_rule_answers_with_its_reasons():
    html = html_of("how-we-decide-try", **ASKED)
    assert "First appointment, in person, by 13 March 2023" in html
    assert "How it was worked out" in html


def test_the_first_appointment_attended_moves_on_to_the_plan():
    seen = {"first_seen-day": "10", "first_seen-month": "3", "first_seen-year": "2023", "on-day": "11"}
    assert "First sentence plan, in writing, by 31 March 2023" in html_of("how-we-decide-try", **ASKED | seen)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on-day": "31", "on-month": "2"}, "Day to ask about must be a real date"),
        ({"on-day": "5"}, "This must not be before the date of sentence"),
        ({"sentence": "licence"}, "Enter the date of release"),
        ({"sentence_date-year": "2003", "on-year": "2003"}, "No standard is known for these dates"),
        ({"sentence_date-year": "2090", "on-year": "2090"}, "The bank holidays of these dates are not known yet"),
        ({"tier": "Q9"}, "Select a valid choice"),
    ],
)
def test_a_fault_is_said_and_what_was_typed_is_kept(changes, said):
    html = html_of("how-we-decide-try", **ASKED | changes)
    assert said in html
    assert "How it was worked out" not in html
    assert f'value="{(ASKED | changes)["sentence_date-year"]}"' in html


def test_it_is_there_in_welsh():
    assert "Sut rydym yn penderfynu" in html_of("how-we-decide", language="cy")
