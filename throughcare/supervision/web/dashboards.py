"""The dashboards of a delivery unit and of a region: are people being seen, and where not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.web.access import requires, signed_in
from throughcare.organisations.models import DeliveryUnit, Region
from throughcare.supervision.queries import places
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.measures import Figures, figures, nothing, tier_mix, total
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.freshness import refresh
from throughcare.supervision.web.pages import show
from throughcare.workforce.rules.codes import GRADE


@requires("supervision.unit")
def dashboard(request: HttpRequest) -> HttpResponse:
    """To the user's own: a head's delivery unit, a director's region."""
    user, on = signed_in(request), timezone.localdate()
    unit = places.own_unit(user, on=on) if user.role == "head" else None
    if unit is not None:
        return redirect("supervision:unit", unit.code)
    region = places.own_region(user, on=on)
    return redirect("supervision:region", region.code) if region is not None else show(request, "no_place")


@requires("supervision.unit")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One delivery unit: figures, tiers, teams and practitioners, each opening into its cases."""
    on = timezone.localdate()
    found = places.find_unit(signed_in(request), code, on=on)
    if found is None:
        raise Http404
    fresh = refresh(on=on)
    area = Area("unit", found.pk)
    sort = shown.sorted_by(request, "name")
    people = shown.ordered(_named(figures(area, by="staff", on=on)), shown.sorted_by(request, "-overdue", "by"))
    if request.GET.get("format") == "csv" and request.GET.get("of") == "staff":
        return shown.as_csv(people, head=gettext("Practitioner"), file=f"{found.code}-practitioners")
    teams = shown.ordered(_teams(found, area, on), sort)
    if request.GET.get("format") == "csv":
        return shown.as_csv(teams, head=gettext("Team"), file=f"{found.code}-teams")
    staff = places.staff_named([row.code for row in people], on=on)
    return _page(request, "unit", area, found, on, fresh=fresh, sort=sort, teams=teams, people=people, staff=staff,
                 grades=GRADE, by=shown.sorted_by(request, "-overdue", "by"))  # fmt: skip


@requires("supervision.region")
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region: a map and a table of its delivery units."""
    on = timezone.localdate()
    found = places.find_region(signed_in(request), code, on=on)
    if found is None:
        raise Http404
    fresh = refresh(on=on)
    area = Area("region", found.pk)
    sort = shown.sorted_by(request, "name")
    units = shown.ordered(_units(found, area, on), sort)
    if request.GET.get("format") == "csv":
        return shown.as_csv(units, head=gettext("Delivery unit"), file=f"{found.code}-units")
    return _page(request, "region", area, found, on, fresh=fresh, sort=sort, units=units, map_rows=_by_name(units))


def _page(
    request: HttpRequest, template: str, area: Area, place: DeliveryUnit | Region, on: date, **context: Any
) -> HttpResponse:
    return show(
        request,
        template,
        place=place,
        place_name=shown.place_name(place),
        total=total(area, on=on),
        tiers=tier_mix(area, on=on),
        on=on,
        now=timezone.now(),
        shown=shown,
        **context,
    )


def _named(rows: list[Figures]) -> list[Figures]:
    """Rows of practitioners: cases that nobody holds are counted elsewhere."""
    return [row for row in rows if row.code]


def _teams(unit: DeliveryUnit, area: Area, on: date) -> list[Figures]:
    """Every team of the unit, with or without cases, and what has no team."""
    counted = {row.code: row for row in figures(area, by="team", on=on)}
    for team in places.teams_of(unit):
        counted.setdefault(team.code, nothing(team.code, team.name))
    if "" in counted:
        counted[""] = replace(counted[""], code=shown.NO_TEAM, name=gettext("No team"))
    return list(counted.values())


def _units(region: Region, area: Area, on: date) -> list[Figures]:
    counted = {row.code: row for row in figures(area, by="unit", on=on)}
    for unit in places.units_of(region):
        counted.setdefault(unit.code, nothing(unit.code, unit.name, unit.name_cy))
    return list(counted.values())


def _by_name(rows: list[Figures]) -> list[Figures]:
    return shown.ordered(rows, "name")
