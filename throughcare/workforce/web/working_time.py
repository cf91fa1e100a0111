"""The working time of one member of staff, for whoever leads them: hours, reductions, grade, what they leave for cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.csv_file import asks_for_csv, csv_answer
from throughcare.workforce.commands.working_time import (
    WorkingTimeRefused,
    add_reduction,
    change_grade,
    change_reduction,
    delete_reduction,
    end_reduction,
    set_hours,
    state_of,
    withdraw_hours,
)
from throughcare.workforce.models import ContractedHours, Reduction, Staff
from throughcare.workforce.queries.staff import managed
from throughcare.workforce.queries.working_time import capacities
from throughcare.workforce.rules.codes import GRADE, REDUCTION_REASON
from throughcare.workforce.rules.reduction_states import REDUCTION, REDUCTION_STATE
from throughcare.workforce.web.forms import (
    EndForm,
    Entry,
    GradeForm,
    HoursForm,
    ReductionForm,
    in_words,
    initial_of,
    new_token,
)


@dataclass(frozen=True, slots=True)
class ReductionRow:
    """One line of the list: the reduction, its state today, and what can be done with it."""

    reduction: Reduction
    state: str
    verbs: frozenset[str]


@requires("workforce.manage")
def working_time(request: HttpRequest, code: str) -> HttpResponse:
    """Grade, hours and reductions as they stand, and the capacity that they leave."""
    staff, on = _managed(request, code), timezone.localdate()
    spells = list(ContractedHours.objects.filter(staff=staff).order_by("-start"))
    rows = [_row(one, on) for one in Reduction.objects.filter(staff=staff).order_by("-start", "-pk")]
    if asks_for_csv(request):
        return _csv(staff, spells, rows)
    decision = capacities([staff.pk], on=on)[staff.pk]
    last_day = staff.until - timedelta(days=1) if staff.until else None
    return _show(
        request, "working_time", staff, decision=decision, spells=spells, rows=rows, on=on, last_day=last_day
    )  # fmt: skip


@requires("workforce.manage")
def new_hours(request: HttpRequest, code: str) -> HttpResponse:
    """Contracted hours from a day on."""
    staff, now = _managed(request, code), timezone.now()
    form = HoursForm(request.POST or None, initial={"start": _day(now)})
    title = gettext("Change contracted hours")
    return _with_form(
        request, staff, form, title, lambda typed: set_hours(staff=staff, **typed, by=_by(request), at=now)
    )


@require_POST
@requires("workforce.manage")
def take_back_hours(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take back hours that are still to come."""
    staff = _managed(request, code)
    spell = get_object_or_404(ContractedHours.objects.select_related("staff"), pk=key, staff=staff)
    return _at_once(request, staff, lambda: withdraw_hours(spell=spell, by=_by(request), at=timezone.now()))


@requires("workforce.manage")
def new_reduction(request: HttpRequest, code: str) -> HttpResponse:
    """Take time off contracted hours."""
    staff, now = _managed(request, code), timezone.now()
    form = ReductionForm(request.POST or None, initial={"token": new_token(), "start": _day(now)})

    def save(typed: dict[str, Any]) -> object:
        reference = f"W-{typed['token'] or new_token()}"
        return add_reduction(
            staff=staff, entry=form.entry(), reference=reference, notes=typed["notes"], by=_by(request), at=now
        )

    return _with_form(request, staff, form, gettext("Add a reduction"), save)


