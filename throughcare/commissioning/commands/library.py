"""A supplier's library: evidence added and confirmed, answers kept and confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.commands.refusals import PanelRefused, check_near
from throughcare.commissioning.events import LibraryChanged
from throughcare.commissioning.models import EvidenceFile, SupplierAnswer, SupplierEvidence
from throughcare.commissioning.queries.places import kinds_of_places
from throughcare.commissioning.rules.panel_policy import panel
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Supplier

_BEGINNINGS = {
    b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg",
}  # fmt: skip


@dataclass(frozen=True)
class EvidenceDetails:
    """A piece of evidence as somebody gives it; ``expires_on`` is its last good day, None where it never runs out."""

    kind: str
    title: str
    from_on: date
    expires_on: date | None = None
    reference: str = ""
    file_name: str = ""
    file: bytes = b""


@transaction.atomic
def add_evidence(*, supplier: Supplier, details: EvidenceDetails, by: User, at: datetime) -> SupplierEvidence:
    """Add evidence, with a file or a reference. What a place of the supplier rests on is shared at once, and renews it.

    The kind of a file is told by how it begins, not by its name. Raises ``PanelRefused``.
    """
    kind_of_file = _check(details, at)
    on = timezone.localdate(at)
    check_near(details.from_on, details.expires_on, on=on)
    made = SupplierEvidence.objects.create(
        supplier=supplier, kind=details.kind, title=details.title.strip(), reference=details.reference.strip(),
        from_on=details.from_on, expires_on=details.expires_on, added_by=by, added_at=at, confirmed_on=on,
        shared_at=at if details.kind in kinds_of_places(supplier) else None,
    )  # fmt: skip
    if details.file:
        EvidenceFile.objects.create(
            evidence=made, name=details.file_name[-120:], content_type=kind_of_file, size=len(details.file),
            sha256=sha256(details.file).hexdigest(), body=details.file,
        )  # fmt: skip
    _say(supplier, "add_evidence", by, at, evidence=made.pk, kind=made.kind, expires_on=made.expires_on)
    return made


@transaction.atomic
def confirm_evidence(*, evidence: SupplierEvidence, by: User, at: datetime) -> None:
    """Say that the evidence is still true."""
    SupplierEvidence.objects.filter(pk=evidence.pk).update(confirmed_on=timezone.localdate(at))
    _say(evidence.supplier, "confirm_evidence", by, at, evidence=evidence.pk)


@transaction.atomic
def remove_evidence(*, evidence: SupplierEvidence, by: User, at: datetime) -> None:
    """Take evidence away that was never used. Raises ``PanelRefused``."""
    stored = SupplierEvidence.objects.select_for_update().get(pk=evidence.pk)
    if stored.shared_at is not None:
        raise PanelRefused("evidence-used")
    stored.delete()
    _say(evidence.supplier, "remove_evidence", by, at, evidence=evidence.pk)


@transaction.atomic
def keep_answer(*, supplier: Supplier, topic: str, met: bool, text: str, by: User, at: datetime) -> SupplierAnswer:
    """Keep the answer on a topic, in place of the one before; it counts as confirmed today."""
    made, _new = SupplierAnswer.objects.update_or_create(
        supplier=supplier,
        topic=topic,
        defaults={
            "met": met, "text": text.strip(), "changed_by": by, "changed_at": at, "confirmed_on": timezone.localdate(at),
        },
    )  # fmt: skip
    _say(supplier, "keep_answer", by, at, topic=topic)
    return made


@transaction.atomic
def confirm_answer(*, answer: SupplierAnswer, by: User, at: datetime) -> None:
    """Say that the answer is still true."""
    SupplierAnswer.objects.filter(pk=answer.pk).update(confirmed_on=timezone.localdate(at))
    _say(answer.supplier, "confirm_answer", by, at, topic=answer.topic)


def _check(details: EvidenceDetails, at: datetime) -> str:
    """The kind of the file, empty where there is none; raises ``PanelRefused`` where the evidence cannot be taken."""
    if not details.file:
        if not details.reference.strip():
            raise PanelRefused("evidence-empty")
        return ""
    limits = panel("evidence-file", timezone.localdate(at)).value
    if len(details.file) > limits["bytes"]:
        raise PanelRefused("file-too-big")
    kind = next((kind for start, kind in _BEGINNINGS.items() if details.file.startswith(start)), "")
    if kind not in limits["kinds"]:
        raise PanelRefused("file-kind")
    return kind


def _say(supplier: Supplier, verb: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"commissioning.{verb}", by=by, at=at, subject=supplier.legal_name[:MOST_SUBJECT], supplier=supplier.pk,
        **detail,
    )  # fmt: skip
    announcer.announce(LibraryChanged(supplier.pk, verb, by.pk, at))
