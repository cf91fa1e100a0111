"""Writing to every bidder how it was scored, in the transaction in which the outcome is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from throughcare.accounts.models import User
from throughcare.commissioning.commands.award_news import tell_bidders
from throughcare.commissioning.models import Award as Won
from throughcare.commissioning.models import AwardDecision, Competition, FeedbackLetter, OpenedBidder
from throughcare.commissioning.queries.feedback import letters_for
from throughcare.commissioning.rules.feedback import plain


def write_letters(
    *, competition: Competition, decision: AwardDecision | None, won: Sequence[Won] = (), by: User, at: datetime
) -> int:
    """A letter for every bid that could be read, and an email that it is there; returns how many letters.

    ``decision`` None is the end of the whole competition without an award.
    """
    suppliers = {
        each.opened_id: each.supplier_id for each in OpenedBidder.objects.filter(opened__competition=competition)
    }
    letters = FeedbackLetter.objects.bulk_create(
        FeedbackLetter(
            decision=decision, ended=competition if decision is None else None, opened_id=opened,
            supplier_id=suppliers[opened], content=plain(letter), made_at=at, sent_at=at, sent_by=by,
        )
        for opened, letter in letters_for(competition, decision, won).items()
        if opened in suppliers
    )  # fmt: skip
    tell_bidders(competition=competition, letters=letters, by=by, at=at)
    return len(letters)