@requires("workforce.manage")
def reduction(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Change a reduction that is scheduled or active."""
    staff, found = _with_reduction(request, code, key)
    form = ReductionForm(request.POST or None, initial=initial_of(found))

    def save(typed: dict[str, Any]) -> object:
        return change_reduction(
            reduction=found, entry=form.entry(), notes=typed["notes"], by=_by(request), at=timezone.now()
        )

    return _with_form(request, staff, form, gettext("Change a reduction"), save)


@requires("workforce.manage")
def end(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """End an active reduction."""
    staff, found = _with_reduction(request, code, key)
    now = timezone.now()
    form = EndForm(request.POST or None, initial={"until": found.until or _day(now)})
    title = gettext("End a reduction")
    return _with_form(
        request,
        staff,
        form,
        title,
        lambda typed: end_reduction(reduction=found, until=typed["until"], by=_by(request), at=now),
    )


@requires("workforce.manage")
def delete(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Ask whether a reduction should never have been, and take it back."""
    staff, found = _with_reduction(request, code, key)
    if request.method == "POST":
        return _at_once(request, staff, lambda: delete_reduction(reduction=found, by=_by(request), at=timezone.now()))
    return _show(request, "delete_reduction", staff, row=_row(found, timezone.localdate()))


@requires("workforce.manage")
def grade(request: HttpRequest, code: str) -> HttpResponse:
    """A new grade: a trainee qualifies, protection ends."""
    staff, now = _managed(request, code), timezone.now()
    form = GradeForm(request.POST or None, initial={"since": _day(now), "grade": staff.grade})
    title = gettext("Change the grade")
    return _with_form(
        request, staff, form, title, lambda typed: change_grade(staff=staff, **typed, by=_by(request), at=now)
    )


def _managed(request: HttpRequest, code: str) -> Staff:
    """The member of staff, where the user leads them; anybody else is as absent as nobody."""
    found = managed(signed_in(request), code, on=timezone.localdate())
    if found is None:
        raise Http404
    return found


def _with_reduction(request: HttpRequest, code: str, key: int) -> tuple[Staff, Reduction]:
    staff = _managed(request, code)
    return staff, get_object_or_404(Reduction.objects.select_related("staff"), pk=key, staff=staff)


def _row(found: Reduction, on: date) -> ReductionRow:
    state = state_of(found, on=on)
    return ReductionRow(found, state, frozenset(REDUCTION.table[state]))


def _csv(staff: Staff, spells: list[ContractedHours], rows: list[ReductionRow]) -> HttpResponse:
    """Contracted hours and reductions, line by line; the hours of the staff record hold before the first."""
    header = [
        gettext("Practitioner code"), gettext("Practitioner"), gettext("What"), gettext("Reference"), gettext("Reason"),
        gettext("Hours a week"), gettext("Share of the hours in percent"), gettext("From"), gettext("Until"),
        gettext("State"), gettext("Notes"),
    ]  # fmt: skip
    who, hours = [staff.code, staff], gettext("Contracted hours")
    cells: list[list[object]] = [
        [*who, hours, "", "", spell.hours, "", spell.start, spell.until, "", ""] for spell in spells
    ]
    since = spells[-1].start if spells else None
    cells.append(
        [*who, hours, "", gettext("From the staff record"), staff.contracted_hours, "", staff.start, since, "", ""]
    )
    cells += [
        [*who, gettext("Reduction"), one.reference, gettext(REDUCTION_REASON.label(one.reason)), one.hours, one.share,
         one.start, one.until, gettext(REDUCTION_STATE.label(row.state)), one.notes]
        for row in rows
        for one in [row.reduction]
    ]  # fmt: skip
    return csv_answer(header, cells, f"working-time-{staff.code}")


def _with_form(
    request: HttpRequest, staff: Staff, form: Entry, title: str, save: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """The form, or what it asks for and back to the overview; a refusal is shown at its field."""
    if request.method == "POST" and form.is_valid():
        before = _points(staff)
        try:
            save(form.cleaned_data)
        except WorkingTimeRefused as refused:
            form.refuse(refused.faults)
        else:
            return _saved(request, staff, before)
    return _show(request, "working_time_form", staff, form=form, title=title)


def _at_once(request: HttpRequest, staff: Staff, change: Callable[[], object]) -> HttpResponse:
    before = _points(staff)
    try:
        change()
    except WorkingTimeRefused as refused:
        for fault in refused.faults:
            messages.error(request, in_words(fault))
        return redirect("workforce:working-time", staff.code)
    return _saved(request, staff, before)


def _saved(request: HttpRequest, staff: Staff, before: int) -> HttpResponse:
    """Back to the overview, saying what it did to today's capacity."""
    after = _points(staff)
    if before == after:
        messages.success(request, gettext("Saved. The points available today stay as they are."))
    else:
        said = gettext("Saved. Points available today: {after}, before: {before}.")
        messages.success(request, said.format(after=after, before=before))
    return redirect("workforce:working-time", staff.code)


def _points(staff: Staff) -> int:
    return capacities([staff.pk], on=timezone.localdate())[staff.pk].value.available_points


def _show(request: HttpRequest, template: str, staff: Staff, **context: Any) -> HttpResponse:
    words = {"grades": GRADE, "reasons": REDUCTION_REASON, "states": REDUCTION_STATE}
    return render(request, f"workforce/{template}.html", {"staff": staff, **words, **context})


def _by(request: HttpRequest) -> Any:
    return signed_in(request)


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
