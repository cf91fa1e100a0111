"""What waits in enforcement: for a practitioner their own cases, for who leads a team, unit or region all of it."""

from __future__ import annotations

from collections.abc import Iterator
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
from throughcare.supervision.queries import enforcement_lists as lists
from throughcare.supervision.queries import places
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.enforcement_lists import EnforcementRow
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.web import enforcement_phrases as words
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.pages import number_of, show

PAGE = 50
KINDS = ("staff", "team", "unit", "region")
NAMES = {
    "decisions": gettext_lazy("Decisions waiting"),
    "alerts": gettext_lazy("Two or more failures, nobody asked"),
    "reasons": gettext_lazy("Reasons awaited"),
    "letters": gettext_lazy("Warnings to give"),
    "appeals": gettext_lazy("Appeals to decide"),
    "court": gettext_lazy("In breach"),
}


@requires("supervision.enforce")
def enforcement(request: HttpRequest) -> HttpResponseBase:
    """The lists; ``?list=`` chooses one, ``?team=`` and its like say whose, otherwise the user's own place."""
    user, on = signed_in(request), timezone.localdate()
    place = _asked(request, user, on)
    if place is None:
        return show(request, "no_place" if user.may("supervision.team") else "no_staff")
    if request.GET.get("format") == "csv":
        return _csv(user, place, on)
    counts = lists.counts_of(place.area, on=on)
    chosen = _chosen(request, user, counts)
    page = Paginator(range(counts[chosen]), PAGE).get_page(number_of(request))
    rows = lists.waiting(place.area, chosen, on=on, first=max(page.start_index() - 1, 0), most=PAGE)
    return show(
        request,
        "enforcement",
        on=on,
        place_name=shown.place_name(place.what),
        names=NAMES,
        counts=counts,
        chosen=chosen,
        rows=rows,
        list_page=page,
        teams=places.teams_nearby(user, None, on=on) if user.may("supervision.team") else [],
        team=request.GET.get("team", "") or getattr(place.what, "code", ""),
        code_words=CODES[chosen],
        w=words,
    )


def _nothing(_code: str) -> str:
    return ""


CODES = {
    "decisions": words.because,
    "court": words.breach_state,
    "appeals": words.warning_kind,
    "reasons": words.failure_kind,
    "letters": words.failure_kind,
    "alerts": _nothing,
}


def _chosen(request: HttpRequest, user: User, counts: dict[str, int]) -> str:
    asked = request.GET.get("list", "")
    if asked in lists.LISTS:
        return asked
    first = ("decisions",) if user.may("supervision.decide_breach") else ("reasons", "letters")
    return next((name for name in (*first, *NAMES) if counts[name]), first[0])


def _asked(request: HttpRequest, user: User, on: date) -> Place | None:
    for kind in KINDS:
        code = request.GET.get(kind, "")
        if not code:
            continue
        found = places.find_place(user, kind, code, on=on) if user.may("supervision.team") else None
        if found is None:
            raise Http404
        return found
    if user.may("supervision.team"):
        return places.own_place(user, on=on)
    staff = staff_of(user)
    return None if staff is None else Place(Area("staff", staff.pk), staff)


def _csv(user: User, place: Place, on: date) -> StreamingHttpResponse:
    """Every list, one under the other, sent as it is read."""
    language = get_language() or "en-gb"

    def lines() -> Iterator[str]:
        with override(language), acting(user, why="enforcement as CSV"):
            yield from csv_lines(_header(), (_cells(name, row) for name, row in lists.all_waiting(place.area, on=on)))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    code = getattr(place.what, "code", "cases")
    response["Content-Disposition"] = f'attachment; filename="enforcement-{code}.csv"'
    return response


def _header() -> list[str]:
    return [
        gettext("List"), gettext("Case reference number"), gettext("Name"), gettext("Practitioner code"),
        gettext("Practitioner"), gettext("Supervision"), gettext("What"), gettext("Day"), gettext("Due by"),
        gettext("Failures"), gettext("Reference"),
    ]  # fmt: skip


def _cells(name: str, row: EnforcementRow) -> list[Any]:
    what = CODES[name](row.code) if row.code else ""
    return [
        NAMES[name], row.crn, row.name, row.staff_code, row.officer, words.supervision(row.supervision), what, row.day,
        row.due, row.count or "", row.reference,
    ]  # fmt: skip
