"""Opening one person's record over the API: the same door as for pages, with the reason in a header."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.acting import extend_reach
from throughcare.accounts.api import Problem, caller
from throughcare.audit.commands import log_consultation
from throughcare.people.models import Person
from throughcare.people.queries.records import RecordAbsent, RecordMoved, find_record
from throughcare.people.rules.record_access import OWN_REGION, REASON

HEADER = "Access-Reason"
_LONGEST = 200


def open_record(request: HttpRequest, crn: str, *, page: str) -> Person:
    """The person with that number, if the token's user may see the record; the look is logged with its reason.

    Raises ``Http404`` for a hidden record and for an absent one, and ``Problem`` where a reason is missing or the record was
    merged. Outside the user's region the reach stays national for the rest of the request.
    """
    user = caller(request).user
    reason = _reason(request)
    try:
        person, beyond = find_record(user, crn)
    except RecordAbsent:
        raise Http404 from None
    except RecordMoved as moved:
        path = request.get_full_path().replace(moved.crn, moved.into, 1)
        raise Problem("moved", headers={"Location": path}) from None
    if beyond:
        if not reason:
            raise Problem(
                "reason-needed", _("Say why in the header Access-Reason, for example “duty: what it is about”")
            )
        extend_reach(user, "national")
    log_consultation(
        person=person.pk,
        subject=person.crn,
        page=f"api-{page}",
        reason=reason or OWN_REGION,
        by=user,
        at=timezone.now(),
    )
    request.opened_person = person.pk  # type: ignore[attr-defined]
    return person


def _reason(request: HttpRequest) -> str:
    """The reason in words, empty where none is given."""
    given = _decoded(request.headers.get(HEADER, ""))
    if not given:
        return ""
    code, _colon, about = (part.strip() for part in given.partition(":"))
    if code not in REASON:
        raise _not_usable("unknown-code", _("not a code of the table record-reason"))
    if not about or len(about) > _LONGEST or not about.isprintable():
        raise _not_usable("no-words", _("say what it is about, after a colon, in at most 200 characters"))
    return f"{REASON.label(code)}: {about}"


def _not_usable(code: str, detail: str) -> Problem:
    return Problem("invalid", errors=[{"in": "header", "field": HEADER, "code": code, "detail": detail}])


def _decoded(header: str) -> str:
    """A header as UTF-8: servers hand on its bytes as Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return header.strip()
