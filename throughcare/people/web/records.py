"""Opening one person's record: the same door for every page about a person."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone

from throughcare.accounts.web.access import signed_in
from throughcare.audit.commands import log_consultation
from throughcare.people.models import Person


def open_record(request: HttpRequest, crn: str, *, page: str) -> Person:
    """The person with that number, if the acting user may see the record; the look is logged with its reason.

    A hidden record and an absent one raise the same ``Http404``.
    """
    person = Person.objects.select_related("delivery_unit__region").filter(crn=crn).first()
    if person is None:
        raise Http404
    user = signed_in(request)
    reason = "In the acting user's region"
    log_consultation(person=person.pk, subject=person.crn, page=page, reason=reason, by=user, at=timezone.now())
    return person
