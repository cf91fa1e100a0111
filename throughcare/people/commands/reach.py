"""Recording how a person wants to be written to, and which of their details are not to be used."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.people.commands.changes import changed
from throughcare.people.commands.details import NothingChanged
from throughcare.people.models import ContactDetail, MessageChoice, Person


@transaction.atomic
def choose_messages(
    *, person: Person, channel: str, by: User, on: date, at: datetime, asked_by: str = ""
) -> MessageChoice:
    """Record what the person answered on ``on``; raises ``NothingChanged`` where that is on the record already."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    standing = MessageChoice.objects.filter(person=person).first()
    if standing is not None and (standing.channel, standing.asked_on) == (channel, on):
        raise NothingChanged
    choice, _ = MessageChoice.objects.update_or_create(
        person=person, defaults={"channel": channel, "asked_on": on, "asked_by": asked_by}
    )
    before = standing.channel if standing else None
    changed(
        person, action="choose_messages", part="messages", row=choice.pk, by=by, at=at, before=before, channel=channel
    )
    return choice


@transaction.atomic
def avoid_contact_detail(*, detail: ContactDetail, avoid: str, by: User, at: datetime) -> ContactDetail:
    """Mark a detail as not to be used for a reason (a code of ``AVOID``), or, with an empty one, as usable again.

    Raises ``NothingChanged`` where it is marked like that.
    """
    detail = ContactDetail.objects.select_for_update().get(pk=detail.pk)
    if detail.avoid == avoid:
        raise NothingChanged
    before, detail.avoid = detail.avoid, avoid
    detail.save(update_fields=["avoid"])
    changed(
        detail.person, action="avoid_contact_detail", part="contact-detail", row=detail.pk, by=by, at=at, before=before,
        avoid=avoid,
    )  # fmt: skip
    return detail
