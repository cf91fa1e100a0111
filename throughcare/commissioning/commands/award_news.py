"""Telling every bidder by email that the result of its bid can be read, in the transaction that publishes the award."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext, override

from throughcare.accounts.models import User
from throughcare.commissioning.models import AwardDecision, FeedbackLetter
from throughcare.kernel.decision import mark
from throughcare.organisations.models import SupplierUser
from throughcare.outbox.adapters import is_in_use
from throughcare.outbox.commands import queue

LANGUAGES = ("en-gb", "cy")
SUBJECT = mark("The result of your bid: {title}")
BODY = mark(
    "The award of “{title}” has been decided. How the bid of {supplier} was scored, with the reasons, can be read when you "
    "sign in, under Results."
)


def tell_bidders(*, decision: AwardDecision, by: User, at: datetime) -> int:
    """Write to everybody who acts for a bidder, in both languages; returns how many messages.

    The letter itself stays on the site. Nothing is written where no email goes out.
    """
    if not is_in_use("email"):
        return 0
    letters = FeedbackLetter.objects.filter(decision=decision).select_related("supplier", "decision__competition")
    return sum(_tell(letter, by, at) for letter in letters)


def _tell(letter: FeedbackLetter, by: User, at: datetime) -> int:
    competition = letter.decision.competition
    said = {"title": competition.title, "supplier": letter.supplier.legal_name}
    subjects, bodies = [], []
    for language in LANGUAGES:
        with override(language):
            subjects.append(gettext(SUBJECT).format(**said))
            bodies.append(gettext(BODY).format(**said))
    people = SupplierUser.objects.filter(supplier=letter.supplier, ended_at=None, user__is_active=True).select_related(
        "user"
    )
    return sum(
        queue(
            key=f"{competition.reference}/result-{letter.decision_id}/{each.pk}", channel="email",
            template="competition-result", to=each.user.email, subject=" / ".join(subjects)[:300],
            body="\n\n".join(bodies), about=f"competition:{competition.reference}", by=by, at=at,
        )
        for each in people
        if each.user.email
    )  # fmt: skip
