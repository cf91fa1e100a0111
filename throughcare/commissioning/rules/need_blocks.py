"""Why something cannot be done with a statement of need: named reasons, beyond those that the rules give themselves."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.commissioning.rules.refused import Refused
from throughcare.kernel.decision import Reason, Words, mark

SENTENCES: Mapping[str, str] = {
    "not-a-commissioner": mark("A commissioner states a need."),
    "out-of-reach": mark("Another region buys here: it is not within your reach."),
    "not-a-draft": mark("The need is agreed, so it stays as it is. Withdraw it and state another one."),
    "no-title": mark("Say what is needed, in a few words."),
    "no-description": mark("Say why it is needed and what should be different for people."),
    "no-lines": mark("It does not say what is needed where."),
    "region-without-name": mark("Choose the region."),
    "body-without-name": mark("Say which body it is."),
    "share-out-of-range": mark("A share is more than nothing and at most 100 per cent, to two decimal places."),
    "party-twice": mark("This body is there already."),
    "unknown-kind": mark("Nobody knows this kind of body."),
    "unknown-category": mark("Choose the need from the list."),
    "unknown-cohort": mark("Choose from the list whom it is for."),
    "region-states-no-need": mark("The region is not among those that state the need. Add it to them first."),
    "area-of-another-region": mark("This police-force area is in another region."),
    "line-twice": mark("This is there already: the same need, for the same people, in the same area."),
    "line-without-volume": mark("{line}: it has no volume. Work it out from the caseload, or state one with a reason."),
    "line-without-value": mark("{line}: it does not say what is set aside for it."),
    "counted-twice": mark("The same people are counted twice: {line}; {whole}. Remove one of the two lines."),
    "value-not-positive": mark("What is set aside is more than nothing."),
    "volume-not-positive": mark("A volume is at least one case a year."),
    "region-has-lines": mark("Something is needed in this region: remove that first."),
    "no-name": mark("Give the name and the post of who agreed."),
    "agreed-later": mark("The day of the agreement lies ahead."),
    "shares-not-right": mark("The shares must be right before anybody agrees to them."),
    "no-reason": mark("Say why."),
    "wrong-state": mark("It has moved on since the page was opened: this step no longer fits."),
    "not-agreed": mark("The need is not agreed, so nothing can be begun from it."),
    "not-agreed-yet": mark("Nothing is published before it is agreed."),
    "published-already": mark("It is public already."),
    "departs-without-reason": mark("Say why you take another route than the one proposed."),
    "unknown-route": mark("Choose one of the four routes."),
    "no-route": mark("Choose the route first."),
    "other-route": mark("The route chosen for it is another one. Choose a competition first."),
    "no-category": mark("The panel has no open category for {line}."),
    "nothing-to-carry": mark("Choose at least one line."),
    "line-of-another": mark("A line is not of this need."),
    "starts-too-early": mark("The first day lies before 2015."),
    "term-out-of-range": mark("The term is 1 to 120 months."),
}


class NeedRefused(Refused):
    """A step of a statement of need is refused."""


def block(code: str, **values: object) -> Reason:
    """A reason of the table."""
    return Reason(code, Words(SENTENCES[code], values))


def refuse(code: str, **values: object) -> NeedRefused:
    """The refusal for one reason of the table."""
    return NeedRefused([block(code, **values)])
