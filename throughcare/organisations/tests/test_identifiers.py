"""Identifiers of organisations: one form of each, and what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.organisations.rules.codes import SCHEME
from throughcare.organisations.rules.identifiers import TypedIdentifier, identify, scheme_forms

ON = date(2026, 3, 16)
LEI = "0000THROUGHCARE000"


def typed(scheme, number, reason=""):
    return identify(TypedIdentifier(ON, scheme, number, reason))


def lei(body=LEI):
    digits = int("".join(str(int(each, 36)) for each in body + "00"))
    return f"{body}{98 - digits % 97:02d}"


@pytest.mark.parametrize(
    ("scheme", "number", "stored"),
    [
        ("GB-CHC", "999999", "999999"),
        ("GB-CHC", "9 999 999", "9999999"),
        ("GB-CHC", "0999999", "999999"),
        ("GB-CHC", "gb-chc-9999999", "9999999"),
        ("GB-CHC", "９９９９９９９", "9999999"),
        ("GB-CHC", "999\u200b9999\u00a0", "9999999"),
        ("GB-COH", "99999999", "99999999"),
        ("GB-COH", "9999999", "09999999"),
        ("GB-COH", "6", "00000006"),
        ("GB-COH", "sc99999", "SC099999"),
        ("GB-COH", "ip 99999 r", "IP99999R"),
        ("GB-COH", "r0999999", "R0999999"),
        ("GB-SC", "99999", "SC099999"),
        ("GB-SC", "sc 099999", "SC099999"),
        ("GB-SC", "GB-SC-SC099999", "SC099999"),
        ("GB-NIC", "nic999999", "999999"),
        ("GB-NIC", "999999", "999999"),
        ("GB-MPR", "0999c", "999C"),
        ("GB-MPR", "ip099999", "IP099999"),
        ("GB-GOR", "ot9999", "OT9999"),
        ("GB-LAE", "zzz", "ZZZ"),
        ("GB-NHS", "09z", "09Z"),
        ("GB-UKPRN", "19999999", "19999999"),
        ("GB-SHPE", "lh9999", "LH9999"),
        ("GB-SHPE", "9999", "9999"),
    ],
)
def test_every_way_of_writing_a_number_is_stored_in_one(scheme, number, stored):
    decision = typed(scheme, number)
    assert (decision.reason.code, decision.value.number) == ("accepted", stored)
    assert (decision.value.valid, decision.value.identifier) == (True, f"{scheme}-{stored}")


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        ("GB-CHC", "99999"),
        ("GB-CHC", "99999999"),
        ("GB-CHC", "999999-3"),
        ("GB-CHC", "99999A"),
        ("GB-CHC", "٩٩٩٩٩٩"),
        ("GB-COH", "999999999"),
        ("GB-COH", "ABC99999"),
        ("GB-COH", "00000000"),
        ("GB-COH", "=1+1"),
        ("GB-SC", "SC9999999"),
        ("GB-NIC", "99999"),
        ("GB-GOR", "ABC1"),
        ("GB-LAE", "ZZ"),
        ("GB-LAE", "ZZZZ"),
        ("GB-NHS", "9Z"),
        ("GB-NHS", "9999999"),
        ("GB-UKPRN", "29999999"),
        ("GB-UKPRN", "1999999"),
        ("GB-SHPE", "LHX9999"),
        ("GB-SHPE", "999"),
        ("XI-LEI", "9" * 19),
        ("LOCAL", "-a"),
        ("LOCAL", "A" * 60),
    ],
)
def test_a_number_of_another_form_is_refused(scheme, number):
    decision = typed(scheme, number, reason="given")
    assert (decision.reason.code, decision.value.valid, decision.value.identifier) == ("wrong-form", False, None)


@pytest.mark.parametrize("number", ["", "  ", "\u200b", "GB-CHC-"])
def test_no_number_is_refused(number):
    assert typed("GB-CHC", number).reason.code == "empty"


def test_a_number_of_another_register_names_it():
    decision = typed("GB-CHC", "gb-coh-09999999")
    assert decision.reason.code == "other-register"
    assert str(decision.reason.words) == "The number is written as one of another register: GB-COH."


def test_a_legal_entity_identifier_needs_its_check_digits():
    good = lei()
    assert typed("XI-LEI", good.lower()).value.identifier == f"XI-LEI-{good}"
    swapped = good[:4] + good[5] + good[4] + good[6:]
    wrong = typed("XI-LEI", swapped)
    assert (wrong.reason.code, wrong.value.valid, wrong.value.identifier) == ("wrong-check-digits", False, None)
    other = f"{good[:18]}{(int(good[18:]) + 1) % 100:02d}"
    assert typed("XI-LEI", other).reason.code == "wrong-check-digits"


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18), st.integers(0, 17), st.data())
def test_check_digits_find_a_digit_or_letter_taken_for_another(body, place, data):
    good = lei(body)
    assert typed("XI-LEI", good).value.valid
    kind = "0123456789" if good[place].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    other = data.draw(st.sampled_from([each for each in kind if each != good[place]]))
    assert not typed("XI-LEI", good[:place] + other + good[place + 1 :]).value.valid


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason-missing"), (" \n", "reason-missing"), ("new group", "accepted")]
)
def test_a_local_number_needs_a_reason(reason, code):
    assert typed("LOCAL", "reading-group", reason).reason.code == code


@given(st.sampled_from([entry.code for entry in SCHEME]), st.text(max_size=30))
def test_any_text_has_an_answer_and_the_stored_form_stands(scheme, text):
    first = typed(scheme, text, "given").value
    if first.valid:
        assert typed(scheme, first.number, "given").value == first
        assert typed(scheme, f" {first.identifier.lower()} ", "given").value == first
        assert first.number.isascii() and not first.number.startswith(("=", "+", "@", "-"))


def test_every_register_has_its_form():
    assert set(scheme_forms().on(ON)) == {entry.code for entry in SCHEME}


def test_what_was_put_right_is_said_step_by_step():
    decision = typed("GB-SC", " sc 99999")
    assert [(step.code, step.result) for step in decision.steps] == [
        ("tidied", "SC99999"),
        ("zeros", "SC099999"),
        ("form", True),
    ]
    assert decision.policies[0].confidence == "inferred"
