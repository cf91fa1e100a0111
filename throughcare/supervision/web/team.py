"""The senior's view of a team: what needs a decision first, then who is overdue."""

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
from throughcare.supervision.queries.measures import Figures, figures, nothing, total
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.freshness import refresh
from throughcare.supervision.web.pages import show
from throughcare.workforce.models import Staff, Team
from throughcare.workforce.rules.codes import GRADE

WAITING = 25
_HOLD_CASES = GRADE.having("holds_cases", True)


@dataclass(frozen=True, slots=True)
class Practitioner:
    """One line of the table: figures of the cases held in the team, and who holds them."""

    figures: Figures
    staff: Staff
    left: bool


@requires("supervision.team")
def team(request: HttpRequest) -> HttpResponse:
    """Cases without a practitioner, then the practitioners; ``?team=CODE`` for another team of the region."""
    user, on = signed_in(request), timezone.localdate()
    found, nearby = _which(request, user, on)
    if found is None:
        return show(request, "no_place")
    fresh = refresh(on=on)
    area, unit = Area("team", found.pk), Area("unit", found.delivery_unit_id)
    sort = shown.sorted_by(request, "-overdue")
    practitioners = _practitioners(found, area, on, sort)
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
        waiting=cases_of(area, on=on, only=CaseFilter(state="unallocated"), most=WAITING),
        unplaced=total(Area(unit.kind, unit.key, without_team=True), on=on).unallocated,
        practitioners=practitioners,
        sort=sort,
        on=on,
        now=timezone.now(),
        fresh=fresh,
        shown=shown,
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


def _practitioners(team: Team, area: Area, on: date, sort: str) -> list[Practitioner]:
    held = {row.code: row for row in figures(area, by="staff", on=on) if row.code}
    staff = places.staff_named(list(held), team=team, on=on)
    for code, member in staff.items():
        if member.grade in _HOLD_CASES:
            held.setdefault(code, nothing(code, f"{member.surname}, {member.forenames}"))
    return [
        Practitioner(row, staff[row.code], (until := staff[row.code].until) is not None and until <= on)
        for row in shown.ordered(held.values(), sort)
    ]
