"""Telling everybody who is invited to a competition, by email, in the transaction of what happened."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime
from django.utils.translation import gettext, override

from throughcare.accounts.models import User
from throughcare.commissioning.models import Competition, CompetitionInvitation
from throughcare.kernel.decision import mark
from throughcare.kernel.local_time import HERE
from throughcare.organisations.models import Supplier, SupplierUser
from throughcare.outbox.adapters import is_in_use
from throughcare.outbox.commands import queue

LANGUAGES = (("en-gb", "en_GB"), ("cy", "cy"))
SUBJECTS = {
    "competition-invitation": mark("You are invited to bid: {title}"),
    "competition-change": mark("Changed: {title}"),
    "competition-withdrawal": mark("Withdrawn: {title}"),
    "competition-answer": mark("A question was answered: {title}"),
}
BODIES = {
    "competition-invitation": mark("{supplier} is invited to the competition “{title}”. Bids are taken until {closes}."),
    "competition-change": mark("The competition “{title}” was changed. Bids are taken until {closes}. Why: {why}"),
    "competition-withdrawal": mark("The competition “{title}” was withdrawn. No bids are taken. Why: {why}"),
    "competition-answer": mark("A question about the competition “{title}” was answered. Everybody can read the answer."),
}  # fmt: skip
READ_ON = mark("Read it when you sign in, on the page of the opportunity {reference}.")


def tell_invited(*, competition: Competition, template: str, key: str, by: User, at: datetime, why: str = "") -> int:
    """Write to everybody who acts for a supplier that is invited; returns how many messages.

    ``key`` says what makes it the same news, so that nobody hears of it twice. Nothing is written where no email goes out.
    """
    if not is_in_use("email"):
        return 0
    invited = CompetitionInvitation.objects.filter(competition=competition).values_list("supplier", flat=True)
    return sum(tell_supplier(competition=competition, supplier=supplier, template=template, key=key, by=by, at=at,
                             why=why) for supplier in Supplier.objects.filter(pk__in=list(invited)))  # fmt: skip


def tell_supplier(
    *, competition: Competition, supplier: Supplier, template: str, key: str, by: User, at: datetime, why: str = ""
) -> int:
    """Write to everybody who acts for one supplier and has an address, in both languages, English first."""
    if not is_in_use("email"):
        return 0
    parts, subjects = [], []
    for language, locale in LANGUAGES:
        closes = competition.closes_at
        said = {
            "title": competition.title, "why": why, "supplier": supplier.legal_name, "reference": competition.reference,
            "closes": format_datetime(closes.astimezone(HERE), "d MMMM y, HH:mm", locale=locale) if closes else "",
        }  # fmt: skip
        with override(language):
            subjects.append(gettext(SUBJECTS[template]).format(**said))
            parts.append("\n\n".join(gettext(each).format(**said) for each in (BODIES[template], READ_ON)))
    people = SupplierUser.objects.filter(supplier=supplier, ended_at=None, user__is_active=True).select_related("user")
    return sum(
        queue(
            key=f"{competition.reference}/{key}/{each.pk}", channel="email", template=template, to=each.user.email,
            subject=" / ".join(subjects)[:300], body="\n\n".join(parts), about=f"competition:{competition.reference}",
            by=by, at=at,
        )
        for each in people
        if each.user.email
    )  # fmt: skip
