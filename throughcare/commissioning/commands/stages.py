"""A competition held while something is done at one of its stages."""

from __future__ import annotations

from throughcare.accounts.models import User
from throughcare.commissioning.models import Competition
from throughcare.commissioning.queries.reach import reaches
from throughcare.commissioning.rules.evaluation_refusals import refusal
from throughcare.commissioning.rules.states import COMPETITION


def locked_competition(competition: Competition, *states: str) -> Competition:
    """The competition, held until the transaction ends; raises ``EvaluationRefused`` outside these states."""
    stored = Competition.objects.select_for_update(no_key=True, of=("self",)).get(pk=competition.pk)
    if stored.state not in states:
        raise refusal("wrong-stage")
    return stored


def commissioned(competition: Competition, by: User, *states: str) -> Competition:
    """The same for a commissioner within reach alone."""
    if by.role != "commissioner":
        raise refusal("not-a-commissioner")
    if not reaches(by, competition):
        raise refusal("out-of-reach")
    return locked_competition(competition, *states)


def advance(stored: Competition, verb: str) -> None:
    """Do ``verb`` with a competition that is held."""
    stored.state = COMPETITION.next(stored.state, verb)
    stored.save(update_fields=["state"])
