"""How a person wants to be written to, and which contact details are not to be used."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.commands import reach as commands
from throughcare.people.models import MessageChoice
from throughcare.people.web import forms as our
from throughcare.people.web.details import PAGE, form_page
from throughcare.people.web.records import open_record


@requires("people.change")
def messages_wanted(request: HttpRequest, crn: str) -> HttpResponseBase:
    """What the person answered when asked about reminders."""
    person, today = open_record(request, crn, page=PAGE), timezone.localdate()
    standing = MessageChoice.objects.filter(person=person).first()
    initial = {"asked_on": today, "channel": standing.channel if standing else ""}
    return form_page(
        request, person, our.MessageChoiceForm(request.POST or None, initial=initial, today=today),
        title=_("Reminders of appointments"),
        lead=_("Ask who else sees the person's messages. They can change their mind at any time."),
        act=lambda given: commands.choose_messages(
            person=person, channel=given["channel"], on=given["asked_on"], by=signed_in(request), at=timezone.now()
        ),
    )  # fmt: skip


@requires("people.change")
def avoid(request: HttpRequest, crn: str, key: int) -> HttpResponseBase:
    """Whether one contact detail may be used."""
    person = open_record(request, crn, page=PAGE)
    row = get_object_or_404(person.contact_details, pk=key)
    return form_page(
        request, person, our.AvoidForm(request.POST or None, initial={"avoid": row.avoid or "use"}),
        title=_("May this contact detail be used?"), lead=row.value,
        act=lambda given: commands.avoid_contact_detail(
            detail=row, avoid="" if given["avoid"] == "use" else given["avoid"], by=signed_in(request), at=timezone.now()
        ),
    )  # fmt: skip
