"""Lists as files that a spreadsheet opens, every cell of them as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse

from throughcare.kernel.csv_safe import csv_lines


def asks_for_csv(request: HttpRequest) -> bool:
    """Whether the address asks for the list as a file."""
    return request.GET.get("format") == "csv"


def csv_answer(header: Sequence[object], rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """A list as a file ``name``.csv."""
    response = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
