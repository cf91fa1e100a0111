"""The tables of the tier rules, cell by cell, and what holds for every case there can be."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.policy import NoPolicyInForce
from throughcare.supervision.rules.tier_a_to_g import decide_a_to_g
from throughcare.supervision.rules.tier_a_to_g_steps import ImpossibleScore
from throughcare.supervision.rules.tier_cases import Assessment, AToGCase, Needs, Registration, Sentence, TwoAxisCase
from throughcare.supervision.rules.tier_two_axis import decide_two_axis

DAY = date(2026, 3, 2)
THRESHOLDS = {
    "OASYS": {
        "accommodation": (2, 7),
        "education_training_employment": (3, 7),
        "relationships": (2, 5),
        "lifestyle": (2, 5),
        "drugs": (2, 8),
        "alcohol": (4, 7),
        "thinking_behaviour": (4, 7),
        "attitudes": (2, 7),
    },
    "SAN": {
        "accommodation": (3, 5),
        "education_training_employment": (3, 7),
        "relationships": (2, 5),
        "lifestyle": (2, 5),
        "drugs": (2, 6),
        "alcohol": (2, 4),
        "thinking_behaviour": (3, 5),
        "attitudes": (1, 5),
    },
}
DOUBLE = {"thinking_behaviour", "attitudes"}
CELLS = {
    6.9: "AABBBB",
    3.0: "ABCCCC",
    1.0: "BCDEEE",
    0.5: "CDEEFF",
    0.0: "DDEFFG",
}
ARP = (90, 75, 50, 25, 15, 0)


def need_points(kind: Any, need: str, score: int) -> int:
    assessment = Assessment(type=kind, needs=Needs(**{need: score}))
    return decide_two_axis(TwoAxisCase(on=DAY, mandate=True, assessment=assessment)).value.points.needs


@pytest.mark.parametrize("kind", ["OASYS", "SAN"])
@pytest.mark.parametrize("need", list(THRESHOLDS["OASYS"]))
def test_it_scores_each_need_just_below_at_and_just_above_its_thresholds(kind: str, need: str) -> None:
    standard, severe = THRESHOLDS[kind][need]
    weight = 2 if need in DOUBLE else 1
    scores = [standard - 1, standard, severe - 1, severe, severe + 1]
    assert [need_points(kind, need, score) for score in scores] == [each * weight for each in (0, 1, 1, 2, 2)]


@pytest.mark.parametrize("need", ["finance", "emotional_wellbeing"])
@pytest.mark.parametrize("fact", ["SEVERE", 9])
def test_it_gives_no_points_for_needs_without_weight(need: str, fact: Any) -> None:
    assert need_points("OASYS", need, fact) == 0


@pytest.mark.parametrize("outcome", [f"BRE{n:02}" for n in range(20)] + [f"REC{n:02}" for n in range(5)])
def test_it_counts_the_listed_outcomes_of_breach_and_recall_and_no_other(outcome: str) -> None:
    case = msgspec.convert({"on": DAY, "sex": "FEMALE", "enforcement": [{"outcome": outcome}]}, TwoAxisCase)
    counted = {f"BRE{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 16)} | {"REC01", "REC02"}
    assert decide_two_axis(case).value.points.women == (2 if outcome in counted else 0)


@pytest.mark.parametrize("csrp", CELLS)
@pytest.mark.parametrize("arp", ARP)
def test_it_gives_each_cell_of_the_reoffending_table(arp: float, csrp: float) -> None:
    decision = decide_a_to_g(AToGCase(on=DAY, rosh="LOW", arp=arp, csrp=csrp))
    assert decision.value.tier == CELLS[csrp][ARP.index(int(arp))]
    assert decision.reason.code == "reoffending"


@pytest.mark.parametrize(
    ("decide", "case"),
    [
        (decide_two_axis, TwoAxisCase(on=date(2020, 12, 31))),
        (decide_a_to_g, AToGCase(on=date(2025, 12, 31), arp=1, csrp=1)),
    ],
)
def test_it_refuses_a_day_before_the_scheme_began(decide: Any, case: Any) -> None:
    with pytest.raises(NoPolicyInForce, match="no value in force"):
        decide(case)


def test_it_cites_only_the_policy_that_the_answer_stands_on() -> None:
    names = {use.parameter for use in decide_two_axis(TwoAxisCase(on=DAY, sex="MALE")).policies}
    assert "tier-two-axis-2021.change-levels-without-points" in names
    assert not names & {"tier-two-axis-2021.need-weights", "tier-two-axis-2021.women-points"}


def test_it_says_when_the_merged_sexual_reoffending_table_was_used() -> None:
    case = AToGCase(on=DAY, rosh="LOW", arp=0, csrp=0, dc_srp=2.0, dc_srp_band="MEDIUM")
    said = {step.code: step.words.say() for step in decide_a_to_g(case).steps}["sexual-reoffending"]
    assert "merges scores with and without risk reduction" in said


DATES = st.dates(date(2015, 1, 1), date(2035, 12, 31))
ON = st.dates(date(2026, 1, 1), date(2035, 12, 31))
SCORES = st.none() | st.floats(0, 1000, allow_nan=False) | st.integers(0, 120)
CODES = st.sampled_from(
    ["RVHR", "RHRH", "RMRH", "RLRH", "MAPP", "HREG", "IIOM", "PRC", "INLL", "ADVP", "SPO", "RCPR", "RMDO", "STRG", "ZZ"]
)
REGISTRATIONS = st.builds(
    Registration,
    type=CODES,
    level=st.sampled_from([None, "M0", "M1", "M2", "M3", "zz"]),
    category=st.sampled_from([None, "M1", "M4", "X9"]),
    date=st.none() | DATES,
    active=st.booleans(),
)
SENTENCES = st.builds(
    Sentence, type=st.sampled_from([None, "NC", "SP"]), terminated=st.booleans(), terminated_date=st.none() | DATES
)


def cases(kind: type, **known: Any) -> st.SearchStrategy[Any]:
    """Any case of the kind, in registers and scores that matter."""
    return st.builds(kind, on=ON, registrations=st.lists(REGISTRATIONS, max_size=5).map(tuple), **known)


TWO_AXIS = cases(
    TwoAxisCase,
    sex=st.sampled_from([None, "F", "M", "FEMALE", "UNKNOWN"]),
    rsr=SCORES,
    ogrs=SCORES,
    mappa_level=st.sampled_from([None, 0, 1, 3, "M2"]),
    mandate=st.sampled_from([None, True, False]),
    sentences=st.lists(SENTENCES, max_size=3).map(tuple),
    assessment=st.none()
    | st.builds(
        Assessment,
        type=st.sampled_from(["OASYS", "SAN"]),
        completed_date=st.none() | DATES,
        needs=st.builds(
            Needs,
            drugs=st.sampled_from([None, "NONE", "SEVERE", 0, 5, 9]),
            attitudes=st.dictionaries(
                st.text(max_size=2), st.sampled_from(["YES", "SOME", "MISSING", None, 2]), max_size=4
            ),
        ),
    ),
)
A_TO_G = cases(
    AToGCase,
    arp=SCORES,
    csrp=SCORES,
    arp_type=st.sampled_from([None, "STATIC", "DYNAMIC"]),
    csrp_type=st.sampled_from([None, "STATIC", "DYNAMIC"]),
    dc_srp=st.none() | st.floats(-1, 10),
    dc_srp_band=st.sampled_from([None, "LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE"]),
    latest_release_date=st.none() | DATES,
    ever_committed_sexual_offence=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(TWO_AXIS)
def test_it_gives_every_case_a_two_axis_tier_that_its_parts_make_up(case: TwoAxisCase) -> None:
    decision = decide_two_axis(case)
    value, points = decision.value, decision.value.points
    assert re.fullmatch("[A-D][0-3]S?", value.tier)
    assert value.tier == f"{value.protect_level}{value.change_level}{value.suffix}"
    assert value.protect_points == max(points.rsr, points.rosh) + points.mappa + points.complexity + points.women
    assert value.change_points == points.ogrs + points.iom + points.needs
    assert decision.holds_until is None or decision.holds_until > case.on
    assert msgspec.json.decode(msgspec.json.encode(decision.as_dict()))["value"]["tier"] == value.tier


@settings(max_examples=150, deadline=None)
@given(A_TO_G)
def test_it_gives_every_case_a_letter_or_says_why_not(case: AToGCase) -> None:
    try:
        decision = decide_a_to_g(case)
    except ImpossibleScore:
        assert case.dc_srp_band == "MEDIUM"
        return
    missing = case.arp is None or case.csrp is None
    assert (decision.value.tier == "MISSING") == missing
    assert missing or decision.value.tier in "ABCDEFG"
    assert not (missing and decision.value.provisional)
    assert decision.holds_until is None or decision.holds_until > case.on
    assert sum(step.decisive for step in decision.steps) >= 1


@settings(max_examples=100, deadline=None)
@given(A_TO_G, st.floats(0, 100), st.floats(0, 20))
def test_a_higher_reoffending_score_never_lowers_the_tier(case: AToGCase, arp: float, csrp: float) -> None:
    if case.arp is None or case.csrp is None or case.dc_srp_band == "MEDIUM":
        return
    raised = msgspec.convert({**msgspec.to_builtins(case), "arp": case.arp + arp, "csrp": case.csrp + csrp}, AToGCase)
    assert decide_a_to_g(raised).value.tier <= decide_a_to_g(case).value.tier


@settings(max_examples=100, deadline=None)
@given(TWO_AXIS, CODES)
def test_one_more_complexity_register_never_lowers_the_protect_points(case: TwoAxisCase, code: str) -> None:
    if code in ("MAPP", "RVHR", "RHRH", "RMRH", "RLRH"):
        return
    more = [*msgspec.to_builtins(case)["registrations"], {"type": code}]
    raised = msgspec.convert({**msgspec.to_builtins(case), "registrations": more}, TwoAxisCase)
    assert decide_two_axis(raised).value.protect_points >= decide_two_axis(case).value.protect_points


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2016, 1, 1), date(2033, 1, 1)), st.integers(0, 2400))
def test_a_lifers_tier_holds_until_the_day_it_says_and_no_longer(released: date, days: int) -> None:
    on = max(date(2026, 1, 1), date.fromordinal(released.toordinal() + days))
    case = AToGCase(on=on, rosh="LOW", arp=0, csrp=0, lifer_or_ipp=True, latest_release_date=released)
    first = decide_a_to_g(case)
    if first.holds_until is None:
        assert first.value.tier == "E"
        return
    before, after = (
        decide_a_to_g(msgspec.convert({**msgspec.to_builtins(case), "on": day}, AToGCase)).value.tier
        for day in (date.fromordinal(first.holds_until.toordinal() - 1), first.holds_until)
    )
    assert before == first.value.tier < after


def test_steps_say_one_point_and_many_points_and_name_the_registers():
    registers = [Registration(type="RVLN"), Registration(type="RMDO")]
    case = TwoAxisCase(on=DAY, mandate=True, ogrs=10, registrations=registers, assessment=Assessment())
    said = [step.words.say() for step in decide_two_axis(case).steps]
    assert "Reoffending score 10%, one point for each whole 10: 1 point." in said
    assert "Complexity registers, each counted once (Mental health issues, Vulnerability): 4 points." in said
    assert not [text for text in said if " 1 points" in text or "RVLN" in text]
