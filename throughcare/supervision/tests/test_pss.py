"""Post-sentence supervision: what is proposed, chosen, kept and ended; the page for the whole cast."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.audit.models import Entry
from throughcare.people.models import CustodySpell, LicenceCondition, LimitedAccess, Person, Sentence
from throughcare.policy.book import NoPolicyInForce
from throughcare.supervision.commands.pss import PssRefused, set_requirements
from throughcare.supervision.rules import RULES
from throughcare.supervision.rules.pss_codes import PSS_REQUIREMENT, WORDING
from throughcare.supervision.rules.pss_requirements import BECAUSE, PssCase, check_choice, decide_pss
from throughcare.supervision.tests.factories import AssessmentFactory, RegistrationFactory
from throughcare.supervision.tests.scenario_files import Scenario, differences, scenarios
from throughcare.supervision.tests.scene import WITH_ACCESS, WITHOUT_ACCESS, case, make_scene
from throughcare.supervision.tests.test_casework_pages import signed_in
from throughcare.testing.acting import as_role

ALL = scenarios("pss-requirements")
BASIC = ["good-behaviour", "no-offence", "keep-in-touch"]


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_it_proposes_what_the_scenario_says(scenario: Scenario) -> None:
    rule = RULES.find(scenario.rule, scenario.rule_set)
    decision = rule.decide(msgspec.json.decode(scenario.json, type=rule.case))
    assert differences(scenario.expect["value"], decision.value) == []
    proposed = [one.requirement for one in decision.value.requirements if one.proposed]
    assert proposed == scenario.expect["proposed"]
    assert decision.reason.code == scenario.expect.get("reason", decision.reason.code)


def test_every_requirement_has_words_and_every_ground_of_the_figures_too() -> None:
    assert set(WORDING) == {entry.code for entry in PSS_REQUIREMENT}
    assert sorted(entry.facts["paragraph"] for entry in PSS_REQUIREMENT) == list("abcdefghij")
    rule = RULES.find("pss-requirements")
    assert {"rosh", "mappa"} <= set(BECAUSE)
    needs = ("accommodation", "ete", "relationships", "lifestyle", "drugs", "alcohol", "thinking", "attitudes")
    assert {f"need-{need}" for need in needs} <= set(BECAUSE)
    assert rule.title


def test_before_the_act_there_is_no_answer() -> None:
    early = {"term_start": date(2014, 6, 2), "term_end": date(2014, 12, 1), "starts_on": date(2014, 12, 1)}
    with pytest.raises(NoPolicyInForce):
        decide_pss(PssCase(on=date(2014, 12, 1), kind="custody-short", ends_on=date(2015, 6, 1), **early))


@pytest.mark.parametrize(
    ("chosen", "why", "faults"),
    [
        (("a", "b"), "", ()),
        (("b", "a"), "", ()),
        (("a",), "", ("say-why",)),
        (("a",), "  ", ("say-why",)),
        (("a",), "Less is enough", ()),
        (("a", "b", "c"), "More is needed", ()),
        (("a", "x"), "x", ("not-possible",)),
        (("a", "a"), "x", ("not-possible",)),
    ],
)
def test_a_choice_differs_from_the_proposal_for_a_reason(chosen, why, faults) -> None:
    assert check_choice(chosen, proposed=("a", "b"), why=why, possible=("a", "b", "c")) == faults


@pytest.fixture
def on(monkeypatch):
    """A Monday before the reform, whatever today is."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 6, 15, 9, tzinfo=UTC))
    return timezone.localdate()


@pytest.fixture
def scene(db, on):
    return make_scene(on)


@pytest.fixture
def sentence(scene, on):
    """A short sentence whose licence ends in a month, with eight months of supervision after it."""
    person = case(scene, derived=False)
    with as_role("jobs", scene.owner.pk):
        Sentence.objects.filter(person=person).update(
            kind="custody-short", licence_ends_on=on + timedelta(days=30), ends_on=on + timedelta(days=270)
        )
        RegistrationFactory(person=person, type="RHRH", registered_on=on - timedelta(days=9))
        AssessmentFactory(person=person, completed_on=on - timedelta(days=9), need_drugs="severe", need_ete="standard")
        return Sentence.objects.select_related("person").get(person=person)


def address(sentence):
    return f"/people/{sentence.person.crn}/sentences/{sentence.reference}/after-licence/"


def kept():
    with as_role("jobs", 1):
        rows = LicenceCondition.objects.filter(category="pss").order_by("pk")
        return [(row.wording, row.start, row.until) for row in rows]


def choose(scene, sentence, *chosen, why="", linked=False, at=None):
    with acting(scene.owner):
        return set_requirements(
            sentence=sentence, chosen=chosen, drugs_linked=linked, why=why, by=scene.owner, at=at or timezone.now()
        )


PROPOSED = (*BASIC, "visits", "residence", "travel", "activities")


def test_what_is_proposed_is_set_from_the_end_of_the_licence_to_the_end(scene, sentence):
    choose(scene, sentence, *PROPOSED)
    assert [row[0] for row in kept()] == [WORDING[code] for code in PROPOSED]
    assert {row[1:] for row in kept()} == {(sentence.licence_ends_on, sentence.ends_on)}
    with as_role("owner"):
        entry = Entry.objects.filter(action="people.set_pss").get()
    assert (entry.detail["required"], entry.detail["why"]) == (list("abcdegh"), "")


def test_the_words_are_in_the_language_of_the_person(scene, sentence):
    with as_role("jobs", 1):
        Person.objects.filter(pk=sentence.person_id).update(language="cy")
        sentence.person.refresh_from_db()
    choose(scene, sentence, *PROPOSED)
    assert WORDING["no-offence"] not in [row[0] for row in kept()]
    assert len(kept()) == len(PROPOSED)


