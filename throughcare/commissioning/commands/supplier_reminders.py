"""Reminding suppliers by email of what runs out, has ended, or is to be asked again; each person in their own language.

The outbox takes each message once by its key: done again after a worker died, nothing is sent twice and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from babel.dates import format_date
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.events import SupplierReminded
from throughcare.commissioning.models import Membership
from throughcare.commissioning.queries.supplier_reminders import News, news_of
from throughcare.commissioning.rules.panel_codes import EVIDENCE_KIND, TOPIC
from throughcare.kernel.decision import mark
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Supplier, SupplierUser
from throughcare.organisations.rules.supplier_codes import NEED
from throughcare.outbox.adapters import is_in_use
from throughcare.outbox.commands import queue

LANGUAGES = {"en-gb": ("en", "en_GB"), "cy": ("cy", "cy")}
SUBJECTS = {
    "evidence-reminder": mark("Runs out on {day}: {what}"),
    "evidence-lapsed": mark("Ran out on {day}: {what}"),
    "suspension-ended": mark("Your place is active again: {supplier}"),
    "suspension-ended-lapsed": mark("The suspension ended, and your place has lapsed: {supplier}"),
    "still-true": mark("Is it still true? {supplier}"),
    "partner-request": mark("{other} asks you to be its partner"),
    "partner-answer": mark("{other} has answered you"),
}
BODIES = {
    "evidence-reminder": mark(
        "{what} of {supplier} is good until {day}. Add the new one to your library before then: you can do it on a phone."
    ),
    "evidence-lapsed": mark("{what} of {supplier} was good until {day}, and there is no new one in your library."),
    "suspension-ended": mark("The suspension of a place of {supplier} ended on {day}. It is invited and may bid again."),
    "suspension-ended-lapsed": mark(
        "The suspension of a place of {supplier} ended on {day}, but evidence has run out in the meantime, so the place has"
        " lapsed. Add new evidence to your library and the place is active again."
    ),
    "still-true": mark(
        "Nobody has said for a year that this is still true of {supplier}: {what}. Open your library and say that it is,"
        " or change it."
    ),
    "partner-request": mark("{other} asks {supplier} to be its partner. Read it and answer."),
    "partner-answer": mark("{other} has answered whether it wants to be a partner of {supplier}."),
}  # fmt: skip
RESTING = {
    "evidence-reminder": mark("If it runs out, these places lapse until there is a new one: {places}."),
    "evidence-lapsed": mark(
        "These places have lapsed: {places}. They are not invited until you add a new one. Then they are active again."
    ),
    "suspension-ended": mark("The place: {places}."),
    "suspension-ended-lapsed": mark("The place: {places}."),
}
READ_ON = mark("You find it when you sign in, under My panels.")
PARTNERS = mark("You find it when you sign in, under Find a partner.")


@transaction.atomic
def remind_supplier(*, supplier: Supplier, at: datetime) -> int:
    """Tell everybody who acts for the supplier what there is to tell at ``at``; returns how many messages are new.

    Nothing is written where no email goes out.
    """
    if not is_in_use("email"):
        return 0
    told = {
        each.key: sum(_tell(each, supplier, colleague, at) for colleague in _people(supplier))
        for each in news_of(supplier, on=timezone.localdate(at))
    }
    written = sum(told.values())
    if written:
        keys = sorted(key for key, count in told.items() if count)
        record(
            action="commissioning.remind_supplier", by=None, at=at, subject=supplier.legal_name[:MOST_SUBJECT],
            supplier=supplier.pk, messages=written, news=keys,
        )  # fmt: skip
        announcer.announce(SupplierReminded(supplier.pk, written, at))
    return written


def _people(supplier: Supplier) -> Sequence[SupplierUser]:
    found = SupplierUser.objects.filter(supplier=supplier, ended_at=None, user__is_active=True)
    return [each for each in found.select_related("user") if each.user.email]


def _tell(news: News, supplier: Supplier, colleague: SupplierUser, at: datetime) -> int:
    spoken = colleague.user.language if colleague.user.language in LANGUAGES else "en-gb"
    language, locale = LANGUAGES[spoken]
    with override(spoken):
        said = {
            "supplier": supplier.legal_name,
            "day": format_date(news.day, "d MMMM y", locale=locale),
            "what": ", ".join(_what(code) for code in news.what),
            "other": news.other,
            "places": "; ".join(_place(each) for each in news.places),
        }
        where = PARTNERS if news.other else READ_ON
        parts = [BODIES[news.template], *([RESTING[news.template]] if news.places else []), where]
        body = "\n\n".join(gettext(each).format(**said) for each in parts)
        subject = gettext(SUBJECTS[news.template]).format(**said)
    return int(
        queue(
            key=f"supplier-reminder/{news.key}/{colleague.pk}", channel="email", template=news.template,
            language=language, to=colleague.user.email, subject=subject[:300], body=body, about=f"supplier:{supplier.pk}",
            by=None, at=at,
        )
    )  # fmt: skip


def _what(code: str) -> str:
    return gettext((EVIDENCE_KIND if code in EVIDENCE_KIND else TOPIC).label(code))


def _place(place: Membership) -> str:
    return f"{gettext(NEED.label(place.category.need))}, {place.category.market.title}"
