"""The allocation plans that were made for a place, what they reach and what became of them; lists of plans as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from throughcare.accounts.web.access import requires
from throughcare.accounts.web.csv_file import asks_for_csv, csv_answer
from throughcare.supervision.models import AllocationPlan, AllocationPlanLine
from throughcare.supervision.queries.allocation_plans import PlanListed, listed, plan_rows
from throughcare.supervision.queries.places import Place
from throughcare.supervision.queries.reallocation import Leaver
from throughcare.supervision.rules.allocation_codes import LINE_STATE
from throughcare.supervision.rules.transfer_states import OFFICER_REASON
from throughcare.supervision.web import allocation_words as words
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.areas import asked_area
from throughcare.supervision.web.pages import number_of, show

PAGE = 25
STATES: Mapping[str, tuple[Any, str]] = {
    "open": (gettext_lazy("Nothing decided yet"), "due"),
    "partly": (gettext_lazy("Partly decided"), "due"),
    "accepted": (gettext_lazy("Accepted"), "fine"),
    "changed": (gettext_lazy("Accepted in part"), "info"),
    "dropped": (gettext_lazy("Dropped"), "neutral"),
}
"""How a plan stands, in words, with the kind of its tag."""


@requires("supervision.allocate")
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of the user's own place, or of ``?team=``, ``?unit=`` or ``?region=``."""
    place = asked_area(request, timezone.localdate())
    if place is None:
        return show(request, "no_place")
    if place.area.kind == "staff":
        raise Http404
    rows = plan_rows(place.area)
    if asks_for_csv(request):
        return _csv(listed(rows), place)
    page = Paginator(rows, PAGE).get_page(number_of(request))
    return show(
        request, "allocation_plans", place=place, place_name=shown.place_name(place.what), list_page=page,
        plans=listed(page), states=STATES, words=words, shown=shown, reasons=OFFICER_REASON,
    )  # fmt: skip


def _csv(plans: list[PlanListed], place: Place) -> HttpResponse:
    header = [
        gettext("Number"), gettext("Made"), gettext("Made by"), gettext("List"), gettext("Why"), gettext("State"),
        gettext("Lines"), gettext("Open"), gettext("Accepted"), gettext("Given to somebody else"),
        gettext("Not accepted"), gettext("Overtaken"), *words.LEVELS.values(), gettext("Largest gap in percent"),
    ]  # fmt: skip
    rows = (
        [one.plan.pk, timezone.localtime(one.plan.made_at).isoformat(timespec="minutes"), one.plan.made_by,
         shown.place_name(one.plan.leaving or one.plan.team or one.plan.delivery_unit),
         gettext(OFFICER_REASON.label(one.plan.reason)), STATES[one.state][0], one.lines, one.open_lines, one.accepted,
         one.overridden, one.declined, one.stale, *(one.value(level) for level in words.LEVELS),
         f"{one.gap * 100:.2f}"]
        for one in plans
    )  # fmt: skip
    return csv_answer(header, rows, f"allocation-plans-{place.what.code}")


def lines_csv(plan: AllocationPlan, lines: Iterable[AllocationPlanLine]) -> HttpResponse:
    """The lines of a plan as a file: who is proposed, why, the next best, what was decided."""
    header = [
        gettext("CRN"), gettext("Name"), gettext("Tier"), gettext("Points"), gettext("Proposed"),
        gettext("Load before, in percent"), gettext("Load after, in percent"), gettext("Cases after"),
        gettext("Next best"), gettext("What it would cost"), gettext("Problem"), gettext("Decision"),
        gettext("Given to"), gettext("Why"), gettext("Decided by"),
    ]  # fmt: skip
    rows = (
        [line.person.crn, line.person.name, line.why["tier"], line.why["points"], line.proposed,
         line.why["percent_before"], line.why["percent_after"], line.why["cases_after"], line.runner_up,
         words.costs(line.costs) if line.runner_up else "", words.PROBLEMS[line.problem] if line.problem else "",
         gettext(LINE_STATE.label(line.state)), line.staff, line.words, line.decided_by]
        for line in lines
    )  # fmt: skip
    return csv_answer(header, rows, f"allocation-plan-{plan.pk}")


def leavers_csv(leavers: Iterable[Leaver], place: Place) -> HttpResponse:
    """Practitioners whose cases go to others as a file."""
    header = [gettext("Practitioner code"), gettext("Practitioner"), gettext("Cases"), gettext("Why"), gettext("Day")]
    rows = (
        [one.officer.code, one.officer.name, one.officer.load.cases, words.LEAVING[one.kind][0], one.on]
        for one in leavers
    )
    return csv_answer(header, rows, f"leavers-{place.what.code}")
