"""The dated limits of the API: how long tokens and answers are kept, how many calls a token may make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from throughcare.policy.book import load_family

_FAMILY = load_family("throughcare.accounts", "api")


@dataclass(frozen=True, slots=True)
class CallLimit:
    """So many calls in a span of so many seconds."""

    calls: int
    seconds: int


def call_limit(on: date) -> CallLimit:
    """How many calls one token may make; raises ``NoPolicyInForce`` outside coverage."""
    return CallLimit(**_FAMILY["calls"].on(on).value)


def answers_kept(on: date) -> timedelta:
    """How long the answer to a write is kept for whoever sends it again."""
    return timedelta(hours=_FAMILY["answers-kept"].on(on).value)


def longest_life(on: date) -> timedelta:
    """The longest that a token made on ``on`` may be good for."""
    return timedelta(days=_FAMILY["longest-life"].on(on).value)


def usual_life(on: date) -> timedelta:
    """How long a token is good for where nobody says otherwise."""
    return timedelta(days=_FAMILY["usual-life"].on(on).value)
