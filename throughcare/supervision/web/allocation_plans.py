"""Plans for whole lists: proposed, shown with objective, bound and gap, and decided on line by line; cases to give on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.csv_file import asks_for_csv
from throughcare.organisations.models import DeliveryUnit
from throughcare.supervision.commands.allocation_plans import LineChoice, LineOutcome, decide_lines, keep_plan
from throughcare.supervision.commands.allocations import AllocationRefused
from throughcare.supervision.models import AllocationPlan, AllocationPlanLine
from throughcare.supervision.planning.propose import propose
from throughcare.supervision.planning.travel import minutes_between
from throughcare.supervision.queries import places
from throughcare.supervision.queries.allocation_facts import officer_facts
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.reallocation import held_by, to_reallocate
from throughcare.supervision.queries.team import colleague
from throughcare.supervision.queries.unallocated import waiting_cases
from throughcare.supervision.rules.allocation_codes import LINE_STATE, REALLOCATION_REASONS
from throughcare.supervision.rules.allocation_policy import allocation_policy
from throughcare.supervision.rules.transfer_states import OFFICER_REASON
from throughcare.supervision.web import allocation_words as words
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.allocation import unit_of
from throughcare.supervision.web.allocation_plan_list import leavers_csv, lines_csv
from throughcare.supervision.web.areas import asked_area
from throughcare.supervision.web.pages import show
from throughcare.workforce.models import Staff, Team
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.workload_policy import thresholds

MOST_WORDS = 4_000
FIRST = "initial-allocation"


@requires("supervision.allocate")
def again(request: HttpRequest) -> HttpResponse:
    """Cases to give to others: of those who leave or are away, and those whose tier has outgrown the grade."""
    on = timezone.localdate()
    place = asked_area(request, on)
    if place is None:
        return show(request, "no_place")
    found = to_reallocate(place.area, on=on)
    if asks_for_csv(request):
        return leavers_csv(found.leavers, place)
    return show(
        request, "reallocation", on=on, place=place, place_name=shown.place_name(place.what), found=found,
        words=words, grades=GRADE, reasons=OFFICER_REASON,
        choices=REALLOCATION_REASONS,
    )  # fmt: skip


@requires("supervision.allocate")
@require_POST
def new_plan(request: HttpRequest) -> HttpResponse:
    """Propose a plan for the list of a ``unit`` or ``team``, or for the cases of ``staff`` who gives them up."""
    user, on, now = signed_in(request), timezone.localdate(), timezone.now()
    unit, team, leaving, people = _asked(request)
    if not people:
        messages.info(request, gettext("There is nothing to plan for."))
        return redirect("supervision:allocation")
    reason = request.POST.get("reason", FIRST) if leaving is not None else FIRST
    if leaving is not None and reason not in REALLOCATION_REASONS:
        reason = "officer-left"
    travel = minutes_between(
        settings.TRAVEL_FILE, minutes_for_a_kilometre=allocation_policy().on(on).minutes_for_a_kilometre
    )
    proposal = propose(people, unit.pk, on=on, minutes=travel, without=leaving.pk if leaving else None)
    try:
        plan = keep_plan(proposal=proposal, unit=unit, team=team, leaving=leaving, reason=reason, by=user, at=now)
    except AllocationRefused as refused:
        messages.error(request, words.refusal(refused))
        return redirect("supervision:allocation")
    return redirect("supervision:allocation-plan", plan.pk)


@requires("supervision.allocate")
def plan(request: HttpRequest, key: int) -> HttpResponse:
    """One plan: what it reaches, and every line to accept, to change or to leave."""
    user, on = signed_in(request), timezone.localdate()
    found = (
        AllocationPlan.objects.select_related("delivery_unit__region", "team", "leaving", "made_by")
        .filter(pk=key)
        .first()
    )
    if found is None or places.find_unit(user, found.delivery_unit.code, on=on) is None:
        raise Http404
    lines = list(
        AllocationPlanLine.objects.filter(plan=found)
        .select_related("person", "proposed", "runner_up", "staff", "decided_by")
        .order_by("place")
    )
    if asks_for_csv(request):
        return lines_csv(found, lines)
    officers = officer_facts(Area("unit", found.delivery_unit_id), on=on)
    outcomes: dict[int, LineOutcome] = {}
    if request.method == "POST":
        outcomes = _decide(request, found, lines)
        if outcomes and not any(one.refused for one in outcomes.values()):
            _say_done(request, outcomes)
            return redirect("supervision:allocation-plan", found.pk)
        lines = [outcomes[line.pk].line if line.pk in outcomes else line for line in lines]
    return show(
        request, "allocation_plan", plan=found, lines=lines, officers=officers, outcomes=outcomes, typed=request.POST,
        place_name=shown.place_name(found.leaving or found.team or found.delivery_unit), words=words, states=LINE_STATE,
        open=sum(line.state == "proposed" for line in lines), levels=_levels(found), grades=GRADE,
        reasons=OFFICER_REASON, step=allocation_policy().on(on).load_step,
        limits=thresholds().on(on),
    )  # fmt: skip


def _asked(request: HttpRequest) -> tuple[DeliveryUnit, Team | None, Staff | None, list[int]]:
    """Unit, team and leaving practitioner that the form names, and whose cases the plan is for."""
    user, on, given = signed_in(request), timezone.localdate(), request.POST
    code = given.get("staff", "")
    if code:
        staff = colleague(user, code, on=on)
        if staff is None or staff.team is None:
            raise Http404
        return staff.team.delivery_unit, None, staff, held_by(staff.pk)
    kind = "team" if given.get("team") else "unit"
    place = places.find_place(user, kind, given.get(kind, ""), on=on)
    unit = unit_of(place) if place is not None else None
    if place is None or unit is None:
        raise Http404
    team = place.what if isinstance(place.what, Team) else None
    return unit, team, None, [case.person_id for case in waiting_cases(place.area, on=on)]


def _decide(request: HttpRequest, plan: AllocationPlan, lines: list[AllocationPlanLine]) -> dict[int, LineOutcome]:
    """Decide the lines that the form names; outcomes by line."""
    given = request.POST
    accept_all = given.get("step") == "all"
    wanted = [given.get(f"staff-{line.pk}", "") for line in lines]
    staff = {one.code: one for one in Staff.objects.filter(code__in=[code for code in wanted if code])}
    choices = []
    for line in lines:
        verb = given.get(f"verb-{line.pk}", "")
        if line.state == "proposed" and accept_all and line.proposed_id is not None:
            verb = "accept"
        if line.state != "proposed" or verb not in ("accept", "override", "decline"):
            continue
        said = given.get(f"words-{line.pk}", "")[:MOST_WORDS]
        choices.append(LineChoice(line.pk, verb, staff.get(given.get(f"staff-{line.pk}", "")), said))
    outcomes = decide_lines(
        plan=plan, choices=choices, evidence=given.get("evidence", "")[:MOST_WORDS], by=signed_in(request),
        on=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    return {one.line.pk: one for one in outcomes}


def _say_done(request: HttpRequest, outcomes: Mapping[int, LineOutcome]) -> None:
    count = len(outcomes)
    messages.success(
        request, ngettext("{count} line is decided.", "{count} lines are decided.", count).format(count=count)
    )


def _levels(plan: AllocationPlan) -> list[dict[str, Any]]:
    """The levels with their gap, as the page shows them."""
    return [
        {**level, "gap": (level["value"] - level["bound"]) / level["value"] if level["value"] else 0.0}
        for level in plan.levels
    ]
