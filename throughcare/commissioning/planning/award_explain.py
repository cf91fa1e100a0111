"""What each limit that bound cost: the round solved again without it, everything else as published."""

from __future__ import annotations

from msgspec.structs import replace

from throughcare.commissioning.planning.award_solver import plan_award
from throughcare.commissioning.rules.award_explanation import (
    TOGETHER,
    AwardExplanation,
    LimitCost,
    limits_of,
    reasons_of,
)
from throughcare.commissioning.rules.award_problem import Award, AwardRound

MOST = 25
"""Limits for which a round is solved again, those that bound most lots first."""


def explain(given: AwardRound, award: Award, *, most: int = MOST) -> AwardExplanation:
    """The reason of every lot, and the cost of at most ``most`` limits."""
    lots = reasons_of(given, award)
    limits = limits_of(lots)
    priced = [_cost(given, award, one, {one.limit}) if n < most else one for n, one in enumerate(limits)]
    if most and len(limits) > 1:
        bound = {lot for one in limits for lot in one.lots}
        together = LimitCost(limit=TOGETHER, lots=tuple(sorted(bound)))
        priced.append(_cost(given, award, together, {one.limit for one in limits}))
    return AwardExplanation(lots, tuple(priced))


def _cost(given: AwardRound, award: Award, one: LimitCost, lifted: set[str]) -> LimitCost:
    without = plan_award(given, lifted=frozenset(lifted), ties=False)
    (_, left, points), (_, fewer, more) = (
        tuple(level.value for level in found.levels[:3]) for found in (award, without)
    )
    proven = all(level.is_proven for found in (award, without) for level in found.levels[:3])
    return replace(one, points=more - points, open=left - fewer, is_proven=proven)
