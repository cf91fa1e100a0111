"""Putting messages into the outbox and taking them out, in the transaction of the command that wants it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.outbox.models import Message
from throughcare.outbox.rules.codes import CANCEL_REASON, CHANNEL
from throughcare.outbox.rules.message_states import MESSAGE, TO_SEND
from throughcare.outbox.rules.sending_policy import sending_policies

# By hand, because Django would ask for the new row back, and who writes a message need not be allowed to read it.
_QUEUE = """
INSERT INTO outbox_message (reference, key, channel, template, language, "to", subject, body, detail, person, about,
    state, made_at, made_by, next_at, useful_until, attempts, unwanted, receipt, fault)
VALUES (%(reference)s, %(key)s, %(channel)s, %(template)s, %(language)s, %(to)s, %(subject)s, %(body)s, %(detail)s,
    %(person)s, %(about)s, %(state)s, %(made_at)s, %(made_by)s, %(next_at)s, %(useful_until)s, 0, '', '', '')
ON CONFLICT DO NOTHING
"""
_WITHDRAW = """
UPDATE outbox_message SET unwanted = %(reason)s,
    state = CASE WHEN state = 'sending' THEN state ELSE 'cancelled' END,
    ended_at = CASE WHEN state = 'sending' THEN NULL ELSE %(at)s END
WHERE about = %(about)s AND state IN ('waiting', 'failed', 'sending') AND unwanted = ''
    AND (%(templates)s::text[] IS NULL OR template = ANY(%(templates)s))
"""


def queue(
    *,
    key: str,
    channel: str,
    template: str,
    to: str,
    body: str,
    by: User | None,
    at: datetime,
    subject: str = "",
    language: str = "en",
    person: int | None = None,
    about: str = "",
    send_from: datetime | None = None,
    useful_until: datetime | None = None,
    detail: Mapping[str, Any] | None = None,
) -> bool:
    """Put a message into the outbox; False where one of that ``key`` is or was there: it is sent once.

    It goes out from ``send_from`` on (at once where absent), in the hours of its channel, and not any more from
    ``useful_until`` on. ``person`` is the number of the person it concerns. Written in the caller's transaction: what is
    undone is not sent. Returns False too where it could only come too late. Raises ``KeyError`` for an unknown channel.
    """
    CHANNEL[channel]
    policy = sending_policies().on(_day(at))
    next_at = policy.earliest(max(at, send_from or at), channel)
    if useful_until is not None and next_at >= useful_until:
        return False
    values: dict[str, Any] = {
        "reference": uuid.uuid4(),
        "key": key,
        "channel": channel,
        "template": template,
        "language": language,
        "to": to,
        "subject": subject,
        "body": body,
        "detail": Jsonb(dict(detail or {})),
        "person": person,
        "about": about,
        "state": MESSAGE.start,
        "made_at": at,
        "made_by": by.pk if by else None,
        "next_at": next_at,
        "useful_until": useful_until,
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, values)
        return bool(cursor.rowcount)


def withdraw(*, about: str, reason: str, at: datetime, templates: list[str] | None = None) -> int:
    """Take back what waits about a thing, in the caller's transaction; returns how many messages it concerned.

    One that is just being handed over cannot be called back: it is noted as unwanted, so it is not tried again.
    ``reason`` is a code of ``CANCEL_REASON``; ``templates`` narrows to messages of those kinds.
    """
    CANCEL_REASON[reason]
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, {"about": about, "reason": reason, "at": at, "templates": templates})
        return int(cursor.rowcount)


def try_again(*, message: Message, by: User, at: datetime) -> Message:
    """Let a message that was given up be tried once more from the start. Raises ``NotAllowed``."""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message.pk)
        message.state = MESSAGE.next(message.state, "try-again")
        message.attempts, message.ended_at, message.fault = 0, None, ""
        message.next_at = sending_policies().on(_day(at)).earliest(at, message.channel)
        message.save(update_fields=["state", "attempts", "ended_at", "fault", "next_at"])
        record(
            action="outbox.try_again",
            by=by,
            at=at,
            subject=str(message.reference),
            person=message.person,
            channel=message.channel,
            template=message.template,
        )
    return message


def is_to_send(message: Message) -> bool:
    """Whether it waits for its first or its next attempt."""
    return message.state in TO_SEND


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
