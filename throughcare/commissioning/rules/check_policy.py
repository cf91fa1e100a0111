"""The parameters of checks, evaluation and contract control in force on a day."""

from __future__ import annotations

from datetime import date
from functools import cache

from throughcare.commissioning.rules.packs import PACKAGE
from throughcare.kernel.decision import PolicyUse
from throughcare.policy.book import Family, load_family

CHECKS, LANGUAGE, EVALUATION, CONTROL = "competition-checks", "plain-language", "evaluation", "contract-control"


@cache
def _family(name: str) -> Family:
    return load_family(PACKAGE, name)


def check(name: str, day: date) -> PolicyUse:
    """A check before publication."""
    return _family(CHECKS)[name].use(day)


def language(name: str, day: date) -> PolicyUse:
    """What counts as plain words."""
    return _family(LANGUAGE)[name].use(day)


def evaluation(name: str, day: date) -> PolicyUse:
    """A parameter of evaluation."""
    return _family(EVALUATION)[name].use(day)


def control(name: str, day: date) -> PolicyUse:
    """A parameter of contract control."""
    return _family(CONTROL)[name].use(day)
