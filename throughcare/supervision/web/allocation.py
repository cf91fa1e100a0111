"""Allocation: the list of cases that wait, and one case with everybody who could be given it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.csv_safe import csv_lines
from throughcare.people.models import Person
from throughcare.people.rules.codes import LANGUAGE
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.allocation_needs import NeedRefused, end_conflict, note_conflict, set_need
from throughcare.supervision.commands.allocation_refusals import need_refusal
from throughcare.supervision.commands.allocations import AllocationRefused, Seen, allocate
from throughcare.supervision.models import ConflictOfInterest
from throughcare.supervision.queries.allocation_facts import CaseFacts, case_facts
from throughcare.supervision.queries.allocation_history import conflicts_of, history_of, need_of
from throughcare.supervision.queries.candidates import Candidate, candidates_for
from throughcare.supervision.queries.cases import Area
from throughcare.supervision.queries.places import Place, is_in_reach
from throughcare.supervision.queries.record import overview_of
from throughcare.supervision.queries.unallocated import WaitingCase, count_without_team, waiting_cases
from throughcare.supervision.rules.allocation_codes import OFFICER_SEX
from throughcare.supervision.rules.transfer_states import OFFICER_REASON
from throughcare.supervision.web import allocation_words as words
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.allocation_forms import AllocateForm, ConflictForm, NeedForm
from throughcare.supervision.web.areas import asked_area
from throughcare.supervision.web.pages import show, show_record
from throughcare.workforce.models import Staff
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.workload_policy import thresholds


@requires("supervision.allocate")
def waiting(request: HttpRequest) -> HttpResponse:
    """The cases of the user's own place, or of ``?team=``, ``?unit=`` or ``?region=``, that nobody holds."""
    on = timezone.localdate()
    place = asked_area(request, on)
    if place is None:
        return show(request, "no_place")
    if place.area.kind == "staff":
        raise Http404
    rows = waiting_cases(place.area, on=on)
    if request.GET.get("format") == "csv":
        return _csv(rows, place)
    unit = unit_of(place)
    teamless = count_without_team(unit.pk, on=on) if place.area.kind == "team" and unit is not None else 0
    return show(
        request, "allocation_waiting", on=on, place=place, place_name=shown.place_name(place.what), rows=rows,
        unit=unit, teamless=teamless, words=words, shown=shown, reasons=OFFICER_REASON,
    )  # fmt: skip


@requires("supervision.allocate")
def case(request: HttpRequest, crn: str) -> HttpResponse:
    """One case at a glance, what was asked for, who could be given it; ``?staff=CODE`` opens the decision on one."""
    person, on = open_record(request, crn, page="allocation"), timezone.localdate()
    facts = _facts(person)
    found = candidates_for(facts, Area("unit", person.delivery_unit_id), on=on)
    chosen = _chosen(request, found)
    form = _form(request, facts, chosen) if is_in_reach(signed_in(request), person.delivery_unit, on=on) else None
    if request.method == "POST" and chosen is not None and form is not None and form.is_valid():
        done = _allocate(request, person, chosen, form)
        if done is not None:
            return done
        facts = _facts(person)
    return show_record(
        request, "allocation_case", person, tab="overview", on=on, facts=facts, candidates=found, chosen=chosen, form=form,
        history=history_of(person), need=need_of(person), conflicts=conflicts_of(person),
        overview=overview_of(person.pk, on=on),
        waiting=_waiting(person), limits=thresholds().on(on), words=words, shown=shown, grades=GRADE, reasons=OFFICER_REASON,
        sexes=OFFICER_SEX,
        languages=LANGUAGE,
    )  # fmt: skip


