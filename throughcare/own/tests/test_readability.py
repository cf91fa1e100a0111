"""What a person reads of themselves is written for a reading age of nine."""

import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from throughcare.own.rules.meanings import meaning_of, texts
from throughcare.own.tests.readability import measure, syllables
from throughcare.own.tests.scene import contact_of, make_own_scene
from throughcare.people.rules.codes import LICENCE_CONDITION_CATEGORY, REQUIREMENT_CATEGORY
from throughcare.supervision.rules.codes import CONTACT_TYPE
from throughcare.testing.acting import as_role

AGE, LONGEST = 9, 20


def test_the_measure_knows_an_easy_text_from_a_hard_one():
    easy = measure("The cat sat on the mat. The dog ran to the door. We had tea.")
    hard = measure(
        "Notwithstanding contemporaneous administrative considerations, responsibilities remain undetermined."
    )
    assert (easy.age < 6, hard.age > 20) == (True, True)
    assert [syllables(word) for word in ("cat", "moved", "table", "appointment", "made", "the")] == [1, 1, 1, 3, 1, 1]


def test_every_requirement_condition_and_way_of_meeting_has_words_in_both_languages():
    wanted = {f"requirement-{code.code}" for code in REQUIREMENT_CATEGORY}
    wanted |= {f"condition-{code.code}" for code in LICENCE_CONDITION_CATEGORY}
    wanted |= {str(code.facts["mode"]) for code in CONTACT_TYPE if code.facts["mode"] != "none"}
    assert set(texts()) == wanted
    assert all(set(value) == {"en", "cy"} and all(value[each]["text"] for each in value) for value in texts().values())


@pytest.mark.parametrize("code", sorted(texts()))
def test_its_sentences_are_short(code):
    assert measure(texts()[code]["en"]["text"]).longest <= LONGEST


def test_the_words_are_read_at_nine_on_the_whole_and_none_is_hard():
    ages = {code: measure(value["en"]["text"]).age for code, value in texts().items()}
    assert measure("\n".join(value["en"]["text"] for value in texts().values())).age <= AGE
    assert {code: age for code, age in ages.items() if age > AGE + 2} == {}


def test_a_day_before_the_first_text_is_an_error_and_so_is_a_code_without_one():
    from datetime import date

    from throughcare.policy.book import NoPolicyInForce

    with pytest.raises(NoPolicyInForce):
        meaning_of("requirement-rar", language="en", on=date(1999, 1, 1))
    with pytest.raises(KeyError):
        meaning_of("requirement-none", language="en", on=date(2026, 1, 1))


@pytest.mark.django_db
def test_the_pages_are_read_at_nine():
    scene = make_own_scene()
    client = Client()
    client.force_login(scene.me)
    with as_role("jobs"):
        reference = contact_of(scene.person, 1).reference
    names = (
        "",
        "appointments/",
        f"appointments/{reference}/ask/",
        "conditions/",
        "plan/",
        "details/",
        "details/phone/",
    )
    for name in names:
        found = measure(_main(client.get(f"/my/{name}").content.decode()))
        assert (name, found.age <= AGE, found.longest <= LONGEST) == (name, True, True), found


def _main(page):
    """The text of a page's main part; every element of it ends a sentence."""
    main = re.search(r"<main.*?>(.*)</main>", page, re.DOTALL)[1]
    main = re.sub(r"<(script|style|svg|textarea|input|nav|select).*?</\1>", "", main, flags=re.DOTALL)
    return strip_tags(re.sub(r"</(p|h\d|li|dt|dd|a|label|legend|summary|button|div|span)>", ".\n", main))
