"""The cases behind a figure: of a region, a unit, a team or one practitioner; filtered, sorted, paged in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy, override

from throughcare.accounts.acting import acting
from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.csv_safe import csv_lines
from throughcare.people.rules.codes import SENTENCE_KIND
from throughcare.supervision.queries import places
from throughcare.supervision.queries.caseload import SORTS, CaseFilter
from throughcare.supervision.queries.cases import STATES, AreaCase, all_cases, cases_of, count_cases
from throughcare.supervision.queries.places import Place
from throughcare.supervision.web import caseload
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.freshness import refresh
from throughcare.supervision.web.pages import number_of, show

PAGE = 50
KINDS = ("staff", "team", "unit", "region")
TIERS = (*caseload.TIERS, "NOT_SUPERVISED")
STATE_NAMES = {
    "overdue": gettext_lazy("Overdue"),
    "overdue-week": gettext_lazy("Overdue 1 to 7 days"),
    "overdue-month": gettext_lazy("Overdue 8 to 28 days"),
    "overdue-more": gettext_lazy("Overdue more than 28 days"),
    "this-week": gettext_lazy("Due this week"),
    "inside": gettext_lazy("Inside the standard"),
    "with-date": gettext_lazy("With a due date"),
    "unallocated": gettext_lazy("Unallocated"),
    "no-team": gettext_lazy("Unallocated without a team"),
    "leaver": gettext_lazy("Held by someone who has left"),
    **{name: caseload.STATE_NAMES[name] for name in ("booked", "not-booked", "tier-missing", "tier-provisional")},
    "new": caseload.STATE_NAMES["new"],
    "ending": caseload.STATE_NAMES["ending"],
    **shown.LEFT_OUT,
}


class _Counted(Sequence[Any]):
    """So many rows, of which a page takes only its own from the database."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        return range(self._count)[place]


@requires("supervision.team")
def cases(request: HttpRequest) -> HttpResponseBase:
    """The list; ``?unit=``, ``?team=``, ``?region=`` or ``?staff=`` says whose, otherwise the user's own place."""
    user, on = signed_in(request), timezone.localdate()
    place = _asked(request, user, on)
    if place is None:
        return show(request, "no_place")
    only, sort = _narrowed(request), _sorted_by(request)
    if request.GET.get("format") == "csv":
        return _csv(user, place, only, sort, on)
    fresh = refresh(on=on)
    page = Paginator(_Counted(count_cases(place.area, on=on, only=only)), PAGE).get_page(number_of(request))
    rows = cases_of(place.area, on=on, only=only, sort=sort, first=max(page.start_index() - 1, 0), most=PAGE)
    return show(
        request,
        "cases",
        on=on,
        place=place,
        place_name=shown.place_name(place.what),
        rows=rows,
        page_of=page,
        only=only,
        sort=sort,
        sort_names=caseload.SORT_NAMES,
        state_names=STATE_NAMES,
        tiers=TIERS,
        sentence_kinds=[entry.code for entry in SENTENCE_KIND],
        area={name: request.GET[name] for name in KINDS if request.GET.get(name)},
        back=_back(place),
        shown=shown,
        fresh=fresh,
    )


def _asked(request: HttpRequest, user: User, on: date) -> Place | None:
    named = {kind: request.GET[kind] for kind in KINDS if request.GET.get(kind)}
    without_team = "unit" in named and named.get("team") == shown.NO_TEAM
    if without_team:
        del named["team"]
    for kind, code in named.items():
        found = places.find_place(user, kind, code, on=on)
        if found is None:
            raise Http404
        return replace(found, area=replace(found.area, without_team=without_team))
    return places.own_place(user, on=on)


def _narrowed(request: HttpRequest) -> CaseFilter:
    asked = request.GET
    return CaseFilter(
        tier=asked.get("tier", "") if asked.get("tier") in TIERS else "",
        state=asked.get("state", "") if asked.get("state") in STATES else "",
        sentence=asked.get("sentence", "") if asked.get("sentence", "") in SENTENCE_KIND else "",
        name=asked.get("name", "").replace("\x00", "").strip()[:100],
    )


def _sorted_by(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked.removeprefix("-") in SORTS else "due"


def _back(place: Place) -> str:
    if place.area.kind == "staff":
        return ""
    return shown.page_of(place.area.kind, place.what)


def _csv(user: User, place: Place, only: CaseFilter, sort: str, on: date) -> StreamingHttpResponse:
    """The whole list, sent as it is read: the user acts inside, for the request's transaction is over by then."""
    language = get_language() or "en-gb"

    def lines() -> Iterator[str]:
        with override(language), acting(user, why="cases as CSV"):
            yield from csv_lines(_header(), map(_cells, all_cases(place.area, on=on, only=only, sort=sort)))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    code = getattr(place.what, "code", "cases")
    response["Content-Disposition"] = f'attachment; filename="cases-{code}.csv"'
    return response


def _header() -> list[str]:
    own = [
        gettext("Delivery unit"),
        gettext("Team"),
        gettext("Practitioner code"),
        gettext("Practitioner"),
        gettext("Since"),
        gettext("Practitioner left on"),
        gettext("Assessed"),
    ]
    return [*caseload.csv_header(), *own]


def _cells(row: AreaCase) -> list[Any]:
    unit = row.unit_cy if (get_language() or "").startswith("cy") and row.unit_cy else row.unit
    own = [unit, row.team, row.staff_code, row.staff, row.case.allocated_on, row.left_on]
    return [*caseload.csv_cells(row.case), *own, gettext("yes") if row.assessed else gettext("no")]
