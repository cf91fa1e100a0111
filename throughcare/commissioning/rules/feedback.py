"""What a bidder is told after the award: its own scores and reasons, and those of the winner. Data, no method."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct


class _Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen record that refuses names it does not know."""


class AnswerFeedback(_Record, frozen=True):
    """One question: the agreed score with its reasons, and what each winner scored, by its name."""

    question: str
    criterion: str
    score: float | None
    reasons: str
    winners: dict[str, float] = {}


class LotFeedback(_Record, frozen=True):
    """One lot that was bid for. Scores are points of a hundred; ``rank`` counts the bids in the evaluation from 1.

    Null where the bid was left out, or nobody won; ``winner`` is empty then. ``limits`` are the published limits that kept a
    better bid from winning.
    """

    lot: str
    title: str
    price_score: float | None = None
    total: float | None = None
    rank: int | None = None
    bids: int = 0
    won: bool = False
    winner: str = ""
    winner_total: float | None = None
    winner_price_score: float | None = None
    why: str = ""
    limits: tuple[str, ...] = ()
    no_award: str = ""


class Feedback(_Record, frozen=True):
    """The whole letter; ``left_out`` says why the bid was out of the evaluation, where it was."""

    bidder: str
    competition: str
    top: float
    answers: tuple[AnswerFeedback, ...]
    lots: tuple[LotFeedback, ...]
    left_out: str = ""


def plain(feedback: Feedback) -> dict[str, Any]:
    """As a row keeps it."""
    built: dict[str, Any] = msgspec.to_builtins(feedback)
    return built


def feedback_of(kept: dict[str, Any]) -> Feedback:
    """The letter of a row."""
    return msgspec.convert(kept, Feedback)
