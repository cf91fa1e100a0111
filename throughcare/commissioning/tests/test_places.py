"""Places in the panel through time, and the tables of states."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.commissioning.rules.application_assessment import AssessmentCase, Condition, decide_assessment
from throughcare.commissioning.rules.membership_standing import (
    EvidenceHeld,
    MembershipCase,
    Suspension,
    decide_membership,
)
from throughcare.commissioning.rules.states import BID, COMPETITION, CONTRACT, LABELS, MARKET, MEMBERSHIP, TABLES
from throughcare.kernel.transitions import NotAllowed

FIRST = date(2026, 1, 5)
DAYS = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))
SPELLS = st.builds(
    lambda start, days: Suspension(start=start, until=start + timedelta(days=days)), DAYS, st.integers(1, 90)
)
EVIDENCE = st.builds(lambda day, kind: EvidenceHeld(kind=kind, expires_on=day), DAYS, st.sampled_from(["a", "b"]))


@given(on=DAYS, spells=st.lists(SPELLS, max_size=3), evidence=st.lists(EVIDENCE, max_size=3), left=st.none() | DAYS)
def test_an_answer_holds_until_the_day_it_says_and_no_longer(on, spells, evidence, left) -> None:
    facts = {"admitted_on": FIRST, "suspensions": tuple(spells), "evidence": tuple(evidence), "left_on": left}
    decision = decide_membership(MembershipCase(on=on, **facts))
    until = decision.holds_until
    for day in [on + timedelta(days=n) for n in range(0, 120, 7)] + ([until - timedelta(days=1)] if until else []):
        if until is None or day < until:
            assert decide_membership(MembershipCase(on=day, **facts)).value.standing == decision.value.standing
    if until is not None:
        assert decide_membership(MembershipCase(on=until, **facts)).value.standing != decision.value.standing


@given(on=DAYS, spells=st.lists(SPELLS, max_size=3), evidence=st.lists(EVIDENCE, max_size=3))
def test_who_is_not_active_is_neither_invited_nor_bids(on, spells, evidence) -> None:
    found = decide_membership(
        MembershipCase(on=on, admitted_on=FIRST, suspensions=tuple(spells), evidence=tuple(evidence))
    ).value
    assert found.may_be_invited == found.may_bid == (found.standing == "active")
    assert (found.standing == "suspended") == any(each.start <= on < each.until for each in spells)


@given(answers=st.lists(st.sampled_from(["met", "not-met", "unanswered"]), min_size=1, max_size=5))
def test_every_failed_condition_is_named_once_with_a_cure(answers) -> None:
    conditions = tuple(Condition(code=str(place), answer=answer) for place, answer in enumerate(answers))
    found = decide_assessment(AssessmentCase(on=FIRST, conditions=conditions)).value
    assert [each.code for each in found.failed] == [each.code for each in conditions if each.answer != "met"]
    assert all(each.cure for each in found.failed)
    assert (found.outcome == "admit") == (set(answers) == {"met"})


def test_every_state_has_a_label_and_is_reached_from_the_start() -> None:
    for table in TABLES:
        assert set(table.table) <= set(LABELS)
        reached, waiting = set(), [table.start]
        while waiting:
            state = waiting.pop()
            if state not in reached:
                reached.add(state)
                waiting += table.table[state].values()
        assert reached == set(table.table), table.name


def test_the_way_of_a_competition_from_draft_to_its_end() -> None:
    state = "draft"
    for verb in (
        "approve", "publish", "close", "open", "score", "lock", "moderate", "recommend", "approve-award", "publish-award",
        "conclude",
    ):  # fmt: skip
        state = COMPETITION.next(state, verb)
    assert state == "concluded"


@pytest.mark.parametrize(
    ("table", "state", "verb"),
    [
        (COMPETITION, "closed", "withdraw"),
        (COMPETITION, "published", "cancel"),
        (COMPETITION, "published", "open"),
        (COMPETITION, "closed", "score"),
        (COMPETITION, "award-approved", "conclude"),
        (BID, "admissible", "withdraw"),
        (BID, "withdrawn", "admit"),
        (MARKET, "open", "return"),
        (MEMBERSHIP, "left", "restore"),
        (CONTRACT, "pending", "vary"),
    ],
)
def test_what_must_not_happen_is_not_in_the_table(table, state, verb) -> None:
    with pytest.raises(NotAllowed):
        table.next(state, verb)


def test_a_place_that_lapsed_is_renewed_and_a_suspended_one_restored() -> None:
    assert MEMBERSHIP.next("lapsed", "renew") == "active"
    assert MEMBERSHIP.next("suspended", "restore") == "active"