@requires("supervision.allocate")
def needs(request: HttpRequest, crn: str) -> HttpResponse:
    """What the person asked for, and who must not hold the case."""
    person, on, now = open_record(request, crn, page="allocation"), timezone.localdate(), timezone.now()
    step = request.POST.get("step", "") if request.method == "POST" else ""
    standing = need_of(person)
    officers = [one.officer.key for one in candidates_for(_facts(person), Area("unit", person.delivery_unit_id), on=on)]
    first = {"officer_sex": standing.officer_sex, "words": standing.words} if standing else {}
    need = NeedForm(request.POST if step == "need" else None, initial=first, prefix="n")
    conflict = ConflictForm(request.POST if step == "conflict" else None, staff=officers, prefix="c")
    who: dict[str, Any] = {"by": signed_in(request), "on": on, "at": now}
    try:
        if step == "need" and need.is_valid():
            set_need(person=person, **need.cleaned_data, **who)
            return redirect("supervision:allocation-needs", crn=crn)
        if step == "conflict" and conflict.is_valid():
            note_conflict(person=person, **conflict.cleaned_data, **who)
            return redirect("supervision:allocation-needs", crn=crn)
        if step == "end":
            key = request.POST.get("conflict", "")
            rows = ConflictOfInterest.objects.filter(person=person)
            end_conflict(conflict=get_object_or_404(rows, pk=int(key) if key.isdigit() else 0), **who)
            return redirect("supervision:allocation-needs", crn=crn)
    except NeedRefused as refused:
        if refused.code == "out-of-reach":
            raise PermissionDenied from None
        if refused.code == "already":
            conflict.add_error("staff", need_refusal(refused.code))
    return show_record(
        request, "allocation_needs", person, tab="overview", on=on, need=need, conflict=conflict,
        conflicts=conflicts_of(person), language=person.language,
    )  # fmt: skip


def unit_of(place: Place) -> Any:
    """The delivery unit of a place, None for a region."""
    if place.area.kind == "unit":
        return place.what
    return place.what.delivery_unit if place.area.kind == "team" else None  # type: ignore[union-attr]


def _facts(person: Person) -> CaseFacts:
    return case_facts([person.pk], on=timezone.localdate())[person.pk]


def _waiting(person: Person) -> WaitingCase | None:
    rows = waiting_cases(Area("unit", person.delivery_unit_id), on=timezone.localdate())
    return next((row for row in rows if row.person_id == person.pk), None)


def _chosen(request: HttpRequest, found: list[Candidate]) -> Candidate | None:
    code = request.GET.get("staff", "")
    if not code:
        return None
    chosen = next((one for one in found if one.officer.code == code), None)
    if chosen is None:
        raise Http404
    return chosen


def _form(request: HttpRequest, facts: CaseFacts, chosen: Candidate | None) -> AllocateForm | None:
    if chosen is None or chosen.verdict == "no":
        return None
    return AllocateForm(
        request.POST or None,
        initial={"seen": str(Seen(facts.spell, facts.holder))},
        held=bool(facts.holder),
        doubts=bool(chosen.fit.value.doubts),
        key=facts.crn,
    )


def _allocate(request: HttpRequest, person: Person, chosen: Candidate, form: AllocateForm) -> HttpResponse | None:
    """Give the case; None where the form has something to say."""
    try:
        made = allocate(
            person=person, staff=Staff.objects.get(pk=chosen.officer.key), reason=form.chosen_reason, evidence=form.words(),
            seen=Seen.read(form.cleaned_data["seen"]) or Seen(0, 0), by=signed_in(request), on=timezone.localdate(),
            at=timezone.now(),
        )  # fmt: skip
    except AllocationRefused as refused:
        field = {"no-evidence": "evidence", "no-reason": "reason", "needs-reason": "despite"}.get(refused.code)
        form.add_error(field if field in form.fields else None, words.refusal(refused))
        return None
    messages.success(request, gettext("{staff} is given the case.").format(staff=made.staff))
    return redirect("supervision:allocation")


def _csv(rows: list[WaitingCase], place: Place) -> HttpResponse:
    head = [
        gettext("CRN"), gettext("Name"), gettext("Tier"), gettext("Team"), gettext("Waiting since"), gettext("By"),
        gettext("Points"), gettext("Held before by"), gettext("Missing"),
    ]  # fmt: skip
    cells = (
        [
            row.crn, row.name, row.tier, row.team, row.since, row.due_date, row.points, row.earlier,
            "; ".join(str(words.FLAGS[flag]) for flag in row.flags),
        ]
        for row in rows
    )  # fmt: skip
    response = HttpResponse("".join(csv_lines(head, cells)), content_type="text/csv; charset=utf-8")
    code = getattr(place.what, "code", "cases")
    response["Content-Disposition"] = f'attachment; filename="unallocated-{code}.csv"'
    return response
