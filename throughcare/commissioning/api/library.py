"""A supplier's library over the API: evidence added, confirmed and removed, answers kept and confirmed."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import Router, Schema, Status
from ninja.params.functions import Path
from pydantic import BeforeValidator, StrictBool, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from throughcare.accounts.api import Body, Day, Problem, caller, operation
from throughcare.commissioning.api.panel_drafts import EvidenceKind, Topic
from throughcare.commissioning.api.steps import Key, Line, Optional, acts, refusals, told
from throughcare.commissioning.commands import library as commands
from throughcare.commissioning.commands.library import EvidenceDetails
from throughcare.commissioning.models import EvidenceFile, SupplierAnswer, SupplierEvidence
from throughcare.commissioning.queries.library import Held, Kept, answers_of, evidence_of
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import acting_for

router = Router(tags=["library"])

_FILE = {
    "responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
}
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
FileName = Annotated[str, StringConstraints(max_length=120)]


def _decoded(value: object) -> bytes:
    try:
        return base64.b64decode(str(value), validate=True)
    except ValueError:
        raise PydanticCustomError("base64", "not base64") from None


InBase64 = Annotated[
    bytes,
    BeforeValidator(_decoded),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "maxLength": 7_000_000}),
]
TopicName = Annotated[str, Path(max_length=40)]


class FileOut(Schema):
    """The file of a piece of evidence."""

    name: str
    content_type: str
    size: int
    sha256: str


class EvidenceOut(Schema):
    """A piece of evidence (code of panel-evidence), good up to ``expires_on``; ``state`` is what the rule says today.

    ``carries_a_place`` where a place rests on it, ``ask_again`` where it is to be said that it is still true.
    """

    key: int
    kind: str
    title: str
    reference: str
    from_on: dt.date
    expires_on: dt.date | None
    confirmed_on: dt.date
    shared_at: dt.datetime | None
    state: str
    carries_a_place: bool
    ask_again: bool
    file: FileOut | None


class KeptAnswerOut(Schema):
    """An answer on a topic (code of panel-topic); ``ask_again`` where it is to be said that it is still true."""

    topic: str
    met: bool
    text: str
    confirmed_on: dt.date
    ask_again: bool


class LibraryOut(Schema):
    """A supplier's library: evidence, what runs out first first, and answers by topic."""

    supplier: int
    evidence: list[EvidenceOut]
    answers: list[KeptAnswerOut]


class EvidenceIn(Body):
    """Evidence with a reference or a file: PDF, PNG or JPEG in base64, with its name.

    A request holds about 1.8 MB of file; a larger one is added on the page.
    """

    kind: EvidenceKind
    title: Line
    from_on: Day
    expires_on: Day | None = None
    reference: Reference = ""
    file_name: FileName = ""
    file: InBase64 | None = None

    @model_validator(mode="after")
    def _runs_out_after_it_begins(self) -> EvidenceIn:
        if self.expires_on is not None and self.expires_on < self.from_on:
            raise PydanticCustomError("expires", "the last good day lies before the first")
        if self.file and not self.file_name:
            raise PydanticCustomError("file_name", "a file has a name")
        return self


class KeepAnswerIn(Body):
    """An answer that is given again and again."""

    topic: Topic
    met: StrictBool
    text: Optional = ""


@router.get("/suppliers/{number}/library", response=LibraryOut, summary="Read a supplier's library")
@operation(permission="commissioning.apply", scope="library:read")
def read_library(request: HttpRequest, number: Key) -> LibraryOut:
    """Everything in the library of a supplier that the user acts for."""
    return _library(_supplier(request, number))


