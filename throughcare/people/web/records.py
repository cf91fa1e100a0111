"""Opening one person's record: the same door for every page about a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from throughcare.accounts.acting import extend_reach
from throughcare.accounts.models import User
from throughcare.accounts.web.access import signed_in
from throughcare.audit.commands import log_consultation
from throughcare.people.models import Person
from throughcare.people.queries import records
from throughcare.people.queries.records import RecordAbsent, RecordMoved, national_reach
from throughcare.people.rules.record_access import FROM, OWN_REGION, reason_stands

__all__ = ["ReasonNeeded", "RecordDoor", "RecordMoved", "find_record", "keep_reason", "national_reach", "open_record",
           "person_address"]  # fmt: skip

_SESSION_KEY = "record_reasons"


class ReasonNeeded(Exception):
    """The record lies outside the user's region and no reason was given yet; ``RecordDoor`` asks for one."""

    def __init__(self, crn: str) -> None:
        super().__init__(crn)
        self.crn = crn


def open_record(request: HttpRequest, crn: str, *, page: str) -> Person:
    """The person with that number, if the acting user may see the record; the look is logged with its reason.

    Outside the user's region a reason is asked for first, and the reach stays national for the rest of the request. A
    hidden record and an absent one raise the same ``Http404``; ``ReasonNeeded`` and ``RecordMoved`` become redirects.
    """
    user = signed_in(request)
    person, beyond = find_record(user, crn)
    now = timezone.now()
    if beyond:
        reason = _standing_reason(request, crn, now)
        if reason is None:
            raise ReasonNeeded(crn)
        extend_reach(user, "national")
    else:
        reason = FROM.get(request.GET.get("from", ""), OWN_REGION)
    log_consultation(person=person.pk, subject=person.crn, page=page, reason=reason, by=user, at=now)
    return person


def find_record(user: User, crn: str) -> tuple[Person, bool]:
    """The person, and whether they were found beyond the user's region; raises ``Http404`` and ``RecordMoved``."""
    try:
        return records.find_record(user, crn)
    except RecordAbsent:
        raise Http404 from None


def keep_reason(request: HttpRequest, crn: str, reason: str, *, at: datetime) -> None:
    """Remember for this session why the user opens the record, for as long as the parameter says."""
    until = at + reason_stands(timezone.localtime(at).date())
    standing = {key: kept for key, kept in _reasons(request).items() if datetime.fromisoformat(kept[1]) > at}
    request.session[_SESSION_KEY] = {**standing, crn: [reason[:300], until.isoformat()]}


def person_address(crn: str) -> str:
    """The address of the person's page."""
    return f"/people/{crn}/"


class RecordDoor:
    """Middleware: turns ``ReasonNeeded`` into the question, ``RecordMoved`` into a redirect to the record that remains."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Where to go instead, None for every other exception."""
        if isinstance(exception, ReasonNeeded):
            question = reverse("people:reason", args=[exception.crn])
            return redirect(f"{question}?{urlencode({'next': request.get_full_path()})}")
        if isinstance(exception, RecordMoved):
            if request.method != "GET":
                return redirect(person_address(exception.into))
            return redirect(request.get_full_path().replace(exception.crn, exception.into, 1))
        return None


def _reasons(request: HttpRequest) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = request.session.get(_SESSION_KEY, {})
    return kept


def _standing_reason(request: HttpRequest, crn: str, now: datetime) -> str | None:
    """The reason given for this record, while it stands; a form sent later than that is not lost over it."""
    reason, until = _reasons(request).get(crn, ("", ""))
    if not reason or (request.method == "GET" and datetime.fromisoformat(until) <= now):
        return None
    return reason
