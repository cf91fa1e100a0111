"""Loads in words: percentages, tags, problems; tables sorted and as downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from throughcare.kernel.csv_safe import csv_lines
from throughcare.supervision.queries.load_tables import OfficerLoad
from throughcare.supervision.queries.unweighed import UnweighedCase
from throughcare.supervision.queries.workload import CaseLine, Ledger, Load
from throughcare.supervision.rules.workload_codes import TASK_KIND
from throughcare.workforce.models import Staff
from throughcare.workforce.rules.codes import GRADE
from throughcare.workforce.rules.workload_points import TYPE_NAMES

LEVELS: Mapping[str, tuple[Any, str]] = {
    "room": (gettext_lazy("Has room"), "fine"),
    "full": (gettext_lazy("Full"), "due"),
    "over": (gettext_lazy("Over capacity"), "overdue"),
    "unknown": (gettext_lazy("Not known"), "neutral"),
}
CASE_LEVELS: Mapping[str, tuple[Any, str]] = {
    "manageable": ("", "fine"),
    "warning": (gettext_lazy("More than can be managed well for sure"), "due"),
    "stop": (gettext_lazy("More than can be managed well"), "overdue"),
}
PROBLEMS: Mapping[str, Any] = {
    "unknown-grade": gettext_lazy("Grade not known"),
    "no-capacity-for-grade": gettext_lazy("Grade without hours for cases"),
    "no-hours": gettext_lazy("No contracted hours"),
    "reductions-take-all": gettext_lazy("Reductions take all hours"),
    "past-pipeline": gettext_lazy("Time on the programme is over: check the grade"),
    "hours-assumed": gettext_lazy("Contracted hours not recorded"),
    "tier-missing": gettext_lazy("Tier missing"),
    "tier-not-known": gettext_lazy("Tier without points"),
    "case-type-not-known": gettext_lazy("No sentence on record"),
}
INACTIVE: Mapping[str, Any] = {
    "overdue-termination": gettext_lazy("Termination overdue"),
    "warrant": gettext_lazy("Warrant outstanding"),
    "unpaid-work": gettext_lazy("Unpaid work alone"),
}
SORTS: Mapping[str, Callable[[OfficerLoad], Any]] = {
    "percent": lambda one: (one.load.level != "unknown", one.load.percent),
    "points": lambda one: one.load.points,
    "available": lambda one: one.load.available,
    "cases": lambda one: one.load.cases,
    "uncounted": lambda one: one.load.uncounted,
    "name": lambda one: one.surname.casefold(),
}


def percent(load: Load) -> str:
    """``91.9%``, ``at least 91.9%`` where a case could not be weighed, a dash without capacity."""
    return percent_of(load.percent, load)


def percent_of(value: float, load: Load) -> str:
    """``value`` percent of the capacity behind ``load``, said as ``percent`` says the load itself."""
    if load.level == "unknown":
        return "–"
    said = f"{value:.1f}%"
    return gettext("at least {percent}").format(percent=said) if load.uncounted else said


def group_percent(value: float | None) -> str:
    """The percentage of a group, a dash without capacity."""
    return "–" if value is None else f"{value:.1f}%"


def problems(officer: OfficerLoad | Load) -> list[str]:
    """What keeps the load from being known, in words; empty where nothing does."""
    load = officer.load if isinstance(officer, OfficerLoad) else officer
    capacity = load.capacity.value
    codes = [capacity.problem] if capacity.problem else []
    if capacity.hours_assumed and capacity.problem not in ("unknown-grade", "no-capacity-for-grade"):
        codes.append("hours-assumed")  # type: ignore[arg-type]
    return [str(PROBLEMS[code]) for code in codes]


def case_type(line: CaseLine) -> str:
    """Community, licence or custody, and what else weighs in."""
    kind = gettext(TYPE_NAMES[line.case_type]) if line.case_type else "–"
    said = f"{kind}, {gettext('transition to adulthood')}" if line.t2a else kind
    return said[:1].upper() + said[1:]


def task(kind: str) -> str:
    """The kind of a task."""
    return gettext(TASK_KIND.label(kind))


def loads_at(kind: str, code: str) -> str:
    """The address of the table of a team, unit or region."""
    return reverse("supervision:loads", args=[kind, code])


def sorted_by(request: HttpRequest) -> str:
    """The column that the address asks to sort by; the heaviest load first otherwise."""
    asked = request.GET.get("sort", "")
    return asked if asked.removeprefix("-") in SORTS else "-percent"


def ordered(rows: Iterable[OfficerLoad], sort: str) -> list[OfficerLoad]:
    """The rows by one of ``SORTS``, descending with a minus sign; names break ties."""
    by_name = sorted(rows, key=lambda one: (one.surname.casefold(), one.name, one.code))
    return sorted(by_name, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def officers_csv(rows: Iterable[OfficerLoad], code: str) -> HttpResponse:
    """The table as a download."""
    header = [
        gettext("Code"), gettext("Practitioner"), gettext("Grade"), gettext("Team"), gettext("Delivery unit"),
        gettext("Points"), gettext("Points available"), gettext("Percent of capacity"), gettext("Level"),
        gettext("Cases"), gettext("Cases that could not be weighed"), gettext("Above the line since"),
        gettext("Problems"),
    ]  # fmt: skip
    lines = (
        [
            one.code,
            one.name,
            gettext(GRADE.label(one.grade)),
            one.team_name,
            one.unit_name,
            one.load.points,
            one.load.available,
            "" if one.load.level == "unknown" else f"{one.load.percent:.1f}",
            str(LEVELS[one.load.level][0]),
            one.load.cases,
            one.load.uncounted,
            one.over_since if one.load.level == "over" else None,
            "; ".join(problems(one)),
        ]
        for one in rows
    )
    return _download(header, lines, f"{code}-workload")


def ledger_csv(staff: Staff, found: Ledger, on: date) -> HttpResponse:
    """Every point of an officer, one line for each case and task."""
    header = [
        gettext("Kind"), gettext("Case reference number"), gettext("Name"), gettext("Tier"), gettext("Type"),
        gettext("Since"), gettext("Points"), gettext("Why"),
    ]  # fmt: skip
    cases = (
        [gettext("Case"), line.crn, line.name, line.tier, case_type(line), line.since, line.points, why(line)]
        for line in found.cases
    )
    tasks = (
        [task(line.kind), line.crn, line.name, "", "", line.done_on, line.points, line.done_by if line.sign < 0 else ""]
        for line in found.tasks
    )
    return _download(header, [*cases, *tasks], f"{staff.code}-{on.isoformat()}-points")


def unweighed_csv(cases: Iterable[UnweighedCase], code: str) -> HttpResponse:
    """The cases that could not be weighed, as a download."""
    header = [
        gettext("Case reference number"), gettext("Name"), gettext("Practitioner code"), gettext("Practitioner"),
        gettext("Since"), gettext("What is missing"),
    ]  # fmt: skip
    rows = ([one.crn, one.name, one.staff_code, one.staff, one.since, str(PROBLEMS[one.problem])] for one in cases)
    return _download(header, rows, f"{code}-cases-not-weighed")


def why(line: CaseLine) -> str:
    """The steps of a line, one sentence after another."""
    return " ".join(step.words.say(gettext) for step in line.weight.steps)


def _download(header: list[str], rows: Iterable[list[Any]], file: str) -> HttpResponse:
    response = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}.csv"'
    return response
