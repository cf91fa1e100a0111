"""What has been published, for anybody: the list of processes, and one process with everything that was said of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import public
from throughcare.commissioning.models import PublishedProcess
from throughcare.commissioning.queries.agreements import signed_of
from throughcare.commissioning.queries.awards import awards_by_ocid
from throughcare.commissioning.queries.publication import processes, releases_of
from throughcare.commissioning.rules.ocds import decode
from throughcare.commissioning.rules.ocds.standing import STAGE, stage_at
from throughcare.commissioning.web import evaluation_words, notice_words
from throughcare.kernel.csv_safe import csv_lines

PAGE = 25


@public
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Every published process, or those of ``?stage=`` and with the words ``?q=``; ``?format=csv`` as CSV."""
    stage, words = request.GET.get("stage", ""), request.GET.get("q", "").strip()[:100]
    if stage and stage not in {entry.code for entry in STAGE}:
        raise Http404
    now = timezone.now()
    found = processes(stage=stage, words=words, now=now)
    if request.GET.get("format") == "csv":
        return _csv(found, now)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.stage = stage_at(row.stage, row.closes_at, now=now)
    return render(
        request,
        "commissioning/notices.html",
        {"rows": page, "stage": stage, "words": words, "stages": STAGE, "query": request.GET},
    )


@public
@require_safe
def notice(request: HttpRequest, ocid: str) -> HttpResponse:
    """One process: how it stands, and each release in the words of a person."""
    found = get_object_or_404(PublishedProcess, pk=ocid)
    releases = [decode(body) for body in releases_of(ocid)]
    context: dict[str, Any] = {
        "process": found, "now": decode(found.compiled), "stage": stage_at(found.stage, found.closes_at, now=timezone.now()),
        "stages": STAGE, "won": awards_by_ocid(ocid), "award_words": evaluation_words, "agreements": signed_of(ocid),
        "releases": [(release, notice_words.told(release)) for release in reversed(releases)],
    }  # fmt: skip
    return render(request, "commissioning/notice.html", context)


def _csv(found: Any, now: datetime) -> HttpResponse:
    head = [_("Process"), _("Title"), _("Stage"), _("Buyer"), _("Suppliers"), _("Value in pounds"), _("Bids until"),
            _("First published"), _("Last changed")]  # fmt: skip
    cells = (
        [row.ocid, row.title, _(STAGE[stage_at(row.stage, row.closes_at, now=now)].label), row.buyer,
         "; ".join(row.suppliers),
         "" if row.value_pence is None else f"{row.value_pence / 100:.2f}", row.closes_at, row.first_at, row.updated_at]
        for row in found.iterator(chunk_size=500)
    )  # fmt: skip
    response = HttpResponse("".join(csv_lines(head, cells)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="notices.csv"'
    return response
