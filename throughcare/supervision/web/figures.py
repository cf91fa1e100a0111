"""What the pages with figures share: names in the reader's language, the way from a figure to its cases, tables as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_lazy

from throughcare.kernel.csv_safe import csv_lines
from throughcare.supervision.queries.measures import Figures

NO_TEAM = "-"
SHARE_EDGES = (0.6, 0.7, 0.8, 0.9)
SHARE_LEGEND = (
    gettext_lazy("under 60%"),
    gettext_lazy("60 to 69%"),
    gettext_lazy("70 to 79%"),
    gettext_lazy("80 to 89%"),
    gettext_lazy("90% and over"),
)
# Name of the column in the address, what stands over it, what it is sorted by. Shown in this order.
COLUMNS: Mapping[str, tuple[Any, Callable[[Figures], Any]]] = {
    "people": (gettext_lazy("Cases"), lambda row: row.people),
    "inside": (gettext_lazy("Inside the standard"), lambda row: (row.share_inside is not None, row.share_inside or 0)),
    "overdue": (gettext_lazy("Overdue"), lambda row: row.overdue),
    "this-week": (gettext_lazy("Due this week"), lambda row: row.this_week),
    "unallocated": (gettext_lazy("Unallocated"), lambda row: row.unallocated),
    "tier-missing": (gettext_lazy("Tier missing"), lambda row: row.tier_missing),
    "tier-provisional": (gettext_lazy("Tier provisional"), lambda row: row.tier_provisional),
    "new": (gettext_lazy("New in 7 days"), lambda row: row.new),
}
# What is left out of the share, and the figure that counts it.
LEFT_OUT: Mapping[str, Any] = {
    "suspended": gettext_lazy("Contact suspended or not asked for"),
    "no-standard": gettext_lazy("No date set: the practitioner decides"),
    "not-started": gettext_lazy("Supervision not started yet"),
    "ended": gettext_lazy("Supervision ended, case still open"),
    "unknown": gettext_lazy("Cannot be worked out"),
}


def place_name(place: Any) -> str:
    """The name of a region, unit, team or row of figures, in Welsh for who reads Welsh, where it has one."""
    welsh = getattr(place, "name_cy", "") if (get_language() or "").startswith("cy") else ""
    return welsh or getattr(place, "name", "") or str(place)


def cases_at(state: str = "", **area: str) -> str:
    """The address of the cases that a figure counts: ``cases_at("overdue", unit="GM1")``."""
    asked = {key: value for key, value in {**area, "state": state}.items() if value}
    return f"{reverse('supervision:cases')}?{urlencode(asked)}"


def page_of(kind: str, place: Any) -> str:
    """The address of the page with the figures of a region, unit or team."""
    if kind == "team":
        return f"{reverse('supervision:team')}?{urlencode({'team': place.code})}"
    return reverse(f"supervision:{kind}", args=[place.code])


def count_of(row: Figures, column: str) -> int:
    """The figure of a column named as in the address."""
    return int(getattr(row, column.replace("-", "_")))


def ordered(rows: Iterable[Figures], sort: str) -> list[Figures]:
    """The rows by one of ``COLUMNS`` or ``name``, descending with a minus sign; names break ties."""
    by_name = sorted(rows, key=lambda row: (place_name(row).casefold(), row.code))
    column, down = sort.removeprefix("-"), sort.startswith("-")
    if column in COLUMNS:
        return sorted(by_name, key=COLUMNS[column][1], reverse=down)
    return by_name[::-1] if column == "name" and down else by_name


def sorted_by(request: HttpRequest, default: str, parameter: str = "sort") -> str:
    """The column that the address asks to sort by."""
    asked = request.GET.get(parameter, "")
    return asked if asked.removeprefix("-") in (*COLUMNS, "name") else default


def as_csv(rows: Sequence[Figures], *, head: str, file: str) -> HttpResponse:
    """The table as a download: every count, and the share to four places."""
    counts = [name for name in Figures.__slots__ if name not in ("code", "name", "name_cy")]
    header = [gettext("Code"), head, *(str(CSV_HEADS[name]) for name in counts), gettext("Share inside")]
    lines = csv_lines(
        header,
        (
            [
                row.code,
                place_name(row),
                *(getattr(row, name) for name in counts),
                "" if row.share_inside is None else f"{row.share_inside:.4f}",
            ]
            for row in rows
        ),
    )
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file}.csv"'
    return response


CSV_HEADS = {
    "people": gettext_lazy("Cases"),
    "with_date": gettext_lazy("With a due date"),
    "overdue": gettext_lazy("Overdue"),
    "overdue_week": gettext_lazy("Overdue 1 to 7 days"),
    "overdue_month": gettext_lazy("Overdue 8 to 28 days"),
    "overdue_more": gettext_lazy("Overdue more than 28 days"),
    "this_week": gettext_lazy("Due this week"),
    **{name.replace("-", "_"): words for name, words in LEFT_OUT.items()},
    "tier_missing": gettext_lazy("Tier missing"),
    "tier_provisional": gettext_lazy("Tier provisional"),
    "unallocated": gettext_lazy("Unallocated"),
    "no_team": gettext_lazy("Unallocated without a team"),
    "leaver": gettext_lazy("Held by someone who has left"),
    "new": gettext_lazy("New in 7 days"),
    "officers": gettext_lazy("Practitioners with cases"),
}
