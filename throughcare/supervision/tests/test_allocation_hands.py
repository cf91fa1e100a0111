"""Hands of cases: the best and nearly best against every hand written down, the bound, the plan against all plans."""

from __future__ import annotations

import itertools
import random
from datetime import date
from math import ceil

import pytest

from throughcare.supervision.planning.dealing import deal, price
from throughcare.supervision.planning.ground import Ground
from throughcare.supervision.planning.hands import Hands, Prices
from throughcare.supervision.planning.model import Frame, Layout, relax
from throughcare.supervision.rules.allocation_problem import LEVELS, PlanCase, PlanLimits, PlanOfficer, PlanProblem

LIMITS = PlanLimits(cases_stop=60, trainee_grades=frozenset({"PQiP"}), trainee_new_cases=2, load_step=5)
TRAVEL = LEVELS.index("travel")
MINUTES = {("A 1", "A 1"): 4, ("A 1", "B 1"): 31, ("B 1", "A 1"): 27, ("B 1", "B 1"): 6}


def tight(seed: int) -> PlanProblem:
    """Seven cases, heavy ones among them, and three officers whose room is nearly what the cases weigh."""
    dice = random.Random(seed)
    cases = [
        PlanCase(
            key=key, points=dice.choice([30, 63, 115, 161, 219]),
            grades=frozenset({"PO", "PSO"} if dice.random() < 0.8 else {"PO"}),
            known_to=frozenset({dice.randint(1, 3)}) if dice.random() < 0.4 else frozenset(),
            sector=dice.choice(["A 1", "B 1"]),
        )
        for key in range(11, 18)
    ]  # fmt: skip
    spare = sum(case.points for case in cases) // 3 + 60
    officers = [
        PlanOfficer(
            key=key, grade="PSO" if key == 3 else "PO", points=2000 - spare + dice.randrange(-20, 20), available=2000,
            sector="A 1" if key < 3 else "B 1",
        )
        for key in (1, 2, 3)
    ]  # fmt: skip
    return PlanProblem(
        on=date(2026, 11, 25), cases=tuple(cases), officers=tuple(officers), limits=LIMITS, minutes=MINUTES
    )


def every_choice(ground: Ground):
    """Every way to give every case to somebody who may have it, with its score."""
    for officers in itertools.product(*ground.allowed):
        chosen = dict(enumerate(officers))
        yield ground.score(chosen), chosen


def framed(seed: int):
    """A problem with the frame of its best highest load, spread and continuity, and the plans within, by score."""
    ground = Ground(tight(seed))
    scored = sorted(every_choice(ground), key=lambda one: one[0])
    first = scored[0][0]
    frame = Frame(first[1], {"unplaced": 0, "spread": first[2] + 4, "broken": first[3] + 1})
    within = [
        (score, chosen)
        for score, chosen in scored
        if score[1] <= frame.highest and score[2] <= frame.most["spread"] and score[3] <= frame.most["broken"]
    ]
    return ground, frame, within


def every_hand(hands: Hands, officer: int):
    layout = hands.layout
    numbers = [range(layout.most((group, officer)) + 1) for group in hands.own[officer]]
    for chosen in itertools.product(*numbers):
        hand = tuple((group, number) for group, number in zip(hands.own[officer], chosen, strict=True) if number)
        weight = sum(number * layout.points(group) for group, number in hand)
        if hand and weight <= layout.room[officer] and sum(chosen) <= layout.ground.most[officer]:
            yield hand


def worth_of(hands: Hands, officer: int, hand, prices: Prices) -> float:
    cases = sum(number * prices.group[group] for group, number in hand)
    return cases - sum(cost * hands.amount(name, officer, hand) for name, cost in prices.level.items())


@pytest.mark.parametrize("seed", range(6))
def test_the_best_hands_are_those_of_all_that_there_are(seed):
    ground, frame, _ = framed(seed)
    hands = Hands(Layout(ground, "travel", frame))
    dice = random.Random(seed)
    prices = Prices(
        tuple(dice.uniform(-5, 90) for _ in hands.layout.groups), {"travel": 1.0, "spread": 1.5, "broken": 12.0}
    )
    for officer in hands.own:
        worth = {hand: worth_of(hands, officer, hand, prices) for hand in every_hand(hands, officer)}
        offers = hands.best(officer, prices)
        top = max(worth.values())
        if top > 0:
            assert offers[0][0] == pytest.approx(top)
        for said, hand in offers:
            assert said == pytest.approx(worth[hand])
        near = hands.within(officer, prices, top - 20, 10_000)
        assert sorted(near) == sorted(hand for hand, each in worth.items() if each >= top - 20 - 1e-6)
        assert hands.within(officer, prices, top - 20, len(near) - 1) is None
        for group in hands.own[officer]:
            having = [each for hand, each in worth.items() if group in dict(hand)]
            assert hands.worth_with(officer, group, prices) == pytest.approx(max(having))


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_holds_for_every_plan_and_is_never_weaker_than_that_of_parts_of_cases(seed):
    ground, frame, within = framed(seed)
    layout = Layout(ground, "travel", frame)
    best, relaxed = min(score[TRAVEL] for score, _ in within), relax(layout)
    priced = price(Hands(layout), within[-1][1])
    assert relaxed.value - 1e-5 <= priced.bound <= best + 1e-5


@pytest.mark.parametrize("seed", range(12))
def test_it_finds_the_best_plan_within_the_frame_and_proves_it(seed):
    ground, frame, within = framed(seed)
    worst, start = max((score[TRAVEL], sorted(chosen.items())) for score, chosen in within)
    best = min(score[TRAVEL] for score, _ in within)
    bound, chosen = deal(Layout(ground, "travel", frame), dict(start), worst, 0)
    assert bound == best
    assert (ground.score(chosen)[TRAVEL] if chosen else worst) == best
    assert not chosen or chosen in [plan for _, plan in within]


def test_a_heavy_case_is_not_cut_to_fill_two_gaps():
    officers = tuple(
        PlanOfficer(key=key, grade="PO", points=1880, available=2000, sector=sector)
        for key, sector in ((1, "A 1"), (2, "A 1"), (3, "B 1"))
    )
    cases = (
        *(PlanCase(key=key, points=60, grades=frozenset({"PO"}), sector="A 1") for key in (11, 12, 13)),
        PlanCase(key=14, points=100, grades=frozenset({"PO"}), sector="A 1"),
    )
    problem = PlanProblem(on=date(2026, 11, 25), cases=cases, officers=officers, limits=LIMITS, minutes=MINUTES)
    layout = Layout(Ground(problem), "travel", Frame(20, {"unplaced": 0}))
    start = {0: 0, 1: 0, 2: 2, 3: 1}
    assert relax(layout).bound < ceil(price(Hands(layout), start).bound) <= 39
    assert deal(layout, start, 39, 0) == (39, {})
