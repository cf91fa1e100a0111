"""What is in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from throughcare.outbox.models import Message


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages of a channel are in a state, and when the oldest of them was made."""

    channel: str
    state: str
    messages: int
    oldest: datetime


def backlog() -> list[Backlog]:
    """Counts over all messages, whoever they concern; no message can be seen in them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT channel, state, messages, oldest FROM outbox_backlog() ORDER BY channel, state")
        return [Backlog(*row) for row in cursor.fetchall()]


def messages_of(person: int, *, most: int = 100) -> Sequence[Message]:
    """The latest messages that concern a person, as the acting user may see them."""
    return list(Message.objects.filter(person=person).order_by("-made_at", "-id")[:most])


def messages_about(about: str) -> Sequence[Message]:
    """The messages about one thing, the earliest first."""
    return list(Message.objects.filter(about=about).order_by("made_at", "id"))
