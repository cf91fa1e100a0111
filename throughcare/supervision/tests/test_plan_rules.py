"""The rules of a sentence plan: what it may say, what differs between versions, the shared wording."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.utils.translation import gettext, override

from throughcare.kernel.transitions import NotAllowed
from throughcare.supervision.rules.plan_differences import (
    ObjectiveText,
    StepText,
    VersionText,
    differences,
)
from throughcare.supervision.rules.plan_entry import (
    MOST_OBJECTIVES,
    MOST_STEPS,
    Agreement,
    Draft,
    ObjectiveEntry,
    StepEntry,
    check_agreement,
    check_close,
    check_objective,
    check_progress,
    check_share,
    check_step,
)
from throughcare.supervision.rules.plan_sections import SECTION
from throughcare.supervision.rules.plan_states import STEP, STEP_STATE, VERSION, VERSION_STATE, WHO
from throughcare.supervision.rules.plan_wording import OBJECTIVE, steps_for
from throughcare.supervision.rules.plan_wording import STEP as STEP_WORDING

TODAY = date(2026, 6, 10)
DAY = timedelta(days=1)
DRAFT = Draft(
    begun_on=TODAY - 9 * DAY, latest=None, steps=(2, 1), needs={"drugs": "severe"}, sections=frozenset({"drugs"})
)
AGREED = Agreement(
    agreed_on=TODAY, review_on=TODAY + 90 * DAY, view="agrees", signed="signed", own_words="I want a job."
)


def codes(faults):
    return [fault.code for fault in faults]


def agree(agreement=AGREED, draft=DRAFT, *, latest=TODAY + 365 * DAY, months=12):
    return codes(check_agreement(agreement, draft, today=TODAY, latest_review=latest, months=months))


def test_a_complete_plan_is_agreed():
    assert agree() == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"agreed_on": TODAY + DAY, "review_on": TODAY + 9 * DAY}, "agreed-in-the-future"),
        ({"agreed_on": TODAY - 10 * DAY}, "agreed-before-begun"),
        ({"review_on": TODAY}, "review-not-after"),
        ({"review_on": TODAY + 366 * DAY}, "review-too-late"),
        ({"signed": "not-signed"}, "why-missing"),
        ({"view": "not-given"}, "why-missing"),
        ({"signed": "not-signed", "why_not": " "}, "why-missing"),
    ],
)
def test_an_impossible_agreement_is_refused(change, fault):
    assert agree(replace(AGREED, **change)) == [fault]


def test_a_refusal_to_sign_is_kept_with_its_reason():
    assert agree(replace(AGREED, signed="not-signed", view="disagrees", why_not="Wants a lawyer first")) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"steps": ()}, "no-objectives"),
        ({"steps": (1, 0)}, "objective-without-steps"),
        ({"latest": TODAY + DAY}, "agreed-before-the-last"),
    ],
)
def test_an_incomplete_plan_is_refused(change, fault):
    assert agree(draft=replace(DRAFT, **change)) == [fault]


def test_where_the_practitioner_judges_there_is_no_latest_review():
    assert agree(replace(AGREED, review_on=TODAY + 900 * DAY), latest=None, months=None) == []


@pytest.mark.parametrize(
    ("agreement", "draft", "doubts"),
    [
        ({"own_words": ""}, {}, ["no-own-words"]),
        ({"own_words": "", "view": "not-given", "why_not": "Did not come"}, {}, []),
        ({}, {"needs": {"drugs": "severe", "alcohol": "severe", "ete": "standard"}}, ["need-without-objective"]),
        ({}, {"language": "cy", "without_welsh": 1}, ["welsh-missing"]),
        ({}, {"language": "cy", "without_welsh": 0}, []),
        ({}, {"language": "en", "without_welsh": 5}, []),
    ],
)
def test_what_is_only_unlikely_is_asked_about(agreement, draft, doubts):
    found = check_agreement(
        replace(AGREED, **agreement), replace(DRAFT, **draft), today=TODAY, latest_review=None, months=None
    )
    assert codes(found) == doubts
    assert all(fault.warning for fault in found)


def test_an_objective_says_something_and_there_are_not_too_many():
    assert codes(check_objective(ObjectiveEntry("drugs", "drug-stop"), others=MOST_OBJECTIVES - 1)) == []
    assert codes(check_objective(ObjectiveEntry("drugs", text=" "), others=MOST_OBJECTIVES)) == [
        "text-missing", "too-many-objectives",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "others", "faults"),
    [
        (StepEntry("person", "drug-service"), MOST_STEPS - 1, []),
        (StepEntry("person", text=" "), 0, ["step-missing"]),
        (StepEntry("agency", text="Meet you"), 0, ["agency-missing"]),
        (StepEntry("agency", text="Meet you", agency="Turning Tide"), 0, []),
        (StepEntry("person", text="Go", agency="Turning Tide"), 0, ["agency-not-needed"]),
        (StepEntry("person", text="Go", due_on=TODAY - DAY), 0, ["due-before-start"]),
        (StepEntry("person", text="Go", due_on=TODAY), MOST_STEPS, ["too-many-steps"]),
    ],
)
def test_what_a_step_may_say(entry, others, faults):
    assert codes(check_step(entry, others=others, begun_on=TODAY)) == faults


def test_the_days_of_sharing_progress_and_ending():
    assert codes(check_share(DRAFT, shared_on=TODAY + DAY, today=TODAY)) == ["shared-in-the-future"]
    assert codes(check_share(DRAFT, shared_on=TODAY - 10 * DAY, today=TODAY)) == ["shared-before-begun"]
    assert codes(check_share(replace(DRAFT, steps=()), shared_on=TODAY, today=TODAY)) == ["no-objectives"]
    days = {"begun_on": TODAY - 9 * DAY, "today": TODAY}
    assert codes(check_progress(on=TODAY, last=TODAY, **days)) == []
    assert codes(check_progress(on=TODAY + DAY, last=None, **days)) == ["progress-in-the-future"]
    assert codes(check_progress(on=TODAY - DAY, last=TODAY, **days)) == ["progress-before-the-last"]
    assert codes(check_progress(on=TODAY - 10 * DAY, last=None, **days)) == ["progress-before-the-plan"]
    assert codes(check_close(closed_on=TODAY + DAY, opened_on=TODAY, today=TODAY)) == ["end-in-the-future"]
    assert codes(check_close(closed_on=TODAY - DAY, opened_on=TODAY, today=TODAY)) == ["end-before-start"]


def test_the_states_have_words_and_an_agreed_version_does_not_change():
    assert {entry.code for entry in VERSION_STATE} == set(VERSION.table)
    assert {entry.code for entry in STEP_STATE} == set(STEP.table)
    assert set(VERSION.table["agreed"]) == {"replace"}
    for verb in ("share", "change", "discard", "agree"):
        with pytest.raises(NotAllowed):
            VERSION.next("agreed", verb)


def uid(number):
    return UUID(int=number)


STEP_ONE = StepText(uid(11), "See a doctor", "", "person", "", TODAY)
FIRST = VersionText(
    needs={"drugs": "standard", "alcohol": "severe"},
    strengths=("Good with children", "Works hard"),
    review_on=TODAY,
    objectives=(
        ObjectiveText(uid(1), "drugs", "Stop", "Peidio", (STEP_ONE, StepText(uid(12), "Come", "", "person", "", None))),
        ObjectiveText(uid(2), "alcohol", "Less", "", ()),
    ),
)


def test_a_version_does_not_differ_from_itself():
    assert not differences(FIRST, FIRST)


def test_everything_that_differs_is_found_and_matched_by_its_key():
    later = VersionText(
        needs={"drugs": "severe", "ete": "standard"},
        strengths=("Works hard", "Sober since May"),
        review_on=TODAY + DAY,
        objectives=(
            ObjectiveText(uid(3), "ete", "Work", ""),
            ObjectiveText(uid(1), "drugs", "Stop using", "Peidio", (replace(STEP_ONE, due_on=TODAY + DAY),)),
        ),
    )
    found = differences(FIRST, later)
    assert found.needs == {"drugs": ("standard", "severe"), "ete": ("", "standard"), "alcohol": ("severe", "")}
    assert (found.strengths_gone, found.strengths_new) == (("Good with children",), ("Sober since May",))
    assert found.review_on == (TODAY, TODAY + DAY)
    new, changed, gone = found.objectives
    assert (new.before, new.after.text) == (None, "Work")
    assert changed.is_reworded
    assert [(one.before and one.before.due_on, one.after and one.after.due_on) for one in changed.steps] == [
        (TODAY, TODAY + DAY), (None, None),
    ]  # fmt: skip
    assert changed.steps[1].after is None
    assert (gone.after, gone.shown.text) == (None, "Less")


def test_an_objective_that_only_moved_does_not_differ():
    turned = replace(FIRST, objectives=FIRST.objectives[::-1])
    assert not differences(FIRST, turned)


def test_every_part_of_life_has_objectives_and_every_objective_has_steps():
    assert {entry.facts["need"] for entry in OBJECTIVE} == {entry.code for entry in SECTION}
    assert {entry.code for entry in OBJECTIVE if not steps_for(entry.code)} == set()
    assert {code for entry in STEP_WORDING for code in entry.facts["for"]} == {entry.code for entry in OBJECTIVE}
    assert {entry.facts["who"] for entry in STEP_WORDING} <= {entry.code for entry in WHO}


@pytest.mark.parametrize("entry", [*OBJECTIVE, *STEP_WORDING], ids=lambda entry: entry.code)
def test_the_shared_wording_is_short_and_in_both_languages(entry):
    assert len(entry.label.split()) <= 16
    with override("cy"):
        assert gettext(entry.label) != entry.label


def test_the_documentation_draws_the_states_as_they_are():
    page = Path(__file__).parents[3] / "docs" / "domain" / "risk-and-plans.md"
    assert VERSION.mermaid() in page.read_text("utf-8")
