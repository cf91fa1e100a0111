"""The first pages of who leads a delivery unit or a region: load against its lines, service levels, what waits, and whether
people are being seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.calendar import add_months
from throughcare.organisations.models import DeliveryUnit, Region
from throughcare.supervision.queries import places
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.load_tables import LoadFigures, OfficerLoad, figures_of, grouped, officer_loads
from throughcare.supervision.queries.measures import Figures, Survey, nothing, survey
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.waiting import waiting_in
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web import load_words as words
from throughcare.supervision.web.freshness import refresh
from throughcare.supervision.web.pages import show
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.workload_policy import thresholds


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
    """One delivery unit: load, what waits, teams and practitioners, each figure opening into its cases."""
    on = timezone.localdate()
    found = places.find_unit(signed_in(request), code, on=on)
    if found is None:
        raise Http404
    fresh = refresh(on=on)
    area = Area("unit", found.pk)
    counted = survey(area, "team", "staff", on=on)
    sort = shown.sorted_by(request, "name")
    people = shown.ordered(_named(counted.by["staff"]), shown.sorted_by(request, "-overdue", "by"))
    if request.GET.get("format") == "csv" and request.GET.get("of") == "staff":
        return shown.as_csv(people, head=gettext("Practitioner"), file=f"{found.code}-practitioners")
    teams = shown.ordered(_teams(found, counted), sort)
    if request.GET.get("format") == "csv":
        return shown.as_csv(teams, head=gettext("Team"), file=f"{found.code}-teams")
    officers = officer_loads(area, on=on)
    staff = places.staff_named([row.code for row in people], on=on)
    return _page(request, "unit", Place(area, found), counted, officers, on, fresh=fresh, sort=sort, teams=teams,
                 people=people, staff=staff, grades=GRADE, by=shown.sorted_by(request, "-overdue", "by"),
                 carried=_by_code(grouped(officers, by="team", on=on)), held={one.code: one.load for one in officers},
                 )  # fmt: skip


@requires("supervision.region")
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region: load, what waits, a map and a table of its delivery units."""
    on = timezone.localdate()
    found = places.find_region(signed_in(request), code, on=on)
    if found is None:
        raise Http404
    fresh = refresh(on=on)
    area = Area("region", found.pk)
    counted = survey(area, "unit", on=on)
    sort = shown.sorted_by(request, "name")
    units = shown.ordered(_units(found, counted), sort)
    if request.GET.get("format") == "csv":
        return shown.as_csv(units, head=gettext("Delivery unit"), file=f"{found.code}-units")
    officers = officer_loads(area, on=on)
    return _page(request, "region", Place(area, found), counted, officers, on, fresh=fresh, sort=sort, units=units,
                 map_rows=_by_name(units), carried=_by_code(grouped(officers, by="unit", on=on)))  # fmt: skip


def _page(
    request: HttpRequest,
    template: str,
    place: Place,
    counted: Survey,
    officers: list[OfficerLoad],
    on: date,
    **context: Any,
) -> HttpResponse:
    return show(
        request,
        template,
        place=place.what,
        kind=place.area.kind,
        place_name=shown.place_name(place.what),
        total=counted.total,
        tiers=counted.tiers,
        load=figures_of(officers, on=on),
        limits=thresholds().on(on),
        waiting=waiting_in(place, officers, on=on),
        on=on,
        month=add_months(on.replace(day=1), -1),
        now=timezone.now(),
        shown=shown,
        words=words,
        **context,
    )


def _by_code(groups: list[LoadFigures]) -> dict[str, LoadFigures]:
    """Loads by the code that the figures of contact have; no team is a dash there."""
    return {group.code or shown.NO_TEAM: group for group in groups}


def _named(rows: list[Figures]) -> list[Figures]:
    """Rows of practitioners: cases that nobody holds are counted elsewhere."""
    return [row for row in rows if row.code]


def _teams(unit: DeliveryUnit, found: Survey) -> list[Figures]:
    """Every team of the unit, with or without cases, and what has no team."""
    counted = {row.code: row for row in found.by["team"]}
    for team in places.teams_of(unit):
        counted.setdefault(team.code, nothing(team.code, team.name))
    if "" in counted:
        counted[""] = replace(counted[""], code=shown.NO_TEAM, name=gettext("No team"))
    return list(counted.values())


def _units(region: Region, found: Survey) -> list[Figures]:
    counted = {row.code: row for row in found.by["unit"]}
    for unit in places.units_of(region):
        counted.setdefault(unit.code, nothing(unit.code, unit.name, unit.name_cy))
    return list(counted.values())


def _by_name(rows: list[Figures]) -> list[Figures]:
    return shown.ordered(rows, "name")
