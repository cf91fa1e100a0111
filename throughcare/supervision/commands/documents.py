"""Letters and breach packs: made once, kept as issued with their data and hash, sent or printed."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.people.models import Person
from throughcare.supervision.commands.enforcing import day, lock, moved, refuse, tell
from throughcare.supervision.documents.letters import letter_data, letter_html
from throughcare.supervision.documents.pack import pack_data
from throughcare.supervision.documents.render import hash_of, pdf_of
from throughcare.supervision.events import DocumentIssued
from throughcare.supervision.models import Breach, FormalWarning, IssuedDocument
from throughcare.supervision.queries.letter_facts import writing_of
from throughcare.supervision.queries.pack_facts import pack_facts
from throughcare.supervision.rules.enforcement_states import DOCUMENT
from throughcare.supervision.rules.letters import LetterKind


def person_language(person: int) -> str:
    """The language in which a person is written to: Welsh for who prefers it, English otherwise."""
    known = Person.objects.filter(pk=person).values_list("language", flat=True).first()
    return "cy" if known == "cy" else "en"


def issue_letter(
    *,
    kind: LetterKind,
    person: int,
    language: str,
    by: User,
    at: datetime,
    warning: FormalWarning | None = None,
    breach: Breach | None = None,
) -> IssuedDocument:
    """Make a letter and keep it, in the caller's transaction, ready to be sent or printed."""
    reference = f"L-{secrets.token_hex(6)}"
    writing = writing_of(
        kind, person, warning=warning, breach=breach, language=language, reference=reference, on=day(at)
    )
    data = letter_data(writing.facts, writing.envelope)
    return _keep(
        kind, "letter", data, letter_html(data), person=person, warning=warning, breach=breach, by=by, at=at
    )  # fmt: skip


@transaction.atomic
def make_pack(*, breach: Breach, language: str, by: User, at: datetime) -> IssuedDocument:
    """Assemble the history of a breach that has begun into a pack, and keep it; made again, the earlier one stays.

    Raises ``EnforcementRefused`` for a breach that has not begun.
    """
    lock(breach.person_id)
    breach = Breach.objects.select_related("sentence", "failure", "decided_by", "asked_by", "person").get(pk=breach.pk)
    if breach.kind != "breach" or breach.state not in ("begun", "presented"):
        raise refuse("not-possible-now")
    reference = f"P-{secrets.token_hex(6)}"
    data = pack_data(pack_facts(breach, reference=reference, on=day(at)), language=language)
    return _keep("pack", "pack", data, "", person=breach.person_id, warning=None, breach=breach, by=by, at=at)


@transaction.atomic
def mark_printed(*, document: IssuedDocument, by: User, at: datetime) -> IssuedDocument:
    """Record that a document was printed or handed over."""
    return _leave(document, "print", by, at)


def _leave(document: IssuedDocument, verb: str, by: User, at: datetime) -> IssuedDocument:
    document = IssuedDocument.objects.select_for_update(of=("self",)).defer("pdf").get(pk=document.pk)
    document.state = moved(DOCUMENT, document.state, verb)
    document.left_on, document.left_by = day(at), by
    document.save(update_fields=["state", "left_on", "left_by"])
    _tell_left(document, by, at)
    return document


def _tell_left(document: IssuedDocument, by: User, at: datetime) -> None:
    """Say that a document has left, and how."""
    record(
        action=f"supervision.{document.state}_document",
        by=by,
        at=at,
        subject=document.reference,
        person=document.person_id,
        kind=document.kind,
    )


def _keep(
    kind: str,
    layout: str,
    data: dict[str, Any],
    html: str,
    *,
    person: int,
    warning: FormalWarning | None,
    breach: Breach | None,
    by: User,
    at: datetime,
) -> IssuedDocument:
    pdf = pdf_of(layout, data, at=at)
    document = IssuedDocument.objects.create(
        reference=data["reference"],
        person_id=person,
        warning=warning,
        breach=breach,
        kind=kind,
        language=data["language"],
        title=data["title"][:200],
        source=data,
        html=html,
        pdf=pdf,
        sha256=hash_of(pdf),
        made_at=at,
        made_by=by,
        state=DOCUMENT.start,
    )
    tell(
        DocumentIssued(document.pk, person, kind, by.pk),
        action="issue_document",
        by=by,
        at=at,
        subject=document.reference,
        person=person,
        kind=kind,
        language=document.language,
        sha256=document.sha256,
    )
    return document
