"""Why something cannot be done with a market-engagement event: named reasons, beyond those that the rule gives itself."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.commissioning.rules.refused import Refused
from throughcare.kernel.decision import Reason, Words, mark

SENTENCES: Mapping[str, str] = {
    "not-now": mark("That cannot be done with the event as it stands now."),
    "out-of-reach": mark("Another region buys here: it is not within your reach."),
    "begun": mark("The event has begun, so that it cannot be changed or cancelled any more."),
    "not-over": mark("The event is not over yet."),
    "no-way-in": mark("It says neither where it is nor how to join online."),
    "other-region": mark("The police-force area lies in another region."),
    "fewer-places": mark("Places that are taken already: {taken}. It cannot have fewer."),
    "no-reason": mark("Say why."),
    "nothing-changed": mark("Nothing would change."),
    "no-notes": mark("Say what was said, and what follows from it."),
    "not-acting": mark("You act for no organisation of that name in the register of suppliers."),
    "not-announced": mark("Nobody can come to it: it is not announced, or was cancelled."),
    "over": mark("The event is over."),
    "full": mark("There is no room for so many: places left: {left}."),
    "not-coming": mark("You have not said that you come."),
    "questions-over": mark("Questions were taken until {day}."),
    "nothing-asked": mark("Write your question."),
    "no-answer": mark("Write the question as everybody reads it, and the answer."),
    "nothing-planned": mark("Nothing that is planned would stand in the notice."),
    "market-not-announced": mark("The panel is a draft, so that nobody could find it."),
}  # fmt: skip


class EngagementRefused(Refused):
    """A step of an event is refused."""


def block(code: str, **values: object) -> Reason:
    """A reason of the table."""
    return Reason(code, Words(SENTENCES[code], values))


def refusal(code: str, **values: object) -> EngagementRefused:
    """The exception for one reason."""
    return EngagementRefused([block(code, **values)])
