"""Whose cases a list is about: what the address names, otherwise the user's own place or caseload."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest

from throughcare.accounts.web.access import signed_in
from throughcare.supervision.queries import places
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.team import staff_of

KINDS = ("staff", "team", "unit", "region")


def asked_area(request: HttpRequest, on: date) -> Place | None:
    """The place that the address names, else the user's own; None where they have none. Raises ``Http404``."""
    user, named = signed_in(request), named_place(request, on)
    if named is not None:
        return named
    if not user.may("supervision.team"):
        staff = staff_of(user)
        return Place(Area("staff", staff.pk), staff) if staff else None
    return places.own_place(user, on=on)


def named_place(request: HttpRequest, on: date) -> Place | None:
    """The place that the address names, None where it names none. Raises ``Http404`` for one that the user may not see."""
    user = signed_in(request)
    for kind in KINDS:
        code = request.GET.get(kind, "")
        if code:
            found = None if "\x00" in code else places.find_place(user, kind, code, on=on)
            if found is None or (kind != "staff" and not user.may("supervision.team")):
                raise Http404
            return found
    return None
