"""Plans: proven best on small lists, never worse than first fit, the same each time; the checker finds every broken rule."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import date

import pytest

from throughcare.supervision.planning.explain import explain
from throughcare.supervision.planning.first_fit import first_fit
from throughcare.supervision.planning.ground import Ground
from throughcare.supervision.planning.solver import plan_allocation
from throughcare.supervision.planning.travel import TravelFault, minutes_between, sector_of, table_of
from throughcare.supervision.rules.allocation_check import breaches_of, score_of
from throughcare.supervision.rules.allocation_problem import (
    LEVELS,
    LevelResult,
    Plan,
    PlanCase,
    PlanLimits,
    PlanOfficer,
    PlanProblem,
)

LIMITS = PlanLimits(cases_stop=60, trainee_grades=frozenset({"PQiP"}), trainee_new_cases=2, load_step=5)
ANYBODY = frozenset({"PO", "PSO", "PQiP"})


def officer(key, points=1000, **given):
    return PlanOfficer(**{"key": key, "grade": "PO", "points": points, "available": 2000, "sector": "A 1", **given})


def a_case(key, points=100, **given):
    return PlanCase(**{"key": key, "points": points, "grades": ANYBODY, "sector": "A 1", **given})


def problem(cases, officers, minutes=None, limits=LIMITS):
    return PlanProblem(
        on=date(2026, 11, 25), cases=tuple(cases), officers=tuple(officers), limits=limits, minutes=minutes or {}
    )


def small(seed: int) -> PlanProblem:
    """Five cases and four officers, of every kind."""
    dice = random.Random(seed)
    officers = [
        officer(
            key, dice.randrange(600, 2000), grade=dice.choice(["PO", "PO", "PSO", "PQiP"]), cases=dice.choice([20, 59]),
            speaks_welsh=dice.random() < 0.5, sex=dice.choice("FM"), sector=dice.choice(["A 1", "B 1"]),
        )
        for key in range(1, 5)
    ]  # fmt: skip
    cases = [
        a_case(
            key, dice.choice([29, 79, 158, 206]), grades=dice.choice([ANYBODY, frozenset({"PO"})]),
            welsh=dice.random() < 0.1, officer_sex=dice.choice(["", "", "", "F"]),
            known_to=frozenset(dice.sample(range(1, 5), 1)) if dice.random() < 0.4 else frozenset(),
            conflicts=frozenset({1}) if dice.random() < 0.2 else frozenset(), sector=dice.choice(["A 1", "B 1"]),
        )
        for key in range(11, 16)
    ]  # fmt: skip
    minutes = {("A 1", "A 1"): 5, ("A 1", "B 1"): 30, ("B 1", "A 1"): 30, ("B 1", "B 1"): 5}
    return problem(cases, officers, minutes)


def every_plan(given: PlanProblem):
    """Each way to give every case to somebody or nobody that the checker allows, with its score."""
    keys = [one.key for one in given.officers]
    for choice in itertools.product([None, *keys], repeat=len(given.cases)):
        chosen = {case.key: key for case, key in zip(given.cases, choice, strict=True) if key is not None}
        left = tuple(case.key for case in given.cases if case.key not in chosen)
        plan = Plan(chosen, left, ())
        if not breaches_of(given, plan):
            yield score_of(given, plan)


@pytest.mark.parametrize("seed", range(8))
def test_it_is_the_best_of_all_plans_that_are_at_no_level_worse_than_first_fit(seed):
    given = small(seed)
    plan = plan_allocation(given)
    fit = Ground(given).score(first_fit(Ground(given)))
    best = min(score for score in every_plan(given) if all(a <= b for a, b in zip(score[2:], fit[2:], strict=True)))
    assert breaches_of(given, plan) == []
    assert plan.score == best
    assert [level.gap for level in plan.levels] == [0.0] * len(LEVELS)


@pytest.mark.parametrize("seed", range(20, 28))
def test_it_is_never_worse_than_first_fit_at_any_level(seed):
    given = small(seed)
    fit = Ground(given).score(first_fit(Ground(given)))
    assert all(ours <= theirs for ours, theirs in zip(plan_allocation(given).score, fit, strict=True))


def test_the_same_list_gives_the_same_plan():
    assert plan_allocation(small(3)) == plan_allocation(small(3))


def test_the_highest_load_comes_before_continuity_and_continuity_before_travel():
    low, known, near = officer(1, 920, sector="B 1"), officer(2, 1000, sector="B 1"), officer(3, 1000)
    free = officer(4, 400, sector="B 1")
    minutes = {("A 1", "A 1"): 1, ("B 1", "A 1"): 90}
    one = a_case(11, 100, known_to=frozenset({2}))
    assert plan_allocation(problem([one], [low, known, near, free], minutes)).chosen == {11: 4}
    assert plan_allocation(problem([one], [low, known, near], minutes)).chosen == {11: 2}
    assert plan_allocation(problem([replace(one, known_to=frozenset())], [low, known, near], minutes)).chosen == {11: 3}


def test_a_case_that_nobody_may_take_is_left_over_and_said_so():
    plan = plan_allocation(problem([a_case(11, welsh=True), a_case(12)], [officer(1)]))
    assert (plan.chosen, plan.unplaced) == ({12: 1}, (11,))
    assert plan.levels[0] == LevelResult("unplaced", 1, 1)


def test_an_empty_list_has_an_empty_plan():
    assert plan_allocation(problem([], [officer(1)])).score == (0, 0, 0, 0, 0)
    assert plan_allocation(problem([a_case(11)], [])).unplaced == (11,)


def test_each_line_names_the_runner_up_and_what_it_would_cost():
    given = problem([a_case(11, 100)], [officer(1, 400), officer(2, 1000), officer(3, 1500)])
    reason = explain(given, plan_allocation(given))[11]
    assert (reason.officer, reason.runner_up, reason.others) == (1, 2, 2)
    assert (reason.percent_before, reason.percent_after, reason.cases_after) == (20.0, 25.0, 1)
    assert reason.costs == (0, 6, 6, 0, 0)


def test_a_line_without_another_choice_has_no_runner_up():
    given = problem([a_case(11)], [officer(1)])
    assert explain(given, plan_allocation(given))[11].runner_up is None


GOOD = problem(
    [a_case(11), a_case(12, grades=frozenset({"PO"})), a_case(13), a_case(14)],
    [
        officer(1, cases=57), officer(2, grade="PQiP", points=900), officer(3, away=True), officer(4, available=0),
        officer(5, grade="PSO"), officer(6, cases=60), officer(7, sex="M", speaks_welsh=True),
    ],
)  # fmt: skip


def planned(**chosen):
    pairs = {int(case[1:]): key for case, key in chosen.items()}
    plan = Plan(pairs, tuple(case.key for case in GOOD.cases if case.key not in pairs), ())
    values = score_of(GOOD, plan)
    return replace(plan, levels=tuple(LevelResult(name, v, 0) for name, v in zip(LEVELS, values, strict=True)))


def codes(given, plan):
    return {breach.code for breach in breaches_of(given, plan)}


def test_the_checker_finds_nothing_in_a_good_plan():
    assert codes(GOOD, planned(c11=1, c12=1, c13=2, c14=5)) == set()


def with_case(**given):
    return replace(GOOD, cases=(replace(GOOD.cases[0], **given), *GOOD.cases[1:]))


@pytest.mark.parametrize(
    ("code", "given", "chosen"),
    [
        ("grade", GOOD, {"c12": 5}),
        ("away", GOOD, {"c11": 3}),
        ("no-capacity", GOOD, {"c11": 4}),
        ("cases-stop", GOOD, {"c11": 6}),
        ("cases-stop", GOOD, {"c11": 1, "c12": 1, "c13": 1, "c14": 1}),
        ("trainee", GOOD, {"c11": 2, "c13": 2, "c14": 2}),
        ("welsh", with_case(welsh=True), {"c11": 1}),
        ("sex", with_case(officer_sex="F"), {"c11": 7}),
        ("conflict", with_case(conflicts=frozenset({1})), {"c11": 1}),
        ("closed-record", with_case(closed_to=frozenset({1})), {"c11": 1}),
        ("officer-unknown", GOOD, {"c11": 99}),
    ],
)
def test_the_checker_finds_each_rule_that_is_broken(code, given, chosen):
    plan = replace(planned(), chosen={}, unplaced=()) if code == "officer-unknown" else planned(**chosen)
    if code == "officer-unknown":
        plan = replace(plan, chosen={11: 99}, unplaced=(12, 13, 14), levels=())
    assert code in codes(given, plan)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("case-lost", {"unplaced": (13,)}),
        ("case-twice", {"unplaced": (12, 13, 14, 11)}),
        ("case-unknown", {"unplaced": (12, 13, 14, 77)}),
    ],
)
def test_the_checker_finds_a_list_that_is_not_whole(code, changes):
    assert code in codes(GOOD, replace(planned(c11=1), **changes))


@pytest.mark.parametrize("name", LEVELS)
def test_the_checker_finds_a_figure_that_is_not_so_and_a_bound_that_cannot_be(name):
    plan = planned(c11=1)
    lower = [replace(one, value=one.value + 1) if one.name == name else one for one in plan.levels]
    above = [replace(one, bound=one.value + 1) if one.name == name else one for one in plan.levels]
    assert codes(GOOD, replace(plan, levels=tuple(lower))) == {f"figure-{name}"}
    assert codes(GOOD, replace(plan, levels=tuple(above))) == {f"bound-{name}"}


def test_travel_by_a_matrix_by_places_and_without_either(tmp_path):
    matrix, places, other = tmp_path / "matrix.csv", tmp_path / "places.csv", tmp_path / "other.csv"
    matrix.write_text("from,to,minutes\nM14 5,M6 7,25\n")
    places.write_text("sector,easting,northing\nM14 5,385000,395000\nM6 7,381000,398000\n")
    other.write_text("a,b\n1,2\n")
    by_matrix = minutes_between(str(matrix), minutes_for_a_kilometre=3)
    straight = minutes_between(str(places), minutes_for_a_kilometre=3)
    assert (by_matrix("M14 5", "M6 7"), by_matrix("M6 7", "M14 5"), by_matrix("M14 5", "X1 1")) == (25, 25, None)
    assert (straight("M14 5", "M6 7"), straight("M14 5", "X1 1")) == (15, None)
    assert table_of(straight, ["M14 5", ""], ["M6 7", "X1 1", "M14 5"]) == {
        ("M14 5", "M6 7"): 15,
        ("M14 5", "M14 5"): 0,
    }
    assert minutes_between("", minutes_for_a_kilometre=3)("M14 5", "M6 7") is None
    with pytest.raises(TravelFault):
        minutes_between(str(other), minutes_for_a_kilometre=3)
    matrix.write_text("from,to,minutes\nM14 5,M6 7,soon\n")
    with pytest.raises(TravelFault):
        minutes_between(str(matrix), minutes_for_a_kilometre=4)


def test_a_sector_is_the_postcode_without_its_last_two_letters():
    assert (sector_of("m14 5ab"), sector_of("M145AB"), sector_of("M14"), sector_of("")) == ("M14 5", "M14 5", "", "")
