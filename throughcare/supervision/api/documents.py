"""Letters and breach packs over the API: which there are, each as it was issued, sent or printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.params.functions import Path

from throughcare.accounts.api import Among, Body, Problem, caller, operation
from throughcare.people.api import open_record
from throughcare.people.models import Person
from throughcare.supervision.api.risk import errors_of
from throughcare.supervision.commands.document_sending import send_document
from throughcare.supervision.commands.documents import mark_printed
from throughcare.supervision.commands.enforcing import EnforcementRefused
from throughcare.supervision.models import IssuedDocument
from throughcare.supervision.rules.enforcement_codes import SENT_BY

router = Router(tags=["enforcement"])

DocumentName = Annotated[str, Path(max_length=40)]
SentBy = Annotated[str, Among(entry.code for entry in SENT_BY)]
_PDF = {"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}}}


class DocumentOut(Schema):
    """A letter or a pack as it was issued; codes of document-kind and document-state. ``sha256`` is of its PDF.

    ``warning`` or ``breach`` is what it belongs to, by reference.
    """

    reference: str
    kind: str
    language: str
    title: str
    warning: str | None
    breach: str | None
    sha256: str
    made_at: dt.datetime
    made_by: str
    state: str
    left_on: dt.date | None


class SendIn(Body):
    """How a letter is sent (code of letter-sent-by)."""

    channel: SentBy


@router.get("/people/{crn}/documents", response=list[DocumentOut], summary="Read which letters and packs there are")
@operation(permission="people.view", scope="enforcement:read", opens_record=True)
def list_documents(request: HttpRequest, crn: str) -> list[DocumentOut]:
    """Every letter and breach pack of a person, the latest first, and whether it has left."""
    person = open_record(request, crn, page="documents")
    rows = IssuedDocument.objects.filter(person=person).defer("pdf", "html", "source")
    return [_out(row) for row in rows.select_related("warning", "breach", "made_by").order_by("-made_at", "-pk")]


@router.get("/people/{crn}/documents/{reference}/pdf", summary="Read a letter or pack as PDF", openapi_extra=_PDF)
@operation(permission="people.view", scope="enforcement:read", opens_record=True)
def read_document(request: HttpRequest, crn: str, reference: DocumentName) -> HttpResponse:
    """The PDF, byte for byte as it was issued."""
    found = _found(open_record(request, crn, page="document"), reference)
    response = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{crn}-{found.kind}-{found.reference}.pdf"'
    return response


@router.post("/people/{crn}/documents/{reference}/send", response=DocumentOut, summary="Send a letter")
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def send_letter(request: HttpRequest, crn: str, reference: DocumentName, body: SendIn) -> DocumentOut:
    """Send a letter that is ready to its person, by post or email, once."""
    person = open_record(request, crn, page="document")
    found, by, at = _found(person, reference), caller(request).user, timezone.now()
    return _left(person, lambda: send_document(document=found, channel=body.channel, by=by, at=at))


@router.post(
    "/people/{crn}/documents/{reference}/printed", response=DocumentOut, summary="Record a document as printed"
)
@operation(permission="supervision.enforce", scope="enforcement:write", opens_record=True)
def record_printed(request: HttpRequest, crn: str, reference: DocumentName) -> DocumentOut:
    """Record that a document was printed or handed over."""
    person = open_record(request, crn, page="document")
    found, by, at = _found(person, reference), caller(request).user, timezone.now()
    return _left(person, lambda: mark_printed(document=found, by=by, at=at))


def _left(person: Person, act: Callable[[], IssuedDocument]) -> DocumentOut:
    try:
        made = act()
    except EnforcementRefused as refused:
        raise Problem("refused", errors=errors_of(refused.faults)) from None
    return _out(_found(person, made.reference))


def _found(person: Person, reference: str) -> IssuedDocument:
    rows = IssuedDocument.objects.select_related("warning", "breach", "made_by")
    found = rows.filter(person=person, reference=reference).first()
    if found is None:
        raise Http404
    return found


def _out(row: IssuedDocument) -> DocumentOut:
    return DocumentOut(
        reference=row.reference,
        kind=row.kind,
        language=row.language,
        title=row.title,
        warning=row.warning.reference if row.warning else None,
        breach=row.breach.reference if row.breach else None,
        sha256=row.sha256,
        made_at=row.made_at,
        made_by=row.made_by.get_full_name() or row.made_by.username,
        state=row.state,
        left_on=row.left_on,
    )
