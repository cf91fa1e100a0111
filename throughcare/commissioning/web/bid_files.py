"""Files that come with a bid. They are read in memory alone: nothing of them lies on a disk that is not encrypted."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import bid_files as commands
from throughcare.commissioning.models import OpenedFile
from throughcare.commissioning.rules.bid_content import content_of
from throughcare.commissioning.rules.bid_files import MEDIA_TYPES, MOST_BYTES
from throughcare.commissioning.scanning import scanner
from throughcare.commissioning.web.bid_access import bid_page, find_bid, writing
from throughcare.commissioning.web.bids import about

REFUSED = {
    "empty": _("The file is empty"),
    "too-large": _("The file is larger than 5 megabytes"),
    "too-many": _("At most eight files come with a bid: remove one first"),
    "kind": _("Only PDF, Word, Excel, OpenDocument text, PNG and JPEG are taken, without programs in them"),
    "harmful": _("The scanner found something harmful in the file"),
    "not-scanned": _("The file could not be scanned: try again later"),
}


class InMemory(FileUploadHandler):
    """Keeps a file in memory up to its largest size, and of a larger one its length alone."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.kept, self.length = io.BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """A part of it."""
        self.length += len(raw_data)
        if self.length <= MOST_BYTES:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The whole."""
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Add a file"),
        allow_empty_file=True,
        help_text=_("PDF, Word, Excel, OpenDocument text, PNG or JPEG, at most 5 megabytes"),
    )


@csrf_exempt
def files(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The files of a draft; sending the form adds one. What is sent is read by the handler here, before anything else."""
    if request.method == "POST":
        request.upload_handlers = [InMemory(request)]
    return _files(request, number)


@csrf_protect
@bid_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def _files(request: HttpRequest, number: UUID) -> HttpResponse:
    page = writing(request, find_bid(request, number))
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            if sent.size > MOST_BYTES:
                raise commands.FileRefused("too-large")
            commands.add_file(
                bid=page.bid, code=page.code, name=sent.name, content=sent.read(), scanner=scanner(),
                by=signed_in(request), at=timezone.now(),
            )  # fmt: skip
        except commands.FileRefused as refusal:
            form.add_error("file", str(REFUSED[refusal.code]))
        else:
            return redirect("commissioning:bid-files", number=number)
    return render(request, "commissioning/bid_files.html", {**about(page.bid), "form": form, "files": page.typed.files})


files.permission = "commissioning.bid"  # type: ignore[attr-defined]


@bid_page
@require_POST
def remove_file(request: HttpRequest, number: UUID, key: UUID) -> HttpResponse:
    """Take a file away."""
    page = writing(request, find_bid(request, number))
    commands.remove_file(bid=page.bid, code=page.code, key=str(key), by=signed_in(request), at=timezone.now())
    return redirect("commissioning:bid-files", number=number)


@requires("commissioning.evaluate")
@never_cache
@require_safe
def opened_file(request: HttpRequest, key: UUID) -> HttpResponse:  # noqa: ARG001
    """A file of an opened bid, for whoever may read the bid: always saved, never shown by the browser."""
    found = get_object_or_404(OpenedFile.objects.select_related("opened"), pk=key)
    said = next(each for each in content_of(found.opened.content or {}).files if each.key == str(found.key))
    answer = HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[said.kind])
    ending = said.name.rpartition(".")[2]
    answer["Content-Disposition"] = f'attachment; filename="{found.opened.key}-{str(found.key)[:8]}.{ending}"'
    return answer
