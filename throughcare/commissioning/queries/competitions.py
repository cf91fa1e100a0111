"""Competitions: which are open, who may ask, and what was asked and answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from throughcare.commissioning.models import Competition

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Answer:
    """A question as everybody reads it, with its answer."""

    number: int
    told: str
    answer: str
    answered_at: datetime


def is_due(competition: Competition, *, at: datetime) -> bool:
    """Whether it is still marked as open although its last second has passed."""
    return competition.state == "published" and not takes_bids(competition, at=at)


def takes_bids(competition: Competition, *, at: datetime) -> bool:
    """Whether it is open: published, and the second of the deadline is not over."""
    closes_at = competition.closes_at
    return competition.state == "published" and closes_at is not None and at < closes_at + SECOND


def takes_questions(competition: Competition, *, at: datetime) -> bool:
    """Whether somebody who is invited may still ask."""
    last: date | None = competition.questions_until
    return takes_bids(competition, at=at) and last is not None and timezone.localdate(at) <= last


def answers_of(competition: Competition) -> Sequence[Answer]:
    """The questions that were answered, in the order of their answers; who asked is not in them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_answers(%s)", [competition.pk])
        return [Answer(*row) for row in cursor.fetchall()]
