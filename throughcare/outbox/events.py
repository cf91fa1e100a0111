"""What the outbox announces."""

from __future__ import annotations

from dataclasses import dataclass

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class MessageSent(Event):
    """The service that carries it took the message."""

    message: int
    channel: str
    template: str
    person: int | None
    about: str


@dataclass(frozen=True)
class MessageGivenUp(Event):
    """The message could not be sent and will not be tried again. ``fault`` is a code without personal data."""

    message: int
    channel: str
    template: str
    person: int | None
    about: str
    fault: str
