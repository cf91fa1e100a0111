"""Telling every bidder by email that the result of its bid can be read, in the transaction that publishes the award."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext, override

from throughcare.accounts.models import User
from throughcare.commissioning.models import Competition, FeedbackLetter
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


NOTHING = mark(
    "The competition “{title}” has ended without an award. How the bid of {supplier} was scored, as far as it was, and why "
    "nothing was awarded can be read when you sign in, under Results."
)


def tell_bidders(*, competition: Competition, letters: Sequence[FeedbackLetter], by: User, at: datetime) -> int:
    """Write to everybody who acts for a bidder that has a letter, in both languages; returns how many messages.

    The letter itself stays on the site. Nothing is written where no email goes out.
    """
    if not is_in_use("email"):
        return 0
    return sum(_tell(letter, competition, by, at) for letter in letters)


def _tell(letter: FeedbackLetter, competition: Competition, by: User, at: datetime) -> int:
    body = BODY if letter.decision_id is not None else NOTHING
    what = f"result-{letter.decision_id}" if letter.decision_id is not None else "result-without-an-award"
    said = {"title": competition.title, "supplier": letter.supplier.legal_name}
    subjects, bodies = [], []
    for language in LANGUAGES:
        with override(language):
            subjects.append(gettext(SUBJECT).format(**said))
            bodies.append(gettext(body).format(**said))
    people = SupplierUser.objects.filter(supplier=letter.supplier, ended_at=None, user__is_active=True).select_related(
        "user"
    )
    return sum(
        queue(
            key=f"{competition.reference}/{what}/{each.pk}", channel="email",
            template="competition-result", to=each.user.email, subject=" / ".join(subjects)[:300],
            body="\n\n".join(bodies), about=f"competition:{competition.reference}", by=by, at=at,
        )
        for each in people
        if each.user.email
    )  # fmt: skip
