"""Sending a bundle in, asking for one, and seeing how far it is and what was wrong with it. For administrators alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from throughcare.accounts.web.access import requires, signed_in
from throughcare.audit.commands import record
from throughcare.kernel.csv_safe import csv_lines
from throughcare.transition.commands.bundle.fault_log import (
    CONFLICT_HEADER,
    HEADER,
    conflict_row,
    fault_row,
    read_fault,
)
from throughcare.transition.commands.runs import (
    UploadTooLarge,
    ask_export,
    ask_import,
    conflicts_of,
    faults_of,
    file_of,
)
from throughcare.transition.models import BundleRun
from throughcare.transition.rules.faults import NOTES, Fault
from throughcare.transition.rules.run_states import LABELS

ROWS = 50


class BundleForm(forms.Form):
    """A zip to bring in."""

    bundle = forms.FileField(label=gettext_lazy("Bundle"), help_text=gettext_lazy("A zip of the CSV files"))
    accept_partial = forms.BooleanField(
        label=gettext_lazy("Leave out people with a fault, and load everybody else"), required=False
    )
    take_bundle = forms.BooleanField(
        label=gettext_lazy("Take the bundle’s values where something was changed here since the last import"),
        help_text=gettext_lazy("Otherwise what was changed here is kept. Either way each such value is listed."),
        required=False,
    )


@requires("transition.import")
def runs(request: HttpRequest) -> HttpResponse:
    """What was brought in and taken out, newest first, and the form to bring in a bundle."""
    form = BundleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["bundle"]
        try:
            run = ask_import(
                name=sent.name, content=sent.chunks(), accept_partial=form.cleaned_data["accept_partial"],
                take_bundle=form.cleaned_data["take_bundle"], by=signed_in(request), at=timezone.now(),
            )  # fmt: skip
        except UploadTooLarge:
            form.add_error("bundle", gettext("The file is too large to be sent here: import it by command"))
        else:
            return redirect("transition:run", key=run.pk)
    list_page = Paginator(BundleRun.objects.select_related("asked_by"), ROWS).get_page(request.GET.get("page"))
    return render(request, "transition/runs.html", {"form": form, "list_page": list_page, "labels": LABELS})


@require_POST
@requires("transition.export")
def ask_for_export(request: HttpRequest) -> HttpResponse:
    """Ask for an export, which a worker writes."""
    run = ask_export(by=signed_in(request), at=timezone.now())
    return redirect("transition:run", key=run.pk)


@requires("transition.import")
def run_page(request: HttpRequest, key: int) -> HttpResponse:
    """How far a run is, without JavaScript too, and how it ended."""
    run = get_object_or_404(BundleRun, pk=key)
    words = {"state": gettext(LABELS[run.state]), "file": run.phase_file, "rows": f"{run.rows:,}"}
    told = gettext("{state}: {file}, {rows} rows") if run.phase_file and not run.ended else "{state}"
    job: dict[str, Any] = {
        "title": gettext("Import of a bundle") if run.direction == "import" else gettext("Export of a bundle"),
        "text": told.format(**words),
        "share": run.share,
        "finished": run.ended,
        "failed": run.state in ("refused", "failed"),
        "href": reverse("transition:runs"),
        "link": gettext("All imports and exports"),
    }
    kept = {kind: place(run).exists() for kind, place in
            (("faults", faults_of), ("conflicts", conflicts_of), ("file", file_of))}  # fmt: skip
    notes = [gettext(NOTES[code]) for code in run.counts.get("notes", ())]
    return render(request, "transition/run.html", {"run": run, "job": job, "kept": kept, "notes": notes})


@requires("transition.import")
def faults(request: HttpRequest, key: int) -> HttpResponse:
    """The faults of an import, a page at a time."""
    run = _with_faults(key)
    list_page = Paginator(range(run.fault_count), ROWS).get_page(request.GET.get("page"))
    with faults_of(run).open(encoding="utf-8") as lines:
        shown = [read_fault(line) for line in islice(lines, list_page.start_index() - 1, list_page.end_index())]
    rows = [dict(zip(HEADER, fault_row(fault, gettext), strict=True)) for fault in shown]
    return render(request, "transition/faults.html", {"run": run, "list_page": list_page, "rows": rows})


@requires("transition.import")
def faults_csv(request: HttpRequest, key: int) -> HttpResponseBase:  # noqa: ARG001
    """All faults of an import as CSV."""
    run = _with_faults(key)
    return _as_csv(faults_of(run), HEADER, partial(fault_row, translate=gettext), f"faults-{run.pk}.csv")


@requires("transition.import")
def conflicts(request: HttpRequest, key: int) -> HttpResponse:
    """What was changed here since it was last imported and the bundle has otherwise, a page at a time."""
    run = _with_conflicts(key)
    list_page = Paginator(range(run.conflict_count), ROWS).get_page(request.GET.get("page"))
    with conflicts_of(run).open(encoding="utf-8") as lines:
        shown = [read_fault(line) for line in islice(lines, list_page.start_index() - 1, list_page.end_index())]
    rows = [dict(zip(CONFLICT_HEADER, conflict_row(fault), strict=True)) for fault in shown]
    return render(request, "transition/conflicts.html", {"run": run, "list_page": list_page, "rows": rows})


@requires("transition.import")
def conflicts_csv(request: HttpRequest, key: int) -> HttpResponseBase:  # noqa: ARG001
    """All of it as CSV."""
    run = _with_conflicts(key)
    return _as_csv(conflicts_of(run), CONFLICT_HEADER, conflict_row, f"changed-here-{run.pk}.csv")


def _as_csv(
    path: Path, header: Sequence[str], row_of: Callable[[Fault], Sequence[object]], name: str
) -> StreamingHttpResponse:
    lines = path.open(encoding="utf-8")  # the response closes it
    rows = (row_of(read_fault(line)) for line in lines)
    response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response._resource_closers.append(lines.close)  # type: ignore[attr-defined]
    return response


@requires("transition.export")
def download(request: HttpRequest, key: int) -> HttpResponseBase:
    """The zip of an export, for whoever asked for it; the download is logged."""
    run = get_object_or_404(BundleRun, pk=key, direction="export", state="done", asked_by=signed_in(request))
    if not file_of(run).exists():
        raise Http404
    record(action="transition.download_export", by=signed_in(request), at=timezone.now(), subject=str(run.pk))
    return FileResponse(file_of(run).open("rb"), as_attachment=True, filename=run.name)


def _with_conflicts(key: int) -> BundleRun:
    """A run with conflicts whose list is still kept; raises ``Http404``."""
    run = get_object_or_404(BundleRun, pk=key, conflict_count__gt=0)
    if not conflicts_of(run).exists():
        raise Http404
    return run


def _with_faults(key: int) -> BundleRun:
    """A run with faults whose list is still kept; raises ``Http404``."""
    run = get_object_or_404(BundleRun, pk=key, fault_count__gt=0)
    if not faults_of(run).exists():
        raise Http404
    return run
