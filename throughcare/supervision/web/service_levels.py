"""The published service levels: a month of an area, one measure with its cases, and why one case counts as it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.calendar import add_months
from throughcare.kernel.csv_safe import csv_lines
from throughcare.people.web.records import open_record
from throughcare.supervision.queries import places, service_levels
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.service_level_facts import Month
from throughcare.supervision.queries.service_levels import MEASURES, Judged, Score, by_staff, by_unit, judged, month_of
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.service_level_words import REASONS
from throughcare.supervision.rules.service_levels import family
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.freshness import refresh
from throughcare.supervision.web.pages import number_of, show, show_record

PAGE = 50
MONTHS_BACK = 24
KINDS = ("staff", "team", "unit", "region")
STATES = {
    "missed": gettext_lazy("Missed"),
    "met": gettext_lazy("Met"),
    "pending": gettext_lazy("Not decided yet"),
    "left-out": gettext_lazy("Left out"),
}
COUNTED = ("met", "missed")
"""The states that the denominator counts."""
TAGS = {"missed": "overdue", "met": "fine", "pending": "due", "left-out": "neutral"}


@requires("supervision.caseload")
def overview(request: HttpRequest) -> HttpResponse:
    """All measures of a place in a month; ``?region=``, ``?unit=``, ``?team=`` or ``?staff=``, and ``?month=2026-03``."""
    user, on = signed_in(request), timezone.localdate()
    place = _asked(request, user, on)
    if place is None:
        return show(request, "no_place")
    fresh, month = refresh(on=on), _month(request, on)
    measured = service_levels.measured(place.area, month=month)
    if request.GET.get("format") == "csv":
        return _download(_overview_lines(measured, month), f"service-levels-{_code(place)}-{month.period.start:%Y-%m}")
    return show(request, "service_levels", measured=measured, **_context(place, month, on), fresh=fresh)


@requires("supervision.caseload")
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """One measure: by unit and practitioner, and every case of it with how it counts; ``?state=`` narrows the cases."""
    user, on = signed_in(request), timezone.localdate()
    if measure not in MEASURES:
        raise Http404
    place, month = _asked(request, user, on), _month(request, on)
    if place is None:
        return show(request, "no_place")
    rule = service_levels.version_in(measure, month.period.start)
    if rule is None:
        return show(request, "service_level_not_in_use", **_context(place, month, on), measure=measure)
    fresh = refresh(on=on)
    every = judged(measure, place.area, month=month)
    state = request.GET.get("state", "") if request.GET.get("state") in (*STATES, "counted") else ""
    wanted = COUNTED if state == "counted" else (state,)
    cases = [each for each in every if not state or each.state in wanted]
    if request.GET.get("format") == "csv":
        return _download(_case_lines(cases), f"{measure}-{_code(place)}-{month.period.start:%Y-%m}")
    return show(
        request,
        "service_level",
        **_context(place, month, on),
        measure=measure,
        rule=rule,
        policy=family()[rule.rule_set].use(month.period.start),
        target=service_levels.target_of(measure, month.period.start),
        total=service_levels.total(every),
        groups=_groups(place, every),
        page_of=Paginator(cases, PAGE).get_page(number_of(request)),
        state=state,
        states=STATES,
        tags=TAGS,
        reasons=REASONS,
        fresh=fresh,
    )


@requires("people.view")
def why(request: HttpRequest, crn: str, measure: str) -> HttpResponse:
    """How one person's cases count towards a measure in a month, with the steps."""
    if measure not in MEASURES:
        raise Http404
    person, on = open_record(request, crn, page=f"service-level-{measure}"), timezone.localdate()
    month = _month(request, on)
    area = Area("region", person.delivery_unit.region_id)
    cases = judged(measure, area, month=month, person=person.pk)
    context: dict[str, Any] = {"measure": measure, "month": month, "cases": cases, "states": STATES, "tags": TAGS}
    return show_record(request, "service_level_why", person, tab="overview", on=on, **context)


def _context(place: Place, month: Month, on: date) -> dict[str, Any]:
    return {
        "place": place,
        "place_name": shown.place_name(place.what),
        "area": {place.area.kind: _code(place)},
        "month": month,
        "months": [add_months(on.replace(day=1), -back) for back in range(MONTHS_BACK)],
        "on": on,
        "now": timezone.now(),
        "shown": shown,
    }


def _code(place: Place) -> str:
    return str(getattr(place.what, "code", place.area.key))


def _month(request: HttpRequest, on: date) -> Month:
    """The month asked for; otherwise the last whole one."""
    asked = request.GET.get("month", "")
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        first = add_months(on.replace(day=1), -1)
    return month_of(min(first, on), on=on)


def _asked(request: HttpRequest, user: User, on: date) -> Place | None:
    """The place named in the address, otherwise the user's own: a practitioner's cases, else what they lead."""
    for kind in KINDS:
        if code := request.GET.get(kind):
            found = places.find_place(user, kind, code, on=on)
            if found is None:
                raise Http404
            return replace(found)
    own = staff_of(user)
    if user.role == "practitioner" and own is not None:
        return Place(Area("staff", own.pk), own)
    return places.own_place(user, on=on)


def _groups(place: Place, cases: list[Judged]) -> list[tuple[str, str, list[Score]]]:
    """The tables of parts: what they are of, the name in the address, the scores."""
    groups = []
    if place.area.kind == "region":
        groups.append((gettext("Delivery unit"), "unit", by_unit(cases)))
    if place.area.kind in ("unit", "team"):
        groups.append((gettext("Practitioner"), "staff", by_staff(cases)))
    return groups


def _overview_lines(measured: list[service_levels.Measured], month: Month) -> Iterator[str]:
    header = [
        gettext("Measure"), gettext("Version"), gettext("Month"), gettext("Met"), gettext("Counted"), gettext("Share"),
        gettext("Not decided yet"), gettext("Left out"), gettext("Target, percent"), gettext("Confidence"),
    ]  # fmt: skip
    rows = [
        [
            gettext(each.rule.title), each.rule.rule_set, f"{month.period.start:%Y-%m}", each.score.met, each.score.counted,
            "" if each.score.share is None else f"{each.score.share:.4f}", each.score.pending,
            each.score.left_out.total(), each.target.value if each.target else "", each.policy.confidence,
        ]
        for each in measured
    ]  # fmt: skip
    return csv_lines(header, rows)


def _case_lines(cases: list[Judged]) -> Iterator[str]:
    header = [
        gettext("CRN"), gettext("Name"), gettext("Sentence"), gettext("Practitioner code"), gettext("Practitioner"),
        gettext("Delivery unit"), gettext("State"), gettext("Clock starts"), gettext("Last day in time"),
        gettext("Done on"), gettext("Working days"), gettext("Reason"),
    ]  # fmt: skip
    return csv_lines(header, map(_cells, cases))


def _cells(each: Judged) -> list[Any]:
    placed, value = each.placed, each.level.value
    return [
        placed.crn, placed.name, placed.reference, placed.staff_code, placed.staff, placed.unit, str(STATES[value.state]),
        value.clock_date, value.due_date, value.event_date, value.working_days, each.level.reason.words.say(gettext),
    ]  # fmt: skip


def _download(lines: Iterator[str], name: str) -> HttpResponse:
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
