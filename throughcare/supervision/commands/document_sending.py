"""Sending a letter of enforcement to its person through the outbox: on paper or by email, in the language it was made in."""

from __future__ import annotations

import base64
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.outbox.adapters import is_in_use
from throughcare.outbox.commands import queue, try_again
from throughcare.outbox.models import Message
from throughcare.people.models import ContactDetail
from throughcare.supervision.commands.enforcing import day, lock, moved, refuse
from throughcare.supervision.documents.letters import letter_text
from throughcare.supervision.events import DocumentSent
from throughcare.supervision.models import IssuedDocument
from throughcare.supervision.rules.enforcement_codes import SENT_BY
from throughcare.supervision.rules.enforcement_states import DOCUMENT

TEMPLATE = "enforcement-letter"


def about(document: IssuedDocument) -> str:
    """How the outbox names a document."""
    return f"document:{document.reference}"


@transaction.atomic
def send_document(*, document: IssuedDocument, channel: str, by: User, at: datetime) -> IssuedDocument:
    """Put a letter that is ready into the outbox: ``letter`` with its PDF to the address on it, or ``email`` with its words.

    It is sent once, in the language it was made in. Raises ``EnforcementRefused``: for a pack, for one that has left, where
    there is no address, or it is marked as not to be used, or this installation sends nothing that way.
    """
    lock(document.person_id)
    document = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.kind == "pack" or channel not in SENT_BY:
        raise refuse("not-possible-now")
    if not is_in_use(channel):
        raise refuse("not-sent-that-way")
    document.state = moved(DOCUMENT, document.state, "send")
    to = _address(document, at) if channel == "letter" else _email(document, at)
    queue(
        key=f"{TEMPLATE}/{document.reference}",
        channel=channel,
        template=TEMPLATE,
        language=document.language,
        to=to,
        subject=document.title if channel == "email" else "",
        body=letter_text(document.source),
        detail={"pdf": base64.b64encode(bytes(document.pdf)).decode()} if channel == "letter" else {},
        person=document.person_id,
        about=about(document),
        by=by,
        at=at,
    )
    document.left_on, document.left_by = day(at), by
    document.save(update_fields=["state", "left_on", "left_by"])
    record(
        action="supervision.sent_document",
        by=by,
        at=at,
        subject=document.reference,
        person=document.person_id,
        kind=document.kind,
        channel=channel,
        language=document.language,
    )
    announcer.announce(DocumentSent(document.pk, document.person_id, document.kind, channel, by.pk))
    return document


def send_again(*, message: Message, by: User, at: datetime) -> Message:
    """Let a letter that could not be handed over be tried once more. Raises ``NotAllowed``."""
    return try_again(message=message, by=by, at=at)


def _address(document: IssuedDocument, at: datetime) -> str:
    """The lines of the address that the letter carries, its name first."""
    lines = [str(line) for line in document.source["to"]]
    if len(lines) < 2:
        raise refuse("no-address")
    if _details(document, "address", at).exclude(avoid="").exists():
        raise refuse("address-avoided")
    return "\n".join(lines)


def _email(document: IssuedDocument, at: datetime) -> str:
    usable = _details(document, "email", at).filter(avoid="").order_by("-start", "-pk").first()
    if usable is None:
        raise refuse("no-address")
    return str(usable.value)


def _details(document: IssuedDocument, kind: str, at: datetime):  # type: ignore[no-untyped-def]
    holds = Q(until__isnull=True) | Q(until__gt=day(at))
    return ContactDetail.objects.filter(holds, person=document.person_id, kind=kind, start__lte=day(at))