def test_drugs_are_asked_about_only_with_a_link(scene, sentence):
    with pytest.raises(PssRefused, match="say-why"):
        choose(scene, sentence, *PROPOSED, "drug-testing")
    assert kept() == []
    choose(scene, sentence, *PROPOSED, "drug-testing", "drug-appointments", linked=True)
    assert len(kept()) == len(PROPOSED) + 2


def test_setting_them_anew_ends_what_is_not_wanted_and_keeps_the_rest(scene, sentence, on):
    choose(scene, sentence, *PROPOSED)
    begun = timezone.now() + timedelta(days=40)
    today = timezone.localdate(begun)
    choose(scene, sentence, *BASIC, "work", why="Settled with his sister", at=begun)
    found = {wording: (start, until) for wording, start, until in kept()}
    assert found[WORDING["no-offence"]] == (sentence.licence_ends_on, sentence.ends_on)
    assert found[WORDING["residence"]] == (sentence.licence_ends_on, today)
    assert found[WORDING["work"]] == (today, sentence.ends_on)
    choose(scene, sentence, *BASIC, "work", "residence", why="Lost the place", at=begun + timedelta(days=9))
    assert [row[0] for row in kept()].count(WORDING["residence"]) == 2


def test_what_has_not_begun_is_taken_back(scene, sentence):
    choose(scene, sentence, *PROPOSED)
    choose(scene, sentence, *BASIC, why="Risk has fallen")
    assert [row[0] for row in kept()] == [WORDING[code] for code in BASIC]


def test_no_supervision_follows_another_sentence_and_none_is_set_once_it_is_over(scene, sentence, on):
    with as_role("jobs", 1):
        Sentence.objects.filter(pk=sentence.pk).update(kind="custody-extended")
        sentence.refresh_from_db()
    with pytest.raises(PssRefused, match="no-supervision"):
        choose(scene, sentence, *BASIC)
    with as_role("jobs", 1):
        Sentence.objects.filter(pk=sentence.pk).update(kind="custody-short")
        sentence.refresh_from_db()
    with pytest.raises(PssRefused, match="over"):
        choose(scene, sentence, *BASIC, why="x", at=timezone.now() + timedelta(days=271))
    with pytest.raises(PssRefused, match="not-possible"):
        choose(scene, sentence, *BASIC, "curfew", why="x")
    assert kept() == []


@pytest.mark.parametrize(("released", "follows"), [(date(2026, 9, 1), True), (date(2026, 9, 2), False), (None, False)])
def test_who_is_released_after_the_reform_has_none_and_the_page_says_why(
    scene, sentence, monkeypatch, released, follows
):  # fmt: skip
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 10, 1, 9, tzinfo=UTC))
    with as_role("jobs", 1):
        Sentence.objects.filter(pk=sentence.pk).update(licence_ends_on=date(2026, 11, 2))
        sentence.refresh_from_db()
        CustodySpell.objects.create(
            person=sentence.person, sentence=sentence, kind="sentence", start=sentence.starts_on, until=released
        )
    page = signed_in(scene.owner).get(address(sentence)).content.decode()
    assert ("Set the requirements" in page, "is supervised after the sentence: that was taken away" in page) == (
        follows, not follows,
    )  # fmt: skip
    if not follows:
        with pytest.raises(PssRefused, match="no-supervision"):
            choose(scene, sentence, *BASIC, why="x")
        assert kept() == []


@pytest.mark.parametrize("who", WITH_ACCESS)
def test_the_region_reads_the_proposal_and_sets_it(scene, sentence, who):
    client = signed_in(scene.cast[who])
    page = client.get(address(sentence)).content.decode()
    assert "Proposed for everybody" in page and "need: education, training and employment" in page
    answer = client.post(address(sentence), {"chosen": list(BASIC), "why": ""})
    assert "Say why it is more or less than what is proposed" in answer.content.decode()
    assert kept() == []
    assert client.post(address(sentence), {"chosen": list(BASIC), "why": "Settled"}).status_code == 302
    assert len(kept()) == 3
    assert "Required now" in client.get(address(sentence)).content.decode()
    assert WORDING["no-offence"] in client.get(f"/people/{sentence.person.crn}/sentences/").content.decode()


def test_the_sentence_leads_there_only_where_there_is_such_supervision(scene, sentence):
    client = signed_in(scene.owner)
    assert address(sentence) in client.get(f"/people/{sentence.person.crn}/sentences/").content.decode()
    with as_role("jobs", 1):
        Sentence.objects.filter(pk=sentence.pk).update(kind="community-order", licence_ends_on=None)
    assert address(sentence) not in client.get(f"/people/{sentence.person.crn}/sentences/").content.decode()
    assert client.get(address(sentence)).status_code == 404


@pytest.mark.parametrize("who", [*WITHOUT_ACCESS, "stranger", None])
def test_nobody_else_sets_them(scene, sentence, who):
    client = signed_in(scene.cast[who]) if who else Client()
    answer = client.post(address(sentence), {"chosen": list(PROPOSED), "why": ""})
    assert answer.status_code == (403 if who in WITHOUT_ACCESS else 302)
    assert kept() == []


def test_a_hidden_record_answers_as_one_that_is_not_there(scene, sentence, on):
    with as_role("jobs", 1):
        LimitedAccess.objects.create(person=sentence.person, kind="exclusion", user=scene.owner, reason="x", start=on)
    assert signed_in(scene.owner).get(address(sentence)).status_code == 404
