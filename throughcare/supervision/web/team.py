"""The senior's first page: what waits for a decision, cases without a practitioner, the load of each, who is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.supervision.queries import places
from throughcare.supervision.queries.caseload import CaseFilter
from throughcare.supervision.queries.cases import Area, cases_of
from throughcare.supervision.queries.load_tables import OfficerLoad, figures_of, officer_loads
from throughcare.supervision.queries.measures import Figures, figures, nothing, total
from throughcare.supervision.queries.outcomes import overdue_outcomes
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.waiting import waiting_in
from throughcare.supervision.queries.workload import Load, loads
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web import load_words as words
from throughcare.supervision.web.freshness import refresh
from throughcare.supervision.web.pages import show
from throughcare.workforce.models import Staff, Team
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.workload_policy import thresholds

SHOWN = 25
_HOLD_CASES = GRADE.having("holds_cases", True)


@dataclass(frozen=True, slots=True)
class Practitioner:
    """One line of the table: figures of the cases held in the team, and who holds them."""

    figures: Figures
    staff: Staff
    left: bool
    load: Load
    outcomes: int


@requires("supervision.team")
def team(request: HttpRequest) -> HttpResponse:
    """What waits, cases without a practitioner, the practitioners; ``?team=CODE`` for another team of the region."""
    user, on = signed_in(request), timezone.localdate()
    found, nearby = _which(request, user, on)
    if found is None:
        return show(request, "no_place")
    fresh = refresh(on=on)
    area, unit = Area("team", found.pk), Area("unit", found.delivery_unit_id)
    sort = shown.sorted_by(request, "-overdue")
    officers = officer_loads(area, on=on)
    practitioners = _practitioners(found, area, officers, on, sort)
    if request.GET.get("format") == "csv":
        rows = [line.figures for line in practitioners]
        return shown.as_csv(rows, head=gettext("Practitioner"), file=f"{found.code}-practitioners")
    return show(
        request,
        "team",
        team=found,
        nearby=nearby,
        unit_name=shown.place_name(found.delivery_unit),
        total=total(area, on=on),
        waiting=waiting_in(Place(area, found), officers, on=on, reviews=True),
        load=figures_of(officers, on=on),
        limits=thresholds().on(on),
        outcomes=sum(line.outcomes for line in practitioners),
        unallocated=cases_of(area, on=on, only=CaseFilter(state="unallocated"), most=SHOWN),
        unplaced=total(Area(unit.kind, unit.key, without_team=True), on=on).unallocated,
        practitioners=practitioners,
        sort=sort,
        on=on,
        now=timezone.now(),
        fresh=fresh,
        shown=shown,
        words=words,
        grades=GRADE,
    )


def _which(request: HttpRequest, user: User, on: date) -> tuple[Team | None, list[Team]]:
    """The team asked for, else one's own, else the first nearby; and the teams to choose from."""
    code = request.GET.get("team", "")
    own = places.own_team(user)
    found = places.find_team(user, code, on=on) if code else own
    if code and found is None:
        raise Http404
    nearby = places.teams_nearby(user, found, on=on)
    if found is None and nearby:
        found = places.find_team(user, nearby[0].code, on=on)
    return found, nearby


def _practitioners(team: Team, area: Area, officers: list[OfficerLoad], on: date, sort: str) -> list[Practitioner]:
    """Who works in the team and may hold cases, and whoever else holds one of it; a fixed number of queries."""
    held = {row.code: row for row in figures(area, by="staff", on=on) if row.code}
    staff = places.staff_named(list(held), team=team, on=on)
    outcomes = overdue_outcomes([member.pk for member in staff.values()], on=on)
    for code, member in staff.items():
        if member.grade in _HOLD_CASES or outcomes.get(member.pk):
            held.setdefault(code, nothing(code, f"{member.surname}, {member.forenames}"))
    carried = {one.staff: one.load for one in officers}
    elsewhere = [staff[code].pk for code in held if staff[code].pk not in carried]
    carried |= loads(elsewhere, on=on) if elsewhere else {}
    return [
        Practitioner(row, one, one.until is not None and one.until <= on, carried[one.pk], outcomes.get(one.pk, 0))
        for row in shown.ordered(held.values(), sort)
        for one in [staff[row.code]]
    ]
