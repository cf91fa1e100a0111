"""Letters and breach packs."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class DocumentIssued(Event):
    """A letter or breach pack was made and kept, ready to send or print."""

    document: int
    person: int
    kind: str
    by: int


@dataclass(frozen=True)
class DocumentSent(Event):
    """A letter was put into the outbox for its person, by ``channel``."""

    document: int
    person: int
    kind: str
    channel: str
    by: int
