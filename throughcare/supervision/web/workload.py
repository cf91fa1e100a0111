"""Workload: of one officer, point by point; of a team, a unit or a region as a table; by both measures everywhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.supervision.commands.loads import keep_loads
from throughcare.supervision.queries import places
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.load_tables import LoadFigures, OfficerLoad, figures_of, grouped, officer_loads
from throughcare.supervision.queries.team import colleague, staff_of
from throughcare.supervision.queries.workload import ledger, load_of
from throughcare.supervision.web import load_words as words
from throughcare.supervision.web.figures import place_name
from throughcare.supervision.web.pages import show
from throughcare.workforce.models import Staff
from throughcare.workforce.queries.staff import managed
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.workload_policy import points_policy, thresholds

AHEAD = timedelta(days=28)
FARTHEST = timedelta(days=366)


@requires("supervision.workload")
def workload(request: HttpRequest) -> HttpResponse:
    """To the user's own: a practitioner's ledger, the table of what others lead."""
    user, on = signed_in(request), timezone.localdate()
    if user.may("supervision.loads"):
        place = places.own_place(user, on=on)
        if place is not None:
            return redirect("supervision:loads", place.area.kind, place.what.code)
        return show(request, "no_place")
    own = staff_of(user)
    return redirect("supervision:officer-workload", own.code) if own else show(request, "no_staff")


@requires("supervision.workload")
def officer(request: HttpRequest, code: str) -> HttpResponse:
    """One officer's ledger: every point with its case or task; ``?on=`` asks about a day to come."""
    user, today = signed_in(request), timezone.localdate()
    staff = _visible(user, code, today)
    on, problem = _asked(request, today)
    keep_loads([staff.pk], on=today)
    found = ledger(staff.pk, on=on)
    if request.GET.get("format") == "csv":
        return words.ledger_csv(staff, found, on)
    standing = officer_loads(Area("staff", staff.pk), on=today)
    return show(
        request,
        "officer_workload",
        staff=staff,
        mine=staff.user_id == user.pk,
        may_manage=user.may("workforce.manage") and managed(user, code, on=today) is not None,
        may_record=staff.user_id == user.pk or managed(user, code, on=today) is not None,
        ledger=found,
        load=found.load,
        officer=standing[0] if standing else None,
        ahead=load_of(staff.pk, on=on + AHEAD),
        ahead_on=on + AHEAD,
        limits=thresholds().on(on),
        on=on,
        today=today,
        farthest=today + FARTHEST,
        problem=problem,
        window=points_policy().on(on).window_days,
        words=words,
        grades=GRADE,
    )


@requires("supervision.loads")
def loads(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The officers of a team, unit or region with their loads; a region's units and a unit's teams added up."""
    user, on = signed_in(request), timezone.localdate()
    place = places.find_place(user, kind, code, on=on) if kind in ("team", "unit", "region") else None
    if place is None:
        raise Http404
    officers = officer_loads(place.area, on=on)
    keep_loads([one.staff for one in officers], on=on)
    sort = words.sorted_by(request)
    rows = words.ordered(officers, sort)
    if request.GET.get("format") == "csv":
        return words.officers_csv(rows, code)
    return show(
        request,
        "loads",
        place=place,
        place_name=place_name(place.what),
        total=figures_of(officers, on=on),
        groups=_groups(place, officers, on),
        officers=rows,
        limits=thresholds().on(on),
        sort=sort,
        on=on,
        words=words,
        grades=GRADE,
        above=_above(place),
    )


def _visible(user: User, code: str, on: date) -> Staff:
    """The officer, where it is oneself or one's colleague of the region whom one may look at."""
    found = colleague(user, code, on=on)
    own = staff_of(user)
    if own is not None and own.code == code:
        return own
    if found is None or not user.may("supervision.loads"):
        raise Http404
    return found


def _asked(request: HttpRequest, today: date) -> tuple[date, str]:
    typed = request.GET.get("on", "")
    if not typed:
        return today, ""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, gettext("The day must be a real date. What is shown is today’s.")
    if not today <= day <= today + FARTHEST:
        return today, gettext("The day must be today or within a year. What is shown is today’s.")
    return day, ""


def _groups(place: places.Place, officers: list[OfficerLoad], on: date) -> list[LoadFigures]:
    """A region's units, a unit's teams, each added up; nothing for a team."""
    if place.area.kind == "team":
        return []
    found = grouped(officers, by="unit" if place.area.kind == "region" else "team", on=on)
    return sorted(found, key=lambda row: (not row.code, place_name(row)))


def _above(place: places.Place) -> list[dict[str, str]]:
    """The way up: from a team to its unit, from a unit to its region."""
    what: Any = place.what
    chain: list[tuple[str, Any]] = []
    if place.area.kind == "team":
        chain = [("region", what.delivery_unit.region), ("unit", what.delivery_unit)]
    elif place.area.kind == "unit":
        chain = [("region", what.region)]
    return [{"text": place_name(one), "href": words.loads_at(kind, one.code)} for kind, one in chain]
