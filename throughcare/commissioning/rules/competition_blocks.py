"""Why something cannot be done with a competition: named reasons, beyond those that the rules give themselves."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.commissioning.rules.refused import Refused
from throughcare.kernel.decision import Reason, Words, mark

SENTENCES: Mapping[str, str] = {
    "market-not-open": mark("The market is not open, so no competition can be held under it."),
    "category-not-open": mark("A lot lies in an open category of the market."),
    "not-a-draft": mark("The competition is no draft any more, so this cannot be changed here."),
    "criterion-twice": mark("Two criteria have the same code."),
    "criterion-has-questions": mark("“{title}” has questions: remove them first."),
    "criterion-takes-no-questions": mark("A question belongs to a criterion of quality or of social value."),
    "no-specification": mark("It does not say what is bought."),
    "no-lots": mark("It has no lots."),
    "no-start": mark("It does not say when the contracts start."),
    "starts-before-closing": mark("The contracts would start before the competition closes."),
    "benchmark-missing": mark("The price formula needs a benchmark."),
    "price-not-weighed": mark("No criterion weighs the price. Choose the formula with a fixed price, or weigh it."),
    "criterion-without-question": mark("Nothing is asked under “{title}”."),
    "no-questions": mark("It asks no questions."),
    "funding-missing": mark("Lot {lot}: its figures of cost are missing."),
    "red-without-reason": mark(
        "A lot is below its full cost: the director who approves it gives a reason, which is published."
    ),
    "not-a-director": mark("A director approves a competition."),
    "own-competition": mark("Nobody approves a competition that they made."),
    "not-approved": mark("It has not been approved by a director."),
    "too-few-officers": mark(
        "Officers who have enrolled to open the bids together: {count}. At least {least} are needed before it is published."
    ),
    "not-to-be-approved": mark("It is not a draft that could be approved."),
    "deadline-passed": mark("The competition has closed."),
    "no-reason": mark("Say why."),
    "nothing-changed": mark("Nothing would change."),
    "not-invited": mark("A question is asked by somebody who is invited."),
    "questions-over": mark("Questions were taken until {day}."),
    "answers-over": mark("Answers were given until {day}. To answer later, change the closing first."),
    "closing-earlier": mark("A change never brings the closing forward."),
    "value-below-starting": mark("Lot {lot}: starting up costs less than the whole value."),
    "day-unknown": mark("Bank holidays are known until {until} only: choose a day before that."),
    "not-ended": mark("A next round follows when the competition has ended."),
    "lot-of-another": mark("A lot is not of this competition."),
    "lot-awarded": mark("Lot {lot} did not end without an award, so it is not competed for again."),
    "lot-in-a-next-round": mark("Lot {lot} is in a next round already: {title}."),
    "event-without-notes": mark(
        "What was said at the event “{title}” on {day} is not published. What was told there is told to all first."
    ),
    "not-published": mark("The competition is not open for bids."),
    "out-of-reach": mark("Another region buys here: it is not within your reach."),
    "leaves-reach": mark("The competition would be of other regions alone, none of them yours."),
}  # fmt: skip


class CompetitionRefused(Refused):
    """A step of a competition is refused."""


def block(code: str, **values: object) -> Reason:
    """A reason of the table."""
    return Reason(code, Words(SENTENCES[code], values))
