"""The award of a competition, proposed from the record."""

from __future__ import annotations

from datetime import date

from throughcare.commissioning.models import Competition
from throughcare.commissioning.planning.award_explain import explain
from throughcare.commissioning.planning.award_solver import plan_award
from throughcare.commissioning.queries.award_round import round_of
from throughcare.commissioning.rules.award_explanation import AwardExplanation
from throughcare.commissioning.rules.award_problem import Award, AwardRound

LIMITS_PRICED = 10
"""Limits for which the round is solved again, to say what they cost."""


def propose(
    competition: Competition, *, on: date, costs: int = LIMITS_PRICED
) -> tuple[AwardRound, Award, AwardExplanation]:
    """The round, its best award, and why each lot goes where it does; nothing is written."""
    given = round_of(competition, on=on)
    found = plan_award(given)
    return given, found, explain(given, found, most=costs)