@router.get("/evidence/{key}/file", summary="Read the file of a piece of evidence", openapi_extra=_FILE)
@operation(permission="commissioning.read_applications", scope="library:read")
def read_evidence_file(request: HttpRequest, key: Key) -> HttpResponse:
    """The file byte for byte, for its supplier, and for those who buy once it was used."""
    found = EvidenceFile.objects.filter(evidence=key).first()
    if found is None:
        raise Problem("not-found")
    response = HttpResponse(bytes(found.body), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return response


@router.post("/suppliers/{number}/library/evidence", response={201: LibraryOut}, summary="Add evidence")
@operation(permission="commissioning.apply", scope="library:write")
def add_evidence(request: HttpRequest, number: Key, body: EvidenceIn) -> Status[LibraryOut]:
    """Add evidence; what a place rests on renews it at once."""
    supplier = _supplier(request, number)
    details = EvidenceDetails(**body.dict(exclude={"file"}), file=body.file or b"")
    with refusals(
        {"evidence-empty": "reference", "file-too-big": "file", "file-kind": "file", "day-far": "expires_on"}
    ):
        commands.add_evidence(supplier=supplier, details=details, **acts(request))
    return Status(201, _library(supplier))


@router.post(
    "/suppliers/{number}/library/evidence/{key}/confirm", response=LibraryOut, summary="Say that evidence is still true"
)
@operation(permission="commissioning.apply", scope="library:write")
def confirm_evidence(request: HttpRequest, number: Key, key: Key) -> LibraryOut:
    """It counts as confirmed today."""
    evidence = _evidence(_supplier(request, number), key)
    with refusals():
        commands.confirm_evidence(evidence=evidence, **acts(request))
    return _library(evidence.supplier)


@router.post("/suppliers/{number}/library/evidence/{key}/remove", response=LibraryOut, summary="Take evidence away")
@operation(permission="commissioning.apply", scope="library:write")
def remove_evidence(request: HttpRequest, number: Key, key: Key) -> LibraryOut:
    """Take away what was never used."""
    evidence = _evidence(_supplier(request, number), key)
    with refusals():
        commands.remove_evidence(evidence=evidence, **acts(request))
    return _library(evidence.supplier)


@router.post("/suppliers/{number}/library/answers", response=LibraryOut, summary="Keep an answer")
@operation(permission="commissioning.apply", scope="library:write")
def keep_answer(request: HttpRequest, number: Key, body: KeepAnswerIn) -> LibraryOut:
    """Keep the answer on a topic, in place of the one before."""
    supplier = _supplier(request, number)
    with refusals():
        commands.keep_answer(supplier=supplier, **body.dict(), **acts(request))
    return _library(supplier)


@router.post(
    "/suppliers/{number}/library/answers/{topic}/confirm",
    response=LibraryOut,
    summary="Say that an answer is still true",
)
@operation(permission="commissioning.apply", scope="library:write")
def confirm_answer(request: HttpRequest, number: Key, topic: TopicName) -> LibraryOut:
    """It counts as confirmed today."""
    supplier = _supplier(request, number)
    answer = SupplierAnswer.objects.select_related("supplier").filter(supplier=supplier, topic=topic).first()
    if answer is None:
        raise Problem("not-found")
    with refusals():
        commands.confirm_answer(answer=answer, **acts(request))
    return _library(supplier)


def _supplier(request: HttpRequest, number: int) -> Supplier:
    found = acting_for(caller(request).user).filter(supplier=number).first()
    if found is None:
        raise Problem("not-found")
    return found.supplier


def _evidence(supplier: Supplier, key: int) -> SupplierEvidence:
    found = SupplierEvidence.objects.select_related("supplier").filter(pk=key, supplier=supplier).first()
    if found is None:
        raise Problem("not-found")
    return found


def _library(supplier: Supplier) -> LibraryOut:
    on = timezone.localdate()
    return LibraryOut(
        supplier=supplier.pk,
        evidence=[_held(each) for each in evidence_of(supplier, on=on)],
        answers=[_kept(each) for each in answers_of(supplier, on=on)],
    )


def _held(each: Held) -> EvidenceOut:
    file = getattr(each.evidence, "file", None)
    return told(
        EvidenceOut, each.evidence, state=each.decision.value.state, carries_a_place=each.carries_a_place,
        ask_again=each.ask_again, file=told(FileOut, file) if file else None,
    )  # fmt: skip


def _kept(each: Kept) -> KeptAnswerOut:
    return told(KeptAnswerOut, each.answer, ask_again=each.ask_again)
