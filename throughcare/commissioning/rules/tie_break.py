"""Which of several bids with the same score wins, by the published order (rule E11)."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.commissioning.rules.check_policy import EVALUATION, evaluation
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "tie-break", "evaluation"
Step = Literal["quality", "social-value", "draw"]


class TiedBid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bid with its scores."""

    bid: str
    total: float
    quality: float
    social_value: float


class TieCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bids for a lot. ``draw`` is the order in which a recorded draw brought them out."""

    on: date
    bids: tuple[TiedBid, ...]
    draw: tuple[str, ...] = ()
    order: Annotated[
        tuple[Step, ...] | None, Meta(description="the order that was published; that of the house where null")
    ] = None


class Tie(Struct, frozen=True, gc=False):
    """The winner, and what decided; no winner while a draw is still to be made."""

    winner: str | None
    decided_by: Literal["score", "quality", "social-value", "draw", "nothing"]
    needs_draw: Annotated[tuple[str, ...], Meta(description="bids between which a draw must be made and recorded")]


_REASONS = {
    "score": mark("{bid} has the highest score alone."),
    "quality": mark("Of the bids that were alike until then, {bid} has the highest quality."),
    "social-value": mark("Of the bids that were alike until then, {bid} has the highest social value."),
    "draw": mark("The bids are alike in everything that comes before; the recorded draw brought out {bid} first."),
    "needs-draw": mark("The bids are alike in everything that comes before: {count}. A draw is made and recorded."),
    "nothing": mark("There is no bid."),
}
_LEFT = {
    "score": mark("Bids with the highest score: {count}."),
    "quality": mark("Of these with the highest quality: {count}."),
    "social-value": mark("Of these with the highest social value: {count}."),
}


def decide_tie(case: TieCase) -> Decision[Tie]:
    """The winner by score, then in the published order: by quality, then social value, then a recorded draw.

    Raises ``ImpossibleCase`` for a bid listed twice, an order that names a step twice, and a draw that leaves out one of
    the bids it had to decide between or names one twice.
    """
    _check(case)
    trail = Trail(NAME, RULE_SET)
    if not case.bids:
        return trail.decide(Tie(None, "nothing", ()), "nothing", _REASONS["nothing"])
    left = list(case.bids)
    order = case.order if case.order is not None else trail.use(evaluation("tie-order", case.on))
    for step in ("score", *itertools.takewhile(lambda each: each != "draw", order)):
        best = max(_worth(each, step) for each in left)
        left = [each for each in left if _worth(each, step) == best]
        trail.note(step, _LEFT[step], len(left), count=len(left))
        if len(left) == 1:
            decided = Tie(left[0].bid, step, ())
            return trail.decide(decided, step, _REASONS[step], result=left[0].bid, bid=left[0].bid)
    names = tuple(sorted(each.bid for each in left))
    if not case.draw:
        return trail.decide(Tie(None, "draw", names), "needs-draw", _REASONS["needs-draw"], count=len(names))
    if not set(names) <= set(case.draw):
        raise ImpossibleCase(f"the draw leaves out {', '.join(sorted(set(names) - set(case.draw)))}")
    first = next(name for name in case.draw if name in names)
    return trail.decide(Tie(first, "draw", ()), "draw", _REASONS["draw"], result=first, bid=first)


def _check(case: TieCase) -> None:
    names = [each.bid for each in case.bids]
    if len(set(names)) < len(names):
        raise ImpossibleCase("a bid is listed twice")
    for what, listed in (("draw", case.draw), ("order", case.order or ())):
        if len(set(listed)) < len(listed):
            raise ImpossibleCase(f"the {what} names something twice")


def _worth(bid: TiedBid, step: str) -> float:
    worth = {"score": bid.total, "quality": bid.quality, "social-value": bid.social_value}[step]
    return round(worth, 6)


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Bids with the same score"),
    case=TieCase,
    value=Tie,
    decide=decide_tie,
    parameters=(EVALUATION,),
    source="House standard",
    default=True,
)
