"""Telling suppliers of a market-engagement event by email, in both languages, in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from babel.dates import format_datetime
from django.utils.translation import gettext, override

from throughcare.accounts.models import User
from throughcare.commissioning.models import Engagement, EngagementInvitation, EngagementReply
from throughcare.kernel.decision import mark
from throughcare.kernel.local_time import HERE
from throughcare.organisations.models import Supplier, SupplierUser
from throughcare.outbox.adapters import is_in_use
from throughcare.outbox.commands import queue

LANGUAGES = (("en-gb", "en_GB"), ("cy", "cy"))
SUBJECTS = {
    "engagement-invitation": mark("You are invited to talk with us: {title}"),
    "engagement-change": mark("Changed: {title}"),
    "engagement-cancellation": mark("It does not take place: {title}"),
    "engagement-answer": mark("A question was answered: {title}"),
    "engagement-notes": mark("What was said: {title}"),
}
BODIES = {
    "engagement-invitation": mark(
        "{supplier} is invited to “{title}”, {when}. Nothing is being bought yet. Whoever comes gains no advantage over "
        "others: what is said is published for everybody."
    ),
    "engagement-change": mark("The event “{title}” was changed. It takes place {when}, {where}. Why: {why}"),
    "engagement-cancellation": mark("The event “{title}” on {when} does not take place. Why: {why}"),
    "engagement-answer": mark("A question about the event “{title}” was answered. Everybody can read the answer."),
    "engagement-notes": mark("What was said at “{title}”, and what follows from it, is published. Everybody can read it."),
}  # fmt: skip
READ_ON = mark("Read it on the page of the event {reference}; say there whether you come.")
READ = mark("Read it on the page of the event {reference}.")
ZONES = {"GMT": mark("Greenwich Mean Time"), "BST": mark("British Summer Time")}
FORMATS = {"en_GB": "EEEE d MMMM y, HH:mm", "cy": "EEEE d MMMM y, HH:mm"}


def tell_engaged(*, engagement: Engagement, template: str, key: str, by: User, at: datetime, why: str = "") -> int:
    """Write to everybody who is invited or comes; returns how many messages.

    ``key`` says what makes it the same news, so that nobody hears of it twice. Nothing is written where no email goes out.
    """
    invited = EngagementInvitation.objects.filter(engagement=engagement).values_list("supplier", flat=True)
    return tell_suppliers(
        engagement=engagement, numbers={*invited, *_coming(engagement)}, template=template, key=key, by=by, at=at, why=why
    )  # fmt: skip


def tell_coming(*, engagement: Engagement, template: str, key: str, by: User, at: datetime, why: str = "") -> int:
    """The same to everybody who said that they come."""
    return tell_suppliers(
        engagement=engagement, numbers=_coming(engagement), template=template, key=key, by=by, at=at, why=why
    )  # fmt: skip


def tell_suppliers(
    *, engagement: Engagement, numbers: Iterable[int], template: str, key: str, by: User, at: datetime, why: str = ""
) -> int:
    """The same to everybody who acts for one of these suppliers and has an address, English first."""
    if not is_in_use("email"):
        return 0
    return sum(
        _tell(engagement, supplier, template, key, by, at, why)
        for supplier in Supplier.objects.filter(pk__in=list(numbers)).order_by("pk")
    )


def _coming(engagement: Engagement) -> Iterable[int]:
    found = EngagementReply.objects.filter(engagement=engagement, withdrawn_at=None)
    return list(found.values_list("supplier", flat=True))


def _tell(one: Engagement, supplier: Supplier, template: str, key: str, by: User, at: datetime, why: str) -> int:
    parts, subjects = [], []
    for language, locale in LANGUAGES:
        with override(language):
            said = {
                "title": one.title, "why": why, "supplier": supplier.legal_name, "reference": one.reference,
                "when": _when(one, locale), "where": "; ".join(filter(None, (one.place, one.online))),
            }  # fmt: skip
            subjects.append(gettext(SUBJECTS[template]).format(**said))
            last = READ_ON if template in ("engagement-invitation", "engagement-change") else READ
            parts.append("\n\n".join(gettext(each).format(**said) for each in (BODIES[template], last)))
    people = SupplierUser.objects.filter(supplier=supplier, ended_at=None, user__is_active=True).select_related("user")
    return sum(
        queue(
            key=f"{one.reference}/{key}/{each.pk}", channel="email", template=template, to=each.user.email,
            subject=" / ".join(subjects)[:300], body="\n\n".join(parts), about=f"engagement:{one.reference}", by=by, at=at,
        )
        for each in people
        if each.user.email
    )  # fmt: skip


def _when(one: Engagement, locale: str) -> str:
    """The day and the time in London, with the name of the zone, as people say it."""
    starts, ends = one.starts_at.astimezone(HERE), one.ends_at.astimezone(HERE)
    zone = gettext(ZONES[starts.strftime("%Z")])
    return f"{format_datetime(starts, FORMATS[locale], locale=locale)}–{ends:%H:%M} ({zone})"
